package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

// Breaches tells the findings of a breach one by one, and those that stay open
// because nobody was watching.
type Breaches struct {
	Of    int          `json:"of"`    // findings about the window that something happened and that the text forbids it
	Lines []BreachLine `json:"lines"` // the gravest first, then by time; at most breachesTold
	// Open are findings about the window of which something cannot be determined for
	// want of watching, with the gap in words; OpenOf counts them all.
	OpenOf int        `json:"open_of"`
	Open   []OpenLine `json:"open"`
	// Response is what the text says shall follow, step by step.
	Response []truceline.ResponseStep `json:"response"`
}

// breachesTold bounds the lines of each list; the page and the API tell all.
const breachesTold = 50

// BreachLine is one finding of a breach.
type BreachLine struct {
	Finding     truceline.ID          `json:"finding"`
	Clause      string                `json:"clause"`
	Article     string                `json:"article,omitempty"`
	Severity    string                `json:"severity"`
	Subject     truceline.SubjectKind `json:"subject"`
	Title       string                `json:"title"`
	Members     int                   `json:"members,omitempty"` // incidents of a pattern
	Where       string                `json:"where"`
	From        time.Time             `json:"from"`
	Exists      truceline.Probability `json:"exists"`
	Breach      truceline.Probability `json:"breach"`
	Attribution truceline.Verdict     `json:"attribution"`
	Side        string                `json:"side,omitempty"`
	Shares      []truceline.Share     `json:"shares"` // what they leave of 1 cannot be determined
	Decisive    []truceline.Decisive  `json:"decisive"`
	Statements  int                   `json:"statements"` // of its incident
	Ruled       *truceline.Ruled      `json:"ruled,omitempty"`
	// ShouldHave are those who by what is known of them should have noticed it and
	// said nothing, the likeliest first; CouldNot counts those whose state forbade it.
	ShouldHave []truceline.Silence `json:"should_have_noticed"`
	CouldNot   int                 `json:"could_not_have"`
	Version    int                 `json:"version"`
	Changed    []string            `json:"changed"` // with this version, and why
	Why        Why                 `json:"why"`
}

// OpenLine is a finding that stays open because of a gap in the watching.
type OpenLine struct {
	Finding truceline.ID `json:"finding"`
	Clause  string       `json:"clause"`
	Title   string       `json:"title"`
	From    time.Time    `json:"from"`
	Gap     string       `json:"gap"`
}

func (b *builder) breaches() Breaches {
	out := Breaches{Lines: []BreachLine{}, Open: []OpenLine{}, Response: orEmpty(b.rec.Run.Agreement.Response)}
	incidents := make(map[truceline.ID]*truceline.Incident, len(b.rec.Incidents))
	for k := range b.rec.Incidents {
		incidents[b.rec.Incidents[k].ID] = &b.rec.Incidents[k]
	}
	var told []truceline.Finding
	for _, f := range b.rec.Findings {
		switch {
		case !b.inWindow(f.When):
		case f.Exists.Verdict == truceline.Met && f.Breach.Verdict == truceline.Met:
			told = append(told, f)
		case f.Gap != "":
			if out.OpenOf++; len(out.Open) < breachesTold {
				out.Open = append(out.Open, OpenLine{f.ID, f.Clause, f.Subject.Title, f.When.From.UTC(), f.Gap})
			}
		}
	}
	slices.SortStableFunc(told, func(x, y truceline.Finding) int {
		return cmp.Or(strings.Compare(y.Severity, x.Severity), x.When.From.Compare(y.When.From))
	})
	out.Of = len(told)
	silences := b.silencesOf(firstOf(told, breachesTold))
	for _, f := range firstOf(told, breachesTold) {
		out.Lines = append(out.Lines, b.breachLine(f, incidents[f.Subject.ID], silences[f.Subject.ID]))
	}
	return out
}

