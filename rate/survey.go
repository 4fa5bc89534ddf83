package rate

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// Noticing answers who could have noticed one event of a kind, there and then:
// [coverage.Ledger.Noticing].
type Noticing func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Noticing

// Ground answers on whose ground a point lies, how far from the contact line and
// where along it, kilometres.
type Ground func(truceline.Point) (side string, distanceKm, alongKm float64)

// Config is what the rates are about.
type Config struct {
	Line     truceline.Polyline // the main contact line
	Ground   Ground
	Sides    []string // the two parties, in the order of the agreement
	Window   truceline.Window
	Zone     *time.Location // of the mission's day; nil: UTC
	Noticing Noticing
	Moments  []Moment // before and after which rates are compared
	Visits   []Visit  // stays of patrols, sorted by their beginning; see [VisitsOf]
	CellKm   float64  // how finely the line is looked at, kilometres; 0: 2.5
	// Alarms is how many false alarms of a kind the watchers of a means are declared
	// to raise, per watcher, km² of its reach and day; 0 where nothing is declared.
	// Nil: nothing is. [coverage.Ledger.FalseAlarms].
	Alarms func(truceline.Means, truceline.Kind) float64
}

// reachKm is how far from the line things are counted: the first band of
// distance, 0 to 5 km.
func reachKm() float64 {
	_, upTo := truceline.DistanceBands()
	return upTo[0]
}

// depthEdges cut the distance from the line, kilometres. Chances of noticing and
// the habits of the parties change with it. What lies in the last bin is beyond
// reach: it is not counted, but a report may be about it.
func depthEdges() []float64 { return []float64{0, 0.5, 1, 2, 3, reachKm(), 2 * reachKm()} }

const (
	depths = 6 // bins of depthEdges, the last beyond reach
	bands  = 4 // of the day, six hours each
	sides  = 2
	means  = 12 // as many as truceline.AllMeans
)

// Kinds are those of which rates are given: fire, which begins at a moment, so
// that who watched at that moment could notice it. What stands for days is found
// by whoever comes by: see [Presence].
func Kinds() []truceline.Kind {
	return []truceline.Kind{truceline.KindSmallArms, truceline.KindDirectFire, truceline.KindIndirectFire, truceline.KindLongRange,
		truceline.KindDroneAttack, truceline.KindExplosion, truceline.KindLightAndTracer}
}

// effort is how well one kind was watched in one cell, on one side, at one depth
// and band of the day, as means over the moments that were asked.
type effort struct {
	asked   int
	noticed float64        // chance that anybody notices
	squared float64        // its square
	twice   float64        // chance that two or more notice
	unknown float64        // share at which that is not known, and nobody else could
	by      [means]float64 // watchers that could notice, by means
}

// survey is what was watched.
type survey struct {
	config Config
	track  *track
	cells  int
	days   float64
	share  [bands]float64  // of the window in each band of the day
	effort [][]effort      // by kind; see index
	course [][]float64     // chance that anybody notices, by kind and eighth of the window, -1 where not asked; see courseIndex
	means  map[string]int  // of each watcher that was met
	posted map[string]bool // who could notice anything, somewhere and at some time
	// watchers is how many of a means were met.
	watchers [means]int
}

// know notes a watcher that was met.
func (s *survey) know(by string, means int) {
	if _, ok := s.means[by]; !ok {
		s.means[by] = means
		s.watchers[means]++
	}
}

func (s *survey) index(cell, side, depth, band int) int {
	return ((cell*sides+side)*depths+depth)*bands + band
}

func (s *survey) courseIndex(cell, side, depth, eighth int) int {
	return ((cell*sides+side)*depths+depth)*moments + eighth
}

func (s *survey) cellOf(km float64) int {
	return min(s.cells-1, max(0, int(km/s.config.CellKm)))
}

// stretch returns where a cell begins and ends; the last takes what is left.
func (s *survey) stretch(cell int) (from, to float64) {
	from = float64(cell) * s.config.CellKm
	if to = from + s.config.CellKm; cell == s.cells-1 {
		to = s.track.whole()
	}
	return from, to
}

func (s *survey) length(cell int) float64 {
	from, to := s.stretch(cell)
	return to - from
}

func (s *survey) bandOf(t time.Time) int { return t.In(s.config.Zone).Hour() / (24 / bands) }

// sideOf is the place of a side in the agreement's order; -1 for another.
func (s *survey) sideOf(side string) int { return slices.Index(s.config.Sides, side) }

func depthOf(km float64) int {
	edges := depthEdges()
	for d := range depths {
		if km < edges[d+1] {
			return d
		}
	}
	return -1
}

func depthWidth(d int) float64 { edges := depthEdges(); return edges[d+1] - edges[d] }

// moments are how many times of the window each depth of each cell is asked
// about, and places how many places along it take turns.
const (
	moments = 8
	places  = 2
)

