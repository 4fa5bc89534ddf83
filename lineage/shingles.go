package lineage

import (
	"hash/fnv"
	"slices"
)

// shingleWords is how many words in a row make a shingle.
const shingleWords = 4

// shingles returns the hashes of every run of four words, sorted, without
// repeats. Signs, case and quotation marks do not count.
func shingles(words []word) []uint64 {
	var low []string
	for _, w := range words {
		if w.sort == letters || w.sort == digits {
			low = append(low, w.low)
		}
	}
	var out []uint64
	for i := 0; i+shingleWords <= len(low); i++ {
		h := fnv.New64a()
		for _, w := range low[i : i+shingleWords] {
			h.Write([]byte(w))
			h.Write([]byte{0})
		}
		out = append(out, h.Sum64())
	}
	slices.Sort(out)
	return slices.Compact(out)
}
