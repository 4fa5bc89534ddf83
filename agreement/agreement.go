// Package agreement reads what was agreed: a file, one a truce, that a lawyer
// can follow and a machine can run.
//
// [Parse] turns the YAML text of such a file into a [truceline.Agreement], or
// into a list of problems, each with its line and column and with what to do
// about it. It is strict, because a mistake in an agreement becomes a mistake
// in every finding: a key that it does not know, a part that is missing, a
// clause that names a zone that is not there, are all refused.
//
// [Explain] says in plain sentences what the machine understood, so that the
// people who wrote the text can check it. [Compile] prepares an agreement for
// use: a [Compiled] answers with what probability a time lies in force and a
// place lies inside a zone, given how well the time and the place are known.
//
// The format is described key by key in docs/agreement.md; [Keys] is the list
// that the parser itself works from.
//
// Nothing here uses a clock, a disk or a network. Time zones come from the IANA
// database as the time package finds it; a program should import time/tzdata
// for machines that have none.
package agreement

import (
	"github.com/truceline/truceline"
)

// MaxBytes is the largest agreement file that is read: 1 MiB. The longest
// treaty with its polygons is well below it.
const MaxBytes = 1 << 20

// Parse reads one agreement file. The name is used in problems only.
//
// When any problem has [SeverityError] the agreement is refused and comes back
// as its zero value, so that half an agreement can never be used by mistake;
// see [Refused]. Warnings leave the agreement usable. Parse never panics, and
// its work is bounded by the size of src, which may be at most [MaxBytes].
func Parse(name string, src []byte) (truceline.Agreement, []Problem) {
	r := &reader{file: name}
	root, ok := r.load(src)
	if !ok {
		return truceline.Agreement{}, r.sorted()
	}
	a := r.agreement(root)
	problems := r.sorted()
	if Refused(problems) {
		return truceline.Agreement{}, problems
	}
	return a, problems
}
