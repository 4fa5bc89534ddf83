package posture_test

import (
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

const corrections = "corrections:\n  - {means: acoustic, kind: F3, version: 1, factor: 0.8, from: spring}\n  - {means: acoustic, kind: F3, version: 2, factor: 0.9, from: summer}\n"

// TestCorrections: the highest version counts; what is learnt on top of it is the
// next version, its factor on top; what agrees with the model teaches nothing.
func TestCorrections(t *testing.T) {
	p, err := posture.Parse("posture.yaml", []byte(text+corrections))
	if err != nil {
		t.Fatal(err)
	}
	if c, ok := posture.Correction(p.Corrections, truceline.MeansAcoustic, "F3"); !ok || c.Version != 2 || c.Factor != 0.9 {
		t.Errorf("%+v", c)
	}
	if c, ok := posture.Correction(p.Corrections, truceline.MeansCamera, "F3"); ok {
		t.Errorf("of another means: %+v", c)
	}
	checks := []truceline.DetectionCheck{{Means: truceline.MeansAcoustic, Kind: "F3", Events: 40, Predicted: 100, Noticed: 50, Ratio: 0.5, Applied: 0.5},
		{Means: truceline.MeansCamera, Kind: "F3", Ratio: 0.9, Applied: 1}}
	next := posture.Corrections(p.Corrections, checks, "autumn")
	if len(next) != 3 || next[2].Version != 3 || next[2].Factor != 0.45 || next[2].From != "autumn" || next[2].Noticed != 50 {
		t.Errorf("%+v", next)
	}
	bad := func(from, to, want string) {
		t.Helper()
		_, err := posture.Parse("posture.yaml", []byte(strings.Replace(text+corrections, from, to, 1)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q for %q: got %v, want … %s …", to, from, err, want)
		}
	}
	bad("version: 2", "version: 1", "corrections[1].version")       // the same once more
	bad("version: 1", "version: 0", "corrections[0].version")       // before the first
	bad("factor: 0.8", "factor: 0", "corrections[0].factor")        // nothing is ever noticed
	bad("kind: F3", "kind: F33", `"F33" is no kind`)                // not in the taxonomy
	bad("means: acoustic, kind", "means: ear, kind", `"ear" is no`) // no such means
	bad("from: spring", "from: ''", "corrections[0].from")          // nobody knows whence
}
