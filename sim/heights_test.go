package sim

import (
	"bytes"
	"math"
	"testing"

	"github.com/truceline/truceline"
	elevation "github.com/truceline/truceline/terrain"
)

// TestHeights checks that the grid that is handed out is the ground the exercise
// hides things behind, wherever a mast looks, and the same bytes each time.
func TestHeights(t *testing.T) {
	ex := load(t, "quiet-week")
	ex.relief = drawRelief(&ex, 7)
	var file, again bytes.Buffer
	for _, b := range []*bytes.Buffer{&file, &again} {
		if err := elevation.WriteGeoTIFF(b, heights(&ex)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Error("drawn twice, not the same bytes")
	}
	if file.Len() > 4<<20 {
		t.Errorf("%d bytes", file.Len())
	}
	g, err := elevation.ReadGeoTIFF(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	worst, sum, n := 0.0, 0.0, 0
	for i, p := range ex.Line {
		for _, north := range []float64{-17000, -3000, 0, 3000, 17000} {
			at := near(p, north, north)
			h, ok := g.Height(at)
			if !ok {
				t.Fatalf("no height %g m from point %d", math.Sqrt2*north, i)
			}
			off := math.Abs(h - ex.relief.at(at))
			worst, sum, n = max(worst, off), sum+off, n+1
		}
	}
	t.Logf("%d by %d cells, %d bytes, off by %.2f m at most, %.2f m on average", g.Columns, g.Rows, file.Len(), worst, sum/float64(n))
	if worst > 4 || sum/float64(n) > 0.5 {
		t.Errorf("the grid is off by %.2f m at most, %.2f m on average", worst, sum/float64(n))
	}
	if _, ok := g.Height(truceline.Point{Lat: 52.5, Lon: 20}); ok {
		t.Error("a height far from the line")
	}
	ex.relief = nil
	if heights(&ex) != nil {
		t.Error("flat ground has hills")
	}
}
