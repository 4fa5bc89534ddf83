package table

import (
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// reader turns fields into observations. It holds the words of the taxonomy,
// to look up and not to build for each row.
type reader struct {
	kinds map[string]truceline.KindInfo
	means map[string]truceline.Means
}

func newReader() *reader {
	t := &reader{kinds: map[string]truceline.KindInfo{}, means: map[string]truceline.Means{}}
	for _, k := range truceline.Kinds() {
		t.kinds[string(k.Kind)] = k
	}
	for _, m := range truceline.AllMeans() {
		t.means[string(m)] = m
	}
	return t
}

// observe reads one row. needID returns the id of the row that the entry needs
// by that index, empty if it has none.
func (t *reader) observe(r *feed.Row, needID func(need int) string) {
	r.Text(id)
	o := truceline.Observation{
		Source: r.Text(source), Lineage: r.List(lineage), Subtype: r.Text(subtype),
		When: when(r), Place: where(r), Weapons: r.List(weapons), Exempt: r.Text(exempt),
		Confidence: r.Text(confidence), Remarks: r.Text(remarks), DerivedFrom: derived(r, needID), Arrival: arrived(r),
	}
	if o.Source == "" && r.Source() == "" {
		r.Refuse(source, "missing")
	}
	known := false
	if o.Means, known = t.means[r.Need(means)]; !known && r.Has(means) {
		r.Refuse(means, "%q is no means that is known", r.Bytes(means))
	}
	info, known := t.kinds[r.Need(kind)]
	switch {
	case !known && r.Has(kind):
		r.Refuse(kind, "%q is not a code of the taxonomy", r.Bytes(kind))
	case info.Kind == truceline.KindAllegation:
		r.Refuse(kind, "an allegation is a claim, not an observation")
	}
	o.Kind, o.Count = info.Kind, count(r, info.Unit)
	o.Direction = truceline.Direction(oneOf(r, direction, truceline.DirectionOutgoing, truceline.DirectionImpact,
		truceline.DirectionInFlight, truceline.DirectionCrossfire, truceline.DirectionUndetermined))
	o.Grade.Reliability = string(oneOf(r, reliability, "A", "B", "C", "D", "E", "F"))
	if string(r.Bytes(credibility)) == "1" {
		r.Refuse(credibility, "1 is worked out from independent lineages and never stated")
	} else {
		o.Grade.Credibility = string(oneOf(r, credibility, "2", "3", "4", "5", "6"))
	}
	r.Observe(o)
}

// oneOf returns a field that must be empty or one of a few words.
func oneOf[T ~string](r *feed.Row, column int, words ...T) T {
	b := r.Bytes(column)
	if len(b) == 0 {
		return ""
	}
	all := make([]string, len(words))
	for i, word := range words {
		if string(b) == string(word) {
			return word
		}
		all[i] = string(word)
	}
	r.Refuse(column, "%q is none of %s", b, strings.Join(all, ", "))
	return ""
}

// when reads the interval and the clock that it was read from.
func when(r *feed.Row) (i truceline.Interval) {
	from, ok := r.Time(timeFrom)
	if !ok && !r.Has(timeFrom) {
		r.Refuse(timeFrom, "missing")
	}
	i.From, i.To = from, from
	if string(r.Bytes(timeTo)) == "open" {
		i.Open = true
	} else if to, given := r.Time(timeTo); given {
		i.To = to
		if ok && to.Before(from) {
			r.Refuse(timeTo, "%s is before the start", r.Bytes(timeTo))
		}
	}
	i.Clock.Quality = oneOf(r, clock, truceline.ClockGNSS, truceline.ClockNTP, truceline.ClockWatch, truceline.ClockPass, truceline.ClockDay, truceline.ClockUnknown)
	if i.Clock.Quality == "" {
		i.Clock.Quality = truceline.ClockUnknown
	}
	if seconds, given := r.Number(clockError, 0, 86400*366); given {
		i.Clock.Error = time.Duration(seconds * float64(time.Second))
		return i
	}
	switch i.Clock.Quality {
	case truceline.ClockGNSS:
		i.Clock.Error = time.Millisecond
	case truceline.ClockNTP:
		i.Clock.Error = 100 * time.Millisecond
	case truceline.ClockPass:
		i.Clock.Error = 5 * time.Minute
	case truceline.ClockDay:
		i.Clock.Error = 12 * time.Hour
	default:
		if !r.Has(clockError) {
			r.Refuse(clockError, "missing; a clock that is %s does not say how far it may be off", i.Clock.Quality)
		}
	}
	return i
}

// arrived reads when the sound reached the observer, nil where it is not stated.
func arrived(r *feed.Row) *truceline.Arrival {
	at, given := r.Time(arrival)
	seconds, stated := r.Number(arrivalError, 1e-6, 3600)
	switch {
	case r.Has(arrival) && !r.Has(arrivalError):
		r.Refuse(arrivalError, "missing; a time of arrival without its error cannot be compared with another")
	case r.Has(arrivalError) && !r.Has(arrival):
		r.Refuse(arrival, "missing; its error stands alone")
	case given && stated:
		return &truceline.Arrival{At: at, Error: time.Duration(seconds * float64(time.Second))}
	}
	return nil
}

// count reads how many: one where nothing is stated, and no upper bound where
// only the least is.
func count(r *feed.Row, usual string) truceline.Count {
	c := truceline.One(r.Text(unit))
	if c.Unit == "" {
		c.Unit = usual
	}
	least, given := r.Whole(countLeast, 1, 1_000_000)
	if given {
		c.Least, c.Most = least, 0
	}
	if most, given := r.Whole(countMost, 1, 1_000_000); given {
		c.Most = most
		if most < c.Least {
			r.Refuse(countMost, "%d is less than the least, %d", most, c.Least)
		}
	}
	return c
}

// where reads the place. What is filled in says of what shape it is.
func where(r *feed.Row) truceline.Place {
	p := truceline.Place{Shape: truceline.ShapeUnknown, Area: r.Text(area), Name: r.Text(place)}
	at, given := r.Point(lat, lon)
	any := func(columns ...int) bool {
		for _, c := range columns {
			if r.Has(c) {
				return true
			}
		}
		return false
	}
	pointed := any(lat, lon)
	ellipse, sector := any(errorM, semiMajor, semiMinor, bearing), any(rangeMin, rangeMax, bearingFrom, bearingTo)
	switch {
	case ellipse && sector:
		r.Refuse(errorM, "a place is a point with its error or a sector from the observer, not both")
	case sector && !pointed:
		r.Refuse(lat, "missing; a sector is seen from where the observer stood")
	case ellipse && !pointed:
		r.Refuse(lat, "missing; an error is round a point")
	case sector && given:
		p.Shape, p.At, p.Sector = truceline.ShapeSector, at, sectorOf(r)
	case pointed && !sector:
		p.Shape, p.At, p.Ellipse = truceline.ShapePoint, at, ellipseOf(r)
	case !pointed && p.Area != "":
		p.Shape = truceline.ShapeArea
	}
	return p
}

// ellipseOf reads the ellipse that holds the place with 90 % probability.
func ellipseOf(r *feed.Row) truceline.Ellipse {
	const least, most = 0.01, 5e6 // metres
	radius, round := r.Number(errorM, least, most)
	major, ok1 := r.Number(semiMajor, least, most)
	minor, ok2 := r.Number(semiMinor, least, most)
	turn, _ := r.Bearing(bearing)
	switch {
	case round && (r.Has(semiMajor) || r.Has(semiMinor)):
		r.Refuse(errorM, "stands beside the axes of an ellipse; one of the two is too much")
	case round:
		return truceline.Ellipse{SemiMajor: radius, SemiMinor: radius}
	case !r.Has(errorM) && !r.Has(semiMajor) && !r.Has(semiMinor):
		r.Refuse(errorM, "missing; a point without its error cannot be compared with another")
	case r.Has(semiMajor) != r.Has(semiMinor):
		r.Refuse(semiMajor, "an ellipse needs both axes")
	case ok1 && ok2 && minor > major:
		r.Refuse(semiMinor, "%v is more than the greater axis, %v", minor, major)
	}
	return truceline.Ellipse{SemiMajor: major, SemiMinor: minor, Bearing: turn}
}

// sectorOf reads range and bearing from where the observer stood.
func sectorOf(r *feed.Row) (s truceline.Sector) {
	s.RangeMin, _ = r.Number(rangeMin, 0, 1e6)
	s.RangeMax, _ = r.Number(rangeMax, 0, 1e6)
	s.BearingFrom, _ = r.Bearing(bearingFrom)
	s.BearingTo, _ = r.Bearing(bearingTo)
	switch {
	case r.Has(bearingFrom) != r.Has(bearingTo):
		r.Refuse(bearingFrom, "a sector needs both bearings, or none")
	case !r.Has(bearingFrom) && s.RangeMax == 0:
		r.Refuse(rangeMax, "missing; neither a bearing nor a range is stated")
	case s.RangeMax > 0 && s.RangeMin > s.RangeMax:
		r.Refuse(rangeMin, "%v is more than the greatest range, %v", s.RangeMin, s.RangeMax)
	}
	return s
}

// derived reads the observations that this one was made from: by ID, or by the
// id of a row further up in the same file.
func derived(r *feed.Row, needID func(need int) string) (from []truceline.ID) {
	needs := r.Entry().Needs
	for _, ref := range r.List(derivedFrom) {
		if known, err := truceline.ParseID(ref); err == nil {
			from = append(from, known)
			continue
		}
		found := false
		for i := 0; i < len(needs) && i < len(r.Needs()) && !found; i++ {
			if needID(i) == ref {
				from, found = append(from, truceline.ObservationID(needs[i], 0)), true
			}
		}
		if !found {
			r.Refuse(derivedFrom, "%q is neither an ID nor the id of a row further up in this file", ref)
		}
	}
	return from
}
