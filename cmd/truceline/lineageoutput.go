package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/lineage"
)

// lineageOutput is what "truceline lineage" prints. Texts are named, not
// numbered.
type lineageOutput struct {
	AsOf        time.Time           `json:"as_of,omitzero"` // time of the newest text that states one
	Level       string              `json:"level"`
	Independent lineage.Count       `json:"independent"` // at that level
	Existence   lineage.Count       `json:"existence"`
	Attribution lineage.Count       `json:"attribution"`
	Nation      lineage.Count       `json:"nation"`
	Lineages    []lineageOfTexts    `json:"lineages"`
	Origins     []originOutput      `json:"origins"`
	Figures     []figureOutput      `json:"figures"`
	Loops       []loopOutput        `json:"circular_reporting"`
	Texts       []textOutput        `json:"texts"`
	Refused     []truceline.Refusal `json:"refused,omitempty"`
}

// lineageOfTexts are texts that go back to one another, the first one first.
type lineageOfTexts struct {
	ID      string   `json:"id"`
	Texts   []string `json:"texts"`
	Origins []string `json:"origins"`
}

type originOutput struct {
	lineage.Origin
	Texts    []string `json:"texts"`
	Lineages []string `json:"lineages"`
}

type figureOutput struct {
	About       string        `json:"about"`
	Unit        string        `json:"unit"`
	Proposed    bool          `json:"proposed,omitempty"`
	Conflicting bool          `json:"conflicting"`
	Values      []valueOutput `json:"values"`
}

type valueOutput struct {
	Value       float64      `json:"value"`
	Least       float64      `json:"least"`
	Most        float64      `json:"most"` // 0: no upper bound was given
	Unit        string       `json:"unit"`
	Km          float64      `json:"km,omitempty"`
	Text        string       `json:"text"`
	SaidBy      []saidOutput `json:"said_by"`
	Lineages    int          `json:"independent_lineages"`
	Credibility int          `json:"credibility"` // Admiralty, computed from lineages
}

type saidOutput struct {
	Claimant string           `json:"claimant"`
	Standing lineage.Standing `json:"standing"`
	Via      string           `json:"via,omitempty"`
	Denied   bool             `json:"denied,omitempty"` // the claimant says that it is not so
	Text     string           `json:"text"`
	Sentence string           `json:"sentence"`
}

type loopOutput struct {
	Outlets []string `json:"outlets"`
	Texts   []string `json:"texts"`
	Alarm   string   `json:"alarm"`
}

type textOutput struct {
	Name      string             `json:"name"`
	Title     string             `json:"title,omitempty"`
	Outlet    string             `json:"outlet,omitempty"`
	Language  string             `json:"language,omitempty"`
	Published time.Time          `json:"published,omitzero"`
	URL       string             `json:"url,omitempty"`
	Words     int                `json:"words"`
	Lineage   string             `json:"lineage"`
	MadeFrom  *derivationOutput  `json:"made_from,omitempty"`
	Cites     []lineage.Citation `json:"cites,omitempty"`
	Said      []lineage.Said     `json:"said"`
	Claims    []lineage.Claim    `json:"claims"`
}

type derivationOutput struct {
	Text             string      `json:"text"`
	How              lineage.How `json:"how"`
	Score            float64     `json:"score"`
	Why              string      `json:"why"`
	DirectionUnknown bool        `json:"direction_unknown,omitempty"`
}

// lineageOutputOf names what a graph numbers.
func lineageOutputOf(g lineage.Graph, level string, independent lineage.Count) lineageOutput {
	out := lineageOutput{Level: level, Independent: independent, Existence: g.Existence, Attribution: g.Attribution, Nation: g.Nation,
		Lineages: []lineageOfTexts{}, Origins: []originOutput{}, Figures: []figureOutput{}, Loops: []loopOutput{}}
	names := func(reports []int) []string {
		all := make([]string, len(reports))
		for i, r := range reports {
			all[i] = g.Reports[r].Text.Name
		}
		return all
	}
	in := make([]string, len(g.Reports))
	for _, s := range g.Stories {
		out.Lineages = append(out.Lineages, lineageOfTexts{ID: s.ID, Texts: names(s.Reports), Origins: s.Origins})
		for _, r := range s.Reports {
			in[r] = s.ID
		}
	}
	for _, o := range g.Origins {
		x := originOutput{Origin: o, Texts: names(o.Reports)}
		for _, r := range o.Reports {
			if !slices.Contains(x.Lineages, in[r]) {
				x.Lineages = append(x.Lineages, in[r])
			}
		}
		out.Origins = append(out.Origins, x)
	}
	for _, f := range g.Figures {
		out.Figures = append(out.Figures, figureOf(g, f))
	}
	for _, l := range g.Loops {
		out.Loops = append(out.Loops, loopOutput{Outlets: l.Outlets, Texts: names(l.Reports), Alarm: l.Alarm})
	}
	for i, r := range g.Reports {
		t := textOutput{Name: r.Text.Name, Title: r.Text.Title, Outlet: r.Outlet, Language: r.Language, Published: r.Text.Published, URL: r.Text.URL,
			Words: r.Words, Lineage: in[i], Cites: r.Citations, Said: r.Said, Claims: r.Claims}
		out.Texts = append(out.Texts, t)
		if t.Published.After(out.AsOf) {
			out.AsOf = t.Published
		}
	}
	for _, d := range g.Derivations {
		out.Texts[d.Child].MadeFrom = &derivationOutput{Text: g.Reports[d.Parent].Text.Name, How: d.How, Score: d.Score, Why: d.Why, DirectionUnknown: d.DirectionUnknown}
	}
	return out
}

