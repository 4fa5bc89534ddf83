package rate

import (
	"math"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
)

// Report is an incident with who noticed it.
type Report struct {
	Incident truceline.Incident
	Voices   []Voice // of its observations that were not passed on from another
}

// Voice is one statement: who, by what means, and what it called it.
type Voice struct {
	By    string
	Means truceline.Means
	Kind  truceline.Kind
}

// hypothesis is one thing that a report may be: an event of a kind in a cell, on
// a side, at a depth, in a band of the day.
type hypothesis struct {
	kind, cell, side, depth, band int

	fits float64 // chance that such an event there gives such a report
}

// candidate is a report with all that it may be.
type candidate struct {
	incident *truceline.Incident
	may      []hypothesis
	voices   []voice
	by       string // of the first voice
	// alarm is how much of the place lies where false alarms may be raised; 0
	// where several spoke: nobody errs in company.
	alarm float64
	hour  int // of the window, for clustering
	// last is how likely it was each thing that it may be, as it was weighed last, and
	// lastAlarm how likely a false alarm.
	last      []float64
	lastAlarm float64
}

type voice struct{ means, named int }

// vague are the names under which a thing is reported that nobody could tell
// better, with what it may truly be.
func vague(named truceline.Kind) []truceline.Kind {
	switch named {
	case truceline.KindExplosion:
		return []truceline.Kind{truceline.KindDirectFire, truceline.KindIndirectFire, truceline.KindLongRange, truceline.KindDroneAttack}
	case truceline.KindLightAndTracer:
		return []truceline.Kind{truceline.KindSmallArms, truceline.KindDirectFire}
	}
	return nil
}

// fork returns the points and weights that stand for a place known with an
// ellipse: Radon's rule of seven points, exact to the fifth degree for a Gaussian
// in two dimensions (Radon 1948; Stroud 1971, E2r2 5-1).
func fork(p truceline.Place) (points []truceline.Point, weights []float64) {
	const ninety = 2.145966026289347 // an ellipse of 90 % against its standard deviation
	major, minor := p.Ellipse.SemiMajor/ninety, p.Ellipse.SemiMinor/ninety
	points, weights = []truceline.Point{p.At}, []float64{0.5}
	for i := range 6 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 3)
		x, y := 2*major*cos, 2*minor*sin
		at := p.At
		if d := math.Hypot(x, y); d > 0 {
			at = geo.Destination(p.At, p.Ellipse.Bearing+math.Atan2(y, x)*180/math.Pi, d)
		}
		points, weights = append(points, at), append(weights, 1.0/12)
	}
	return points, weights
}

// surest and leastChance keep the model of who notices from being taken for
// certain: a watcher of 0.999 misses once in fifty, and one that should not have
// noticed did so because its reach is not known so well. The least is small: what it
// lets happen where nobody can notice costs no effort, and lone false alarms would
// gather there (docs/decisions/0106).
const (
	surest      = 0.98
	leastChance = 0.005
)

// weigh makes a candidate of a report; ok is false when it says nothing of the
// line: no point, not within twice the reach, no kind that is counted, nobody who
// was posted to watch.
func (s *survey) weigh(r *Report) (c candidate, ok bool) {
	kinds := Kinds()
	if r.Incident.Place.Shape != truceline.ShapePoint || !s.config.Window.Contains(r.Incident.When.From) || !slices.Contains(kinds, r.Incident.Kind) {
		return c, false
	}
	c.incident = &r.Incident
	c.hour = int(r.Incident.When.From.Sub(s.config.Window.From).Hours())
	spoke := s.spoke(r, &c)
	if len(spoke) == 0 {
		return c, false
	}
	band := s.bandOf(r.Incident.When.From)
	points, weights := fork(r.Incident.Place)
	when := truceline.Interval{From: r.Incident.When.From, To: r.Incident.When.From}
	for i, at := range points {
		side, distance, along := s.config.Ground(at)
		depth, hand := depthOf(distance), s.sideOf(side)
		if depth < 0 || hand < 0 {
			continue
		}
		place := truceline.Place{Shape: truceline.ShapePoint, At: at}
		for _, kind := range append([]truceline.Kind{r.Incident.Kind}, vague(r.Incident.Kind)...) {
			n := s.config.Noticing(place, when, kind)
			c.may = append(c.may, hypothesis{kind: slices.Index(kinds, kind), cell: s.cellOf(along), side: hand, depth: depth, band: band,
				fits: weights[i] * pattern(n.Watchers, spoke)})
			if kind == r.Incident.Kind && len(spoke) == 1 {
				c.alarm += weights[i]
			}
		}
	}
	return c, len(c.may) > 0
}

// spoke lists who noticed, sorted, and files what each said. Press and public
// posts watch nothing, so they neither count nor are missed. Nor does who is posted
// nowhere count beside one who is, as a desk that enters again what a post reported:
// that is no second witness (docs/decisions/0112).
func (s *survey) spoke(r *Report, c *candidate) []string {
	kinds := Kinds()
	counts := func(v Voice) bool {
		return v.Means != truceline.MeansPublic && v.Means != truceline.MeansUnstated && slices.Contains(kinds, v.Kind)
	}
	posted := slices.ContainsFunc(r.Voices, func(v Voice) bool { return counts(v) && s.posted[v.By] })
	var by []string
	for _, v := range r.Voices {
		if !counts(v) || posted && !s.posted[v.By] || slices.Contains(by, v.By) {
			continue
		}
		if len(by) == 0 {
			c.by = v.By
			s.know(v.By, meansIndex(v.Means))
		}
		by = append(by, v.By)
		c.voices = append(c.voices, voice{meansIndex(v.Means), slices.Index(kinds, v.Kind)})
	}
	slices.Sort(by)
	return by
}

// pattern is the chance that just these spoke, each watcher noticing for itself.
func pattern(watchers []coverage.Watcher, spoke []string) float64 {
	return (1-hidden)*patternAt(watchers, spoke, 1) + hidden*patternAt(watchers, spoke, 0.5)
}

// hidden is the share of events that everybody is half as likely to notice.
const hidden = 0.1

func patternAt(watchers []coverage.Watcher, spoke []string, scale float64) float64 {
	chance := 1.0
	for i := 0; i < len(watchers); {
		missed, j := 1.0, i
		for ; j < len(watchers) && watchers[j].By == watchers[i].By; j++ {
			missed *= 1 - scale*watchers[j].Chance
		}
		if !slices.Contains(spoke, watchers[i].By) {
			chance *= max(missed, 1-surest)
		}
		i = j
	}
	for _, by := range spoke {
		chance *= scale * chanceOf(watchers, by)
	}
	return chance
}

// chanceOf is the chance with which a watcher notices.
func chanceOf(watchers []coverage.Watcher, by string) float64 {
	missed := 1.0
	first, _ := slices.BinarySearchFunc(watchers, by, func(w coverage.Watcher, by string) int { return strings.Compare(w.By, by) })
	for ; first < len(watchers) && watchers[first].By == by; first++ {
		missed *= 1 - watchers[first].Chance
	}
	return max(leastChance, 1-missed)
}
