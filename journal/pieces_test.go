package journal

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPieces: whichever order the pieces of a file come in, each is found, one that never came is not, and
// one that comes again changes nothing; going through them gives the file's own order.
func TestPieces(t *testing.T) {
	const n = 5*blockLength + 77
	forward := make([]int, n)
	for i := range forward {
		forward[i] = i
	}
	backward := slices.Clone(forward)
	slices.Reverse(backward)
	rng := rand.New(rand.NewPCG(5, 49))
	interleaved := slices.Clone(forward) // a hundred writers' rows, one after the other, put in order of time
	slices.SortStableFunc(interleaved, func(a, b int) int { return a%(n/100) - b%(n/100) })
	for name, order := range map[string][]int{"forward": forward, "backward": backward, "mixed": rng.Perm(n), "interleaved": interleaved} {
		var p pieces
		for _, i := range order {
			p.add(piece{offset: int64(10 * i), seq: uint64(i + 1)})
		}
		for _, i := range order {
			p.add(piece{offset: int64(10 * i), seq: 1e9})
		}
		for i := range n {
			if got := p.at(int64(10 * i)); got != uint64(i+1) {
				t.Fatalf("%s: at %d: %d", name, 10*i, got)
			}
			if got := p.at(int64(10*i + 5)); got != 0 {
				t.Fatalf("%s: at %d, where none begins: %d", name, 10*i+5, got)
			}
		}
		next := 0
		for got := range p.all() {
			if got.offset != int64(10*next) {
				t.Fatalf("%s: piece %d begins at %d", name, next, got.offset)
			}
			next++
		}
		if next != n {
			t.Errorf("%s: %d of %d", name, next, n)
		}
	}
	var none pieces
	if none.at(0) != 0 {
		t.Error("found in nothing")
	}
}

// BenchmarkPieces files a file of 300,000 pieces whose order in time is not that in which they lie.
func BenchmarkPieces(b *testing.B) {
	order := rand.New(rand.NewPCG(5, 49)).Perm(300_000)
	for b.Loop() {
		var p pieces
		for n, i := range order {
			p.add(piece{offset: int64(i), seq: uint64(n + 1)})
		}
	}
	b.ReportMetric(float64(b.N)*float64(len(order))/b.Elapsed().Seconds(), "pieces/s")
}
