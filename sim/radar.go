package sim

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// scan lets a radar plot what moves in a slice of time.
func (sh *shard) scan(s *site, sl *slice) {
	sc, sp := s.watcher.Scan, &sh.spools[s.watcher.index]
	every := sc.Every.Milliseconds()
	phase := int64(s.number) * 7919 % every
	north, east := geo.MetresPerDegree(s.at.Lat)
	sh.near = append(sh.near[:0], sl.flying...)
	begin, end := sl.from.UnixMilli(), sl.to.UnixMilli()
	const fastest = 100 // km/h of a vehicle
	sl.around(s.at, sc.GroundKm+fastest*sl.to.Sub(sl.from).Hours(), func(i int32) { sh.near = append(sh.near, i) })
	for _, i := range sh.near {
		m := sl.movers[i]
		reach := sc.GroundKm
		if m.class == inAir {
			reach = sc.AirKm
		}
		from, to := max(m.begins(), begin), min(m.ends(), end)
		if from >= to {
			continue
		}
		// Far away at both ends of the slice and slower than that: not in it.
		a, _ := m.where(from)
		way := m.speed(from) * float64(to-from) / 3.6e6 * 1.5
		if math.Hypot((a.Lat-s.at.Lat)*north, (a.Lon-s.at.Lon)*east) > 1000*(reach+way)+500 {
			continue
		}
		for ms := from - from%every + phase; ms < to; ms += every {
			if ms >= from {
				sh.plot(s, sp, m, ms, reach)
			}
		}
	}
	for ms := begin - begin%every + phase; ms < end && s.watcher.FalsePerHour > 0; ms += every {
		if ms >= begin {
			sh.clutter(s, sp, ms)
		}
	}
}

// plot makes one plot of a mover, if the radar has it in reach and in sight.
func (sh *shard) plot(s *site, sp *spool, m *mover, ms int64, reach float64) {
	sc := s.watcher.Scan
	p, alt := m.where(ms)
	north, east := geo.MetresPerDegree((p.Lat + s.at.Lat) / 2)
	y, x := (p.Lat-s.at.Lat)*north, (p.Lon-s.at.Lon)*east
	d := math.Hypot(x, y)
	if d > 1000*reach || d < 30 || s.hears.Float64() >= sc.Chance || m.speed(ms) < sc.SlowKmH {
		return
	}
	if _, out := s.down(s.watcher.Means, time.UnixMilli(ms).UTC()); out {
		return
	}
	if sh.ex.relief.hidden(s.at, p, s.watcher.MastM, max(2, alt), d/1000, byRadio) {
		return
	}
	e := echo{ms: ms, azimuth: geo.Azimuth(s.at, p) + s.hears.NormFloat64()*sc.Deg, height: math.NaN()}
	above := sh.ex.relief.ground(p) + alt
	e.slant = slant(d, s.aerial(sh.ex), above) + s.hears.NormFloat64()*sc.RangeM
	if m.class == inAir {
		e.height = above + s.hears.NormFloat64()*d*sc.Deg*math.Pi/180
	}
	about := subject{incident: int32(m.incident), object: int32(m.number)}
	if m.class == onGround {
		about.incident = 0 // it tells of a vehicle on the road, not of what stands at its end
	}
	sh.echoes(s, sp, e, about)
}

// echo is what a radar measures at one turn.
type echo struct {
	ms      int64
	slant   float64 // metres
	azimuth float64 // degrees
	height  float64 // above the sea, metres; not a number: it lies on the surface
}

// clutter makes the plots of one turn that are of nothing that is looked for:
// birds, rain, trees. A threshold that holds the rate of false alarms constant
// lets as many through in every cell of range and azimuth, so that they lie evenly
// in both.
func (sh *shard) clutter(s *site, sp *spool, ms int64) {
	sc := s.watcher.Scan
	for range poisson(s.errs, s.watcher.FalsePerHour*sc.Every.Hours()) {
		e := echo{ms: ms, azimuth: 360 * s.errs.Float64(), height: math.NaN()}
		reach := sc.GroundKm
		if air := s.errs.IntN(2) == 0; air {
			reach = sc.AirKm
			e.height = s.aerial(sh.ex) + 500*s.errs.Float64()
		}
		e.slant = 30 + s.errs.Float64()*(1000*reach-30)
		if _, out := s.down(s.watcher.Means, time.UnixMilli(ms).UTC()); !out {
			sh.echoes(s, sp, e, subject{})
		}
	}
}

