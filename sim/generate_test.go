package sim

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// file is one that Generate wrote.
type file struct{ name, text string }

func generate(t testing.TB, ex Exercise, seed uint64) []file {
	t.Helper()
	var out []file
	err := Generate(ex, seed, func(name string, data []byte) error {
		out = append(out, file{name, string(data)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// play plays an exercise and keeps what happened and who said what, in order of
// arrival.
func play(ex Exercise, seed uint64) (*world, error) {
	w, err := newWorld(ex, Options{Seed: seed, noGrid: true}, func(string) (io.WriteCloser, error) { return nopCloser{io.Discard}, nil })
	if err != nil {
		return nil, err
	}
	w.keep = true
	_, err = w.play()
	slices.SortStableFunc(w.statements, func(a, b statement) int { return a.arrives.Compare(b.arrives) })
	return w, err
}

func TestSameSeedSameBytes(t *testing.T) {
	ex := demo(t)
	first, again, other := generate(t, ex, 1), generate(t, ex, 1), generate(t, ex, 2)
	if !slices.Equal(first, again) {
		t.Error("the same seed gave other bytes")
	}
	for i, f := range first {
		made := strings.HasPrefix(f.name, "truth/") && f.name != "truth/causes.ndjson" || strings.Contains(f.name, "observations") || strings.Contains(f.name, "watches")
		if made && f.text != "" && f.text == other[i].text {
			t.Errorf("%s is the same with another seed", f.name)
		}
	}
}

func TestWriteFails(t *testing.T) {
	full := errors.New("disk full")
	if err := Generate(demo(t), 1, func(string, []byte) error { return full }); !errors.Is(err, full) {
		t.Errorf("got %v, want the writer's own error", err)
	}
}

// relabel gives the ground on the left to the side first and the right to
// second, whatever they were called before, with rates and all.
func relabel(ex Exercise, first, second string) Exercise {
	old := ex.Sides
	ex.Sides = []Side{{ID: first, Name: "Name-" + first}, {ID: second, Name: "Name-" + second}}
	ex.Events = slices.Clone(ex.Events)
	for i, e := range ex.Events {
		if e.BySide == nil {
			continue
		}
		by := map[string]float64{}
		for hand := range 2 {
			if f, ok := e.BySide[old[hand].ID]; ok {
				by[ex.Sides[hand].ID] = f
			}
		}
		ex.Events[i].BySide = by
	}
	return ex
}

// TestSwappedSides exchanges the labels of the sides, and nothing else: the
// world must be the same with the labels exchanged.
func TestSwappedSides(t *testing.T) {
	ex := demo(t)
	ex.Events = slices.Clone(ex.Events)
	ex.Events[0].BySide = map[string]float64{ex.Sides[0].ID: 1.7} // so that a mix-up shows
	for seed := range uint64(3) {
		one := generate(t, relabel(ex, "QXA", "ZXB"), seed)
		two := generate(t, relabel(ex, "ZXB", "QXA"), seed)
		swap := strings.NewReplacer("QXA", "ZXB", "ZXB", "QXA")
		for i := range one {
			if got := swap.Replace(two[i].text); got != one[i].text {
				t.Fatalf("seed %d: %s differs after the labels were exchanged", seed, one[i].name)
			}
		}
	}
}

// TestSizes holds the demo to a size at which the page is alive but quick.
func TestSizes(t *testing.T) {
	ex := demo(t)
	var left, right int
	for seed := range uint64(15) {
		w, err := play(ex, seed)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(w.happenings); n < 80 || n > 260 {
			t.Errorf("seed %d: %d incidents", seed, n)
		}
		if n := len(w.statements); n < 200 || n > 1500 {
			t.Errorf("seed %d: %d observations", seed, n)
		}
		for _, h := range w.happenings {
			switch h.by {
			case 0:
				left++
			case 1:
				right++
			}
		}
	}
	// Both sides have the same rates. Answers come in bursts, so the spread is
	// wider than that of independent counts.
	if share := float64(left) / float64(left+right); share < 0.42 || share > 0.58 {
		t.Errorf("%d by the side on the left, %d by the other", left, right)
	}
}

// TestNothingLeaks looks for the truth in what the mission receives.
func TestNothingLeaks(t *testing.T) {
	ex := demo(t)
	id := regexp.MustCompile(`^(AP|CAM|PT)-\d{2,3}-\d{4}$|^DESK-\d{2}-\d{4}$`)
	for seed := range uint64(4) {
		w, err := play(ex, seed)
		if err != nil {
			t.Fatal(err)
		}
		var raw bytes.Buffer
		for _, f := range generate(t, ex, seed) {
			if strings.HasPrefix(f.name, "raw/") {
				raw.WriteString(f.text)
			}
		}
		for i := range w.happenings {
			truth := newNamer(&ex, w.terrain, seed).truth(&w.happenings[i])
			for _, secret := range []string{
				truth.ID.Short(), decimal(truth.Place.At.Lat, 5), decimal(truth.Place.At.Lon, 5),
			} {
				if bytes.Contains(raw.Bytes(), []byte(secret)) {
					t.Errorf("seed %d: %q of a true incident stands in the raw files", seed, secret)
				}
			}
		}
		// An ID holds the source and a running number of that source, no more,
		// and a repeat has the ID of what it repeats.
		last := map[string]string{}
		byTime := slices.Clone(w.statements)
		slices.SortFunc(byTime, func(a, b statement) int { return strings.Compare(a.id, b.id) })
		for _, st := range byTime {
			if !id.MatchString(st.id) || !strings.HasPrefix(st.id, st.source+"-") {
				t.Errorf("seed %d: ID %q", seed, st.id)
			}
			var n, before int
			fmt.Sscanf(st.id[len(st.source)+1:], "%d", &n)
			if last[st.source] != "" {
				fmt.Sscanf(last[st.source][len(st.source)+1:], "%d", &before)
			}
			if n != before && n != before+1 {
				t.Errorf("seed %d: %s comes after %s", seed, st.id, last[st.source])
			}
			last[st.source] = st.id
		}
	}
}

// mask replaces every run of digits before a point by one 9, and every other
// digit by 9.
func mask(s string) string {
	var b strings.Builder
	fraction := false
	for i, c := range []byte(s) {
		digit := c >= '0' && c <= '9'
		if digit && !fraction && i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
			continue
		}
		fraction = c == '.' || digit && fraction
		if digit {
			c = '9'
		}
		b.WriteByte(c)
	}
	return b.String()
}

// TestFalseAlarmsLookAlike: with the digits masked, every cell of a false alarm
// must also occur in a true statement of the same sort of watcher.
func TestFalseAlarmsLookAlike(t *testing.T) {
	ex := demo(t)
	seen := map[string]bool{}
	type cell struct{ where, text string }
	var doubtful []cell
	for seed := range uint64(20) {
		w, err := play(ex, seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, st := range w.statements {
			if st.fromDesk() {
				continue // a copy of another row
			}
			kind := st.site.watcher
			columns := observationColumns()
			for i, text := range rowOf(t, &st) {
				if slices.Contains([]string{"place", "remarks"}, columns[i]) {
					continue // the words of all sixteen directions
				}
				key := kind.Prefix + " " + string(st.say.Kind) + " " + columns[i] + "=" + mask(text)
				if st.truth >= 0 {
					seen[key] = true
				} else {
					doubtful = append(doubtful, cell{key, text})
				}
			}
		}
	}
	for _, c := range doubtful {
		if !seen[c.where] {
			t.Errorf("only a false alarm has %s (%q)", c.where, c.text)
		}
	}
}

// rowOf returns the cells of the row that a statement becomes.
func rowOf(t *testing.T, st *statement) []string {
	t.Helper()
	c := cells{names: observationColumns()}
	statementRow(&c, st)
	row, err := csv.NewReader(bytes.NewReader(c.b)).Read()
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func TestTruthFile(t *testing.T) {
	ex := demo(t)
	w, err := play(ex, 1)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	for _, f := range generate(t, ex, 1) {
		if f.name == "truth/incidents.ndjson" {
			text = f.text
		}
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) != len(w.happenings) {
		t.Fatalf("%d lines for %d happenings", len(lines), len(w.happenings))
	}
	for i, line := range lines {
		var truth Truth
		if err := json.Unmarshal([]byte(line), &truth); err != nil {
			t.Fatal(err)
		}
		h := w.happenings[i]
		if truth.ID.IsZero() || truth.Place.At != h.at || truth.Count.Least != h.count || !truth.When.From.Equal(h.from) {
			t.Errorf("line %d does not hold what happened: %+v", i+1, truth)
		}
		if wantBy := h.by >= 0; wantBy != (truth.By != "") {
			t.Errorf("line %d: by %q for hand %d", i+1, truth.By, h.by)
		}
		other := h.event.Ground == "other"
		if h.rate < 0 {
			continue // not of a rate: what was done to the monitor
		}
		if h.by >= 0 && other == (truth.Ground.Side == truth.By) {
			t.Errorf("line %d: %s by %s lies on the ground of %s", i+1, truth.Kind, truth.By, truth.Ground.Side)
		}
		if truth.Ground.Area == "" || truth.Ground.DistanceKm > h.event.DepthKm[1] {
			t.Errorf("line %d: ground %+v", i+1, truth.Ground)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	ex := demo(b)
	for b.Loop() {
		_ = Generate(ex, 1, func(string, []byte) error { return nil })
	}
}
