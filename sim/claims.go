package sim

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// claimsFile lets both sides speak about each other: each counts what the other
// did, makes it larger by a factor of its own, leaves numbers out, and says
// nothing about itself.
func claimsFile(ex *Exercise, all []happening, seed uint64) []byte {
	t := newTable("truce_id", "claimant", "accused", "from_local", "to_local", "metric", "value", "qualifier", "source")
	r := stream(seed, forClaims, 0)
	var inflate [2]float64
	for hand := range 2 {
		inflate[hand] = ex.Claims.Inflate[0] + r.Float64()*(ex.Claims.Inflate[1]-ex.Claims.Inflate[0])
	}
	for i, spell := range ex.Claims.Windows {
		from, to := midnight(ex).Add(time.Duration(spell.From)), midnight(ex).Add(time.Duration(spell.To))
		for hand := range 2 {
			for _, m := range ex.Claims.Metrics {
				n := 0
				for _, h := range all {
					if h.by == 1-hand && (len(m.Kinds) == 0 || slices.Contains(m.Kinds, h.kind)) && !h.from.Before(from) && h.from.Before(to) {
						n++
					}
				}
				value, omit, round := int(math.Round(float64(n)*inflate[hand]))+r.IntN(3), r.Float64() < ex.Claims.Omit, r.Float64() < 0.3
				// The total over the last window is always given: it is the
				// number that the other side's stands against.
				if omit && (i < len(ex.Claims.Windows)-1 || len(m.Kinds) > 0) {
					continue
				}
				t.row()
				t.set("truce_id", ex.ID)
				t.set("claimant", ex.Sides[hand].Name)
				t.set("accused", ex.Sides[1-hand].Name)
				t.set("from_local", from.Format("2006-01-02T15:04"))
				t.set("to_local", to.Format("2006-01-02T15:04"))
				t.set("metric", m.Metric)
				if round && value >= 20 {
					value = value / 10 * 10
					t.set("qualifier", "more than")
				}
				t.set("value", strconv.Itoa(value))
				t.set("source", "exercise")
			}
		}
	}
	return t.csv()
}
