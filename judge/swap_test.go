package judge_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// swapped exchanges the labels of the sides everywhere in a thing.
func swapped[T any](t *testing.T, thing T) T {
	t.Helper()
	b, err := json.Marshal(thing)
	if err != nil {
		t.Fatal(err)
	}
	s := strings.NewReplacer("AA", "BB", "BB", "AA").Replace(string(b))
	var out T
	if err := json.Unmarshal([]byte(s), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// pick returns one of several things.
func pick[T any](r *rand.Rand, things ...T) T { return things[r.IntN(len(things))] }

// anyIncident makes an incident of any sort, in and around the hours in force
// and the strip.
func anyIncident(r *rand.Rand) truceline.Incident {
	low := r.Float64()
	high := low + (1-low)*r.Float64()
	i := incident(func(i *truceline.Incident) {
		i.ID = truceline.IDOf("any", time.Duration(r.Int64()).String())
		i.Kind = pick[truceline.Kind](r, "F1", "F3", "F5", "F6", "F7", "H1", "A3", "P1", "W1", "W4", "M3")
		i.When.From = clock(11, 12, 0, 0).Add(time.Duration(r.IntN(36*3600)) * time.Second)
		i.When.To = i.When.From.Add(time.Duration(r.IntN(2)*r.IntN(7200)) * time.Second)
		i.When.Clock.Error = time.Duration(r.IntN(2)*r.IntN(600)) * time.Second
		i.Place.Ellipse = truceline.Ellipse{SemiMajor: 3000 * r.Float64(), SemiMinor: 1000 * r.Float64()}
		i.Direction = pick[truceline.Direction](r, "", "outgoing", "outgoing", "impact", "in_flight", "crossfire", "undetermined")
		i.Exempt = pick(r, "", "", "demining")
		i.Exists = truceline.Probability{P: (low + high) / 2, Low: low, High: high}
		i.Ground = &truceline.Ground{Side: pick(r, "AA", "BB"), Certain: r.Float64(), DistanceKm: 20 * r.Float64(), LineAsOf: "2026-04-12"}
		if r.IntN(4) == 0 {
			i.Standing = &truceline.StandingHeat{Days: 100, Months: 12, OfDays: 500}
		}
		if r.IntN(8) == 0 {
			i.Ground = nil
		}
		if r.IntN(8) == 0 {
			i.Observations = nil
		}
	})
	return i
}

// TestSwap: with the labels of the sides exchanged everywhere, every finding is
// the same with the labels exchanged, to the last digit and word.
func TestSwap(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	a := text()
	a.Zones[1].Corridor.DepthKm["BB"] = 10 // uneven, so that a mix-up shows
	one, other := newJudge(t, a), newJudge(t, swapped(t, a))
	for range 400 {
		i := anyIncident(r)
		gap := pick(r, watched, blind, coverage.Answer{})
		equal(t, i, one.Incident(i, gap, now()), other.Incident(swapped(t, i), gap, now()))
	}
	for _, value := range []int{0, 7} {
		equal(t, value, one.Tally(tally(value), blind, now()), other.Tally(tally(value), blind, now()))
	}
	m := truceline.Moved{From: "2026-04-11", To: "2026-04-12", Holder: "AA", GainedKm2: 3}
	equal(t, m, one.State(m, blind, now()), other.State(swapped(t, m), blind, now()))
}

// equal compares findings with those of the exchanged world.
func equal(t *testing.T, about any, got, mirrored []truceline.Finding) {
	t.Helper()
	for _, f := range got {
		sound(t, f)
	}
	a, err := json.Marshal(swapped(t, got))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(mirrored)
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Fatalf("%+v\n%s\n%s", about, a, b)
	}
}

// TestOrderOfParties: the order in which an agreement lists its parties orders
// the shares and decides nothing.
func TestOrderOfParties(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	a := text()
	turned := text()
	slices.Reverse(turned.Parties)
	one, other := newJudge(t, a), newJudge(t, turned)
	for range 200 {
		i := anyIncident(r)
		x, y := one.Incident(i, blind, now()), other.Incident(i, blind, now())
		for k := range y {
			slices.Reverse(y[k].Attribution.Shares)
		}
		p, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		q, err := json.Marshal(y)
		if err != nil {
			t.Fatal(err)
		}
		if string(p) != string(q) {
			t.Fatalf("%s\n%s", p, q)
		}
	}
}
