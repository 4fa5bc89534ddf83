// Package access decides who may see what. One function, [View], stands before
// every door: the page, the API, files and the command line all hand a thing to
// it and give out only what comes back.
//
// There are two groups of readers. Officers, analysts and planners belong to
// the mission and see the record as it is. Parties and the public are outside
// it and never get
//
//   - where a shot was fired from or landed, finer than a named area;
//   - a sensor, a source, an observation or a raw entry;
//   - who patrols where and when;
//   - a watched or blind area younger than [BlindAge] or finer than a named
//     area. Watched ones are held back too: who knows what was watched knows
//     what was blind.
//
// Text that people or machines wrote freely (remarks, reasons, titles, notes)
// is not given outside either, as nobody can promise what it names.
//
// The package is pure: it has no clock, so the reader brings the time, and no
// accounts yet, so whoever builds a [Reader] answers for it. A reader without a
// known role sees nothing.
package access

import (
	"fmt"
	"time"

	"github.com/truceline/truceline"
)

// Role is what somebody may do. Only Officer is handed out today, and only on
// the loopback address.
type Role string

const (
	Officer Role = "officer" // a monitoring officer: the whole record
	Analyst Role = "analyst" // the whole record
	Planner Role = "planner" // the whole record
	Party   Role = "party"   // a side that the agreement binds
	Public  Role = "public"  // everybody else
)

// Roles returns every role, the mission's first.
func Roles() []Role { return []Role{Officer, Analyst, Planner, Party, Public} }

// ParseRole reads the name of a role; the error wraps [truceline.ErrUsage].
func ParseRole(s string) (Role, error) {
	for _, r := range Roles() {
		if string(r) == s {
			return r, nil
		}
	}
	return "", fmt.Errorf("%w: no role %q, only officer, analyst, planner, party and public", truceline.ErrUsage, s)
}

// BlindAge is how old a watched or blind area must be before anybody outside
// the mission is told of it.
const BlindAge = 24 * time.Hour

// Reader is who is asking, and when.
type Reader struct {
	Role Role
	Side string    // of a party: its ID in the agreement; it opens nothing yet
	Now  time.Time // the moment of asking
	// Withheld says of which feeds the reader may not see raw statements, though he
	// belongs to the mission; nil: of none.
	Withheld func(feed string) bool
	// Sealed says of which feeds nobody may see raw bodies, as they tell of people what
	// nobody is to be told; nil: of none. What was read of them may be seen.
	Sealed func(feed string) bool
}

// without leaves out the body of a sealed entry.
func (r Reader) without(thing any) any {
	if e, ok := thing.(truceline.Entry); ok && r.Sealed != nil && r.Sealed(e.Feed) {
		e.Body = nil
		return e
	}
	return thing
}

// withholds reports whether a thing is a raw statement that the reader may not see.
func (r Reader) withholds(thing any) bool {
	if r.Withheld == nil {
		return false
	}
	switch t := thing.(type) {
	case truceline.Entry:
		return r.Withheld(t.Feed)
	case truceline.Observation:
		return r.Withheld(t.Feed)
	case truceline.Refusal:
		return r.Withheld(t.Feed)
	}
	return false
}

// Mission reports whether the reader belongs to the mission.
func (r Reader) Mission() bool {
	return r.Role == Officer || r.Role == Analyst || r.Role == Planner
}

// Document is a whole file made for the mission, such as its report or the
// known truth of an exercise. Its content cannot be looked through, so nobody
// outside the mission gets it.
type Document struct {
	Name string
	Body []byte
}

// View returns what the reader may see of a thing, and false if that is
// nothing. The thing is a word of the root package, a slice of one, or a
// [Document]; what comes back has the same type. The thing itself is not
// changed, but what comes back may share memory with it.
//
// A type that View does not know is given to the mission and to nobody else.
func View(r Reader, thing any) (any, bool) {
	switch {
	case r.Mission():
		return r.without(thing), !r.withholds(thing)
	case r.Role == Party, r.Role == Public:
		return outside(r, thing)
	}
	return nil, false
}

// One is View for a caller that knows the type of the thing.
func One[T any](r Reader, thing T) (T, bool) {
	var none T
	seen, ok := View(r, thing)
	if !ok {
		return none, false
	}
	t, ok := seen.(T)
	return t, ok
}

// All returns what the reader may see of each thing, in order, leaving out what
// he may not see at all; never nil.
func All[T any](r Reader, things []T) []T {
	seen := make([]T, 0, len(things))
	for _, thing := range things {
		if t, ok := One(r, thing); ok {
			seen = append(seen, t)
		}
	}
	return seen
}
