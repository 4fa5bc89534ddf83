package ais

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/geo"
)

// notice is an area notice of the station 002655600, message 8, with its areas.
func notice(what, month, day, hour, minute, duration int64, areas ...int64) string {
	bits := append([]int64{8, 6, 0, 2, 2655600, 30, 0, 2, 1, 10, 22, 6, 5, 10, what, 7, month, 4, day, 5, hour, 5, minute, 6, duration, 18}, areas...)
	payload, fill := armour(bits...)
	return sealed(fmt.Sprintf("AIVDM,1,1,,A,%s,%d", payload, fill))
}

// Areas of a notice, in pairs of a value and its width: 87 bits each.
func circle(lat, lon float64, radius int64) []int64 {
	return []int64{0, 3, 0, 2, int64(math.Round(lon * thousandths)), 25, int64(math.Round(lat * thousandths)), 24, 4, 3, radius, 12, 0, 18}
}

func polygonOf(legs ...[2]int64) []int64 {
	out := []int64{4, 3, 1, 2}
	for n := range 4 {
		leg := [2]int64{720, 0}
		if n < len(legs) {
			leg = legs[n]
		}
		out = append(out, leg[0]*2, 10, leg[1], 10)
	}
	return append(out, 0, 2)
}

// TestAnnouncement: what area notices announce, when and where.
func TestAnnouncement(t *testing.T) {
	read := func(sentence string) truceline.Reading {
		t.Helper()
		return feedtest.All(format(t), config(), "x", []byte("1700000000 "+sentence+"\n")) // 2023-11-14T22:13:20Z
	}
	one := func(sentence string) truceline.Observation {
		t.Helper()
		r := read(sentence)
		if len(r.Observations) != 1 || len(r.Refusals) != 0 {
			t.Fatalf("%+v", r)
		}
		return r.Observations[0]
	}
	none := func(sentence string) {
		t.Helper()
		if r := read(sentence); len(r.Observations)+len(r.Refusals) != 0 {
			t.Errorf("%+v", r)
		}
	}
	at := truceline.Point{Lat: 46.2, Lon: 31.1}
	firing := one(notice(noticeFiring, 11, 15, 6, 30, 120, circle(at.Lat, at.Lon, 4000)...))
	if firing.Kind != truceline.KindExempt || firing.Exempt != "firing" || firing.Means != truceline.MeansPublic || firing.Place.Ellipse.SemiMajor != 4000 ||
		geo.Distance(firing.Place.At, at) > 3 || firing.When.From != time.Date(2023, 11, 15, 6, 30, 0, 0, time.UTC) || firing.When.Duration() != 2*time.Hour ||
		firing.Remarks != "area notice of MMSI 002655600" {
		t.Errorf("%+v", firing)
	}
	if o := one(notice(noticeMines, 11, 14, 20, 0, 1<<18-1, circle(at.Lat, at.Lon, 0)...)); o.Kind != truceline.KindMine || !o.When.Open || o.Place.Ellipse.SemiMajor != 100 ||
		o.When.To != time.Unix(1700000000, 0).UTC() {
		t.Errorf("%+v", o)
	}
	if o := one(notice(noticeMilitary, 1, 2, 0, 0, 60, circle(at.Lat, at.Lon, 100)...)); o.When.From.Year() != 2024 { // the next January is nearer
		t.Errorf("%+v", o)
	}
	if o := one(notice(noticeFiring, 0, 0, 24, 60, 60, circle(at.Lat, at.Lon, 100)...)); o.When.From != time.Unix(1700000000, 0).UTC() { // begins now
		t.Errorf("%+v", o)
	}
	// A polygon from a point: 10 km east, 10 km north, and back.
	square := append(circle(at.Lat, at.Lon, 0), polygonOf([2]int64{90, 1000}, [2]int64{0, 1000}, [2]int64{270, 1000})...)
	o := one(notice(noticeFiring, 11, 15, 6, 30, 120, square...))
	middle := geo.Destination(geo.Destination(at, 90, 5000), 0, 5000)
	if geo.Distance(o.Place.At, middle) > 100 || math.Abs(o.Place.Ellipse.SemiMajor-7071) > 100 {
		t.Errorf("%+v, want about %v", o.Place, middle)
	}
	// A rectangle from its south-west corner, 4 km by 3 km.
	o = one(notice(noticeFiring, 11, 15, 6, 30, 120, 1, 3, 2, 2, int64(at.Lon*thousandths), 25, int64(at.Lat*thousandths), 24, 4, 3, 40, 8, 30, 8, 0, 9, 0, 5))
	if corner := geo.Distance(o.Place.At, at); math.Abs(corner-2500) > 5 || o.Place.Ellipse.SemiMajor != 2500 {
		t.Errorf("%+v: %v m", o.Place, corner)
	}
	if r := read(notice(noticeFiring, 11, 15, 6, 30, 120, append(circle(at.Lat, at.Lon, 100), circle(at.Lat+1, at.Lon, 200)...)...)); len(r.Observations) != 2 || r.Observations[0].ID == r.Observations[1].ID {
		t.Errorf("two areas: %+v", r)
	}
	none(notice(noticeFiring, 11, 31, 6, 30, 120, circle(at.Lat, at.Lon, 100)...)) // no such day
	none(notice(noticeFiring, 11, 15, 6, 30, 120, circle(91, 181, 100)...))        // nowhere
	none(notice(0, 11, 15, 6, 30, 120, circle(at.Lat, at.Lon, 100)...))            // marine mammals
	none(notice(noticeFiring, 11, 15, 6, 30, 120))                                 // no area
	none(notice(126, 0, 0, 24, 60, 0, circle(at.Lat, at.Lon, 100)...))             // a cancellation
}
