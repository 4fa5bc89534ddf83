package rate

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/stat"
)

// StandingKinds are the kinds that stay to be found by whoever comes by.
func StandingKinds() []truceline.Kind {
	return []truceline.Kind{truceline.KindInterference, truceline.KindPosition, truceline.KindFortification, truceline.KindWeapon, truceline.KindWeaponBeyond,
		truceline.KindStorage, truceline.KindBuildUp, truceline.KindDamage, truceline.KindEnergy, truceline.KindMine}
}

// Look is one stay of a watcher that comes and goes: a patrol's halt, a leg of a
// drone's flight, a satellite's scene.
type Look struct {
	By       string
	At       truceline.Point
	RangeM   float64 // how far it is said to see
	From, To time.Time
}

// LooksOf are the looks among watches: stays, not denied, of people who see,
// drones and radars that come by, and scenes that satellites took. What a stay is worth at
// each moment the ledger knows; rows of one stay are one look, and so is each scene. reach says
// how far a watcher may notice anything, metres; a picture shows less than its watcher may notice.
func LooksOf(watches []truceline.Watch, reach func(truceline.Watch) float64) []Look {
	type key struct {
		by, scene string
		at        truceline.Point
	}
	last := map[key]int{}
	var out []Look
	for _, w := range watches {
		if w.Means != truceline.MeansSaw && w.Means != truceline.MeansDrone && w.Means != truceline.MeansRadar || w.Cause == truceline.CauseDenied ||
			w.Place.Shape != truceline.ShapePoint && w.Place.Shape != truceline.ShapeSector && w.Scene == nil || w.When.Open {
			continue
		}
		l := Look{w.By, w.Place.At, max(w.Place.Ellipse.SemiMajor, w.Place.Sector.RangeMax, reach(w)/beyond), w.When.From, w.When.To}
		k := key{by: l.By, at: l.At}
		if w.Scene != nil {
			k.scene = w.Scene.ID
		}
		if i, ok := last[k]; ok && !l.From.After(out[i].To) {
			if l.To.After(out[i].To) {
				out[i].To = l.To
			}
			out[i].RangeM = max(out[i].RangeM, l.RangeM)
			continue
		}
		last[k] = len(out)
		out = append(out, l)
	}
	return slices.DeleteFunc(out, func(l Look) bool { return l.To.Sub(l.From) > longestVisit })
}

// Sighting is one statement that something of a standing kind is there.
type Sighting struct {
	By       string
	When     time.Time
	Incident truceline.Incident // that it went to
}

const (
	standingKm = 15 // how far from the line things that stand are counted
	plotKm     = 10 // length of a plot along the line
	// leastLooks is how many looks, each by the chance that it notices what stands
	// in a plot, a plot needs for anything to be said of it.
	leastLooks = 0.3
	// mostLooks is how many looks are asked about; of more, evenly chosen ones
	// stand for all.
	mostLooks = 1500
	spokes    = 12 // places asked about around a look
	beyond    = 1.5
	oneThing  = 2.0 // km within which sightings of a kind are taken to be of one thing
)

// plotEdges cut the distance from the line, kilometres.
func plotEdges() []float64 { return []float64{0, 2, 5, 10, standingKm} }

// ground is the ground beside the line, cut into plots.
type ground struct {
	track *track
	long  int
	deep  int
	km2   []float64 // of each plot
}

func newGround(config Config) *ground {
	g := &ground{track: newTrack(config.Line), deep: len(plotEdges()) - 1}
	g.long = max(1, int(math.Ceil(g.track.whole()/plotKm-1e-9)))
	g.km2 = make([]float64, g.long*sides*g.deep)
	g.measure(config)
	return g
}

