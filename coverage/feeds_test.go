package coverage_test

import (
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// TestFeedSilence: a feed that declared a minute and is cut is an outage from its
// last sign of life on, for itself and for the post that is heard only through it;
// a post that is heard through another feed as well is not cut off. It ends when
// the feed is heard again.
func TestFeedSilence(t *testing.T) {
	from := time.Date(2030, 5, 1, 10, 0, 0, 0, time.UTC)
	at := func(seconds int) time.Time { return from.Add(time.Duration(seconds) * time.Second) }
	l := coverage.New(coverage.Config{Period: truceline.Window{From: from, To: at(3600)}})
	post := func(by string) truceline.Place {
		place := truceline.Place{Shape: truceline.ShapePoint, At: truceline.Point{Lat: 48, Lon: 37 + float64(len(by))}, Ellipse: truceline.Ellipse{SemiMajor: 5000, SemiMinor: 5000}}
		l.Watch(truceline.Watch{By: by, Means: truceline.MeansAcoustic, State: truceline.Watched, Detection: 0.5, Place: place,
			When: truceline.Interval{From: from, To: at(3600)}})
		return place
	}
	lone, doubled := post("lone"), post("doubled")
	l.Feed("radio", time.Minute, at(0))
	heard := func(feed, by string, seconds int) {
		l.HeardThrough(feed, by, truceline.MeansAcoustic, at(seconds))
		l.Tick(at(seconds))
	}
	heard("radio", "lone", 30)
	heard("radio", "doubled", 30)
	heard("wire", "doubled", 30)
	l.Tick(at(90)) // exactly as long as declared
	outages := func() (out []truceline.Watch) {
		for _, w := range l.Watches(truceline.Window{From: from, To: at(3600)}) {
			if w.By == "feed:radio" {
				out = append(out, w)
			}
		}
		return out
	}
	if got := outages(); len(got) != 0 {
		t.Fatalf("not yet silent: %+v", got)
	}
	l.Tick(at(91))
	if got := outages(); len(got) != 1 || !got[0].When.Open || !got[0].When.From.Equal(at(30)) || got[0].Cause != truceline.CauseSilent || got[0].State != truceline.Blind || got[0].Means != truceline.MeansAcoustic {
		t.Fatalf("silent: %+v", got)
	}
	heard("radio", "lone", 600)
	l.Tick(at(610))
	if got := outages(); len(got) != 1 || got[0].When.Open || !got[0].When.To.Equal(at(600)) {
		t.Fatalf("back: %+v", got)
	}
	ask := func(place truceline.Place, from, to int) truceline.Watching {
		return l.Query(place, truceline.Interval{From: at(from), To: at(to)}, truceline.KindIndirectFire).State
	}
	if got := ask(lone, 100, 500); got != truceline.Blind && got != truceline.NotKnown {
		t.Errorf("the post that was cut off with its feed: %s", got)
	}
	if before, after := ask(lone, 0, 29), ask(lone, 601, 605); before != truceline.PartlyWatched || after != truceline.PartlyWatched {
		t.Errorf("before and after: %s, %s", before, after)
	}
	if got := ask(doubled, 100, 500); got != truceline.PartlyWatched {
		t.Errorf("the post with two feeds: %s", got)
	}
	l.Feed("radio", 0, at(620)) // taken away: it promises nothing any more
	l.Tick(at(3000))
	if got := outages(); len(got) != 1 {
		t.Errorf("taken away: %+v", got)
	}
}
