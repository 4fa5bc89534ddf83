package web_test

import (
	"testing"

	"github.com/truceline/truceline/access"
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
