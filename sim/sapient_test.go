package sim

import (
	"cmp"
	"io"
	"math"
	"slices"
	"testing"

	"github.com/truceline/truceline"
)

// TestSapientLosesNothing reads what cameras say in SAPIENT by its feed and holds
// it against the statements that were made: source, kind, number, times, sector,
// weapons, direction and lineage are the same, and the truth says of each row what it
// is about.
func TestSapientLosesNothing(t *testing.T) {
	ex := load(t, "bad-night")
	for i := range ex.Watchers {
		ex.Watchers[i].Broken = 0
	}
	o := Options{Seed: 4}
	files := made(t, ex, o)
	o.noGrid = true
	w, err := newWorld(ex, o, func(string) (io.WriteCloser, error) { return nopCloser{io.Discard}, nil })
	if err != nil {
		t.Fatal(err)
	}
	w.keep = true
	if _, err := w.play(); err != nil {
		t.Fatal(err)
	}
	x := w.ex.watcher("camera")
	said := slices.DeleteFunc(w.statements, func(st statement) bool {
		return st.site.watcher.Sort != "camera" || st.fromDesk()
	})
	var rows []heard
	for _, cluster := range w.cabinets(x) {
		for _, row := range hear(t, files, x.feed(cluster)) {
			if len(row.Watches) > 0 {
				t.Errorf("a node says how it watches: %+v", row.Watches[0])
			}
			if len(row.Observations) > 0 {
				rows = append(rows, row)
			}
		}
	}
	if len(rows) != len(said) || len(rows) < 100 {
		t.Fatalf("%d statements, %d observations", len(said), len(rows))
	}
	slices.SortFunc(said, func(a, b statement) int { return cmp.Or(cmp.Compare(a.source, b.source), a.from.Compare(b.from)) })
	slices.SortFunc(rows, func(a, b heard) int {
		return cmp.Or(cmp.Compare(a.Observations[0].Source, b.Observations[0].Source), a.Observations[0].When.From.Compare(b.Observations[0].When.From))
	})
	for i := range rows {
		o, st := rows[i].Observations[0], said[i]
		near := func(a, b, most float64) bool { return math.Abs(math.Remainder(a-b, 360)) <= most }
		switch s := o.Place.Sector; {
		case o.Source != st.source || o.Kind != st.say.Kind || o.Means != st.means || o.Count.Least != st.count || rows[i].incident != st.truth+1:
			t.Fatalf("%+v is said to be %+v", st, o)
		case o.When.From.Sub(st.from).Abs() > 0 || o.When.To.Sub(st.to).Abs().Milliseconds() > 1:
			t.Fatalf("from %v to %v became %v to %v", st.from, st.to, o.When.From, o.When.To)
		case !near(s.BearingFrom, st.bearingFrom, 0.02) || !near(s.BearingTo, st.bearingTo, 0.02) || math.Abs(s.RangeMax-st.rangeMax) > 10 || math.Abs(s.RangeMin-st.rangeMin) > 10:
			t.Fatalf("sector %+v of %+v", s, st)
		case string(o.Direction) != st.direction || !slices.Equal(o.Weapons, st.weapons) || o.Confidence != st.confidence:
			t.Fatalf("%+v is said to be %+v", st, o)
		case !slices.Equal(o.Lineage, []string{"monitor", st.site.watcher.cabinets[st.site.cluster]}):
			t.Fatalf("lineage %v of %s", o.Lineage, st.source)
		case o.When.Clock.Quality != truceline.ClockNTP:
			t.Fatalf("clock %+v", o.When.Clock)
		}
	}
}
