package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/journal"
	"github.com/truceline/truceline/score"
)

// predicted is what the ledger said of the breaches of one clause, and how many of
// them somebody then noticed.
type predicted struct {
	exercise, clause string
	breaches         int
	said, noticed    float64 // shares
	varied           float64 // sum of the variances
	noise            float64 // three standard errors of the difference
}

func (p predicted) points() float64 { return 100 * (p.said - p.noticed) }

// TestLintPredicts holds what the lint's ledger says of one breach against what
// happened to the breaches of exercises: at the place, hour and kind of each true
// breach, the chance that anybody notices it; and whether anybody's row speaks of
// it. The mean over a clause's breaches differs by at most 5 points beyond the
// noise of their number; so do the means over what lies on the ground of one side,
// and along one stretch of 100 km. With -update it plays whole exercises and writes the
// table into docs/lint.md.
func TestLintPredicts(t *testing.T) {
	hours, worlds := "16", []played{{"demo", 11, 1}, {"probing-attack", 11, 1}}
	if *update {
		hours, worlds = "", []played{{"demo", 11, 6}, {"probing-attack", 11, 2}, {"bad-night", 11, 2}, {"demo", 301, 4}} // whole
	}
	var rows []predicted
	for _, w := range worlds {
		rows = append(rows, predictions(t, w, hours)...)
	}
	for _, p := range rows {
		if math.Abs(p.points()) > 5+100*p.noise {
			t.Errorf("%s, %s: %.1f %% of %d said to be noticed, %.1f %% were", p.exercise, p.clause, 100*p.said, p.breaches, 100*p.noticed)
		}
	}
	for _, p := range rows {
		t.Logf("%s, %s: of %d breaches %.1f %% predicted, %.1f %% noticed (%+.1f points, noise %.1f)", p.exercise, p.clause, p.breaches, 100*p.said, 100*p.noticed, p.points(), 100*p.noise)
	}
	if len(rows) < 5 {
		t.Errorf("only %d clauses with breaches", len(rows))
	}
	if hours == "" {
		writePredictions(t, rows)
	}
}

// played is an exercise, and with how many seeds it is played from which on.
type played struct {
	exercise     string
	first, seeds int
}

// predictions plays an exercise and asks about each true breach, those of all seeds
// together.
func predictions(t *testing.T, w played, hours string) (rows []predicted) {
	t.Helper()
	of := map[string]int{} // by clause
	for seed := w.first; seed < w.first+w.seeds; seed++ {
		for _, p := range predictionsOf(t, w.exercise, strconv.Itoa(seed), hours) {
			n, ok := of[p.clause]
			if !ok {
				n = len(rows)
				of[p.clause] = n
				rows = append(rows, predicted{exercise: fmt.Sprintf("%s, seeds from %d", p.exercise, w.first), clause: p.clause})
			}
			rows[n].breaches += p.breaches
			rows[n].said, rows[n].noticed, rows[n].varied = rows[n].said+p.said, rows[n].noticed+p.noticed, rows[n].varied+p.varied
		}
	}
	rows = slices.DeleteFunc(rows, func(p predicted) bool { return p.breaches < 20 })
	for n := range rows {
		p := &rows[n]
		cases := float64(p.breaches)
		p.said, p.noticed, p.noise = p.said/cases, p.noticed/cases, 3*math.Sqrt(p.varied)/cases
	}
	return rows
}

