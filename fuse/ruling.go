package fuse

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// ruled is what officers ruled about an incident. It holds whatever evidence
// comes later.
type ruled struct {
	ids    []truceline.ID
	words  []string
	when   *truceline.Interval
	place  *truceline.Place
	exists *truceline.Probability
	scenes []truceline.SceneRuling // the newest of each scene, in order of their names
	apart  map[*incident]bool      // those that it is not, by a ruling
}

// take adds what was ruled of an incident that has become part of this one;
// what was ruled of this one goes before it.
func (r *ruled) take(in, from *incident) {
	other := from.ruled
	for _, id := range other.ids {
		if !slices.Contains(r.ids, id) {
			r.ids = append(r.ids, id)
		}
	}
	r.words = append(r.words, other.words...)
	if r.when == nil {
		r.when = other.when
	}
	if r.place == nil {
		r.place = other.place
	}
	if r.exists == nil {
		r.exists = other.exists
	}
	for _, s := range other.scenes {
		r.scene(s)
	}
	for x := range other.apart { // in no order: only entries of maps are set
		r.keepApart(in, x)
	}
}

// scene keeps what was ruled of a scene, unless a later ruling on it is there.
func (r *ruled) scene(s truceline.SceneRuling) {
	at, there := slices.BinarySearchFunc(r.scenes, s.Scene, func(x truceline.SceneRuling, name string) int { return strings.Compare(x.Scene, name) })
	switch {
	case !there:
		r.scenes = slices.Insert(r.scenes, at, s)
	case !s.At.Before(r.scenes[at].At):
		r.scenes[at] = s
	}
}

func (r *ruled) keepApart(in, other *incident) {
	for _, pair := range [][2]*incident{{in, other}, {other, in}} {
		if pair[0].ruled.apart == nil {
			pair[0].ruled.apart = map[*incident]bool{}
		}
		pair[0].ruled.apart[pair[1]] = true
	}
}

// state writes what was ruled into an incident.
func (r *ruled) state(out *truceline.Incident) {
	out.Rulings = r.ids
	out.Scenes = slices.Clone(r.scenes)
	if r.when != nil {
		out.When = *r.when
	}
	if r.place != nil {
		name := out.Place.Name
		out.Place = *r.place
		out.Place.Name = name
	}
}

// Rule obeys an officer's ruling, now and in every later version: what is
// worked out by itself adds evidence and never undoes it. What was closed is
// opened for it. It reports whether it was about anything that was taken.
func (f *Fuser) Rule(r truceline.Ruling) bool {
	if f.known != nil {
		return false // an exercise's oracle knows better
	}
	var named []*incident
	for _, id := range r.Observations {
		if e := f.taken.of(id); e != nil && !slices.Contains(named, e.in) {
			named = append(named, e.in)
		}
	}
	for _, in := range named {
		f.reopen(in)
	}
	if len(named) == 0 {
		return false
	}
	switch r.Act {
	case truceline.ActMerge:
		f.ruleMerge(r, named)
	case truceline.ActSplit:
		for _, in := range named {
			f.ruleSplit(r, in)
		}
	default:
		for _, in := range named {
			f.ruleOn(r, in)
		}
	}
	return true
}

// ruleMerge makes one incident of all that are named.
func (f *Fuser) ruleMerge(r truceline.Ruling, named []*incident) {
	in := named[0]
	for _, other := range named[1:] {
		delete(in.ruled.apart, other)
		delete(other.ruled.apart, in)
		in = f.merge(in, other)
	}
	for _, m := range in.members {
		m.pinned = m.pinned || slices.Contains(r.Observations, m.ID)
	}
	f.noted(r, in)
}

// ruleSplit takes the observations named out of an incident and makes one of
// their own of them.
func (f *Fuser) ruleSplit(r truceline.Ruling, in *incident) {
	var out, rest []*evidence
	for _, m := range in.members {
		m.pinned = true
		if slices.Contains(r.Observations, m.ID) {
			out = append(out, m)
		} else {
			rest = append(rest, m)
		}
	}
	if len(rest) == 0 {
		return // all of them: nothing to split from
	}
	other := f.begin(out[0])
	other.id = truceline.IDOf("incident", string(out[0].ID[:]), "ruling", string(r.ID[:])) // its first observation may name the other
	other.members, in.members = out, rest
	other.unsettle()
	in.unsettle()
	for _, m := range out {
		m.in = other
	}
	in.ruled.keepApart(in, other)
	f.settle(in)
	f.settle(other)
	f.noted(r, in)
	f.noted(r, other)
}

// ruleOn fixes an incident's time, place or existence, or what stands with it.
func (f *Fuser) ruleOn(r truceline.Ruling, in *incident) {
	switch r.Act {
	case truceline.ActRetime:
		in.ruled.when = r.When
	case truceline.ActReplace:
		in.ruled.place = r.Place
	case truceline.ActVerdict:
		p := truceline.Unknown()
		switch r.Exists {
		case truceline.Met:
			p = truceline.Probability{P: 1, Low: 1, High: 1}
		case truceline.NotMet:
			p = truceline.Probability{}
		}
		in.ruled.exists = &p
	case truceline.ActAttach, truceline.ActDetach:
		in.ruled.scene(truceline.SceneRuling{Scene: r.Scene, Attached: r.Act == truceline.ActAttach, By: r.By, At: r.At, Note: r.Note})
	}
	f.noted(r, in)
	f.settle(in)
}

// noted writes a ruling down with the incident.
func (f *Fuser) noted(r truceline.Ruling, in *incident) {
	in.ruled.ids = append(in.ruled.ids, r.ID)
	words := fmt.Sprintf("%s ruled on %s: %s", r.By, r.At.UTC().Format("2 January 2006 15:04 UTC"), r.Act)
	if r.Scene != "" {
		words += " scene " + r.Scene
	}
	if r.Note != "" {
		words += ", " + r.Note
	}
	in.ruled.words = append(in.ruled.words, words)
	f.touch(in)
}

// obey moves an incident to where and when it was ruled to be, so that later
// evidence is compared with that.
func (f *Fuser) obey(in *incident) {
	if in.ruled.when != nil {
		w := *in.ruled.when
		sigma := max(w.Clock.Error.Seconds()/sigmasClock, leastSigma)
		in.course = course{seconds(w.From), seconds(w.To), sigma, sigma}
		in.from, in.to = earlier(in.from, w.From), later(in.to, w.To)
	}
	if p := in.ruled.place; p != nil && in.located {
		in.at = along(p.At, p.Ellipse.Bearing, p.Ellipse.SemiMajor/sigmas90, p.Ellipse.SemiMinor/sigmas90)
		in.index.file(in)
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
