package sim

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Moves is how vehicles and weapons come to where they stand, and leave again:
// in columns, by road.
type Moves struct {
	SpeedKmH [2]float64 `yaml:"speed_kmh"` // least and greatest
	AlongKm  [2]float64 `yaml:"along_km"`  // how far along the line their depot is
	Vehicles int        `yaml:"vehicles"`  // in one column, at the most
	// Over is the time within which its columns set out; the first one there
	// begins it.
	Over time.Duration `yaml:"over"`
	// Away is for what consists in leaving: it begins as the column sets out for
	// the rear, and ends as it arrives.
	Away bool `yaml:"away"`
	// Withdrawn is the chance that what leaves is withdrawn as agreed, which is a
	// good act, and not only moved.
	Withdrawn float64 `yaml:"withdrawn"`
}

// The roads of the country (assumption): one along the line on either hand, so far
// behind it that only bends of tens of kilometres move it, and from it a road
// towards the line every ten kilometres. The last piece to a place is a track.
const (
	rearKm  = 22.0
	crossKm = 10.0
	bendKm  = 25.0
)

// rear is the place on the road behind the line at a distance along it.
func (t *terrain) rear(km float64, hand int) truceline.Point {
	way := geo.Azimuth(t.track.point(km-bendKm), t.track.point(km+bendKm))
	return geo.Destination(t.track.point(km), way-90+180*float64(hand), rearKm*1000)
}

// road is the way by road from a depot behind the line to a place; nil where none
// leads there, as at the very ends of the line.
func (t *terrain) road(depotKm float64, to truceline.Point, along float64, hand int) []truceline.Point {
	depotKm = max(0, min(t.track.whole, depotKm))
	turnKm := max(0, min(t.track.whole, math.Round(along/crossKm)*crossKm))
	way := []truceline.Point{t.rear(depotKm, hand)}
	for left := math.Abs(turnKm - depotKm); left > crossKm; left -= crossKm {
		way = append(way, t.rear(turnKm+math.Copysign(left-crossKm, depotKm-turnKm), hand))
	}
	if len(way) == 1 && turnKm != depotKm {
		way = append(way, t.rear(turnKm, hand))
	}
	from, front := t.rear(turnKm, hand), t.track.point(turnKm)
	share := 1 - t.line.Distance(to)/1000/rearKm
	for u := 0.2; u < share; u += 0.2 {
		way = append(way, truceline.Point{Lat: from.Lat + u*(front.Lat-from.Lat), Lon: from.Lon + u*(front.Lon-from.Lon)})
	}
	way = slices.DeleteFunc(way, func(p truceline.Point) bool { return t.hand(p) != hand || t.areaAt(p) < 0 })
	if len(way) == 0 {
		return nil
	}
	return append(way, to)
}

// column is a column on the road between its depot and a place; nil where there is
// no road.
func (c *chronicle) column(r *rand.Rand, h *happening, vehicles int) *mover {
	m := h.event.Moves
	off := (m.AlongKm[0] + r.Float64()*(m.AlongKm[1]-m.AlongKm[0])) * float64(1-2*r.IntN(2))
	kmh := m.SpeedKmH[0] + r.Float64()*(m.SpeedKmH[1]-m.SpeedKmH[0])
	way := c.t.road(h.along+off, h.at, h.along, c.t.hand(h.at))
	if way == nil {
		return nil
	}
	return &mover{sort: "column", class: onGround, by: h.by, vehicles: vehicles, path: route(h.from, kmh, 0, way...)}
}

// split divides vehicles into columns.
func (m *Moves) split(vehicles int) []int {
	var out []int
	for ; vehicles > 0; vehicles -= m.Vehicles {
		out = append(out, min(vehicles, m.Vehicles))
	}
	return out
}

