package fuse

import (
	"math"
	"slices"

	"github.com/truceline/truceline"
)

// announcedOf weighs announced activities (demining, exercises and the like: incidents
// of kind X1, whoever announced them) against everything else that may be behind an
// explosion or shots: bangs of each are as likely there and then as they are thick, over its
// announced place and hours, beside the density of happenings round about.
// No more than the share that is kept is ever given to announcements, as one may hide
// what it does not speak of. What is given is for the case that something happened.
func (f *Fuser) announcedOf(in *incident) []truceline.CauseShare {
	n := f.natures[truceline.KindExempt]
	if n == nil || !in.located || in.chances == nil || !bangs(in.named) {
		return nil
	}
	var out []truceline.CauseShare
	a := f.priors.Causes.Announced
	sum := f.density(in.at.at, in)
	of := func(x *incident, there float64) {
		if !x.to.After(x.from) || in.begins < seconds(x.from) || in.begins > seconds(x.to) || there == 0 {
			return
		}
		thick := x.exists.P * a.BangsAnHour / 3600 * there
		sum += thick
		word := truceline.CauseAnnounced + x.activity()
		if i := slices.IndexFunc(out, func(c truceline.CauseShare) bool { return c.Cause == word }); i >= 0 {
			out[i].P += thick
		} else {
			out = append(out, truceline.CauseShare{Cause: word, P: thick})
		}
	}
	n.index.near(in.at, in.when(), 0, 0, false, func(x *incident) {
		if d, det := in.at.apart(x.at); d <= gate*gate {
			of(x, math.Exp(overlap(d, det)))
		}
	})
	for _, area := range f.outlined {
		for _, e := range area.told {
			if e.Kind == truceline.KindExempt && !e.in.located && e == e.in.members[0] {
				of(e.in, area.holds(in.at, f.priors.AreaEdge)/area.size)
			}
		}
	}
	for i := range out {
		out[i].P *= a.Kept / sum
	}
	return out
}

// bangs reports whether a kind sounds like what is announced: shots and explosions.
func bangs(k truceline.Kind) bool {
	switch k {
	case truceline.KindSmallArms, truceline.KindDirectFire, truceline.KindIndirectFire, truceline.KindExplosion, truceline.KindLightAndTracer:
		return true
	}
	return false
}

// activity is the word by which an announcement goes.
func (in *incident) activity() string {
	for _, m := range in.members {
		switch {
		case m.Exempt != "":
			return m.Exempt
		case m.Subtype != "":
			return m.Subtype
		}
	}
	return "activity"
}
