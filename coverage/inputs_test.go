package coverage_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/asterix"
	"github.com/truceline/truceline/feed/cot"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/feed/firms"
	"github.com/truceline/truceline/feed/klv"
	"github.com/truceline/truceline/feed/sapient"
	"github.com/truceline/truceline/feed/sensorthings"
	"github.com/truceline/truceline/feed/stac"
	"github.com/truceline/truceline/geo"
)

// TestEveryInput: what radars, sensors, platforms and satellites say of themselves changes what
// the ledger answers, from the bytes as they came: for each watch in them, the ledger that was told
// of it gives its state, and its cause in words, where one that was not told knows of nobody. What
// a mission posts by hand is held by [TestCauses] and [TestTurnedBack], silent feeds by [TestFeedSilence], the
// posture by [TestOneSensor].
func TestEveryInput(t *testing.T) {
	good := func(input string, build func(feed.Config) (feed.Format, error), c feed.Config, file string, states ...truceline.Watching) {
		t.Helper()
		_, name, _ := strings.Cut("@"+strings.TrimSuffix(filepath.Base(file), ".case"), "@")
		if _, after, ok := strings.Cut(name, "@"); ok {
			name = after
		}
		r := feedtest.All(feedtest.Format(t, build, c), c, name, feedtest.Message(t, filepath.Join("..", "feed", file)))
		met := map[truceline.Watching]int{}
		for _, w := range r.Watches {
			kind := noticed(w)
			when := truceline.Interval{From: w.When.From, To: w.When.From}
			without, with := coverage.New(coverage.Config{}), coverage.New(coverage.Config{})
			with.Watch(w)
			with.Tick(w.When.To.Add(time.Minute)) // one without an end lasts
			place := within(w)
			if a := without.Query(place, when, kind); a.State != truceline.Blind || !strings.HasPrefix(a.Words, "Nothing that can notice") {
				t.Errorf("%s, before %s spoke: %s (%s)", input, w.By, a.State, a.Words)
			}
			a := with.Query(place, when, kind)
			if a.State != w.State || !strings.Contains(a.Words, w.By) || w.Cause != "" && !strings.Contains(a.Words, coverage.CauseWords(w.Cause)) {
				t.Errorf("%s, as %s spoke (%s %s): %s (%s)", input, w.By, w.State, w.Cause, a.State, a.Words)
			}
			met[a.State]++
		}
		for _, s := range states {
			if met[s] == 0 {
				t.Errorf("%s: nothing was %s: %v", input, s, met)
			}
		}
	}
	radars := feed.Config{Feed: "radar", Source: "air picture", Options: map[string]string{
		"stations": "25/201 radar north @ 48 36 150 400; 25/100 tracker @ 49 36 0 500", "from": "2026-01-02T09:00:00Z", "every": "10s"}}
	probes := feed.Config{Feed: "probes", Source: "plant", Options: map[string]string{"rules": "dose rate above 0.3 uSv/h is N1 dose rate; off-site lines below 2 is E1 line lost; 7 above 0.3 is N1", "lat": "47.5", "lon": "34.6"}}
	good("status messages of a radar (ASTERIX 034)", asterix.New, radars, "asterix/testdata/state@cat034.raw.case", truceline.Watched, truceline.PartlyWatched, truceline.Blind)
	good("status messages of what makes system tracks (ASTERIX 065)", asterix.New, radars, "asterix/testdata/state@cat065.raw.case", truceline.Watched)
	good("status messages of SAPIENT nodes", sapient.New, feed.Config{Feed: "sapient", Source: "sensors"}, "sapient/testdata/radar.case", truceline.Watched, truceline.Blind)
	good("readings of probes (SensorThings)", sensorthings.New, probes, "sensorthings/testdata/messages.case", truceline.Watched)
	good("platform footprints (CoT)", cot.New, feed.Config{Feed: "tak", Source: "tak"}, "cot/testdata/events.case", truceline.Watched)
	good("platform footprints (KLV)", klv.New, feed.Config{Feed: "camera", Source: "drone 3"}, "klv/testdata/bare@flight.klv.case", truceline.Watched)
	good("satellite passes (STAC)", stac.New, feed.Config{Feed: "scenes"}, "stac/testdata/search.case", truceline.PartlyWatched)
}

// noticed is the first kind that a watch can notice.
func noticed(w truceline.Watch) truceline.Kind {
	for _, k := range truceline.Kinds() {
		if coverage.Notices(w, k.Kind) {
			return k.Kind
		}
	}
	return ""
}

// within is a place in a watch's footprint.
func within(w truceline.Watch) truceline.Place {
	at := w.Place.At
	switch {
	case w.Scene != nil && len(w.Scene.Shows) > 0:
		ring := w.Scene.Shows[0][0]
		at = truceline.Point{}
		for _, p := range ring {
			at.Lat, at.Lon = at.Lat+p.Lat/float64(len(ring)), at.Lon+p.Lon/float64(len(ring))
		}
	case w.Place.Shape == truceline.ShapeSector:
		s := w.Place.Sector
		turn := s.BearingTo - s.BearingFrom
		if turn <= 0 {
			turn += 360
		}
		at = geo.Destination(at, s.BearingFrom+turn/2, (s.RangeMin+s.RangeMax)/2)
	}
	return truceline.Place{Shape: truceline.ShapePoint, At: at}
}

// TestDailyFile: a day's file of a satellite shows when it looked; without the file it is said
// that there is none.
func TestDailyFile(t *testing.T) {
	const name = "J1_VIIRS_C2_Global_VJ114IMGTDL_NRT_2026002.txt"
	c := feed.Config{Feed: "fires", Source: "FIRMS"}
	r := feedtest.All(feedtest.Format(t, firms.New, c), c, name, feedtest.Message(t, "../feed/firms/testdata/daily@"+name+".case"))
	if len(r.Observations) == 0 || len(r.Watches) == 0 {
		t.Fatalf("%d rows, %d days", len(r.Observations), len(r.Watches))
	}
	o := r.Observations[0]
	ask := func(told bool) coverage.Answer {
		l := coverage.New(coverage.Config{Period: window("2026-01-02T00:00", "2026-01-03T00:00"), Thermal: []coverage.Satellite{{Source: o.Source}}})
		for _, w := range r.Watches {
			if told {
				l.Watch(w)
			}
		}
		for _, o := range r.Observations {
			if told {
				l.Observe(o)
			}
		}
		return l.Query(o.Place, o.When, truceline.KindHeat)
	}
	if a := ask(false); a.State != truceline.Blind || !strings.Contains(a.Words, "the file that should be there is not") {
		t.Errorf("without the file: %s (%s)", a.State, a.Words)
	}
	if a := ask(true); a.State != truceline.PartlyWatched || !strings.Contains(a.Words, o.Source) {
		t.Errorf("with it: %s (%s)", a.State, a.Words)
	}
}
