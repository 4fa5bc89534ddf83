package truceline

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Track is one moving thing as it was followed: where it was, and what it may
// have been. Like an incident it is never edited: a later version supersedes.
type Track struct {
	ID      ID  `json:"id"` // from its first plot; the same in every version
	Version int `json:"version"`
	// Class says what it moved like; never what it was.
	Class TrackClass `json:"class"`
	// Names are what it, or a sensor, called itself (MMSI, ICAO address, serial number, SAPIENT
	// object id): evidence, which may be false, in the order first heard.
	Names   []string    `json:"names,omitempty"`
	Sources []string    `json:"sources"` // that plotted it, sorted
	Means   []Means     `json:"means"`   // sorted
	Plots   int         `json:"plots"`   // that were put to it
	Fixes   []TrackFix  `json:"fixes"`   // in order of time
	Exists  Probability `json:"exists"`  // that something moved there at all
	// OnlySaid says that it is more probably in messages alone than where they say:
	// radars that plot most of what moves there never plotted it.
	OnlySaid bool `json:"only_said,omitempty"`
	// Begun is its first plot, Confirmed when it was first held to be a thing
	// and not a chance run of false alarms, Ended its last plot; Ended is zero
	// while it is still followed.
	Begun     time.Time `json:"begun"`
	Confirmed time.Time `json:"confirmed"`
	Ended     time.Time `json:"ended,omitzero"`
	// Concluded is the engine time at which this version was made.
	Concluded time.Time `json:"concluded"`
}

// TrackFix is where a tracked thing was at a moment, with the ellipse that
// holds it with 90 % probability, and how it moved.
type TrackFix struct {
	When    time.Time `json:"when"`
	At      Point     `json:"at"`
	Ellipse Ellipse   `json:"ellipse"`
	KmH     float64   `json:"km_h"`          // over ground
	Course  float64   `json:"course_deg"`    // clockwise from true north
	Late    bool      `json:"late,omitzero"` // worked out again from a plot that came late
}

// TrackClass is what a track's movement is consistent with, as a set and a
// range of speed; never more than that.
type TrackClass struct {
	Medium  Medium   `json:"medium"`
	LowKmH  float64  `json:"low_km_h"`  // a tenth of the time it went slower
	HighKmH float64  `json:"high_km_h"` // a tenth of the time it went faster
	Things  []string `json:"things"`    // "one-way drone", ...; sorted; empty: nothing known fits
}

// String words a class as reports do: "consistent with one-way drone,
// 120-185 km/h".
func (c TrackClass) String() string {
	speed := wholeKmH(c.LowKmH) + "-" + wholeKmH(c.HighKmH) + " km/h"
	if len(c.Things) == 0 {
		return "of no known class, " + speed
	}
	return "consistent with " + strings.Join(c.Things, " or ") + ", " + speed
}

func wholeKmH(v float64) string { return strconv.Itoa(int(math.Round(v))) }

// Medium is where a thing moves.
type Medium string

const (
	MediumAir     Medium = "air"
	MediumSurface Medium = "surface" // on the ground or on the water
)

// Plot reports whether the observation is one plot of a moving thing: a place
// that an instrument gives again and again while it follows something (a radar
// plot, a position that an AIS or ADS-B transponder sends, an air-surveillance
// plot, a target that moves in the picture of the monitor's drone). Plots are put together into a [Track], never into an [Incident]. What
// a post, camera or patrol states about something in the air is a statement
// like any other, and no plot.
func (o Observation) Plot() bool {
	if o.Means != MeansRadar && o.Means != MeansTelemetry && o.Means != MeansDrone {
		return false
	}
	if o.Place.Shape != ShapePoint && o.Place.Shape != ShapeSector {
		return false
	}
	return o.Subtype == "plot" || o.Subtype == "position" || strings.HasSuffix(o.Subtype, " plot") || strings.HasSuffix(o.Subtype, " position")
}
