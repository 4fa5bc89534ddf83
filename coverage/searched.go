package coverage

import (
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// A satellite's scene says where it looked, when, and through how much cloud; what is
// found in one, and how surely, the posture says of its satellite: by how far from the
// middle of the picture it stands, and nothing beyond its edge. Of a satellite that the
// posture does not name, nobody says that its scenes are searched: what they are worth
// is not known, whatever the models say of others who see by the same means.

// show makes the ground of a scene known, once.
func (p *placing) show(id string, polygons []truceline.Polygon) {
	if p.scenes[id] == nil {
		if shown := regionOf(polygons); shown != nil {
			p.scenes[id] = shown
		}
	}
}

// searchedWithin is how far from the middle of its scene a stand may notice anything,
// metres: to the furthest corner, if the posture says what is found in such scenes; else 0.
func (s *stand) searchedWithin(polygons []truceline.Polygon) float64 {
	known := false
	for range s.own() {
		known = true
	}
	if !known || s.place.At == (truceline.Point{}) {
		return 0
	}
	furthest := 1.0
	for _, polygon := range polygons {
		for _, at := range polygon[0] {
			furthest = math.Max(furthest, geo.Distance(s.place.At, at))
		}
	}
	return furthest
}

// searched is what a row of a scene is worth: a look at all of its ground, through
// the part of the sky that is clear. left is what light and weather leave of the chance.
func (l *Ledger) searched(c *curve, r *row, out level, left float64) level {
	out.chance = left
	cloud := l.scenes[r.id].Cloud
	switch {
	case l.words[r.cause] == string(truceline.CauseNone):
		if c.Can() == 1 {
			out.state = int8(rank(truceline.Watched)) // it says partly, as it does not know whether anybody searches it
		}
	case cloud == nil:
		out.chance = -1
	default:
		out.chance *= 1 - *cloud/100
	}
	return out
}

// Reach is how far from its place one of the ledger's watches may notice anything, metres; 0 where
// that is not known, as of a scene of a satellite that no posture names.
func (l *Ledger) Reach(w truceline.Watch) float64 {
	if u, known := l.unitIndex[unitKey{w.By, w.Means}]; known {
		if n, posted := l.standIndex[standKeyOf(u, w)]; posted {
			return l.stands[n].bound
		}
	}
	return l.newStand(w).bound // an outage that the ledger found is of fewer kinds, and no stand of its own
}
