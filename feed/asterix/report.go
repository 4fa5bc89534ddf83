package asterix

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// Units in metres, and knots in NM/s.
const (
	nauticalMile = 1852
	foot         = 0.3048
	knots        = 3600 // in one NM/s
	flightLevel  = 100 * foot
)

// standard90 is how many standard deviations the semi-axis of a 90 % ellipse has:
// the square root of the 90 % quantile of chi-square with two degrees of freedom.
const standard90 = 2.1460

// Standard deviations of a radar, as EUROCONTROL's Standard Document for Radar
// Surveillance in En-Route Airspace (SUR.ET1.ST01.1000-STD-01-01, 6.2 and 6.3) asks
// of it: metres of range and degrees of azimuth, of a primary radar and of
// answers of transponders.
const (
	primaryRange   = 120
	primaryAzimuth = 0.15
	answerRange    = 70
	answerAzimuth  = 0.08
)

// Errors of positions.
var (
	errNoTime    = errors.New("the record states no time of day")
	errNoBearing = errors.New("a strobe of jamming without a window or sector: nobody knows whence")
	errSimulated = errors.New("it is marked as simulated")
	errTest      = errors.New("it is marked as a test target")
	errFixed     = errors.New("it is marked as a fixed transponder for checking the radar")
	errGhost     = errors.New("it is marked as a ghost: a reflection")
	errOutside   = errors.New("a position beyond 90 degrees of latitude or 180 of longitude")
)

// errNoPlace is a range and azimuth from a radar of which nobody said where it stands.
type errNoPlace struct{ radar sourceID }

func (e errNoPlace) Error() string {
	return fmt.Sprintf("nobody knows where radar %d/%d stands; write it into the option stations: %d/%d NAME @ LATITUDE LONGITUDE HEIGHT REACH",
		e.radar.sac, e.radar.sic, e.radar.sac, e.radar.sic)
}

// sighting is a position of something that moves, of whatever category.
type sighting struct {
	from     station
	what     string // subtype
	kind     truceline.Kind
	means    truceline.Means
	unit     string
	seconds  float64 // of the day; not a number: not stated
	at       truceline.Point
	ellipse  truceline.Ellipse
	names    []string // what it is called and how it moves, the surest first
	unplaced bool     // the record says nothing about where it is
}

// mark reports whether a record is marked as being no real thing, and refuses it.
func (in *input) mark(simulated, test, fixed, ghost string) bool {
	for _, m := range [...]struct {
		field string
		err   error
	}{{simulated, errSimulated}, {test, errTest}, {fixed, errFixed}, {ghost, errGhost}} {
		if m.field != "" && in.record.code(m.field) == 1 {
			in.refuse(in.item(m.field), m.err)
			return true
		}
	}
	return false
}

// item names an item as the standard does: I048/020.
func (in *input) item(field string) string {
	item, _, _ := strings.Cut(field, ".")
	return fmt.Sprintf("I%03d/%s", in.record.category.number, item)
}

// add makes a sighting into an observation.
func (in *input) add(s sighting) {
	switch {
	case s.unplaced:
		return
	case math.IsNaN(s.seconds):
		in.refuse("time", errNoTime)
		return
	case math.Abs(s.at.Lat) > 90 || math.Abs(s.at.Lon) > 180:
		in.refuse("position", errOutside)
		return
	}
	when, err := in.moment(s.seconds)
	if err != nil {
		in.refuse("time", err)
		return
	}
	in.observe(truceline.Observation{
		Source: s.from.name, Means: s.means, Kind: s.kind, Subtype: s.what, Count: truceline.One(s.unit), Direction: truceline.DirectionInFlight,
		Place: truceline.Place{Shape: truceline.ShapePoint, At: s.at, Ellipse: s.ellipse}, When: truceline.Interval{From: when, To: when},
		Remarks: strings.Join(s.names, ", "),
	})
}

