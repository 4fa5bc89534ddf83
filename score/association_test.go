package score

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestAssociation: three happenings. One is told by three statements of which
// two are in one incident; one by two, together with a false alarm; one by one.
func TestAssociation(t *testing.T) {
	w := World{Incidents: []Truth{truthAt("one", 0, 0, "F3"), truthAt("two", 20_000, 0, "F3"), truthAt("three", 40_000, 0, "F3"), truthAt("untold", 60_000, 0, "F3")}}
	id := func(s string) truceline.ID { return truceline.IDOf(s) }
	w.Said = map[truceline.ID]int{id("a"): 0, id("b"): 0, id("c"): 0, id("d"): 1, id("e"): 1, id("g"): 2}
	var r Run
	add := func(k string, north float64, statements ...string) {
		i := incidentAt(k, north, 0, "F3", 100)
		for _, s := range statements {
			i.Observations = append(i.Observations, id(s))
		}
		r.Record.Incidents = append(r.Record.Incidents, i)
	}
	add("x", 0, "a", "b")
	add("y", 500, "c")
	add("z", 20_000, "d", "e", "f")
	c := Score(w, r, nil)
	want := func(figure string, v float64, cases int) {
		t.Helper()
		f, _ := c.Figure(figure)
		if f.Value == nil || f.Cases != cases {
			t.Errorf("%s: %+v", figure, f)
			return
		}
		near(t, figure, *f.Value, v, 1e-12)
	}
	want("incidents.pure", 1.0/2, 2)
	want("incidents.whole", 1.0/2, 2)
	want("incidents.pairs_right", 2.0/4, 4)
	want("incidents.pairs_found", 2.0/4, 4)
	want("incidents.recall_said", 1, 2)
	want("incidents.precision", 2.0/3, 3) // y is a second one for the first
	want("incidents.split_said", 1.0/3, 3)
	want("incidents.merged_said", 0, 2)
	r.Record.Incidents[0].Observations = append(r.Record.Incidents[0].Observations, id("g")) // what was said of the third stands with the first
	c = Score(w, r, nil)
	want("incidents.merged_said", 1.0/3, 3)
	r.Record.Incidents[0].Observations = r.Record.Incidents[0].Observations[:2]
	w.Said[id("p")], w.Said[id("q")] = len(w.Incidents)+1, len(w.Incidents)+1
	add("w", 90_000, "p", "q", "r") // a drone that truly flew: no false alarm
	c = Score(w, r, nil)
	want("incidents.precision", 2.0/3, 3)
	want("incidents.of_objects", 1.0/4, 4)
	add("v", 40_000+9_000, "g") // its place is so far off that it is not matched
	c = Score(w, r, nil)
	want("incidents.recall_said", 2.0/3, 3)
}

func TestTruthFiles(t *testing.T) {
	said, err := ParseSaid([]byte(`{"file":"raw/a.csv","line":2,"rows":3,"incidents":[4,0,1]}
{"file":"raw/a.csv","line":5,"rows":1000}
{"file":"raw/b.csv","line":2,"rows":1,"objects":[7]}
`))
	if err != nil || len(said) != 3 || said[Row{"raw/a.csv", 2}] != (Subject{Incident: 4}) || said[Row{"raw/b.csv", 2}] != (Subject{Object: 7}) {
		t.Errorf("%v, %v", said, err)
	}
	objects, err := ParseObjects([]byte(`{"object":5,"sort":"vessel","class":"sea","by":"","incident":0,"path":[{"t":"2030-05-01T00:00:00.000Z","lat":46.1,"lon":31.2,"alt_m":0},{"t":"2030-05-01T00:00:00.000Z","lat":46.1,"lon":31.2,"alt_m":0},{"t":"2030-05-01T01:00:00.000Z","lat":46.3,"lon":31.2,"alt_m":0}]}
{"object":6,"class":"none","path":[]}
`))
	if err != nil || len(objects) != 1 || len(objects[0].Fixes) != 2 || objects[0].ID != "5" {
		t.Fatalf("%+v, %v", objects, err)
	}
	at, ok := objects[0].at(time.Date(2030, 5, 1, 0, 30, 0, 0, time.UTC))
	near(t, "half way", at.Lat, 46.2, 1e-9)
	if !ok {
		t.Error("it was there")
	}
	id := truceline.IDOf("x")
	chance, err := ParseNoticeable([]byte(`{"incident":"` + id.String() + `","line":1,"sites":3,"chance":0.75,"by":{"camera":0.75}}`))
	if err != nil || chance[id] != 0.75 {
		t.Errorf("%v, %v", chance, err)
	}
	if _, err := ParseTruth([]byte("{}\nnot json\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a damaged line should be named: %v", err)
	}
}

// TestSweep: looking at what may be there gives the same as looking at all.
func TestSweep(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	var paths []Path
	for k := range 40 {
		from := 10 * r.IntN(60)
		paths = append(paths, path(string(rune('a'+k)), 100*float64(k), 10, from, from+10*r.IntN(40), from+10*r.IntN(3)))
	}
	s := newSweep(ordered(paths))
	for sec := 0; sec < 1100; sec += 7 {
		got := s.at(second(sec))
		n := 0
		for _, p := range ordered(paths) {
			at, ok := p.at(second(sec))
			if !ok || second(sec).Before(p.Confirmed) {
				continue
			}
			if n >= len(got) || got[n].id != p.ID || got[n].at != at {
				t.Fatalf("at %d s: %v", sec, got)
			}
			n++
		}
		if n != len(got) {
			t.Fatalf("at %d s there are %d, not %d", sec, len(got), n)
		}
	}
}

// TestConsequences: a fire told together with the impact that lit it is no false
// merge; fire that answers fire, told with it, is.
func TestConsequences(t *testing.T) {
	score := func(kind truceline.Kind) Card {
		w := World{Incidents: []Truth{truthAt("impact", 0, 0, "F3"), truthAt("after", 300, 0, kind)}}
		w.Incidents[1].Because = 1
		id := func(s string) truceline.ID { return truceline.IDOf(s) }
		w.Said = map[truceline.ID]int{id("a"): 0, id("b"): 0, id("c"): 1, id("d"): 1}
		i := incidentAt("both", 0, 0, "F3", 100)
		i.Observations = []truceline.ID{id("a"), id("b"), id("c"), id("d")}
		return Score(w, Run{Record: truceline.Record{Incidents: []truceline.Incident{i}}}, nil)
	}
	good := func(c Card, figure string, want float64) {
		t.Helper()
		f, _ := c.Figure(figure)
		if f.Value == nil {
			t.Errorf("%s has no value", figure)
			return
		}
		near(t, figure, *f.Value, want, 1e-12)
	}
	burned, answered := score("H1"), score("F3")
	good(burned, "incidents.pairs_right", 1)
	good(burned, "incidents.pairs_found", 1) // both pairs of two; the others are no part of it
	good(burned, "incidents.pure", 1)
	good(burned, "incidents.merged", 0)
	good(burned, "incidents.recall", 0.5) // it still has no incident of its own
	good(answered, "incidents.pairs_right", 2.0/6)
	good(answered, "incidents.pure", 0)
	good(answered, "incidents.merged", 0.5)
}
