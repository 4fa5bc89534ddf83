package main

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/journal"
)

// TestOrderWithinWindow delivers entries in other orders, each at most its
// feed's reordering window late, and expects every version of every conclusion
// to be the same.
func TestOrderWithinWindow(t *testing.T) {
	t.Parallel()
	t.Run("demo", func(t *testing.T) { sameInAnyOrder(t, demoRun(t, 11), 8) })
	for _, name := range []string{"easter-2025", "victory-2025", "easter-2026", "minsk-2020"} {
		t.Run(name, func(t *testing.T) {
			_, dir := replayReal(t, name)
			sameInAnyOrder(t, dir, 2)
		})
	}
}

func sameInAnyOrder(t *testing.T, dir string, seeds uint64) {
	t.Helper()
	entries := entriesOf(t, dir)
	j, err := journal.Open(t.Context(), filepath.Join(dir, dirJournal), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	l, err := loadJournal(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	want := concluded(t, j, l, entries)
	if len(want) == 0 {
		t.Fatal("nothing was concluded")
	}
	for seed := range seeds {
		got := concluded(t, j, l, shuffled(entries, l, rand.New(rand.NewPCG(seed, 9))))
		if !slices.Equal(got, want) {
			t.Errorf("seed %d: %d conclusions in another order of delivery, %d before; first difference: %s", seed, len(got), len(want), firstDifference(got, want))
		}
	}
}

// shuffled moves each data entry later by up to its feed's window, past ticks
// and other entries alike. Received stays as it was, and so do ticks.
func shuffled(entries []truceline.Entry, l *loaded, rng *rand.Rand) []truceline.Entry {
	windows := map[string]time.Duration{}
	for _, f := range l.config.Feeds {
		windows[f.Feed] = f.Window
	}
	type late struct {
		entry truceline.Entry
		at    time.Time
	}
	all := make([]late, 0, len(entries))
	for _, e := range entries {
		at := e.Received
		// A header stays first: what a file's rows need is there before them.
		if e.Kind == truceline.KindData && len(e.Needs) > 0 {
			at = at.Add(time.Duration(rng.Float64() * float64(windows[e.Feed])))
		}
		all = append(all, late{e, at})
	}
	slices.SortStableFunc(all, func(a, b late) int { return a.at.Compare(b.at) })
	out := make([]truceline.Entry, 0, len(all))
	for _, x := range all {
		out = append(out, x.entry)
	}
	return out
}

// concluded runs the entries through reader and engine and returns the keys
// and IDs of all conclusions, sorted.
func concluded(t *testing.T, j *journal.Journal, l *loaded, entries []truceline.Entry) []string {
	t.Helper()
	ctx := context.Background()
	formats, err := feedsOf(l.config.Feeds)
	if err != nil {
		t.Fatal(err)
	}
	read, eng := newReader(formats, j.Entry), engine.New(l.engine())
	f := newFlowed(eng)
	for _, e := range entries {
		if _, err := f.step(ctx, read, eng, e); err != nil {
			t.Fatal(err)
		}
	}
	var keys []string
	for _, c := range f.conclusions {
		keys = append(keys, c.Key+" "+c.ID.String())
	}
	slices.Sort(keys)
	return keys
}

func firstDifference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[i] + " against " + b[i]
		}
	}
	return "one list is longer"
}
