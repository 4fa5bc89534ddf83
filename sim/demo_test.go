package sim

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"strconv"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

var update = flag.Bool("update", false, "draw the line of the demo again")

// TestDemoLine draws the line of the built-in exercise from the well-known
// places it passes through and compares it with the file that ships.
func TestDemoLine(t *testing.T) {
	const file = "../exercises/demo/line.geojson"
	through := demoPlaces(t)
	line, err := DrawLine(through, 1100, 11, 2030)
	if err != nil {
		t.Fatal(err)
	}
	want := LineGeoJSON("Exercise line, made up by Truceline", line)
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the line that ships is not the one drawn here; run go test ./sim -run TestDemoLine -update")
	}
	if n := len(line); n < 60 || n > 160 {
		t.Errorf("%d points, want 60 to 160", n)
	}
	if km := geo.Length(line) / 1000; km < 1099 || km > 1101 {
		t.Errorf("%.2f km long, want 1,100", km)
	}
	if a, b, cross := crossing(line); cross {
		t.Errorf("the line crosses itself at pieces %d and %d", a, b)
	}
	border := append(truceline.Polyline{}, rightGround(demo(t), line)...)
	if a, b, cross := crossing(append(border, border[0])); cross {
		t.Errorf("the ground on the right crosses itself at pieces %d and %d of %d", a, b, len(border))
	}
}

func demoPlaces(t testing.TB) truceline.Polyline {
	src, err := os.ReadFile("../exercises/demo/through.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(src)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list truceline.Polyline
	for _, row := range rows[1:] {
		lat, err1 := strconv.ParseFloat(row[1], 64)
		lon, err2 := strconv.ParseFloat(row[2], 64)
		if err1 != nil || err2 != nil {
			t.Fatalf("not a place: %v", row)
		}
		list = append(list, truceline.Point{Lat: lat, Lon: lon})
	}
	return list
}

// demo reads the built-in exercise.
func demo(t testing.TB) Exercise {
	t.Helper()
	ex, err := Load(os.DirFS("../exercises"), "demo")
	if err != nil {
		t.Fatal(err)
	}
	return ex
}

// crossing finds two pieces of a line that cross, other than neighbours.
func crossing(l truceline.Polyline) (int, int, bool) {
	side := func(a, b, p truceline.Point) float64 {
		return (b.Lon-a.Lon)*(p.Lat-a.Lat) - (b.Lat-a.Lat)*(p.Lon-a.Lon)
	}
	for i := 0; i+1 < len(l); i++ {
		for j := i + 2; j+1 < len(l); j++ {
			if i == 0 && j == len(l)-2 && l[0] == l[len(l)-1] {
				continue
			}
			a, b, c, d := l[i], l[i+1], l[j], l[j+1]
			if side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0 {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}
