package lineage

import (
	"fmt"
	"testing"

	"github.com/truceline/truceline"
)

// TestCircularAmong: a ring of statements is named once, by whatever each says that it was
// made from; a chain is none, nor is a relay that names its post.
func TestCircularAmong(t *testing.T) {
	say := func(source string, lineage []string, from ...string) truceline.Observation {
		o := truceline.Observation{ID: truceline.IDOf(source), Source: source, Lineage: lineage}
		for _, f := range from {
			o.DerivedFrom = append(o.DerivedFrom, truceline.IDOf(f))
		}
		return o
	}
	good := func(want string, told ...truceline.Observation) {
		t.Helper()
		var got [][]string
		for _, c := range CircularAmong(told) {
			got = append(got, c.Names)
			if len(c.Observations) < 2 {
				t.Errorf("%v rests on %d statements", c.Names, len(c.Observations))
			}
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%v, want %s", got, want)
		}
	}
	good("[]")
	good("[]", say("herald", nil), say("courier", []string{"herald"}), say("gazette", nil, "courier"))
	good("[]", say("post-1", []string{"network"}), say("desk", []string{"post-1", "network"}))
	good("[]", say("herald", []string{"herald", "courier"})) // the courier says nothing itself
	good("[[courier herald]]", say("herald", []string{"courier"}), say("courier", []string{"herald"}))
	good("[[courier gazette herald]]", say("herald", nil, "courier"), say("courier", nil, "gazette"), say("gazette", []string{"herald"}), say("tribune", nil, "herald"))
	c := CircularAmong([]truceline.Observation{say("herald", []string{"courier"}), say("courier", []string{"herald"})})
	if want := "circular reporting: courier has it from herald, herald from courier; together they are no more than one source"; c[0].Alarm != want {
		t.Errorf("%s", c[0].Alarm)
	}
}
