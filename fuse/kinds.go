package fuse

import (
	"cmp"
	"math"
	"slices"

	"github.com/truceline/truceline"
)

// kinds turns stated kinds into probabilities of true ones, by the table of
// what a true kind is stated as.
type kinds struct {
	list   []truceline.Kind       // that may be stated as one another, sorted
	place  map[truceline.Kind]int // in list
	prior  []float64              // of each, before anything is stated
	chance [][]float64            // chance that a true kind (first) is stated as another
	log    [][]float64            // logarithm of that
	share  []float64              // how often each is stated, of all statements
}

// nature is what is taken for granted of a kind, looked up once.
type nature struct {
	kind   truceline.Kind
	number int // in the list of kinds that may be taken for others; -1: it is not
	timing Timing
	extent *Extent               // nil: it covers no ground
	lone   []float64             // chances of each kind of that list when this one is stated once
	shares []truceline.KindShare // the same as an incident lists them
	index  *index                // of the incidents of its sort
	lights bool                  // whether its impacts may set something alight
}

// among reports whether the kind can be taken for another.
func (n *nature) among() bool { return n.number >= 0 }

// moves reports whether a thing of the kind goes on its way while it is told of.
func (n *nature) moves() bool { return n.timing.Moves > 0 }

// brief reports whether a thing of the kind is over in a moment, as a bang is, and stays where it is.
func (n *nature) brief() bool {
	return n.timing.Lasts == 0 && !n.moves() && n.extent == nil && n.kind != truceline.KindAirAlert
}

// nature returns what is taken for granted of a kind.
func (f *Fuser) nature(kind truceline.Kind) *nature {
	if n := f.natures[kind]; n != nil {
		return n
	}
	n := &nature{kind: kind, number: -1, timing: f.priors.timing(kind), extent: f.priors.extent(kind), lights: lights(kind)}
	f.natures[kind] = n
	if i, ok := f.kinds.place[kind]; ok {
		n.number = i
		n.lone = f.kinds.posterior([]*evidence{{statement: statement{manner: &manner{nature: n}}}}, nil)
		n.shares = f.kinds.shares(n.lone)
		for _, other := range f.kinds.list { // they share an index
			if o := f.natures[other]; o != nil && o.index != nil {
				n.index = o.index
				return n
			}
		}
	}
	n.index = newIndex(kind, f.narrow, f.wide)
	f.indexes = append(f.indexes, n.index)
	return n
}

// never is the chance that a kind is stated as one that its row does not name.
const never = 1e-9

func newKinds(p *Priors) *kinds {
	k := &kinds{list: sortedKeys(p.StatedAs), place: map[truceline.Kind]int{}}
	for i, kind := range k.list {
		k.place[kind] = i
		k.prior = append(k.prior, max(p.Kinds[kind], never))
	}
	k.share = make([]float64, len(k.list))
	for i, kind := range k.list {
		chances, logs := make([]float64, len(k.list)), make([]float64, len(k.list))
		for j, stated := range k.list {
			chances[j] = max(p.StatedAs[kind][stated], never)
			logs[j] = math.Log(chances[j])
			k.share[j] += k.prior[i] * chances[j]
		}
		k.chance, k.log = append(k.chance, chances), append(k.log, logs)
	}
	return k
}

// posterior returns the probability of each kind of the list, given what was
// stated, each word once and one of them left out.
func (k *kinds) posterior(members []*evidence, not *evidence) []float64 {
	out := make([]float64, len(k.list))
	most := math.Inf(-1)
	for i := range out {
		out[i] = math.Log(k.prior[i])
		for n, m := range members {
			if m != not && m.nature.among() && m.voice == n {
				out[i] += k.log[i][m.nature.number]
			}
		}
		most = max(most, out[i])
	}
	sum := 0.0
	for i := range out {
		out[i] = math.Exp(out[i] - most)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// agree is the log of how much likelier a kind is to be stated of a happening
// with these probabilities than of any.
func (k *kinds) agree(posterior []float64, stated *nature) float64 {
	sum := 0.0
	for i, p := range posterior {
		sum += p * k.chance[i][stated.number]
	}
	return math.Log(sum / k.share[stated.number])
}

// agreeBoth is the same for two happenings that may be one.
func (k *kinds) agreeBoth(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i] / k.prior[i]
	}
	return math.Log(max(sum, 1e-12))
}

// vague reports whether a kind is a word for what nobody could name.
func vague(k truceline.Kind) bool {
	return k == truceline.KindExplosion || k == truceline.KindLightAndTracer
}

// stated returns the kind by which an incident goes: of those that were stated,
// the likeliest; a named kind goes before a bang or a flash, which it explains.
func (k *kinds) stated(members []*evidence, posterior []float64) truceline.Kind {
	best, bestP := members[0].Kind, -1.0
	for _, m := range members {
		if !m.nature.among() {
			continue // what it left behind
		}
		p := posterior[m.nature.number]
		if !vague(m.Kind) {
			p++
		}
		if p > bestP {
			best, bestP = m.Kind, p
		}
	}
	return best
}

// shares lists the kinds that an incident may be with their probabilities, the
// likeliest first; those under one in a hundred are left out.
func (k *kinds) shares(posterior []float64) []truceline.KindShare {
	var out []truceline.KindShare
	for i, p := range posterior {
		if p >= 0.01 {
			out = append(out, truceline.KindShare{Kind: k.list[i], P: rounded(p)})
		}
	}
	slices.SortStableFunc(out, func(a, b truceline.KindShare) int { return cmp.Compare(b.P, a.P) })
	return out
}

// rounded keeps six digits, so that what is stated does not hang on the last
// bits of a sum.
func rounded(p float64) float64 { return math.Round(p*1e6) / 1e6 }
