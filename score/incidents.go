package score

import (
	"math"
	"time"

	"github.com/truceline/truceline"
)

// held is the probability from which an incident counts as held to have
// happened.
const held = 0.5

// Confusion counts what each true kind was taken for.
type Confusion struct {
	Kinds  []truceline.Kind `json:"kinds"`  // that occur, in the order of the taxonomy
	Counts [][]int          `json:"counts"` // by true kind, then by stated kind
	Missed []int            `json:"missed"` // true happenings without an incident
	False  []int            `json:"false"`  // incidents without a true happening
}

// scene is a run held against the truth once, for all figures.
type scene struct {
	world     World
	run       Run
	truth     []Truth // sorted
	incidents []truceline.Incident
	gate      Gate
	m         Matching
	of        map[truceline.ID]int // incident by ID
	moving    []bool               // incidents that only tell of things that moved
	still     int                  // the others
}

func newScene(w World, r Run, gate Gate) *scene {
	s := &scene{world: w, run: r, gate: gate, truth: sortedTruth(w.Incidents), incidents: sortedIncidents(r.Record.Incidents), of: map[truceline.ID]int{}}
	s.m = Match(s.truth, s.incidents, gate)
	for i, in := range s.incidents {
		s.of[in.ID] = i
		s.moving = append(s.moving, s.m.Truth[i] < 0 && s.tellsOfObjects(in))
		if !s.moving[i] {
			s.still++
		}
	}
	return s
}

// tellsOfObjects reports whether more than half of an incident's statements are
// about true moving objects, which are no happenings: it is no false alarm, and
// what was made of it is the business of the tracks.
func (s *scene) tellsOfObjects(i truceline.Incident) bool {
	n := 0
	for _, o := range i.Observations {
		if h, ok := s.world.Said[o]; ok && h >= len(s.world.Incidents) {
			n++
		}
	}
	return 2*n > len(i.Observations)
}

// truthOf returns the true happening behind an incident, nil if there is none.
func (s *scene) truthOf(incident int) *Truth {
	if t := s.m.Truth[incident]; t >= 0 {
		return &s.truth[t]
	}
	return nil
}

// matched counts truths with an incident.
func matched(m Matching) int {
	n := 0
	for _, i := range m.Incident {
		if i >= 0 {
			n++
		}
	}
	return n
}

func (s *scene) incidentFigures() []Figure {
	n := matched(s.m)
	out := []Figure{
		row("incidents.precision", "precision", "share", Higher,
			"Of the incidents of the run, how many have a true happening of their own behind them. The rest are false alarms, or a second incident for one happening. Incidents that only tell of things that truly moved are left out; the row below counts them.").share(n, s.still),
		row("incidents.of_objects", "incidents that only tell of moving things", "share", Lower,
			"Share of incidents most of whose statements are about a drone, missile, vehicle or ship that truly moved there. They are no false alarms, and not what an incident is for: a track should hold them.").share(len(s.incidents)-s.still, len(s.incidents)),
		s.precisionHeld(),
		row("incidents.recall", "recall", "share", Higher,
			"Of all that truly happened, how much has an incident of its own. What nobody could notice counts as missed here.").share(n, len(s.truth)),
		s.recallNoticeable(),
		s.chance(),
		row("incidents.split", "split", "share", Lower,
			"Share of incidents that are a second one for a happening that has one already.").share(len(s.m.Split), len(s.incidents)),
		row("incidents.merged", "merged", "share", Lower,
			"Share of true happenings that have no incident of their own but lie within the gate of one given to another: most likely taken together with it. What a happening set alight or broke may rightly be told with it, and does not count.").share(s.merged(), len(s.truth)),
	}
	out = append(out, s.associationFigures()...)
	out = append(out, s.placeFigures()...)
	out = append(out, s.timeFigures()...)
	return append(out, s.countFigures()...)
}

// merged counts the happenings that were taken together with another, but for what
// that other brought about.
func (s *scene) merged() int {
	found := map[truceline.ID]bool{}
	for t, i := range s.m.Incident {
		if i >= 0 {
			found[s.truth[t].ID] = true
		}
	}
	n := 0
	for _, t := range s.m.Merged {
		if h, ok := s.world.because(s.truth[t]); !ok || !found[s.world.Incidents[h].ID] {
			n++
		}
	}
	return n
}

func (s *scene) precisionHeld() Figure {
	n, x := 0, 0
	for i, in := range s.incidents {
		if in.Exists.P >= held && !s.moving[i] {
			n++
			if s.m.Truth[i] >= 0 {
				x++
			}
		}
	}
	return row("incidents.precision_held", "precision of incidents held probable", "share", Higher,
		"The same, of those incidents only that the run itself gives at least one half of having happened.").share(x, n)
}

