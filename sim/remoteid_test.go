package sim

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

// operatorsOf reads from raw bodies where operators say that they stand.
func operatorsOf(t *testing.T, text []byte) map[truceline.Point]bool {
	t.Helper()
	out := map[truceline.Point]bool{}
	for line := range strings.Lines(string(text)) {
		b, err := hex.DecodeString(strings.Fields(line)[2])
		if err != nil {
			t.Fatal(err)
		}
		for m := b[4+3:]; len(m) >= ridSize; m = m[ridSize:] {
			if m[0]>>4 == ridSystem {
				place := func(at int) float64 { return float64(int32(binary.LittleEndian.Uint32(m[at:]))) / 1e7 }
				out[truceline.Point{Lat: place(2), Lon: place(6)}] = true
			}
		}
	}
	return out
}

// TestRemoteIDIsAsStated: drones that may fly say where they are to 10 m, are heard within
// reach alone, say that they may fly, and nothing of their operators comes out of the feed.
func TestRemoteIDIsAsStated(t *testing.T) {
	ex := load(t, "quiet-week")
	for i := range ex.Watchers {
		ex.Watchers[i].Broken = 0
	}
	files := made(t, ex, Options{Seed: 4, Hours: 14})
	rows, paths := hear(t, files, "remote-id"), pathsOf(t, files["truth/objects.ndjson"].Bytes())
	operators := operatorsOf(t, files["raw/remote-id.remoteid"].Bytes())
	if len(operators) < 4 {
		t.Fatalf("%d operators", len(operators))
	}
	heard, within, words, ground := 0.0, 0.0, map[string]int{}, 0
	for _, row := range rows {
		m := paths[row.object]
		if m == nil || row.incident != 0 {
			t.Fatalf("a message is about object %d and incident %d", row.object, row.incident)
		}
		text, err := json.Marshal(row.Reading)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("OPERATOR")) || bytes.Contains(text, []byte("farm")) || bytes.Contains(text, []byte("monitoring")) {
			t.Fatalf("an operator is named: %s", text)
		}
		if len(row.Observations) == 0 {
			ground++ // beside its operator
			continue
		}
		o := row.Observations[0]
		for at := range operators {
			if math.Abs(o.Place.At.Lat-at.Lat) < 1e-5 && math.Abs(o.Place.At.Lon-at.Lon) < 1e-5 {
				t.Fatalf("an operator's place is told: %s", text)
			}
		}
		p, alt := m.where(o.When.From.UnixMilli())
		km, _ := apart(o.Place.At, p)
		if heard++; km <= 0.01+m.speed(o.When.From.UnixMilli())/36_000 { // a tenth of a second on its way
			within++
		}
		if alt < 1 {
			t.Fatalf("a drone on the ground is told of: %s", text)
		}
		words[o.Exempt]++
	}
	sure(t, "positions within 10 m", within, 0.956*heard, 0.956*0.044*heard)
	if ground == 0 || words[ownFlight] < 100 || words[permittedFlight] < 100 || len(words) != 2 {
		t.Errorf("%v, %d on the ground", words, ground)
	}
}

// TestPermittedFlightsChangeNothing: who may fly is drawn apart, and what else is
// made stays as it is.
func TestPermittedFlightsChangeNothing(t *testing.T) {
	ex := load(t, "sea-corridor")
	with := made(t, ex, Options{Seed: 3, Hours: 10})
	ex.Drones = nil
	without := made(t, ex, Options{Seed: 3, Hours: 10})
	changed := 0
	for name, text := range with {
		if !bytes.Equal(text.Bytes(), without[name].Bytes()) {
			changed++
			if name != "raw/remote-id.remoteid" && name != "replay.yaml" && !strings.HasPrefix(name, "truth/") && !strings.HasPrefix(name, "raw/plots-") {
				t.Errorf("%s is another", name)
			}
		}
	}
	if changed < 3 {
		t.Errorf("%d files differ", changed)
	}
}