// measure finds out how large each plot is: so many squares of a kilometre have their
// middle in it. Along a line that winds there is less ground within 15 km than length
// times depth, in one bend more and in another less, and about its ends there is more.
func (g *ground) measure(config Config) {
	type square struct{ row, column int }
	const (
		perDegree = 111.2 // km of latitude
		every     = 2.0   // km along the line
	)
	known := map[square]bool{}
	for km := 0.0; km < g.track.whole()+every; km += every {
		about := g.track.at(min(km, g.track.whole()))
		row := int(math.Floor(about.Lat * perDegree))
		for r := row - standingKm - 1; r <= row+standingKm+1; r++ {
			lat := (float64(r) + 0.5) / perDegree
			wide := perDegree * math.Cos(lat*math.Pi/180) // km of a degree of longitude
			column := int(math.Floor(about.Lon * wide))
			for c := column - standingKm - 1; c <= column+standingKm+1; c++ {
				if known[square{r, c}] {
					continue
				}
				known[square{r, c}] = true
				side, distance, along := config.Ground(truceline.Point{Lat: lat, Lon: (float64(c) + 0.5) / wide})
				if p := g.index(slices.Index(config.Sides, side), along, distance); p >= 0 {
					g.km2[p]++
				}
			}
		}
	}
}

// index is the number of the plot of a place, -1 beyond them: too far from the line,
// or off one of its ends, to which it is then nearest.
func (g *ground) index(side int, along, distance float64) int {
	edges := plotEdges()
	if side < 0 || distance >= edges[g.deep] || along <= 0 || along >= g.track.whole() {
		return -1
	}
	d := 0
	for distance >= edges[d+1] {
		d++
	}
	return (min(g.long-1, int(along/plotKm))*sides+side)*g.deep + d
}

func (g *ground) plot(i int) truceline.Plot {
	edges, d, n := plotEdges(), i%g.deep, i/g.deep/sides
	to := min(float64(n+1)*plotKm, math.Floor(g.track.whole()*1000)/1000) // to the metre, and not beyond the end
	return truceline.Plot{FromKm: float64(n) * plotKm, ToKm: to, NearKm: edges[d], DepthKm: edges[d+1]}
}

func (g *ground) side(i int) int { return i / g.deep % sides }

// Standing estimates how many things of each standing kind stood at a moment, on
// the mean over the window, and in what share of plots something did: of the
// ground that was looked at, and nothing of the rest.
//
// At each look, what stands is noticed with the chance that the ledger gives. So the
// number of sightings in a plot is, on the mean, the number that stand there by
// E/A, E being its looks' area, each square kilometre by that chance, and A its own;
// and each sighting stands for A/E things (Horvitz and Thompson 1952). Nothing has to
// stay for the whole window, as occupancy models with closed seasons have it
// (MacKenzie et al. 2002): it is the number at a moment that is estimated. Sightings
// of one thing at several looks vary together and are taken as one cluster.
func Standing(config Config, looks []Look, sightings []Sighting) []truceline.Standing {
	if len(config.Line) < 2 || config.Window.Hours() <= 0 || len(config.Sides) != sides {
		return nil
	}
	looks = slices.DeleteFunc(slices.Clone(looks), func(l Look) bool {
		return l.From.Before(config.Window.From) || l.To.After(config.Window.To)
	})
	g := newGround(config)
	effort, reached := g.effort(config, looks)
	var out []truceline.Standing
	for k, kind := range StandingKinds() {
		seen, met := g.seen(config, kind, looks, sightings)
		if len(seen) == 0 && !slices.ContainsFunc(effort[k], func(e float64) bool { return e > 0 }) {
			continue
		}
		for _, side := range []int{-1, 0, 1} {
			out = append(out, g.standing(config, kind, side, effort[k], reached[k], seen, met))
		}
	}
	return out
}

// effort adds up, by kind and plot, the area of all looks, each square kilometre by
// the chance that what stands there is noticed, and how many looks reached it.
func (g *ground) effort(config Config, looks []Look) (area [][]float64, reached [][]int) {
	kinds := StandingKinds()
	area, reached = make([][]float64, len(kinds)), make([][]int, len(kinds))
	for k := range kinds {
		area[k], reached[k] = make([]float64, len(g.km2)), make([]int, len(g.km2))
	}
	step := max(1, (len(looks)+mostLooks-1)/mostLooks)
	for n := 0; n < len(looks); n += step {
		l := &looks[n]
		far := beyond * l.RangeM
		each := math.Pi * far * far / 1e6 / spokes * float64(step)
		when := l.From.Add(time.Duration(golden(n) * float64(l.To.Sub(l.From))))
		last := make([]int, len(kinds))
		for i := range spokes {
			at := geo.Destination(l.At, 360*golden(i+n), far*math.Sqrt((float64(i)+0.5)/spokes))
			side, distance, along := config.Ground(at)
			p := g.index(slices.Index(config.Sides, side), along, distance)
			if p < 0 {
				continue
			}
			for k, kind := range kinds {
				if chance := chanceAt(config, l.By, at, when, kind); chance > 0 {
					area[k][p] += each * chance
					if last[k] != p+1 {
						last[k] = p + 1
						reached[k][p] += step
					}
				}
			}
		}
	}
	return area, reached
}

