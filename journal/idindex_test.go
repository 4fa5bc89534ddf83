package journal

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/truceline/truceline"
)

// TestIDIndex: every ID is found in its batch, whether its run lies in memory or
// in a file; one that was never added is in none; and nothing stays in the folder.
func TestIDIndex(t *testing.T) {
	dir := t.TempDir()
	x := idIndex{dir: dir}
	defer x.close()
	rng := rand.New(rand.NewPCG(3, 8470))
	id := func(n int) (id truceline.ID) {
		rng := rand.New(rand.NewPCG(uint64(n), 1))
		for i := range 4 {
			id[i] = byte(rng.Uint32())
		}
		return id
	}
	const n = 2*longRun + 3*longRun/2 + 77
	for i := range n {
		x.add(id(i), uint64(i/1000))
	}
	var files int
	for _, r := range x.runs {
		if r.file != nil {
			files++
		}
	}
	if files < 2 {
		t.Errorf("%d runs lie in files", files)
	}
	for range 5000 {
		i := rng.IntN(n)
		found, err := x.find(id(i))
		if err != nil || !slices.Contains(found, uint64(i/1000)) {
			t.Fatalf("%d: %v, %v", i, found, err)
		}
	}
	vain := 0
	for i := range 1000 {
		found, err := x.find(id(n + i))
		if err != nil {
			t.Fatal(err)
		}
		vain += len(found)
	}
	if vain > 20 { // of 2^32 words some three million are taken
		t.Errorf("%d found of a thousand that are not there", vain)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}
