package sim_test

import (
	"testing"

	"github.com/truceline/truceline/posture"
)

// TestPostureSaysConditions: a made world tells its watchers' readers from which wind,
// rain and fog on the factors of its reaches count, as the world itself has it.
func TestPostureSaysConditions(t *testing.T) {
	for name, windMS := range map[string]float64{"demo": 12, "quiet-week": 9} {
		files, ex := play(t, name, 1, 1)
		p, err := posture.Parse("posture.yaml", files["posture.yaml"])
		if err != nil {
			t.Fatal(err)
		}
		if own := ex.Climate.StrongMS; own != 0 && own != windMS {
			t.Errorf("%s: the world's wind is strong from %g m/s", name, own)
		}
		if c := p.Conditions; c.WindMS != windMS || c.RainMMH != 0.5 || c.FogKm != 1 {
			t.Errorf("%s: %+v", name, c)
		}
	}
}