// drive lets what has been drawn to happen at a moment come about by road: what
// stands somewhere begins as its first column arrives, what leaves ends as its
// column does.
func (c *chronicle) drive(h *happening) {
	m := h.event.Moves
	if m == nil {
		return
	}
	c.driven++
	r, lasts := stream(c.seed, forColumns, c.driven), h.to.Sub(h.from)
	if m.Away {
		way := c.column(r, h, m.Vehicles)
		if way == nil {
			return
		}
		h.mover = way.turned(h.from)
		h.to = time.UnixMilli(h.mover.ends()).UTC()
		c.setOut = append(c.setOut, h.mover)
		return
	}
	for i, vehicles := range m.split(h.count) {
		one := c.column(r, h, vehicles)
		if one == nil {
			h.columns = nil
			return
		}
		if i > 0 {
			one.shift(time.Duration(r.Float64() * float64(m.Over)))
		}
		h.columns = append(h.columns, one)
	}
	slices.SortStableFunc(h.columns, func(a, b *mover) int { return int(a.ends() - b.ends()) })
	c.setOut = append(c.setOut, h.columns...)
	h.from = time.UnixMilli(h.columns[0].ends()).UTC()
	h.to = later(h.from.Add(lasts), time.UnixMilli(h.columns[len(h.columns)-1].ends()).UTC().Add(30*time.Minute))
}

// leave lets what came by road go by road, five minutes between columns, and
// some of it as a withdrawal that was agreed.
func (c *chronicle) leave(h happening) {
	if len(h.columns) == 0 || !h.to.Before(c.ex.Window.To) {
		return
	}
	m := h.event.Moves
	r := stream(c.seed, forColumns, 1<<31|h.number)
	var gone []*mover
	for i, came := range h.columns {
		one := c.column(r, &h, came.vehicles)
		if one == nil {
			return
		}
		one.turned(h.to.Add(time.Duration(i) * 5 * time.Minute))
		one.incident = h.number
		gone = append(gone, one)
	}
	c.setOut = append(c.setOut, gone...)
	if r.Float64() < m.Withdrawn {
		gone[0].incident = 0 // it is the withdrawal's
		c.add(happening{rate: -1, kind: truceline.KindCompliance, by: h.by, at: h.at, along: h.along, from: h.to, count: 1, because: h.number,
			to: time.UnixMilli(gone[0].ends()).UTC(), mover: gone[0], event: plain(truceline.KindCompliance, withdrawal)})
	}
}

// withdrawal is what agreements call the deed.
const withdrawal = "withdrawal"

// turned is the way back, from a moment on.
func (m *mover) turned(from time.Time) *mover {
	begin, end := from.UnixMilli(), m.ends()
	back := make([]waypoint, len(m.path))
	for i, w := range m.path {
		back[len(back)-1-i] = waypoint{begin + end - w.ms, w.at, w.alt}
	}
	m.path = back
	return m
}

// shift lets a mover set out later.
func (m *mover) shift(by time.Duration) {
	for i := range m.path {
		m.path[i].ms += by.Milliseconds()
	}
}

// drift lets a mine go with wind and current: a straight way in a direction of
// its own (assumption).
func (c *chronicle) drift(h *happening) {
	fastest := h.event.DriftKmH
	if fastest <= 0 {
		return
	}
	c.driven++
	r := stream(c.seed, forColumns, c.driven)
	sin, cos := math.Sincos(2 * math.Pi * r.Float64())
	metres := 1000 * fastest * (0.2 + 0.8*r.Float64()) * h.to.Sub(h.from).Hours()
	h.mover = &mover{sort: "drifting mine", class: atSea, by: h.by, path: []waypoint{
		{h.from.UnixMilli(), h.at, 0}, {h.to.UnixMilli(), near(h.at, metres*cos, metres*sin), 0}}}
	c.setOut = append(c.setOut, h.mover)
}

// found is a happening that goes on as somebody who passes finds it at a moment:
// where it is then, and of what comes in columns what has come.
func (h *happening) found(when time.Time) happening {
	now := *h
	now.from, now.to = when, when
	if h.mover != nil {
		now.at, _ = h.mover.where(when.UnixMilli())
	}
	return now.begun()
}

// begun is a happening as it is noticed at its beginning: of what goes on for
// half an hour or longer, that moment and what is there by then.
func (h happening) begun() happening {
	if len(h.columns) > 0 {
		h.count = 0
		for _, m := range h.columns {
			if m.ends() <= h.from.UnixMilli() {
				h.count += m.vehicles
			}
		}
	}
	return h
}
