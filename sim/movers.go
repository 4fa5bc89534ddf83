package sim

import (
	"cmp"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/posture"
)

// mover is an object that moves: a vehicle, a drone, a missile, a vessel.
type mover struct {
	number   int // of its line in truth/objects.ndjson is not this; it is its "object"
	sort     string
	class    class
	by       int // hand, -1: nobody's
	incident int // what it did or was part of; 0: nothing
	path     []waypoint
	vehicles int          // in a column
	loud     *EventRate   // what posts hear in it as it goes by; nil: nothing
	sends    *transponder // what it says of itself; nil: nothing
}

type class int

const (
	inAir class = iota
	onGround
	atSea
	nowhere // it exists in messages only
)

// waypoint is where a mover is at a moment; it goes straight from one to the
// next.
type waypoint struct {
	ms  int64
	at  truceline.Point
	alt float64 // metres above the ground
}

func (m *mover) begins() int64 { return m.path[0].ms }
func (m *mover) ends() int64   { return m.path[len(m.path)-1].ms }

// where returns the place of a mover at a moment within its life.
func (m *mover) where(ms int64) (truceline.Point, float64) {
	i := 1
	for i < len(m.path)-1 && m.path[i].ms < ms {
		i++
	}
	a, b := &m.path[i-1], &m.path[i]
	f := 0.0
	if b.ms > a.ms {
		f = max(0, min(1, float64(ms-a.ms)/float64(b.ms-a.ms)))
	}
	return truceline.Point{Lat: a.at.Lat + f*(b.at.Lat-a.at.Lat), Lon: a.at.Lon + f*(b.at.Lon-a.at.Lon)}, a.alt + f*(b.alt-a.alt)
}

// speed is how fast it goes at a moment, in km/h.
func (m *mover) speed(ms int64) float64 {
	i := 1
	for i < len(m.path)-1 && m.path[i].ms < ms {
		i++
	}
	a, b := m.path[i-1], m.path[i]
	if b.ms <= a.ms {
		return 0
	}
	return flatKm(a.at, b.at) / (float64(b.ms-a.ms) / 3.6e6)
}

// route makes a path through places at a speed, from a moment on.
func route(from time.Time, kmh, alt float64, through ...truceline.Point) []waypoint {
	ms := float64(from.UnixMilli())
	path := []waypoint{{int64(ms), through[0], alt}}
	for i := 1; i < len(through); i++ {
		ms += geo.Distance(through[i-1], through[i]) / 1000 / kmh * 3.6e6
		path = append(path, waypoint{int64(ms), through[i], alt})
	}
	return path
}

// fleet is what moves at present.
type fleet struct {
	ex        *Exercise
	t         *terrain
	seed      uint64
	scale     float64
	number    int
	permitted int // drones that may fly
	alive     []*mover
	coming    []*mover // planned, the first last
	slices    int
	objects   func(*mover) error // told of each that has gone
	plots     bool               // anybody plots what moves
}

// add lets a mover move.
func (f *fleet) add(m *mover) *mover {
	f.number++
	m.number = f.number
	f.alive = append(f.alive, m)
	return m
}

// plan lets movers set out when their time comes.
func (f *fleet) plan(all []*mover) {
	for _, m := range all {
		f.number++
		m.number = f.number
		i, _ := slices.BinarySearchFunc(f.coming, m.begins(), func(m *mover, begins int64) int { return cmp.Compare(begins, m.begins()) })
		f.coming = slices.Insert(f.coming, i, m)
	}
}

// next brings in what begins to move in a slice of time and takes out what has
// gone.
func (f *fleet) next(sl *slice) error {
	keep := f.alive[:0]
	for _, m := range f.alive {
		if m.ends() >= sl.from.UnixMilli() {
			keep = append(keep, m)
			continue
		}
		if err := f.objects(m); err != nil {
			return err
		}
	}
	f.alive = keep
	for len(f.coming) > 0 && f.coming[len(f.coming)-1].begins() < sl.to.UnixMilli() {
		f.alive = append(f.alive, f.coming[len(f.coming)-1])
		f.coming = f.coming[:len(f.coming)-1]
	}
	f.slices++
	if f.plots {
		f.traffic(sl)
	}
	for i := range sl.happenings {
		f.fly(&sl.happenings[i], sl)
	}
	sl.movers = f.alive
	sl.sort()
	return nil
}

// sort files the vehicles under the cells they are in, as there are many.
func (sl *slice) sort() {
	sl.ground, sl.flying, sl.sending = map[cell][]int32{}, nil, nil
	for i, m := range sl.movers {
		if m.sends != nil {
			sl.sending = append(sl.sending, m)
		}
		switch m.class {
		case inAir, atSea:
			sl.flying = append(sl.flying, int32(i))
		case onGround:
			p, _ := m.where(max(m.begins(), sl.from.UnixMilli()))
			sl.ground[cellOf(p)] = append(sl.ground[cellOf(p)], int32(i))
		}
	}
}

