package fuse

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
)

// watchedBy is a ledger that knows these posts, each with one chance everywhere.
func watchedBy(chance float64, names ...string) func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Noticing {
	return func(truceline.Place, truceline.Interval, truceline.Kind) (n coverage.Noticing) {
		for _, name := range names {
			n.Watchers = append(n.Watchers, coverage.Watcher{By: name, Means: truceline.MeansAcoustic, Chance: chance, State: truceline.Watched})
		}
		return n
	}
}

func names(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("post-%d", i))
	}
	return out
}

// at is the last version of what one post stated, hours later.
func at(f *Fuser, hours float64, all ...truceline.Observation) truceline.Incident {
	for _, o := range all {
		f.Add(o)
	}
	last := truceline.Incident{}
	for n := range 4 {
		for _, i := range f.Step(noon.Add(time.Duration(hours * float64(n) / 3 * float64(time.Hour)))) {
			last = i
		}
	}
	return last
}

// TestSilence: what others should have noticed and did not lowers existence, the
// more the more there were; and only once they had time to speak.
func TestSilence(t *testing.T) {
	one := heard("post-0", home, 300, 0)
	alone := at(New(Config{Noticing: watchedBy(0.9, names(1)...)}), 3, one).Exists
	two := at(New(Config{Noticing: watchedBy(0.9, names(2)...)}), 3, one).Exists
	nine := at(New(Config{Noticing: watchedBy(0.9, names(9)...)}), 3, one).Exists
	if !(alone.P > two.P && two.P > nine.P) {
		t.Errorf("alone %.3f, beside one that was silent %.3f, beside eight %.3f", alone.P, two.P, nine.P)
	}
	if nine.P > 0.1 {
		t.Errorf("one of nine heard it, and it is held %.3f probable", nine.P)
	}
	early := at(New(Config{Noticing: watchedBy(0.9, names(9)...)}), 0.1, one).Exists
	if early.P < nine.P*2 {
		t.Errorf("six minutes later the silence of others counts already: %.3f", early.P)
	}
	blind := at(New(Config{Noticing: func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Noticing {
		n := watchedBy(0, names(9)...)(truceline.Place{}, truceline.Interval{}, "")
		n.Watchers[0].Chance = 0.9
		return n
	}}), 3, one).Exists
	if blind.P < alone.P-1e-6 {
		t.Errorf("the silence of those who could not notice counts: %.3f", blind.P)
	}
	all := []truceline.Observation{}
	for _, name := range names(9) {
		all = append(all, heard(name, home, 300, 0))
	}
	if p := at(New(Config{Noticing: watchedBy(0.9, names(9)...)}), 3, all...).Exists; p.P < 0.99 {
		t.Errorf("all nine heard it: %+v", p)
	}
}

// TestLearning: where lone statements of a sort turn out wrong, the next is
// believed less; where they are confirmed, more; and one source that
// states what nobody else notices is told from its like.
func TestLearning(t *testing.T) {
	play := func(confirmed bool) float64 {
		f := New(Config{Noticing: watchedBy(0.9, names(6)...)})
		for n := range 40 {
			place := geo.Destination(home, float64(n*9), 20_000)
			o := heard(fmt.Sprintf("post-%d", n%6), place, 300, float64(n*1200))
			f.Add(o)
			if confirmed {
				f.Add(heard(fmt.Sprintf("post-%d", (n+1)%6), place, 300, float64(n*1200)))
				f.Add(heard(fmt.Sprintf("post-%d", (n+2)%6), place, 300, float64(n*1200)))
			}
			f.Step(o.When.To.Add(15 * time.Minute))
		}
		f.Add(heard("post-0", home, 300, 50_000))
		var last truceline.Incident
		for h := range 5 {
			for _, i := range f.Step(noon.Add(50_000*time.Second + time.Duration(h)*time.Hour)) {
				if geo.Distance(i.Place.At, home) < 1 {
					last = i
				}
			}
		}
		return last.Exists.P
	}
	if wrong, right := play(false), play(true); wrong > right/2 {
		t.Errorf("after forty lone statements %.4f, after forty confirmed ones %.4f", wrong, right)
	}

	f := New(Config{Noticing: watchedBy(0.9, names(6)...)})
	liar := heard("post-5", home, 300, 0)
	for n := range 30 {
		f.Add(heard("post-5", geo.Destination(home, float64(n*12), 15_000), 300, float64(n*600)))
		f.Step(noon.Add(time.Duration(n*600+900) * time.Second))
	}
	e, honest := f.evidenceOf(liar), f.evidenceOf(heard("post-1", home, 300, 0))
	for n := range 6 {
		f.record.source(f.evidenceOf(heard(fmt.Sprintf("post-%d", n), home, 300, 0)))
	}
	if a, b := f.record.oddsOf(e, 1), f.record.oddsOf(honest, 1); a > b/3 {
		t.Errorf("the one that invents is believed at odds of %.4f, the others at %.4f", a, b)
	}
}

