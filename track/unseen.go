package track

import (
	"math"
	"time"

	"github.com/truceline/truceline"
)

// A ship that says where it is need not be there: messages are easily made. Where
// radars plot most of what moves and speaks, one that they never plot is less
// probable with every look. How much of what speaks they plot is learnt from those
// that they have plotted at some time, square by square, as no ledger says what a
// radar sees at sea.

// unseen is what has been learnt of that, and what it says of one thing.
type unseen struct{ squares map[[2]int32]*sightings }

// sightings is how often things that spoke in a square and moved were looked for,
// and how often a radar had plotted them since the look before.
type sightings struct{ looked, plotted float64 }

const (
	// lookEvery is how long radars have for one look: as many turns as a
	// small vessel in a swell needs to be plotted at all.
	lookEvery = 10 * time.Minute
	// underway is how fast a thing must go, in m/s, to be looked for: radars
	// suppress what lies still.
	underway = 2.0
	// truthful is how probable it is that a name that begins to speak is where it
	// says (assumption: one in twenty is not).
	truthful = 0.95
	// overlooked is how probable it is that no radar ever plots a thing that is
	// there, for a reason of its own: small, of wood, or always behind another
	// (assumption).
	overlooked = 0.02
	// namesakes is how probable it is that two ships bear one number, against one
	// that says a false place (assumption).
	namesakes = 0.02
	// hurried is how fast, in m/s, a ship may go that was seen to go slower: thirty
	// knots.
	hurried = 15.0
	// vainPrior is how many looks in vain stand before the first in a square.
	vainPrior = 2.0
	// unseenWidth is the width of a square in metres: shadows and reaches of
	// radars are larger.
	unseenWidth = 10e3
)

// at finds a square.
func (u *unseen) at(x, y float64) *sightings {
	key := [2]int32{int32(math.Floor(x / unseenWidth)), int32(math.Floor(y / unseenWidth))}
	s := u.squares[key]
	if s == nil {
		if u.squares == nil {
			u.squares = map[[2]int32]*sightings{}
		}
		s = &sightings{}
		u.squares[key] = s
	}
	return s
}

// chance is how likely one look in the square plots what is there.
func (s *sightings) chance() float64 { return min(s.plotted/(s.looked+vainPrior), found) }

// unseen takes a plot of a record as a look at it, if it is time for one.
func (p *Picture) unseen(l *layer, r *record, o truceline.Observation) {
	if o.Means == truceline.MeansRadar {
		r.seen, r.echo = true, o.When.From
		r.vainly = 1
		return
	}
	now := o.When.From
	if l.medium != truceline.MediumSurface || p.looked == nil || o.Means != truceline.MeansTelemetry || now.Sub(r.sought) < lookEvery {
		return
	}
	since := r.sought
	r.sought = now
	e := &r.newest
	if since.IsZero() || now.Sub(since) > 3*lookEvery || math.Hypot(e.VX, e.VY) < underway {
		return // a silence is no look
	}
	s := p.sightings.at(e.X, e.Y)
	if r.seen {
		s.looked++
		if r.echo.After(since) {
			s.plotted++
		}
		return
	}
	chance := s.chance()
	if chance <= 0 || p.looked(o.Place.At, since, now) <= 0 {
		return // nothing is known of what is plotted here, or no radar worked
	}
	r.vainly *= 1 - chance
	r.track.Exists = existence(min(r.track.Exists.P, r.said()))
}

// doubt notes that the bearer of a name that radars have seen elsewhere has hardly
// come to where it now says that it is: either two bear one name, or it is not here.
func (r *record) doubt(others []*record, o truceline.Observation) {
	for i := len(others) - 1; i >= 0; i-- {
		other := others[i]
		if !other.seen || r.seen {
			continue
		}
		metres, seconds := other.last.apart(o)
		pace := max(hurried, 2*math.Hypot(other.newest.VX, other.newest.VY))
		if metres > jump+pace*seconds {
			r.vainly *= namesakes
		}
		return
	}
}

// said is how probable it is that a thing is where it says, by the looks for it that
// were in vain.
func (r *record) said() float64 {
	missed := truthful * (overlooked + (1-overlooked)*r.vainly)
	return missed / (missed + 1 - truthful)
}
