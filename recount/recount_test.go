package recount_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/recount"
)

func at(hour float64) time.Time {
	return time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(hour * float64(time.Hour)))
}

// happening is one that is held to have happened, at noon, on A's ground.
func happening(id string, kind truceline.Kind, change ...func(*truceline.Incident)) truceline.Incident {
	i := truceline.Incident{
		ID: truceline.IDOf(id), Kind: kind, Count: truceline.One("item"), Means: []truceline.Means{truceline.MeansHeard},
		Place:        truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37}},
		When:         truceline.Interval{From: at(12), To: at(12)},
		Exists:       truceline.Probability{P: 0.95, Low: 0.9, High: 1},
		Observations: []truceline.ID{truceline.IDOf(id, "said")},
		Ground:       &truceline.Ground{Side: "A", Certain: 1},
	}
	for _, c := range change {
		c(&i)
	}
	return i
}

// record is a day with some happenings; by names the doers that findings name.
func record(by map[string]string, incidents ...truceline.Incident) truceline.Record {
	rec := truceline.Record{Run: truceline.Run{
		Window: truceline.Window{From: at(0), To: at(24)}, MissionZone: "Europe/Kyiv",
		Agreement: truceline.Agreement{Parties: []truceline.Party{{ID: "A"}, {ID: "B"}}},
	}, Incidents: incidents}
	for id, side := range by {
		rec.Findings = append(rec.Findings, truceline.Finding{
			Subject:     truceline.Subject{Kind: truceline.SubjectIncident, ID: truceline.IDOf(id)},
			Attribution: truceline.Attribution{Side: side},
		})
	}
	return rec
}

func book(change func(*recount.Codebook)) recount.Codebook {
	c := recount.Codebook{ID: "test", Name: "test", One: recount.OneHappening, Who: recount.WhoAnybody, Total: []string{"violations_total"},
		Categories:  []recount.Category{{ID: "fire", Name: "fire", Kinds: []truceline.Kind{"F1", "F3"}, Claim: []string{"shellings"}}},
		Assumptions: []string{"none"}, Sources: []string{"made up"}}
	if change != nil {
		change(&c)
	}
	return c
}

// TestShipped: every codebook that ships can be read, says what it assumes and
// where from, and its published parts do not pass their total.
func TestShipped(t *testing.T) {
	var ids []string
	for _, c := range recount.Shipped() {
		ids = append(ids, c.ID)
		if p := c.Published; p != nil && p.Unexplained() < 0 {
			t.Errorf("%s: its parts make more than %d", c.ID, p.Total)
		}
		for _, language := range []string{"uk", "fr", "ru"} {
			if told := c.In(language); told.Name == c.Name || told.Assumptions[0] == c.Assumptions[0] || told.Categories[0].Name == "" {
				t.Errorf("%s is not told in %s", c.ID, language)
			}
		}
		for _, s := range c.Sources {
			if !strings.HasPrefix(s, "https://") {
				t.Errorf("%s: source %q has no address", c.ID, s)
			}
		}
	}
	for _, want := range []string{"smm", "one-per-day", "easter-2025-ua", "easter-2025-ru"} {
		if !slices.Contains(ids, want) {
			t.Errorf("%s does not ship", want)
		}
	}
}

