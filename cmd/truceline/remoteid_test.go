package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/store"
)

// TestPermittedFlights: flights that are the monitor's own, or that it has permitted, are
// followed, are known for what they are, and no breach is found in any.
func TestPermittedFlights(t *testing.T) {
	world, run := filepath.Join(t.TempDir(), "world"), filepath.Join(t.TempDir(), "run")
	must(t, "sim", "../../exercises/quiet-week", "--seed", "5", "--hours", "9", "--out", world)
	must(t, "replay", world, "--out", run)
	st, err := openStore(run)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	flights, err := st.Incidents(t.Context(), store.Filter{Kinds: []truceline.Kind{truceline.KindAerial}})
	if err != nil {
		t.Fatal(err)
	}
	findings, err := st.Findings(t.Context(), store.FindingFilter{})
	if err != nil {
		t.Fatal(err)
	}
	words, judged := map[string]int{}, 0
	for _, f := range flights {
		if f.Exempt == "" {
			continue
		}
		words[f.Exempt]++
		for _, x := range findings {
			if x.Subject.ID != f.ID {
				continue
			}
			judged++
			if x.Breach.Verdict == truceline.Met {
				t.Errorf("%s at %s: a breach of %s is found: %v", f.Exempt, f.When.From, x.Clause, x.Breach.Reasons)
			}
			if !slices.ContainsFunc(x.Breach.Reasons, func(s string) bool { return strings.Contains(s, "permitted-flights") }) {
				t.Errorf("%s: the exemption is not named: %v", x.Clause, x.Breach.Reasons)
			}
		}
	}
	if words["monitor's flight"] == 0 || words["permitted flight"] == 0 || judged == 0 {
		t.Errorf("%v were followed, %d judged", words, judged)
	}
}