func figureOf(g lineage.Graph, f lineage.SideBySide) figureOutput {
	out := figureOutput{About: f.About, Unit: f.Unit, Proposed: f.Proposed, Conflicting: f.Conflicting}
	for _, v := range f.Values {
		x := valueOutput{Value: v.Value, Least: v.Least, Most: v.Most, Unit: v.Unit, Km: v.Km, Text: v.Text, Lineages: v.Lineages, Credibility: v.Credibility}
		for _, at := range v.Claims {
			c := g.Reports[at[0]].Claims[at[1]]
			x.SaidBy = append(x.SaidBy, saidOutput{Claimant: c.Claimant.Name, Standing: c.Claimant.Standing, Via: c.Claimant.Via, Denied: c.Denied, Text: g.Reports[at[0]].Text.Name, Sentence: c.Sentence})
		}
		out.Values = append(out.Values, x)
	}
	return out
}

// text writes the outcome for people.
func (out lineageOutput) text() string {
	var b strings.Builder
	bound := ""
	if !out.Independent.Exact {
		bound = "at least "
	}
	asOf := "no text states its time"
	if !out.AsOf.IsZero() {
		asOf = "as of " + out.AsOf.UTC().Format("2006-01-02 15:04 UTC") + ", when the newest was published"
	}
	fmt.Fprintf(&b, "%s: %s%s (level %s); %s\n\n", plural(out.Independent.Of, "text"), bound, plural(out.Independent.Lineages, "independent lineage"), out.Level, asOf)
	for _, l := range out.Loops {
		fmt.Fprintf(&b, "ALARM %s (%s)\n\n", l.Alarm, strings.Join(l.Texts, ", "))
	}
	b.WriteString("Which text was made from which\n")
	byName := map[string]textOutput{}
	for _, t := range out.Texts {
		byName[t.Name] = t
	}
	for _, l := range out.Lineages {
		for i, name := range l.Texts {
			t := byName[name]
			id := l.ID
			if i > 0 {
				id = ""
			}
			fmt.Fprintf(&b, "  %-4s %s\n", id, t.describe())
		}
	}
	b.WriteString("\nWho said it first\n")
	w := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	for _, o := range out.Origins {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", o.ID, o.who(), strings.Join(o.Texts, ", "), short(o.Words, 90))
		if o.Why != "" && (o.Standing == lineage.Anonymous || len(o.Texts) > 1) {
			fmt.Fprintf(w, "  \t\t\t(%s)\n", o.Why)
		}
	}
	w.Flush()
	b.WriteString("\nFigures and who claims them\n")
	w = tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	for _, f := range out.Figures {
		f.write(w)
	}
	w.Flush()
	for _, r := range out.Refused {
		fmt.Fprintf(&b, "\nrefused: %s", r.Error())
	}
	if len(out.Refused) > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

// describe writes a text on one line, with what it was made from.
func (t textOutput) describe() string {
	s := t.Name
	var about []string
	for _, part := range []string{t.Outlet, t.Language} {
		if part != "" {
			about = append(about, part)
		}
	}
	if !t.Published.IsZero() {
		about = append(about, t.Published.UTC().Format("2006-01-02 15:04 UTC"))
	}
	if len(about) > 0 {
		s += " (" + strings.Join(about, ", ") + ")"
	}
	if d := t.MadeFrom; d != nil {
		s += fmt.Sprintf(", %s of %s: %s", d.How, d.Text, d.Why)
		if d.DirectionUnknown {
			s += "; which came first is not known"
		}
	}
	return s
}

// who writes a speaker with its standing.
func (o originOutput) who() string {
	s := o.Speaker + ", " + map[lineage.Standing]string{lineage.OnRecord: "on record", lineage.Anonymous: "unnamed"}[o.Standing]
	if o.Via != "" {
		s += ", to " + o.Via
	}
	if o.Earlier != "" {
		s += ", " + o.Earlier
	}
	return s
}

func (f figureOutput) write(w *tabwriter.Writer) {
	head := f.About
	if f.About == "" || f.About == f.Unit {
		head = f.Unit
	}
	if f.Proposed {
		head += ", proposed"
	}
	if f.Conflicting {
		head += ": they differ"
	}
	fmt.Fprintf(w, "  %s\t\t\t\n", head)
	for _, v := range f.Values {
		value := strconv.FormatFloat(v.Value, 'f', -1, 64) + " " + v.Unit
		switch {
		case v.Most == 0 && v.Least > 0:
			value = "at least " + value
		case v.Least == 0 && v.Most > 0:
			value = "at most " + value
		case v.Most > v.Least:
			value = fmt.Sprintf("%s to %s %s", strconv.FormatFloat(v.Least, 'f', -1, 64), strconv.FormatFloat(v.Most, 'f', -1, 64), v.Unit)
		}
		if v.Unit == "mile" {
			value += fmt.Sprintf(" (%.0f km)", v.Km)
		}
		for i, s := range v.SaidBy {
			if i > 0 {
				value = ""
			}
			who := s.Claimant
			if s.Standing == lineage.OwnVoice {
				who += ", in its own voice"
			}
			if s.Denied {
				who += ", denies it"
			}
			grade := ""
			if i == 0 {
				grade = fmt.Sprintf("%s, credibility %d", plural(v.Lineages, "lineage"), v.Credibility)
			}
			fmt.Fprintf(w, "    %s\t%s\t%s\t%s\n", value, who, s.Text, grade)
		}
	}
}

func short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// plural writes a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
