package report

import (
	"testing"
	"time"

	"github.com/truceline/truceline"
)

// TestClustered: happenings that come one by one give the exact interval, the same
// number in bursts a wider one, never a narrower.
func TestClustered(t *testing.T) {
	from := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)
	window := func(hours int) truceline.Window {
		return truceline.Window{From: from, To: from.Add(time.Duration(hours) * time.Hour)}
	}
	in := func(burst int) beginnings { // 16 in 48 hours, burst at a time
		b := beginnings{in: []truceline.Window{window(48)}}
		for i := range 16 {
			b.begun = append(b.begun, from.Add(time.Duration(i/burst*burst*3)*time.Hour+time.Hour))
		}
		return b
	}
	exact := RateRatio(16, 48, 16, 48)
	even, bursts := exact.clustered(in(1), in(1), 48, 48), exact.clustered(in(8), in(8), 48, 48)
	if even.VarianceOverMean != 1 || *even.Clustered[0] != *exact.CI95[0] || *even.Clustered[1] != *exact.CI95[1] {
		t.Errorf("one by one: %+v", even)
	}
	if bursts.VarianceOverMean < 5 || *bursts.Clustered[0] >= *exact.CI95[0] || bursts.Clustered[1] == nil || *bursts.Clustered[1] <= *exact.CI95[1] {
		t.Errorf("in bursts of eight: %+v", bursts)
	}
	if r := exact.clustered(beginnings{}, beginnings{}, 48, 48); r.Clustered != nil || r.VarianceOverMean != 0 {
		t.Errorf("without blocks: %+v", r)
	}
	// Few and all at once: nothing is left of them but one burst a side.
	few := RateRatio(3, 48, 0, 48)
	one := beginnings{begun: in(16).begun[:3], in: in(1).in}
	if r := few.clustered(one, beginnings{in: in(1).in}, 48, 48); *r.Clustered[0] > *few.CI95[0] {
		t.Errorf("three at once: %+v", r)
	}
}
