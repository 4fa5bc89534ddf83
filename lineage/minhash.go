package lineage

import (
	"cmp"
	"math/bits"
	"slices"
)

// Copies are found as Broder has it (On the resemblance and containment of
// documents, 1997): each text is the set of its shingles; texts whose MinHash
// signatures agree in a band are compared in full, and so are texts that share
// shingles of the sample with hash 0 modulo [sampleOf], which finds a short cut
// of a long text, whose resemblance is small.
const (
	hashes   = 64 // of a signature
	bandRows = 2  // hashes that must agree; 32 bands: texts of resemblance 0.3 meet with probability 0.95
	sampleOf = 4  // one shingle in four is kept for containment
	// crowd is in how many texts a sampled shingle may stand before it is taken
	// for a set phrase; and never fewer than crowdShare of all.
	crowd      = 60
	crowdShare = 0.01
)

type pair struct{ a, b int }

// candidates returns the pairs of reports that may share words, a before b.
func candidates(reports []Report) []pair {
	met := map[pair]int{}
	buckets := map[[3]uint64][]int{}
	samples := map[uint64][]int{}
	for n := range reports {
		s := reports[n].shingles
		if len(s) == 0 {
			continue
		}
		sig := signature(s)
		for band := 0; band < hashes/bandRows; band++ {
			key := [3]uint64{uint64(band), sig[band*bandRows], sig[band*bandRows+1]}
			buckets[key] = append(buckets[key], n)
		}
		for _, h := range s {
			if mix(h, 0)%sampleOf == 0 {
				samples[h] = append(samples[h], n)
			}
		}
	}
	limit := max(crowd, int(crowdShare*float64(len(reports))))
	for _, same := range buckets {
		meet(met, same, 2, 4*limit)
	}
	for _, same := range samples {
		meet(met, same, 1, limit)
	}
	return metTwice(met)
}

// metTwice returns the pairs that met with a weight of two or more, in order.
func metTwice(met map[pair]int) []pair {
	var out []pair
	for p, n := range met {
		if n >= 2 {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(x, y pair) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return out
}

// meet counts every pair of a list, unless it is a crowd.
func meet(met map[pair]int, list []int, weight, limit int) {
	if len(list) > limit {
		return
	}
	for i, a := range list {
		for _, b := range list[i+1:] {
			met[pair{a, b}] += weight
		}
	}
}

// signature returns the smallest of each hash over a set of shingles.
func signature(set []uint64) (sig [hashes]uint64) {
	for i := range sig {
		sig[i] = 1<<64 - 1
	}
	for _, h := range set {
		for i := range sig {
			sig[i] = min(sig[i], mix(h, uint64(i)+1))
		}
	}
	return sig
}

// mix is a permutation of 64 bits for each number, by the finaliser of
// SplitMix64 (Steele, Lea and Flood 2014).
func mix(h, n uint64) uint64 {
	h += n * 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return bits.RotateLeft64(h^h>>31, int(n))
}

// shared counts what two sorted sets have in common.
func shared[T cmp.Ordered](a, b []T) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			n++
			a, b = a[1:], b[1:]
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return n
}
