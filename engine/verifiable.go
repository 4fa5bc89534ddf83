package engine

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/posture"
)

// Verifiable is how well one breach of a clause would be noticed on the ground
// of a side, along one stretch of the line, by day or by night.
type Verifiable struct {
	Clause string  `json:"clause"`
	Side   string  `json:"side"` // who holds the ground; what lies there most often came from there
	FromKm float64 `json:"from_km"`
	ToKm   float64 `json:"to_km"`
	Night  bool    `json:"night"`
	// Noticed is the probability that at least one watcher notices one breach, in
	// the mean over places, hours and the kinds of the clause (of what stays, such as
	// a gun, within the day that it stands); Twice that two of
	// independent origin do; Directed that one does who can tell which way it went.
	Noticed  float64 `json:"noticed"`
	Twice    float64 `json:"twice"`
	Directed float64 `json:"directed"`
	// NotKnown is the share of the asking in which some means was in a state that
	// is not known.
	NotKnown float64 `json:"not_known"`
	Asked    int     `json:"asked"` // how often the ledger was asked
	// Told is the probability that by each of [TellSteps] after it began somebody has
	// noticed it and the statement has come in, by the delays of the posture; none
	// where there is no posture.
	Told []float64 `json:"told,omitempty"`
	// Worst is the kind of the clause that is noticed least.
	Worst truceline.Kind `json:"worst"`
}

// TellSteps are the times after a breach began for which it is told how likely it
// is known by then.
func TellSteps() []time.Duration {
	return []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}
}

// standing is for how long what stays to be found is taken to stand.
const standing = 24 * time.Hour

// stretchKm is the length of a stretch for which verifiability is told.
const stretchKm = 100

// Verifiable asks the ledger how well breaches of clauses would be noticed, over
// the window of the record: a list for each clause, in their order. Places lie on
// both sides of the line of the window's first day, a quarter and three quarters
// into the clause's zone, or 2 and 10 km from the line where the zone has no depth.
// The lists are empty without a line. With a sky it is asked as if the weather had
// been so throughout, and how soon a breach is known is left out.
func (e *Engine) Verifiable(clauses []truceline.Clause, sky *coverage.Sky) [][]Verifiable {
	lists := make([][]Verifiable, len(clauses))
	w := e.config.Run.Window
	if e.grounds == nil || e.ledger == nil {
		return lists
	}
	d := e.grounds.day(truceline.DateOf(w.From.In(e.grounds.zone)))
	if d == nil || len(d.cut.Main) < 2 {
		return lists
	}
	if w.To.IsZero() {
		w.To = e.now
	}
	e.ledger.Under(sky)
	defer e.ledger.Under(nil)
	a := asking{e: e, able: e.watchers(), known: map[asked]answer{}, told: sky == nil}
	pieces := geo.Cut(d.cut.Main, 20)
	for n, c := range clauses {
		if len(c.Kinds) > 0 {
			lists[n] = a.along(c, d, pieces, w)
		}
	}
	return lists
}

// along asks about one clause along the line.
func (a *asking) along(c truceline.Clause, d *day, pieces []geo.Piece, w truceline.Window) (out []Verifiable) {
	type key struct {
		side  string
		from  float64
		night bool
	}
	at := map[key]int{}
	for _, p := range pieces {
		from := math.Floor(p.FromKm/stretchKm) * stretchKm
		for _, spot := range a.e.spots(c, d, p) {
			for _, hour := range noonsAndMidnights(w, spot.at.Lon) {
				k := key{spot.side, from, hour.night}
				i, ok := at[k]
				if !ok {
					i = len(out)
					at[k] = i
					out = append(out, Verifiable{Clause: c.ID, Side: spot.side, FromKm: from, ToKm: min(from+stretchKm, d.cut.LengthKm), Night: hour.night})
				}
				out[i].add(c.Kinds, func(k truceline.Kind) answer { return a.about(spot.at, hour.at, k) })
			}
		}
	}
	for i := range out {
		n := float64(out[i].Asked)
		out[i].Noticed, out[i].Twice, out[i].Directed, out[i].NotKnown = out[i].Noticed/n, out[i].Twice/n, out[i].Directed/n, out[i].NotKnown/n
		for k := range out[i].Told {
			out[i].Told[k] /= n
		}
	}
	return out
}

