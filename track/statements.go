package track

import (
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// sighted states that something is in the air.
func (r *record) sighted(o truceline.Observation, f truceline.TrackFix) truceline.Observation {
	o = r.state(o)
	o.Kind, o.Subtype, o.Count = truceline.KindAerial, "track", truceline.One("sortie")
	o.Direction = truceline.DirectionInFlight
	o.Place = truceline.Place{Shape: truceline.ShapePoint, At: f.At, Ellipse: f.Ellipse}
	o.When.From = r.track.Begun
	return o
}

// known reports whether an aircraft of this name has been told of already.
func (p *Picture) known(name uint64, o truceline.Observation) bool {
	return name != 0 && len(p.said[called(o)]) > 1
}

// state makes of the newest plot a statement that stands on the track.
func (r *record) state(o truceline.Observation) truceline.Observation {
	o.DerivedFrom = append([]truceline.ID{}, r.plots[:len(r.plots)-1]...)
	o.Lineage = append([]string{}, o.Lineage...)
	o.Exempt = r.exempt
	for _, s := range r.by {
		if s != o.Source {
			o.Lineage = append(o.Lineage, s)
		}
	}
	return o
}

const (
	// quiet is how long a ship may be silent before that is told of: ten of the
	// longest intervals of AIS.
	quiet = 30 * time.Minute
	// fastest is faster than any vessel goes, in m/s.
	fastest = 45.0
	// jump is how far off, in metres, is no error of a receiver.
	jump = 5000.0
)

// heard states what is odd in what a named thing says of itself: that it was
// silent for long, or that it is where it cannot have come.
func (p *Picture) heard(r *record, before plotted, o truceline.Observation) []truceline.Observation {
	if r.track.Plots > 1 {
		return p.gap(r, before, o)
	}
	others := p.said[called(o)]
	p.said[called(o)] = append(others, r)
	r.doubt(others, o)
	var last plotted
	for _, other := range others {
		if reached(other.last, o) {
			return p.gap(r, other.last, o) // the same ship again
		}
		if last.id.IsZero() || other.last.when.After(last.when) {
			last = other.last
		}
	}
	if last.id.IsZero() {
		return nil
	}
	s := r.state(o)
	s.DerivedFrom = []truceline.ID{last.id}
	s.Kind, s.Subtype, s.Count = truceline.KindAIS, "false position", truceline.One("event")
	s.Place, s.When.From, s.When.To = last.place, last.when, o.When.To
	return []truceline.Observation{s}
}

// reached reports whether a thing can have come from one plot to the other.
func reached(from plotted, to truceline.Observation) bool {
	metres, seconds := from.apart(to)
	return metres < jump+fastest*seconds
}

// apart is how far a plot lies from another one, and how long was between them.
func (from plotted) apart(to truceline.Observation) (metres, seconds float64) {
	return geo.Distance(from.place.At, to.Place.At), to.When.From.Sub(from.when).Abs().Seconds()
}

// gap states that a ship was silent from one plot to the next, if that was long
// and it did not meanwhile say that it was elsewhere.
func (p *Picture) gap(r *record, from plotted, to truceline.Observation) []truceline.Observation {
	if from.id.IsZero() || to.When.From.Sub(from.when) < quiet {
		return nil
	}
	for _, other := range p.said[called(to)] {
		if at := other.last.when; other != r && at.After(from.when) && at.Before(to.When.From) {
			return nil
		}
	}
	s := r.state(to)
	s.DerivedFrom = []truceline.ID{from.id}
	s.Kind, s.Subtype, s.Count = truceline.KindAIS, "gap", truceline.One("event")
	s.Place, s.When.From, s.When.To = from.place, from.when, to.When.From
	return []truceline.Observation{s}
}
