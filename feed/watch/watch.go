// Package watch reads the table of who watched what, where, when and how well,
// or was kept from it and why: rosters of patrols, posts and cameras, and logs of
// outages. It is the denominator of every rate; where nobody watched, no event in
// the record means nothing.
package watch

import (
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Columns by number, in the order that the README gives.
const (
	by = iota
	means
	kinds
	lat
	lon
	rangeM
	bearingFrom
	bearingTo
	area
	from
	to
	state
	cause
	causedBy
	detection
	note
)

func columns() feed.Columns {
	return feed.InOrder([]string{"by", "means", "kinds", "lat", "lon", "range_m", "bearing_from_deg", "bearing_to_deg", "area", "from", "to",
		"state", "cause", "caused_by", "detection", "note"}, means, from, to, state)
}

// New returns the format of the table of watches. It has no options.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only(); err != nil {
		return feed.Format{}, err
	}
	return feed.Rows{Name: "watch", Config: c, Columns: columns(), Row: read}.Format(), nil
}

// read reads one watch.
func read(r *feed.Row) {
	w := truceline.Watch{
		By: r.Text(by), Place: where(r), When: when(r), Cause: truceline.Cause(r.Text(cause)), CausedBy: r.Text(causedBy),
		Detection: -1, Note: r.Text(note),
	}
	if w.By == "" {
		w.By = r.Source()
	}
	if w.By == "" {
		r.Refuse(by, "missing")
	}
	if w.Means = truceline.Means(r.Need(means)); r.Has(means) && !slices.Contains(truceline.AllMeans(), w.Means) {
		r.Refuse(means, "%q is no means that is known", w.Means)
	}
	for _, code := range r.List(kinds) {
		k, known := truceline.KindNamed(truceline.Kind(code))
		if !known {
			r.Refuse(kinds, "%q is not a code of the taxonomy", code)
		}
		w.Kinds = append(w.Kinds, k.Kind)
	}
	w.State = truceline.Watching(r.Need(state))
	judge(r, &w)
	if p, given := r.Number(detection, 0, 1); given {
		w.Detection = p
	}
	if r.Refused() {
		return
	}
	w.ID, w.Entry = r.NextID("watch"), r.Entry().ID
	r.Reading.Watches = append(r.Reading.Watches, w)
}

// judge refuses states and causes that are not known, or that contradict one
// another.
func judge(r *feed.Row, w *truceline.Watch) {
	switch w.State {
	case "", truceline.Watched, truceline.PartlyWatched, truceline.Blind, truceline.NotKnown:
	default:
		r.Refuse(state, "%q is none of watched, partly, blind, not_known", w.State)
	}
	causes := []truceline.Cause{truceline.CauseNone, truceline.CauseMaintenance, truceline.CauseWeather, truceline.CauseJamming,
		truceline.CauseGunfire, truceline.CauseDenied, truceline.CauseCurfew, truceline.CausePower, truceline.CauseSilent,
		truceline.CauseNoData, truceline.CauseNoCloudData, truceline.CauseSaturated, truceline.CauseNotCovered, truceline.CauseBetween}
	switch {
	case !slices.Contains(causes, w.Cause):
		var names []string
		for _, c := range causes[1:] {
			names = append(names, string(c))
		}
		r.Refuse(cause, "%q is none of %s", w.Cause, strings.Join(names, ", "))
	case w.State == truceline.Watched && w.Cause != truceline.CauseNone:
		r.Refuse(cause, "%s is a cause for not watching well, but the state is watched", w.Cause)
	case w.CausedBy != "" && w.Cause == truceline.CauseNone:
		r.Refuse(causedBy, "stands without a cause")
	}
}

// when reads the hours; an empty end is a watch that goes on.
func when(r *feed.Row) truceline.Interval {
	start, ok := r.Time(from)
	if !ok && !r.Has(from) {
		r.Refuse(from, "missing")
	}
	i := truceline.Interval{From: start, To: start, Open: true, Clock: truceline.Clock{Quality: truceline.ClockUnknown}}
	if end, given := r.Time(to); given {
		i.To, i.Open = end, false
		if ok && !end.After(start) {
			r.Refuse(to, "%s is not after the start", r.Bytes(to))
		}
	}
	return i
}

// where reads the footprint: all round a point or a sector of that, out to the
// range, or a named area.
func where(r *feed.Row) truceline.Place {
	p := truceline.Place{Area: r.Text(area)}
	at, given := r.Point(lat, lon)
	reach, reaches := r.Number(rangeM, 0.01, 5e6)
	first, ok1 := r.Bearing(bearingFrom)
	last, ok2 := r.Bearing(bearingTo)
	pointed := r.Has(lat) || r.Has(lon)
	switch {
	case !pointed && (r.Has(rangeM) || r.Has(bearingFrom) || r.Has(bearingTo)):
		r.Refuse(lat, "missing; range and bearing are from a point")
	case !pointed && p.Area == "":
		r.Refuse(area, "missing; neither a point nor an area is watched")
	case !pointed:
		p.Shape = truceline.ShapeArea
	case !r.Has(rangeM):
		r.Refuse(rangeM, "missing; how far is it seen or heard from the point?")
	case r.Has(bearingFrom) != r.Has(bearingTo):
		r.Refuse(bearingFrom, "a sector needs both bearings, or none")
	case given && reaches && ok1 && ok2:
		p.Shape, p.At = truceline.ShapeSector, at
		p.Sector = truceline.Sector{RangeMax: reach, BearingFrom: first, BearingTo: last}
	case given && reaches:
		p.Shape, p.At, p.Ellipse = truceline.ShapePoint, at, truceline.Ellipse{SemiMajor: reach, SemiMinor: reach}
	}
	return p
}
