package engine

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// at is a moment on the first of May 2030, in minutes from midnight.
func at(minutes float64) time.Time {
	return time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(minutes * float64(time.Minute)))
}

// config is ten hours' truce between two sides, without a line.
func config() Config {
	return Config{
		Run: truceline.Run{
			Name: "test", Window: truceline.Window{From: at(0), To: at(600)},
			Agreement: truceline.Agreement{
				ID: "test", Version: 1, Parties: []truceline.Party{{ID: "A"}, {ID: "B"}},
				Windows: []truceline.InForce{{Window: truceline.Window{From: at(0), To: at(600)}}},
				Zones:   []truceline.Zone{{ID: "all", Everywhere: true}},
				Clauses: []truceline.Clause{{
					ID: "no-fire", Kind: truceline.ClauseNoEvent, Binds: []string{"A", "B"}, Kinds: []truceline.Kind{"F3"}, Zone: "all",
					Thresholds: truceline.Thresholds{Exists: 0.9, Breach: 0.9, Attribution: 0.9},
				}},
			},
		},
		Period:  truceline.Window{From: at(-60), To: at(700)},
		Windows: map[string]time.Duration{"posts": 5 * time.Minute},
	}
}

// said is one post's statement as it comes to the door.
func said(source string, minute float64) Input {
	id := truceline.IDOf(source, at(minute).String())
	o := truceline.Observation{
		ID: id, Entry: id, Feed: "posts", Source: source, Means: truceline.MeansAcoustic, Kind: "F3", Count: truceline.One("explosion"),
		When:  truceline.Interval{From: at(minute), To: at(minute), Clock: truceline.Clock{Quality: truceline.ClockNTP, Error: time.Second}},
		Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 400, SemiMinor: 400}},
	}
	return Input{
		Entry:   truceline.Entry{ID: id, Kind: truceline.KindData, Feed: "posts", Received: at(minute)},
		Reading: truceline.Reading{Observations: []truceline.Observation{o}},
	}
}

func tick(minute float64) Input {
	return Input{Entry: truceline.Entry{Kind: truceline.KindTick, Received: at(minute)}}
}

// play steps an engine through inputs and returns what each step concluded.
func play(t *testing.T, e *Engine, inputs ...Input) []Output {
	t.Helper()
	var outs []Output
	for _, in := range inputs {
		out, err := e.Step(in)
		if err != nil {
			t.Fatal(err)
		}
		outs = append(outs, out)
	}
	return outs
}

// TestWindow: a statement is taken on the first tick after its feed's window
// has closed, not before and not without a tick.
func TestWindow(t *testing.T) {
	outs := play(t, New(config()), tick(0), said("post-1", 10), tick(10), tick(14.9), tick(15), tick(16))
	for n, want := range []int{0, 0, 0, 0, 1, 0} {
		if got := len(outs[n].Incidents); got != want {
			t.Fatalf("step %d: %d incidents, want %d", n, got, want)
		}
	}
	if i := outs[4].Incidents[0]; i.Version != 1 || !i.Concluded.Equal(at(15)) {
		t.Errorf("version %d, concluded %s", i.Version, i.Concluded)
	}
	if f := outs[4].Findings; len(f) != 1 || f[0].Version != 1 || f[0].Subject.Version != 1 || f[0].Attribution.Verdict != truceline.CannotBeDetermined {
		t.Errorf("findings %+v", f)
	}
}

// TestDeclaredWindows: a live feed's window is that of its stanza, from where that
// stands in the record on, and of no other feed; where the stanza says nothing it is a
// minute. What came before a change waits as it was told to.
func TestDeclaredWindows(t *testing.T) {
	by := func(feed string, in Input) Input {
		in.Entry.Feed = feed
		return in
	}
	good := func(feed string, window time.Duration, minute float64, want bool) {
		t.Helper()
		e := New(config())
		play(t, e, tick(0))
		e.Declare("slow", window, 0, at(0))
		e.Declare("silent about it", 0, 0, at(0))
		outs := play(t, e, by(feed, said("post-1", 10)), tick(10), tick(minute))
		if got := len(outs[2].Incidents) == 1; got != want || len(outs[1].Incidents) > 0 {
			t.Errorf("%s with a window of %s: judged by minute %v: %v", feed, window, minute, got)
		}
	}
	good("slow", 3*time.Minute, 12.9, false)
	good("slow", 3*time.Minute, 13, true) // the moment it closes
	good("posts", 3*time.Minute, 14.9, false)
	good("posts", 3*time.Minute, 15, true) // its own five minutes
	good("silent about it", 3*time.Minute, 10.9, false)
	good("silent about it", 3*time.Minute, 11, true) // a minute

	e := New(config())
	play(t, e, tick(0))
	e.Declare("slow", 5*time.Minute, 0, at(0))
	play(t, e, by("slow", said("post-1", 10)))
	e.Declare("slow", time.Minute, 0, at(10))
	outs := play(t, e, by("slow", said("post-2", 30)), tick(14), tick(15), tick(31))
	if len(outs[1].Incidents) != 0 || len(outs[2].Incidents) != 1 || len(outs[3].Incidents) != 1 {
		t.Errorf("after a change: %+v", outs)
	}
}