// predictionsOf plays one world; shares are sums still.
func predictionsOf(t *testing.T, exercise, seed, hours string) (rows []predicted) {
	t.Helper()
	world := filepath.Join(t.TempDir(), exercise)
	args := []string{"sim", exercise, "--seed", seed, "--out", world}
	if hours != "" {
		args = append(args, "--hours", hours)
	}
	must(t, args...)
	var ledger *engine.Engine
	err := journalOf(t.Context(), quiet(), world, world, func(j *journal.Journal, l *loaded) (err error) {
		ledger, err = watching(t.Context(), quiet(), j, l)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := readWorld(world, ledger.Record(), arrivals{})
	if err != nil {
		t.Fatal(err)
	}
	var said map[score.Row]score.Subject
	if _, err := parseTruthFile(world, "said.ndjson", score.ParseSaid, &said); err != nil {
		t.Fatal(err)
	}
	noticed := map[int]bool{} // by number, from 1
	moving := objectsOf(t, world)
	for row, s := range said {
		if name := filepath.Base(row.File); strings.HasSuffix(name, "-press.csv") || strings.HasPrefix(name, "press-") {
			continue // the press, as rows or as articles, is no watcher: nobody posted it, and what it tells of it did not notice
		}
		n := s.Incident
		if s.Object > 0 {
			// A plot of what flies there tells of its presence; one of an attacking drone on
			// its way, or of a column on the road, tells neither of the attack nor of the gun.
			if n = max(n, moving[s.Object]); n > 0 && n <= len(w.Incidents) && w.Incidents[n-1].Kind != truceline.KindAerial {
				continue
			}
		}
		noticed[n] = true
	}
	of := map[string]*predicted{} // by clause, ground and stretch
	add := func(what string, chance float64, seen bool) {
		if of[what] == nil {
			of[what] = &predicted{exercise: exercise, clause: what}
		}
		of[what].add(chance, seen)
	}
	for n, truth := range w.Incidents {
		chance, broke := 0.0, false
		for _, c := range ledger.Record().Run.Agreement.Clauses {
			if c.Kind == truceline.ClauseExemption || c.Pattern != nil {
				continue
			}
			if yes, ok := w.Breaches(c.ID, truth); !ok || !yes {
				continue
			}
			if !broke {
				chance, broke = chanceOf(ledger, truth), true
			}
			add(c.ID, chance, noticed[n+1])
		}
		place := truceline.Incident{Place: truth.Place, When: truceline.Interval{From: truth.When.From, To: truth.When.To}}
		if ground := ledger.Ground(place); broke && ground != nil {
			add("any, on ground of "+ground.Side, chance, noticed[n+1])
			from := 100 * int(ground.AlongKm/100)
			add(fmt.Sprintf("any, km %d to %d", from, from+100), chance, noticed[n+1])
		}
	}
	for _, what := range slices.Sorted(maps.Keys(of)) {
		rows = append(rows, *of[what])
	}
	return rows
}

// add takes one breach into the sums.
func (p *predicted) add(chance float64, noticed bool) {
	p.breaches++
	p.said += chance
	p.varied += chance * (1 - chance)
	if noticed {
		p.noticed++
	}
}

// chanceOf is what the ledger says of one true breach, as the lint asks it.
func chanceOf(ledger *engine.Engine, truth score.Truth) float64 {
	when := truceline.Interval{From: truth.When.From, To: truth.When.From.Add(time.Minute)}
	if ledger.Stays(truth.Kind) {
		when.To = truth.When.To // it may be found at any time while it stands
	}
	return ledger.Noticed(truth.Place, when, truth.Kind)
}

// objectsOf says of which happening each moving object is the doing.
func objectsOf(t *testing.T, world string) map[int]int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(world, "truth", "objects.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	of := map[int]int{}
	for line := range bytes.Lines(text) {
		var o struct{ Object, Incident int }
		if err := json.Unmarshal(line, &o); err != nil {
			t.Fatal(err)
		}
		of[o.Object] = o.Incident
	}
	return of
}

const predictionsBegin, predictionsEnd = "<!-- begin predictions -->\n", "<!-- end predictions -->"

// writePredictions writes the table into docs/lint.md.
func writePredictions(t *testing.T, rows []predicted) {
	t.Helper()
	name := filepath.Join("..", "..", "docs", "lint.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), predictionsBegin)
	_, after, closed := strings.Cut(rest, predictionsEnd)
	if !ok || !closed {
		t.Fatal("docs/lint.md has no place for the table")
	}
	var b bytes.Buffer
	b.WriteString("| exercise | clause | true breaches | predicted | noticed | points | 3 standard errors, points |\n|---|---|---:|---:|---:|---:|---:|\n")
	for _, p := range rows {
		fmt.Fprintf(&b, "| %s | %s | %d | %.1f %% | %.1f %% | %+.1f | %.1f |\n", p.exercise, p.clause, p.breaches, 100*p.said, 100*p.noticed, p.points(), 100*p.noise)
	}
	if err := os.WriteFile(name, []byte(before+predictionsBegin+b.String()+predictionsEnd+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
