package asterix

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// sourceID is a data source: system area code and system identification code.
type sourceID struct{ sac, sic byte }

// station is who a data source is.
type station struct {
	id     sourceID
	name   string
	placed bool
	at     truceline.Point
	height float64 // metres above the ellipsoid, as good as above the sea here
	reach  float64 // metres; 0: not known
	// along and azimuth are standard deviations of what it measures, metres and
	// degrees; both 0: what the standard asks of radars.
	along, azimuth float64
	// surface says that it watches the ground or the sea: what it plots without a
	// height lies there.
	surface bool
}

// parseStations reads option stations: "25/201 radar north @ 45.79 15.96 120 200;
// 25/10 tracker" is SAC/SIC and a name, and for a radar behind "@" its latitude and
// longitude in degrees, and as far as known its height in metres, its reach in
// kilometres, and its standard deviations in metres and degrees; "surface" at the
// end for one that watches the ground or the sea.
func parseStations(text string) (map[sourceID]station, error) {
	known := map[sourceID]station{}
	for _, one := range strings.Split(text, ";") {
		one = strings.TrimSpace(one)
		if one == "" {
			continue
		}
		who, where, placed := strings.Cut(one, "@")
		code, name, _ := strings.Cut(strings.TrimSpace(who), " ")
		fields := strings.Fields(where)
		id, ok := parseSource(code)
		s := station{name: strings.TrimSpace(name), placed: placed}
		if n := len(fields); n > 0 && fields[n-1] == "surface" {
			s.surface, fields = true, fields[:n-1]
		}
		if _, twice := known[id]; !ok || twice || placed && (len(fields) < 2 || len(fields) > 6 || len(fields) == 5) {
			return nil, fmt.Errorf("option stations: %q is not SAC/SIC and a name, each once, then @, latitude, longitude, height in metres, reach in km, and standard deviations in metres and degrees", one)
		}
		var numbers [6]float64
		for i, field := range fields {
			var err error
			if numbers[i], err = strconv.ParseFloat(field, 64); err != nil || math.IsNaN(numbers[i]) || math.IsInf(numbers[i], 0) {
				return nil, fmt.Errorf("option stations: %q is no number", field)
			}
		}
		s.at, s.height, s.reach = truceline.Point{Lat: numbers[0], Lon: numbers[1]}, numbers[2], 1000*numbers[3]
		s.along, s.azimuth = numbers[4], numbers[5]
		if math.Abs(s.at.Lat) > 90 || math.Abs(s.at.Lon) > 180 || math.Abs(s.height) > 20_000 || s.reach < 0 || s.reach > 2e6 {
			return nil, fmt.Errorf("option stations: %q lies nowhere on the earth, or reaches too far", one)
		}
		if len(fields) == 6 && !(s.along > 0 && s.along <= 10_000 && s.azimuth > 0 && s.azimuth <= 30) {
			return nil, fmt.Errorf("option stations: %q has standard deviations that no radar has", one)
		}
		known[id] = s
	}
	return known, nil
}

// parseSource reads "25/201".
func parseSource(text string) (id sourceID, ok bool) {
	sac, sic, _ := strings.Cut(text, "/")
	a, err1 := strconv.ParseUint(sac, 10, 8)
	b, err2 := strconv.ParseUint(sic, 10, 8)
	return sourceID{byte(a), byte(b)}, err1 == nil && err2 == nil
}

// station returns who a data source is; one that the feed's options do not name
// is called by its numbers.
func (in *input) station(id sourceID) station {
	s := in.stations[id]
	if s.id = id; s.name == "" {
		s.name = fmt.Sprintf("ASTERIX %d/%d", id.sac, id.sic)
	}
	return s
}

// earth is the mean radius of the earth in metres. Over the reach of a radar
// the ellipsoid's departure from it changes a ground distance by less than the
// radar errs.
const earth = 6_371_000

// seen is the point under what a radar sees at a slant range and azimuth, and
// at a height in metres; NaN: not known, then the slant range counts as the
// distance over ground. Radio waves of a radar are taken as straight.
func (s station) seen(slant, azimuth, height float64) truceline.Point {
	ground := slant
	if a, b := earth+s.height, earth+height; !math.IsNaN(height) && slant > 0 {
		cosine := (a*a + b*b - slant*slant) / (2 * a * b)
		ground = earth * math.Acos(math.Max(-1, math.Min(1, cosine)))
	}
	return geo.Destination(s.at, azimuth, ground)
}

// fromPlane is the point that stands on the plane of projection round the
// station, x east and y north, in metres.
func (s station) fromPlane(x, y float64) truceline.Point {
	return geo.Destination(s.at, math.Mod(math.Atan2(x, y)*180/math.Pi+360, 360), math.Hypot(x, y))
}
