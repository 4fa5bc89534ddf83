package sim

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// spoken counts what each side will speak about: by day, window of the day,
// number and side that did it.
type spoken struct {
	ex     *Exercise
	counts [][2]int
	days   int
}

func newSpoken(ex *Exercise) *spoken {
	days := int(math.Ceil(ex.Window.To.Sub(midnight(ex)).Hours() / 24))
	return &spoken{ex: ex, days: days, counts: make([][2]int, days*len(ex.Claims.Windows)*len(ex.Claims.Metrics))}
}

// window returns the times of one window of one day.
func (s *spoken) window(day, i int) (from, to time.Time) {
	spell, first := s.ex.Claims.Windows[i], midnight(s.ex).AddDate(0, 0, day)
	return first.Add(time.Duration(spell.From)), first.Add(time.Duration(spell.To))
}

func (s *spoken) cell(day, window, metric int) *[2]int {
	return &s.counts[(day*len(s.ex.Claims.Windows)+window)*len(s.ex.Claims.Metrics)+metric]
}

// next counts a slice of time.
func (s *spoken) next(all []happening) {
	for i := range all {
		h := &all[i]
		if h.by < 0 || h.kind == truceline.KindHeat || h.kind == truceline.KindCompliance {
			continue
		}
		day := min(s.days-1, int(h.from.Sub(midnight(s.ex))/(24*time.Hour)))
		for w := range s.ex.Claims.Windows {
			from, to := s.window(day, w)
			if h.from.Before(from) || !h.from.Before(to) {
				continue
			}
			for m, metric := range s.ex.Claims.Metrics {
				if len(metric.Kinds) == 0 || slices.Contains(metric.Kinds, h.kind) {
					s.cell(day, w, m)[h.by]++
				}
			}
		}
	}
}

// file lets both sides speak about each other: each counts what the other did,
// makes it larger by a factor of its own, leaves numbers out, and says nothing
// about itself. Where they mirror each other, a side says of the other what was
// said of itself, and more.
func (s *spoken) file(seed uint64) []byte {
	ex := s.ex
	c := &cells{names: claimColumns()}
	header(c)
	r := stream(seed, forClaims, 0)
	var inflate [2]float64
	for hand := range 2 {
		inflate[hand] = ex.Claims.Inflate[0] + r.Float64()*(ex.Claims.Inflate[1]-ex.Claims.Inflate[0])
	}
	for day := range s.days {
		for i := range ex.Claims.Windows {
			from, to := s.window(day, i)
			if from.Before(ex.Window.From) || to.After(ex.Window.To) {
				continue
			}
			for hand := range 2 {
				for mi, m := range ex.Claims.Metrics {
					n := s.cell(day, i, mi)[1-hand]
					if mine := s.cell(day, i, mi)[hand]; ex.Claims.Mirror > 0 && r.Float64() < ex.Claims.Mirror {
						n = max(n, mine)
					}
					value, omit, rounds := int(math.Round(float64(n)*inflate[hand]))+r.IntN(3), r.Float64() < ex.Claims.Omit, r.Float64() < 0.3
					// The total over the last window is always given: it is the
					// number that the other side's stands against.
					if omit && (i < len(ex.Claims.Windows)-1 || len(m.Kinds) > 0) {
						continue
					}
					claimRow(c, ex, hand, from, to, m.Metric, value, rounds && value >= 20)
				}
			}
		}
	}
	return c.b
}

func claimColumns() []string {
	return []string{"truce_id", "claimant", "accused", "from_local", "to_local", "metric", "value", "qualifier", "source"}
}

func claimRow(c *cells, ex *Exercise, hand int, from, to time.Time, metric string, value int, rounded bool) {
	c.begin()
	c.text(ex.ID)
	c.text(ex.Sides[hand].Name)
	c.text(ex.Sides[1-hand].Name)
	c.text(from.Format("2006-01-02T15:04"))
	c.text(to.Format("2006-01-02T15:04"))
	c.text(metric)
	if rounded {
		value = value / 10 * 10
	}
	c.whole(value)
	if rounded {
		c.text("more than")
	} else {
		c.none()
	}
	c.text("exercise")
	c.end()
}

// header writes the names of the columns.
func header(c *cells) { c.b = append(c.b, headOf(c.names)...) }

// headOf is the line of a table that names its columns.
func headOf(columns []string) []byte { return []byte(strings.Join(columns, ",") + "\n") }
