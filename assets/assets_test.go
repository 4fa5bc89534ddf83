package assets

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
)

type point [2]float64 // longitude, latitude

type layer struct {
	Disclaimer string
	Features   []struct {
		Properties struct {
			ID      string
			Name    string
			Names   map[string]string
			Between []string
			Rank    int
		}
		Geometry struct {
			Type        string
			Coordinates json.RawMessage
		}
	}
}

// TestBoundaries holds the base map to the boundaries that the United Nations
// recognises: the public-domain source draws Crimea elsewhere.
func TestBoundaries(t *testing.T) {
	good := func(name string, at point, want string) {
		t.Helper()
		if got := strings.Join(countriesAt(t, at), " "); got != want {
			t.Errorf("%s lies in %q, want %q", name, got, want)
		}
	}
	good("Simferopol", point{34.10, 44.95}, "UA")
	good("Sevastopol", point{33.60, 44.58}, "UA")
	good("Kerch", point{36.40, 45.36}, "UA")
	good("Armiansk, on the isthmus", point{33.69, 46.11}, "UA")
	good("Donetsk", point{37.80, 48.00}, "UA")
	good("Luhansk", point{39.31, 48.57}, "UA")
	good("the north of Kherson", point{32.60, 46.70}, "UA")
	good("Belgorod", point{36.59, 50.60}, "RU")
	good("Krasnodar", point{38.98, 45.04}, "RU")
	good("Tiraspol, Transnistria", point{29.64, 46.84}, "MD")
	good("Lake Ritsa, Abkhazia", point{40.54, 43.48}, "GE")
	good("the middle of the Sea of Azov", point{36.5, 46.2}, "")
	good("the Black Sea", point{32.0, 44.5}, "")
}

// TestNoBorderRoundCrimea asks every border segment whether it comes near the
// ground between Crimea and the rest of Ukraine, or into the Kerch strait.
func TestNoBorderRoundCrimea(t *testing.T) {
	boxes := []struct {
		name     string
		min, max point
	}{
		{"the isthmus", point{33.3, 45.8}, point{35.3, 46.3}},
		{"Crimea and its waters", point{32.4, 44.2}, point{36.3, 46.2}},
		{"the Kerch strait", point{36.2, 44.8}, point{37.0, 45.8}},
	}
	for _, f := range read(t, "borders.geojson").Features {
		var lines [][]point
		decode(t, f.Geometry.Coordinates, &lines)
		for _, l := range lines {
			for i := 1; i < len(l); i++ {
				for _, b := range boxes {
					if crosses(l[i-1], l[i], b.min, b.max) {
						t.Errorf("a border of %v crosses %s: %v to %v", f.Properties.Between, b.name, l[i-1], l[i])
					}
				}
			}
		}
	}
}

// TestCrosses shows that the test above could fail.
func TestCrosses(t *testing.T) {
	if !crosses(point{33.0, 46.0}, point{36.0, 46.1}, point{33.3, 45.8}, point{35.3, 46.3}) {
		t.Error("a line right through the box is not seen to cross it")
	}
	if crosses(point{33.0, 46.4}, point{36.0, 46.5}, point{33.3, 45.8}, point{35.3, 46.3}) {
		t.Error("a line north of the box is seen to cross it")
	}
}

func TestLayers(t *testing.T) {
	size := 0
	for _, name := range []string{"land.geojson", "borders.geojson", "places.geojson"} {
		b, err := fs.ReadFile(Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		size += len(b)
		l := read(t, name)
		if l.Disclaimer != Disclaimer {
			t.Errorf("%s: disclaimer %q, want %q", name, l.Disclaimer, Disclaimer)
		}
		if len(l.Features) == 0 {
			t.Errorf("%s is empty", name)
		}
		for _, f := range l.Features {
			for _, lang := range []string{"en", "uk", "ru", "fr"} {
				if f.Properties.Name != "" && f.Properties.Names[lang] == "" {
					t.Errorf("%s: %s has no name in %s", name, f.Properties.Name, lang)
				}
			}
		}
	}
	if size > 1<<20 {
		t.Errorf("the base map is %d bytes, want at most 1 MiB", size)
	}
	if !strings.Contains(string(Licence()), Attribution) {
		t.Errorf("LICENCE.md does not hold %q", Attribution)
	}
}

func countriesAt(t *testing.T, at point) []string {
	t.Helper()
	var found []string
	for _, f := range read(t, "land.geojson").Features {
		var polygons [][][]point
		decode(t, f.Geometry.Coordinates, &polygons)
		for _, rings := range polygons {
			inside := false
			for _, r := range rings {
				inside = inside != inRing(at, r) // a hole takes its ground out again
			}
			if inside {
				found = append(found, f.Properties.ID)
			}
		}
	}
	return found
}

func inRing(at point, ring []point) bool {
	inside := false
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		if (a[1] > at[1]) != (b[1] > at[1]) && at[0] < (b[0]-a[0])*(at[1]-a[1])/(b[1]-a[1])+a[0] {
			inside = !inside
		}
	}
	return inside
}

// crosses clips the segment a-b to the box (Liang and Barsky) and reports
// whether anything is left of it.
func crosses(a, b, low, high point) bool {
	from, to := 0.0, 1.0
	for axis := range 2 {
		d := b[axis] - a[axis]
		if d == 0 {
			if a[axis] < low[axis] || a[axis] > high[axis] {
				return false
			}
			continue
		}
		t0, t1 := (low[axis]-a[axis])/d, (high[axis]-a[axis])/d
		from, to = max(from, min(t0, t1)), min(to, max(t0, t1))
	}
	return from <= to
}

func read(t *testing.T, name string) layer {
	t.Helper()
	b, err := fs.ReadFile(Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	var l layer
	decode(t, b, &l)
	return l
}

func decode(t *testing.T, b []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}