// Noticed is the probability that at least one watcher notices one happening, there
// and then: what [Engine.Verifiable] takes the mean of.
func (e *Engine) Noticed(place truceline.Place, when truceline.Interval, kind truceline.Kind) float64 {
	return e.watchers().unasked(e.ledger.Noticing(place, when, kind)).AtLeast(1)
}

// asking is one call of Verifiable. Clauses forbid the same kinds at the same places,
// so each place, hour and kind is asked about once.
type asking struct {
	e     *Engine
	able  watchers
	known map[asked]answer
	told  bool // also how soon a breach is known
}

type asked struct {
	at   truceline.Point
	hour int64
	kind truceline.Kind
}

// answer is what the ledger says of one breach, there and then.
type answer struct {
	noticed, twice, directed float64
	notKnown                 bool
	told                     []float64 // by TellSteps; nil: not known, or not asked
}

// about asks about one place, hour and kind.
func (a *asking) about(at truceline.Point, hour time.Time, k truceline.Kind) answer {
	key := asked{at, hour.UnixNano(), k}
	if known, ok := a.known[key]; ok {
		return known
	}
	place := truceline.Place{Shape: truceline.ShapePoint, At: at}
	within := func(d time.Duration) coverage.Noticing {
		return a.able.unasked(a.e.ledger.Noticing(place, truceline.Interval{From: hour, To: hour.Add(d)}, k))
	}
	stays, lasts := a.e.ledger.Stays(k), time.Minute
	if stays {
		lasts = standing
	}
	n := within(lasts)
	undirected := 1.0
	for _, w := range n.Watchers {
		undirected *= 1 - w.Chance*a.able.assess[w.Means]
	}
	found := answer{noticed: n.AtLeast(1), twice: n.AtLeast(2), directed: 1 - undirected, notKnown: n.NotKnown}
	if a.told && a.able.delays != nil {
		for _, step := range TellSteps() {
			if stays {
				n = within(step)
			}
			found.told = append(found.told, a.able.toldBy(n, step))
		}
	}
	a.known[key] = found
	return found
}

// add adds what is said of one place and hour for every kind of a clause.
func (v *Verifiable) add(kinds []truceline.Kind, about func(truceline.Kind) answer) {
	least := 2.0
	for _, k := range kinds {
		said := about(k)
		v.Asked++
		v.Noticed, v.Twice, v.Directed = v.Noticed+said.noticed, v.Twice+said.twice, v.Directed+said.directed
		if said.notKnown {
			v.NotKnown++
		}
		if said.noticed < least {
			least, v.Worst = said.noticed, k
		}
		if v.Told == nil && said.told != nil {
			v.Told = make([]float64, len(said.told))
		}
		for s, p := range said.told {
			v.Told[s] += p
		}
	}
}

// Ground says on whose ground a happening lay and how far along the line, by the map
// of its day; nil without a line.
func (e *Engine) Ground(i truceline.Incident) *truceline.Ground {
	if e.grounds == nil {
		return nil
	}
	return e.grounds.of(i)
}

// Stays reports whether things of a kind stay to be found by who comes later.
func (e *Engine) Stays(k truceline.Kind) bool { return e.ledger.Stays(k) }

// watchers is what a posture says of its watchers beside how well they notice.
type watchers struct {
	assess map[truceline.Means]float64 // how often they can tell a direction
	delays []delay                     // nil: not known
	// listeners are the prefixes of receivers of what ships and aircraft say of
	// themselves.
	listeners []string
}

// delay is the mean time until the statements of some watchers come in.
type delay struct {
	prefix string // of their names, with the hyphen
	mean   time.Duration
}