func (s *scene) recallNoticeable() Figure {
	f := row("incidents.recall_noticeable", "recall of what could be noticed", "share", Higher,
		"The same recall, of those happenings only that lay within reach of something that was working and able to notice their kind, at the right time. It is the share of the work that fusion could have done.")
	n, x := 0, 0
	for t := range s.truth {
		if yes, ok := s.noticeable(t); ok && yes {
			n++
			if s.m.Incident[t] >= 0 {
				x++
			}
		}
	}
	if s.world.Noticeable == nil {
		return f.of(math.NaN(), 0).noting("the world does not say what could be noticed")
	}
	return f.share(x, n)
}

func (s *scene) noticeable(t int) (yes, ok bool) {
	if s.world.Noticeable == nil {
		return false, false
	}
	return s.world.Noticeable(s.truth[t])
}

// chance matches the run again with its times shifted round its hours.
func (s *scene) chance() Figure {
	f := row("incidents.chance", "recall by chance", "share", Shown,
		"The recall that remains when the times of all incidents are shifted by 5 h 7 min, round the hours of the run: what the gate alone matches. Recall near this figure means nothing.")
	w := s.run.Record.Run.Window
	length := w.To.Sub(w.From)
	if length <= 0 || len(s.truth) == 0 {
		return f.noting("no hours to shift round")
	}
	by := 5*time.Hour + 7*time.Minute
	if length < 11*time.Hour {
		by = length * 47 / 100
	}
	shifted := make([]truceline.Incident, len(s.incidents))
	for i, in := range s.incidents {
		shift := by
		if !in.When.From.Add(by).Before(w.To) {
			shift -= length
		}
		in.When.From, in.When.To = in.When.From.Add(shift), in.When.To.Add(shift)
		shifted[i] = in
	}
	return f.share(matched(Match(s.truth, sortedIncidents(shifted), s.gate)), len(s.truth))
}

// eachPair calls fn with every matched pair, in the order of the truth.
func (s *scene) eachPair(fn func(t Truth, i truceline.Incident)) {
	for t, i := range s.m.Incident {
		if i >= 0 {
			fn(s.truth[t], s.incidents[i])
		}
	}
}

// PlaceError is how far off an incident's place is.
type PlaceError struct {
	Metres  float64 // from the truth
	Sigmas  float64 // as a multiple of the stated 90 % ellipse: 1 is on its edge
	Ellipse float64 // mean of its two half axes, metres
	Means   string  // that the incident rests on
	Given   bool    // stated and not estimated: no test of an ellipse
}

// given is how near to the truth a place is at the most that was never estimated, metres: a meter, a line of calls and
// whoever is turned back or shot at name their own site, of which the truth is made as well. What is
// measured is hardly ever so near.
const given = 1

func (s *scene) placeErrors() []PlaceError {
	var out []PlaceError
	s.eachPair(func(t Truth, i truceline.Incident) {
		if i.Place.Shape != truceline.ShapePoint {
			return
		}
		x, y := along(i.Place, t.Place.At)
		e := PlaceError{Metres: math.Hypot(x, y), Ellipse: (i.Place.Ellipse.SemiMajor + i.Place.Ellipse.SemiMinor) / 2, Means: meansOf(i)}
		e.Given = e.Metres < given
		if e.Metres > 0 {
			e.Sigmas = math.Hypot(over(x, i.Place.Ellipse.SemiMajor), over(y, i.Place.Ellipse.SemiMinor))
		}
		out = append(out, e)
	})
	return out
}

// over divides; an axis of no length is left by any distance.
func over(a, b float64) float64 {
	if a == 0 {
		return 0
	}
	return a / max(b, 1e-9)
}

func (s *scene) placeFigures() []Figure {
	inside, tested := 0, 0
	var metres, axes []float64
	for _, e := range s.placeErrors() {
		metres = append(metres, e.Metres)
		if e.Given {
			continue
		}
		tested++
		axes = append(axes, e.Ellipse)
		if e.Sigmas <= 1 {
			inside++
		}
	}
	return []Figure{
		row("incidents.in_ellipse", "truth inside the 90 % ellipse", "share", Nearer,
			"Of the matched incidents with a place and an ellipse, how many ellipses hold the true place. Well stated ellipses hold 90 %; more means they are too large, fewer that they promise too much. Places that are given and not estimated, as a meter's own, are left out, here and in the row below: their ellipse holds the truth however it is stated.").share(inside, tested).near(0.9),
		row("incidents.ellipse_m", "size of the ellipse, median", "m", Lower,
			"Mean of the two half axes of the stated ellipse. A large ellipse holds the truth easily; this stands beside the share to show the price.").middle(axes, 0.5),
		row("incidents.place_m", "error of place, median", "m", Lower, "Distance from the stated place to the true one.").middle(metres, 0.5),
		row("incidents.place_p90_m", "error of place, worst tenth", "m", Lower, "One matched incident in ten is further off than this.").middle(metres, 0.9),
	}
}