// chanceAt is the chance that a watcher notices what stands at a place as it looks.
func chanceAt(config Config, by string, at truceline.Point, when time.Time, kind truceline.Kind) float64 {
	missed := 1.0
	for _, w := range config.Noticing(truceline.Place{Shape: truceline.ShapePoint, At: at}, truceline.Interval{From: when, To: when}, kind).Watchers {
		if w.By == by {
			missed *= 1 - w.Chance
		}
	}
	return 1 - missed
}

// found is one sighting in a plot.
type found struct {
	plot, look, thing int
	incident          truceline.ID
	chance            float64 // that it is no false alarm
}

// seen sorts the sightings of a kind to plots and things. Only those count that a
// look brought, each look once for each thing. What was met by a watcher that had no
// chance of noticing the kind, as a jammer by the drone that it put out, is no draw
// from the ground: it came to the watcher, and not the watcher to it. By such nothing
// can be said of how many stand elsewhere; met counts them.
func (g *ground) seen(config Config, kind truceline.Kind, looks []Look, sightings []Sighting) (out []found, met []int) {
	var things []truceline.Point
	for _, s := range sightings {
		if s.Incident.Kind != kind || s.Incident.Place.Shape != truceline.ShapePoint {
			continue
		}
		look := slices.IndexFunc(looks, func(l Look) bool {
			return l.By == s.By && !s.When.Before(l.From.Add(-time.Minute)) && s.When.Before(l.To.Add(time.Minute))
		})
		side, distance, along := config.Ground(s.Incident.Place.At)
		p := g.index(slices.Index(config.Sides, side), along, distance)
		if look < 0 || p < 0 {
			continue
		}
		if chanceAt(config, s.By, looks[look].At, s.When, kind) == 0 {
			met = append(met, p)
			continue
		}
		thing := slices.IndexFunc(things, func(at truceline.Point) bool { return geo.Distance(at, s.Incident.Place.At) < oneThing*1000 })
		if thing < 0 {
			thing = len(things)
			things = append(things, s.Incident.Place.At)
		}
		if !slices.ContainsFunc(out, func(f found) bool { return f.look == look && f.incident == s.Incident.ID }) {
			out = append(out, found{p, look, thing, s.Incident.ID, s.Incident.Exists.P})
		}
	}
	return out, met
}

// standing writes the estimate of a kind; side -1 is both.
func (g *ground) standing(config Config, kind truceline.Kind, side int, effort []float64, reached []int, seen []found, met []int) truceline.Standing {
	s := truceline.Standing{Kind: kind, Window: config.Window, WithinKm: standingKm, Method: truceline.RateUnknown}
	if side >= 0 {
		s.Side = config.Sides[side]
	}
	all := 0.0
	said := func(i int) bool {
		return (side < 0 || g.side(i) == side) && g.km2[i] > 0 && effort[i] >= leastLooks*g.km2[i]
	}
	for i, km2 := range g.km2 {
		if side >= 0 && g.side(i) != side {
			continue
		}
		s.WholeKm2 += km2
		if !said(i) {
			continue
		}
		s.LookedKm2, s.Plots, s.Looks = s.LookedKm2+km2, s.Plots+1, s.Looks+reached[i]
		all += effort[i]
		if side >= 0 {
			s.Ground = append(s.Ground, g.plot(i))
		}
	}
	for _, p := range met {
		if said(p) {
			s.Met++
		}
	}
	number, share := newSum(), newSum()
	plots, looked := map[int]bool{}, map[[2]int]bool{}
	for _, f := range seen {
		if !said(f.plot) {
			continue
		}
		weight := g.km2[f.plot] / effort[f.plot]
		s.Sightings++
		number.add(f.thing, f.incident, f.chance, weight)
		if at := [2]int{f.look, f.plot}; !looked[at] { // a look finds a plot occupied once
			looked[at] = true
			share.add(f.plot, f.incident, f.chance, weight)
		}
		plots[f.plot] = true
	}
	s.Things, s.Seen, s.WholeKm2, s.LookedKm2 = len(number.by), len(plots), round(s.WholeKm2), round(s.LookedKm2)
	if s.Plots > 0 {
		next := s.LookedKm2 / all // what one more sighting would weigh, were all ground alike
		s.Method = truceline.RateThinned
		if s.Sightings == 0 {
			s.Method = truceline.RateUpper
		}
		s.Value, s.Low, s.High = number.interval(next)
		n := float64(s.Plots)
		value, low, high := share.interval(next)
		s.Occupied, s.OccupiedLow, s.OccupiedHigh = round(min(1, value/n)), round(min(1, low/n)), round(min(1, high/n))
	}
	s.Words = standingWords(s)
	return s
}

