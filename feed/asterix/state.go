package asterix

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// Types of messages of category 034 (I034/000).
const (
	northMarker    = 1
	sectorCrossing = 2
	jammingStrobe  = 4
	jammingAnswers = 6
	jammingModeS   = 7
)

// radarState reads category 034: a radar's state holds for the turn of its
// aerial that the north marker ends. A strobe of jamming is an observation.
func (in *input) radarState(from station) {
	r := &in.record
	if lat := r.number("120.lat"); !math.IsNaN(lat) && !from.placed && math.Abs(lat) <= 90 {
		from.at, from.placed, from.height = truceline.Point{Lat: lat, Lon: r.number("120.lon")}, true, r.number("120.hgt")
	}
	switch kind := r.code("000"); kind {
	case jammingStrobe, jammingAnswers, jammingModeS:
		in.strobe(from, kind)
	case northMarker, sectorCrossing:
		if _, _, ok := r.stated("050.com.nogo"); !ok {
			return
		}
		turn := time.Duration(r.number("041") * float64(time.Second))
		if math.IsNaN(r.number("041")) {
			turn = in.every
		}
		state, cause, note := radarHealth(r)
		in.watch(from, "030", -turn, state, cause, note)
	}
}

// radarHealth words I034/050. A radar that is told not to be used watches nothing;
// one that is overloaded, or hears only the answers of transponders, notices part
// of what flies.
func radarHealth(r *record) (truceline.Watching, truceline.Cause, string) {
	if r.code("050.com.nogo") == 1 {
		return truceline.Blind, truceline.CauseMaintenance, "the radar says that it is not to be used"
	}
	var notes []string
	for _, f := range []struct{ field, note string }{
		{"050.com.ovlrdp", "its processor is overloaded"}, {"050.com.ovlxmt", "its line is overloaded"}, {"050.com.tsv", "its time is not valid"},
		{"050.psr.ovl", "the primary radar is overloaded"}, {"050.ssr.ovl", "the secondary radar is overloaded"},
		{"050.mds.ovlsur", "its mode S is overloaded"},
	} {
		if r.code(f.field) == 1 {
			notes = append(notes, f.note)
		}
	}
	if _, channel, ok := r.stated("050.psr.chab"); !ok || channel == 0 {
		notes = append(notes, "answers of transponders alone, no primary radar")
	}
	if len(notes) > 0 {
		return truceline.PartlyWatched, truceline.CauseNone, strings.Join(notes, "; ")
	}
	return truceline.Watched, truceline.CauseNone, ""
}

// trackerState reads category 065: the state of what makes system tracks, which
// holds until its next message.
func (in *input) trackerState(from station) {
	r := &in.record
	if r.code("000") != 1 { // ends of batches, and reports about one of its services
		return
	}
	if _, _, ok := r.stated("040.nogo"); !ok {
		return
	}
	state, cause, note := truceline.Watched, truceline.CauseNone, ""
	switch r.code("040.nogo") { // I065/040
	case 1:
		state, note = truceline.PartlyWatched, "the tracker says that it is degraded"
	case 2:
		state, cause, note = truceline.Blind, truceline.CauseMaintenance, "the tracker says that it is not connected"
	case 3:
		state, note = truceline.NotKnown, "the tracker does not know its state"
	}
	if state == truceline.Watched && r.code("040.ovl") == 1 {
		state, note = truceline.PartlyWatched, "the tracker is overloaded"
	}
	if state == truceline.Watched && r.code("040.tsv") == 1 {
		state, note = truceline.PartlyWatched, "its time is not valid"
	}
	in.watch(from, "030", in.every, state, cause, note)
}

// watch says how well a station watched, for so long from the time that a record
// states, or until then. Nothing is said of a station of which nobody knows where
// it stands, how far it reaches or how long its word holds.
func (in *input) watch(from station, stated string, length time.Duration, state truceline.Watching, cause truceline.Cause, note string) {
	if !from.placed || from.reach <= 0 || length == 0 {
		return
	}
	begin, ok := in.stated(stated)
	if !ok {
		return
	}
	end := begin.Add(length)
	if end.Before(begin) {
		begin, end = end, begin
	}
	in.out.Watches = append(in.out.Watches, truceline.Watch{
		ID:    truceline.IDOf("watch", string(in.entry.ID[:]), fmt.Sprint(len(in.out.Watches))),
		Entry: in.entry.ID, By: from.name, Means: truceline.MeansRadar,
		Place: truceline.Place{Shape: truceline.ShapePoint, At: from.at, Ellipse: truceline.Ellipse{SemiMajor: from.reach, SemiMinor: from.reach}},
		When:  truceline.Interval{From: begin, To: end, Clock: truceline.Clock{Quality: truceline.ClockGNSS, Error: 100 * time.Millisecond}},
		State: state, Cause: cause, Detection: -1, Note: note,
	})
}

// stated is the moment that a record states, in its field of that name. What has
// none is refused.
func (in *input) stated(field string) (t time.Time, ok bool) {
	seconds := in.record.number(field)
	if math.IsNaN(seconds) {
		in.refuse("time", errNoTime)
		return t, false
	}
	t, err := in.moment(seconds)
	if err != nil {
		in.refuse("time", err)
		return t, false
	}
	return t, true
}

// strobe makes a bearing from which a radar is jammed into an observation: the
// window that the record states, or the sector that it names.
func (in *input) strobe(from station, kind uint64) {
	r := &in.record
	begin, end := r.number("100.thetast"), r.number("100.thetaend")
	if math.IsNaN(begin) {
		begin = r.number("020")
		end = begin + 360.0/256
	}
	switch {
	case math.IsNaN(begin):
		in.refuse(in.item("100"), errNoBearing)
		return
	case !from.placed:
		in.refuse(in.item("100"), errNoPlace{from.id})
		return
	}
	when, ok := in.stated("030")
	if !ok {
		return
	}
	what := map[uint64]string{jammingStrobe: "primary radar jammed", jammingAnswers: "secondary radar jammed", jammingModeS: "mode S jammed"}[kind]
	in.observe(truceline.Observation{
		Source: from.name, Means: truceline.MeansRadar, Kind: truceline.KindInterference, Subtype: what, Count: truceline.Count{Least: 1, Unit: "strobe"},
		Place: truceline.Place{Shape: truceline.ShapeSector, At: from.at, Sector: truceline.Sector{BearingFrom: math.Mod(begin, 360), BearingTo: math.Mod(end, 360)}},
		When:  truceline.Interval{From: when, To: when}, Remarks: "a bearing alone: it is not known how far away",
	})
}
