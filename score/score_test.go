package score

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

var sideNames = [2]string{"A", "B"}

// madeWorld is a world of n happenings, far enough apart to be told apart.
func madeWorld(r *rand.Rand, n int) World {
	var w World
	kinds := []truceline.Kind{"F1", "F3", "F5", "F6", "A1", "W1"}
	for k := range n {
		when := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.Int64N(int64(24 * time.Hour))))
		at := truceline.Point{Lat: 47 + 4*r.Float64(), Lon: 33 + 5*r.Float64()}
		w.Incidents = append(w.Incidents, Truth{By: sideNames[k%2], Incident: truceline.Incident{
			ID: truceline.IDOf("true", strconv.Itoa(k)), Kind: kinds[r.IntN(len(kinds))], Count: truceline.Count{Least: 1 + r.IntN(9)},
			Place: truceline.Place{Shape: truceline.ShapePoint, At: at}, When: truceline.Interval{From: when, To: when.Add(time.Minute)},
		}})
	}
	w.Noticeable = func(t Truth) (bool, bool) { return t.Kind != "W1", true }
	w.Breaches = func(_ string, t Truth) (bool, bool) { return t.Kind[0] == 'F', true }
	return w
}

// perfect is the run that says exactly what happened.
func perfect(w World) Run {
	var r Run
	r.Record.Run = truceline.Run{Name: "made", Title: "Made world", Agreement: truceline.Agreement{ID: "made", Parties: []truceline.Party{{ID: "A"}, {ID: "B"}}},
		Window: truceline.Window{From: time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2030, 5, 2, 0, 0, 0, 0, time.UTC)}}
	r.Received = map[truceline.ID]time.Time{}
	for _, t := range w.Incidents {
		i := t.Incident
		i.ID = truceline.IDOf("run", i.ID.String())
		i.Count.Most, i.Exists = i.Count.Least, truceline.Probability{P: 1, Low: 1, High: 1}
		i.Place.Ellipse = truceline.Ellipse{SemiMajor: 100, SemiMinor: 50, Bearing: 20}
		o := truceline.IDOf("statement", i.ID.String())
		i.Observations, i.Concluded = []truceline.ID{o}, i.When.From.Add(30*time.Second)
		r.Received[o] = i.When.From.Add(10 * time.Second)
		r.Record.Incidents = append(r.Record.Incidents, i)
		f := truceline.Finding{ID: truceline.IDOf("finding", i.ID.String()), Clause: "c", Subject: truceline.Subject{Kind: truceline.SubjectIncident, ID: i.ID}, Concluded: i.Concluded}
		f.Exists = truceline.Judge(i.Exists, 0.8)
		yes, _ := w.Breaches("c", t)
		f.Breach = truceline.Judge(truceline.Probability{}, 0.8)
		if yes {
			f.Breach = truceline.Judge(i.Exists, 0.8)
		}
		f.Attribution = truceline.Attribution{Judgement: truceline.Judge(i.Exists, 0.8), Side: t.By, Shares: []truceline.Share{{Side: "A"}, {Side: "B"}}}
		for k := range f.Attribution.Shares {
			if f.Attribution.Shares[k].Side == t.By {
				f.Attribution.Shares[k].P = 1
			}
		}
		r.Record.Findings = append(r.Record.Findings, f)
	}
	r.IncidentVersions, r.FindingVersions = r.Record.Incidents, r.Record.Findings
	return r
}

