package report

import (
	"math"
	"strconv"
	"strings"

	"github.com/truceline/truceline"
)

// Corrected are the rates that reckon with how well was watched: events near the
// contact line per kilometre and day, with 95 % intervals.
type Corrected struct {
	// Line is the watched part of the contact line as a whole: for each kind,
	// both sides' ground and then each.
	Line []truceline.Rate `json:"line"`
	// Hours is the same by hours of the mission's day, both sides' ground.
	Hours []truceline.Rate `json:"hours"`
	// Stretches are those of which something can be said, both sides' ground.
	Stretches []truceline.Rate `json:"stretches"`
	// Gaps are those of which nothing can be said.
	Gaps []truceline.Rate `json:"gaps"`
	// LineKm is the length of the contact line; WithinKm how far from it things are
	// counted.
	LineKm   float64 `json:"line_km"`
	WithinKm float64 `json:"within_km"`
	// Checks hold what the rates rest on against the record itself; nil: none.
	Checks *truceline.RateChecks `json:"checks"`
	// Standing is how many things stood, by kind; Changes before and after within the
	// window, and trends.
	Standing []truceline.Standing `json:"standing"`
	Changes  []truceline.Change   `json:"changes"`
	// Schedule says in words whether what happened kept clear of the patrols.
	Schedule string `json:"schedule"`
}

// corrected sorts the record's rates; nil where there are none, as without a
// contact line.
func (b *builder) corrected() *Corrected {
	if len(b.rec.Rates) == 0 {
		return nil
	}
	_, upTo := truceline.DistanceBands()
	c := &Corrected{Line: []truceline.Rate{}, Hours: []truceline.Rate{}, Stretches: []truceline.Rate{}, Gaps: []truceline.Rate{}, WithinKm: upTo[0],
		Standing: orEmpty(b.rec.Standing), Changes: orEmpty(b.rec.Changes), Checks: b.rec.RateChecks, Schedule: scheduleWords(b.rec.RateChecks)}
	for _, r := range b.rec.Rates {
		c.LineKm = max(c.LineKm, r.Stretch.ToKm)
		switch {
		case r.Hours.To-r.Hours.From < 24 && r.Hours.To > 0:
			c.Hours = append(c.Hours, r)
		case len(r.Stretch.Parts) > 0:
			c.Line = append(c.Line, r)
		case r.Side != "":
		case r.Known():
			c.Stretches = append(c.Stretches, r)
		default:
			c.Gaps = append(c.Gaps, r)
		}
	}
	return c
}

// correctedOf is the rate of a kind on the watched part of the line, nil where
// nothing can be said of it.
func (c *Corrected) of(k truceline.Kind) *truceline.Rate {
	if c == nil {
		return nil
	}
	for _, r := range c.Line {
		if r.Kind == k && r.Side == "" {
			return &r
		}
	}
	return nil
}

// correctedRow is a line of the page's table: one kind on the watched part of the
// line.
type correctedRow struct {
	Name  string
	Whole *truceline.Rate // nil: nothing can be said
	Sides []truceline.Rate
	Said  float64 // km of line of which something can be said
	Busy  []truceline.Rate
	Hours []truceline.Rate
}

// busiest is how many stretches of a kind the page names.
const busiest = 5

// correctedRows are the rows of the page's table: every kind that has rates.
func (b *builder) correctedRows(c *Corrected) []correctedRow {
	if c == nil {
		return nil
	}
	var out []correctedRow
	for _, info := range truceline.Kinds() {
		row := correctedRow{Name: info.Name}
		any := false
		for _, r := range b.rec.Rates {
			any = any || r.Kind == info.Kind
		}
		if !any {
			continue
		}
		for _, r := range c.Line {
			switch {
			case r.Kind != info.Kind:
			case r.Side == "":
				row.Whole, row.Said = &r, lengthOf(r.Stretch)
			default:
				row.Sides = append(row.Sides, r)
			}
		}
		for _, r := range c.Hours {
			if r.Kind == info.Kind {
				row.Hours = append(row.Hours, r)
			}
		}
		row.Busy = busy(c.Stretches, info.Kind)
		out = append(out, row)
	}
	return out
}

func lengthOf(s truceline.Stretch) float64 {
	km := 0.0
	for _, p := range s.Parts {
		km += p[1] - p[0]
	}
	return km
}

