package sim

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// TestMetersAreAsStated: a meter reads at its interval, event or not; the usual
// dose rate has the mean and spread of its model, more in rain, and lines are
// missing exactly while something has befallen them.
func TestMetersAreAsStated(t *testing.T) {
	ex := load(t, "plant-under-fire")
	ex.Climate.Rain = 0.2
	for i := range ex.Watchers {
		ex.Watchers[i].Outages = nil
	}
	o := Options{Seed: 2}
	rows := rowsOf(t, made(t, ex, o)["raw/watches-telemetry.csv"].Bytes())
	w, err := play(ex, 2)
	if err != nil {
		t.Fatal(err)
	}
	sites := map[string]*site{}
	for _, s := range w.sites {
		if s.watcher.Meter != nil {
			sites[s.name] = s
		}
	}
	hours := ex.Window.To.Sub(ex.Window.From).Hours()
	if want := int(hours*6) * len(sites); len(sites) < 3 || len(rows) < want-len(sites) || len(rows) > want {
		t.Fatalf("%d readings of %d meters in %v hours", len(rows), len(sites), hours)
	}
	var dry, squares, wet, dries, wets, missing, high float64
	for _, row := range rows {
		var dose float64
		var lines, of int
		if _, err := fmt.Sscanf(row["note"], "dose rate %f uSv/h, %d of %d off-site lines", &dose, &lines, &of); err != nil {
			t.Fatalf("%q: %v", row["note"], err)
		}
		when, err := time.Parse(time.RFC3339, row["from"])
		if err != nil {
			t.Fatal(err)
		}
		s, lost, release := sites[row["by"]], 0, false
		for i := range w.happenings {
			h := &w.happenings[i]
			if km, _ := apart(h.at, s.at); h.kind[0] != 'N' && h.kind[0] != 'E' || km > 6 || !h.standing() || when.Before(h.from) || !when.Before(h.to) {
				continue
			}
			if h.event.Subtype == "dose rate above threshold" {
				release = true
			} else {
				lost++
			}
		}
		if lines != max(0, of-lost) {
			t.Errorf("%s at %v: %d of %d lines while %d are lost", s.name, when, lines, of, lost)
		}
		if lost > 0 {
			missing++
		}
		switch rain := w.ex.air(s.along, when).rain > 0; {
		case release:
			high++
			if dose < 1 {
				t.Errorf("%v uSv/h in a release", dose)
			}
		case rain:
			wet, wets = wet+dose, wets+1
		default:
			dry, squares, dries = dry+dose, squares+dose*dose, dries+1
		}
	}
	mean := dry / dries
	spread := math.Sqrt(squares/dries - mean*mean)
	t.Logf("%.0f readings: %.4f uSv/h dry with %.4f, %.4f in rain (%.0f), %.0f with lines lost, %.0f in a release", dries, mean, spread, wet/wets, wets, missing, high)
	if math.Abs(mean-0.1) > 4*0.003/math.Sqrt(dries) || math.Abs(spread-0.003) > 0.0004 || math.Abs(wet/wets-0.13) > 0.002 || missing == 0 {
		t.Errorf("%.4f uSv/h with %.4f, %.4f in rain, %.0f with lines lost", mean, spread, wet/wets, missing)
	}
}