// weightedSum is a sum of weighted sightings, by cluster, and in a cluster by the
// incident that they went to: they are true or false together.
type weightedSum struct {
	order []int
	by    map[int][]doubted
}

// doubted is what an incident's sightings weigh if it truly is there.
type doubted struct {
	incident       truceline.ID
	chance, weight float64
}

func newSum() *weightedSum { return &weightedSum{by: map[int][]doubted{}} }

func (s *weightedSum) add(cluster int, incident truceline.ID, chance, weight float64) {
	list, ok := s.by[cluster]
	if !ok {
		s.order = append(s.order, cluster)
	}
	i := slices.IndexFunc(list, func(d doubted) bool { return d.incident == incident })
	if i < 0 {
		i, list = len(list), append(list, doubted{incident: incident, chance: chance})
	}
	list[i].weight += weight
	s.by[cluster] = list
}

// interval is the sum with its 95 % interval; next is the weight that one more
// sighting would have. The variance is that of how many clusters are met and of
// whether what they tell is true: of an incident with chance p and weight w, p²w² + p(1-p)w².
func (s *weightedSum) interval(next float64) (value, low, high float64) {
	variance := 0.0
	for _, c := range s.order {
		mean := 0.0
		for _, d := range s.by[c] {
			mean += d.chance * d.weight
			variance += d.chance * (1 - d.chance) * d.weight * d.weight
		}
		value, variance = value+mean, variance+mean*mean
	}
	low, high = stat.WeightedPoisson(value, variance, next, 0.05)
	return round(value), round(low), round(high)
}

// standingWords says it for people.
func standingWords(s truceline.Standing) string {
	info, _ := truceline.KindNamed(s.Kind)
	looked := fmt.Sprintf("%s of %s km² within %g km of the line, looked at %d times", figure(s.LookedKm2), figure(s.WholeKm2), s.WithinKm, s.Looks)
	switch s.Method {
	case truceline.RateUnknown:
		return "Nothing can be said of " + info.Name + ": nobody, or hardly anybody, looked."
	case truceline.RateUpper:
		if s.Met > 0 {
			return fmt.Sprintf("No look found %s; at most %s stood there at a moment, 95 %% (%s).%s", info.Name, figure(s.High), looked, metWords(s.Met))
		}
		return fmt.Sprintf("No %s seen; at most %s stood there at a moment, 95 %% (%s).", info.Name, figure(s.High), looked)
	}
	return fmt.Sprintf("%s: %s stood there at a moment, 95 %% between %s and %s; seen in %d of %d plots (%s).%s", strings.ToUpper(info.Name[:1])+info.Name[1:],
		figure(s.Value), figure(s.Low), figure(s.High), s.Seen, s.Plots, looked, metWords(s.Met))
}

// metWords tells of what was met by watchers that it put out.
func metWords(met int) string {
	switch met {
	case 0:
		return ""
	case 1:
		return " Once it was met by a watcher that it put out, which does not tell how many stood elsewhere."
	}
	return fmt.Sprintf(" %d times it was met by a watcher that it put out, which does not tell how many stood elsewhere.", met)
}
