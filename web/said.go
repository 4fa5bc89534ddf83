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
type teller struct{ wording.Reader }

// tell returns a teller for the record that is shown.
func (s *server) tell(language string) teller {
	return teller{wording.Reader{Language: language, Names: s.run.Agreement.Named(language)}}
}

// texts puts sentences into the language, into a list of their own.
func (t teller) texts(english []string) []string {
	if t.English() || len(english) == 0 {
		return english
	}
	said := make([]string, len(english))
	for k, s := range english {
		said[k] = t.Say(s)
	}
	return said
}

// findings puts the words of findings into the language.
func (t teller) findings(list []truceline.Finding) []truceline.Finding {
	if t.English() {
		return list
	}
	out := slices.Clone(list)
	for k := range out {
		f := &out[k]
		f.Exists.Reasons, f.Breach.Reasons, f.Attribution.Reasons = t.texts(f.Exists.Reasons), t.texts(f.Breach.Reasons), t.texts(f.Attribution.Reasons)
		f.Changed = t.texts(f.Changed)
		f.Gap = t.Say(f.Gap)
		f.Subject.Title = t.Title(f.Subject.Title)
	}
	return out
}

// incident puts the words of an incident into the language.
func (t teller) incident(i truceline.Incident) truceline.Incident {
	i.Reasons = t.texts(i.Reasons)
	return i
}
