package rate

import (
	"cmp"
	"math"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// trial is one watcher and one event that at least two others noticed.
type trial struct {
	means, kind int
	event       int
	chance      float64 // by its model
	noticed     bool
}

// A model is corrected only on much evidence, as a record holds some twenty checks:
// so many times that it should have noticed, and a 99.9 % interval that leaves out 1.
// Where it noticed nothing at all, the chance of that by the model says how sure it is.
const (
	fewestPredicted = 15
	surely          = 3.29
	hardlyEver      = 0.001
)

// recapture holds the detection models against the reports. An event that two
// others noticed did happen, and that they did says nothing of whether the third
// did, as each notices for itself: so the share of such events that it noticed is
// its chance, without any model. This is capture and recapture with known captures
// (Seber 1982, ch. 3; Huggins 1989 for chances that differ from event to event).
func recapture(config Config, reports []Report) []truceline.DetectionCheck {
	kinds := Kinds()
	var trials []trial
	for n := range reports {
		r := &reports[n]
		kind := slices.Index(kinds, r.Incident.Kind)
		if r.Incident.Place.Shape != truceline.ShapePoint || kind < 0 || !config.Window.Contains(r.Incident.When.From) {
			continue
		}
		spoke := speakers(r)
		if len(spoke) < 2 {
			continue
		}
		when := truceline.Interval{From: r.Incident.When.From, To: r.Incident.When.From}
		watchers := config.Noticing(r.Incident.Place, when, r.Incident.Kind).Watchers
		spoke = slices.DeleteFunc(spoke, func(by string) bool { // who is posted nowhere near is no witness
			return !slices.ContainsFunc(watchers, func(w coverage.Watcher) bool { return w.By == by })
		})
		trials = append(trials, trialsOf(watchers, spoke, kind, n)...)
	}
	slices.SortStableFunc(trials, func(a, b trial) int { return cmp.Or(a.kind-b.kind, a.means-b.means, a.event-b.event) })
	var out []truceline.DetectionCheck
	for first := 0; first < len(trials); {
		last := first
		for last < len(trials) && trials[last].kind == trials[first].kind && trials[last].means == trials[first].means {
			last++
		}
		out = append(out, checked(trials[first:last]))
		first = last
	}
	return out
}

// trialsOf are the watchers that could have noticed an event, each with at least
// two others that did. Who watches in two ways is left out: which of them noticed
// is not known.
func trialsOf(watchers []coverage.Watcher, spoke []string, kind, event int) []trial {
	var out []trial
	for i, w := range watchers {
		twice := i > 0 && watchers[i-1].By == w.By || i+1 < len(watchers) && watchers[i+1].By == w.By
		noticed := slices.Contains(spoke, w.By)
		others := len(spoke)
		if noticed {
			others--
		}
		if w.Chance > 0 && !twice && others >= 2 {
			out = append(out, trial{meansIndex(w.Means), kind, event, w.Chance, noticed})
		}
	}
	return out
}

func speakers(r *Report) []string {
	var by []string
	for _, v := range r.Voices {
		if v.Means != truceline.MeansPublic && v.Means != truceline.MeansUnstated && !slices.Contains(by, v.By) {
			by = append(by, v.By)
		}
	}
	return by
}

// checked sums up the trials of one means and kind. The interval takes the events,
// not the watchers, as what varies: what hides an event from one may hide it from all.
func checked(list []trial) truceline.DetectionCheck {
	c := truceline.DetectionCheck{Means: truceline.AllMeans()[list[0].means], Kind: Kinds()[list[0].kind], Applied: 1}
	for _, t := range list {
		c.Predicted += t.chance
		if t.noticed {
			c.Noticed++
		}
	}
	c.Ratio = float64(c.Noticed) / c.Predicted
	squares, difference, unheard, best := 0.0, 0.0, 1.0, 0.0
	for i, t := range list {
		best = max(best, t.chance)
		d := -c.Ratio * t.chance
		if t.noticed {
			d++
		}
		difference += d
		if i+1 == len(list) || list[i+1].event != t.event {
			squares += difference * difference
			unheard *= (1-hidden)*(1-best) + hidden*(1-best/2)
			difference, best = 0, 0
			c.Events++
		}
	}
	error := math.Sqrt(squares+1) / c.Predicted // one event's worth of doubt even where all agree
	c.Low, c.High = max(0, c.Ratio-1.96*error), c.Ratio+1.96*error
	never := c.Noticed == 0 && unheard < hardlyEver // each event counts once: what hides it from one may hide it from all
	if never || c.Predicted >= fewestPredicted && math.Abs(c.Ratio-1) > surely*error {
		c.Applied = round(c.Ratio)
	}
	c.Predicted, c.Ratio, c.Low, c.High = round(c.Predicted), round(c.Ratio), round(c.Low), round(c.High)
	return c
}

// corrected answers with the chances corrected by the checks, never above one.
func corrected(ask Noticing, checks []truceline.DetectionCheck) Noticing {
	type key struct {
		means truceline.Means
		kind  truceline.Kind
	}
	factor := map[key]float64{}
	for _, c := range checks {
		if c.Applied != 1 {
			factor[key{c.Means, c.Kind}] = c.Applied
		}
	}
	if len(factor) == 0 {
		return ask
	}
	return func(p truceline.Place, when truceline.Interval, kind truceline.Kind) coverage.Noticing {
		n := ask(p, when, kind)
		for i := range n.Watchers {
			if f, ok := factor[key{n.Watchers[i].Means, kind}]; ok {
				n.Watchers[i].Chance = min(1, f*n.Watchers[i].Chance)
			}
		}
		return n
	}
}
