package posture

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// Reach is how far and how well some kinds are noticed.
type Reach struct {
	Kinds []truceline.Kind `yaml:"kinds"`
	// Means is how, where it differs from the watcher's: a patrol hears and sees.
	Means truceline.Means `yaml:"means"`
	// WatchKm is the range within which the watcher is said to watch.
	WatchKm float64 `yaml:"watch_km"`
	// Chance of noticing one happening, as [kilometres, probability] with
	// straight lines between; beyond the last it is 0.
	Chance [][2]float64 `yaml:"chance"`
	// Share is the part of these kinds' happenings that can be noticed at all, however
	// near; not given: 1. Of flights, a receiver of transponders hears only those that
	// say where they are; with 0 it is no watch for flights, whatever it hears.
	Share   *float64 `yaml:"share"`
	Night   *float64 `yaml:"night"`   // factor at night; not given: 1
	Fog     *float64 `yaml:"fog"`     // factor in fog
	Wind    *float64 `yaml:"wind"`    // factor in wind
	Rain    *float64 `yaml:"rain"`    // factor in rain
	Hidden  *float64 `yaml:"hidden"`  // factor behind a hill; not given: 0 with a mast, else 1
	Counted float64  `yaml:"counted"` // chance that each one of several is counted
}

// Say is what a watcher calls something, and how often.
type Say struct {
	Kind    truceline.Kind `yaml:"kind"`
	Subtype string         `yaml:"subtype"` // what it is called more closely
	Weight  float64        `yaml:"weight"`  // against the others of its list
}

// Clock is what the sites read their times from.
type Clock struct {
	Quality truceline.ClockQuality `yaml:"quality"`
	Error   time.Duration          `yaml:"error"` // holding the truth with 90 %
	Round   time.Duration          `yaml:"round"` // times are rounded to this
	// Lost is the chance that a site loses its reference at some moment of the
	// window; from then on it drifts, and says so.
	Lost  float64       `yaml:"lost"`
	Drift time.Duration `yaml:"drift"` // growth of the error in one hour, 90 %
}

// Outage is a way in which a site falls out.
type Outage struct {
	Cause  truceline.Cause `yaml:"cause"`
	Chance float64         `yaml:"chance"` // that a site has one in the window
	Lasts  time.Duration   `yaml:"lasts"`  // mean
	Caused bool            `yaml:"caused"` // one of the sides caused it
}

// At is the chance of noticing one happening at a distance, under the best
// conditions: straight lines between the points given, 0 beyond the last.
func (r Reach) At(km float64) float64 { return along(r.Chance, km) }

// Mistakes is the chance that a stroke of lightning at a distance is taken for
// something else.
func (w Watcher) Mistakes(km float64) float64 { return along(w.Thunder, km) }

func along(points [][2]float64, km float64) float64 {
	for i, p := range points {
		switch {
		case km > p[0]:
			continue
		case i == 0:
			return p[1]
		}
		q := points[i-1]
		return q[1] + (p[1]-q[1])*(km-q[0])/(p[0]-q[0])
	}
	return 0
}

// Can is the part of its kinds' happenings that can be noticed at all.
func (r Reach) Can() float64 {
	if r.Share == nil {
		return 1
	}
	return *r.Share
}

// Far is the distance in kilometres beyond which nothing is noticed.
func (r Reach) Far() float64 { return r.Chance[len(r.Chance)-1][0] }

// Mean is the chance averaged over the area within a range, under the best
// conditions. A watch that states its detection states this for its range.
func (r Reach) Mean(km float64) float64 {
	const rings = 200
	sum := 0.0
	for i := range rings {
		d := (float64(i) + 0.5) / rings
		sum += 2 * d / rings * r.At(d*km)
	}
	return sum
}

// By is the means of a reach of this watcher.
func (w Watcher) By(r Reach) truceline.Means {
	if r.Means != "" {
		return r.Means
	}
	return w.Means
}

// FalseAlarms is how densely one site is declared to raise false alarms of a
// kind, per square kilometre of its reach and day, and by which means; 0 where
// none are declared. Wind is left out, as it comes and goes.
func (w Watcher) FalseAlarms(kind truceline.Kind) (density float64, means truceline.Means) {
	all, of := 0.0, 0.0
	for _, s := range w.FalseSays {
		if all += s.Weight; s.Kind == kind {
			of += s.Weight
		}
	}
	at := slices.IndexFunc(w.Reach, func(r Reach) bool { return slices.Contains(r.Kinds, kind) })
	if of == 0 || at < 0 || w.FalsePerHour == 0 {
		return 0, ""
	}
	r := w.Reach[at]
	field := 1.0
	if w.FieldDeg > 0 && w.FieldDeg < 360 {
		field = w.FieldDeg / 360
	}
	return 24 * w.FalsePerHour * of / all / (math.Pi * r.Far() * r.Far() * field), w.By(r)
}

// Behind is what is left of a reach where the ground stands between.
func (w Watcher) Behind(r Reach) float64 {
	switch {
	case r.Hidden != nil:
		return *r.Hidden
	case w.MastM > 0:
		return 0
	}
	return 1
}

// Total is how many sites (or teams) it asks for along the line.
func (w Watcher) Total() int {
	n := len(w.At)
	for _, c := range w.Clusters {
		n += c.Sites
	}
	for _, b := range w.Belts {
		n += b.Sites
	}
	return n
}
