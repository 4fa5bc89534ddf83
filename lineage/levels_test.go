package lineage

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/truceline/truceline"
)

// said is what a source says with what it goes back to: "from:NAME" is a statement of
// that source that it was made from.
func said(source string, lineage ...string) truceline.Observation {
	o := truceline.Observation{ID: truceline.IDOf(source), Source: source}
	for _, a := range lineage {
		if from, ok := cutFrom(a); ok {
			o.DerivedFrom = append(o.DerivedFrom, truceline.IDOf(from))
		} else {
			o.Lineage = append(o.Lineage, a)
		}
	}
	return o
}

func cutFrom(a string) (string, bool) {
	if len(a) > 5 && a[:5] == "from:" {
		return a[5:], true
	}
	return "", false
}

func ancestorsOf(told []truceline.Observation, level Level) [][]string {
	var sets [][]string
	for _, o := range told {
		sets = append(sets, Ancestors(o, level))
	}
	return sets
}

// TestLevels: how many independent lineages some statements are, for whether it happened, who did
// it, and whose word it is; each case can be counted on paper.
func TestLevels(t *testing.T) {
	good := func(existence, attribution, nation int, told ...truceline.Observation) {
		t.Helper()
		for level, want := range map[Level]int{Existence: existence, Attribution: attribution, Nation: nation} {
			if got := CountIndependent(ancestorsOf(told, level)); got.Lineages != want || !got.Exact {
				t.Errorf("%s: %+v, want %d", level, got, want)
			}
		}
	}
	good(1, 1, 1, said("post-1"))
	good(2, 2, 2, said("post-1"), said("post-2"))
	good(1, 1, 1, said("post-1"), said("relay", "from:post-1"))
	good(1, 1, 1, said("camera", "mast-3"), said("microphone", "mast-3")) // one platform
	good(2, 1, 1, said("post-1", "owner:monitor"), said("post-2", "owner:monitor"))
	// Two bodies of one nation are two owners and one nation.
	army, navy := []string{"owner:army", "nation:NO"}, []string{"owner:navy", "nation:NO"}
	good(2, 2, 1, said("radar", army...), said("ship", navy...))
	good(3, 3, 2, said("radar", army...), said("ship", navy...), said("drone", "owner:police", "nation:SE"))
	good(4, 3, 2, said("radar", army...), said("camera", army...), said("ship", navy...), said("drone", "owner:police", "nation:SE"))
	// A nation alone, where nobody says which body.
	good(2, 2, 1, said("a", "nation:NO"), said("b", "nation:NO"))
	// Of three in a chain by different links the ends are independent.
	good(2, 2, 2, said("a", "wire-1"), said("b", "wire-1", "mast-3"), said("c", "mast-3"))
	// Five in a ring, each with the next: two. Taking any first one finds two; six: three, which
	// taking the first and the fourth would miss.
	ring := func(n int) (told []truceline.Observation) {
		for i := range n {
			told = append(told, said("s"+strconv.Itoa(i), "link-"+strconv.Itoa(i), "link-"+strconv.Itoa((i+1)%n)))
		}
		return told
	}
	good(2, 2, 2, ring(5)...)
	good(3, 3, 3, ring(6)...)
	// A hub that shares with four others who share nothing: the four.
	good(4, 4, 4, said("hub", "a", "b", "c", "d"), said("1", "a"), said("2", "b"), said("3", "c"), said("4", "d"))
}

// TestLevelsExact: at each level the count is that of trying every group, and no level counts
// more than a finer one.
func TestLevelsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	for range 300 {
		var told []truceline.Observation
		for i := range 1 + rng.IntN(12) {
			o := said("s" + strconv.Itoa(i))
			for _, part := range []string{"mast-", "wire-", truceline.OwnerMark, truceline.NationMark} {
				if rng.IntN(3) > 0 {
					o.Lineage = append(o.Lineage, part+strconv.Itoa(rng.IntN(5)))
				}
			}
			if i > 0 && rng.IntN(4) == 0 {
				o.DerivedFrom = append(o.DerivedFrom, told[rng.IntN(i)].ID)
			}
			told = append(told, o)
		}
		var counts []int
		for _, level := range Levels() {
			sets := ancestorsOf(told, level)
			got, want := CountIndependent(sets), tryAll(sets)
			if got.Lineages != want || !got.Exact {
				t.Fatalf("%s: %+v, want %d of %v", level, got, want, told)
			}
			counts = append(counts, got.Lineages)
		}
		if counts[0] < counts[1] || counts[1] < counts[2] {
			t.Fatalf("%v", counts)
		}
	}
}

// TestNationOfTexts: what two spokesmen of one nation say is one nation's word, and two lineages of
// whether it happened.
func TestNationOfTexts(t *testing.T) {
	g := NewReader().Trace([]truceline.Text{
		article("Herald", 0, "The Norwegian defence ministry said 17 trucks crossed the ford at Lypova. A shopkeeper heard nothing of them."),
		article("Courier", 1, "The Norwegian foreign ministry said the road to Dubova was closed for 3 days, and 240 people could not leave."),
		article("Tribune", 2, "The Polish border guard said 9 vehicles were turned back at Verba at 05:10."),
	})
	if g.Existence.Lineages != 3 || g.Attribution.Lineages != 3 || g.Nation.Lineages != 2 {
		t.Errorf("%+v %+v %+v", g.Existence, g.Attribution, g.Nation)
	}
}
