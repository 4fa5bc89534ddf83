package fuse

import (
	"math"
	"slices"

	"github.com/truceline/truceline"
)

// kinds turns stated kinds into probabilities of true ones, by the table of
// what a true kind is stated as.
type kinds struct {
	list  []truceline.Kind           // that may be stated as one another, sorted
	place map[truceline.Kind]int     // in list
	prior []float64                  // of each, before anything is stated
	log   [][]float64                // log of the chance that a true kind (first) is stated as another
	share map[truceline.Kind]float64 // how often each is stated, of all statements
}

// never is the chance that a kind is stated as one that its row does not name.
const never = 1e-9

func newKinds(p *Priors) *kinds {
	k := &kinds{list: sortedKeys(p.StatedAs), place: map[truceline.Kind]int{}, share: map[truceline.Kind]float64{}}
	for i, kind := range k.list {
		k.place[kind] = i
		k.prior = append(k.prior, max(p.Kinds[kind], never))
	}
	for i, kind := range k.list {
		row := make([]float64, len(k.list))
		for j, stated := range k.list {
			chance := max(p.StatedAs[kind][stated], never)
			row[j] = math.Log(chance)
			k.share[stated] += k.prior[i] * chance
		}
		k.log = append(k.log, row)
	}
	return k
}

// among reports whether a kind can be taken for another.
func (k *kinds) among(kind truceline.Kind) bool {
	_, ok := k.place[kind]
	return ok
}

// posterior returns the probability of each kind of the list, given what was
// stated, each word once.
func (k *kinds) posterior(members []*evidence) []float64 {
	out := make([]float64, len(k.list))
	most := math.Inf(-1)
	for i := range out {
		out[i] = math.Log(k.prior[i])
		for n, m := range members {
			if j, ok := k.place[m.Kind]; ok && m.voice == n {
				out[i] += k.log[i][j]
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
func (k *kinds) agree(posterior []float64, stated truceline.Kind) float64 {
	j := k.place[stated]
	sum := 0.0
	for i, p := range posterior {
		sum += p * math.Exp(k.log[i][j])
	}
	return math.Log(sum / k.share[stated])
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
		i, ok := k.place[m.Kind]
		if !ok {
			return members[0].Kind
		}
		p := posterior[i]
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
	slices.SortStableFunc(out, func(a, b truceline.KindShare) int {
		switch {
		case a.P > b.P:
			return -1
		case a.P < b.P:
			return 1
		}
		return 0
	})
	return out
}

// rounded keeps six digits, so that what is stated does not hang on the last
// bits of a sum.
func rounded(p float64) float64 { return math.Round(p*1e6) / 1e6 }
