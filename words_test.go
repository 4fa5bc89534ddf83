package truceline

import (
	"encoding/json"
	"testing"
	"time"
)

func TestID(t *testing.T) {
	if IDOf("a", "bc") == IDOf("ab", "c") || IDOf("a") == IDOf("a", "") {
		t.Error("different lists of parts have one ID")
	}
	id := IDOf("x")
	good := func(want ID) {
		t.Helper()
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got ID
		if err := json.Unmarshal(text, &got); err != nil || got != want {
			t.Errorf("%s came back as %s: %v", want, got, err)
		}
	}
	good(id)
	good(ID{})
	bad := func(in string) {
		t.Helper()
		if got, err := ParseID(in); err == nil {
			t.Errorf("%q is %s", in, got)
		}
	}
	bad("")                     // names nothing
	bad("abc")                  // odd
	bad(id.String()[:62])       // a byte short
	bad(id.String() + "00")     // a byte long
	bad("zz" + id.String()[2:]) // not hexadecimal
	if EntryIDOf([16]byte{1}, nil) == EntryIDOf([16]byte{2}, nil) {
		t.Error("the salt does not matter")
	}
}

func TestWindows(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 4, 11, hour, 0, 0, 0, time.UTC) }
	w := Window{From: at(10), To: at(14)}
	if !w.Contains(at(10)) || w.Contains(at(14)) || w.Contains(at(9)) || w.Hours() != 4 {
		t.Error("a window holds its start and not its end")
	}
	if open := (Window{From: at(10)}); !open.Contains(at(23)) || open.Hours() != 0 || !open.Shift(time.Hour).To.IsZero() {
		t.Error("an open window has no end")
	}
	overlap := func(from, to int, want time.Duration) {
		t.Helper()
		if got := (Interval{From: at(from), To: at(to)}).Overlap(w.From, w.To); got != want {
			t.Errorf("%d-%d overlaps by %s, want %s", from, to, got, want)
		}
	}
	overlap(8, 20, 4*time.Hour)
	overlap(8, 11, time.Hour)
	overlap(13, 20, time.Hour)
	overlap(8, 10, 0)  // ends as it begins
	overlap(14, 20, 0) // begins as it ends
	overlap(11, 12, time.Hour)
	if _, err := Date("2026-02-30").Time(time.UTC); err == nil {
		t.Error("the 30th of February is a day")
	}
	if d := DateOf(time.Date(2026, 4, 11, 23, 30, 0, 0, time.FixedZone("", -3600))); d != "2026-04-12" {
		t.Errorf("DateOf counts days in %s", d)
	}
}

// TestJudge says where the verdicts change hands.
func TestJudge(t *testing.T) {
	good := func(low, high, threshold float64, want Verdict) {
		t.Helper()
		if got := Judge(Probability{P: (low + high) / 2, Low: low, High: high}, threshold).Verdict; got != want {
			t.Errorf("[%g, %g] at %g: %s, want %s", low, high, threshold, got, want)
		}
	}
	good(0.8, 0.9, 0.8, Met) // on the threshold
	good(0.79, 0.9, 0.8, CannotBeDetermined)
	good(0.1, 0.25, 0.75, NotMet) // on one minus the threshold
	good(0.1, 0.26, 0.75, CannotBeDetermined)
	good(0, 1, 0.5001, CannotBeDetermined) // nothing is known
}

func TestDistanceBand(t *testing.T) {
	good := func(km float64, want string) {
		t.Helper()
		if got := DistanceBand(km); got != want {
			t.Errorf("%g km: %s, want %s", km, got, want)
		}
	}
	good(0, "0-5 km")
	good(4.999, "0-5 km")
	good(5, "5-15 km") // a bound belongs to the band beyond it
	good(75, "over 75 km")
	good(2000, "over 75 km")
}

func TestKinds(t *testing.T) {
	seen := map[Kind]bool{}
	for _, k := range Kinds() {
		if seen[k.Kind] || k.Name == "" || k.Unit == "" {
			t.Errorf("%+v stands twice or says nothing", k)
		}
		seen[k.Kind] = true
	}
	if _, ok := KindNamed("Z9"); ok {
		t.Error("Z9 is no kind")
	}
	if info, ok := KindNamed(KindHeat); !ok || info.Unit != "hot spot" {
		t.Errorf("%+v", info)
	}
}
