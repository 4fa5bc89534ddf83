package fuse

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// TestSilentLine plays posts that hear what is not there, as thickly as 20,000 of them on
// the whole line do and four times as often in windy hours, and thunder, of each stroke of which
// a few posts of many tell: none of it is to be held probable. 500 posts for 14
// days are a twentieth of the full line's week, in which one is borne.
func TestSilentLine(t *testing.T) {
	const posts, days = 500, 14
	for seed := range uint64(2) {
		rng := rand.New(rand.NewPCG(5, 72+seed))
		places := make([]truceline.Point, posts)
		for n := range places { // 20,000 over 1,200 by 29.5 km: 0.56 a km2
			places[n] = plane{home}.at(rng.Float64()*30_000, rng.Float64()*29_500)
		}
		f := New(Config{Noticing: silentLedger(places)})
		newest := map[truceline.ID]truceline.Incident{}
		said := 0
		for minute := range days * 24 * 60 {
			rate := 0.015
			if minute/60%24 < 6 {
				rate *= 4
			}
			for rng.Float64() < rate*posts/60 {
				said++
				f.Add(falseAlarm(rng, places, rng.IntN(posts), float64(minute*60)+rng.Float64()*60))
			}
			if minute/60%96 == 13 && minute%2 == 0 { // every fourth day an hour of thunder
				said += stroke(f, rng, places, float64(minute*60))
			}
			if minute%10 == 9 {
				for _, i := range f.Step(noon.Add(time.Duration(minute) * time.Minute)) {
					newest[i.ID] = i
				}
			}
		}
		if said < 1000 {
			t.Fatalf("only %d false alarms", said)
		}
		for _, i := range newest {
			if i.Exists.P > 0.8 {
				t.Errorf("seed %d: of %d false alarms, %s %s at %s is held %.3f probable: %v", 72+seed, said, i.Kind, i.ID.Short(), i.When.From, i.Exists.P, i.Reasons)
			}
		}
	}
}

// stroke is a stroke of thunder that no weather report tells of. All posts within 16 km hear it, one in
// twenty of those beside it, one in sixty of those 5 km off and fewer of those beyond take it for an
// explosion, and these agree on its place and its moment as they would on one.
func stroke(f *Fuser, rng *rand.Rand, places []truceline.Point, seconds float64) (said int) {
	at := plane{home}.at(rng.Float64()*30_000, rng.Float64()*29_500)
	for n, p := range places {
		east, north := (plane{p}).of(at)
		away := math.Hypot(east, north)
		takes := 0.05 - (0.05-0.016)*away/5000
		if away > 5000 {
			takes = 0.016 * (16_000 - away) / 11_000
		}
		if rng.Float64() > takes {
			continue
		}
		f.Add(alarm(rng, p, n, []truceline.Kind{"F6", "F6", "F6", "F3"}[rng.IntN(4)], away, math.Atan2(east, north)*180/math.Pi, seconds))
		said++
	}
	return said
}

// falseAlarm is what an acoustic post states when there was nothing.
func falseAlarm(rng *rand.Rand, places []truceline.Point, n int, seconds float64) truceline.Observation {
	kind := []truceline.Kind{"F6", "F6", "F6", "F6", "F6", "F6", "F6", "F6", "F1", "F1", "F1", "F1", "F1", "F1", "F3", "F3", "F3", "A1", "A1", "A1"}[rng.IntN(20)]
	reach := 5000.0
	if kind == "F1" {
		reach = 2000
	} else if kind == "A1" {
		reach = 3000
	}
	return alarm(rng, places[n], n, kind, reach*math.Sqrt(rng.Float64()), rng.Float64()*360, seconds)
}

// alarm is what a post states of a sound so far away in some direction.
func alarm(rng *rand.Rand, post truceline.Point, n int, kind truceline.Kind, away, bearing, seconds float64) truceline.Observation {
	const clock = 0.05 / sigmasClock
	guess := max(300, away*(1+rng.NormFloat64()*0.25/sigmasSector))
	bearing += rng.NormFloat64() * 5
	wide := 5 * sigmasSector
	first := seconds + away/340 + clock*rng.NormFloat64()
	o := heard(fmt.Sprint("post-", n), post, 0, first-guess/340)
	o.Kind = kind
	o.Place = truceline.Place{Shape: truceline.ShapeSector, At: post, Sector: truceline.Sector{
		RangeMin: guess * math.Exp(-0.25*sigmasSector), RangeMax: guess * math.Exp(0.25*sigmasSector),
		BearingFrom: math.Mod(bearing-wide+720, 360), BearingTo: math.Mod(bearing+wide+360, 360)}}
	o.When.Clock.Error = time.Duration((0.05 + guess*0.25/340) * float64(time.Second))
	o.Arrival = &truceline.Arrival{At: noon.Add(time.Duration(first * float64(time.Second))), Error: 50 * time.Millisecond}
	return o
}

// silentLedger knows where the posts stand and how far they hear.
func silentLedger(places []truceline.Point) func(truceline.Place, truceline.Interval, truceline.Kind) coverage.Noticing {
	return func(p truceline.Place, _ truceline.Interval, k truceline.Kind) (n coverage.Noticing) {
		reach := 6500.0
		if k == "F1" {
			reach = 2200
		} else if k == "A1" {
			reach = 3300
		}
		for i, at := range places {
			if east, north := (plane{at}).of(p.At); math.Hypot(east, north) < reach {
				n.Watchers = append(n.Watchers, coverage.Watcher{By: fmt.Sprint("post-", i), Means: truceline.MeansAcoustic, Chance: 0.9 * (1 - math.Pow(math.Hypot(east, north)/reach, 3)), State: truceline.Watched})
			}
		}
		return n
	}
}
