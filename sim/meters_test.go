package sim

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/truceline/truceline"
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
	ex.watcher("telemetry").FalsePerHour = 0
	rows := readings(t, made(t, ex, o))
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
	var dry, squares, wet, dries, wets, missing, high, trips float64
	for _, row := range rows {
		when, s, lost, release := row.when, sites[row.name], 0, false
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
		atOnce := when.After(when.Truncate(10 * time.Minute)) // as something befell it, and by its own clock
		if atOnce && (row.incident == 0 || row.property == lineStream && row.result > 3) {
			t.Errorf("%s says at once %v of incident %d", s.name, row.result, row.incident)
		}
		observed := len(row.Observations) == 1
		switch name, kind := s.trips(w.ex); row.property {
		case lineStream:
			if !atOnce && (row.result != float64(max(0, 4-lost)) || row.incident > 0 != (lost > 0)) {
				t.Errorf("%s at %v: %v lines while %d are lost, of incident %d", s.name, when, row.result, lost, row.incident)
			}
			if lost > 0 {
				missing++
			}
		case name:
			if trips += row.result; observed != atOnce || row.result > 0 != atOnce || observed && row.Observations[0].Kind != kind {
				t.Errorf("%s at %v: %v trips, %d observations", s.name, when, row.result, len(row.Observations))
			}
		case doseStream:
			switch rain := w.ex.air(s.along, when).rain > 0; {
			case release || atOnce:
				high++
				if !observed || row.Observations[0].Kind != truceline.KindNuclear || row.incident == 0 {
					t.Errorf("%v uSv/h in a release", row.result)
				}
			case rain:
				wet, wets = wet+row.result, wets+1
			default:
				dry, squares, dries = dry+row.result, squares+row.result*row.result, dries+1
			}
		}
	}
	if want := 3 * hours * 6 * float64(len(sites)); len(sites) < 3 || float64(len(rows))-2*trips < want-3*float64(len(sites)) || float64(len(rows))-3*trips > want || trips == 0 {
		t.Fatalf("%d readings of %d meters in %v hours, %.0f trips", len(rows), len(sites), hours, trips)
	}
	mean := dry / dries
	spread := math.Sqrt(squares/dries - mean*mean)
	t.Logf("%.0f readings: %.4f uSv/h dry with %.4f, %.4f in rain (%.0f), %.0f with lines lost, %.0f in a release", dries, mean, spread, wet/wets, wets, missing, high)
	if math.Abs(mean-0.1) > 4*0.003/math.Sqrt(dries) || math.Abs(spread-0.003) > 0.0004 || math.Abs(wet/wets-0.13) > 0.002 || missing == 0 {
		t.Errorf("%.4f uSv/h with %.4f, %.4f in rain, %.0f with lines lost", mean, spread, wet/wets, missing)
	}
}

// metered is a row of a meter as it stands, and as its feed reads it.
type metered struct {
	heard
	name, property string
	when           time.Time
	result         float64
}

func readings(t *testing.T, files map[string]*bytes.Buffer) (out []metered) {
	t.Helper()
	rows := hear(t, files, "telemetry")
	for i, line := range bytes.Split(bytes.TrimSpace(files["raw/readings-telemetry.ndjson"].Bytes()), []byte("\n")) {
		var row struct {
			PhenomenonTime time.Time
			Result         float64
			Datastream     struct {
				Name             string
				ObservedProperty struct{ Name string }
			}
		}
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		out = append(out, metered{rows[i], row.Datastream.Name, row.Datastream.ObservedProperty.Name, row.PhenomenonTime, row.Result})
	}
	return out
}
