package score

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/truceline/truceline"
)

// Difference is one thing that is not mirrored between two records.
type Difference struct {
	What   string `json:"what"` // "incident", "finding", "parties"
	Title  string `json:"title"`
	When   string `json:"when,omitempty"`
	Field  string `json:"field"`
	Here   string `json:"here"`
	Mirror string `json:"mirror"` // with its labels exchanged back
}

// Mirror compares two records of one world of which the second had the labels
// of its two sides exchanged in everything that went in. Every incident and
// every finding of the one must stand in the other with the labels exchanged,
// to the last digit; it returns each that does not.
//
// Names of things are hashes of what was read, so they may differ; things are
// brought together by what they say. In sentences the labels and names of the
// sides are left out of the comparison, as a label may also be a word.
func Mirror(a, b truceline.Record) []Difference {
	x, err := newExchange(a, b)
	if err != nil {
		return []Difference{{What: "parties", Title: err.Error(), Field: "agreement"}}
	}
	var out []Difference
	here, there := x.views(a, false), x.views(b, true)
	used := map[string]int{} // how many of a key have been taken
	byKey := map[string][]view{}
	for _, v := range there {
		byKey[v.key] = append(byKey[v.key], v)
	}
	for _, v := range here {
		list, n := byKey[v.key], used[v.key]
		if n >= len(list) {
			out = append(out, v.difference("the whole", "present", "absent"))
			continue
		}
		used[v.key]++
		out = append(out, v.compare(list[n])...)
	}
	for _, v := range there {
		if used[v.key] > 0 {
			used[v.key]--
			continue
		}
		out = append(out, v.difference("the whole", "absent", "present"))
	}
	return out
}

// exchange knows the two sides and their names.
type exchange struct {
	other map[string]string // label for label
	words []string          // labels and names, longest first
}

func newExchange(a, b truceline.Record) (*exchange, error) {
	p, q := a.Run.Agreement.Parties, b.Run.Agreement.Parties
	if len(p) != 2 || len(q) != 2 {
		return nil, fmt.Errorf("labels can be exchanged between two sides only")
	}
	x := &exchange{other: map[string]string{p[0].ID: p[1].ID, p[1].ID: p[0].ID}}
	for _, party := range append(slices.Clone(p), q...) {
		if x.other[party.ID] == "" {
			return nil, fmt.Errorf("the two records speak of different sides")
		}
		x.words = append(x.words, party.ID, party.Name)
	}
	x.words = slices.DeleteFunc(x.words, func(w string) bool { return w == "" })
	slices.SortFunc(x.words, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	x.words = slices.Compact(x.words)
	return x, nil
}

// side gives a label as the first record writes it.
func (x *exchange) side(label string, back bool) string {
	if o, ok := x.other[label]; ok && back {
		return o
	}
	return label
}

// masked leaves the sides out of sentences, as whole words.
func (x *exchange) masked(sentences []string) []string {
	out := make([]string, len(sentences))
	for i, s := range sentences {
		for _, w := range x.words {
			s = maskWord(s, w)
		}
		out[i] = s
	}
	return out
}

func maskWord(s, word string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, word)
		if i < 0 {
			return b.String() + s
		}
		end := i + len(word)
		if letterBefore(b.String()+s[:i]) || letterAfter(s[end:]) {
			b.WriteString(s[:end])
		} else {
			b.WriteString(s[:i] + "·")
		}
		s = s[end:]
	}
}

func letterBefore(s string) bool {
	r := []rune(s)
	return len(r) > 0 && isWord(r[len(r)-1])
}

func letterAfter(s string) bool {
	for _, r := range s {
		return isWord(r)
	}
	return false
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// view is an incident or a finding as it is compared.
type view struct {
	what, key, title, when string
	fields                 []field
}

type field struct{ name, text string }

func (v view) difference(field, here, mirror string) Difference {
	return Difference{What: v.what, Title: v.title, When: v.when, Field: field, Here: here, Mirror: mirror}
}

func (v view) compare(w view) []Difference {
	var out []Difference
	for i, f := range v.fields {
		if f.text != w.fields[i].text {
			out = append(out, v.difference(f.name, f.text, w.fields[i].text))
		}
	}
	return out
}

// views writes everything of a record in the labels of the first, in an order
// of content.
func (x *exchange) views(rec truceline.Record, back bool) []view {
	var out []view
	names := map[truceline.ID]string{}
	for _, i := range rec.Incidents {
		v := x.incident(i, back)
		names[i.ID] = v.key
		out = append(out, v)
	}
	for _, f := range rec.Findings {
		out = append(out, x.finding(f, names[f.Subject.ID], back))
	}
	slices.SortStableFunc(out, func(a, b view) int {
		return cmp.Or(strings.Compare(a.key, b.key), slices.CompareFunc(a.fields, b.fields, func(p, q field) int { return strings.Compare(p.text, q.text) }))
	})
	return out
}

func (x *exchange) incident(i truceline.Incident, back bool) view {
	when := i.When.From.UTC().Format("2006-01-02T15:04:05.999Z")
	v := view{what: "incident", title: string(i.Kind), when: when,
		key: fmt.Sprintf("incident %s %s %v %v %s", i.Kind, when, i.Place.At.Lat, i.Place.At.Lon, i.Place.Area)}
	ground := i.Ground
	if ground != nil {
		g := *ground
		g.Side = x.side(g.Side, back)
		ground = &g
	}
	reasons, observations := x.masked(i.Reasons), len(i.Observations)
	i.ID, i.Observations, i.Reasons, i.Ground = truceline.ID{}, nil, nil, nil
	v.fields = []field{{"ground", text(ground)}, {"words", text(reasons)}, {"number of observations", fmt.Sprint(observations)}, {"content", text(i)}}
	return v
}

func (x *exchange) finding(f truceline.Finding, about string, back bool) view {
	when := f.When.From.UTC().Format("2006-01-02T15:04:05.999Z")
	if about == "" {
		about = strings.Join([]string{string(f.Subject.Kind), when, strings.Join(x.masked([]string{f.Subject.Title}), "")}, " ")
	}
	v := view{what: "finding", title: f.Clause + ": " + f.Subject.Title, when: when, key: "finding " + f.Clause + " about " + about}
	judgement := func(j truceline.Judgement) string {
		j.Reasons = x.masked(j.Reasons)
		return text(j)
	}
	shares := map[string]float64{} // written in order of its keys
	for _, s := range f.Attribution.Shares {
		shares[x.side(s.Side, back)] = s.P
	}
	v.fields = []field{
		{"exists", judgement(f.Exists)}, {"breach", judgement(f.Breach)}, {"attribution", judgement(f.Attribution.Judgement)},
		{"side", x.side(f.Attribution.Side, back)}, {"shares", text(shares)},
		{"gap", strings.Join(x.masked([]string{f.Gap}), "")}, {"severity", f.Severity}, {"when", text(f.When)},
		{"versions", fmt.Sprint(f.Version, f.Subject.Version, f.Concluded.UTC())},
	}
	return v
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(b))
}
