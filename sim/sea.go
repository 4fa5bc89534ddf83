package sim

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/truceline/truceline"
)

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
		if r.Float64() < s.Anchors {
			m.anchor(r, 1+r.IntN(len(s.Corridor)-2))
		}
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
		// No state has the first three digits 299.
		m.sends = &transponder{name: fmt.Sprintf("299%06d", r.IntN(1_000_000))}
	}
	return f.add(m)
}

// anchor lets a vessel wait at one of its corners, as ships do for a pilot, an
// inspection or their turn: for one to nine hours, swinging on its chain a
// little way to either side (assumption).
func (m *mover) anchor(r *rand.Rand, corner int) {
	begin := m.path[corner]
	waits := int64((1 + 8*r.Float64()) * 3.6e6)
	swung := m.path[: corner+1 : corner+1]
	for ms := int64(1_200_000); ms < waits; ms += 1_200_000 {
		swung = append(swung, waypoint{begin.ms + ms, jitter(r, begin.at, 60), begin.alt})
	}
	m.sends.anchored = [2]int64{begin.ms, begin.ms + waits}
	swung = append(swung, waypoint{begin.ms + waits, begin.at, begin.alt})
	for _, w := range m.path[corner+1:] {
		w.ms += waits
		swung = append(swung, w)
	}
	m.path = swung
}

// misuse lets some vessels fall silent or say a false place for a while.
func (f *fleet) misuse(r *rand.Rand, m *mover, c *chronicle) {
	s, life := f.ex.Sea, float64(m.ends()-m.begins())
	while := func() [2]int64 {
		from := m.begins() + int64(r.Float64()*0.6*life)
		return [2]int64{from, min(m.ends(), from+int64((1+5*r.Float64())*3.6e6))}
	}
	if r.Float64() < s.Dark {
		m.sends.dark = while()
		c.anomaly(m, m.sends.dark[0], m.sends.dark[1], truceline.KindAIS, "gap")
	}
	if r.Float64() < s.Shifted {
		m.sends.shifted = while()
		m.sends.north, m.sends.by = (20+30*r.Float64())*1000*float64(1-2*r.IntN(2)), 15_000*r.NormFloat64()
		c.anomaly(m, m.sends.shifted[0], m.sends.shifted[1], truceline.KindAIS, "false position")
	}
}

// anomaly writes down what a vessel did.
func (c *chronicle) anomaly(m *mover, from, to int64, kind truceline.Kind, subtype string) {
	at, _ := m.where(from)
	at = truceline.Point{Lat: round(at.Lat, 5), Lon: round(at.Lon, 5)}
	c.add(happening{rate: -1, kind: kind, by: m.by, at: at, along: 0, from: time.UnixMilli(from).UTC(), to: time.UnixMilli(to).UTC(), count: 1, mover: m, object: 1,
		event: plain(kind, subtype)})
}
