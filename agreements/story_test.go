package agreements_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/judge"
)

// square is an area round a point, so that a story needs no map.
func square(id string, lat, lon float64) truceline.Area {
	return truceline.Area{ID: id, Name: id, Polygons: []truceline.Polygon{{{
		{Lat: lat - 1, Lon: lon - 1}, {Lat: lat - 1, Lon: lon + 1}, {Lat: lat + 1, Lon: lon + 1}, {Lat: lat + 1, Lon: lon - 1}}}}}
}

// TestStories plays a small story through each agreement that ships: what
// happened, how long after the text came into force, and what is found under a
// clause.
func TestStories(t *testing.T) {
	all := read(t)
	told := map[string]bool{}
	story := func(id, clause, want string, after time.Duration, kind truceline.Kind, change ...func(*truceline.Incident)) {
		t.Helper()
		told[id] = true
		a, ok := all[id]
		if !ok {
			t.Errorf("%s does not ship", id)
			return
		}
		at := a.Windows[0].From.Add(after)
		i := truceline.Incident{
			ID: truceline.IDOf(id, clause, after.String(), string(kind)), Version: 1, Kind: kind, Count: truceline.One("item"),
			Place:        truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48.5, Lon: 38}},
			When:         truceline.Interval{From: at, To: at},
			Exists:       truceline.Probability{P: 1, Low: 1, High: 1},
			Observations: []truceline.ID{truceline.IDOf("said")}, Lineages: 3,
			Ground: &truceline.Ground{Side: a.Parties[0].ID, Certain: 1, DistanceKm: 5, LineAsOf: "2026-01-01"},
		}
		for _, c := range change {
			c(&i)
		}
		compiled, err := agreement.Compile(a, []truceline.Area{square("UA-14", 48.5, 38), square("UA-09", 48.5, 41)})
		if err != nil {
			t.Fatal(err)
		}
		j := judge.New(compiled)
		j.Take(i)
		findings := j.Incident(i, coverage.Answer{State: truceline.Watched, Words: "It was watched."}, at)
		findings = append(findings, j.Due(at.Add(time.Hour), func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Answer {
			return coverage.Answer{State: truceline.Blind, Words: "Nothing watched."}
		})...)
		for _, f := range findings {
			if f.Clause == clause && (f.Subject.ID == i.ID || kind == "W3" || kind == "W4") {
				if got := string(f.Breach.Verdict); got != want {
					t.Errorf("%s, %s after %v: breach %s, want %s: %q", id, clause, after, got, want, f.Breach.Reasons)
				}
				return
			}
		}
		if want != "" {
			t.Errorf("%s: nothing found under %s", id, clause)
		}
	}
	const met, not, open = "met", "not met", "cannot be determined"
	away := func(km float64) func(*truceline.Incident) {
		return func(i *truceline.Incident) { i.Ground.DistanceKm = km }
	}
	of := func(weapon string) func(*truceline.Incident) {
		return func(i *truceline.Incident) { i.Weapons = []string{weapon} }
	}
	second := func(id string) func(*truceline.Incident) {
		return func(i *truceline.Incident) { i.Ground.Side = all[id].Parties[1].ID }
	}
	day := 24 * time.Hour

	story("minsk-2014", "no-fire", met, time.Hour, "F3")
	story("minsk-2014", "no-fire", not, -time.Minute, "F3")
	story("minsk-2014", "no-flights", met, time.Hour, "A1", away(15))
	story("minsk-2014", "no-flights", not, time.Hour, "A1", away(15.1))
	story("minsk-2014", "pull-back", open, day, "W1", of("122 mm howitzer")) // the line of that day is not at hand
	// The Package of Measures: each side from a line of its own.
	story("minsk-2015", "no-fire", met, time.Hour, "F6")
	story("minsk-2015", "artillery-back", met, 20*day, "W1", of("122 mm howitzer"), away(24.9), second("minsk-2015"))
	story("minsk-2015", "artillery-back", not, 20*day, "W1", of("122 mm howitzer"), away(25), second("minsk-2015"))
	story("minsk-2015", "artillery-back", open, 20*day, "W1", of("122 mm howitzer"), away(24.9)) // its line is not at hand
	story("minsk-2015", "artillery-back", not, 20*day, "W1", of("82 mm mortar"), away(1), second("minsk-2015"))
	story("minsk-2015", "rockets-back", met, 20*day, "W1", of("Grad"), away(34), second("minsk-2015"))
	story("minsk-2015", "long-rockets-back", met, 20*day, "W1", of("Smerch"), away(69), second("minsk-2015"))
	story("minsk-2015", "long-rockets-back", not, 20*day, "W1", of("Smerch"), away(70), second("minsk-2015"))
	// The addendum of September 2015 as a patch of it: before it tanks are no matter of the text.
	patched := func() time.Duration { a := all["minsk-2015"]; return a.Amendments[0].From.Sub(a.Windows[0].From) }()
	story("minsk-2015", "tanks-back", met, patched, "W1", of("tank"), away(14.9))
	story("minsk-2015", "tanks-back", not, patched, "W1", of("tank"), away(15))
	story("minsk-2015", "tanks-back", not, patched-time.Second, "W1", of("tank"), away(14.9))
	story("minsk-2015", "tanks-back", "", patched-7*time.Hour, "W1", of("tank"), away(14.9))
	story("minsk-2015", "light-artillery-back", met, patched+day, "W1", of("82 mm mortar"), away(14.9))
	story("minsk-2015", "no-fire", met, patched+day, "F6") // what it does not touch goes on
	story("minsk-2015-addendum", "tanks-back", met, day, "W1", of("tank"), away(14))
	story("minsk-2015-addendum", "light-artillery-back", met, day, "W1", of("82 mm mortar"), away(14))
	story("minsk-2015-addendum", "light-artillery-back", not, day, "W1", of("100 mm gun"), away(14)) // of 100 mm it says nothing
	story("disengagement-2016", "no-forces", met, day, "W1")
	story("disengagement-2016", "quiet-first", "", day, "F3") // fire breaks the quiet, which is judged when it is complete
	story("minsk-2020", "no-aerial", met, time.Minute, "A1")
	story("minsk-2020", "no-aerial", not, -time.Minute, "A1")
	story("black-sea-2022", "no-attack", met, day, "M1")
	story("black-sea-2022", "no-attack", "", day, "F4", func(i *truceline.Incident) { i.Place.Area = "UA-63" }) // not a port
	story("black-sea-2022", "no-attack", met, 120*day, "M1")                                                    // the second term begins as the first ends
	story("black-sea-2022", "no-attack", met, 240*day+300*day/10, "M1")                                         // in the term of which the length was disputed
	story("black-sea-2022", "no-attack", not, 361*day+time.Second, "M1")                                        // the last term is over
	story("energy-2025-ru", "no-energy-strikes", met, day, "E1")
	story("energy-2025-ru", "no-energy-strikes", not, -time.Minute, "E1")
	story("energy-2025-ua", "no-energy-strikes", not, -time.Minute, "E1") // within the other reading's hours
	story("energy-2025-ua", "nuclear-plants", met, day, "N1")
	for _, id := range []string{"easter-2025", "victory-2025", "easter-2026"} {
		story(id, "no-ground-fire", met, time.Minute, "F3")
		story(id, "no-ground-fire", open, time.Minute, "H1")
		story(id, "no-air-attack", not, -time.Minute, "F5")
	}
	story("gcsp-2025", "no-drones", met, day, "A1", away(7.5))
	story("gcsp-2025", "no-drones", not, day, "A1", away(7.6))
	story("gcsp-2025", "artillery-back", met, day, "W1", of("152 mm howitzer"), away(49.9))
	story("gcsp-2025", "rockets-back", not, day, "W1", of("Grad"), away(75))
	story("gcsp-2025", "no-fire", met, day, "F6", func(i *truceline.Incident) { i.Exempt = "demining" }) // not announced
	story("reassurance-force", "no-fire", met, day, "E1")
	story("reassurance-force", "buffer-empty", met, day, "P4", away(15))
	story("reassurance-force", "hotline-first", met, day, "F1", func(i *truceline.Incident) { i.Direction = "outgoing" })
	story("reassurance-force", "hotline-first", "", day, "F1") // nothing shows that it was returned
	story("area-of-separation", "nothing-military", met, day, "A1", away(2))
	story("area-of-separation", "nothing-military", not, day, "A1", away(2.1))
	story("area-of-separation", "inventories", open, day, "W3") // nothing was declared
	story("area-of-separation", "limited-force", met, day, "W4", func(i *truceline.Incident) { i.Count = truceline.Count{Least: 76, Most: 76} })
	story("area-of-separation", "limited-force", not, day, "W4", func(i *truceline.Incident) { i.Count = truceline.Count{Least: 75, Most: 75} })
	story("demilitarised-zone", "no-heavy-weapons", met, day, "W1", away(1.9))
	story("demilitarised-zone", "no-hostile-act", not, day, "F1", away(2.1))
	story("demo", "no-fire", met, time.Hour, "F3")
	for id := range all {
		if !told[id] {
			t.Errorf("%s has no story", id)
		}
	}
}

