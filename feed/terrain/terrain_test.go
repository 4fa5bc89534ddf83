package terrain

import (
	"bytes"
	"flag"
	"math"
	"os"
	"testing"

	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/terrain"
)

var update = flag.Bool("update", false, "rewrite the cases")

func config() feed.Config { return feed.Config{Feed: "ground"} }

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

// cases are files too binary to be written by hand.
func cases(t *testing.T) {
	t.Helper()
	put := func(name string, g terrain.Grid) {
		t.Helper()
		var b bytes.Buffer
		if err := terrain.WriteGeoTIFF(&b, &g); err != nil {
			t.Fatal(err)
		}
		b.WriteString("\n-- want --\n")
		if err := os.WriteFile("testdata/"+name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	four := terrain.Grid{EPSG: terrain.WGS84, West: 36, North: 49.5, StepX: 0.25, StepY: 0.5, Columns: 2, Rows: 2,
		Heights: []float32{100, 120.5, -3, float32(math.NaN())}}
	put("four@ground.tif.case", four)
	four.EPSG, four.StepX, four.StepY, four.North = 32637, 100, 100, 5_500_000
	put("metres@plane.tif.case", four)
}

func TestCases(t *testing.T) {
	if *update {
		cases(t)
	}
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	if _, err := New(feed.Config{Options: map[string]string{"band": "2"}}); err == nil {
		t.Error("an unknown option was taken")
	}
}

func TestTile(t *testing.T) {
	r := feedtest.All(format(t), config(), "srtm/N49E036.hgt", make([]byte, 2*1201*1201))
	if len(r.Terrain) != 1 || r.Terrain[0].West != 36 || r.Terrain[0].North != 50 || len(r.Refusals) > 0 {
		t.Errorf("%d grids, refused %v", len(r.Terrain), r.Refusals)
	}
}

func FuzzTerrain(f *testing.F) {
	feedtest.Seed(f, "*.case")
	ground := format(f)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, ground, config(), "ground.tif", file) })
}
