package sim

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/truceline/truceline"
)

func TestParse(t *testing.T) {
	src, err := os.ReadFile("../exercises/demo/exercise.yaml")
	if err != nil {
		t.Fatal(err)
	}
	line, err := os.ReadFile("../exercises/demo/line.geojson")
	if err != nil {
		t.Fatal(err)
	}
	posture, err := os.ReadFile("../exercises/demo/posture.yaml")
	if err != nil {
		t.Fatal(err)
	}
	ex, err := Parse(Parts{Exercise: src, Posture: posture, Line: line})
	if err != nil {
		t.Fatal(err)
	}
	if ex.ID != "demo" || len(ex.Sides) != 2 || len(ex.Line) < 60 || ex.Window.To.Sub(ex.Window.From).Hours() != 24 {
		t.Errorf("read %q, %d sides, %d points, %v", ex.ID, len(ex.Sides), len(ex.Line), ex.Window)
	}

	// bad replaces one piece of the file, and wants one complaint about the
	// line on which the new piece ends.
	bad := func(old, with, reason string) {
		t.Helper()
		parts := Parts{Exercise: src, Posture: posture, Line: line}
		text, change := string(src), &parts.Exercise
		if !strings.Contains(text, old) {
			text, change = string(posture), &parts.Posture
		}
		at := strings.Index(text, old)
		if at < 0 {
			t.Fatalf("the exercise holds no %q", old)
		}
		want := strings.Count(text[:at], "\n") + 1 + strings.Count(with, "\n")
		*change = []byte(text[:at] + with + text[at+len(old):])
		_, err := Parse(parts)
		var r truceline.Refusal
		if !errors.As(err, &r) {
			t.Errorf("%q accepted: %v", with, err)
		} else if r.Line != want || !strings.Contains(r.Reason, reason) {
			t.Errorf("%q: line %d: %s; want line %d: ...%s...", with, r.Line, r.Reason, want, reason)
		}
	}
	bad("id: demo", "idd: demo", "field idd not found")
	bad("05:20", "25:20", "not a time of day")
	bad("05:20", "soon", "not a time of day")
	bad("05:20", "20:10", "end after it begins")
	bad("per_day: 13", "per_day: many", "cannot unmarshal")
	bad("to: 2030-05-02T00:00:00+03:00", "to: 2030-05-02T00:00:00+02:00", "one offset")
	bad("to: 2030-05-02T00:00:00+03:00", "to: 2030-04-01T00:00:00+03:00", "end after it begins")
	bad("to: 2030-05-02T00:00:00+03:00", "to: 2030-06-01T00:00:00+03:00", "7 days")
	bad("{from_km: 95, to_km: 145", "{from_km: 195, to_km: 145", "from_km below to_km")
	bad("ground: other", "ground: theirs", "own or other")
	bad("direction: in_flight", "by_side: {C: 2}", "names a side that is not in sides")
	bad("hours: [4, 4,", "hours: [4,", "24 weights")
	bad("with: F1", "with: F2", "not among the events")
	bad("by: other, chance: 0.35", "by: other, chance: 0.95", "for ever")
	bad("by: other, chance: 0.35", "by: both, chance: 0.35", "other or same")
	bad("[5, 0.75]", "[2, 0.75]", "nearest first")
	bad("[5, 0.75]", "[5, 1.75]", "probability")
	bad("{kind: fog, from_km: 480", "{kind: hail, from_km: 480", "fog or wind")
	bad("per_day: 13", "per_day: .inf", "0 to 1000")
	bad("per_day: 13", "per_day: -1", "0 to 1000")
	bad("mean: 5", "mean: .nan", "1 to 1000")
	bad("false_per_hour: 0.015", "false_per_hour: -0.015", "0 to 100")
	bad("range_error: 0.25", "range_error: 1", "part of the range")
	bad("denied: 0.12", "denied: 12", "probability")
	bad("prefix: CAM", `prefix: ""`, "missing")
	bad("inflate: [1.5, 4]", "inflate: [4, 1.5]", "least first")
	bad("[[1, 1], [2, 4]", "[[1, 1], [2, 40]", "further along")
	bad("- [47.90, 31.60]", "- [147.90, 31.60]", "latitude")

	var r truceline.Refusal
	if _, err := Parse(Parts{Exercise: []byte("id: [demo\n"), Posture: posture, Line: line}); !errors.As(err, &r) || r.Line == 0 {
		t.Errorf("no YAML: %v", err)
	}

	badLine := func(geojson, reason string) {
		t.Helper()
		_, err := Parse(Parts{Exercise: src, Posture: posture, Line: []byte(geojson)})
		var r truceline.Refusal
		if !errors.As(err, &r) || !strings.Contains(r.Reason, reason) {
			t.Errorf("%s: %v, want ...%s...", geojson, err, reason)
		}
	}
	badLine(`{`, "not GeoJSON")
	badLine(`{"features":[]}`, "one LineString")
	badLine(`{"features":[{"geometry":{"type":"LineString","coordinates":[[30,50]]}}]}`, "two points")
	badLine(`{"features":[{"geometry":{"type":"LineString","coordinates":[[30,50],[30,50]]}}]}`, "same as the one before")
	badLine(`{"features":[{"geometry":{"type":"LineString","coordinates":[[30,50],[30,95]]}}]}`, "degrees") // latitude
}

// FuzzParse: whatever the bytes, Parse returns, and what it accepts comes to an
// end when it is played.
func FuzzParse(f *testing.F) {
	src, _ := os.ReadFile("../exercises/demo/exercise.yaml")
	posture, _ := os.ReadFile("../exercises/demo/posture.yaml")
	line, _ := os.ReadFile("../exercises/demo/line.geojson")
	f.Add(src, posture, line)
	f.Add([]byte("sides: [{id: A}]"), []byte("watchers: []"), []byte("{}"))
	f.Add([]byte(""), []byte(""), []byte(""))
	f.Fuzz(func(t *testing.T, src, posture, line []byte) {
		if ex, err := Parse(Parts{Exercise: src, Posture: posture, Line: line}); err == nil {
			_ = Generate(ex, 1, func(string, []byte) error { return nil })
		}
	})
}