// TestDuplicates: a duplicate changes nothing. (That the order of arrival changes nothing
// is the engine's, who sorts: TestOrder there.)
func TestDuplicates(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var all []truceline.Observation
	for n := range 120 {
		place := geo.Destination(home, rng.Float64()*360, rng.Float64()*6000)
		all = append(all, heard(fmt.Sprintf("post-%d", n%12), place, 200+rng.Float64()*600, float64(n*20)))
	}
	play := func(list []truceline.Observation) map[truceline.ID]truceline.Incident {
		f, last := New(Config{}), map[truceline.ID]truceline.Incident{}
		for n, o := range list {
			f.Add(o)
			if n%10 == 9 {
				for _, i := range f.Step(o.When.To) {
					last[i.ID] = i
				}
			}
		}
		for _, i := range f.Step(noon.Add(time.Hour)) {
			last[i.ID] = i
		}
		return last
	}
	want := play(all)
	var twice []truceline.Observation
	f, last := New(Config{}), map[truceline.ID]truceline.Incident{}
	for n, o := range all {
		twice = append(twice, o, o)
		f.Add(o)
		f.Add(o)
		if n%10 == 9 {
			for _, i := range f.Step(o.When.To) {
				last[i.ID] = i
			}
		}
	}
	for _, i := range f.Step(noon.Add(time.Hour)) {
		last[i.ID] = i
	}
	if len(twice) != 2*len(all) || len(last) != len(want) {
		t.Fatalf("%d incidents, with duplicates %d", len(want), len(last))
	}
	for id, i := range want {
		if j := last[id]; i.Exists != j.Exists || i.Place != j.Place || !slices.Equal(i.Observations, j.Observations) {
			t.Errorf("a duplicate changed %+v to %+v", i, j)
		}
	}
}

// TestPriors: the file that ships can be read, and mistakes in one are named.
func TestPriors(t *testing.T) {
	bad := func(text string) {
		t.Helper()
		if _, err := ParsePriors([]byte(text)); err == nil {
			t.Errorf("taken: %s", text)
		}
	}
	if _, err := ParsePriors(shippedPriors); err != nil {
		t.Fatal(err)
	}
	bad("neighbourhood: 3")                      // no such field
	bad("neighbourhood_km: 0")                   // nothing lies round a point
	bad(string(shippedPriors) + "\nhorizon: 1h") // said twice
}

// TestSilenceCountsOnceInTheUrn: what several further voices multiply the odds by is the chance, under one Beta density, that so many
// were misled and the others kept silent, given that the first was misled: the silence is in it once, however many voices there are.
func TestSilenceCountsOnceInTheUrn(t *testing.T) {
	for _, others := range []int{1, 2, 5} {
		for _, quiet := range []int{0, 3, 40} {
			f := New(Config{})
			in := &incident{to: noon}
			f.now = noon.Add(time.Hour)
			for range quiet {
				in.silence.watchers = append(in.silence.watchers, watcher{means: truceline.MeansAcoustic, chance: 0.5})
			}
			voice := func(n int) *evidence { return f.evidenceOf(heard(fmt.Sprint("post ", n), home, 500, 0)) }
			said := []*evidence{voice(0)}
			got := 1.0
			for n := range others {
				got *= f.misled(in, said[0], said, truceline.MeansAcoustic)
				said = append(said, voice(n+1))
			}
			c := f.priors.Common.Misled
			yes, no := c.Weight*c.Share, c.Weight*(1-c.Share)
			want := f.priors.Common.Loud * math.Exp(logBeta(yes+1+float64(others), no+0.5*float64(quiet))-logBeta(yes+1, no))
			if math.Abs(got/want-1) > 1e-9 {
				t.Errorf("%d further voices, %d silent: %g, want %g", others, quiet, got, want)
			}
		}
	}
}