// busy are the stretches whose rate is surely highest: by the low end of their
// intervals, so that a stretch that was hardly watched does not lead the list.
func busy(all []truceline.Rate, k truceline.Kind) []truceline.Rate {
	var out []truceline.Rate
	for _, r := range all {
		if r.Kind != k || r.Low <= 0 {
			continue
		}
		at := len(out)
		for at > 0 && out[at-1].Low < r.Low {
			at--
		}
		out = append(out[:at], append([]truceline.Rate{r}, out[at:]...)...)
	}
	return out[:min(busiest, len(out))]
}

// rateText writes a rate with three digits.
func rateText(v float64) string {
	switch {
	case v >= 100:
		return number(math.Round(v))
	case v != 0 && v < 1e-3:
		return strconv.FormatFloat(v, 'f', 5, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// intervalOf writes the interval of a rate, or its upper bound.
func intervalOf(r truceline.Rate) string {
	switch {
	case !r.Known():
		return "nothing can be said"
	case r.Method == truceline.RateUpper:
		return "at most " + rateText(r.High)
	}
	return rateText(r.Low) + " to " + rateText(r.High)
}

// scheduleWords says whether more was noticed just after patrols had left, or just
// before they came, than with them there. Only an interval that lies wholly on one
// side of 1 is taken for a difference.
func scheduleWords(checks *truceline.RateChecks) string {
	if checks == nil || len(checks.Visits) == 0 {
		return "No visits of patrols are on record, so nothing can be said of what happened around them."
	}
	var more, fewer, compared []string
	for _, v := range checks.Visits {
		name := phaseWords(v.Phase)
		switch {
		case v.Phase == truceline.VisitThere || v.Ratio == 0 && v.RatioLow == 0 && v.RatioHigh <= 0:
			continue
		case v.RatioLow > 1:
			more = append(more, name)
		case v.RatioHigh >= 0 && v.RatioHigh < 1:
			fewer = append(fewer, name)
		}
		compared = append(compared, name)
	}
	switch {
	case len(compared) == 0:
		return "Too little was noticed around the visits of patrols to compare anything."
	case len(more) > 0:
		return "More was noticed " + strings.Join(more, " and ") + " than with a patrol there: what patrols count is then too low, whoever is the cause."
	case len(fewer) > 0:
		return "Less was noticed " + strings.Join(fewer, " and ") + " than with a patrol there."
	}
	return "No difference is seen between the times with a patrol there and those without; the intervals say how large one may still be."
}

func phaseWords(p truceline.VisitPhase) string {
	switch p {
	case truceline.VisitThere:
		return "with a patrol there"
	case truceline.VisitAfter:
		return "in the hour after one had left"
	case truceline.VisitBefore:
		return "in the hour before one came"
	}
	return "at other times"
}

// ratioOf writes the ratio of a phase with its interval.
func ratioOf(v truceline.VisitRate) string {
	switch {
	case v.Phase == truceline.VisitThere:
		return "compared with"
	case v.RatioHigh < 0 && v.RatioLow == 0:
		return "cannot be formed"
	case v.RatioHigh < 0:
		return "at least " + rateText(v.RatioLow)
	}
	return rateText(v.Ratio) + " (" + rateText(v.RatioLow) + " to " + rateText(v.RatioHigh) + ")"
}

func kindWords(k truceline.Kind) string {
	info, _ := truceline.KindNamed(k)
	return info.Name
}

// changeOf writes a change with its interval.
func changeOf(c truceline.Change) string {
	switch {
	case c.Low == 0 && c.High < 0:
		return "too little was seen to compare"
	case c.High < 0:
		return "at least " + rateText(c.Low)
	}
	return rateText(c.Ratio) + " (" + rateText(c.Low) + " to " + rateText(c.High) + ")"
}

// stoodOf writes how many things stood, with the interval or the bound.
func stoodOf(s truceline.Standing) string {
	switch {
	case !s.Known():
		return "nothing can be said"
	case s.Method == truceline.RateUpper:
		return "none seen; at most " + rateText(s.High)
	}
	return rateText(s.Value) + " (" + rateText(s.Low) + " to " + rateText(s.High) + ")"
}

// occupiedOf writes the share of plots in which something stood.
func occupiedOf(s truceline.Standing) string {
	percent := func(v float64) string { return rateText(100*v) + " %" }
	switch {
	case !s.Known():
		return "–"
	case s.Method == truceline.RateUpper:
		return "at most " + percent(s.OccupiedHigh)
	}
	return percent(s.Occupied) + " (" + percent(s.OccupiedLow) + " to " + percent(s.OccupiedHigh) + ")"
}
