package score

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Path is where a thing was over time: a true object, or a track that claims to
// follow one. Fixes are in order of time; between two the thing moved evenly,
// before the first and after the last it was not there.
type Path struct {
	ID    string
	Class string
	Fixes []Fix
	// Confirmed is when a track was first shown as one; unused for the truth.
	Confirmed time.Time
}

// Fix is a place at a moment.
type Fix struct {
	When time.Time
	At   truceline.Point
}

// at returns where the thing was at t.
func (p Path) at(t time.Time) (truceline.Point, bool) {
	i, exact := slices.BinarySearchFunc(p.Fixes, t, func(f Fix, t time.Time) int { return f.When.Compare(t) })
	if exact {
		return p.Fixes[i].At, true
	}
	if i == 0 || i == len(p.Fixes) {
		return truceline.Point{}, false
	}
	a, b := p.Fixes[i-1], p.Fixes[i]
	w := t.Sub(a.When).Seconds() / b.When.Sub(a.When).Seconds()
	return truceline.Point{Lat: a.At.Lat + w*(b.At.Lat-a.At.Lat), Lon: a.At.Lon + w*(b.At.Lon-a.At.Lon)}, true
}

// TrackTerms are the constants of the figures about tracks. They are printed
// beside the figures.
type TrackTerms struct {
	C     float64       // metres: cut-off of GOSPA and OSPA
	P     float64       // power
	Alpha float64       // of GOSPA
	Gate  float64       // metres within which a track counts as following an object
	Every time.Duration // between the instants compared
}

// DefaultTrackTerms are C 2 km, P 2, Alpha 2, a gate of 1 km, every 10 s.
func DefaultTrackTerms() TrackTerms {
	return TrackTerms{C: 2000, P: 2, Alpha: 2, Gate: 1000, Every: 10 * time.Second}
}

// Tracking is how well tracks follow objects over a time.
type Tracking struct {
	Instants                    int     // at which something was there or claimed
	Gospa                       float64 // mean over the instants, metres
	Localisation, Missed, False float64 // mean parts of GOSPA^P over the instants
	MissedCount, FalseCount     float64 // mean number an instant
	PairRMS                     float64 // root mean square distance of the pairs, metres
	Ospa                        float64 // mean over the instants, metres
	IDSwitches                  int     // times that an object's track is another than its last
	// Completeness is the share of object instants with a track on them, and
	// Spuriousness the share of track instants without an object. Ambiguity is
	// the mean number of tracks on an object that has any (1 is best).
	// (Single Integrated Air Picture attributes; Votruba, Nisley, Rothrock and
	// Zombro 2001.)
	Completeness, Spuriousness, Ambiguity float64
	ObjectInstants, TrackInstants         int
	Confirm                               []time.Duration // from an object's appearance to its first track, sorted; objects never tracked are left out
	NeverConfirmed                        int
}

// Track compares objects with tracks at even instants from the first fix to the
// last, of either.
func Track(objects, tracks []Path, terms TrackTerms) Tracking {
	objects, tracks = ordered(objects), ordered(tracks)
	first, last, ok := span(objects, tracks)
	out := Tracking{Ambiguity: 1}
	if !ok {
		return out
	}
	f := follower{terms: terms, current: map[string]string{}, last: map[string]string{}, confirmed: map[string]time.Time{}}
	there, claimed := newSweep(objects), newSweep(tracks)
	for t := first; !t.After(last); t = t.Add(terms.Every) {
		f.instant(t, there.at(t), claimed.at(t), &out)
	}
	n := float64(max(1, out.Instants))
	out.Gospa, out.Ospa = sum(f.gospa)/n, sum(f.ospa)/n
	out.Localisation, out.Missed, out.False = out.Localisation/n, out.Missed/n, out.False/n
	out.MissedCount, out.FalseCount = out.MissedCount/n, out.FalseCount/n
	out.PairRMS = f.rms()
	if out.ObjectInstants > 0 {
		out.Completeness = float64(f.covered) / float64(out.ObjectInstants)
	}
	if out.TrackInstants > 0 {
		out.Spuriousness = float64(f.astray) / float64(out.TrackInstants)
	}
	if f.covered > 0 {
		out.Ambiguity = float64(f.onObjects) / float64(f.covered)
	}
	for _, o := range objects {
		if len(o.Fixes) == 0 {
			continue
		}
		if at, ok := f.confirmed[o.ID]; ok {
			out.Confirm = append(out.Confirm, at.Sub(o.Fixes[0].When))
		} else {
			out.NeverConfirmed++
		}
	}
	slices.Sort(out.Confirm)
	return out
}

// ordered puts paths in an order of what they are, so that the order in which
// they were given changes nothing.
func ordered(paths []Path) []Path {
	paths = slices.Clone(paths)
	slices.SortFunc(paths, func(a, b Path) int { return cmp.Compare(a.ID, b.ID) })
	return paths
}

func span(sets ...[]Path) (first, last time.Time, ok bool) {
	for _, set := range sets {
		for _, p := range set {
			if len(p.Fixes) == 0 {
				continue
			}
			a, b := p.Fixes[0].When, p.Fixes[len(p.Fixes)-1].When
			if !ok || a.Before(first) {
				first = a
			}
			if !ok || b.After(last) {
				last = b
			}
			ok = true
		}
	}
	return first, last, ok
}

