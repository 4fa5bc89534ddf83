package score

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// TestGOSPAAgainstBench holds GOSPA against another program (numpy, scipy's
// assignment) on its own data: true tracks of a generated raid, of which every
// seventh row is left out, the others moved by up to 400 m, and a false one
// added at every eleventh. The values are what that program printed.
func TestGOSPAAgainstBench(t *testing.T) {
	good := func(set string, gospa, missed, false_ float64) {
		t.Helper()
		instants := benchInstants(t, set)
		var got []float64
		m, f := 0, 0
		for _, in := range instants {
			d := make(Distances, len(in.truth))
			for i, x := range in.truth {
				for _, y := range in.estimates {
					d[i] = append(d[i], math.Hypot(x[0]-y[0], x[1]-y[1]))
				}
			}
			g := GOSPA(d, len(in.estimates), 2000, 2, 2)
			got = append(got, g.Distance)
			m, f = m+g.MissedCount, f+g.FalseCount
		}
		n := float64(len(instants))
		near(t, set+": GOSPA", sum(got)/n, gospa, 1e-6)
		near(t, set+": missed", float64(m)/n, missed, 1e-9)
		near(t, set+": false", float64(f)/n, false_, 1e-9)
	}
	good("n10", 1692.9642027341074, 0.8672199170124482, 0.5518672199170125)
	good("n50", 3905.7080281741128, 4.257261410788382, 2.7095435684647304)
	good("n200", 7938.844639573318, 17.439834024896264, 11.08713692946058)
}

type benchInstant struct{ truth, estimates [][2]float64 }

func benchInstants(t *testing.T, set string) []benchInstant {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "shared", "bench", "tracking", set, "truth.csv.gz"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("skipped: no tracking bench beside the project")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows := csv.NewReader(plain)
	header, err := rows.Read()
	if err != nil {
		t.Fatal(err)
	}
	at := func(row []string, name string) float64 {
		v, err := strconv.ParseFloat(row[slices.Index(header, name)], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var out []benchInstant
	place := map[float64]int{}
	for k := 0; ; k++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		when, x, y := at(row, "time_s"), at(row, "x_m"), at(row, "y_m")
		if _, ok := place[when]; !ok {
			place[when] = len(out)
			out = append(out, benchInstant{})
		}
		in := &out[place[when]]
		in.truth = append(in.truth, [2]float64{x, y})
		if k%7 != 0 {
			in.estimates = append(in.estimates, [2]float64{x + 100*float64(k%5), y - 60*float64(k%3)})
		}
		if k%11 == 0 {
			in.estimates = append(in.estimates, [2]float64{x + 5000, y + 1500})
		}
	}
}
