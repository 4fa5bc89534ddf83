package geo

import "github.com/truceline/truceline"

// Piece is a part of a line, by kilometres along it from its first end.
type Piece struct {
	FromKm, ToKm float64
	Middle       truceline.Point
	Course       truceline.Polyline // from its first to its last point
}

// Cut cuts a line into pieces of stepKm, the last one shorter; none for a line
// of fewer than two points.
func Cut(line truceline.Polyline, stepKm float64) []Piece {
	if len(line) < 2 || stepKm <= 0 {
		return nil
	}
	km := []float64{0} // along, at each vertex
	for i := 1; i < len(line); i++ {
		km = append(km, km[i-1]+Distance(line[i-1], line[i])/1000)
	}
	total := km[len(km)-1]
	v := 1 // the vertex at or after the place that was last asked for
	at := func(along float64) truceline.Point {
		for v < len(km)-1 && km[v] < along {
			v++
		}
		share := 0.0
		if d := km[v] - km[v-1]; d > 0 {
			share = (along - km[v-1]) / d
		}
		a, z := line[v-1], line[v]
		return truceline.Point{Lat: a.Lat + share*(z.Lat-a.Lat), Lon: a.Lon + share*(z.Lon-a.Lon)}
	}
	var out []Piece
	for n := 0; float64(n)*stepKm < total; n++ {
		p := Piece{FromKm: float64(n) * stepKm, ToKm: min(float64(n+1)*stepKm, total)}
		p.Course = append(p.Course, at(p.FromKm))
		first := v
		p.Middle = at((p.FromKm + p.ToKm) / 2)
		last := at(p.ToKm)
		for i := first; i < v; i++ {
			if km[i] > p.FromKm && km[i] < p.ToKm {
				p.Course = append(p.Course, line[i])
			}
		}
		p.Course = append(p.Course, last)
		out = append(out, p)
	}
	return out
}
