package track

import (
	"math"
	"slices"
)

// called is how much more likely a detection with this name is the track's than
// one without any: a name is evidence, and may be false, shared or changed.
func (f *follow) called(name uint64) float64 {
	const same, other = 50, 0.02
	switch {
	case name == 0 || f.name == 0:
		return 1
	case name == f.name:
		return same
	}
	return other
}

// alike is how much likelier a detection of something taken for this sort is the
// track's than one that says nothing of it: one in ten is taken for another
// (assumption).
func (f *follow) alike(z *Detection) float64 {
	const other = 0.1
	if z.Sort == 0 || f.sort.Sort == 0 || z.Sort == f.sort.Sort {
		return 1
	}
	return other
}

// passes reports whether a detection is of something that passes: it was noticed so,
// or the thing had been silent for long.
func (t *Tracker) passes(f *follow, z *Detection, now float64) bool {
	return z.Fastest > 0 || t.parted(f, now)
}

// parted reports whether a thing was last noticed longer ago than what is plotted may
// be silent.
func (t *Tracker) parted(f *follow, now float64) bool {
	return f.passed > 0 && math.Abs(now-f.seen) > t.config.Silence
}

// came reports whether what was noticed in passing can have come from where the thing
// was, not faster than such go, and not much slower: what stays is heard all the while.
func (f *follow) came(z *Detection, now float64) bool {
	took := math.Abs(now - f.seen)
	slack := 3 * math.Sqrt(z.XX+z.YY)
	way := math.Hypot(z.X-f.x, z.Y-f.y)
	by := &z.Sorted
	if z.Sort == 0 && (f.sort.Sort != 0 || z.Fastest == 0) {
		by = &f.sort
	}
	return way-slack <= by.Fastest*quicker*took && way+slack >= by.Slowest*detour*took
}

// flown is how often a thing must have been noticed in passing to be one that goes
// a long way.
const flown = 3

// quicker is how much faster than such go a thing may be, and detour how short the
// straight way may be against the one that it flew.
const quicker, detour = 1.2, 0.6

// call notes what a track was called.
func (f *follow) call(name uint64) {
	switch {
	case name == 0:
	case name == f.name:
		f.named = min(f.named+1, 10)
	case f.named > 0:
		f.named--
	default:
		f.name, f.named = name, 1
	}
}

// call notes what a track was called, and finds it under that name if it reports
// itself.
func (t *Tracker) call(f *follow, name uint64) {
	was := f.name
	f.call(name)
	if now := f.name; now != was {
		f.name = was
		t.rename(f, now)
	}
}

// rename gives a track another name, 0 none.
func (t *Tracker) rename(f *follow, name uint64) {
	if f.reports && f.name != 0 {
		all := t.named[f.name]
		if i := slices.Index(all, f); i >= 0 {
			all = slices.Delete(all, i, i+1)
		}
		if t.named[f.name] = all; len(all) == 0 {
			delete(t.named, f.name)
		}
	}
	if f.name = name; f.reports && name != 0 {
		t.named[name] = append(t.named[name], f)
	}
}

func logOf(v float64) float64 { return math.Log(max(v, 1e-300)) }
