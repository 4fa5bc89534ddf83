package sim

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/truceline/truceline"
)

// aircraft lets flights begin in a slice of time: those that say where they are,
// which nobody minds, and those of the sides that do not.
func (f *fleet) aircraft(sl *slice, c *chronicle) {
	a := f.ex.Air
	if a.FlightsPerDay == 0 && a.SilentPerDay == 0 {
		return
	}
	r := stream(f.seed, forAir, f.slices)
	part := f.scale * sl.to.Sub(sl.from).Hours() / 24
	for range poisson(r, a.FlightsPerDay*part) {
		m := f.takeOff(r, sl, r.IntN(2))
		m.by = -1
		// F00000 to F07FFF are addresses for temporary use, given to no state.
		m.sends = &transponder{name: fmt.Sprintf("F0%04X", r.IntN(0x8000))}
		if life := float64(m.ends() - m.begins()); r.Float64() < a.Dark {
			from := m.begins() + int64(0.7*r.Float64()*life)
			m.sends.dark = [2]int64{from, from + int64(0.3*life)}
		}
	}
	for hand := range 2 {
		for range poisson(r, a.SilentPerDay*part) {
			m := f.takeOff(r, sl, hand)
			p, _ := m.where(m.begins())
			p = truceline.Point{Lat: round(p.Lat, 5), Lon: round(p.Lon, 5)}
			c.add(happening{rate: -1, kind: truceline.KindAerial, by: hand, at: p, along: f.t.line.Along(p), count: 1, mover: m, object: 1,
				from: time.UnixMilli(m.begins()).UTC(), to: time.UnixMilli(m.ends()).UTC(), event: plain(truceline.KindAerial, "fixed-wing")})
		}
	}
}

// takeOff plans a flight along the line over the ground of one hand, 100 to
// 300 km long, at a steady height and speed.
func (f *fleet) takeOff(r *rand.Rand, sl *slice, hand int) *mover {
	a := f.ex.Air
	from := sl.from.Add(time.Duration(r.Float64() * float64(sl.to.Sub(sl.from)))).Truncate(time.Second)
	between := func(b [2]float64) float64 { return b[0] + r.Float64()*(b[1]-b[0]) }
	km, way, back := r.Float64()*f.t.track.whole, float64(1-2*r.IntN(2)), between(a.BackKm)
	length := 100 + 200*r.Float64()
	var through []truceline.Point
	for done := 0.0; done <= length; done += 25 {
		at := km + way*done
		if at < 0 || at > f.t.track.whole {
			at, way = km-way*done, -way // turned round at the end of the line
			km = at - way*done
		}
		through = append(through, jitter(r, f.t.track.off(max(0, min(f.t.track.whole, at)), back, hand), 1000))
	}
	return f.add(&mover{sort: "aircraft", class: inAir, by: hand, path: route(from, between(a.SpeedKmH), between(a.AltM), through...)})
}
