package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
)

// TestReasonsInTheReadersLanguage asks for findings and an incident in each
// language. What the record says itself, names of posts and places, stays.
func TestReasonsInTheReadersLanguage(t *testing.T) {
	c := content()
	const reason = `The place lies in the zone "all fronts".`
	c.Record.Run.Agreement.Zones[0].Names = truceline.Texts{"uk": "усі фронти"}
	f := &c.Record.Findings[0]
	f.Breach.Reasons = []string{reason, "Said by nobody."}
	f.Changed = []string{"Because: " + reason}
	f.Gap = "Nothing watched this place at 15:04 UTC on 2 May 2030: " + secretPost + ": jamming."
	f.Subject.Title = "indirect fire, UA-14"
	h := handler(t, options(t, c, access.Officer))
	good := func(path, want string) {
		t.Helper()
		if body := get(h, path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not say %q: %s", path, want, body)
		}
	}
	for _, path := range []string{"/api/findings?lang=uk", "/api/incidents/" + incident().ID.String() + "?lang=uk"} {
		good(path, `Місце лежить у зоні «усі фронти».","Said by nobody."`)
		good(path, `Тому що: Місце лежить у зоні «усі фронти».`)
		good(path, `Ніщо не спостерігало за цим місцем о 15:04 UTC, 2 травня 2030: `+secretPost+`: глушіння.`)
		good(path, `непрямий вогонь, UA-14`)
	}
	good("/api/findings?lang=fr", "Le lieu est dans la zone « all fronts ».")
	good("/api/findings?lang=en", `lies in the zone \"all fronts\".`)
	good("/api/findings", `lies in the zone \"all fronts\".`)
	if got := get(h, "/api/findings?lang=de"); got.Code != http.StatusBadRequest || !strings.Contains(got.Body.String(), "en, uk, fr or ru") {
		t.Errorf("a language that is not known: %d %s", got.Code, got.Body)
	}
	// A reader who is not told the reasons is not told them in another language.
	if body := get(handler(t, options(t, c, access.Public)), "/api/findings?lang=uk").Body.String(); strings.Contains(body, "Місце") || strings.Contains(body, secretPost) {
		t.Errorf("the public is told: %s", body)
	}
}