// newSurvey asks the ledger.
func newSurvey(config Config) *survey {
	if config.CellKm <= 0 {
		config.CellKm = 2.5
	}
	if config.Zone == nil {
		config.Zone = time.UTC
	}
	s := &survey{config: config, track: newTrack(config.Line), days: config.Window.Hours() / 24, means: map[string]int{}, posted: map[string]bool{}}
	s.cells = max(1, int(math.Round(s.track.whole()/config.CellKm)))
	for i := range 24 * 60 {
		s.share[s.bandOf(config.Window.From.Add(time.Duration((float64(i)+0.5)/(24*60)*float64(config.Window.To.Sub(config.Window.From)))))] += 1.0 / (24 * 60)
	}
	s.effort, s.course = make([][]effort, len(Kinds())), make([][]float64, len(Kinds()))
	for k := range s.effort {
		s.course[k] = slices.Repeat([]float64{-1}, s.cells*sides*depths*moments)
		s.effort[k] = make([]effort, s.cells*sides*depths*bands)
	}
	for cell := range s.cells {
		for hand := range sides {
			for depth := range depths {
				s.ask(cell, hand, depth)
			}
		}
	}
	for k := range s.effort {
		for i := range s.effort[k] {
			s.effort[k][i].mean()
		}
		s.fill(k)
	}
	return s
}

// ask asks about one depth of one cell on one hand of the line. A place is filed
// under where it truly lies, as the line bends.
func (s *survey) ask(cell, hand, depth int) {
	from, to := s.stretch(cell)
	edges := depthEdges()
	type spot struct {
		at                truceline.Place
		cell, side, depth int
	}
	var spots []spot
	for i := range places {
		km := from + (to-from)*(float64(i)+0.5)/places
		off := edges[depth] + depthWidth(depth)*golden(i+cell)
		if hand == 0 {
			off = -off
		}
		at := s.track.beside(km, off)
		side, distance, along := s.config.Ground(at)
		x := spot{truceline.Place{Shape: truceline.ShapePoint, At: at}, s.cellOf(along), s.sideOf(side), depthOf(distance)}
		if x.side >= 0 && x.depth >= 0 {
			spots = append(spots, x)
		}
	}
	whole := s.config.Window.To.Sub(s.config.Window.From)
	// Of most places nobody ever watches for a kind, which one question tells.
	ever := make([][]bool, len(spots))
	for i, x := range spots {
		for _, kind := range Kinds() {
			n := s.config.Noticing(x.at, truceline.Interval{From: s.config.Window.From, To: s.config.Window.To}, kind)
			ever[i] = append(ever[i], n.NotKnown || len(n.Watchers) > 0)
			for _, w := range n.Watchers {
				s.know(w.By, meansIndex(w.Means))
				s.posted[w.By] = true
			}
		}
	}
	for i := range moments {
		if len(spots) == 0 {
			return
		}
		x := spots[i%len(spots)]
		f := (float64(i) + golden(i+7*depth+31*cell)) / moments
		when := s.config.Window.From.Add(time.Duration(f * float64(whole)))
		place := s.index(x.cell, x.side, x.depth, s.bandOf(when))
		for k, kind := range Kinds() {
			var n coverage.Noticing
			if ever[i%len(spots)][k] {
				n = s.config.Noticing(x.at, truceline.Interval{From: when, To: when}, kind)
			}
			for _, w := range n.Watchers {
				s.posted[w.By] = true
			}
			e := &s.effort[k][place]
			before := e.noticed
			e.add(n)
			s.course[k][s.courseIndex(x.cell, x.side, x.depth, i)] = e.noticed - before
		}
	}
}

// golden is the i-th of a sequence that fills 0 to 1 evenly.
func golden(i int) float64 {
	_, f := math.Modf(float64(i) * 0.6180339887498949)
	return f
}

func (e *effort) add(n coverage.Noticing) {
	e.asked++
	missed, once := 1.0, 0.0
	for i := 0; i < len(n.Watchers); {
		one, j := 1.0, i
		for ; j < len(n.Watchers) && n.Watchers[j].By == n.Watchers[i].By; j++ {
			one *= 1 - n.Watchers[j].Chance
			if n.Watchers[j].Chance > 0 {
				e.by[meansIndex(n.Watchers[j].Means)]++
			}
		}
		missed, once, i = missed*one, once*one+missed*(1-one), j
	}
	e.noticed += 1 - missed
	e.twice += 1 - missed - once
	e.squared += (1 - missed) * (1 - missed)
	if missed == 1 && n.NotKnown {
		e.unknown++
	}
}

func meansIndex(m truceline.Means) int { return max(0, slices.Index(truceline.AllMeans(), m)) }

func (e *effort) mean() {
	if e.asked == 0 {
		return
	}
	n := float64(e.asked)
	e.noticed, e.squared, e.twice, e.unknown = e.noticed/n, e.squared/n, e.twice/n, e.unknown/n
	for m := range e.by {
		e.by[m] /= n
	}
}

// fill gives a depth and band about which nothing was asked, as the line bends
// there or the window leaves the band out, the mean of its cell and side.
func (s *survey) fill(k int) {
	for cell := range s.cells {
		for side := range sides {
			var sum effort
			for depth := range depths - 1 {
				for band := range bands {
					if e := s.effort[k][s.index(cell, side, depth, band)]; e.asked > 0 {
						sum.join(e)
					}
				}
			}
			sum.mean()
			for depth := range depths {
				for band := range bands {
					if e := &s.effort[k][s.index(cell, side, depth, band)]; e.asked == 0 {
						*e = sum
						e.asked = 0
					}
				}
			}
		}
	}
}

func (e *effort) join(o effort) {
	e.asked++
	e.noticed, e.squared, e.twice = e.noticed+o.noticed, e.squared+o.squared, e.twice+o.twice
	e.unknown += o.unknown
	for m := range e.by {
		e.by[m] += o.by[m]
	}
}