// watchers are those of the posture; without one, persons, cameras, drones and
// radars can always tell a direction, and how long they take is not known.
func (e *Engine) watchers() watchers {
	w := watchers{assess: map[truceline.Means]float64{}}
	if e.posture != nil {
		if p, err := posture.Parse(e.posture.File, e.posture.Text); err == nil {
			w.delays = []delay{}
			for _, x := range p.Watchers {
				w.assess[x.Means] = max(w.assess[x.Means], x.Assess)
				w.delays = append(w.delays, delay{x.Prefix + "-", x.Delay})
				if x.AIS != nil || x.ADSB != nil || x.RemoteID != nil {
					w.listeners = append(w.listeners, x.Prefix+"-")
				}
			}
			return w
		}
	}
	for _, m := range []truceline.Means{truceline.MeansSaw, truceline.MeansCamera, truceline.MeansDrone, truceline.MeansRadar} {
		w.assess[m] = 1
	}
	return w
}

// unasked leaves out those who only hear what says where it is: who breaks a text
// does not announce it.
func (w watchers) unasked(n coverage.Noticing) coverage.Noticing {
	if len(w.listeners) == 0 {
		return n
	}
	n.Watchers = slices.DeleteFunc(slices.Clone(n.Watchers), func(x coverage.Watcher) bool {
		return slices.ContainsFunc(w.listeners, func(prefix string) bool { return strings.HasPrefix(x.By, prefix) })
	})
	return n
}

// toldBy is the chance that one of those who notice has told of it within a time:
// delays are taken for exponential. One whose delay is not known tells at once.
func (w watchers) toldBy(n coverage.Noticing, within time.Duration) float64 {
	untold := 1.0
	for _, x := range n.Watchers {
		in, long := 1.0, 0
		for _, d := range w.delays {
			if strings.HasPrefix(x.By, d.prefix) && len(d.prefix) > long && d.mean > 0 {
				in, long = 1-math.Exp(-within.Seconds()/d.mean.Seconds()), len(d.prefix)
			}
		}
		untold *= 1 - x.Chance*in
	}
	return 1 - untold
}

// spot is a place on the ground of a side.
type spot struct {
	at   truceline.Point
	side string
}

// spots are places beside a piece of the line, on both sides, in order.
func (e *Engine) spots(c truceline.Clause, d *day, p geo.Piece) []spot {
	depths := map[string]float64{}
	if i := slices.IndexFunc(e.config.Run.Agreement.Zones, func(z truceline.Zone) bool { return z.ID == c.Zone }); i >= 0 {
		if corridor := e.config.Run.Agreement.Zones[i].Corridor; corridor != nil {
			depths = corridor.DepthKm
		}
	}
	ahead := d.line.Along(p.Middle)
	course := 0.0
	if next, ok := pointAlong(d.cut.Main, ahead+2); ok {
		course = geo.Azimuth(p.Middle, next)
	}
	var out []spot
	for _, turn := range []float64{90, -90} {
		near := geo.Destination(p.Middle, course+turn, 1000)
		side := d.by
		if !d.held.Contains(near) {
			side = e.grounds.other(d.by)
		}
		km := []float64{2, 10}
		if depth, ok := depths[side]; ok {
			if depth == 0 {
				continue
			}
			km = []float64{depth / 4, 3 * depth / 4}
		}
		for _, away := range km {
			out = append(out, spot{geo.Destination(p.Middle, course+turn, away*1000), side})
		}
	}
	return out
}

// pointAlong is the first vertex of a line that lies beyond so many kilometres.
func pointAlong(line truceline.Polyline, km float64) (truceline.Point, bool) {
	var sum float64
	for i := 1; i < len(line); i++ {
		if sum += geo.Distance(line[i-1], line[i]) / 1000; sum >= km {
			return line[i], true
		}
	}
	return truceline.Point{}, false
}

// sunHour is an hour at which the sun stands highest or lowest.
type sunHour struct {
	at    time.Time
	night bool
}

// noonsAndMidnights are those of the window's first days, by the sun.
func noonsAndMidnights(w truceline.Window, lon float64) []sunHour {
	const days = 3
	shift := time.Duration(-lon / 15 * float64(time.Hour))
	var hours []sunHour
	for n := -1; n <= days; n++ {
		midnight := w.From.UTC().Truncate(24*time.Hour).AddDate(0, 0, n).Add(shift)
		for _, h := range []sunHour{{midnight, true}, {midnight.Add(12 * time.Hour), false}} {
			if w.Contains(h.at) {
				hours = append(hours, h)
			}
		}
	}
	return hours
}