func TestCount(t *testing.T) {
	good := func(what string, c recount.Codebook, rec truceline.Record, least, most int) {
		t.Helper()
		if r := recount.Count(rec, c); r.Whole != (recount.Range{Least: least, Most: most}) {
			t.Errorf("%s: %d to %d, want %d to %d", what, r.Whole.Least, r.Whole.Most, least, most)
		}
	}
	units := func(c *recount.Codebook) { c.One = recount.OneUnit }
	six := func(i *truceline.Incident) { i.Count = truceline.Count{Least: 6, Most: 8} }
	open := func(i *truceline.Incident) { i.Count = truceline.Count{Least: 6} } // at least six, no upper bound
	doubt := func(low, high float64) func(*truceline.Incident) {
		return func(i *truceline.Incident) {
			i.Exists = truceline.Probability{P: (low + high) / 2, Low: low, High: high}
		}
	}
	good("a happening is one", book(nil), record(nil, happening("1", "F3", six)), 1, 1)
	good("its units are six to eight", book(units), record(nil, happening("1", "F3", six)), 6, 8)
	good("what has no upper bound counts as its least", book(units), record(nil, happening("1", "F3", open)), 6, 6)
	good("of another kind", book(nil), record(nil, happening("1", "F5")), 0, 0)
	good("held from 0.8 on", book(nil), record(nil, happening("1", "F3", doubt(0.8, 1))), 1, 1)
	good("just under it may have been", book(nil), record(nil, happening("1", "F3", doubt(0.79, 1))), 0, 1)
	good("held not to have happened from 0.2 down", book(nil), record(nil, happening("1", "F3", doubt(0, 0.2))), 0, 0)
	good("just above it may have been", book(nil), record(nil, happening("1", "F3", doubt(0, 0.21))), 0, 1)
	moment := func(hour float64) func(*truceline.Incident) {
		return func(i *truceline.Incident) { i.When = truceline.Interval{From: at(hour), To: at(hour)} }
	}
	good("the first moment belongs to the hours", book(nil), record(nil, happening("1", "F3", moment(0))), 1, 1)
	good("the end does not", book(nil), record(nil, happening("1", "F3", moment(24))), 0, 0)
	good("what became part of another", book(nil), record(nil, happening("1", "F3", func(i *truceline.Incident) { i.Observations = nil })), 0, 0)
	exercise := func(i *truceline.Incident) { i.Exempt = "exercise" }
	good("an exercise", book(nil), record(nil, happening("1", "F3", exercise)), 0, 0)
	good("an exercise where those count", book(func(c *recount.Codebook) { c.Exempt = true }), record(nil, happening("1", "F3", exercise)), 1, 1)
	nowhere := func(i *truceline.Incident) { i.Place = truceline.Place{Shape: truceline.ShapeArea, Area: "X"} }
	good("without a place", book(func(c *recount.Codebook) { c.KnownPlaces = true }), record(nil, happening("1", "F3", nowhere)), 0, 0)

	party := func(c *recount.Codebook) { c.Party, c.Who = "A", recount.WhoNamed }
	good("the other side is named", book(party), record(map[string]string{"1": "B"}, happening("1", "F3")), 1, 1)
	good("nobody is named", book(party), record(nil, happening("1", "F3")), 0, 1)
	good("its own doing", book(party), record(map[string]string{"1": "A"}, happening("1", "F3")), 0, 0)

	day := func(c *recount.Codebook) { c.One, c.CellKm = recount.OnePlaceDay, 5 }
	apart := func(lat float64, hour float64) func(*truceline.Incident) {
		return func(i *truceline.Incident) {
			i.Place.At.Lat = lat
			i.When = truceline.Interval{From: at(hour), To: at(hour)}
		}
	}
	good("twice in one place on one day", book(day), record(nil, happening("1", "F3"), happening("2", "F1")), 1, 1)
	good("in two places", book(day), record(nil, happening("1", "F3"), happening("2", "F3", apart(48.1, 12))), 2, 2)
	good("a second before midnight in the mission's zone and at it", book(day), record(nil, happening("1", "F3", apart(48, 21-1.0/3600)), happening("2", "F3", apart(48, 21))), 2, 2)
	good("midnight elsewhere is none", book(day), record(nil, happening("1", "F3", apart(48, 1)), happening("2", "F3", apart(48, 12))), 1, 1)
	good("one that may have been beside one that was", book(day), record(nil, happening("1", "F3"), happening("2", "F3", doubt(0.3, 0.9))), 1, 1)
	good("one that may have been", book(day), record(nil, happening("2", "F3", doubt(0.3, 0.9))), 0, 1)

	ground := func(c *recount.Codebook) { c.Party, c.Who = "A", recount.WhoGround }
	went := func(d truceline.Direction) func(*truceline.Incident) {
		return func(i *truceline.Incident) { i.Direction = d }
	}
	good("it landed on A's ground", book(ground), record(nil, happening("1", "F3", went("impact"))), 1, 1)
	good("it went out from A's ground", book(ground), record(nil, happening("1", "F3", went("outgoing"))), 0, 0)
	good("it was heard", book(ground), record(nil, happening("1", "F3")), 0, 1)
}

