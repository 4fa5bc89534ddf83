package sapient

import (
	"fmt"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/geo"
)

// TestCoverage tells the ledger of watching what a radar reports of itself, and asks
// how well places round it were watched.
func TestCoverage(t *testing.T) {
	const radar = "5b1c9f3e-7a4d-4c0e-9b21-3f60d1a7e001"
	registration, _, _ := cutLine(caseFile(t, "radar"))
	begin := time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)
	file := registration + "\n"
	status := func(second int, system, more string) {
		file += fmt.Sprintf(`{"timestamp":%q,"nodeId":%q,"statusReport":{"reportId":"01HWSSSSSSSSSSSSSSSSSSSSS1","system":%q,"info":"INFO_UNCHANGED","mode":"watch"%s}}`+"\n",
			begin.Add(time.Duration(second)*time.Second).Format(time.RFC3339), radar, system, more)
	}
	const degrees = `"coordinateSystem":"RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_M","datum":"RANGE_BEARING_DATUM_TRUE"`
	const sees = `,"nodeLocation":{"x":36.25,"y":48.5,"coordinateSystem":"LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M","datum":"LOCATION_DATUM_WGS84_E"},` +
		`"fieldOfView":{"rangeBearing":{"azimuth":90,"range":4000,"horizontal_extent":120,` + degrees + `}},` +
		`"obscuration":[{"rangeBearing":{"azimuth":140,"range":4000,"horizontal_extent":20,` + degrees + `}}]`
	status(0, "SYSTEM_OK", sees)
	for second := 5; second <= 60; second += 5 {
		status(second, "SYSTEM_OK", "")
	}
	status(60, "SYSTEM_GOODBYE", "") // until it is back
	status(120, "SYSTEM_OK", "")
	status(125, "SYSTEM_ERROR", "")
	status(130, "SYSTEM_OK", "") // and then nothing more

	l := coverage.New(coverage.Config{Period: truceline.Window{From: begin, To: begin.Add(5 * time.Minute)}})
	r := feedtest.All(format(t), config(), "sapient", []byte(file))
	if len(r.Refusals) > 0 {
		t.Fatal(r.Refusals)
	}
	for _, w := range r.Watches {
		l.Watch(w)
	}
	stands := truceline.Point{Lat: 48.5, Lon: 36.25}
	ask := func(bearing, metres, from, to float64, want truceline.Watching) {
		t.Helper()
		place := truceline.Place{Shape: truceline.ShapePoint, At: geo.Destination(stands, bearing, metres)}
		when := truceline.Interval{From: begin.Add(time.Duration(from * float64(time.Second))), To: begin.Add(time.Duration(to * float64(time.Second)))}
		if a := l.Query(place, when, truceline.KindAerial); a.State != want {
			t.Errorf("bearing %v, %v m, seconds %v to %v: %s (%s), want %s", bearing, metres, from, to, a.State, a.Words, want)
		}
	}
	ask(90, 3000, 0, 55, truceline.Watched)
	ask(40, 3900, 0, 55, truceline.Watched)    // near the edges
	ask(90, 4100, 0, 55, truceline.Blind)      // beyond its range
	ask(270, 1000, 0, 55, truceline.Blind)     // behind it
	ask(140, 1000, 0, 55, truceline.Blind)     // hidden from it
	ask(90, 3000, 75, 119, truceline.Blind)    // it has left
	ask(90, 3000, 121, 124, truceline.Watched) // it is back
	ask(90, 3000, 126, 129, truceline.Blind)   // with an error
	ask(90, 3000, 136, 139, truceline.Watched) // what it said last speaks for ten seconds
	ask(90, 3000, 141, 240, truceline.Blind)   // and no longer
	ask(90, 3000, 100, 122, truceline.PartlyWatched)
}

// cutLine parts the first line from the rest.
func cutLine(file []byte) (first string, rest []byte, ok bool) {
	for i, b := range file {
		if b == '\n' {
			return string(file[:i]), file[i+1:], true
		}
	}
	return string(file), nil, false
}
