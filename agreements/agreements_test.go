package agreements_test

import (
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/agreements"
	"github.com/truceline/truceline/wording"
)

// read parses every agreement that ships.
func read(t *testing.T) map[string]truceline.Agreement {
	t.Helper()
	all := map[string]truceline.Agreement{}
	files, err := fs.Glob(agreements.Files(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := fs.ReadFile(agreements.Files(), file)
		if err != nil {
			t.Fatal(err)
		}
		a, problems := agreement.Parse(file, src)
		if agreement.Refused(problems) {
			t.Fatal(problems)
		}
		for _, p := range problems {
			if !strings.Contains(p.Message, "unverifiable") && !strings.Contains(p.Message, "Not read in a source") {
				t.Error(p)
			}
		}
		if a.ID != strings.TrimSuffix(file, ".yaml") {
			t.Errorf("%s holds the agreement %q", file, a.ID)
		}
		if _, err := agreement.Compile(a, nil); err != nil {
			t.Error(err)
		}
		all[a.ID] = a
	}
	return all
}

func TestShipped(t *testing.T) {
	all := read(t)
	for _, id := range []string{"easter-2025", "victory-2025", "easter-2026", "minsk-2020", "demo"} {
		a, ok := all[id]
		if !ok {
			t.Errorf("%s does not ship", id)
			continue
		}
		for _, c := range a.Clauses {
			if len(c.Binds) != len(a.Parties) {
				t.Errorf("%s: %s binds %v: one rule for both sides", id, c.ID, c.Binds)
			}
		}
		for _, z := range a.Zones {
			if z.Corridor != nil && z.Corridor.DepthKm[a.Parties[0].ID] != z.Corridor.DepthKm[a.Parties[1].ID] {
				t.Errorf("%s: %s is not the same on both sides", id, z.ID)
			}
		}
	}
	for id, want := range map[string]int{"minsk-2020": 4, "easter-2025": 0, "victory-2025": 0, "easter-2026": 0, "demo": 0} {
		flagged := 0
		for _, c := range all[id].Clauses {
			if c.Unverified {
				flagged++
			}
		}
		if flagged != want {
			t.Errorf("%s has %d clauses that nothing can verify, want %d", id, flagged, want)
		}
	}
	for id, want := range map[string]string{"minsk-2020": "agreed", "easter-2025": "mirrored", "victory-2025": "declared", "easter-2026": "declared", "demo": "agreed"} {
		if got := all[id].Status.State; got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	if !strings.Contains(all["easter-2026"].Status.Note, "check") {
		t.Error("easter-2026 does not say that its acceptance is to be checked")
	}
}

// TestSameRules keeps the three declared truces, and each side within them,
// under the same words.
func TestSameRules(t *testing.T) {
	all := read(t)
	want := agreement.Explain(all["easter-2025"], wording.Reader{})
	for _, id := range []string{"victory-2025", "easter-2026"} {
		for _, line := range agreement.Explain(all[id], wording.Reader{}) {
			if strings.HasPrefix(line, "Clause ") && !slices.Contains(want, line) {
				t.Errorf("%s differs from easter-2025 in: %s", id, line)
			}
		}
	}
}

// data returns the folder of real data, or skips the test.
func data(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("TRUCELINE_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("the real data are missing: ", err)
		}
		t.Skip("skipped: no real data at ", dir, "; set TRUCELINE_DATA to read them")
	}
	return dir
}

func TestWindowsAgainstTheTable(t *testing.T) {
	f, err := os.Open(filepath.Join(data(t), "truces", "truce_windows.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := read(t)
	found := 0
	for _, row := range rows[1:] {
		id := map[string]string{"easter_2025": "easter-2025", "victory_2025": "victory-2025", "easter_2026": "easter-2026", "minsk_2020_07": "minsk-2020"}[row[0]]
		if id == "" {
			continue
		}
		found++
		w := all[id].Windows[0]
		if got := w.From.UTC().Format(time.RFC3339); got != row[2] {
			t.Errorf("%s begins %s, want %s", id, got, row[2])
		}
		to := ""
		if !w.To.IsZero() {
			to = w.To.UTC().Format(time.RFC3339)
		}
		if to != row[3] || len(all[id].Windows) != 1 {
			t.Errorf("%s ends %q, want %q", id, to, row[3])
		}
		if source := row[8]; !slices.Contains(all[id].Sources, source) {
			t.Errorf("%s does not name its source %s", id, source)
		}
	}
	if found != 4 {
		t.Errorf("the table holds %d of the four truces", found)
	}
}

// TestClaimants finds each party's own claims in the real table.
func TestClaimants(t *testing.T) {
	f, err := os.Open(filepath.Join(data(t), "truces", "claims.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := read(t)
	for _, row := range rows[1:] {
		a, ok := all[strings.ReplaceAll(row[0], "_", "-")]
		if !ok {
			continue
		}
		speaks := 0
		for _, p := range a.Parties {
			for _, prefix := range p.Claimants {
				if strings.HasPrefix(row[1], prefix) {
					speaks++
				}
			}
		}
		if speaks != 1 {
			t.Errorf("%s: %q belongs to %d parties", a.ID, row[1], speaks)
		}
	}
}