// TestClaims: a claim stands beside what is on record in its own hours.
func TestClaims(t *testing.T) {
	five := 5.0
	rec := record(map[string]string{"1": "B", "2": "A"}, happening("1", "F3"), happening("2", "F3"), happening("3", "F1"),
		happening("4", "F3", func(i *truceline.Incident) { i.When = truceline.Interval{From: at(20), To: at(20)} }))
	claim := func(side, metric string, to float64, value *float64) truceline.Claim {
		return truceline.Claim{Claimant: side, Side: side, Metric: metric, Value: value, When: truceline.Interval{From: at(0), To: at(to)}}
	}
	rec.Claims = []truceline.Claim{
		claim("A", "violations_total", 24, &five),
		claim("A", "shellings", 18, &five),
		claim("B", "violations_total", 24, &five), // not of the side whose count it is
		claim("A", "violations_total", 24, nil),   // no number
		claim("A", "marriages", 24, &five),        // of what it does not count
	}
	r := recount.Count(rec, book(func(c *recount.Codebook) { c.Party, c.Who = "A", recount.WhoNamed }))
	if len(r.Claims) != 2 {
		t.Fatalf("%d claims: %+v", len(r.Claims), r.Claims)
	}
	early, whole := r.Claims[0], r.Claims[1]
	if early.Matched != (recount.Range{Least: 1, Most: 2}) || early.Residual != (recount.ResidualRange{Least: 3, Most: 4}) {
		t.Errorf("until six in the evening %+v", early)
	}
	if whole.Matched != (recount.Range{Least: 1, Most: 3}) || whole.Residual != (recount.ResidualRange{Least: 2, Most: 4}) {
		t.Errorf("of the day %+v", whole)
	}
}

// TestEveryHappeningIsSomewhere: what a codebook does not count it leaves out for
// a reason, and two codebooks share the ledger out between them.
func TestEveryHappeningIsSomewhere(t *testing.T) {
	var all []truceline.Incident
	for n, k := range truceline.Kinds() {
		all = append(all, happening(k.Name, k.Kind, func(i *truceline.Incident) {
			i.Exists.High = max(i.Exists.P, float64(n%10)/10)
			if n%3 == 0 {
				i.Place = truceline.Place{Shape: truceline.ShapeArea, Area: "X"}
			}
		}))
	}
	rec := record(nil, all...)
	var results []recount.Result
	for _, c := range recount.Shipped() {
		r := recount.Count(rec, c)
		n := r.Counted
		for _, left := range r.LeftOut {
			n += left.Happenings
		}
		if n != len(all) {
			t.Errorf("%s: %d of %d happenings are somewhere", c.ID, n, len(all))
		}
		results = append(results, r)
	}
	for _, a := range results {
		for _, b := range results {
			p := recount.Compare(rec, a, b)
			if p.Both+p.Only1+p.Only2+p.Neither != len(all) || p.Both+p.Only1 != a.Counted || p.Both+p.Only2 != b.Counted {
				t.Errorf("%s and %s: %+v", p.First, p.Second, p)
			}
		}
	}
}

