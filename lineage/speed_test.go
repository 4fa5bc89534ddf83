package lineage

import (
	"os"
	"strconv"
	"testing"
	"time"
)

// TestSpeed measures reading and joining many texts for docs/lineage.md:
// LINEAGE_SPEED=10000 go test ./lineage -run TestSpeed -v.
func TestSpeed(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("LINEAGE_SPEED"))
	if n == 0 {
		t.Skip("LINEAGE_SPEED says how many texts")
	}
	all := texts(corpus(1, n, heldOutTemplates()))
	start := time.Now()
	rd := NewReader()
	reports := make([]Report, len(all))
	for i := range all {
		reports[i] = rd.Read(all[i])
	}
	read := time.Since(start)
	g := rd.Join(reports)
	t.Logf("%d texts: read in %.1f s, joined in %.1f s, %d derivations", n, read.Seconds(), (time.Since(start) - read).Seconds(), len(g.Derivations))
}