// end tells of everything that still moves.
func (f *fleet) end() error {
	for _, m := range f.alive {
		if err := f.objects(m); err != nil {
			return err
		}
	}
	return nil
}

// traffic lets vehicles go about, twice as many by day as by night. Those that
// set out before the window begins are under way in its first slice.
func (f *fleet) traffic(sl *slice) {
	r := stream(f.seed, forTraffic, f.slices)
	if f.slices == 1 {
		f.setOut(r, sl.from.Add(-time.Duration(longestTrip*float64(f.ex.Traffic.Lasts))), sl.from)
	}
	f.setOut(r, sl.from, sl.to)
}

// longestTrip is how many times the mean a trip may last.
const longestTrip = 3.2

// setOut lets vehicles set out between two moments. What is over before the
// window begins is left out, and what is not begins with it.
func (f *fleet) setOut(r *rand.Rand, begin, end time.Time) {
	ex, tr := f.ex, f.ex.Traffic
	mean := tr.TripsPerDay * f.scale * end.Sub(begin).Hours() / 24 * 4 / 3
	if conditionsAt(ex, 0, begin).night {
		mean /= 2
	}
	for range poisson(r, mean) {
		from := begin.Add(time.Duration(r.Float64() * float64(end.Sub(begin))))
		hand := r.IntN(2)
		km, back := r.Float64()*f.t.track.whole, tr.DepthKm[0]+r.Float64()*(tr.DepthKm[1]-tr.DepthKm[0])
		speed := tr.SpeedKmH[0] + r.Float64()*(tr.SpeedKmH[1]-tr.SpeedKmH[0])
		way := (0.2 + min(longestTrip-0.2, r.ExpFloat64())) * tr.Lasts.Hours() * speed
		at, bearing := f.t.track.off(km, back, hand), 360*r.Float64()
		through := []truceline.Point{at}
		for left := way; left > 0; left -= 4 {
			bearing += 25 * r.NormFloat64()
			step := min(left, 4) * 1000
			at = near(at, step*math.Cos(bearing*math.Pi/180), step*math.Sin(bearing*math.Pi/180))
			through = append(through, at)
		}
		m := &mover{sort: "vehicle", class: onGround, by: -1, path: route(from, speed, 0, through...)}
		if m.startAt(ex.Window.From.UnixMilli()) {
			f.add(m)
		}
	}
}

// startAt cuts off what a mover did before a moment. It is not ok when nothing
// is left.
func (m *mover) startAt(ms int64) bool {
	if m.ends() <= ms {
		return false
	}
	if m.begins() < ms {
		at, alt := m.where(ms)
		i := slices.IndexFunc(m.path, func(w waypoint) bool { return w.ms > ms })
		m.path = append([]waypoint{{ms, at, alt}}, m.path[i:]...)
	}
	return true
}

// fly gives body to what happens in the air: a drone that looks goes round in
// circles, one that attacks comes straight from its own side.
func (f *fleet) fly(h *happening, sl *slice) {
	r := stream(f.seed, forTraffic, 1<<31|h.number)
	switch {
	case h.kind == truceline.KindAerial && h.self == nil && h.object == 0:
		radius, kmh := 300+500*r.Float64(), 50+40*r.Float64()
		ms, turned := float64(h.from.UnixMilli()), 360*r.Float64()
		step := 2 * math.Pi * radius / 8 / 1000 / kmh * 3.6e6
		m := &mover{sort: "reconnaissance drone", class: inAir, by: h.by, incident: h.number}
		for ; int64(ms) <= h.to.UnixMilli()+int64(step) && len(m.path) < 2000; ms += step {
			sin, cos := math.Sincos(turned * math.Pi / 180)
			m.path = append(m.path, waypoint{int64(ms), near(h.at, radius*cos, radius*sin), 250})
			turned += 45
		}
		f.add(m)
	case h.kind == truceline.KindDroneAttack && h.object == 0:
		kmh := 80 + 60*r.Float64()
		hand := f.t.hand(h.at)
		start := near(h.at, 6000*r.NormFloat64()/2, 6000*r.NormFloat64()/2)
		if p := f.t.track.off(h.along, 3+3*r.Float64(), 1-hand); f.t.hand(p) != hand {
			start = p
		}
		m := &mover{sort: "attack drone", class: inAir, by: h.by, incident: h.number, path: route(h.from, kmh, 60, start, h.at)}
		late := m.ends() - m.begins()
		for i := range m.path {
			m.path[i].ms -= late
		}
		if m.path[0].ms < sl.from.UnixMilli() { // what was before has been told already
			at, alt := m.where(sl.from.UnixMilli())
			m.path[0] = waypoint{sl.from.UnixMilli(), at, alt}
		}
		f.add(m)
	}
}

