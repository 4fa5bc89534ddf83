package score

import (
	"time"

	"github.com/truceline/truceline"
)

// Card is the score of one run, or of a run and its oracle.
type Card struct {
	Run       string           `json:"run"`
	Title     string           `json:"title"`
	Window    truceline.Window `json:"window"`
	AsOf      time.Time        `json:"as_of"`
	Truth     int              `json:"true_incidents"`
	Incidents int              `json:"incidents"`
	Findings  int              `json:"findings"`
	Gate      string           `json:"gate"` // in words
	Figures   []Figure         `json:"figures"`
	Judged    []Judged         `json:"judgements"`
	Sides     []BySide         `json:"sides"`
	Confusion Confusion        `json:"kinds"`
	Rates     []RateCoverage   `json:"rates"`
	Tried     []RateCoverage   `json:"rates_tried"` // of the intervals that could fail
	RateCases []RateCase       `json:"-"`
	Delays    Delays           `json:"delays"`
	Tracks    TrackTerms       `json:"track_terms"`
	Places    []PlaceError     `json:"places"`
	Ellipses  []EllipseRow     `json:"ellipses_by_means"`
	Seconds   []float64        `json:"time_errors_s"`
	HasOracle bool             `json:"has_oracle"`
}

// Groups returns the groups of figures, in the order of the card.
func Groups() []string { return []string{"incidents", "findings", "rates", "tracks", "speed"} }

// Score holds a run against the truth. oracle is a second run over the same
// statements to which it was told which of them speak of the same happening;
// nil when there is none. Its figures stand beside those of the run.
func Score(w World, r Run, oracle *Run) Card {
	c := scored(w, r)
	if oracle == nil {
		return c
	}
	c.HasOracle = true
	known := map[string]*float64{}
	for _, f := range scored(w, *oracle).Figures {
		known[f.ID] = f.Value
	}
	for i := range c.Figures {
		if f := &c.Figures[i]; !f.Machine {
			f.Oracle = known[f.ID]
		}
	}
	return c
}

func scored(w World, r Run) Card {
	gate, terms := DefaultGate(), DefaultTrackTerms()
	s := newScene(w, r, gate)
	c := Card{
		Run: r.Record.Run.Name, Title: r.Record.Run.Title, Window: r.Record.Run.Window, AsOf: r.Record.AsOf,
		Truth: len(w.Incidents), Incidents: len(r.Record.Incidents), Findings: len(r.Record.Findings),
		Gate:   "within 5 km and 5 minutes, of one family of kinds, and likelier than one unrelated happening on 100 km² an hour",
		Judged: []Judged{s.exists(), s.breach(), s.attribution()}, Sides: s.sides(), Confusion: s.confusion(),
		RateCases: append(RateCases(w, r.Record), StandingCases(w, r.Record)...), Delays: s.delays(), Tracks: terms, Places: s.placeErrors(),
	}
	c.Seconds, _ = s.timeErrors()
	c.Ellipses = EllipseRows(c.Places)
	c.Rates = CoverRates(c.RateCases, partiesOf(r.Record))
	c.Tried = CoverTried(c.RateCases, partiesOf(r.Record))
	c.add("incidents", s.incidentFigures())
	for _, j := range c.Judged {
		c.add("findings", j.figures())
	}
	c.add("findings", s.sideFigures())
	c.add("rates", append(rateFigures(c.Rates, c.Tried), weighedFigure(c.RateCases), toldFigure(w, r.Record)))
	c.add("tracks", trackFigures(Track(w.Objects, r.Tracks, terms), len(w.Objects), terms))
	c.add("tracks", followedFigures(w, r.Tracks, terms))
	c.add("speed", s.speedFigures(c.Delays))
	return c
}

// partiesOf are the parties in the order of the agreement.
func partiesOf(rec truceline.Record) []string {
	var out []string
	for _, p := range rec.Run.Agreement.Parties {
		out = append(out, p.ID)
	}
	return out
}

func (c *Card) add(group string, figures []Figure) {
	for _, f := range figures {
		f.Group = group
		c.Figures = append(c.Figures, f)
	}
}

// Figure returns a figure by its ID; ok is false when there is none.
func (c Card) Figure(id string) (f Figure, ok bool) {
	for _, f := range c.Figures {
		if f.ID == id {
			return f, true
		}
	}
	return Figure{}, false
}
