package lineage

import (
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestEchoes follows a press row that others repeat, some of them saying so.
func TestEchoes(t *testing.T) {
	at := time.Date(2031, 3, 1, 12, 0, 0, 0, time.UTC)
	row := func(name string, means truceline.Means, count int, from ...string) truceline.Observation {
		o := truceline.Observation{ID: truceline.IDOf(name), Source: name, Means: means, Kind: truceline.KindIndirectFire, Count: truceline.Count{Least: count, Most: count},
			Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 38}}, When: truceline.Interval{From: at, To: at}}
		for _, f := range from {
			o.DerivedFrom = append(o.DerivedFrom, truceline.IDOf(f))
		}
		return o
	}
	e := NewEchoes()
	good := func(o truceline.Observation, want ...string) truceline.Observation {
		t.Helper()
		got := e.Trace(o)
		var ids []truceline.ID
		for _, w := range want {
			ids = append(ids, truceline.IDOf(w))
		}
		slices.SortFunc(ids, func(a, b truceline.ID) int { return slices.Compare(a[:], b[:]) })
		if !slices.Equal(got.DerivedFrom, ids) {
			t.Errorf("%s goes back to %v, want %v", o.Source, got.DerivedFrom, want)
		}
		return got
	}
	var all []truceline.Observation
	all = append(all, good(row("a", truceline.MeansPublic, 9)))
	all = append(all, good(row("b", truceline.MeansPublic, 9), "a"))                           // the same to the last digit
	all = append(all, good(row("c", truceline.MeansPublic, 7, "b"), "a", "b"))                 // told from b, with another count
	all = append(all, good(row("d", truceline.MeansPublic, 5)))                                // another statement
	all = append(all, good(row("post", truceline.MeansHeard, 9)))                              // a post is no outlet
	all = append(all, good(row("staff", truceline.MeansUnstated, 9, "post"), "post"))          // passed on
	all = append(all, good(row("e", truceline.MeansPublic, 5, "staff"), "d", "post", "staff")) // two parents
	var sets [][]string
	for _, o := range all {
		sets = append(sets, Ancestors(o, Existence))
	}
	if got := Independent(sets); got != 3 { // a with b and c; d with e; post with staff and e
		t.Errorf("%d lineages, want 3", got)
	}
	if got := Independent(sets[:3]); got != 1 {
		t.Errorf("a story told three times is %d lineages", got)
	}
}
