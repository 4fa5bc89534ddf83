package judge_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// attack is a clause that takes three of two kinds within an hour and ten
// kilometres for one.
func attack() truceline.Clause {
	return truceline.Clause{Kind: truceline.ClauseNoEvent, Kinds: []truceline.Kind{"F3", "F5"},
		Pattern: &truceline.Pattern{Name: "attack", Least: 3, Within: time.Hour, AcrossKm: 10, Different: 2}}
}

// north moves a happening so many kilometres to the north of 48 degrees.
func north(km float64) func(*truceline.Incident) {
	return func(i *truceline.Incident) {
		i.Place = truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48 + km/111.2, Lon: 37}}
	}
}

// outgoingOf is something seen to go out from a side's ground.
func outgoingOf(side string) func(*truceline.Incident) {
	return func(i *truceline.Incident) {
		i.Direction = truceline.DirectionOutgoing
		i.Ground = &truceline.Ground{Side: side, Certain: 1, DistanceKm: 1, LineAsOf: "2026-04-12"}
	}
}

func TestPattern(t *testing.T) {
	at := func(minute float64) time.Time {
		return clock(12, 10, 0, 0).Add(time.Duration(minute * float64(time.Minute)))
	}
	// Three happenings of two kinds; what they are and how far apart is the case.
	play := func(happenings ...truceline.Incident) *story {
		s := tell(t, attack())
		for _, i := range happenings {
			s.happens("", i)
		}
		return s.tick(at(200))
	}
	good := func(what, want string, happenings ...truceline.Incident) {
		t.Helper()
		s := play(happenings...)
		if want == "" {
			if len(s.order) > 0 {
				t.Errorf("%s: found %q", what, s.found[s.order[0]].Subject.Title)
			}
			return
		}
		if f := s.good("attack", want); f.Subject.Kind != truceline.SubjectPattern || len(f.Subject.Incidents) == 0 {
			t.Errorf("%s: %+v", what, f.Subject)
		}
	}
	first := surely("F3", at(0), north(0))
	good("three within the hour and ten kilometres", met+open, first, surely("F5", at(30), north(5)), surely("F3", at(60), north(9.9)))
	good("the last a second after the hour", "", first, surely("F5", at(30), north(5)), surely("F3", at(60+1.0/60), north(9)))
	good("the last ten metres too far from the first", "", first, surely("F5", at(30), north(5)), surely("F3", at(60), north(10.05)))
	good("each near the next and the last far from the first", "", first, surely("F5", at(30), north(9)), surely("F3", at(60), north(18)))
	good("two are too few", "", first, surely("F5", at(30), north(5)))
	good("three of one kind are not it", "not met, met, "+open, first, surely("F3", at(30), north(5)), surely("F3", at(60), north(5)))
	good("another kind does not count", "", first, surely("F5", at(30), north(5)), surely("F1", at(40), north(5)))
	doubtful := func(low, high float64) func(*truceline.Incident) {
		return func(i *truceline.Incident) {
			i.Exists = truceline.Probability{P: (low + high) / 2, Low: low, High: high}
		}
	}
	good("one of the three may not have been", open+", met, "+open, first, surely("F5", at(30), north(5)), surely("F3", at(60), north(5), doubtful(0.5, 0.9)))
	good("one of the three is held not to have been", "", first, surely("F5", at(30), north(5)), surely("F3", at(60), north(5), doubtful(0, 0.19)))
	good("of four, one may not have been", met+open, first, surely("F5", at(30), north(5)), surely("F5", at(40), north(5)), surely("F3", at(60), north(5), doubtful(0.5, 0.9)))
	nowhere := func(i *truceline.Incident) { i.Place = truceline.Place{Shape: truceline.ShapeArea, Area: "UA-14"} }
	good("one without a place is of none", "", first, surely("F5", at(30), north(5)), surely("F3", at(60), nowhere))

	good("all by one side", met+"met", surely("F3", at(0), north(0), outgoingOf("AA")), surely("F5", at(10), north(1), outgoingOf("AA")),
		surely("F3", at(20), north(2), outgoingOf("AA")), surely("F3", at(30), north(2), outgoingOf("AA")))
	good("two by each", met+open, surely("F3", at(0), north(0), outgoingOf("AA")), surely("F5", at(10), north(1), outgoingOf("AA")),
		surely("F3", at(20), north(2), outgoingOf("BB")), surely("F3", at(30), north(2), outgoingOf("BB")))

	// A single happening is not judged under such a clause, and twice three far
	// apart in time are two patterns.
	s := tell(t, attack()).happens("", first)
	if len(s.order) != 0 {
		t.Error("a single happening was judged")
	}
	s = play(first, surely("F5", at(10), north(1)), surely("F3", at(20), north(1)),
		surely("F3", at(100), north(0)), surely("F5", at(110), north(1)), surely("F3", at(120), north(1)))
	if len(s.order) != 2 {
		t.Errorf("%d patterns, want 2", len(s.order))
	}
}

