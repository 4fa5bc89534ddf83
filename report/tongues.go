package report

import "github.com/truceline/truceline"

// tongue is the text of an agreement in one language other than English.
type tongue struct {
	Code, Name, Title string
	Clauses           []ClauseResult // with the text in the language
	Words             []truceline.Definition
}

// tongues returns the text in each language that it is given in beside English.
func tongues(t Truce) []tongue {
	var out []tongue
	for _, l := range []struct{ code, name string }{{"uk", "Українська"}, {"fr", "Français"}, {"ru", "Русский"}} {
		title := t.Agreement.Titles[l.code]
		if title == "" {
			continue
		}
		one := tongue{Code: l.code, Name: l.name, Title: title}
		for _, c := range t.Findings.Clauses {
			c.Text = c.Texts.In(l.code, c.Text)
			one.Clauses = append(one.Clauses, c)
		}
		for _, d := range t.Agreement.Definitions {
			d.Word, d.Means = d.Words.In(l.code, d.Word), d.Meanings.In(l.code, d.Means)
			one.Words = append(one.Words, d)
		}
		out = append(out, one)
	}
	return out
}
