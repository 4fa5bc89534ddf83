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

// editDistance counts the letters to insert, delete, change or swap with the next
// to make b of a, and gives up at the limit.
func editDistance(a, b string, limit int) int {
	if len(a) > 64 || len(b) > 64 || max(len(a)-len(b), len(b)-len(a)) >= limit {
		return limit
	}
	rows := make([][]int, len(a)+1) // by how much of a, then of b
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for k := range rows[0] {
		rows[0][k] = k
	}
	for i := 1; i <= len(a); i++ {
		for k := 1; k <= len(b); k++ {
			cost := 1
			if a[i-1] == b[k-1] {
				cost = 0
			}
			rows[i][k] = min(rows[i-1][k]+1, rows[i][k-1]+1, rows[i-1][k-1]+cost)
			if i > 1 && k > 1 && a[i-1] == b[k-2] && a[i-2] == b[k-1] {
				rows[i][k] = min(rows[i][k], rows[i-2][k-2]+1)
			}
		}
	}
	return min(rows[len(a)][len(b)], limit)
}
