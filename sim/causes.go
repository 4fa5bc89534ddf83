package sim

import (
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// cause is something that truly was and that watchers take for something else:
// a spell of strong wind, a thunderstorm, one stroke of its lightning.
type cause struct {
	sort         string
	from, to     time.Time
	fromKm, toKm float64 // along the line, for wind
	at           truceline.Point
	north, east  float64 // metres per second, for a thunderstorm
	of           int     // the thunderstorm of a stroke
}

// causes are numbered from 1 in the order of truth/causes.ndjson: wind, storms,
// then strokes as they come.
type causes struct {
	ex     *Exercise
	seed   uint64
	list   []cause // wind and storms
	number int
	file   *lines
}

// newCauses finds the spells of strong wind and draws the thunderstorms: most of
// them in the afternoon, forty minutes to an hour and forty long, and drifting
// with ten metres per second (assumption).
func newCauses(ex *Exercise, t *terrain, seed uint64) *causes {
	c := &causes{ex: ex, seed: seed}
	c.wind()
	r := stream(seed, forStorms, 0)
	for day := midnight(ex); day.Before(ex.Window.To); day = day.AddDate(0, 0, 1) {
		for range poisson(r, ex.Climate.StormsPerDay) {
			hour := 24 * r.Float64()
			if r.Float64() < 0.7 {
				hour = 13 + 7*r.Float64()
			}
			from := day.Add(time.Duration(hour * float64(time.Hour))).Truncate(time.Second)
			to := from.Add(40*time.Minute + time.Duration(r.Float64()*float64(time.Hour))).Truncate(time.Second)
			at := t.track.off(r.Float64()*t.track.whole, 60*r.Float64(), r.IntN(2))
			sin, cos := math.Sincos(2 * math.Pi * r.Float64())
			if to.After(ex.Window.From) && from.Before(ex.Window.To) {
				c.list = append(c.list, cause{sort: "thunderstorm", from: from, to: to, at: at, north: 10 * cos, east: 10 * sin,
					fromKm: t.line.Along(at) - stormKm, toKm: t.line.Along(at) + stormKm})
			}
		}
	}
	c.number = len(c.list)
	return c
}

// stormKm is how far along the line a thunderstorm rains (assumption).
const stormKm = 15

func (c *causes) wind() {
	ex := c.ex
	if s := ex.sky; s != nil {
		for region := range s.regions {
			for h := 0; h < s.hours; h++ {
				first := h
				for h < s.hours && float64(s.cells[h*s.regions+region].wind) >= ex.Climate.strong() {
					h++
				}
				if h > first {
					to := float64(region+1) * regionKm
					if region == s.regions-1 {
						to = math.Inf(1)
					}
					c.list = append(c.list, cause{sort: "strong wind", fromKm: float64(region) * regionKm, toKm: to,
						from: s.from.Add(time.Duration(first) * time.Hour), to: s.from.Add(time.Duration(h) * time.Hour)})
				}
			}
		}
	}
	for day := midnight(ex); day.Before(ex.Window.To); day = day.AddDate(0, 0, 1) {
		for _, w := range ex.Weather {
			if w.Kind == "wind" {
				c.list = append(c.list, cause{sort: "strong wind", fromKm: w.FromKm, toKm: w.ToKm, from: day.Add(time.Duration(w.From)), to: day.Add(time.Duration(w.To))})
			}
		}
	}
}

// gust is the number of the spell of strong wind over a place along the line.
func (c *causes) gust(along float64, when time.Time) int {
	return 1 + slices.IndexFunc(c.list, func(x cause) bool {
		return x.sort == "strong wind" && along >= x.fromKm && along < x.toKm && !when.Before(x.from) && when.Before(x.to)
	})
}

// thunder reports whether a thunderstorm is over a place along the line at some
// moment of [from, to).
func (c *causes) thunder(along float64, from, to time.Time) bool {
	return slices.ContainsFunc(c.list, func(x cause) bool {
		return x.sort == "thunderstorm" && along >= x.fromKm && along < x.toKm && x.from.Before(to) && from.Before(x.to)
	})
}

// stroke is one stroke of lightning.
type stroke struct {
	number int
	cause
}

// strokes draws the lightning of a slice of time, two strokes a minute within
// some kilometres of a storm's middle (assumption), and writes it down.
func (c *causes) strokes(sl *slice, n int) ([]stroke, error) {
	var out []stroke
	r := stream(c.seed, forStorms, n+1)
	for i, s := range c.list {
		if s.sort != "thunderstorm" || !s.from.Before(sl.to) || !sl.from.Before(s.to) {
			continue
		}
		from, to := later(s.from, sl.from), s.to
		if to.After(sl.to) {
			to = sl.to
		}
		for range poisson(r, 2*to.Sub(from).Minutes()) {
			when := from.Add(time.Duration(r.Float64() * float64(to.Sub(from)))).Truncate(time.Millisecond)
			since := when.Sub(s.from).Seconds()
			at := jitter(r, near(s.at, s.north*since, s.east*since), 4000)
			out = append(out, stroke{cause: cause{sort: "lightning", from: when, to: when, at: at, of: i + 1}})
		}
	}
	slices.SortStableFunc(out, func(a, b stroke) int { return a.from.Compare(b.from) })
	for i := range out {
		c.number++
		out[i].number = c.number
		if err := c.file.line(c.truth(c.number, out[i].cause)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// causeLine is one line of truth/causes.ndjson.
type causeLine struct {
	Cause   int              `json:"cause"`              // its number, from 1
	Sort    string           `json:"sort"`               // strong wind, thunderstorm or lightning
	From    time.Time        `json:"from"`               // beginning
	To      time.Time        `json:"to"`                 // end
	AlongKm *[2]float64      `json:"along_km,omitempty"` // for wind: the part of the line
	At      *truceline.Point `json:"at,omitempty"`       // at its beginning
	NorthMS float64          `json:"north_ms,omitempty"` // how a thunderstorm moves
	EastMS  float64          `json:"east_ms,omitempty"`  // metres per second
	Of      int              `json:"of,omitempty"`       // for lightning: the cause of its thunderstorm
}

func (c *causes) truth(number int, x cause) causeLine {
	line := causeLine{Cause: number, Sort: x.sort, From: x.from.UTC(), To: x.to.UTC(), NorthMS: round(x.north, 2), EastMS: round(x.east, 2), Of: x.of}
	if x.sort == "strong wind" {
		line.AlongKm = &[2]float64{x.fromKm, min(x.toKm, 1e5)}
	} else {
		line.At = &truceline.Point{Lat: round(x.at.Lat, 5), Lon: round(x.at.Lon, 5)}
	}
	return line
}

// open begins truth/causes.ndjson with what is known from the start.
func (c *causes) open(create func(string) (io.WriteCloser, error)) error {
	var err error
	if c.file, err = openLines(create, "truth/causes.ndjson"); err != nil {
		return err
	}
	for i, x := range c.list {
		if err := c.file.line(c.truth(i+1, x)); err != nil {
			return err
		}
	}
	return nil
}

// strike lets posts take thunder for something else.
func (sh *shard) strike(st stroke) {
	sh.around(st.at, sh.thunderKm, func(k int32) {
		s := sh.sites[k]
		p := s.watcher.Mistakes(flatKm(s.at, st.at))
		if p == 0 || st.from.Before(s.begins) || !st.from.Before(s.ends) || s.errs.Float64() >= p {
			return
		}
		say, ok := loudest(s.errs, s.watcher)
		if !ok {
			return
		}
		h := happening{kind: say.Kind, by: -1, at: st.at, from: st.from, to: st.from}
		if said, ok := mistake(sh.ex, s, say, h); ok {
			said.cause = st.number
			sh.list = append(sh.list, said)
		}
	})
}

// loudest is what a watcher takes thunder for: of its false alarms those that
// are explosions.
func loudest(r *rand.Rand, w *Watcher) (posture.Say, bool) {
	var loud []posture.Say
	for _, s := range w.FalseSays {
		if s.Kind == truceline.KindExplosion || s.Kind == truceline.KindIndirectFire {
			loud = append(loud, s)
		}
	}
	if len(loud) == 0 {
		return posture.Say{}, false
	}
	return pickSay(r, loud), true
}
