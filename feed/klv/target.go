package klv

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Tags of ST 0903 and of its VTarget Pack that mean something here.
const (
	tagFrameWidth   = 8
	tagFrameHeight  = 9
	tagTargetSeries = 101

	tagCentroid   = 1
	tagConfidence = 5
	tagOffsetLat  = 10
	tagOffsetLon  = 11
	tagLocation   = 17
	tagRow        = 19
	tagColumn     = 20
)

var errTarget = errors.New("a target pack that ends behind its series")

// targets reads the series of targets (ST 0903, 7.2): each is a length, a number as a
// tag is written, and a local set.
func (in *input) targets(v set, p picture, at time.Time) {
	series := v.octets(tagTargetSeries)
	for len(series) > 0 {
		length, n, err := berLength(series)
		if err != nil || length > len(series)-n {
			in.refuse("ST 0903", errTarget)
			return
		}
		body := series[n : n+length]
		series = series[n+length:]
		id, m, err := berOID(body)
		if err != nil {
			in.refuse("ST 0903", err)
			continue
		}
		t, err := readSet(in.target, body[m:])
		if err != nil {
			in.refuse("ST 0903", fmt.Errorf("target %d: %w", id, err))
			continue
		}
		in.hit(id, t, v, p, at)
	}
}

// hit makes a target into an observation, where its place is known.
func (in *input) hit(id uint64, t, v set, p picture, at time.Time) {
	place, ellipse, ok := p.target(t, v)
	if !ok {
		return
	}
	o := truceline.Observation{
		ID: truceline.ObservationID(in.entry.ID, len(in.out.Observations)), Entry: in.entry.ID, Feed: in.config.Feed, Source: in.source, Lineage: in.config.Lineage,
		Means: truceline.MeansDrone, Kind: truceline.KindMovement, Subtype: "moving target plot", Count: truceline.One("target"),
		Place:   truceline.Place{Shape: truceline.ShapePoint, At: place, Ellipse: ellipse},
		When:    truceline.Interval{From: at, To: at, Clock: clock()},
		Remarks: fmt.Sprintf("target %d", id),
	}
	if confidence := t.number(tagConfidence); confidence >= 0 && confidence <= 100 {
		o.Strength, o.StrengthUnit = confidence, "% confidence"
	}
	in.out.Observations = append(in.out.Observations, o)
}

// standard90 is how many standard deviations the semi-axis of a 90 % ellipse has.
const standard90 = 2.1460

// targetError is the error of a target's place where none is stated, in metres; for
// one placed by its pixel it is a tenth of the picture too, as the ground between the
// corners is taken as flat.
const targetError = 50

// target is where a target is: as it states itself, as its offset from the middle of
// the picture, or by its pixel between the corners.
func (p picture) target(t, v set) (at truceline.Point, e truceline.Ellipse, ok bool) {
	e = truceline.Ellipse{SemiMajor: targetError, SemiMinor: targetError}
	if b := t.octets(tagLocation); len(b) >= 8 {
		at, e, ok = location(b)
		return at, e, ok
	}
	if lat, lon := t.number(tagOffsetLat), t.number(tagOffsetLon); p.centred && !math.IsNaN(lat) && !math.IsNaN(lon) {
		at = truceline.Point{Lat: p.centre.Lat + lat, Lon: p.centre.Lon + lon}
		return at, e, placed(at)
	}
	if !p.framed || p.ellipse.SemiMinor <= 0 {
		return at, e, false
	}
	width, height := v.number(tagFrameWidth), v.number(tagFrameHeight)
	row, column := t.number(tagRow), t.number(tagColumn) // from 1
	if n := t.number(tagCentroid); math.IsNaN(row) || math.IsNaN(column) {
		row, column = math.Floor((n-1)/width)+1, math.Mod(n-1, width)+1
	}
	if !(row >= 1 && row <= height && column >= 1 && column <= width) {
		return at, e, false
	}
	across, down := (column-0.5)/width, (row-0.5)/height
	mix := func(get func(truceline.Point) float64) float64 {
		upper := get(p.corners[0])*(1-across) + get(p.corners[1])*across
		lower := get(p.corners[3])*(1-across) + get(p.corners[2])*across
		return upper*(1-down) + lower*down
	}
	first := p.corners[0].Lon
	at.Lat = mix(func(c truceline.Point) float64 { return c.Lat })
	at.Lon = math.Remainder(first+mix(func(c truceline.Point) float64 { return math.Remainder(c.Lon-first, 360) }), 360)
	e.SemiMajor = targetError + p.ellipse.SemiMajor/5
	e.SemiMinor = e.SemiMajor
	return at, e, placed(at)
}

// location reads a location pack (ST 0903, table 24): latitude, longitude, height, and
// the standard deviations to the east and north, cut off wherever its writer knew no
// more.
func location(b []byte) (at truceline.Point, e truceline.Ellipse, ok bool) {
	whole := func(from, n int) (raw uint64, bits int, ok bool) {
		if len(b) < from+n {
			return 0, 8 * n, false
		}
		for _, c := range b[from : from+n] {
			raw = raw<<8 | uint64(c)
		}
		return raw, 8 * n, true
	}
	lat, bits, _ := whole(0, 4)
	lon, _, _ := whole(4, 4)
	at = truceline.Point{Lat: imapb(-90, 90, lat, bits), Lon: imapb(-180, 180, lon, bits)}
	e = truceline.Ellipse{SemiMajor: targetError, SemiMinor: targetError}
	east, bits, ok1 := whole(10, 2)
	north, _, ok2 := whole(12, 2)
	if x, y := imapb(0, 650, east, bits), imapb(0, 650, north, bits); ok1 && ok2 && x >= 0 && y >= 0 {
		x, y = math.Max(standard90*x, 1), math.Max(standard90*y, 1)
		e = truceline.Ellipse{SemiMajor: y, SemiMinor: x}
		if x > y {
			e = truceline.Ellipse{SemiMajor: x, SemiMinor: y, Bearing: 90}
		}
	}
	return at, e, placed(at) && geo.Distance(at, truceline.Point{}) > 1
}
