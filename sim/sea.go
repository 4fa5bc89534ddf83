package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/truceline/truceline"
)

// transponder is what a vessel says of itself.
type transponder struct {
	mmsi      string
	dark      [2]int64 // it is silent in [from, to)
	shifted   [2]int64 // and says a false place in [from, to)
	north, by float64  // how false, in metres
}

// sea lets vessels go along the corridor in a slice of time, and others do what
// they may not.
func (f *fleet) sea(sl *slice, c *chronicle) {
	s := f.ex.Sea
	if len(s.Corridor) < 2 {
		return
	}
	r := stream(f.seed, forSea, f.slices)
	part := f.scale * sl.to.Sub(sl.from).Hours() / 24
	for range poisson(r, s.VesselsPerDay*part) {
		m := f.sail(r, sl, "vessel", true)
		f.misuse(r, m, c)
	}
	for range poisson(r, s.GhostsPerDay*part) {
		m := f.sail(r, sl, "fabricated track", true)
		m.class, m.by = nowhere, r.IntN(2)
		c.anomaly(m, m.begins(), m.ends(), truceline.KindAIS, "fabricated track")
	}
	for range poisson(r, s.WarshipsPerDay*part) {
		m := f.sail(r, sl, "fast craft", false)
		m.by = r.IntN(2)
		c.anomaly(m, m.begins(), m.ends(), truceline.KindMaritime, "craft in the corridor")
	}
}

func (f *fleet) sail(r *rand.Rand, sl *slice, sort string, sends bool) *mover {
	s := f.ex.Sea
	from := sl.from.Add(time.Duration(r.Float64() * float64(sl.to.Sub(sl.from)))).Truncate(time.Second)
	var through []truceline.Point
	off := r.NormFloat64() * 600
	for i := range s.Corridor {
		through = append(through, jitter(r, near(corner(s.Corridor[i]), off, off), 150))
	}
	if r.IntN(2) == 1 {
		for i, j := 0, len(through)-1; i < j; i, j = i+1, j-1 {
			through[i], through[j] = through[j], through[i]
		}
	}
	kn := s.SpeedKn[0] + r.Float64()*(s.SpeedKn[1]-s.SpeedKn[0])
	if !sends {
		kn *= 2
	}
	m := &mover{sort: sort, class: atSea, by: -1, path: route(from, kn*1.852, 15, through...)}
	if sends {
		m.ais = &transponder{mmsi: fmt.Sprintf("MMSI 9%08d", r.IntN(100_000_000))}
	}
	return f.add(m)
}

// misuse lets some vessels fall silent or say a false place for a while.
func (f *fleet) misuse(r *rand.Rand, m *mover, c *chronicle) {
	s, life := f.ex.Sea, float64(m.ends()-m.begins())
	while := func() [2]int64 {
		from := m.begins() + int64(r.Float64()*0.6*life)
		return [2]int64{from, min(m.ends(), from+int64((1+5*r.Float64())*3.6e6))}
	}
	if r.Float64() < s.Dark {
		m.ais.dark = while()
		c.anomaly(m, m.ais.dark[0], m.ais.dark[1], truceline.KindAIS, "gap")
	}
	if r.Float64() < s.Shifted {
		m.ais.shifted = while()
		m.ais.north, m.ais.by = (20+30*r.Float64())*1000*float64(1-2*r.IntN(2)), 15_000*r.NormFloat64()
		c.anomaly(m, m.ais.shifted[0], m.ais.shifted[1], truceline.KindAIS, "false position")
	}
}

// anomaly writes down what a vessel did.
func (c *chronicle) anomaly(m *mover, from, to int64, kind truceline.Kind, subtype string) {
	at, _ := m.where(from)
	at = truceline.Point{Lat: round(at.Lat, 5), Lon: round(at.Lon, 5)}
	c.add(happening{rate: -1, kind: kind, by: m.by, at: at, along: 0, from: time.UnixMilli(from).UTC(), to: time.UnixMilli(to).UTC(), count: 1, mover: m, object: 1,
		event: plain(kind, subtype)})
}

// receive takes down what vessels in reach of a receiver say of themselves.
func (sh *shard) receive(s *site, sl *slice) {
	a, sp := s.watcher.AIS, &sh.spools[s.watcher.index]
	every := a.Every.Milliseconds()
	north, east := metresPerDegree(s.at.Lat)
	for _, m := range sl.movers {
		if m.ais == nil {
			continue
		}
		from, to := max(m.begins(), sl.from.UnixMilli()), min(m.ends(), sl.to.UnixMilli())
		phase := int64(m.number) * 7919 % every
		for ms := from - from%every + phase; ms < to; ms += every {
			if ms < from || ms >= m.ais.dark[0] && ms < m.ais.dark[1] {
				continue
			}
			p, _ := m.where(ms)
			if m.class != nowhere && math.Hypot((p.Lat-s.at.Lat)*north, (p.Lon-s.at.Lon)*east) > 1000*a.ReachKm {
				continue // what counts is where it is, not where it says it is
			}
			if ms >= m.ais.shifted[0] && ms < m.ais.shifted[1] {
				p = near(p, m.ais.north, m.ais.by)
			}
			if j := sh.ex.jammed(p, time.UnixMilli(ms)); j != nil && m.class != nowhere {
				if j.shift == [2]float64{} {
					continue // it knows no position to send
				}
				p = near(p, j.shift[0], j.shift[1])
			}
			if _, out := s.down(time.UnixMilli(ms)); out || s.hears.Float64() < 0.02 {
				continue
			}
			c := &sp.cells
			c.begin()
			c.moment(time.UnixMilli(ms), time.Second)
			c.text("gnss")
			c.text(s.name)
			c.text("telemetry")
			c.text("C3")
			c.text("AIS position")
			c.number(p.Lat+s.hears.NormFloat64()*4/north, 5)
			c.number(p.Lon+s.hears.NormFloat64()*4/east, 5)
			c.number(10, 0)
			c.text(m.ais.mmsi)
			c.end()
			sp.add(ms+500+int64(s.hears.ExpFloat64()*1500), subject{object: int32(m.number)})
			if s.watcher.Broken > 0 && s.hears.Float64() < s.watcher.Broken {
				sp.spoil(s.hears)
			}
		}
	}
}
