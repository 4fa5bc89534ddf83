package fuse

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/lineage"
)

// summary writes the incident as it stands.
func (f *Fuser) summary(in *incident) truceline.Incident {
	if in.gone() {
		return truceline.Incident{ID: in.id, Into: in.into.id, Kind: in.named, When: in.when(), Place: truceline.Place{Shape: truceline.ShapeUnknown},
			Exists: truceline.Probability{}, Reasons: []string{"it turned out to be the same as incident " + in.into.id.Short()}}
	}
	out := truceline.Incident{
		ID: in.id, Kind: in.named, Means: in.means(), Count: in.count(&f.priors.Counted),
		Place: in.place(), When: f.interval(in),
		Direction: in.direction(), Directions: in.directions(f.priors.Told.Direction),
		Weapons: in.weapons(), WeaponSets: in.weaponSets(f.priors.Told.Weapons), Exempt: in.exempt(),
		Exists: in.exists, Lineages: in.lineages(), Circular: in.circular(),
	}
	switch {
	case in.chances == nil:
	case len(in.members) == 1:
		out.Kinds = in.nature.shares
	default:
		out.Kinds = f.kinds.shares(in.chances)
	}
	out.Observations = make([]truceline.ID, len(in.members))
	for n, m := range in.members {
		out.Observations[n] = m.ID
	}
	if in.named == truceline.KindHeat {
		out.Standing = f.standing.At(out.Place.At)
	}
	out.Causes = f.causesOf(in)
	in.ruled.state(&out)
	out.Reasons = slices.Concat(in.ruled.words, in.reasons(out))
	return out
}

// place is where it was, by the name that the first statement gave.
func (in *incident) place() truceline.Place {
	stated := in.members[0].Place
	if !in.located {
		return *stated
	}
	p := in.at.place()
	if stated != nil && stated.Shape == truceline.ShapePoint { // "2-3 km NNE" names a place only from where it was said
		p.Name = stated.Name
	}
	return p
}

func located(p truceline.Place) bool {
	return p.Shape == truceline.ShapePoint || p.Shape == truceline.ShapeSector
}

// when is from the first stated beginning to the last end.
func (in *incident) when() truceline.Interval { return truceline.Interval{From: in.from, To: in.to} }

// interval runs from the best beginning to the last end.
func (f *Fuser) interval(in *incident) truceline.Interval {
	best := in.members[0]
	for _, m := range in.members {
		if best.aside && !m.aside || m.aside == best.aside && m.When.Clock.Error < best.When.Clock.Error {
			best = m
		}
	}
	out := best.When
	out.Open = in.goesOn()
	if in.located && in.lasts == 0 && len(in.members) > 1 {
		out.From = epoch().Add(time.Duration(math.Round(in.begins*1000)) * time.Millisecond)
		out.Clock.Error = time.Duration(math.Round(in.sigma*sigmasClock*1000)) * time.Millisecond
	}
	if in.to.After(out.To) {
		out.To = in.to
	}
	if in.named == truceline.KindAirAlert && !out.Open {
		out.To = in.lastEnd()
	}
	if out.To.Before(out.From) {
		out.To = out.From
	}
	return out
}

// lastEnd is the end that was stated last: a warning says until when it will hold,
// and who gave it may end it before that.
func (in *incident) lastEnd() time.Time {
	end := in.to
	for _, m := range in.members {
		if !m.When.Open {
			end = m.When.To
		}
	}
	return end
}

// goesOn reports whether it was last said to go on. Of an alert the newest word
// counts, as it is given once and its end is known; what else stands open is not
// closed by somebody who saw it for a moment.
func (in *incident) goesOn() bool {
	var open, closed time.Time
	for _, m := range in.members {
		if m.When.Open {
			open = later(open, m.When.To)
		} else {
			closed = later(closed, m.When.To)
		}
	}
	return !open.IsZero() && (in.named != truceline.KindAirAlert || open.After(closed))
}

func (in *incident) means() []truceline.Means {
	all := make([]truceline.Means, len(in.members))
	for n, m := range in.members {
		all[n] = m.Means
	}
	slices.Sort(all)
	return slices.Compact(all)
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

// lineages counts the independent lineages among the members for existence.
func (in *incident) lineages() int {
	if n, ok := in.sources(); ok {
		return n
	}
	sets := make([][]string, 0, len(in.members))
	for _, m := range in.members {
		sets = append(sets, lineage.Ancestors(m.said(), lineage.Existence))
	}
	return lineage.Independent(sets)
}

// sources counts those who spoke; false where any had it from others, or shares a part with them.
func (in *incident) sources() (n int, ok bool) {
	for k, m := range in.members {
		if len(in.members) > 1 && len(m.Lineage)+len(m.DerivedFrom) > 0 {
			return 0, false
		}
		if !slices.ContainsFunc(in.members[:k], func(before *evidence) bool { return before.Source == m.Source }) {
			n++
		}
	}
	return n, true
}

// circular names the sources among the members that have it from one another.
func (in *incident) circular() []truceline.Circular {
	passed := func(m *evidence) bool { return len(m.DerivedFrom)+len(m.Lineage) > 0 }
	if len(in.members) == 1 || !slices.ContainsFunc(in.members, passed) {
		return nil
	}
	told := make([]truceline.Observation, len(in.members))
	for n, m := range in.members {
		told[n] = m.said()
	}
	return lineage.CircularAmong(told)
}

// reasons says in words why these are one and how sure it is.
func (in *incident) reasons(out truceline.Incident) []string {
	reasons := []string{supported(len(in.members), out.Lineages)}
	if out.Exists == truceline.Unknown() {
		reasons = append(reasons, fmt.Sprintf("how often a statement by this means (%s) is wrong is not known", out.Means[0]))
	}
	for _, c := range out.Circular {
		reasons = append(reasons, c.Alarm)
	}
	silent := 0
	for _, w := range in.silence.watchers {
		if !w.spoke && w.chance >= 0.3 {
			silent++
		}
	}
	if silent > 0 {
		reasons = append(reasons, plural(silent, "other watcher")+" that could have noticed it said nothing")
	}
	for _, l := range in.may[:min(len(in.may), mostLinks)] {
		if to := l.in.became(); to != in {
			reasons = append(reasons, fmt.Sprintf("it names an area and nothing finer: with %.0f %% it is incident %s", 100*l.p, to.id.Short()))
		}
	}
	if s := out.Standing; s != nil {
		reasons = append(reasons, fmt.Sprintf("this place was hot on %d of %d days in %d months of past years: most likely a works or a flare", s.Days, s.OfDays, s.Months))
	}
	return reasons
}

// mostLinks is how many incidents are named that one told of by an area alone may be.
const mostLinks = 3

// supported says how many observations of how many lineages there are. It is said of every version.
func supported(observations, lineages int) string {
	if observations == 1 && lineages == 1 {
		return "1 observation of 1 independent lineage"
	}
	return plural(observations, "observation") + " of " + plural(lineages, "independent lineage")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
