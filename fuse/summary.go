package fuse

import (
	"fmt"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/lineage"
)

// summary writes the incident as it stands.
func (f *Fuser) summary(in *incident) truceline.Incident {
	first := in.members[0]
	out := truceline.Incident{
		ID: in.id, Kind: in.kind(), Means: in.means(), Count: in.count(),
		Place: first.Place, When: in.when(),
		Direction: in.direction(), Weapons: in.weapons(), Exempt: in.exempt(),
		Exists: in.exists(), Lineages: in.lineages(),
	}
	if located(first.Place) {
		out.Place = in.estimate.place()
		if first.Place.Shape == truceline.ShapePoint { // "2-3 km NNE" names a place only from where it was said
			out.Place.Name = first.Place.Name
		}
	}
	for _, m := range in.members {
		out.Observations = append(out.Observations, m.ID)
	}
	if in.group == groupHeat {
		out.Standing = f.standing.At(out.Place.At)
	}
	out.Reasons = in.reasons(out)
	return out
}

func located(p truceline.Place) bool {
	return p.Shape == truceline.ShapePoint || p.Shape == truceline.ShapeSector
}

// kind is the one most members state; a named kind goes before "undetermined
// explosion" and "flash", which it explains.
func (in *incident) kind() truceline.Kind {
	best, bestVotes := in.members[0].Kind, -1
	for _, info := range truceline.Kinds() {
		votes := 0
		for _, m := range in.members {
			if m.Kind == info.Kind {
				votes++
			}
		}
		vague := info.Kind == truceline.KindExplosion || info.Kind == truceline.KindLightAndTracer || info.Kind == truceline.KindAerial
		if votes > 0 && !vague {
			votes += len(in.members)
		}
		if votes > 0 && votes > bestVotes {
			best, bestVotes = info.Kind, votes
		}
	}
	return best
}

func (in *incident) means() []truceline.Means {
	var all []truceline.Means
	for _, m := range in.members {
		all = append(all, m.Means)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// count takes bounds: at least what the best-placed source counted, at most
// the largest count stated. "11" and "9" are not 20. Pixels of one fire are
// counted, as no source counts them for us.
func (in *incident) count() truceline.Count {
	if in.group == groupHeat {
		return truceline.Count{Least: len(in.members), Most: len(in.members), Unit: "pixel"}
	}
	// What the incident is counted in is what those count who name its kind:
	// bursts of small-arms fire, and not the flashes a camera saw of them.
	kind := in.kind()
	first := slices.IndexFunc(in.members, func(m truceline.Observation) bool { return m.Kind == kind })
	c := in.members[first].Count
	for _, m := range in.members {
		if m.Count.Unit != c.Unit {
			continue
		}
		c.Least = max(c.Least, m.Count.Least)
		if c.Most == 0 || m.Count.Most == 0 {
			c.Most = 0
		} else {
			c.Most = max(c.Most, m.Count.Most)
		}
	}
	return c
}

// when runs from the start on the best clock to the last end.
func (in *incident) when() truceline.Interval {
	best := in.members[0].When
	for _, m := range in.members[1:] {
		if m.When.Clock.Error < best.Clock.Error {
			best = m.When
		}
		best.Open = best.Open || m.When.Open
	}
	if in.to.After(best.To) {
		best.To = in.to
	}
	return best
}

// direction is what the members that state one agree on.
func (in *incident) direction() truceline.Direction {
	agreed := truceline.Direction("")
	for _, m := range in.members {
		switch {
		case m.Direction == "" || m.Direction == truceline.DirectionUndetermined || m.Direction == agreed:
		case agreed == "":
			agreed = m.Direction
		default:
			return truceline.DirectionUndetermined
		}
	}
	if agreed == "" {
		return in.members[0].Direction
	}
	return agreed
}

// weapons is what every member that names any is consistent with; when they
// have nothing in common, all that were named.
func (in *incident) weapons() []string {
	var common, all []string
	for _, m := range in.members {
		if len(m.Weapons) == 0 {
			continue
		}
		if all == nil {
			common = slices.Clone(m.Weapons)
		} else {
			common = slices.DeleteFunc(common, func(w string) bool { return !slices.Contains(m.Weapons, w) })
		}
		all = append(all, m.Weapons...)
	}
	if len(common) == 0 {
		common = all
	}
	slices.Sort(common)
	return slices.Compact(common)
}

// exempt is set when any source assessed the happening as exempt; the judge
// weighs it.
func (in *incident) exempt() string {
	for _, m := range in.members {
		if m.Exempt != "" {
			return m.Exempt
		}
	}
	return ""
}

// exists weighs the strongest statement of each independent source: odds times
// ratio, once a source, however often it speaks. Sources that share an
// ancestor count once.
func (in *incident) exists() truceline.Probability {
	type voice struct {
		ancestors []string
		ratio     float64
	}
	var voices []voice
	for _, m := range in.members {
		ratio, known := ratioOf(m)
		if !known {
			continue
		}
		ancestors := lineage.Ancestors(m, lineage.Existence)
		i := slices.IndexFunc(voices, func(v voice) bool {
			return slices.ContainsFunc(v.ancestors, func(a string) bool { return slices.Contains(ancestors, a) })
		})
		if i < 0 {
			voices = append(voices, voice{ancestors, ratio})
		} else {
			voices[i].ratio = max(voices[i].ratio, ratio)
		}
	}
	if len(voices) == 0 {
		return truceline.Unknown()
	}
	odds, low, high := priorOdds, priorOdds, priorOdds
	for _, v := range voices {
		odds *= v.ratio
		low *= max(1, v.ratio/doubt)
		high *= v.ratio * doubt
	}
	return truceline.Probability{P: odds / (1 + odds), Low: low / (1 + low), High: high / (1 + high)}
}

// reasons says in words why these are one and how sure it is.
func (in *incident) reasons(out truceline.Incident) []string {
	reasons := []string{fmt.Sprintf("%s of %s", plural(len(in.members), "observation"), plural(out.Lineages, "independent lineage"))}
	if out.Exists == truceline.Unknown() {
		reasons = append(reasons, fmt.Sprintf("how often a statement by this means (%s) is wrong is not known", out.Means[0]))
	}
	if s := out.Standing; s != nil {
		reasons = append(reasons, fmt.Sprintf("this place was hot on %d of %d days in %d months of past years: most likely a works or a flare", s.Days, s.OfDays, s.Months))
	}
	return reasons
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