// TestMapsAreHeard: a feed of maps, which are kept whole, is as little silent while they
// come as one of messages; a map that is refused is no sign of life.
func TestMapsAreHeard(t *testing.T) {
	outages := func(refusals int) int {
		e := New(config())
		play(t, e, tick(0))
		e.Declare("front", 0, 10*time.Minute, at(0))
		for minute := 5.0; minute <= 60; minute += 5 {
			play(t, e, Input{
				Entry:   truceline.Entry{Kind: truceline.KindReference, Feed: "front", Received: at(minute)},
				Reading: truceline.Reading{Refusals: make([]truceline.Refusal, refusals)},
			}, tick(minute))
		}
		return e.Outages()
	}
	if n := outages(0); n != 0 {
		t.Errorf("%d outages while maps come", n)
	}
	if n := outages(1); n != 1 {
		t.Errorf("%d outages while all are refused", n)
	}
}

// TestLate: what comes after its window is taken all the same, as a new version
// that supersedes the old one.
func TestLate(t *testing.T) {
	outs := play(t, New(config()), tick(0), said("post-1", 10), tick(15), said("post-2", 10.1), tick(16))
	late := outs[4]
	if len(late.Incidents) != 1 || late.Incidents[0].Version != 2 || late.Incidents[0].ID != outs[2].Incidents[0].ID || late.Incidents[0].Lineages != 2 {
		t.Fatalf("late evidence: %+v", late.Incidents)
	}
	if len(late.Findings) != 1 || late.Findings[0].Version != 2 || late.Findings[0].Subject.Version != 2 {
		t.Errorf("findings %+v", late.Findings)
	}
}

// TestBeforeTheRecord: what speaks of before the record begins waits for one
// window from its beginning, so that its order of arrival does not matter either.
func TestBeforeTheRecord(t *testing.T) {
	outs := play(t, New(config()), tick(-60), said("post-1", -300), tick(-59), said("post-2", -299.9), tick(-56), tick(-55), tick(-54))
	for n, want := range []int{0, 0, 0, 0, 0, 1, 0} {
		if got := len(outs[n].Incidents); got != want {
			t.Fatalf("step %d: %d incidents, want %d", n, got, want)
		}
	}
}

// TestOrder: within the window the order of arrival does not matter.
func TestOrder(t *testing.T) {
	inputs := []Input{said("post-1", 10), said("post-2", 10.1), said("post-3", 10.2), said("post-1", 11.5)}
	ends := func() Output {
		outs := play(t, New(config()), slices.Concat([]Input{tick(0)}, inputs, []Input{tick(20)})...)
		return outs[len(outs)-1]
	}
	want := ends()
	slices.Reverse(inputs)
	if got := ends(); !same(got, want) || len(got.Incidents) == 0 {
		t.Errorf("reversed: %+v, before %+v", got, want)
	}
}

// TestRepeatSaysNothingNew: a conclusion that says the same is no new version.
func TestRepeatSaysNothingNew(t *testing.T) {
	e := New(config())
	play(t, e, tick(0), said("post-1", 10), tick(15))
	i := e.Record().Incidents[0]
	if out := e.versions.keep(Output{Incidents: []truceline.Incident{i}}, at(99)); len(out.Incidents) != 0 {
		t.Errorf("a repeat became version %d", out.Incidents[0].Version)
	}
}

// TestAbsence: a window in which nothing was noticed, watched by nobody, ends
// in a finding that cannot be determined, once; with an incident there is none.
func TestAbsence(t *testing.T) {
	absences := func(inputs ...Input) (found []truceline.Finding) {
		for _, out := range play(t, New(config()), inputs...) {
			for _, f := range out.Findings {
				if f.Subject.Kind == truceline.SubjectAbsence {
					found = append(found, f)
				}
			}
		}
		return found
	}
	found := absences(tick(0), tick(600), tick(604), tick(605), tick(606))
	if len(found) != 1 || found[0].Exists.Verdict != truceline.CannotBeDetermined || found[0].Gap == "" {
		t.Errorf("findings %+v", found)
	}
	if found := absences(tick(0), said("post-1", 10), tick(15), tick(605)); len(found) != 0 {
		t.Errorf("an absence beside an incident: %+v", found)
	}
}

