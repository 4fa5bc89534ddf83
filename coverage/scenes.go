package coverage

import (
	"cmp"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// SceneReach is how long before and after an incident a scene may have been taken
// that is attached to it: with a satellite that comes every five or six days, some of
// them without cloud.
const SceneReach = 30 * 24 * time.Hour

// MostScenes is how many scenes are attached to one incident, the nearest in time.
const MostScenes = 20

// Scenes are the pictures that satellites took, ready to be asked which of them show
// a place.
type Scenes struct {
	all   []picture // whose ground is known
	named map[string]*truceline.Watch
}

// picture is a scene and the ground that it shows.
type picture struct {
	watch *truceline.Watch
	shows *geo.Region
}

// shown reports whether it shows the whole of a place, as well as it is known: of one
// that is known by the name of an area only, it does not.
func (p picture) shown(place truceline.Place) bool {
	if place.Shape != truceline.ShapePoint && place.Shape != truceline.ShapeSector {
		return false
	}
	return !slices.ContainsFunc(samples(place), func(at truceline.Point) bool { return !p.shows.Contains(at) })
}

// NewScenes finds the scenes among watches. One whose ground is not known shows
// nothing; of one that was told of again, what was told last holds.
func NewScenes(watches []truceline.Watch) *Scenes {
	s := &Scenes{named: map[string]*truceline.Watch{}}
	for i := range watches {
		if w := &watches[i]; w.Scene != nil {
			s.named[w.Scene.ID] = w
		}
	}
	for i := range watches {
		w := &watches[i]
		if w.Scene == nil || s.named[w.Scene.ID] != w {
			continue
		}
		if shows := regionOf(w.Scene.Shows); shows != nil {
			s.all = append(s.all, picture{w, shows})
		}
	}
	return s
}

// Of returns the scenes that show the whole of an incident's place, as well as it is
// known, and were taken while it lasted or within [SceneReach] of it: the nearest in
// time first, at most [MostScenes]. That a scene shows the place does not say that
// anything is to be seen there: cloud may lie over it, and somebody has to look. Of
// an incident that is known by the name of an area only, no scene shows the place.
// Before them stand those that officers attached; those that they detached do not.
func (s *Scenes) Of(i truceline.Incident) []truceline.Attached {
	ruled := s.ruled(i)
	shown := slices.DeleteFunc(s.showing(i), func(a truceline.Attached) bool {
		return slices.ContainsFunc(i.Scenes, func(r truceline.SceneRuling) bool { return r.Scene == a.ID })
	})
	return append(ruled, shown[:min(len(shown), MostScenes)]...)
}

// ruled are the scenes that officers attached to an incident, in order of their names.
func (s *Scenes) ruled(i truceline.Incident) []truceline.Attached {
	out := []truceline.Attached{}
	for _, r := range i.Scenes {
		if !r.Attached {
			continue
		}
		a := truceline.Attached{Scene: truceline.Scene{ID: r.Scene}, Absent: true}
		if w := s.named[r.Scene]; w != nil {
			a = attached(w, apart(i.When, w.When))
		}
		a.Ruled = &r
		out = append(out, a)
	}
	return out
}

func attached(w *truceline.Watch, after time.Duration) truceline.Attached {
	scene := *w.Scene
	scene.Shows = nil // it is known to show the place, or an officer says so
	return truceline.Attached{Scene: scene, Watch: w.ID, By: w.By, Means: w.Means, When: w.When, After: after}
}

// showing are the scenes that show an incident's place, the nearest in time first.
func (s *Scenes) showing(i truceline.Incident) []truceline.Attached {
	out := []truceline.Attached{}
	for _, p := range s.all {
		after := apart(i.When, p.watch.When)
		if after > SceneReach || after < -SceneReach || !p.shown(i.Place) {
			continue
		}
		out = append(out, attached(p.watch, after))
	}
	slices.SortFunc(out, func(a, b truceline.Attached) int {
		return cmp.Or(cmp.Compare(a.After.Abs(), b.After.Abs()), a.When.From.Compare(b.When.From), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// apart is from the end of a happening to a look, negative from a look to its
// beginning, and 0 where they share a moment.
func apart(happening, look truceline.Interval) time.Duration {
	switch {
	case look.From.After(happening.To) && !happening.Open:
		return look.From.Sub(happening.To)
	case look.To.Before(happening.From):
		return look.To.Sub(happening.From)
	}
	return 0
}

// Shows reports whether a watch left a picture behind that shows the whole of a place,
// as well as it is known.
func Shows(w truceline.Watch, place truceline.Place) bool {
	if w.Scene == nil {
		return false
	}
	shows := regionOf(w.Scene.Shows)
	return shows != nil && picture{shows: shows}.shown(place)
}