// placed is a thing at an instant.
type placed struct {
	id string
	at truceline.Point
}

// sweep goes through paths instant by instant and looks only at those that may
// be there.
type sweep struct {
	coming []Path // by their first fix
	active []Path // by ID
}

func newSweep(paths []Path) *sweep {
	s := &sweep{coming: slices.DeleteFunc(slices.Clone(paths), func(p Path) bool { return len(p.Fixes) == 0 })}
	slices.SortStableFunc(s.coming, func(a, b Path) int { return a.Fixes[0].When.Compare(b.Fixes[0].When) })
	return s
}

// at returns what is there at t, which must not go back. A track counts from
// when it was confirmed.
func (s *sweep) at(t time.Time) []placed {
	n := 0
	for n < len(s.coming) && !s.coming[n].Fixes[0].When.After(t) {
		n++
	}
	if n > 0 {
		s.active = ordered(append(s.active, s.coming[:n]...))
		s.coming = s.coming[n:]
	}
	s.active = slices.DeleteFunc(s.active, func(p Path) bool { return p.Fixes[len(p.Fixes)-1].When.Before(t) })
	var out []placed
	for _, p := range s.active {
		if at, ok := p.at(t); ok && !t.Before(p.Confirmed) {
			out = append(out, placed{id: p.ID, at: at})
		}
	}
	return out
}

// follower keeps from instant to instant which track follows which object.
type follower struct {
	terms                      TrackTerms
	current, last              map[string]string // track by object: now, and the last one it ever had
	confirmed                  map[string]time.Time
	covered, astray, onObjects int
	gospa, ospa                []float64
	squares                    float64
	pairs                      int
}

func (f *follower) instant(t time.Time, objects, tracks []placed, out *Tracking) {
	if len(objects) == 0 && len(tracks) == 0 {
		return
	}
	out.Instants++
	out.ObjectInstants += len(objects)
	out.TrackInstants += len(tracks)
	d := make(Distances, len(objects))
	for i, o := range objects {
		d[i] = make([]float64, len(tracks))
		for j, k := range tracks {
			if d[i][j] = math.Inf(1); !tooFar(o.at, k.at, max(f.terms.C, f.terms.Gate)) {
				d[i][j] = geo.Distance(o.at, k.at)
			}
		}
	}
	g := GOSPA(d, len(tracks), f.terms.C, f.terms.P, f.terms.Alpha)
	f.gospa = append(f.gospa, g.Distance)
	f.ospa = append(f.ospa, OSPA(d, len(tracks), f.terms.C, f.terms.P).Distance)
	out.Localisation += g.Localisation
	out.Missed += g.Missed
	out.False += g.False
	out.MissedCount += float64(g.MissedCount)
	out.FalseCount += float64(g.FalseCount)
	f.near(d, len(tracks))
	f.match(t, objects, tracks, d, out)
}

// near counts which objects have tracks on them and which tracks have none.
func (f *follower) near(d Distances, tracks int) {
	used := make([]bool, tracks)
	for _, row := range d {
		n := 0
		for j, v := range row {
			if v <= f.terms.Gate {
				n++
				used[j] = true
			}
		}
		if n > 0 {
			f.covered++
			f.onObjects += n
		}
	}
	for _, u := range used {
		if !u {
			f.astray++
		}
	}
}

// match gives each object one track: the one it had while that is within the
// gate, and the best of the others (Bernardin and Stiefelhagen 2008).
func (f *follower) match(t time.Time, objects, tracks []placed, d Distances, out *Tracking) {
	place := map[string]int{}
	for j, k := range tracks {
		place[k.id] = j
	}
	now, used := map[string]string{}, make([]bool, len(tracks))
	keep := func(i, j int) {
		now[objects[i].id], used[j] = tracks[j].id, true
		f.squares += d[i][j] * d[i][j]
		f.pairs++
	}
	for i, o := range objects {
		if j, ok := place[f.current[o.id]]; ok && !used[j] && d[i][j] <= f.terms.Gate {
			keep(i, j)
		}
	}
	edges := make([][]Edge, len(objects))
	for i, o := range objects {
		if _, ok := now[o.id]; ok {
			continue
		}
		for j := range tracks {
			if !used[j] && d[i][j] <= f.terms.Gate {
				edges[i] = append(edges[i], Edge{j, d[i][j]})
			}
		}
	}
	for i, j := range Assign(len(tracks), edges, 1e9) {
		if j >= 0 {
			keep(i, j)
		}
	}
	for _, o := range objects {
		k, ok := now[o.id]
		if !ok {
			continue
		}
		if old, had := f.last[o.id]; had && old != k {
			out.IDSwitches++
		}
		if _, had := f.last[o.id]; !had {
			f.confirmed[o.id] = t
		}
		f.last[o.id] = k
	}
	f.current = now
}

func (f *follower) rms() float64 {
	if f.pairs == 0 {
		return 0
	}
	return sqrt(f.squares / float64(f.pairs))
}
