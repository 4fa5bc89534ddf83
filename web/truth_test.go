package web_test

import (
	"strings"
	"testing"

	"github.com/truceline/truceline/access"
)

// TestTruthOfExercises: who really did it is told of an exercise, and of
// nothing else, whatever its store holds.
func TestTruthOfExercises(t *testing.T) {
	c := content()
	if w := get(handler(t, options(t, c, access.Officer)), "/api/truth"); w.Code != 200 || !strings.Contains(w.Body.String(), `"by":"UA"`) {
		t.Errorf("an exercise: %d %s", w.Code, w.Body)
	}
	c.Record.Run.Kind = "real"
	h := handler(t, options(t, c, access.Officer))
	if w := get(h, "/api/truth"); w.Code != 404 || strings.Contains(w.Body.String(), "UA") {
		t.Errorf("a real run: %d %s", w.Code, w.Body)
	}
	if w := get(h, "/api/run"); !strings.Contains(w.Body.String(), `"truth":false`) {
		t.Errorf("a real run says that its truth is known: %s", w.Body)
	}
}
