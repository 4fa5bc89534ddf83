package sim

import (
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// stand lets works and flares burn that are always hot: their power has a heavy
// tail (assumption), as that of burning fields.
func (c *chronicle) stand() {
	r := stream(c.seed, forFires, 1<<30)
	for range c.ex.Fires.Standing {
		h := c.fire("works, always hot", r.Float64()*c.t.track.whole, 5+60*r.Float64(), r.IntN(2))
		h.from, h.to, h.mw = c.ex.Window.From, c.ex.Window.To, 3*pareto(r, 1.5)
		c.add(h)
	}
}

// burn lets fields catch fire in a slice of time, a third as often by night.
func (c *chronicle) burn(from, to time.Time) {
	r := stream(c.seed, forFires, 1<<29|c.slices)
	mean := c.ex.Fires.FieldsPerDay * c.scale * to.Sub(from).Hours() / 24
	if conditionsAt(c.ex, 0, from).night {
		mean *= 0.3
	}
	for range poisson(r, mean) {
		h := c.fire("burning field", r.Float64()*c.t.track.whole, 1+50*r.Float64(), r.IntN(2))
		h.from, h.mw = from.Add(time.Duration(r.Float64()*float64(to.Sub(from)))).Truncate(time.Second), 3*pareto(r, 1.3)
		h.to = h.from.Add(30*time.Minute + about(r, 3*time.Hour)).Truncate(time.Second)
		c.add(h)
	}
}

// follow lets a happening have its consequences: what a strike destroys, and
// what an impact sets alight.
func (c *chronicle) follow(h happening) {
	if h.harm != "" {
		c.add(happening{rate: -1, kind: h.harm, by: h.by, at: h.at, along: h.along, from: h.from.Add(time.Minute), to: h.from.Add(6 * time.Hour),
			count: 1, because: h.number, event: plain(h.harm, "struck")})
	}
	switch h.kind {
	case truceline.KindIndirectFire, truceline.KindDroneAttack, truceline.KindLongRange:
	default:
		return
	}
	r := stream(c.seed, forFires, 1<<31|h.number)
	if h.event.Exempt != "" || r.Float64() >= c.ex.Fires.FromImpact {
		return
	}
	at := jitter(r, h.at, 60)
	c.add(happening{rate: -1, kind: truceline.KindHeat, by: h.by, at: truceline.Point{Lat: round(at.Lat, 5), Lon: round(at.Lon, 5)}, along: h.along,
		from: h.from, to: h.from.Add(20*time.Minute + about(r, 2*time.Hour)).Truncate(time.Second), count: 1, mw: 2 * pareto(r, 1.3),
		because: h.number, event: plain(truceline.KindHeat, "fire after an impact")})
}

// fire is one that nobody lit to do harm.
func (c *chronicle) fire(subtype string, km, back float64, hand int) happening {
	p := c.t.track.off(km, back, hand)
	return happening{rate: -1, kind: truceline.KindHeat, by: -1, at: truceline.Point{Lat: round(p.Lat, 5), Lon: round(p.Lon, 5)}, along: km,
		count: 1, event: plain(truceline.KindHeat, subtype)}
}

// plain is what is known of something that no rate of the exercise brings.
func plain(kind truceline.Kind, subtype string) *EventRate {
	return &EventRate{Kind: kind, Subtype: subtype, Mean: 1, Most: 1, Direction: truceline.DirectionUndetermined}
}

// sees is the chance to see a fire of so many megawatts through a clear sky:
// power²/(power²+least²). The shape is an assumption; that faint fires are
// missed and strong ones are not is known of VIIRS (Schroeder and others,
// Remote Sensing of Environment 143, 2014, 85-96).
func sees(o *posture.Orbit, mw float64) float64 { return mw * mw / (mw*mw + o.Least*o.Least) }
