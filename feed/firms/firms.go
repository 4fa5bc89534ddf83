// Package firms reads the active-fire tables that NASA FIRMS publishes for the
// VIIRS and MODIS instruments: one row for each hot pixel that a satellite saw
// as it passed. A hot pixel is heat and nothing more; a stubble fire, a flare stack
// and a burning depot look alike.
//
// A file holds only pixels that were hot. A pass that saw none leaves no row,
// so a missing row is never a sign that it was calm.
package firms

import (
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Columns by number, in the order of the daily files.
const (
	latitude = iota
	longitude
	brightTI4
	scan
	track
	acqDate
	acqTime
	satellite
	confidence
	version
	brightTI5
	frp
	daynight
	instrument
	fireType
)

func columns() feed.Columns {
	return feed.Columns{
		Names: []string{"latitude", "longitude", "bright_ti4", "scan", "track", "acq_date", "acq_time", "satellite",
			"confidence", "version", "bright_ti5", "frp", "daynight", "instrument", "type"},
		Also:     map[string]int{"lat": latitude, "lon": longitude, "brightness": brightTI4, "bright_t31": brightTI5},
		Required: []int{latitude, longitude, acqDate},
		Layouts: [][]int{
			{latitude, longitude, brightTI4, scan, track, acqDate, acqTime, satellite, confidence, version, brightTI5, frp, daynight, instrument},
			{latitude, longitude, brightTI4, scan, track, acqDate, acqTime, satellite, confidence, version, brightTI5, frp, daynight},
			{latitude, longitude, brightTI4, scan, track, acqDate, acqTime, satellite, instrument, confidence, version, brightTI5, frp, daynight},
			{latitude, longitude, brightTI4, scan, track, acqDate, acqTime, satellite, instrument, confidence, version, brightTI5, frp, daynight, fireType},
			{latitude, longitude, acqDate},
		},
	}
}

// New returns the format of FIRMS tables whose rows are observations, with or
// without the clock time of the pass. It has no options. Source is
// for rows that do not name a satellite; the name of the instrument if empty.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only(); err != nil {
		return feed.Format{}, err
	}
	lineages := [...][]string{viirs: viirs.lineage(), modis: modis.lineage()}
	row := func(r *feed.Row) {
		o, by := observe(r)
		if c.Lineage == nil {
			o.Lineage = lineages[by]
		}
		if o.Source == "" && c.Source == "" {
			o.Source = by.String()
		}
		r.Observe(o)
	}
	return feed.Rows{Name: "firms", Config: c, Columns: columns(), Row: row, Header: arrived}.Format(), nil
}

// NewHistory returns the format of FIRMS tables of past years, of which only
// place and day are kept. A file is one entry. It has no options.
func NewHistory(c feed.Config) (feed.Format, error) {
	if err := c.Only(); err != nil {
		return feed.Format{}, err
	}
	remember := func(r *feed.Row) {
		at := point(r)
		day := r.Day(acqDate)
		if !r.Refused() {
			r.Reading.Heat = append(r.Reading.Heat, truceline.HeatDay{At: at, Day: int32(day.Unix() / 86400)})
		}
	}
	return feed.Rows{Name: "firms-history", Config: c, Columns: columns(), Reference: true, Row: remember}.Format(), nil
}

func point(r *feed.Row) truceline.Point {
	return truceline.Point{Lat: r.NeedNumber(latitude, -90, 90), Lon: r.NeedNumber(longitude, -180, 180)}
}

// observe reads one hot pixel and which instrument saw it.
func observe(r *feed.Row) (truceline.Observation, sensor) {
	o := truceline.Observation{
		Means: truceline.MeansThermal,
		Kind:  truceline.KindHeat,
		Count: truceline.One("hot spot"),
		Place: truceline.Place{Shape: truceline.ShapePoint, At: point(r)},
	}
	when := r.Day(acqDate)
	if r.Has(acqTime) {
		when = when.Add(clock(r))
		o.When.Clock = truceline.Clock{Quality: truceline.ClockPass, Error: 5 * time.Minute}
	} else {
		when = when.Add(12 * time.Hour)
		o.When.Clock = truceline.Clock{Quality: truceline.ClockDay, Error: 12 * time.Hour}
	}
	o.When.From, o.When.To = when, when
	name, by, southward := craft(r)
	o.Source, by = name, named(r, name, by)
	o.Confidence = by.sureness(r)
	day, known := light(r)
	o.Place.Ellipse = by.pixel(r, o.Place.At.Lat, day != southward, known)
	o.Remarks = remarks(r, day, known)
	o.Strength, o.StrengthUnit = power(r)
	r.Number(brightTI4, 100, 1000)
	r.Number(brightTI5, 100, 1000)
	return o, by
}

// clock reads the time of the pass: 00:24:00, 00:24, 0024 or, where a program
// took it for a number, 24.
func clock(r *feed.Row) time.Duration {
	b := r.Bytes(acqTime)
	digits := make([]byte, 0, 6)
	for i, c := range b {
		if c == ':' && (i == 2 || i == 5) {
			continue
		}
		if c < '0' || c > '9' || len(digits) == cap(digits) {
			r.Refuse(acqTime, "not a time of day as 00:24:00 or 0024: %q", b)
			return 0
		}
		digits = append(digits, c)
	}
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	if len(digits) < 6 {
		n *= 100 // no seconds
	}
	if len(digits) == 5 || n/10000 > 23 || n/100%100 > 59 || n%100 > 59 {
		r.Refuse(acqTime, "not a time of day as 00:24:00 or 0024: %q", b)
	}
	return time.Duration(n/10000)*time.Hour + time.Duration(n/100%100)*time.Minute + time.Duration(n%100)*time.Second
}

// light returns whether the pixel lay in daylight, if that is stated.
func light(r *feed.Row) (day, known bool) {
	b := r.Bytes(daynight)
	switch string(b) {
	case "":
		return false, false
	case "D", "d":
		return true, true
	case "N", "n":
		return false, true
	}
	r.Refuse(daynight, "%q is not D or N", b)
	return false, false
}

// remarks returns what is stated and has no field of its own.
func remarks(r *feed.Row, day, known bool) string {
	words := ""
	if known && day {
		words = "day"
	} else if known {
		words = "night"
	}
	b := r.Bytes(fireType)
	if len(b) == 0 {
		return words
	}
	switch string(b) {
	case "0":
		return strings.TrimPrefix(words+"; presumed vegetation fire", "; ")
	case "1":
		return strings.TrimPrefix(words+"; active volcano", "; ")
	case "2":
		return strings.TrimPrefix(words+"; other static land source", "; ")
	case "3":
		return strings.TrimPrefix(words+"; offshore", "; ")
	}
	r.Refuse(fireType, "%q is not 0, 1, 2 or 3", b)
	return words
}

// power returns the radiative power of the fire.
func power(r *feed.Row) (mw float64, unit string) {
	if mw, given := r.Number(frp, 0, 20000); given {
		return mw, "MW"
	}
	return 0, ""
}