// TestPerfect: a run that says exactly what happened has the best of every
// figure that it can have.
func TestPerfect(t *testing.T) {
	w := madeWorld(rand.New(rand.NewPCG(1, 1)), 300)
	c := Score(w, perfect(w), nil)
	want := map[string]float64{
		"incidents.precision": 1, "incidents.precision_held": 1, "incidents.recall": 1, "incidents.recall_noticeable": 1, "incidents.split": 0, "incidents.merged": 0,
		"incidents.place_m": 0, "incidents.time_s": 0, "incidents.in_count": 1, "incidents.count_error": 0, "incidents.kind": 1,
		"findings.exists.brier": 0, "findings.exists.ece": 0, "findings.exists.open": 0, "findings.exists.met_wrong": 0,
		"findings.breach.brier": 0, "findings.breach.skill": 1, "findings.breach.ece": 0, "findings.breach.met_wrong": 0, "findings.breach.not_met_wrong": 0,
		"findings.attribution.brier": 0, "findings.attribution.skill": 1, "findings.attribution.ece": 0, "findings.attribution.met_wrong": 0,
		"findings.side1.recall": 1, "findings.side2.named": 1, "findings.side1.wrongly": 0, "findings.sides_apart": 0,
		"speed.observed_s": 10, "speed.incident_s": 30, "speed.exists_s": 30, "speed.exists_share": 1, "speed.named_share": 1,
	}
	for id, v := range want {
		f, ok := c.Figure(id)
		if !ok || f.Value == nil {
			t.Errorf("%s has no value", id)
			continue
		}
		near(t, id, *f.Value, v, 1e-9)
	}
	if f, _ := c.Figure("incidents.in_ellipse"); f.Value != nil {
		t.Errorf("ellipses of places that are given hold %v of them", *f.Value)
	}
	if f, _ := c.Figure("incidents.chance"); f.Value == nil || *f.Value > 0.02 {
		t.Errorf("by chance %v", f.Value)
	}
}

// TestEmpty: a run that says nothing finds nothing, and every row is there.
func TestEmpty(t *testing.T) {
	w := madeWorld(rand.New(rand.NewPCG(1, 2)), 50)
	w.Objects = []Path{path("one", 0, 50, 0, 100, 0)}
	full, none := Score(w, perfect(w), nil), perfect(World{})
	c := Score(w, none, nil)
	if len(full.Figures) != len(c.Figures) {
		t.Errorf("%d rows with a run and %d without", len(full.Figures), len(c.Figures))
	}
	for id, v := range map[string]float64{"incidents.recall": 0, "incidents.recall_noticeable": 0, "findings.side1.recall": 0, "tracks.completeness": 0, "rates.coverage": 0, "tracks.missed": 1} {
		if f, _ := c.Figure(id); f.Value == nil || *f.Value != v {
			t.Errorf("%s is %v, want %v", id, f.Value, v)
		}
	}
	for _, id := range []string{"incidents.precision", "incidents.in_ellipse", "findings.exists.brier", "speed.incident_s"} {
		if f, _ := c.Figure(id); f.Value != nil || f.Note == "" {
			t.Errorf("%s should have no value and say why: %+v", id, f)
		}
	}
	empty := Score(World{}, none, nil)
	if len(empty.Figures) != len(c.Figures) {
		t.Error("an empty world should have all rows")
	}
	if f, _ := Score(World{}, perfect(w), nil).Figure("incidents.precision"); f.Value == nil || *f.Value != 0 {
		t.Error("incidents in an empty world are all wrong")
	}
}

// blurred is a run that errs in every way a run can.
func blurred(r *rand.Rand, w World) Run {
	run := perfect(w)
	rec := &run.Record
	for k := range rec.Incidents {
		i := &rec.Incidents[k]
		i.Place.At = geo.Destination(i.Place.At, 360*r.Float64(), 400*r.Float64())
		i.When.From = i.When.From.Add(time.Duration(r.IntN(60)) * time.Second)
		i.Exists.P = math.Round(10*r.Float64()) / 10
		if r.IntN(4) == 0 {
			i.Kind = "F6"
		}
		f := &rec.Findings[k]
		f.Exists = truceline.Judge(i.Exists, 0.8)
		f.Attribution.Shares[0].P, f.Attribution.Shares[1].P = r.Float64()/2, r.Float64()/2
		if r.IntN(3) == 0 {
			f.Attribution.Side = ""
		}
	}
	extra := slices.Clone(rec.Incidents[:len(rec.Incidents)/5])
	for k := range extra {
		extra[k].ID = truceline.IDOf("extra", strconv.Itoa(k))
		extra[k].Place.At = geo.Destination(extra[k].Place.At, 90, 3000*r.Float64())
	}
	rec.Incidents = append(rec.Incidents[len(rec.Incidents)/5:], extra...)
	run.IncidentVersions, run.FindingVersions = nil, nil
	return run
}