// TestSwap: with the sides exchanged everywhere the counts are exchanged too.
func TestSwap(t *testing.T) {
	exchanged := map[string]string{"A": "B", "B": "A", "": ""}
	rec := record(map[string]string{"1": "B", "2": "A"}, happening("1", "F3"), happening("2", "F3"), happening("3", "F1"))
	mirror := rec
	mirror.Incidents, mirror.Findings = slices.Clone(rec.Incidents), slices.Clone(rec.Findings)
	for n := range mirror.Incidents {
		g := *mirror.Incidents[n].Ground
		g.Side = exchanged[g.Side]
		mirror.Incidents[n].Ground = &g
	}
	for n := range mirror.Findings {
		mirror.Findings[n].Attribution.Side = exchanged[mirror.Findings[n].Attribution.Side]
	}
	for _, who := range []recount.Who{recount.WhoNamed, recount.WhoGround} {
		c := book(func(c *recount.Codebook) { c.Party, c.Who = "A", who })
		here, there := recount.Count(rec, c), recount.Count(mirror, c.As(map[string]string{"A": "B"}))
		for side, n := range here.BySide {
			if there.BySide[exchanged[side]] != n {
				t.Errorf("%s: %v here, %v there", side, n, there.BySide)
			}
		}
		if here.Whole != there.Whole {
			t.Errorf("%v here, %v there", here.Whole, there.Whole)
		}
	}
}

func TestParse(t *testing.T) {
	const fine = "id: x\nname: x\none: unit\nwho: anybody\ncategories: [{id: a, name: a, kinds: [F1]}]\nassumptions: [a]\nsources: [b]\n"
	if _, err := recount.Parse([]byte(fine)); err != nil {
		t.Error(err)
	}
	bad := func(text, want string) {
		t.Helper()
		if _, err := recount.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	bad(strings.Replace(fine, "one: unit", "one: dozen", 1), "write happening, unit or place_day")
	bad(strings.Replace(fine, "one: unit", "one: place_day", 1), "cell_km")
	bad(strings.Replace(fine, "who: anybody", "who: them", 1), "write anybody, named or ground")
	bad(fine+"party: A\n", "named or ground") // a party's count needs a doer
	bad(strings.Replace(fine, "F1", "Z9", 1), "no kind")
	bad(strings.Replace(fine, "[a]\nsources", "[]\nsources", 1), "assumptions")
	bad(fine+"colour: red\n", "colour")
	bad(fine+"---\nid: y\n", "one file holds one")
	bad(fine+"published: {from: 2030-01-01T00:00:00Z, to: 2030-01-02T00:00:00Z, total: 3, parts: {b: 1}}\n", "no category")
	bad(fine+"translations: {uk: {name: y, categories: {a: y}, assumptions: []}}\n", "into uk lacks") // an assumption less
	bad(fine+"translations: {uk: {name: y, categories: {b: y}, assumptions: [y]}}\n", `category "a"`)
	bad("", "read codebook")
}

// FuzzParse: whatever the text, it is read or refused.
func FuzzParse(f *testing.F) {
	f.Add([]byte("id: x\n"))
	for _, c := range recount.Shipped() {
		f.Add([]byte("id: " + c.ID + "\nname: x\none: place_day\ncell_km: 5\nwho: ground\ncategories: [{id: a, name: a, kinds: [F1]}]\nassumptions: [a]\nsources: [b]\n"))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, err := recount.Parse(text); err == nil {
			recount.Count(record(nil, happening("1", "F1")), c)
		}
	})
}

// BenchmarkCount counts a busy day, ten thousand happenings and a claim for each
// half hour by each side, under all codebooks that ship.
func BenchmarkCount(b *testing.B) {
	rec := record(nil)
	for n := range 10_000 {
		i := happening(strconv.Itoa(n), []truceline.Kind{"F1", "F3", "F5", "P1"}[n%4])
		i.When.From = i.When.From.Add(time.Duration(n) * time.Second)
		rec.Incidents = append(rec.Incidents, i)
	}
	for n := range 96 {
		value := 10.0
		from := rec.Run.Window.From.Add(time.Duration(n/2) * 30 * time.Minute)
		rec.Claims = append(rec.Claims, truceline.Claim{Side: []string{"UA", "RU"}[n%2], Metric: "violations_total", Value: &value,
			When: truceline.Interval{From: from, To: from.Add(30 * time.Minute)}})
	}
	for b.Loop() {
		for _, c := range recount.Shipped() {
			recount.Count(rec, c)
		}
	}
}