// TestConclusionsAreNotRead: what the engine concluded never feeds it.
func TestConclusionsAreNotRead(t *testing.T) {
	in := said("post-1", 10)
	in.Entry.Kind = truceline.KindConclusion
	e := New(config())
	play(t, e, tick(0), in, tick(20))
	if rec := e.Record(); len(rec.Incidents) != 0 || len(e.Refs()) != 0 {
		t.Errorf("%+v", rec.Incidents)
	}
}

// TestPendingRelease: whatever the order in which statements came, those whose
// window has closed leave in one order, and the others stay.
func TestPendingRelease(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var in []waiting
	for n := range 500 {
		w := waiting{at: at(float64(rng.IntN(50))), id: truceline.IDOf("w", strconv.Itoa(n))}
		w.due = w.at.Add(time.Duration(rng.IntN(3)) * time.Minute)
		if n%5 == 0 {
			w.watch = &truceline.Watch{}
		}
		in = append(in, w)
	}
	ids := func() (all []truceline.ID) {
		var p pending
		for _, w := range in {
			p.add(w)
		}
		for minute := range 60 {
			for _, w := range p.release(at(float64(minute))) {
				if w.due.After(at(float64(minute))) || !w.due.After(at(float64(minute-1))) {
					t.Fatalf("due at %s, released at %s", w.due, at(float64(minute)))
				}
				all = append(all, w.id)
			}
		}
		return all
	}
	want := ids()
	if len(want) != len(in) {
		t.Fatalf("%d of %d were released", len(want), len(in))
	}
	for range 5 {
		rng.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
		if !slices.Equal(ids(), want) {
			t.Fatal("another order of arrival gave another order of release")
		}
	}
}

// TestPlotsWait: of plots that all leave their window at once, a tick that follows close on another
// releases no more than so many, the others go with the next; statements go
// with the first; and the order of arrival changes nothing.
func TestPlotsWait(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 3))
	var in []waiting
	for n := range 3*plotsATick + 7 {
		o := &truceline.Observation{Means: truceline.MeansTelemetry, Subtype: "position", Place: truceline.Place{Shape: truceline.ShapePoint}}
		if n < 7 {
			o = &truceline.Observation{Means: truceline.MeansAcoustic}
		}
		in = append(in, waiting{at: at(1), due: at(2), id: truceline.IDOf("w", strconv.Itoa(n)), observation: o})
	}
	released := func() (all []truceline.ID, counts [][2]int) {
		var p pending
		for _, w := range in {
			p.add(w)
		}
		for now := at(2).Add(-10 * time.Millisecond); now.Before(at(2).Add(time.Second)); now = now.Add(10 * time.Millisecond) {
			n := [2]int{}
			for _, w := range p.release(now) {
				if all = append(all, w.id); w.observation.Plot() {
					n[1]++
				} else {
					n[0]++
				}
			}
			if counts = append(counts, n); len(p.plots) > 0 && !p.complete(now).Equal(earliest(now, at(2))) || len(p.plots) == 0 && !p.complete(now).Equal(now) {
				t.Errorf("complete up to %s with %d left over", p.complete(now), len(p.plots))
			}
		}
		return all, counts
	}
	want, counts := released()
	if len(want) != len(in) || !slices.Equal(counts[:5], [][2]int{{0, 0}, {7, plotsATick}, {0, plotsATick}, {0, plotsATick}, {0, 0}}) {
		t.Fatalf("%d of %d: %v", len(want), len(in), counts[:5])
	}
	rng.Shuffle(len(in), func(i, j int) { in[i], in[j] = in[j], in[i] })
	if again, _ := released(); !slices.Equal(again, want) {
		t.Error("another order of arrival gave another order of release")
	}
	var p pending
	for _, w := range in {
		p.add(w)
	}
	if n := len(p.release(at(2))); n != len(in) {
		t.Errorf("a tick by itself released %d of %d", n, len(in))
	}
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// BenchmarkTickWithMillionPending is a tick while a million statements wait
// whose windows close later.
func BenchmarkTickWithMillionPending(b *testing.B) {
	var p pending
	for n := range 1_000_000 {
		p.add(waiting{at: at(float64(n)), due: at(float64(n + 60))})
	}
	for b.Loop() {
		p.release(at(0))
	}
}