// TestPermuted: the order of truth, incidents and findings changes nothing.
func TestPermuted(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		w := madeWorld(r, 120)
		w.Objects = []Path{path("one", 0, 50, 0, 100, 0), path("two", 900, 40, 20, 100, 0)}
		run := blurred(r, w)
		run.Tracks = []Path{path("b", 100, 50, 0, 60, 0), path("a", 700, 40, 30, 100, 0)}
		before := written(t, Score(w, run, nil))
		shuffle(r, w.Incidents)
		shuffle(r, w.Objects)
		shuffle(r, run.Tracks)
		shuffle(r, run.Record.Incidents)
		shuffle(r, run.Record.Findings)
		shuffle(r, run.IncidentVersions)
		if after := written(t, Score(w, run, nil)); after != before {
			t.Fatalf("the order changed the score:\n%s\n%s", before, after)
		}
	}
}

func shuffle[T any](r *rand.Rand, s []T) {
	r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
}

func written(t *testing.T, c Card) string {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestRenamed: with the names of the sides exchanged, the card is the same with
// the names exchanged.
func TestRenamed(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 6))
	w := madeWorld(r, 150)
	run := blurred(r, w)
	a := Score(w, run, nil)
	other := map[string]string{"A": "B", "B": "A", "": ""}
	for k := range w.Incidents {
		w.Incidents[k].By = other[w.Incidents[k].By]
	}
	for k := range run.Record.Findings {
		f := &run.Record.Findings[k]
		f.Attribution.Side = other[f.Attribution.Side]
		f.Attribution.Shares = slices.Clone(f.Attribution.Shares)
		for n := range f.Attribution.Shares {
			f.Attribution.Shares[n].Side = other[f.Attribution.Shares[n].Side]
		}
	}
	for k := range run.Record.Run.Agreement.Parties {
		p := &run.Record.Run.Agreement.Parties[k]
		p.ID = other[p.ID]
	}
	b := Score(w, run, nil)
	for k := range a.Figures {
		x, y := a.Figures[k], b.Figures[k]
		if (x.Value == nil) != (y.Value == nil) || x.Value != nil && *x.Value != *y.Value {
			t.Errorf("%s: %v and %v", x.ID, x.Value, y.Value)
		}
	}
}

func truthAt(k string, north, after float64, kind truceline.Kind) Truth {
	at := geo.Destination(truceline.Point{Lat: 48, Lon: 37}, 0, north)
	when := second(0).Add(time.Duration(after * float64(time.Second)))
	return Truth{By: "A", Incident: truceline.Incident{ID: truceline.IDOf(k), Kind: kind, Place: truceline.Place{Shape: truceline.ShapePoint, At: at}, When: truceline.Interval{From: when, To: when}}}
}

func incidentAt(k string, north, after float64, kind truceline.Kind, ellipse float64) truceline.Incident {
	i := truthAt(k, north, after, kind).Incident
	i.Place.Ellipse = truceline.Ellipse{SemiMajor: ellipse, SemiMinor: ellipse}
	return i
}

