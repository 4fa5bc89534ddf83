package firms

import (
	"bytes"
	"strconv"

	"github.com/truceline/truceline/feed"
)

// sensor is one of the two kinds of instrument whose hot pixels FIRMS publishes.
type sensor int

const (
	viirs sensor = iota // 375 m at nadir: Suomi NPP, NOAA-20, NOAA-21
	modis               // 1 km at nadir: Terra, Aqua
)

func (s sensor) String() string {
	if s == modis {
		return "MODIS"
	}
	return "VIIRS"
}

// lineage returns what all satellites with this instrument share.
func (s sensor) lineage() []string { return []string{s.String(), "NASA"} }

// craft returns the satellite as FIRMS abbreviates it today, the instrument that
// it carries, and whether it goes south by day: Terra crosses the equator
// southward in the morning, all others northward in the afternoon.
func craft(r *feed.Row) (name string, by sensor, southward bool) {
	b := r.Bytes(satellite)
	switch string(b) {
	case "":
		return "", viirs, false
	case "N", "n", "Suomi NPP", "S-NPP", "NPP":
		return "N", viirs, false
	case "N20", "n20", "1", "NOAA-20", "J1":
		return "N20", viirs, false
	case "N21", "n21", "2", "NOAA-21", "J2":
		return "N21", viirs, false
	case "T", "Terra", "TERRA", "terra":
		return "Terra", modis, true
	case "A", "Aqua", "AQUA", "aqua":
		return "Aqua", modis, false
	}
	r.Refuse(satellite, "%q is not a satellite that carries VIIRS (N, N20, N21) or MODIS (Terra, Aqua)", b)
	return "", viirs, false
}

// named returns the instrument that a row names, which must be the one that its
// satellite carries; without a satellite the row's word is all there is.
func named(r *feed.Row, craft string, carried sensor) sensor {
	b := r.Bytes(instrument)
	said := viirs
	switch {
	case len(b) == 0:
		return carried
	case bytes.EqualFold(b, []byte("MODIS")):
		said = modis
	case !bytes.EqualFold(b, []byte("VIIRS")):
		r.Refuse(instrument, "%q is neither VIIRS nor MODIS", b)
		return carried
	}
	if craft != "" && said != carried {
		r.Refuse(instrument, "%q is not what %s carries, which is %s", b, craft, carried)
	}
	return said
}

// sureness returns the source's own word for how sure it is: low, nominal or
// high for VIIRS, a number of percent for MODIS.
func (s sensor) sureness(r *feed.Row) string {
	b := r.Bytes(confidence)
	switch string(b) {
	case "":
		return ""
	case "low", "l", "L", "LOW", "Low":
		return "low"
	case "nominal", "n", "N", "NOMINAL", "Nominal":
		return "nominal"
	case "high", "h", "H", "HIGH", "High":
		return "high"
	}
	if s == viirs {
		r.Refuse(confidence, "%q is not low, nominal or high", b)
		return ""
	}
	if percent, ok := r.Whole(confidence, 0, 100); ok {
		return strconv.Itoa(percent) + " %"
	}
	return ""
}

// orbit returns the inclination in degrees, and the side of a pixel at the edge
// of the swath in km, taken where the size is not stated.
func (s sensor) orbit() (inclination, edgePixel float64) {
	if s == modis {
		return 98.2, 4.8
	}
	return 98.7, 0.8
}
