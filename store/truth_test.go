package store_test

import (
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/store"
)

// TestTruthWithoutWho: truth from a caller that does not know who did it is
// kept beside the other.
func TestTruthWithoutWho(t *testing.T) {
	c := content(1)
	c.Truth = []truceline.Incident{incident(7, 1)}
	s, _ := written(t, c)
	truth, err := s.Truth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "truth", truth, []store.Truth{c.Known[0], {Incident: incident(7, 1)}})
}
