package web_test

import (
	"testing"

	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/lineage"
)

// TestCredibility: "1, confirmed" follows from two independent lineages and from
// nothing that anybody states; one lineage, however often repeated, cannot be
// judged. Every reader is told the same.
func TestCredibility(t *testing.T) {
	for lineages, want := range map[int]int{0: 6, 1: 6, 2: 1, 5: 1} {
		c := content()
		c.IncidentVersions[len(c.IncidentVersions)-1].Lineages = lineages
		for i := range c.Record.Incidents {
			c.Record.Incidents[i].Lineages = lineages
		}
		for _, role := range []access.Role{access.Officer, access.Party, access.Public} {
			d := ask[detail](t, handler(t, options(t, c, role)), "/api/incidents/"+incident().ID.String())
			if d.Credibility != want {
				t.Errorf("%s, %d lineages: credibility %d, want %d", role, lineages, d.Credibility, want)
			}
		}
	}
}

// TestIndependentByLevel: an incident's observations are counted for whether it happened, who did it and
// whose word it is.
func TestIndependentByLevel(t *testing.T) {
	c := content()
	answer := ask[struct{ Independent map[string]lineage.Count }](t, handler(t, options(t, c, access.Officer)), "/api/incidents/"+incident().ID.String())
	e, a, n := answer.Independent["existence"], answer.Independent["attribution"], answer.Independent["nation"]
	if e.Lineages < 1 || a.Lineages < 1 || n.Lineages < 1 || e.Lineages < a.Lineages || a.Lineages < n.Lineages || !e.Exact {
		t.Errorf("%+v", answer)
	}
}
