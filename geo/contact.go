package geo

import (
	"fmt"
	"slices"

	"github.com/truceline/truceline"
)

const (
	// drawingTolerances is how far in tolerances from the outline a side piece
	// must reach somewhere to count as one: control maps draw coast and border
	// some kilometres off, and what stays in that band is drawing, not a line.
	drawingTolerances = 3
	// contactStep is how far apart in metres a ring's points are when they are
	// asked how near the outline is.
	contactStep = 500
	// bridgeTolerances is how long, in tolerances, an interruption of the line
	// by the outline may be and still be bridged: a line that runs along a
	// border or bends to the coast touches the band round it without ending.
	bridgeTolerances = 5
)

// CutContactLine cuts the line between the sides out of a map of control: of
// the edge of the largest held area, what is neither coast nor state border
// within the tolerance. Held areas apart from it are pockets. A map without
// polygons gives a line without points.
func CutContactLine(control truceline.ControlMap, outline *Outline, toleranceKm float64) truceline.ContactLine {
	cut := truceline.ContactLine{
		AsOf: control.AsOf, Source: control.Source, ToleranceKm: toleranceKm,
		Definition: fmt.Sprintf("Edge of the largest area held by %s on the control map of the day, without what lies within %g km of the coast or state border; the longest continuous piece, with interruptions of up to %g km bridged.",
			control.Holder, toleranceKm, toleranceKm*bridgeTolerances),
	}
	polygons := slices.Clone(control.Polygons)
	polygons = slices.DeleteFunc(polygons, func(p truceline.Polygon) bool { return len(p) == 0 || len(Clean(p[0])) < 3 })
	areas := map[int]float64{}
	order := make([]int, len(polygons))
	for i, p := range polygons {
		order[i], areas[i] = i, Area(p)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case areas[a] > areas[b]:
			return -1
		case areas[a] < areas[b]:
			return 1
		}
		return 0
	})
	for n, i := range order {
		pieces := outline.cut(Clean(polygons[i][0]), toleranceKm*1000)
		if n == 0 {
			if len(pieces) > 0 {
				cut.Main, cut.Others = pieces[0], outline.leaving(pieces[1:], toleranceKm*1000*drawingTolerances)
				cut.LengthKm = Length(cut.Main) / 1000
			}
			for _, hole := range polygons[i][1:] {
				cut.Others = append(cut.Others, closed(Clean(hole)))
			}
			continue
		}
		pocket := truceline.Pocket{Centre: centre(polygons[i][0]), AreaKm2: areas[i], Ring: polygons[i][0]}
		for _, piece := range pieces {
			pocket.LineKm += Length(piece) / 1000
		}
		cut.Pockets = append(cut.Pockets, pocket)
	}
	return cut
}

// leaving keeps the pieces that somewhere lie farther than the given metres
// from the outline.
func (o *Outline) leaving(pieces []truceline.Polyline, metres float64) []truceline.Polyline {
	return slices.DeleteFunc(pieces, func(piece truceline.Polyline) bool {
		return !slices.ContainsFunc(piece, func(p truceline.Point) bool { return !o.line.Within(p, metres) })
	})
}

func closed(r truceline.Ring) truceline.Polyline {
	return append(slices.Clone(truceline.Polyline(r)), r[0])
}

// centre is the mean of the vertices, enough to put a label on.
func centre(r truceline.Ring) truceline.Point {
	var c truceline.Point
	for _, p := range r {
		c.Lat, c.Lon = c.Lat+p.Lat/float64(len(r)), c.Lon+p.Lon/float64(len(r))
	}
	return c
}

// cut returns the stretches of a ring that lie farther than the tolerance from
// the outline, longest first.
func (o *Outline) cut(ring truceline.Ring, tolerance float64) []truceline.Polyline {
	points := walk(ring, contactStep)
	free := make([]bool, len(points))
	any := false
	for i, p := range points {
		free[i] = !o.line.Within(p, tolerance)
		any = any || free[i]
	}
	if !any {
		return nil
	}
	start := slices.Index(free, false)
	if start < 0 {
		return []truceline.Polyline{closed(ring)}
	}
	points = slices.Concat(points[start:], points[:start])
	free = slices.Concat(free[start:], free[:start])
	bridge(points, free, tolerance*bridgeTolerances)
	var pieces []truceline.Polyline
	var piece truceline.Polyline
	for i, p := range points {
		if free[i] {
			piece = append(piece, p)
			continue
		}
		if len(piece) > 1 {
			pieces = append(pieces, piece)
		}
		piece = nil
	}
	if len(piece) > 1 {
		pieces = append(pieces, piece)
	}
	slices.SortStableFunc(pieces, func(a, b truceline.Polyline) int {
		x, y := Length(a), Length(b)
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return pieces
}

// bridge frees interruptions between two free stretches that are no longer
// than the given metres.
func bridge(points []truceline.Point, free []bool, longest float64) {
	for i := 1; i < len(points); i++ {
		if free[i] || !free[i-1] {
			continue
		}
		length, end := Distance(points[i-1], points[i]), i
		for end+1 < len(points) && !free[end+1] {
			length += Distance(points[end], points[end+1])
			end++
		}
		if end+1 < len(points) && length <= longest {
			for k := i; k <= end; k++ {
				free[k] = true
			}
		}
		i = end
	}
}