// TestPatternStories plays an evening through the clauses that take several
// happenings for one.
func TestPatternStories(t *testing.T) {
	a := read(t)["reassurance-force"]
	compiled, err := agreement.Compile(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	evening := a.Windows[0].From.Add(20 * time.Hour)
	blind := func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Answer {
		return coverage.Answer{State: truceline.Blind, Words: "Nothing watched."}
	}
	story := func(what, clause, want, side string, kinds ...truceline.Kind) {
		t.Helper()
		j := judge.New(compiled)
		for n, k := range kinds {
			at := evening.Add(time.Duration(n) * 10 * time.Minute)
			j.Take(truceline.Incident{
				ID: truceline.IDOf(what, string(k), at.String()), Kind: k, Count: truceline.One("item"),
				Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48.5, Lon: 38}},
				When:  truceline.Interval{From: at, To: at}, Exists: truceline.Probability{P: 1, Low: 1, High: 1}, Direction: truceline.DirectionOutgoing,
				Observations: []truceline.ID{truceline.IDOf("said")}, Ground: &truceline.Ground{Side: "A", Certain: 1, DistanceKm: 5, LineAsOf: "2030-01-01"},
			})
		}
		found := ""
		for _, f := range j.Due(evening.Add(24*time.Hour), blind) {
			if f.Clause == clause {
				if found = string(f.Breach.Verdict); f.Attribution.Side != side || f.Subject.Kind != truceline.SubjectPattern {
					t.Errorf("%s: laid to %q: %q", what, f.Attribution.Side, f.Attribution.Reasons)
				}
			}
		}
		if found != want {
			t.Errorf("%s: %q under %s, want %q", what, found, clause, want)
		}
	}
	story("guns, drones and an assault", "no-coordinated-attack", "met", "A", "F3", "F3", "F5", "F5", "F3", "F3", "P1")
	story("one fewer than six", "no-coordinated-attack", "", "", "F3", "F3", "F5", "F5", "F3")
	story("a drone, a shot and two steps over the line", "no-probing", "met", "", "A1", "F1", "P4", "P4") // 90 % each leave four of four at two thirds
	story("small acts are no attack", "no-coordinated-attack", "", "", "A1", "F1", "P4", "P4", "F1", "F1")
}

