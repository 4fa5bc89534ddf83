package coverage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// TestOutsidePeriod: of hours that the record does not cover it is not known who
// watched. They are neither quiet nor blind, whoever asks.
func TestOutsidePeriod(t *testing.T) {
	l := coverage.New(coverage.Config{Period: window("2030-05-01T00:00", "2030-05-02T00:00"), Thermal: []coverage.Satellite{{Source: "N20"}}, AlertSource: true})
	cam := camera("CAM-1", 48, 37, 3000, "2030-05-01T00:00", "2030-05-02T00:00", truceline.Watched, "")
	cam.Detection = 0.5
	l.Watch(cam)
	const unsaid = "the record says nothing of these hours"
	state := func(lat float64, from, to string, kind truceline.Kind, want truceline.Watching, words string) {
		t.Helper()
		when := interval(from, to)
		a, n := l.Query(point(lat, 37), when, kind), l.Noticing(point(lat, 37), when, kind)
		if a.State != want || !strings.Contains(a.Words, words) || strings.Contains(a.Words, unsaid) != (words == unsaid) {
			t.Errorf("%s of %g from %s to %s: %s: %s", kind, lat, from, to, a.State, a.Words)
		}
		if outside := words == unsaid; outside && !n.NotKnown || n.NotKnown && !outside && kind != truceline.KindHeat {
			t.Errorf("%s of %g from %s to %s: known to be noticed by %+v", kind, lat, from, to, n)
		}
	}
	fire := truceline.KindIndirectFire
	state(48, "2030-05-01T04:00", "2030-05-01T08:00", fire, truceline.Watched, "throughout")
	state(49, "2030-05-01T04:00", "2030-05-01T08:00", fire, truceline.Blind, "Nothing that can notice")
	state(48, "2030-05-02T04:00", "2030-05-02T08:00", fire, truceline.NotKnown, unsaid)
	state(49, "2030-05-02T00:00", "2030-05-02T08:00", fire, truceline.NotKnown, unsaid)
	state(49, "2030-04-30T20:00", "2030-05-01T00:00", fire, truceline.NotKnown, unsaid)
	state(48, "2030-05-01T20:00", "2030-05-02T08:00", fire, truceline.PartlyWatched, unsaid)
	for _, kind := range []truceline.Kind{truceline.KindHeat, truceline.KindAirAlert} {
		state(48, "2030-05-02T04:00", "2030-05-02T08:00", kind, truceline.NotKnown, unsaid)
	}
	strip := l.Strip(coverage.LineCells(truceline.Polyline{{Lat: 49, Lon: 37}, {Lat: 49.009, Lon: 37}}, 1, 0, "", ""), fire)
	for hour, c := range strip.Hours(at("2030-04-30T22:00"), time.Hour, 28)[0] {
		if outside := hour < 2 || hour >= 26; c.NotKnown != outside {
			t.Errorf("hour %d of the strip: %+v", hour, c)
		}
	}
}
