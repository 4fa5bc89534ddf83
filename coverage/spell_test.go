package coverage_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// TestSpell: asked about some seconds, the answer names the whole spell that they are part
// of, as far as it is known, and says whether its end is still to come.
func TestSpell(t *testing.T) {
	fog := func(change func(*coverage.Config), until string) *coverage.Ledger {
		l := handLedger(t, func(c *coverage.Config) {
			c.Period = window("2030-05-01T00:00", "2030-05-03T00:00")
			if change != nil {
				change(c)
			}
		})
		read(t, l, "CAM-1,camera,F3,48,37,5000,,,,2030-05-01T00:00:00Z,2030-05-03T00:00:00Z,watched,,,,\n")
		l.Weather(truceline.Weather{Place: truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37}, Ellipse: truceline.Ellipse{SemiMajor: 50e3, SemiMinor: 50e3}},
			When: interval("2030-05-01T02:10", "2030-05-01T05:40"), WindMS: 2, VisibilityKm: 0.2})
		l.Tick(at(until))
		return l
	}
	good := func(l *coverage.Ledger, place truceline.Place, from, to string, open bool, want string) {
		t.Helper()
		if a := l.Query(place, interval("2030-05-0"+from, "2030-05-0"+to), truceline.KindIndirectFire); a.Words != want || a.Open != open {
			t.Errorf("%s to %s: %q (open: %v), want %q", from, to, a.Words, a.Open, want)
		}
	}
	l := fog(nil, "2030-05-02T12:00")
	const closed = "Nothing watched this place between 02:10 and 05:40 UTC on 1 May 2030: CAM-1: fog."
	good(l, east(2), "1T02:31", "1T02:31", false, closed)
	good(l, east(2), "1T02:10", "1T02:10", false, closed) // its first moment
	good(l, east(2), "1T05:39", "1T05:39", false, closed)
	good(l, east(2), "1T02:00", "1T02:20", false, "This place was partly watched for indirect fire, by CAM-1. "+closed)

	// The fog lasts: nothing is said of what is not known yet, and the words are the same
	// at each tick as long as it does.
	for _, now := range []string{"2030-05-01T02:32", "2030-05-01T03:00", "2030-05-01T05:39"} {
		good(fog(nil, now), east(2), "1T02:31", "1T02:31", true, "Nothing watched this place from 02:10 until at least 02:31 UTC on 1 May 2030: CAM-1: fog.")
	}
	good(fog(nil, "2030-05-01T02:30"), east(2), "1T02:10", "1T02:10", true, "Nothing watched this place from 02:10 UTC on 1 May 2030 on: CAM-1: fog.")

	// Nobody was ever posted there, or nobody before.
	good(l, point(50, 37), "1T02:31", "1T02:31", true, "Nothing that can notice indirect fire watched this place from the beginning of the record until at least 02:31 UTC on 1 May 2030.")
	read(t, l, "CAM-2,camera,F3,50,37,5000,,,,2030-05-02T06:00:00Z,2030-05-02T08:00:00Z,watched,,,,\n")
	good(l, point(50, 37), "1T02:31", "1T02:31", false, "Nothing that can notice indirect fire watched this place from the beginning of the record until 06:00 UTC on 2 May 2030.")
	good(l, point(50, 37), "2T09:00", "2T10:30", true, "Nothing that can notice indirect fire watched this place from 08:00 until at least 10:30 UTC on 2 May 2030.")
	good(l, point(50, 37), "2T05:30", "2T06:30", false, "This place was partly watched for indirect fire, by CAM-2. Nothing watched this place from the beginning of the record until 06:00 UTC on 2 May 2030: nobody was posted.")

	// What is not known is not said to have been unwatched.
	read(t, l, "CAM-3,camera,F3,51,37,5000,,,,2030-05-01T01:00:00Z,2030-05-01T02:00:00Z,watched,,,,\nCAM-3,camera,F3,51,37,5000,,,,2030-05-01T02:00:00Z,2030-05-01T04:00:00Z,not_known,power,B,,\nCAM-3,camera,F3,51,37,5000,,,,2030-05-01T04:00:00Z,2030-05-01T09:00:00Z,watched,,,,\n")
	good(l, point(51, 37.01), "1T03:00", "1T03:00", false, "It is not known whether anything watched this place for indirect fire. "+
		"Nothing is known to have watched this place between 02:00 and 04:00 UTC on 1 May 2030: CAM-3: no power, which B caused.")
}

// TestSpellMoments: the spell that one moment of it tells is that which asking about each
// minute gives, over worlds of chance.
func TestSpellMoments(t *testing.T) {
	states := []truceline.Watching{truceline.Watched, truceline.PartlyWatched, truceline.Blind, truceline.NotKnown}
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(4, seed))
		l := coverage.New(coverage.Config{Period: window("2030-05-01T00:00", "2030-05-03T00:00")})
		for range 12 {
			from := at("2030-05-01T00:00").Add(time.Duration(r.IntN(48*60)) * time.Minute)
			w := camera(string(rune('a'+r.IntN(3))), 48, 37, 5000, "2030-05-01T00:00", "2030-05-01T00:00", states[r.IntN(4)], "")
			w.When = truceline.Interval{From: from, To: from.Add(time.Duration(1+r.IntN(600)) * time.Minute)}
			l.Watch(w)
		}
		unwatched := func(m int) bool {
			when := at("2030-05-01T00:00").Add(time.Duration(m) * time.Minute)
			s := l.State(east(1), truceline.Interval{From: when, To: when}, truceline.KindIndirectFire)
			return s == truceline.Blind || s == truceline.NotKnown
		}
		m := r.IntN(48 * 60)
		if !unwatched(m) {
			continue
		}
		from, to := m, m
		for from > 0 && unwatched(from-1) {
			from--
		}
		for to < 48*60 && unwatched(to) {
			to++
		}
		clock := func(m int) string { return at("2030-05-01T00:00").Add(time.Duration(m) * time.Minute).Format("15:04") }
		when := at("2030-05-01T00:00").Add(time.Duration(m) * time.Minute)
		a := l.Query(east(1), truceline.Interval{From: when, To: when}, truceline.KindIndirectFire)
		begins, ends := clock(from), clock(to)
		if from == 0 {
			begins = "from the beginning of the record"
		}
		if to == 48*60 {
			ends = "until at least " + clock(m)
		}
		if !strings.Contains(a.Words, begins) || !strings.Contains(a.Words, ends) || a.Open != (to == 48*60) {
			t.Errorf("seed %d at %s: %q (open: %v), want %s, %s", seed, clock(m), a.Words, a.Open, begins, ends)
		}
	}
}