// TestMatch: what may be matched, and who goes first.
func TestMatch(t *testing.T) {
	match := func(truth []Truth, incidents []truceline.Incident, want ...int) Matching {
		t.Helper()
		m := Match(truth, incidents, DefaultGate())
		if !slices.Equal(m.Incident, want) {
			t.Errorf("got %v, want %v", m.Incident, want)
		}
		return m
	}
	one := []Truth{truthAt("one", 0, 0, "F3")}
	at := func(north, after float64, kind truceline.Kind, ellipse float64) []truceline.Incident {
		return []truceline.Incident{incidentAt("x", north, after, kind, ellipse)}
	}
	match(one, at(0, 0, "F3", 100), 0)
	match(one, at(3000, 0, "F3", 10), 0)      // far outside what it promises, yet an error of place and not a miss
	match(one, at(6000, 0, "F3", 9000), -1)   // beyond the gate, however large its ellipse
	match(one, at(0, 200, "F6", 500), 0)      // another kind of the family, minutes late
	match(one, at(0, 400, "F3", 100), -1)     // too late
	match(one, at(0, 0, "W1", 100), -1)       // another family
	match(one, at(4500, 290, "F1", 2000), -1) // each within its gate, together no likelier than chance
	// The sum decides: the second truth has no other incident.
	two := []Truth{truthAt("one", 0, 0, "F3"), truthAt("two", 1000, 0, "F3")}
	match(two, []truceline.Incident{incidentAt("x", 900, 0, "F3", 300), incidentAt("y", 200, 0, "F3", 300)}, 1, 0)
	split := match(one, []truceline.Incident{incidentAt("x", 500, 0, "F3", 300), incidentAt("y", 100, 5, "F3", 300)}, 1)
	if !slices.Equal(split.Split, []int{0}) || len(split.Merged) != 0 {
		t.Errorf("%+v", split)
	}
	merged := match(two, at(100, 0, "F3", 300), 0, -1)
	if !slices.Equal(merged.Merged, []int{1}) || len(merged.Split) != 0 {
		t.Errorf("%+v", merged)
	}
}

// TestOracleColumn: the oracle's figures stand beside the run's.
func TestOracleColumn(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	w := madeWorld(r, 60)
	oracle := perfect(w)
	c := Score(w, blurred(r, w), &oracle)
	if f, _ := c.Figure("incidents.precision"); f.Oracle == nil || *f.Oracle != 1 || *f.Value >= 1 {
		t.Errorf("%+v", f)
	}
}

func BenchmarkScore(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 3))
	w := madeWorld(r, 20_000)
	run := blurred(r, w)
	for b.Loop() {
		Score(w, run, nil)
	}
}

func TestTimeError(t *testing.T) {
	begin := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	good := func(lasts, stated, want time.Duration) {
		t.Helper()
		if got := timeError(truceline.Interval{From: begin, To: begin.Add(lasts)}, begin.Add(stated)); got != want {
			t.Errorf("lasts %v, stated after %v: %v, want %v", lasts, stated, got, want)
		}
	}
	good(0, -3*time.Second, -3*time.Second)
	good(29*time.Minute, 20*time.Minute, 20*time.Minute) // its beginning counts
	good(30*time.Minute, 20*time.Minute, 0)              // it stood there
	good(30*time.Minute, 31*time.Minute, time.Minute)
	good(time.Hour, -time.Minute, -time.Minute)
}

// TestMatchAreas: a warning of an area is matched by its area, whatever its
// length, and not by another's.
func TestMatchAreas(t *testing.T) {
	begin := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	when := truceline.Interval{From: begin, To: begin.Add(6 * time.Hour), Clock: truceline.Clock{Error: time.Minute}}
	truth := Truth{Incident: truceline.Incident{Kind: truceline.KindAirAlert, Place: truceline.Place{Shape: truceline.ShapeArea, Area: "EX-01-2"}, When: when}}
	stated := truceline.Incident{Kind: truceline.KindAirAlert, Place: truceline.Place{Shape: truceline.ShapeArea, Area: "EX-01-2"}, When: when}
	if m := Match([]Truth{truth}, []truceline.Incident{stated}, DefaultGate()); m.Incident[0] != 0 {
		t.Error("a warning of six hours is not matched with itself")
	}
	stated.Place.Area = "EX-01"
	if m := Match([]Truth{truth}, []truceline.Incident{stated}, DefaultGate()); m.Incident[0] != -1 {
		t.Error("a warning is matched with that of another area")
	}
}