// TestSwapShipped exchanges the labels of the sides in every symmetric agreement
// and in what happens under it: the findings are the same with the labels
// exchanged, to the last digit and word. Which agreements are not symmetric is
// said here, with the reason.
func TestSwapShipped(t *testing.T) {
	uneven := map[string]string{"minsk-2015": "a reference line for each side"}
	for id, a := range read(t) {
		// Labels that occur nowhere else, so that exchanging letters exchanges sides.
		a, err := agreement.Renamed(a, map[string]string{a.Parties[0].ID: "SIDE-Q", a.Parties[1].ID: "SIDE-Z"})
		if err != nil {
			t.Fatal(id, err)
		}
		for i := range a.Parties {
			a.Parties[i].Name, a.Parties[i].Names = a.Parties[i].ID, nil
		}
		if even := symmetric(a); even != (uneven[id] == "") {
			t.Errorf("%s: symmetric %v; listed as: %q", id, even, uneven[id])
		}
		one, other := compiledJudge(t, a), compiledJudge(t, exchanged(t, a))
		r := rand.New(rand.NewPCG(7, 7))
		blind := func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Answer {
			return coverage.Answer{State: truceline.Blind, Words: "Nothing watched."}
		}
		for n := range 60 {
			i := anything(r, a, n)
			now := i.When.To.Add(time.Hour)
			word := words(a)[r.IntN(len(words(a)))]
			m := exchanged(t, i)
			one.Take(i, word)
			other.Take(m, word)
			x := append(one.Incident(i, blind(i.Place, i.When, i.Kind), now), one.Due(now, blind)...)
			y := append(other.Incident(m, blind(i.Place, i.When, i.Kind), now), other.Due(now, blind)...)
			p, errP := json.Marshal(sortedFindings(exchanged(t, x)))
			q, errQ := json.Marshal(sortedFindings(y))
			if errP != nil || errQ != nil || string(p) != string(q) {
				t.Fatalf("%s, %+v:\n%s\n%s", id, i, p, q)
			}
		}
	}
}