// observe adds an observation, with what all of this feed have.
func (in *input) observe(o truceline.Observation) {
	o.ID, o.Entry = truceline.ObservationID(in.entry.ID, len(in.out.Observations)), in.entry.ID
	o.Feed, o.Lineage = in.config.Feed, in.config.Lineage
	o.When.Clock = truceline.Clock{Quality: truceline.ClockGNSS, Error: 100 * time.Millisecond} // time stamps of surveillance data are synchronised with UTC
	if o.Kind == truceline.KindMovement {
		o.Direction = ""
	}
	in.out.Observations = append(in.out.Observations, o)
}

// plot reads category 048: a plot or a track of one radar.
func (in *input) plot(from station) {
	r := &in.record
	if in.mark("020.sim", "020.tst", "020.rab", "170.gho") || r.code("020.typ") == 0 { // no detection: a place where it is thought to be
		return
	}
	s := sighting{from: from, what: "radar plot", kind: truceline.KindAerial, means: truceline.MeansRadar, unit: "aircraft", seconds: r.number("140")}
	height := r.number("090.fl") * flightLevel
	if three := r.number("110.3dh") * foot; math.IsNaN(height) {
		height = three
	}
	rho, theta := r.number("040.rho")*nauticalMile, r.number("040.theta")
	x, y := r.number("042.x")*nauticalMile, r.number("042.y")*nauticalMile
	switch {
	case math.IsNaN(rho) && math.IsNaN(x):
		s.unplaced = true
	case !from.placed:
		in.refuse(in.item("040"), errNoPlace{from.id})
		return
	case math.IsNaN(rho):
		s.at, rho = from.fromPlane(x, y), math.Hypot(x, y)
		theta = math.Atan2(x, y) * 180 / math.Pi
		s.what = "radar track position"
	default:
		s.at = from.seen(rho, theta, height)
	}
	if math.IsNaN(height) && (from.surface || r.code("030.code") == onRoad) {
		s.kind, s.unit, height = truceline.KindMovement, "vehicle", from.height
	}
	s.ellipse = from.ellipse(r.code("020.typ"), rho, theta, math.IsNaN(height))
	s.names = in.callings("220", "240", "070.mode3a", "070")
	s.names = append(s.names, in.levels("090.fl", "110.3dh")...)
	if speed := r.number("200.gsp"); !math.IsNaN(speed) {
		s.names = append(s.names, fmt.Sprintf("%.0f kn, course %.0f", speed*knots, r.number("200.hdg")))
	}
	if _, track, ok := r.stated("161.trn"); ok {
		s.names = append(s.names, fmt.Sprintf("track %d", track))
	}
	in.add(s)
}

// onRoad is the code of a slow target correlated with a road (I048/030): a
// vehicle.
const onRoad = 6

// ellipse is where the truth lies with 90 %: the radar's errors along and
// across the line of sight. A slant range without a height is too long over
// ground: by 12 km up and that far away, a fifth of the range at most.
func (from station) ellipse(typ uint64, rho, theta float64, noHeight bool) truceline.Ellipse {
	along, azimuth, least := float64(answerRange), float64(answerAzimuth), 30.0
	if typ == 1 { // primary alone (I048/020)
		along, azimuth = primaryRange, primaryAzimuth
	}
	if from.along > 0 {
		along, azimuth, least = from.along, from.azimuth, 1
	}
	along *= standard90
	if noHeight {
		along = math.Max(along, math.Min(rho, slantExcess(rho)))
	}
	across := math.Max(standard90*azimuth*math.Pi/180*rho, least)
	bearing := math.Mod(theta+360, 180)
	if across > along {
		return truceline.Ellipse{SemiMajor: across, SemiMinor: along, Bearing: math.Mod(bearing+90, 180)}
	}
	return truceline.Ellipse{SemiMajor: along, SemiMinor: across, Bearing: bearing}
}

// ceiling is as high as most aircraft fly, in metres.
const ceiling = 12_000

// slantExcess is by how much a slant range can be longer than the way over ground.
func slantExcess(slant float64) float64 {
	if slant <= ceiling {
		return slant
	}
	return slant - math.Sqrt(slant*slant-ceiling*ceiling)
}

