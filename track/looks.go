package track

import (
	"math"
	"time"

	"github.com/truceline/truceline"
)

// Looked says how likely the radars that worked would have plotted something that
// flies about a place, at least once between two moments: by their reach, the
// ground between, their outages and the weather. 0 where none looks, or it is not
// known.
type Looked func(at truceline.Point, from, to time.Time) float64

const (
	// A look takes as long as the radars have needed from plot to plot of the track,
	// within these bounds.
	shortLook, longLook = time.Minute, 5 * time.Minute
	// found is how likely looks find at most what is there: it may fly lower than
	// they are taken to see, or have turned away.
	found = 0.9
)

// looks lowers how probable it is that flying things are still there which radars
// plotted, then did not, though they worked and had them in sight. What has left
// all reach is lost to them, and no less probable for it.
func (p *Picture) looks(l *layer, now time.Time) {
	if p.looked == nil || l.medium != truceline.MediumAir || now.Sub(p.asked) < shortLook {
		return
	}
	p.asked = now
	for _, f := range l.tracker.tracks {
		r := l.live[f.number]
		if r == nil || r.last.means != truceline.MeansRadar {
			continue
		}
		every := r.last.when.Sub(r.track.Begun) / time.Duration(max(1, r.track.Plots-1))
		every = min(max(every, shortLook), longLook)
		for until := r.vain.Add(every); !until.After(now); until = r.vain.Add(every) {
			if chance := p.chance(l, f, r.vain, until); chance > 0 {
				f.exists *= math.Exp(-every.Seconds() / l.tracker.config.Life)
				f.exists *= (1 - chance) / (1 - f.exists*chance) // Bayes
				r.track.Exists = existence(f.exists)
			}
			r.vain = until
		}
	}
	l.tracker.remove()
}

// chance is how likely looks would have found a thing, over where it may be: its
// mean and a standard deviation and a half to each side.
func (p *Picture) chance(l *layer, f *follow, from, to time.Time) float64 {
	state := f.state
	middle := from.Add(to.Sub(from) / 2)
	state.predict(&l.tracker.config.Motion, middle.Sub(p.base).Seconds()-f.time)
	g := state.mean()
	x, y := 1.5*math.Sqrt(g.p[east][east]), 1.5*math.Sqrt(g.p[north][north])
	sum := 0.0
	for _, d := range [5][2]float64{{0, 0}, {x, 0}, {-x, 0}, {0, y}, {0, -y}} {
		sum += p.looked(p.plane.From(g.x[east]+d[0], g.x[north]+d[1]), from, to)
	}
	return min(sum/5, found)
}

// existence is how probable it is that something is there, with what that leaves
// open.
func existence(p float64) truceline.Probability {
	return truceline.Probability{P: p, Low: max(0, 2*p-1), High: 1}
}