// sortedFindings puts findings into an order that no label decides; the IDs of
// states hold the label of the side whose duty it is, so they are left out.
func sortedFindings(findings []truceline.Finding) []string {
	var out []string
	for _, f := range findings {
		f.ID = truceline.ID{}
		if f.Subject.Kind != truceline.SubjectIncident {
			f.Subject.ID = truceline.ID{}
		}
		slices.SortFunc(f.Attribution.Shares, func(a, b truceline.Share) int { return strings.Compare(a.Side, b.Side) })
		b, _ := json.Marshal(f)
		out = append(out, string(b))
	}
	slices.Sort(out)
	return out
}

// words are the deeds that an agreement speaks of, and none.
func words(a truceline.Agreement) []string {
	list := []string{""}
	for _, c := range a.Clauses {
		if c.Terms != nil {
			list = append(append(list, c.Terms.Deeds...), c.Terms.States...)
			for _, s := range c.Terms.Stages {
				list = append(list, s.Deed)
			}
		}
	}
	return list
}

// anything is an incident of any sort in the first days of an agreement.
func anything(r *rand.Rand, a truceline.Agreement, n int) truceline.Incident {
	kinds := truceline.Kinds()
	at := a.Windows[0].From.Add(time.Duration(r.IntN(20*24)) * time.Hour / 4)
	low := r.Float64()
	return truceline.Incident{
		ID: truceline.IDOf("anything", time.Duration(n).String()), Version: 1, Kind: kinds[r.IntN(len(kinds))].Kind, Count: truceline.Count{Least: 1 + r.IntN(90), Most: 100},
		Place:        truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48.5, Lon: 38}, Ellipse: truceline.Ellipse{SemiMajor: 2000 * r.Float64(), SemiMinor: 500}},
		When:         truceline.Interval{From: at, To: at, Clock: truceline.Clock{Error: time.Duration(r.IntN(100)) * time.Second}},
		Exists:       truceline.Probability{P: (1 + low) / 2, Low: low, High: 1},
		Direction:    []truceline.Direction{"", "outgoing", "impact"}[r.IntN(3)],
		Weapons:      []string{[]string{"tank", "122 mm howitzer", "Grad", "rifle"}[r.IntN(4)]},
		Observations: []truceline.ID{truceline.IDOf("said")}, Lineages: 2,
		Ground: &truceline.Ground{Side: []string{"SIDE-Q", "SIDE-Z"}[r.IntN(2)], Certain: r.Float64(), DistanceKm: 100 * r.Float64() * r.Float64(), LineAsOf: "2026-01-01"},
	}
}

func compiledJudge(t *testing.T, a truceline.Agreement) *judge.Judge {
	t.Helper()
	c, err := agreement.Compile(a, []truceline.Area{square("UA-14", 48.5, 38), square("UA-09", 48.5, 41)})
	if err != nil {
		t.Fatal(err)
	}
	return judge.New(c)
}

// exchanged exchanges the labels of the sides everywhere in a thing.
func exchanged[T any](t *testing.T, thing T) T {
	t.Helper()
	b, err := json.Marshal(thing)
	if err != nil {
		t.Fatal(err)
	}
	var out T
	if err := json.Unmarshal([]byte(strings.NewReplacer("SIDE-Q", "SIDE-Z", "SIDE-Z", "SIDE-Q").Replace(string(b))), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// symmetric reports whether the clauses and zones bind both sides alike.
func symmetric(a truceline.Agreement) bool {
	even := func(m map[string]float64) bool { return m[a.Parties[0].ID] == m[a.Parties[1].ID] }
	for _, z := range a.Zones {
		if z.Corridor != nil && !even(z.Corridor.DepthKm) {
			return false
		}
	}
	for _, l := range a.Lines {
		if len(l.For) > 0 {
			return false
		}
	}
	for _, c := range a.Clauses {
		if len(c.Binds) != len(a.Parties) || c.Terms != nil && !even(c.Terms.DistanceKm) {
			return false
		}
	}
	return true
}
