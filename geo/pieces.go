package geo

import "github.com/truceline/truceline"

// Piece is a part of a line, by kilometres along it from its first end.
type Piece struct {
	FromKm, ToKm float64
	Middle       truceline.Point
}

// Cut cuts a line into pieces of stepKm, the last one shorter; none for a line
// of fewer than two points.
func Cut(line truceline.Polyline, stepKm float64) []Piece {
	if len(line) < 2 || stepKm <= 0 {
		return nil
	}
	at := []float64{0} // km along, at each vertex
	for i := 1; i < len(line); i++ {
		at = append(at, at[i-1]+Distance(line[i-1], line[i])/1000)
	}
	total := at[len(at)-1]
	var out []Piece
	v := 1
	for n := 0; float64(n)*stepKm < total; n++ {
		from := float64(n) * stepKm
		p := Piece{FromKm: from, ToKm: min(from+stepKm, total)}
		mid := (p.FromKm + p.ToKm) / 2
		for v < len(at)-1 && at[v] < mid {
			v++
		}
		share := 0.0
		if d := at[v] - at[v-1]; d > 0 {
			share = (mid - at[v-1]) / d
		}
		a, z := line[v-1], line[v]
		p.Middle = truceline.Point{Lat: a.Lat + share*(z.Lat-a.Lat), Lon: a.Lon + share*(z.Lon-a.Lon)}
		out = append(out, p)
	}
	return out
}
