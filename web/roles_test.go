package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
)

// everyDoor is every path that can be asked for, with the filters that could
// be turned into questions about what is held back.
func everyDoor() []string {
	id, alertID := incident().ID.String(), alert().ID.String()
	return []string{
		"/", "/assets/app-123.js", "/report.html", "/base/land.geojson", "/none", "/api/none",
		"/api/run", "/api/incidents", "/api/incidents/" + id, "/api/incidents/" + alertID, "/api/incidents/" + truceline.IDOf("none").String(),
		"/api/incidents?kind=F3", "/api/incidents?area=UA-14", "/api/incidents?side=RU", "/api/incidents?band=5-15+km", "/api/incidents?standing=false",
		"/api/findings", "/api/findings?subject=" + id, "/api/findings?limit=5&incidents=true", "/api/findings/counts", "/api/incidents?brief=true", "/api/claims", "/api/tallies", "/api/watches", "/api/sources", "/api/circular", "/api/tracks", "/api/tracks?from=2026-04-11T00:00:00Z", "/api/feeds", "/api/feeds/live", "/api/feeds/raw/" + entry().ID.String(), "/api/kinds",
		"/api/coverage", "/api/coverage/F3", "/api/coverage/F1", "/api/coverage/F3/unwatched",
		"/api/lines", "/api/lines/2026-04-11", "/api/areas", "/api/zones", "/api/truth", "/api/report",
	}
}

// TestEveryDoorAsEachRole: nothing forbidden leaves by any door.
func TestEveryDoorAsEachRole(t *testing.T) {
	for _, role := range []access.Role{access.Party, access.Public, "", "root"} {
		h := handler(t, options(t, content(), role))
		for _, door := range everyDoor() {
			w := get(h, door)
			for _, s := range secrets() {
				if strings.Contains(w.Body.String(), s) {
					t.Errorf("%q reads %q at %s: %s", role, s, door, w.Body)
				}
			}
			if w.Code >= 500 {
				t.Errorf("%q gets %d at %s: %s", role, w.Code, door, w.Body)
			}
		}
	}
	for _, role := range []access.Role{access.Officer, access.Analyst, access.Planner} {
		h := handler(t, options(t, content(), role))
		seen := ""
		for _, door := range everyDoor() {
			seen += get(h, door).Body.String()
		}
		for _, s := range secrets() {
			if !strings.Contains(seen, s) {
				t.Errorf("%s reads %q nowhere, so nobody is kept from it", role, s)
			}
		}
	}
}

// TestWhatIsLeftOutside: a party still gets what it may have.
func TestWhatIsLeftOutside(t *testing.T) {
	for _, role := range []access.Role{access.Party, access.Public} {
		h := handler(t, options(t, content(), role))
		incidents := ask[[]truceline.Incident](t, h, "/api/incidents")
		if len(incidents) != 2 || incidents[0].Place != (truceline.Place{Shape: truceline.ShapeArea, Area: "UA-14"}) {
			t.Errorf("%s: incidents are %+v", role, incidents)
		}
		d := ask[detail](t, h, "/api/incidents/"+incident().ID.String())
		if len(d.Versions) != 2 || len(d.Findings) != 1 || len(d.Entries) != 0 || len(d.Observations) != 0 || len(d.Watches) != 0 {
			t.Errorf("%s: an incident is %+v", role, d)
		}
		watches := ask[[]truceline.Watch](t, h, "/api/watches")
		if len(watches) != 1 || !watches[0].When.To.Equal(hours(-48, -47).To) {
			t.Errorf("%s: watches are %+v", role, watches)
		}
		if len(ask[[]truceline.Claim](t, h, "/api/claims")) != 1 || len(ask[[]truceline.Tally](t, h, "/api/tallies")) != 1 {
			t.Errorf("%s: claims or tallies are gone", role)
		}
		if len(d.Silences) != 0 || len(ask[[]any](t, h, "/api/coverage")) != 0 || get(h, "/api/coverage/F3").Code != http.StatusNotFound {
			t.Errorf("%s: who watched what is told outside", role)
		}
		for _, shut := range []string{"/api/truth", "/api/report", "/report.html", "/api/incidents?side=RU"} {
			if w := get(h, shut); w.Code != http.StatusForbidden {
				t.Errorf("%s gets %d at %s", role, w.Code, shut)
			}
		}
	}
}

// TestFaultsSayNothingOutside: the text of a fault may name anything.
func TestFaultsSayNothingOutside(t *testing.T) {
	for role, says := range map[access.Role]bool{access.Officer: true, access.Party: false} {
		o := options(t, content(), role)
		h := handler(t, o)
		o.Store.Close()
		w := get(h, "/api/incidents")
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "database") != says {
			t.Errorf("%s: %d %s", role, w.Code, w.Body)
		}
	}
}

// TestSealed: the raw bodies of a sealed feed leave by no door, for whomever of the
// mission; what was read of them does.
func TestSealed(t *testing.T) {
	for _, role := range []access.Role{access.Officer, access.Analyst, access.Planner} {
		o := options(t, content(), role)
		o.Sealed = func(feed string) bool { return feed == secretFeed }
		h := handler(t, o)
		read := 0
		for _, door := range everyDoor() {
			w := get(h, door)
			if strings.Contains(w.Body.String(), secretBody) {
				t.Errorf("%s reads the sealed body at %s", role, door)
			}
			read += strings.Count(w.Body.String(), secretText)
		}
		if read == 0 {
			t.Errorf("%s reads nothing of what was said", role)
		}
		d := ask[detail](t, h, "/api/incidents/"+incident().ID.String())
		if len(d.Entries) != 1 || d.Entries[0].Body != "" || d.Entries[0].Size != len(entry().Body) || !strings.HasPrefix(d.Entries[0].Problem, "sealed") || len(d.Observations) != 1 {
			t.Errorf("%s: %+v", role, d.Entries)
		}
		if w := get(h, "/api/feeds/raw/"+entry().ID.String()); w.Code != http.StatusForbidden {
			t.Errorf("%s gets %d for a sealed entry", role, w.Code)
		}
	}
}
