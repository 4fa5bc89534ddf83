package fuse

import (
	"cmp"
	"math"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// area is a named area as a likelihood of place: what is told of it lies anywhere in it alike, with soft edges.
type area struct {
	region *geo.Region
	middle truceline.Point
	reach  float64     // from there to its farthest corner, metres
	size   float64     // square metres
	told   []*evidence // brief happenings that open statements put there and nowhere finer, in the order in which they were taken
}

// link is an incident that a statement of an area may be about, and how probable that is.
type link struct {
	in *incident
	p  float64
}

// newAreas prepares the areas whose outline is known; the first of each name counts.
func newAreas(all []truceline.Area) (byName map[string]*area, list []*area) {
	byName = map[string]*area{}
	for _, a := range all {
		if byName[a.ID] != nil || len(a.Polygons) == 0 {
			continue
		}
		region, err := geo.NewRegion(a.Polygons)
		if err != nil {
			continue // an area without an outline goes by its name
		}
		x := &area{region: region, middle: middleOf(a.Polygons)}
		for _, p := range a.Polygons {
			x.size += geo.Area(p) * 1e6
			for _, corner := range p[0] {
				x.reach = max(x.reach, math.Hypot(plane{x.middle}.of(corner)))
			}
		}
		byName[a.ID] = x
		list = append(list, x)
	}
	return byName, list
}

// middleOf is the mean of the corners.
func middleOf(polygons []truceline.Polygon) truceline.Point {
	ground := plane{polygons[0][0][0]}
	var east, north, n float64
	for _, p := range polygons {
		for _, corner := range p[0] {
			x, y := ground.of(corner)
			east, north, n = east+x, north+y, n+1
		}
	}
	return ground.at(east/n, north/n)
}

// holds is how much of an uncertain place lies in the area. Its edges are soft: who names an area may be so many
// metres wrong of where it ends.
func (a *area) holds(g gaussian, soft float64) float64 {
	g.xx, g.yy = g.xx+soft*soft, g.yy+soft*soft
	if math.Hypot(plane{a.middle}.of(g.at)) > a.reach+gate*g.widest() {
		return 0
	}
	return geo.ProbabilityInside(a.region, g.place())
}

// vague returns the area in which a statement puts a brief happening and says nothing finer; nil for all others. What lasts, moves, covers
// ground or befalls an area as a whole, as a warning does, is compared by its name; and so is an area whose outline is not known.
func (f *Fuser) vague(e *evidence) *area {
	if e.located || e.Place.Shape != truceline.ShapeArea || !e.nature.brief() {
		return nil
	}
	return f.named[e.Place.Area]
}

// withinArea is the logarithm of how much likelier it is that a statement of an area is about an incident that lies somewhere in
// it than about one of its own: the share of the incident's place in the area over the area's size, with time and
// kind, over the density of new happenings there.
func (f *Fuser) withinArea(a *area, e *evidence, in *incident) float64 {
	if in.closed || in.nature.moves() || in.ruled.apart[e.in] || in.lasts == 0 && saidApart(e, in) {
		return math.Inf(-1)
	}
	share := 1.0 // of one that is told of by the area alone
	if in.located {
		share = a.holds(in.at, f.priors.AreaEdge)
	}
	sum := math.Log(share/a.size) + f.timeRatio(e.course, e.When, in)
	if in.chances != nil {
		chances := in.chances
		if e.in == in {
			chances = f.kinds.posterior(in.members, e)
		}
		sum += f.kinds.agree(chances, e.nature)
	}
	return sum
}

// inOneArea is the density, per square metre, with which two statements of which one or both name an area speak of one place in it; 0
// where that area has no outline.
func (f *Fuser) inOneArea(m, other *evidence) float64 {
	a, b := f.vague(m), f.vague(other)
	switch {
	case a != nil && b != nil:
		return 1 / max(a.size, b.size)
	case a != nil && other.located:
		return a.holds(other.gaussian, f.priors.AreaEdge) / a.size
	case b != nil && m.located:
		return b.holds(m.gaussian, f.priors.AreaEdge) / b.size
	}
	return 0
}

// newIn is the logarithm of the density of new happenings of a statement's sort in an area, per square metre and second.
func (f *Fuser) newIn(a *area, e *evidence) float64 {
	var sum total
	km := max(a.reach/1000, roundAboutKm)
	most := mostNeighbours * int64(km*km/roundAboutKm/roundAboutKm)
	look := lookAround(a.middle, km*1000)
	for k := range e.nature.index.grids {
		e.nature.index.grids[k].within(&look, &incident{}, &sum, func(t total) bool { return t.n > most })
	}
	return math.Log(f.thick(float64(max(sum.n-1, 0)), km, f.priors.Horizon.Hours()))
}

// belongs is how probable it must be that a statement of an area is about an incident for it to be put there: four to one. As likely
// as not would do where one more incident and one wrongly borne out weighed alike; who reads that somebody else bore it out acts on it.
const belongs = 0.8

// about returns the incident that a statement of an area is about, where that is much likelier than that it is about another
// or about none of them; and all that it may be about, the likeliest first. A statement that may be about any of several belongs
// to none of them, so that it neither makes one of them nor is counted as one more without a word.
func (f *Fuser) about(a *area, e *evidence) (best *incident, may []link) {
	fresh := f.newIn(a, e)
	own := 1.0
	consider := func(in *incident) {
		if w := math.Exp(f.withinArea(a, e, in) - fresh); w > 0 {
			may = append(may, link{in, w})
			own += w
		}
	}
	e.nature.index.near(gaussian{at: a.middle}, e.When, slackOf(e), a.reach, false, consider)
	for _, in := range f.areas[e.Place.Area] {
		if !in.located && in != e.in && in.index == e.nature.index {
			consider(in)
		}
	}
	slices.SortFunc(may, func(x, y link) int { return cmp.Or(cmp.Compare(y.p, x.p), byNumber(x.in, y.in)) })
	for k := range may {
		may[k].p /= own
	}
	if len(may) > 0 && may[0].p > belongs {
		best = may[0].in
	}
	return best, may
}

// placeAgain looks at statements of areas again, once something was told of a place in them: which incident each is about is not settled
// by which was told of first.
func (f *Fuser) placeAgain(in *incident) {
	if !in.located {
		return
	}
	for _, a := range f.outlined {
		if len(a.told) == 0 || math.Hypot(plane{a.middle}.of(in.at.at)) > a.reach+gate*in.at.widest() {
			continue
		}
		for _, e := range a.told {
			if slack := slackOf(e); e.nature.index == in.index && !e.When.From.Add(-slack).After(in.to) && !e.When.To.Add(slack).Before(in.from) {
				f.moveTo(a, e)
			}
		}
	}
}

// moveTo puts a statement of an area where it belongs as things stand.
func (f *Fuser) moveTo(a *area, e *evidence) {
	from := e.in
	if from == nil || from.closed || e.pinned || len(from.ruled.ids) > 0 {
		return // an officer's ruling is never undone
	}
	to, may := f.about(a, e)
	switch {
	case to == from || to == nil && !from.located:
		f.link(from, may)
	case to != nil && len(from.members) == 1:
		f.link(f.merge(from, to), nil)
	default:
		f.leave(from, e)
		if to == nil {
			to = f.begin(e)
		}
		f.join(to, e)
		f.link(to, may)
	}
}

// link notes which incidents one that is told of by an area alone may be.
func (f *Fuser) link(in *incident, may []link) {
	may = slices.DeleteFunc(may, func(l link) bool { return l.in == in || l.p < leastLink })
	if in.located {
		may = nil
	}
	if !slices.EqualFunc(in.may, may, func(x, y link) bool { return x.in == y.in }) {
		f.touch(in)
	}
	in.may = may
}

// became is the incident that this one is part of by now.
func (in *incident) became() *incident {
	for in.gone() {
		in = in.into
	}
	return in
}

// leastLink is the probability from which it is said which incident a statement of an area may be about.
const leastLink = 0.05

// forgetAreas lets go of statements of areas whose incidents no longer change.
func (f *Fuser) forgetAreas() {
	for _, a := range f.outlined {
		a.told = slices.DeleteFunc(a.told, func(e *evidence) bool { return e.in == nil || e.in.closed })
	}
}