// silencesOf gathers the silences about the subjects of some findings.
func (b *builder) silencesOf(findings []truceline.Finding) map[truceline.ID][]truceline.Silence {
	of := make(map[truceline.ID][]truceline.Silence, len(findings))
	for _, f := range findings {
		of[f.Subject.ID] = nil
	}
	for _, s := range b.rec.Silences {
		if list, asked := of[s.Incident]; asked {
			of[s.Incident] = append(list, s)
		}
	}
	return of
}

func (b *builder) breachLine(f truceline.Finding, i *truceline.Incident, silences []truceline.Silence) BreachLine {
	l := BreachLine{Finding: f.ID, Clause: f.Clause, Severity: f.Severity, Subject: f.Subject.Kind, Title: f.Subject.Title, Members: len(f.Subject.Incidents),
		From: f.When.From.UTC(), Exists: f.Exists.Probability, Breach: f.Breach.Probability, Attribution: f.Attribution.Verdict, Side: f.Attribution.Side,
		Shares: orEmpty(f.Attribution.Shares), Decisive: orEmpty(f.Decisive), Ruled: f.Ruled, ShouldHave: []truceline.Silence{}, Version: f.Version, Changed: orEmpty(f.Changed),
		Why: Why{orEmpty(f.Exists.Reasons), orEmpty(f.Breach.Reasons), orEmpty(f.Attribution.Reasons)}}
	for _, c := range b.rec.Run.Agreement.Clauses {
		if c.ID == f.Clause {
			l.Article = c.Article
		}
	}
	if i != nil {
		l.Where, l.Statements = b.locationWords(*i), len(i.Observations)
	}
	for _, s := range silences {
		if s.Chance > 0 {
			l.ShouldHave = append(l.ShouldHave, s)
		} else {
			l.CouldNot++
		}
	}
	slices.SortStableFunc(l.ShouldHave, func(x, y truceline.Silence) int { return cmp.Compare(y.Chance, x.Chance) })
	return l
}

// originWords is the distribution over the sides, with what is left to none.
func (b *builder) originWords(l BreachLine) string {
	rest := 1.0
	var out []string
	for _, s := range l.Shares {
		out = append(out, b.partyNames([]string{s.Side})[0]+" "+agreement.Percent(s.P))
		rest -= s.P
	}
	return strings.Join(append(out, "cannot be determined "+agreement.Percent(max(0, rest))), ", ")
}

// decisiveWords says without which statements a verdict would be another.
func decisiveWords(l BreachLine) []string {
	var out []string
	for _, d := range l.Decisive {
		question := "whether it happened"
		if d.Of != "exists" {
			question = "which side"
		}
		how := "exact: all smaller sets were tried"
		if !d.Exact {
			how = "greedy: there may be a smaller set"
		}
		out = append(out, fmt.Sprintf("Without %d of %s, %s: %s (%s).", len(d.Without), plural(l.Statements, "statement"), question, d.Becomes, how))
	}
	return out
}

// silenceWords names those who should have noticed it.
func silenceWords(l BreachLine) string {
	const named = 4
	var out []string
	for _, s := range firstOf(l.ShouldHave, named) {
		words := fmt.Sprintf("%s (%s, %s)", s.By, means2words(s.Means), agreement.Percent(s.Chance))
		if s.Corrected != 0 {
			words = fmt.Sprintf("%s (%s, %s, a correction of × %.2g in it)", s.By, means2words(s.Means), agreement.Percent(s.Chance), s.Corrected)
		}
		out = append(out, words)
	}
	if more := len(l.ShouldHave) - named; more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	if len(out) == 0 {
		out = append(out, "nobody")
	}
	if l.CouldNot > 0 {
		out = append(out, plural(l.CouldNot, "watcher")+" could not have")
	}
	return strings.Join(out, "; ")
}

// responseWords is one step of what shall follow.
func responseWords(s truceline.ResponseStep) string {
	words := fmt.Sprintf("Within %s of the first finding of the breach, %s: %s", agreement.Length(s.After), s.Who, s.Text)
	if s.Least != "" {
		words += " (from " + s.Least + " on)"
	}
	return strings.TrimSuffix(words, ".") + "."
}
