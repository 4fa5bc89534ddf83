package cot

import (
	"bytes"
	"strings"

	"github.com/truceline/truceline"
)

// rule gives events whose type begins so a kind of the taxonomy.
type rule struct {
	kind string // of events, "a-.-A": a point stands for any one letter
	of   truceline.KindInfo
	word string // what the thing is called
}

// rules returns what is made of types where the option kinds says nothing else,
// the narrower before the wider. The third letter of an atom is where it moves, what
// follows is what it is (MIL-STD-2525, as Cursor on Target spells it).
func rules() []rule {
	give := func(kind string, code truceline.Kind, word string) rule {
		info, _ := truceline.KindNamed(code)
		return rule{kind, info, word}
	}
	return []rule{
		give("a-.-A", truceline.KindAerial, "aircraft"),
		give("a-.-G-E-W", truceline.KindWeapon, "weapon"),
		give("a-.-G-E-V", truceline.KindMovement, "vehicle"),
		give("a-.-G-U", truceline.KindPersonnel, "unit"),
		give("a-.-S", truceline.KindMovement, "vessel"),
		give("a-.-U", truceline.KindMovement, "submarine"),
		give("b-a-o-opn", truceline.KindThreat, "troops in contact"),
		give("b-a-o-tbl", truceline.KindThreat, "emergency"),
	}
}

// own reports whether an event is about the mission's own people and things: an
// atom that is friend or assumed friend.
func own(kind []byte) bool {
	return len(kind) > 2 && kind[0] == 'a' && kind[1] == '-' && (kind[2] == 'f' || kind[2] == 'a')
}

// isKind reports whether an event's type is of a kind or below it.
func isKind(kind []byte, of string) bool {
	if len(kind) < len(of) || len(kind) > len(of) && kind[len(of)] != '-' {
		return false
	}
	for i := range len(of) {
		if of[i] != '.' && of[i] != kind[i] {
			return false
		}
	}
	return true
}

// ruleOf is the first rule that an event's type fits.
func (r *reader) ruleOf(kind []byte) (rule, bool) {
	for _, one := range r.rules {
		if isKind(kind, one.kind) {
			return one, true
		}
	}
	return rule{}, false
}

// meansOf is how something was noticed, by an event's how: h is a human, m a
// machine, and m-r-r what a radar reported.
func meansOf(how []byte) truceline.Means {
	switch {
	case bytes.HasPrefix(how, []byte("m-r-r")):
		return truceline.MeansRadar
	case len(how) > 0 && how[0] == 'm':
		return truceline.MeansTelemetry
	case len(how) > 0 && how[0] == 'h':
		return truceline.MeansSaw
	}
	return truceline.MeansUnstated
}

// pretended reports whether an event is no real one: it says that it belongs to an
// exercise or a simulation, or how it was made says so.
func (e *event) pretended() bool {
	opex := strings.ToLower(string(e.opex[:min(len(e.opex), 1)]))
	return opex == "e" || opex == "s" || isKind(e.how, "m-s")
}
