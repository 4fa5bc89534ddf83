package web

import (
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/wording"
)

// language reads in which language the words of the record are wanted: en, or
// one that the book of phrases knows. The record's own words are English.
func (q *question) language() string {
	l := q.text("lang")
	if l == "" {
		return "en"
	}
	if !wording.Known(l) {
		q.wrong("lang", "is not a language that is known: "+quoted(l), "write en, uk, fr or ru")
	}
	return l
}

// teller puts the words of a record into a reader's language.
type teller struct {
	language string
	names    wording.Names
}

// tell returns a teller for the record that is shown.
func (s *server) tell(language string) teller {
	t := teller{language: language, names: wording.Names{}}
	for _, z := range s.run.Agreement.Zones {
		t.names[z.Name] = z.Names.In(language, z.Name)
	}
	for _, l := range s.run.Agreement.Lines {
		t.names[l.Name] = l.Names.In(language, l.Name)
	}
	for _, w := range s.run.Agreement.Weapons {
		t.names[w.Name] = w.Names.In(language, w.Name)
	}
	for _, r := range s.run.Agreement.Response {
		t.names[r.Who], t.names[r.Text] = r.Names.In(language, r.Who), r.Texts.In(language, r.Text)
	}
	return t
}

// texts puts sentences into the language, into a list of their own.
func (t teller) texts(english []string) []string {
	if t.language == "en" || len(english) == 0 {
		return english
	}
	said := make([]string, len(english))
	for k, s := range english {
		said[k], _ = wording.Open().Say(t.language, s, t.names)
	}
	return said
}

// findings puts the words of findings into the language.
func (t teller) findings(list []truceline.Finding) []truceline.Finding {
	if t.language == "en" {
		return list
	}
	out := slices.Clone(list)
	for k := range out {
		f := &out[k]
		f.Exists.Reasons, f.Breach.Reasons, f.Attribution.Reasons = t.texts(f.Exists.Reasons), t.texts(f.Breach.Reasons), t.texts(f.Attribution.Reasons)
		f.Changed = t.texts(f.Changed)
		f.Gap, _ = wording.Open().Say(t.language, f.Gap, t.names)
		f.Subject.Title = wording.Open().Title(t.language, f.Subject.Title, t.names)
	}
	return out
}

// incident puts the words of an incident into the language.
func (t teller) incident(i truceline.Incident) truceline.Incident {
	i.Reasons = t.texts(i.Reasons)
	return i
}