// systemTrack reads category 062: a track made of many sensors.
func (in *input) systemTrack(from station) {
	r := &in.record
	if in.mark("080.sim", "340.typ.tst", "340.typ.rab", "") || r.code("080.tse") == 1 || r.code("080.cst") == 1 { // it ends or is coasted: nothing was seen
		return
	}
	s := sighting{from: from, what: "system track position", kind: truceline.KindAerial, means: truceline.MeansRadar, unit: "aircraft", seconds: r.number("070")}
	lat, lon := r.number("105.lat"), r.number("105.lon")
	x, y := r.number("100.x"), r.number("100.y")
	switch {
	case !math.IsNaN(lat):
		s.at = truceline.Point{Lat: lat, Lon: lon}
	case math.IsNaN(x):
		s.unplaced = true
	case !from.placed:
		in.refuse(in.item("100"), errNoPlace{from.id})
		return
	default:
		s.at = from.fromPlane(x, y)
	}
	s.ellipse = in.trackEllipse(s.at)
	if in.groundVehicle() {
		s.kind, s.unit = truceline.KindMovement, "vehicle"
	}
	name := "380.id"
	if _, _, ok := r.stated(name); !ok {
		name = "245.chr"
	}
	s.names = append(in.callings("380.adr", name, "060.mode3a", "060"), in.levels("136", "130")...)
	if vx, vy := r.number("185.vx"), r.number("185.vy"); !math.IsNaN(vx) {
		s.names = append(s.names, fmt.Sprintf("%.0f kn, course %.0f", math.Hypot(vx, vy)/nauticalMile*knots, math.Mod(math.Atan2(vx, vy)*180/math.Pi+360, 360)))
	}
	if _, track, ok := r.stated("040"); ok {
		s.names = append(s.names, fmt.Sprintf("track %d", track))
	}
	in.add(s)
}

// groundVehicle reports whether a system track is of one of an airport's vehicles
// (I062/300), or of something that says that it is a vehicle on the surface
// (I062/380, emitter category 20 and 21).
func (in *input) groundVehicle() bool {
	_, _, fleet := in.record.stated("300")
	emitter := in.record.code("380.emc")
	return fleet || emitter == 20 || emitter == 21
}

// trackDefault is the standard deviation in metres of a track that does not state
// one.
const trackDefault = 250

// trackEllipse is the accuracy that the tracker states (I062/500), in degrees or
// metres, and taken as 250 m where it states none.
func (in *input) trackEllipse(at truceline.Point) truceline.Ellipse {
	const metresPerDegree = earth * math.Pi / 180
	north, east := in.record.number("500.apw.lat")*metresPerDegree, in.record.number("500.apw.lon")*metresPerDegree*math.Cos(at.Lat*math.Pi/180)
	if math.IsNaN(north) {
		north, east = in.record.number("500.apc.y"), in.record.number("500.apc.x")
	}
	if math.IsNaN(north) {
		north, east = trackDefault, trackDefault
	}
	north, east = math.Max(standard90*north, 15), math.Max(standard90*east, 15)
	if east > north {
		return truceline.Ellipse{SemiMajor: east, SemiMinor: north, Bearing: 90}
	}
	return truceline.Ellipse{SemiMajor: north, SemiMinor: east}
}

// callings is what a record calls its aircraft: its 24-bit address, its
// identification and its mode A code, where they are stated and not garbled.
func (in *input) callings(address, name, modeA, code string) (names []string) {
	r := &in.record
	if _, raw, ok := r.stated(address); ok {
		names = append(names, fmt.Sprintf("ICAO %06X", raw))
	}
	if text := r.text(name); text != "" {
		names = append(names, text)
	}
	if p, raw, ok := r.stated(modeA); ok && r.code(code+".v") == 0 && r.code(code+".g") == 0 {
		names = append(names, "mode A "+p.text(raw))
	}
	return names
}

// levels words a flight level and a height in feet.
func (in *input) levels(level, height string) (names []string) {
	if fl := in.record.number(level); !math.IsNaN(fl) {
		names = append(names, fmt.Sprintf("flight level %.0f", fl))
	}
	if h := in.record.number(height); !math.IsNaN(h) {
		names = append(names, fmt.Sprintf("%.0f ft", h))
	}
	return names
}
