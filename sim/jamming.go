package sim

import (
	"time"

	"github.com/truceline/truceline"
)

// jam is an area in which satellite navigation does not work for a while.
type jam struct {
	at       truceline.Point
	radiusKm float64
	from, to time.Time
	by       int
	shift    [2]float64 // metres north and east by which it shifts places; 0: it only jams
}

// spoofing is the subtype of interference that does not jam but shifts: every
// receiver in the area believes itself somewhere else, as ships off Odesa have
// since 2024 (field.md 5.2).
const spoofing = "GNSS spoofing"

// jamKm is the radius of an area whose exercise gives none (assumption).
const jamKm = 8

// jams plans every jamming of the window before anything else, since what
// clocks, drones and ships do depends on it.
func (c *chronicle) jams() []jam {
	for i := range c.ex.Events {
		if c.ex.Events[i].Kind == truceline.KindInterference {
			for hand := range 2 {
				c.ownAccord(stream(c.seed, forJamming, i*2+hand), i, hand, c.ex.Window.From, c.ex.Window.To)
			}
		}
	}
	var out []jam
	for _, h := range c.queue {
		if h.kind != truceline.KindInterference {
			continue
		}
		j := jam{at: h.at, radiusKm: h.event.RadiusKm, from: h.from, to: h.to, by: h.by}
		if j.radiusKm == 0 {
			j.radiusKm = jamKm
		}
		if h.event.Subtype == spoofing {
			r := stream(c.seed, forJamming, 1<<31|len(out))
			j.shift = [2]float64{20_000 * r.NormFloat64(), 20_000 * r.NormFloat64()}
		}
		out = append(out, j)
	}
	return out
}

// jammed returns the jamming over a place at a moment, nil for none.
func (ex *Exercise) jammed(p truceline.Point, when time.Time) *jam {
	for i := range ex.jams {
		if j := &ex.jams[i]; !when.Before(j.from) && when.Before(j.to) && flatKm(p, j.at) <= j.radiusKm {
			return j
		}
	}
	return nil
}

// adrift returns since when a site's clock has had no satellite time: since it
// lost it for good, or since it was jammed. It is not ok when it has it.
func (s *site) adrift(ex *Exercise, when time.Time) (since time.Time, ok bool) {
	if !s.lost.IsZero() && when.After(s.lost) {
		return s.lost, true
	}
	if s.watcher.Clock.Quality != truceline.ClockGNSS || s.watcher.Clock.Drift == 0 {
		return time.Time{}, false
	}
	if j := ex.jammed(s.at, when); j != nil {
		return j.from, true
	}
	return time.Time{}, false
}
