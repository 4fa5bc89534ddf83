package sim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/truceline/truceline"
)

// happening is one thing that truly happened.
type happening struct {
	rate    int // index of its rate in Exercise.Events
	kind    truceline.Kind
	by      int // the hand (0 left, 1 right) of the side that did it; -1: nobody shot
	at      truceline.Point
	along   float64 // kilometres
	from    time.Time
	to      time.Time
	count   int
	answers int // how many happenings before it provoked it
}

// history lets everything happen: first what each side does of its own accord,
// then what that provokes, until nothing new comes of it.
func history(ex Exercise, t *terrain, seed uint64) []happening {
	var all []happening
	for i, e := range ex.Events {
		for hand := range 2 {
			r := stream(seed, forTruth, i*2+hand)
			all = append(all, ownAccord(ex, t, r, e, i, hand)...)
		}
	}
	r := stream(seed, forTruth, 1<<20)
	for i := 0; i < len(all) && len(all) < 20_000; i++ {
		all = append(all, provoked(ex, t, r, all[i])...)
	}
	// The stable sort leaves ties in the order in which they were made, which
	// does not depend on any name.
	slices.SortStableFunc(all, func(a, b happening) int {
		return cmp.Or(a.from.Compare(b.from), cmp.Compare(a.along, b.along))
	})
	return all
}

func ownAccord(ex Exercise, t *terrain, r *rand.Rand, e EventRate, index, hand int) []happening {
	factor := 1.0
	if f, ok := e.BySide[ex.Sides[hand].ID]; ok {
		factor = f
	}
	var all []happening
	days := ex.Window.To.Sub(ex.Window.From).Hours() / 24
	for range poisson(r, e.PerDay*factor*days) {
		when := moment(ex, r, e.Hours)
		if h, ok := happen(ex, t, r, index, hand, whereabouts(ex, t, r), when); ok {
			all = append(all, h)
		}
	}
	return all
}

// moment draws a time in the window with the weights of the local hours.
func moment(ex Exercise, r *rand.Rand, hours []float64) time.Time {
	most := 0.0
	for _, w := range hours {
		most = max(most, w)
	}
	for {
		when := ex.Window.From.Add(time.Duration(r.Float64() * float64(ex.Window.To.Sub(ex.Window.From)))).Truncate(time.Millisecond)
		if len(hours) == 0 || r.Float64()*most < hours[when.In(ex.Window.From.Location()).Hour()] {
			return when
		}
	}
}

// whereabouts draws a place along the line with the factors of the stretches.
func whereabouts(ex Exercise, t *terrain, r *rand.Rand) float64 {
	most := 1.0
	for _, s := range ex.Stretches {
		most = max(most, s.Factor)
	}
	km := 0.0
	for range 100_000 { // a line with a factor of 0 all over has no better place
		km = r.Float64() * t.track.whole
		if r.Float64()*most < factorAt(ex.Stretches, km) {
			break
		}
	}
	return km
}

func factorAt(stretches []Stretch, km float64) float64 {
	for _, s := range stretches {
		if km >= s.FromKm && km < s.ToKm {
			return s.Factor
		}
	}
	return 1
}

// provoked returns what one happening brings about.
func provoked(ex Exercise, t *terrain, r *rand.Rand, h happening) []happening {
	var all []happening
	if h.by < 0 {
		return nil
	}
	for _, a := range ex.Answers {
		if !slices.Contains(a.To, h.kind) {
			continue
		}
		by := h.by
		if a.By == "other" {
			by = 1 - h.by
		}
		for range poisson(r, a.Chance) {
			when := h.to.Add(about(r, a.Delay)).Truncate(time.Millisecond)
			km := h.along + r.NormFloat64()*a.WithinKm/1.96
			if !when.Before(ex.Window.To) || km < 0 || km > t.track.whole {
				continue
			}
			if next, ok := happen(ex, t, r, eventOf(ex, a.With), by, km, when); ok {
				next.answers = h.answers + 1
				all = append(all, next)
			}
		}
	}
	return all
}

