package fuse

import (
	"math"
	"slices"

	"github.com/truceline/truceline"
)

// Thresholds above which a place counts as always hot. In the record of
// February 2022 to August 2023 (556 days, 193,079 pixels over Ukraine) steel
// works and flares are hot on 40 to 340 days spread over 8 to 19 months, while
// places that burn in war or harvest stay under 10 days and 4 months; few lie
// between, so the exact numbers matter little.
const (
	standingDays   = 12
	standingMonths = 6
)

// pixelDegrees is the grid step in latitude: one VIIRS pixel of 375 m.
const pixelDegrees = 375 / 111_195.0

// Standing knows the places that are hot on many days: works, flares, mines.
type Standing struct {
	days map[pixel][]int32 // distinct days, sorted
	of   int               // days the record holds
}

type pixel struct{ lat, lon int32 }

// NewStanding builds the record from past years' hot pixels; nil when there
// are none, which means that nothing can be said about standing sources.
func NewStanding(past []truceline.HeatDay) *Standing {
	if len(past) == 0 {
		return nil
	}
	s := &Standing{days: make(map[pixel][]int32)}
	all := map[int32]bool{}
	for _, h := range past {
		p := pixelOf(h.At)
		s.days[p] = append(s.days[p], h.Day)
		all[h.Day] = true
	}
	for p, days := range s.days {
		slices.Sort(days)
		s.days[p] = slices.Compact(days)
	}
	s.of = len(all)
	return s
}

// At returns what the record says about a place when it is always hot, and nil
// otherwise. Pixels wander by half their size from pass to pass, so the eight
// neighbours count too.
func (s *Standing) At(p truceline.Point) *truceline.StandingHeat {
	if s == nil {
		return nil
	}
	centre := pixelOf(p)
	var days []int32
	for lat := centre.lat - 1; lat <= centre.lat+1; lat++ {
		for lon := centre.lon - 1; lon <= centre.lon+1; lon++ {
			days = append(days, s.days[pixel{lat, lon}]...)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	months := 0
	last := int32(-1)
	for _, d := range days {
		if m := monthOf(d); m != last {
			months, last = months+1, m
		}
	}
	if len(days) < standingDays || months < standingMonths {
		return nil
	}
	return &truceline.StandingHeat{Days: len(days), Months: months, OfDays: s.of}
}

// pixelOf uses a fixed scale of longitude for a degree of latitude, so that
// neighbours stay neighbours: a row's cells are 375 m wide at its own latitude.
func pixelOf(p truceline.Point) pixel {
	row := math.Floor(p.Lat / pixelDegrees)
	width := pixelDegrees / math.Cos(math.Round(p.Lat)*math.Pi/180)
	return pixel{int32(row), int32(math.Floor(p.Lon / width))}
}

// monthOf numbers calendar months; days are counted from 1970-01-01. The
// formulas are those of the proleptic Gregorian calendar counted from March.
func monthOf(day int32) int32 {
	z := int64(day) + 719468
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	return int32((yoe+era*400)*12 + (5*doy+2)/153)
}