// objectLine is one line of truth/objects.ndjson.
type objectLine struct {
	Object   int         `json:"object"`   // its number, from 1
	Sort     string      `json:"sort"`     // vehicle, column, reconnaissance drone, cruise missile, vessel, ...
	Class    string      `json:"class"`    // air, ground, sea, or none for what exists in messages only
	By       string      `json:"by"`       // the side whose it is; empty: nobody's
	Incident int         `json:"incident"` // line of what it did in incidents.ndjson, from 1; 0: nothing
	Vehicles int         `json:"vehicles"` // in a column; 0 for all else
	Path     []pathPoint `json:"path"`     // straight from one place to the next
}

type pathPoint struct {
	T    string      `json:"t"`     // time as RFC 3339
	Lat  json.Number `json:"lat"`   // degrees, WGS84
	Lon  json.Number `json:"lon"`   // degrees, WGS84
	AltM json.Number `json:"alt_m"` // metres above the ground
}

func (m *mover) truth(ex *Exercise) objectLine {
	line := objectLine{Object: m.number, Sort: m.sort, Incident: m.incident, Vehicles: m.vehicles,
		Class: [...]string{"air", "ground", "sea", "none"}[m.class], Path: make([]pathPoint, len(m.path))}
	if m.by >= 0 {
		line.By = ex.Sides[m.by].ID
	}
	fixed := func(x float64, digits int) json.Number { return json.Number(strconv.FormatFloat(x, 'f', digits, 64)) }
	for i, w := range m.path {
		line.Path[i] = pathPoint{string(appendStamp(nil, w.ms, true)), fixed(w.at.Lat, 5), fixed(w.at.Lon, 5), fixed(w.alt, 0)}
	}
	return line
}

// hear lets posts hear a loud mover as it comes nearest to them.
func (sh *shard) hear(m *mover, sl *slice) {
	if m.loud == nil {
		return
	}
	from, to := max(m.begins(), sl.from.UnixMilli()), min(m.ends(), sl.to.UnixMilli())
	sh.asked++
	for ms := from; ms < to; ms += 15_000 {
		p, _ := m.where(ms)
		sh.around(p, sh.far, func(k int32) {
			s := sh.sites[k]
			if sh.seen[k] == sh.asked {
				return
			}
			sh.seen[k] = sh.asked
			best, km := m.nearest(s.at)
			if best < from || best >= to {
				return
			}
			when := time.UnixMilli(best).UTC()
			if when.Before(s.begins) || !when.Before(s.ends) {
				return
			}
			h := happening{kind: truceline.KindAerial, event: m.loud, by: m.by, count: 1, along: s.along, from: when, to: when}
			h.at, _ = m.where(best)
			for i := range s.watcher.Reach {
				reach := s.watcher.Reach[i]
				if p := s.chance(sh.ex, reach, h); p == 0 || s.hears.Float64() >= p {
					continue
				}
				if half := math.Sqrt(max(0, reach.WatchKm*reach.WatchKm-km*km)) / max(30, m.speed(best)); half > 0 {
					h.from = when.Add(-time.Duration(half * float64(time.Hour)))
					h.to = when.Add(time.Duration(half * float64(time.Hour)))
				}
				st := state(sh.ex, s.hears, s, reach, h, posture.Say{Kind: truceline.KindAerial})
				st.begun, st.truth, st.object = when, -1, m.number
				sh.list = append(sh.list, st)
				return
			}
		})
	}
}

// nearest returns when a mover comes nearest to a place, and how near in km.
func (m *mover) nearest(p truceline.Point) (int64, float64) {
	north, east := geo.MetresPerDegree(p.Lat)
	best, least := m.begins(), math.Inf(1)
	for i := 1; i < len(m.path); i++ {
		a, b := m.path[i-1], m.path[i]
		ax, ay := (a.at.Lon-p.Lon)*east, (a.at.Lat-p.Lat)*north
		dx, dy := (b.at.Lon-a.at.Lon)*east, (b.at.Lat-a.at.Lat)*north
		f := 0.0
		if d := dx*dx + dy*dy; d > 0 {
			f = max(0, min(1, -(ax*dx+ay*dy)/d))
		}
		if d := math.Hypot(ax+f*dx, ay+f*dy); d < least {
			least, best = d, a.ms+int64(f*float64(b.ms-a.ms))
		}
	}
	return best, least / 1000
}

// around calls fn with every vehicle in the cells within a distance.
func (sl *slice) around(p truceline.Point, km float64, fn func(i int32)) {
	cellsWithin(p, km, func(c cell) {
		for _, i := range sl.ground[c] {
			fn(i)
		}
	})
}

// jitter is a place some metres off, evenly in all directions.
func jitter(r *rand.Rand, p truceline.Point, metres float64) truceline.Point {
	return near(p, r.NormFloat64()*metres, r.NormFloat64()*metres)
}
