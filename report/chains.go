package report

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/wording"
)

// Why is the chain of reasons behind each judgement of a finding, in the record's own
// words.
type Why struct {
	Exists      []string `json:"exists"`
	Breach      []string `json:"breach"`
	Attribution []string `json:"attribution"`
}

// chain is a finding with its whole chain of reasons, in a reader's words.
type chain struct {
	Anchor    string // of its section on the page
	Title     string
	When      string
	Where     string
	Clause    string
	Line      BreachLine
	Questions []question
	Ruled     string // the officer's verdict beside the automatic one; empty: none
	Changed   []string
	ChangedIn string
}

// question is one of the three judgements.
type question struct {
	Asked, Answer string
	Reasons       []string
}

// chains are the findings of a report in a reader's words, in the order of its table.
func chains(lines []BreachLine, a truceline.Agreement, reader wording.Reader) []chain {
	texts := func(english []string) (said []string) {
		for _, s := range english {
			said = append(said, reader.Say(s))
		}
		return said
	}
	parties := map[string]string{}
	for _, p := range a.Parties {
		parties[p.ID] = p.Names.In(reader.Language, p.Name)
	}
	clauses := map[string]string{}
	for _, c := range a.Clauses {
		clauses[c.ID] = c.Texts.In(reader.Language, c.Text)
	}
	var out []chain
	for _, l := range lines {
		c := chain{Anchor: anchorOf(l), Title: reader.Title(l.Title), When: reader.Title(l.From.Format("15:04 on 2 January 2006")), Where: reader.Title(l.Where), Clause: clauses[l.Clause], Line: l, Changed: texts(l.Changed),
			Questions: []question{
				{"Did it happen?", judged(truceline.Met, l.Exists, reader), texts(l.Why.Exists)},
				{"Does the text forbid it there and then?", judged(truceline.Met, l.Breach, reader), texts(l.Why.Breach)},
				{"Which side?", sideOf(l, parties, reader), texts(l.Why.Attribution)},
			}}
		for k := range c.Questions {
			c.Questions[k].Asked = reader.Title(c.Questions[k].Asked)
		}
		if l.Ruled != nil {
			c.Ruled = reader.Say(fmt.Sprintf("Met by the verdict of %s; worked out automatically: %s.", l.Ruled.By, l.Ruled.AutomaticBreach))
		}
		if l.Version > 1 {
			c.ChangedIn = reader.Say(fmt.Sprintf("What changed with version %d, and why:", l.Version))
		}
		out = append(out, c)
	}
	return out
}

// anchorOf names the section of a finding on a page.
func anchorOf(l BreachLine) string { return "why-" + l.Finding.String()[:12] }

// judged says a verdict and how probable the thing is.
func judged(v truceline.Verdict, p truceline.Probability, reader wording.Reader) string {
	words := reader.Title(string(v)) + ", " + reader.Title(agreement.Percent(p.P))
	if p.Low == p.High {
		return words
	}
	return words + " (" + reader.Title(agreement.Percent(p.Low)) + " – " + reader.Title(agreement.Percent(p.High)) + ")"
}

// sideOf says which side it was, if any is named, and how it is shared out.
func sideOf(l BreachLine, parties map[string]string, reader wording.Reader) string {
	words := reader.Title(string(l.Attribution))
	if l.Attribution == truceline.Met {
		words = parties[l.Side]
	}
	rest := 1.0
	var shares []string
	for _, s := range l.Shares {
		shares = append(shares, parties[s.Side]+" "+reader.Title(agreement.Percent(s.P)))
		rest -= s.P
	}
	shares = append(shares, reader.Title(string(truceline.CannotBeDetermined))+" "+reader.Title(agreement.Percent(max(0, rest))))
	return words + " (" + strings.Join(shares, ", ") + ")"
}

// chainFuncs are the words that the sections of findings are told with.
func chainFuncs(a truceline.Agreement, reader wording.Reader) template.FuncMap {
	return template.FuncMap{
		"chains":   func(b Breaches) []chain { return chains(b.Lines, a, reader) },
		"anchor":   anchorOf,
		"say":      reader.Title,
		"language": func() string { return languageOf(reader) },
		"first": func(reasons []string) string {
			if len(reasons) == 0 {
				return ""
			}
			return reader.Say(reasons[0])
		},
	}
}

// languageOf is what a page calls the reader's language.
func languageOf(reader wording.Reader) string {
	if reader.English() {
		return "en"
	}
	return reader.Language
}