// happen lets one thing happen near a place along the line. It is not ok where
// the line bends so that no ground of the right side is near.
func happen(ex Exercise, t *terrain, r *rand.Rand, rate, by int, km float64, when time.Time) (happening, bool) {
	e := ex.Events[rate]
	hand := by
	if e.Ground == "other" {
		hand = 1 - by
	}
	h := happening{rate: rate, kind: e.Kind, by: by, from: when, to: when, count: some(r, e.Mean, e.Most)}
	if e.Exempt != "" {
		h.by = -1
	}
	if e.Lasts > 0 && (h.count > 1 || e.Mean == 1) {
		h.to = when.Add(about(r, e.Lasts)).Truncate(time.Millisecond)
	}
	if h.to.After(ex.Window.To) {
		h.to = ex.Window.To
	}
	for range 200 {
		depth := e.DepthKm[0] + r.Float64()*(e.DepthKm[1]-e.DepthKm[0])
		p := t.track.off(km, depth, hand)
		p = truceline.Point{Lat: round(p.Lat, 5), Lon: round(p.Lon, 5)}
		d := t.line.Distance(p) / 1000
		if t.hand(p) == hand && d >= e.DepthKm[0] && d <= e.DepthKm[1] && t.areaAt(p) >= 0 {
			h.at, h.along = p, km
			return h, true
		}
		km = max(0, min(t.track.whole, km+0.5*r.NormFloat64()))
	}
	return h, false
}

// Truth is one line of truth/incidents.ndjson: an incident with certainty, and
// the side that did it, empty where nobody shot.
type Truth struct {
	truceline.Incident
	By string `json:"by"`
}

// truths turns happenings into incidents. Their IDs are hashes of a number
// drawn at random, so that neither order nor place can be read from them.
func truths(ex Exercise, t *terrain, seed uint64, all []happening) []Truth {
	r := stream(seed, forNames, 0)
	out := make([]Truth, len(all))
	for i, h := range all {
		e := ex.Events[h.rate]
		info, _ := truceline.KindNamed(h.kind)
		ground := &truceline.Ground{
			Side: ex.Sides[t.hand(h.at)].ID, Certain: 1, DistanceKm: round(t.line.Distance(h.at)/1000, 3), AlongKm: round(t.line.Along(h.at), 3),
			LineAsOf: truceline.DateOf(localDay(ex)),
		}
		ground.Band = truceline.DistanceBand(ground.DistanceKm)
		if a := t.areaAt(h.at); a >= 0 {
			ground.Area = ex.Ground.Areas[a].ID
		}
		out[i] = Truth{Incident: truceline.Incident{
			ID:        truceline.IDOf("exercise", ex.ID, strconv.FormatUint(seed, 10), strconv.FormatUint(r.Uint64(), 10)),
			Version:   1,
			Kind:      h.kind,
			Means:     []truceline.Means{},
			Count:     truceline.Count{Least: h.count, Most: h.count, Unit: info.Unit},
			Place:     truceline.Place{Shape: truceline.ShapePoint, At: h.at},
			When:      truceline.Interval{From: h.from.UTC(), To: h.to.UTC(), Clock: truceline.Clock{Quality: truceline.ClockGNSS}},
			Direction: e.Direction,
			Weapons:   e.Weapons,
			Exempt:    e.Exempt,
			Exists:    truceline.Probability{P: 1, Low: 1, High: 1},
			Ground:    ground,

			Observations: []truceline.ID{},
			Concluded:    h.to.UTC(),
		}}
		if h.by >= 0 {
			out[i].By = ex.Sides[h.by].ID
		}
	}
	return out
}

// localDay is the first day of the window in the exercise's own offset, as a
// moment in UTC that falls on that day.
func localDay(ex Exercise) time.Time {
	y, m, d := ex.Window.From.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func truthFile(all []Truth) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, t := range all {
		if err := enc.Encode(t); err != nil {
			return nil, fmt.Errorf("write truth: %w", err)
		}
	}
	return b.Bytes(), nil
}