func (s *scene) timeErrors() (seconds []float64, within int) {
	s.eachPair(func(t Truth, i truceline.Incident) {
		e := timeError(t.When, i.When.From)
		seconds = append(seconds, e.Seconds())
		if e.Abs() <= i.When.Clock.Error {
			within++
		}
	})
	return seconds, within
}

// standing is how long something goes on at the least for a look in the midst of
// it to be no error of time.
const standing = 30 * time.Minute

// timeError is how far a stated time lies from the true beginning; of what
// stands for long, as a fire or a weapon does, how far it lies outside its time.
func timeError(truth truceline.Interval, stated time.Time) time.Duration {
	if truth.Duration() < standing {
		return stated.Sub(truth.From)
	}
	return min(0, stated.Sub(truth.From)) + max(0, stated.Sub(truth.To))
}

func (s *scene) timeFigures() []Figure {
	signed, within := s.timeErrors()
	size := make([]float64, len(signed))
	for i, v := range signed {
		size[i] = math.Abs(v)
	}
	return []Figure{
		row("incidents.time_s", "error of time, median", "s", Lower, "Between the stated and the true beginning, either way; of what goes on for half an hour or longer, how far the stated beginning lies outside its time.").middle(size, 0.5),
		row("incidents.time_p90_s", "error of time, worst tenth", "s", Lower, "One matched incident in ten is further off than this.").middle(size, 0.9),
		row("incidents.in_clock", "true beginning within the stated clock error", "share", Nearer,
			"An incident states how far its clock may be off with 90 % probability; this is how often the true beginning lies within; of what goes on for half an hour or longer, any moment of its time.").share(within, len(signed)).near(0.9),
	}
}

func (s *scene) countFigures() []Figure {
	within, same, n := 0, 0, 0
	var ratio []float64
	s.eachPair(func(t Truth, i truceline.Incident) {
		n++
		if i.Kind == t.Kind {
			same++
		}
		if t.Count.Least >= i.Count.Least && (i.Count.Most == 0 || t.Count.Least <= i.Count.Most) {
			within++
		}
		middle := float64(i.Count.Least)
		if i.Count.Most > 0 {
			middle = float64(i.Count.Least+i.Count.Most) / 2
		}
		if t.Count.Least > 0 {
			ratio = append(ratio, math.Abs(middle-float64(t.Count.Least))/float64(t.Count.Least))
		}
	})
	mean := row("incidents.count_error", "error of count, mean", "share", Lower,
		"How far the middle of the stated bounds lies from the true number, as a share of the true number.")
	if len(ratio) > 0 {
		mean = mean.of(sum(ratio)/float64(len(ratio)), len(ratio))
	} else {
		mean = mean.noting("no cases")
	}
	return []Figure{
		row("incidents.in_count", "true number within the stated bounds", "share", Higher,
			"How often the true number of explosions, bursts or runs lies between the least and the most that the incident states.").share(within, n),
		mean,
		row("incidents.kind", "kind right", "share", Higher,
			"Of the matched incidents, how many state the true kind. What was taken for what stands in the table of kinds.").share(same, n),
	}
}

func (s *scene) confusion() Confusion {
	present := map[truceline.Kind]bool{}
	for _, t := range s.truth {
		present[t.Kind] = true
	}
	for _, i := range s.incidents {
		present[i.Kind] = true
	}
	var c Confusion
	place := map[truceline.Kind]int{}
	for _, k := range truceline.Kinds() {
		if present[k.Kind] {
			place[k.Kind] = len(c.Kinds)
			c.Kinds = append(c.Kinds, k.Kind)
		}
	}
	n := len(c.Kinds)
	c.Missed, c.False, c.Counts = make([]int, n), make([]int, n), make([][]int, n)
	for k := range c.Counts {
		c.Counts[k] = make([]int, n)
	}
	for t, i := range s.m.Incident {
		if i < 0 {
			c.Missed[place[s.truth[t].Kind]]++
		} else {
			c.Counts[place[s.truth[t].Kind]][place[s.incidents[i].Kind]]++
		}
	}
	for i, t := range s.m.Truth {
		if t < 0 && !s.moving[i] {
			c.False[place[s.incidents[i].Kind]]++
		}
	}
	return c
}