// TestPatternInForce: what lies before the text was in force does not count.
func TestPatternInForce(t *testing.T) {
	at := func(minute float64) time.Time {
		return clock(11, 13, 0, 0).Add(time.Duration(minute * float64(time.Minute)))
	}
	tell(t, attack()).happens("", surely("F3", at(-1), north(0))).happens("", surely("F5", at(0), north(1))).happens("", surely("F3", at(1), north(1))).
		tick(at(90))
	s := tell(t, attack()).happens("", surely("F3", at(0), north(0))).happens("", surely("F5", at(1), north(1))).happens("", surely("F3", at(2), north(1))).
		tick(at(90))
	s.good("attack", met+open) // the first at the very first moment
	s = tell(t, attack()).happens("", surely("F3", at(-1), north(0))).happens("", surely("F5", at(1), north(1))).happens("", surely("F3", at(2), north(1))).
		tick(at(90))
	if len(s.order) > 0 {
		t.Error("one of them was a minute too early, and two are no pattern")
	}
}

// TestPatternLate: a happening that comes to light late and is the first of all
// takes the others with it, and the finding about the pattern that they made is
// made anew and not forgotten.
func TestPatternLate(t *testing.T) {
	at := func(minute float64) time.Time {
		return clock(12, 10, 0, 0).Add(time.Duration(minute * float64(time.Minute)))
	}
	s := tell(t, attack())
	s.happens("", surely("F3", at(10), north(0))).happens("", surely("F5", at(20), north(1))).happens("", surely("F3", at(30), north(1))).tick(at(100))
	s.good("attack", met+open)
	s.happens("", surely("F5", at(0), north(1))).tick(at(110))
	if len(s.order) != 2 {
		t.Fatalf("%d findings, want the old and the new", len(s.order))
	}
	s.good("no pattern any more", "not met, not met, "+open)
	s.good("4 happenings", met+open)
}

// TestPatternOrder: whatever the order in which happenings come to light, the
// clusters that stand in the end are the same.
func TestPatternOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	var all []truceline.Incident
	for n := range 60 {
		i := surely(pick[truceline.Kind](r, "F3", "F5"), clock(12, 0, 0, 0).Add(time.Duration(r.IntN(600))*time.Minute), north(30*r.Float64()))
		i.ID = truceline.IDOf("order", fmt.Sprint(n))
		all = append(all, i)
	}
	stand := func(order []truceline.Incident) []string {
		s := tell(t, attack())
		for _, i := range order {
			s.j.Take(i)
			s.tick(clock(12, 20, 0, 0))
		}
		var out []string
		for _, f := range s.found {
			if len(f.Subject.Incidents) > 0 {
				out = append(out, fmt.Sprint(f.Subject.ID.Short(), len(f.Subject.Incidents), f.Exists.Low, f.Breach.Low))
			}
		}
		slices.Sort(out)
		return out
	}
	want := stand(all)
	if len(want) < 3 {
		t.Fatalf("only %d clusters", len(want))
	}
	for range 5 {
		r.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
		if got := stand(all); !slices.Equal(got, want) {
			t.Fatalf("%v\n%v", got, want)
		}
	}
}