// echoes sends a plot.
func (sh *shard) echoes(s *site, sp *spool, e echo, about subject) {
	sp.message()
	sp.b = e.append(sp.b, s.code)
	sp.add(e.ms+200+int64(s.hears.ExpFloat64()*float64(s.watcher.Delay.Milliseconds())), about)
	if s.watcher.Broken > 0 && s.hears.Float64() < s.watcher.Broken {
		sp.spoil(s.hears)
	}
}

// aerial is how high a radar's aerial is above the sea, in metres.
func (s *site) aerial(ex *Exercise) float64 { return ex.relief.ground(s.at) + s.watcher.MastM }

// ground is the height of the ground in metres; 0 where there are no hills.
func (f *relief) ground(p truceline.Point) float64 {
	if f == nil {
		return 0
	}
	return f.at(p)
}

// slant is how far two places are from each other that lie some way apart over
// ground, at two heights above the sea, on a round earth; in metres.
func slant(ground, h1, h2 float64) float64 {
	a, b := earthM+h1, earthM+h2
	half := math.Sin(ground / earthM / 2)
	return math.Sqrt((a-b)*(a-b) + 4*a*b*half*half)
}

// Items of a target report of category 048, as its user application profile
// orders them (EUROCONTROL-SPEC-0149-4, edition 1.32).
const (
	plotCategory   = 48
	plotItems      = 0xf0                   // data source, time of day, descriptor, position
	plotItemsAbove = 0xf1<<16 | 1<<8 | 0x08 // and the height measured by the radar
	primaryEcho    = 1 << 5                 // I048/020: detected by the primary radar alone
	nauticalMileM  = 1852
	heightUnitM    = 25 * 0.3048
)

// append writes the plot as a data block of category 048 with one record.
func (e echo) append(b []byte, code uint16) []byte {
	begin := len(b)
	b = append(b, plotCategory, 0, 0)
	if math.IsNaN(e.height) {
		b = append(b, plotItems)
	} else {
		b = append(b, plotItemsAbove>>16, plotItemsAbove>>8&0xff, plotItemsAbove&0xff)
	}
	b = append(b, byte(code>>8), byte(code))
	ticks := (e.ms%dayMS*128 + 500) / 1000 % (86_400 * 128)
	b = append(b, byte(ticks>>16), byte(ticks>>8), byte(ticks), primaryEcho)
	rho := int(math.Round(max(0, min(65_535, e.slant/nauticalMileM*256))))
	theta := int(math.Round(turn(e.azimuth)/360*65_536)) & 0xffff
	b = append(b, byte(rho>>8), byte(rho), byte(theta>>8), byte(theta))
	if !math.IsNaN(e.height) {
		h := int(math.Round(e.height/heightUnitM)) & 0x3fff
		b = append(b, byte(h>>8), byte(h))
	}
	length := len(b) - begin
	b[begin+1], b[begin+2] = byte(length>>8), byte(length)
	return b
}

// stations says to the feed of ASTERIX who the radars of a watcher are: how far
// they reach is left open, as the table of watches says better how they watched.
func (w *world) stations(x *Watcher) string {
	var list []string
	for _, s := range w.sites {
		if s.watcher != x {
			continue
		}
		list = append(list, fmt.Sprintf("%d/%d %s @ %s %s %s 0 %v %v surface", s.code>>8, s.code&0xff, s.name,
			decimal(s.at.Lat, 4), decimal(s.at.Lon, 4), decimal(s.aerial(w.ex), 0), x.Scan.RangeM, x.Scan.Deg))
	}
	return strings.Join(list, "; ")
}

// encode gives every radar a number of its own, its system area and
// identification code, in the order of the sites.
func encode(all []*site) {
	code := uint16(0)
	for _, s := range all {
		if s.watcher.Scan != nil {
			code++
			s.code = code
		}
	}
}
