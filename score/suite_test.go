package score

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestSuite(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	var plays []Play
	for seed := range uint64(3) {
		for _, name := range []string{"first", "second"} {
			w := madeWorld(r, 60)
			plays = append(plays, Play{Exercise: name, Seed: seed, Hours: 24, Scale: 1, Card: Score(w, blurred(r, w), nil)})
		}
	}
	was := Gather("v1", plays)
	if len(Compare(was, was)) != 0 {
		t.Error("a suite is worse than itself")
	}
	turned := slices.Clone(plays)
	slices.Reverse(turned[2:])
	if a, b := text(was), text(Gather("v1", turned)); a != b {
		t.Error("the order of the seeds changed the suite")
	}
	change := func(id string, value *float64) []Regression {
		now := Gather("v2", plays)
		for k := range now.Rows {
			if now.Rows[k].ID == id {
				now.Rows[k].Cells[1].Mean = value
			}
		}
		return Compare(was, now)
	}
	of := func(id string) SuiteCell {
		for _, row := range was.Rows {
			if row.ID == id {
				return row.Cells[1]
			}
		}
		t.Fatalf("no row %s", id)
		return SuiteCell{}
	}
	good := func(id string, value *float64) {
		t.Helper()
		if worse := change(id, value); len(worse) != 0 {
			t.Errorf("%s: %+v", id, worse)
		}
	}
	bad := func(id string, value *float64) {
		t.Helper()
		if worse := change(id, value); len(worse) != 1 || worse[0].Exercise != "second" {
			t.Errorf("%s: %+v", id, worse)
		}
	}
	low, high := *of("incidents.recall").Low, *of("incidents.place_m").High
	good("incidents.recall", number(1))
	good("incidents.recall", &low) // as bad as the worst seed
	bad("incidents.recall", number(low-0.001))
	bad("incidents.recall", nil) // gone
	bad("incidents.place_m", number(high+1))
	good("incidents.place_m", number(0))
	good("incidents.in_ellipse", number(0.9))
	bad("incidents.in_ellipse", number(0))
	good("incidents.chance", number(0.5)) // only shown
	fewer := was
	fewer.Exercises = was.Exercises[:1]
	fewer.Rows = slices.Clone(was.Rows)
	for k := range fewer.Rows {
		fewer.Rows[k].Cells = fewer.Rows[k].Cells[:1]
	}
	if len(Compare(was, fewer)) == 0 {
		t.Error("an exercise that is gone was not noticed")
	}
	page := string(Markdown(was))
	for _, row := range was.Rows {
		if !strings.Contains(page, "| "+row.Name+" |") || !strings.Contains(page, "**"+row.Name+"**") {
			t.Errorf("%s is not in the table or not explained", row.ID)
		}
	}
}
