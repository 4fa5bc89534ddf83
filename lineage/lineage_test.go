package lineage

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

func TestIndependent(t *testing.T) {
	good := func(in string, want int) {
		t.Helper()
		var sets [][]string
		for s := range strings.FieldsSeq(in) {
			set := strings.Split(s, ",")
			slices.Sort(set)
			sets = append(sets, set)
		}
		if got := Independent(sets); got != want {
			t.Errorf("Independent(%q) = %d, want %d", in, got, want)
		}
	}
	good("", 0)
	good("post-1,monitor", 1)
	good("post-1 post-2", 2)
	good("post-1 post-1", 1)                         // one source twice is one lineage
	good("post-1,monitor camera-4,monitor", 1)       // one owner
	good("a,x b,x c,y", 2)                           // x is shared
	good("hub,a,b a b", 2)                           // the greedy pitfall: the hub must give way
	good("a,b b,c c,d d,e", 2)                       // a chain
	good("a b c d e f g h i j k l m n o p q r", 18)  // more than are searched exhaustively
	good("agency,outlet1 agency,outlet2 witness", 2) // one wire, many outlets
}

// TestIndependentOrder checks that the order in which statements arrive does
// not change the count, and that repeating one never raises it.
func TestIndependentOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var sets [][]string
		for range 1 + rng.IntN(9) {
			set := []string{}
			for range 1 + rng.IntN(3) {
				set = append(set, string(rune('a'+rng.IntN(8))))
			}
			slices.Sort(set)
			sets = append(sets, slices.Compact(set))
		}
		want := Independent(sets)
		rng.Shuffle(len(sets), func(i, j int) { sets[i], sets[j] = sets[j], sets[i] })
		if got := Independent(sets); got != want {
			t.Fatalf("%v: %d after shuffling, %d before", sets, got, want)
		}
		if got := Independent(append(sets, sets[0])); got != want {
			t.Fatalf("%v: %d after a repeat, %d before", sets, got, want)
		}
	}
}

func TestAncestors(t *testing.T) {
	o := truceline.Observation{ID: truceline.IDOf("a"), DerivedFrom: []truceline.ID{truceline.IDOf("b")}, Source: "post-7", Lineage: []string{"network-2", "owner:monitor", "nation:NO", "network-2"}}
	good := func(level Level, want ...string) {
		t.Helper()
		want = append(want, string(o.ID[:]), string(o.DerivedFrom[0][:]))
		slices.Sort(want)
		if got := Ancestors(o, level); !slices.Equal(got, want) {
			t.Errorf("level %d: got %v, want %v", level, got, want)
		}
	}
	good(Existence, "network-2", "post-7")
	good(Attribution, "network-2", "owner:monitor", "post-7")
	good(Nation, "nation:NO", "network-2", "owner:monitor", "post-7")
}
