package sim

import (
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestAttacksOnSensors: in the exercises in which they are to be expected sensors are
// shot at; each is out from that moment because of gunfire, by the side that fired, in
// the table of watches as in the truth, and somebody says so: its crew, or the desk
// hours later for what nobody was with.
func TestAttacksOnSensors(t *testing.T) {
	for _, name := range []string{"bad-night", "probing-attack", "deceiver"} {
		attacks, sorts := 0, map[string]bool{}
		for seed := range uint64(5) {
			w, err := play(load(t, name), seed)
			if err != nil {
				t.Fatal(err)
			}
			for i := range w.happenings {
				h := &w.happenings[i]
				if h.kind != truceline.KindThreat || h.self.passing() {
					continue
				}
				s := h.self
				attacks++
				sorts[s.watcher.Sort] = true
				if !slices.ContainsFunc(s.out, func(o outage) bool {
					return o.cause == truceline.CauseGunfire && o.by == h.by && o.from.Equal(h.from) && o.to.After(h.from)
				}) {
					t.Errorf("%s: %s was shot at and goes on", name, s.name)
				}
				if !slices.ContainsFunc(watchRows(w.ex, []*site{s}), func(r watchRow) bool {
					return r.state == truceline.Blind && !r.from.After(h.from) && r.to.After(h.from)
				}) {
					t.Errorf("%s: no watch of %s ends with the attack", name, s.name)
				}
				told := 0
				for _, st := range w.statements {
					if st.truth != h.number-1 || st.site != s {
						continue
					}
					told++
					late := st.arrives.Sub(h.from)
					if byDesk := st.fromDesk(); byDesk == s.manned() || byDesk && (late < 30*time.Minute || late > 9*time.Hour || st.from.Sub(h.from).Abs() > time.Second) {
						t.Errorf("%s: %s says of %s after %v: %+v", name, st.source, s.name, late, st)
					}
				}
				if told == 0 {
					t.Errorf("%s: nobody says that %s was shot at", name, s.name)
				}
			}
		}
		t.Logf("%s: %d attacks on sensors in five worlds, on %d sorts", name, attacks, len(sorts))
		if attacks < 8 || len(sorts) < 2 {
			t.Errorf("%s: %d attacks on sensors in five worlds, on %d sorts", name, attacks, len(sorts))
		}
	}
}
