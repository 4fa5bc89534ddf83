package sim

import (
	"testing"
)

// TestShippedFalseAlarmsLookAlike: as TestFalseAlarmsLookAlike, for every sort of
// watcher that ships: what a sort says of a kind truly, at least some thirty times,
// it says falsely in no other form.
func TestShippedFalseAlarmsLookAlike(t *testing.T) {
	type cell struct{ sort, kind, column, form string }
	truly, falsely, times := map[cell]bool{}, map[cell]string{}, map[cell]int{}
	columns := observationColumns()
	for _, name := range []string{"bad-night", "quiet-week", "plant-under-fire"} {
		ex := load(t, name)
		for seed := range uint64(3) {
			w, err := play(ex, seed)
			if err != nil {
				t.Fatal(err)
			}
			for _, st := range w.statements {
				if st.fromDesk() {
					continue // a copy of another row
				}
				who := cell{sort: st.site.watcher.Sort, kind: string(st.say.Kind)}
				if st.truth >= 0 {
					times[who]++
				}
				for i, text := range rowOf(t, &st) {
					if columns[i] == "place" || columns[i] == "remarks" {
						continue // the words of all sixteen directions
					}
					c := cell{who.sort, who.kind, columns[i], mask(text)}
					if st.truth >= 0 {
						truly[c] = true
					} else {
						falsely[c] = text
					}
				}
			}
		}
	}
	compared, sorts := 0, map[string]bool{}
	for c, text := range falsely {
		if times[cell{sort: c.sort, kind: c.kind}] < 30 {
			continue // too rare to have been said in every form
		}
		sorts[c.sort] = true
		if compared++; !truly[c] {
			t.Errorf("%s: of %s only a false alarm has %s %q", c.sort, c.kind, c.column, text)
		}
	}
	if compared < 150 || len(sorts) < 3 {
		t.Errorf("only %d forms of %d sorts were compared", compared, len(sorts))
	}
}
