package agreement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a problem stops an agreement from being used.
type Severity string

const (
	// SeverityError is a mistake: the agreement is refused.
	SeverityError Severity = "error"
	// SeverityWarning is something that the authors should know before they
	// sign; the agreement can be used.
	SeverityWarning Severity = "warning"
)

// maxProblems bounds the list that one file can give rise to.
const maxProblems = 200

// Problem is one thing that is wrong with an agreement file, said so that a
// person who does not program can put it right.
type Problem struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`   // from 1
	Column   int      `json:"column"` // from 1, in characters
	Severity Severity `json:"severity"`
	Path     string   `json:"path,omitempty"` // where in the agreement, e.g. clauses[no-fire].zone
	Message  string   `json:"message"`        // what is wrong
	Hint     string   `json:"hint,omitempty"` // what to do about it
}

// String returns the problem on one line, as compilers write theirs.
func (p Problem) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s: ", p.File, p.Line, p.Column, p.Severity)
	if p.Path != "" {
		s += p.Path + ": "
	}
	s += p.Message
	if p.Hint != "" {
		s += " " + p.Hint
	}
	return s
}

// Refused reports whether any of the problems is an error.
func Refused(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == SeverityError })
}

// sorted returns the problems in the order of the file.
func (r *reader) sorted() []Problem {
	slices.SortStableFunc(r.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return r.problems
}

// add notes a problem, unless there are too many already. Room is kept for
// errors: a file of warnings must not hide the one error that refuses it.
func (r *reader) add(p Problem) {
	switch {
	case len(r.problems) < maxProblems:
	case p.Severity == SeverityError && !Refused(r.problems):
	default:
		return
	}
	p.File = r.file
	p.Line, p.Column = max(1, p.Line), max(1, p.Column)
	r.problems = append(r.problems, p)
}

// full reports whether nothing more would be noted, so that reading a file of
// mistakes stays as quick as reading a good one.
func (r *reader) full() bool { return len(r.problems) >= maxProblems && Refused(r.problems) }

// nearest returns the choice that the word was most likely meant to be, or
// nothing when none is close or several are equally so.
func nearest(word string, choices []string) string {
	const limit = 3
	best, bestAt := "", limit
	for _, c := range choices {
		switch at := editDistance(strings.ToLower(word), strings.ToLower(c), limit); {
		case at >= min(len(c), limit):
		case at < bestAt:
			best, bestAt = c, at
		case at == bestAt:
			best = ""
		}
	}
	return best
}

// didYouMean is the hint that goes with an unknown word.
func didYouMean(word string, choices []string) string {
	if n := nearest(word, choices); n != "" {
		return fmt.Sprintf("Did you mean %q?", n)
	}
	if len(choices) == 0 {
		return ""
	}
	return "Use one of: " + strings.Join(choices, ", ") + "."
}

// editDistance counts the letters to insert, delete or change to make b of a,
// and gives up at the limit.
func editDistance(a, b string, limit int) int {
	if len(a) > 64 || len(b) > 64 || max(len(a)-len(b), len(b)-len(a)) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
