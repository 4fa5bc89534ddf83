package lineage

import (
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// Said is one thing that somebody says in a text.
type Said struct {
	Speaker Speaker        `json:"speaker"`
	Verb    string         `json:"verb,omitempty"` // by which it is said: "said", "denied"; empty for the text's own voice
	Denied  bool           `json:"denied,omitempty"`
	Quotes  []string       `json:"quotes,omitempty"`  // word for word, as far as marked so
	When    string         `json:"when,omitempty"`    // the day it was said, as written: "Wednesday evening"
	Day     truceline.Date `json:"day,omitempty"`     // the same as a date, where the text has one
	Earlier string         `json:"earlier,omitempty"` // an earlier statement that it refers to: "in a February briefing"
	Words   string         `json:"words"`             // the sentence

	sentence int
	quotes   []quotation
	facts    []string // strong facts of the sentence, sorted
}

// Claim is a figure with who says it. It is never a fact.
type Claim struct {
	Figure
	Claimant Speaker `json:"claimant"`
	About    string  `json:"about"`              // what it is a figure of: "line", "troops"
	Proposed bool    `json:"proposed,omitempty"` // of what would or should be, not of what was
	Denied   bool    `json:"denied,omitempty"`   // the claimant says that it is not so
	Sentence string  `json:"sentence"`
	Outlet   string  `json:"outlet,omitempty"` // in whose text it stands

	places   []string // skeletons of the names in its sentence
	sentence int
}

// Citation is another outlet that a text says it has something from.
type Citation struct {
	Outlet string `json:"outlet"`
	Key    string `json:"key"`
	Wire   bool   `json:"wire,omitempty"` // a news agency
}

// Report is what was read in one text.
type Report struct {
	Text      truceline.Text `json:"text"`
	Outlet    string         `json:"outlet,omitempty"` // whose report it is: as declared, else as it speaks of itself
	Language  string         `json:"language,omitempty"`
	Words     int            `json:"words"`
	Said      []Said         `json:"said"`
	Claims    []Claim        `json:"claims"`
	Citations []Citation     `json:"cites,omitempty"`

	words    []word
	facts    []fact
	factAt   map[string]int // where a fact first stands among the facts
	factSet  []string       // sorted
	strong   []string       // names, figures and times among them, sorted
	people   []person
	quotes   []quotation
	shingles []uint64 // sorted
}

// quotation is one marked quotation: its words in lower case.
type quotation struct {
	number int
	text   string
	words  []string
	said   int // index in Said; -1: nobody's
}

// Reader reads texts. It holds the lexicons, so that they are made once.
type Reader struct {
	lexicon *lexicon // of English, Ukrainian and Russian
	french  *lexicon
}

// NewReader returns a Reader.
func NewReader() *Reader { return &Reader{newLexicon(), newFrenchLexicon()} }

// Read takes a text apart: who says what in it, the figures with their
// claimants, the quotations, and the outlets it cites. It follows words, marks
// and their order and knows no grammar, so a sentence built unusually is given
// to the text's own voice rather than to somebody who may not have said it.
func (rd *Reader) Read(t truceline.Text) Report { return rd.read(t, nil) }

// read reads a text, given the people of other texts.
func (rd *Reader) read(t truceline.Text, known []person) Report {
	body := t.Body
	if t.Title != "" {
		body = t.Title + "\n" + body
	}
	r := &reading{lexicon: rd.lexicon, words: split(body), lower: map[string]bool{}, headlines: map[int]bool{}, known: known}
	rep := Report{Text: t, Language: t.Language, words: r.words}
	if rep.Language == "" {
		rep.Language = LanguageOf(body)
	}
	if rep.Language == French {
		r.lexicon = rd.french
		r.gloss(r.words)
	}
	for _, w := range r.words {
		if w.sort == letters {
			rep.Words++
			if !w.capital {
				r.lower[w.low] = true
			}
		}
	}
	r.spans = spans(r.words)
	r.findHeadlines()
	r.findPeople()
	found := r.attributions()
	found = append(found, r.floated()...)
	rep.Outlet = t.Outlet
	if rep.Outlet == "" {
		rep.Outlet = r.dateline()
	}
	if rep.Outlet == "" {
		rep.Outlet = r.ownOutlet(found)
	}
	for i := range found {
		if s := &found[i].speaker; s.Standing == Reported && rep.Outlet != "" && s.Key == "outlet:"+outletKey(rep.Outlet) {
			s.Standing = OwnVoice
		}
	}
	rep.people = r.people
	figures := r.figures(r.words)
	rep.facts = r.facts(figures)
	rep.factAt, rep.factSet, rep.strong = firstAt(rep.facts), factSet(rep.facts), strongIn(rep.facts, [2]int{0, maxWords})
	r.compose(&rep, found, figures)
	r.claims(&rep, found, figures)
	rep.Citations = r.citations(found, outletKey(rep.Outlet))
	rep.shingles = shingles(r.words)
	return rep
}

// dateline returns the agency that a text begins with: "LYPOVA, March 3 (Reuters)
// - ".
func (r *reading) dateline() string {
	for i := 1; i+2 < min(len(r.words), 20); i++ {
		if r.words[i-1].text == "(" && r.words[i+1].text == ")" && strings.Contains("-–—", r.words[i+2].text) && (r.is(r.words[i].low, wire) || r.is(r.words[i].low, outlet)) {
			return r.words[i].text
		}
	}
	return ""
}

// floated finds ideas that are said to be somebody's without a verb: "one
// US-floated idea".
func (r *reading) floated() []attribution {
	var out []attribution
	for i, w := range r.words {
		who, how, ok := strings.Cut(w.low, "-")
		if !ok || w.quote > 0 || how != "floated" && how != "proposed" && how != "drafted" && how != "suggested" {
			continue
		}
		if m := r.of(who); m.class == nation {
			name, _, _ := strings.Cut(w.text, "-")
			out = append(out, attribution{at: i, verb: how, sentence: w.sentence,
				speaker: Speaker{Name: name + " (nobody named)", Standing: Anonymous, Nation: m.id, Key: "anonymous:" + m.id}})
		}
	}
	return out
}

// citations lists the outlets that a text has something from, its own left out.
func (r *reading) citations(all []attribution, own string) []Citation {
	var out []Citation
	seen := map[string]bool{own: true}
	add := func(name string) {
		key := outletKey(name)
		if key == "" || seen[key] {
			return
		}
		seen[key] = true
		c := Citation{Outlet: name, Key: key}
		for w := range strings.FieldsSeq(strings.ToLower(name)) {
			c.Wire = c.Wire || r.is(w, wire)
		}
		out = append(out, c)
	}
	for _, a := range all {
		if a.speaker.Standing == Reported {
			add(a.speaker.Name)
		}
		if a.speaker.Via != "" {
			add(a.speaker.Via)
		}
	}
	return out
}

// compose puts what is said together: one a sentence and speaker, with the
// quotations in it, and those that go on in the sentences after it.
func (r *reading) compose(rep *Report, found []attribution, figures []Figure) {
	rep.quotes = r.quotations()
	bySentence := map[int][]int{}
	for _, a := range found {
		s := Said{Speaker: a.speaker, Verb: a.verb, Denied: a.denied, sentence: a.sentence}
		s.Words, s.When, s.Day, s.Earlier = r.sentenceText(a.sentence), r.when(a.sentence), "", r.earlier(a.sentence)
		s.Day = dayOf(s.When, rep.Text.Published)
		s.facts = withUnits(strongIn(rep.facts, r.spans[a.sentence]), figures, r.spans[a.sentence])
		bySentence[a.sentence] = append(bySentence[a.sentence], len(rep.Said))
		rep.Said = append(rep.Said, s)
	}
	for i := range rep.quotes {
		q := &rep.quotes[i]
		q.said = r.saidBy(*q, found, bySentence)
		if q.said >= 0 {
			s := &rep.Said[q.said]
			s.Quotes = append(s.Quotes, q.text)
			s.quotes = append(s.quotes, *q)
		}
	}
}

// quotations lists the marked quotations of two words or more.
func (r *reading) quotations() []quotation {
	var out []quotation
	at := map[int]int{}
	for i, w := range r.words {
		if w.quote == 0 || w.sort == opening || w.sort == closing {
			continue
		}
		n, ok := at[w.quote]
		if !ok {
			n = len(out)
			at[w.quote] = n
			out = append(out, quotation{number: w.quote, said: -1})
		}
		q := &out[n]
		if q.text != "" && !w.glued {
			q.text += " "
		}
		q.text += r.words[i].text
		if w.owns {
			q.text += "'s"
		}
		if w.sort == letters || w.sort == digits {
			q.words = append(q.words, w.low)
		}
	}
	return slices.DeleteFunc(out, func(q quotation) bool { return len(q.words) < 2 }) // «Вісник» is a name
}

// saidBy returns whose a quotation is: who speaks in its first sentence, in the
// one before it where that ends with a colon, in its last or in the one right
// after it in the paragraph.
func (r *reading) saidBy(q quotation, found []attribution, bySentence map[int][]int) int {
	first, last := -1, -1
	for i, w := range r.words {
		if w.quote == q.number {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	nearest := func(sentence, at int) int {
		best, distance := -1, 1<<30
		for _, n := range bySentence[sentence] {
			d := found[n].at - at
			if d < 0 {
				d = -d
			}
			if found[n].speaker.Standing == Reported { // a named speaker goes before the outlet
				d += 1000
			}
			if d < distance {
				best, distance = n, d
			}
		}
		return best
	}
	if n := nearest(r.words[first].sentence, first); n >= 0 {
		return n
	}
	if n := nearest(r.words[last].sentence, last); n >= 0 {
		return n
	}
	paragraph := r.words[first].paragraph
	if first > 0 && r.words[first-1].paragraph == paragraph {
		if n := nearest(r.words[first-1].sentence, first); n >= 0 && (r.words[first-1].text == ":" || r.words[first-1].sort == closing || r.words[first].sort == opening && r.quotesIn(r.words[first-1].sentence)) {
			return n
		}
	}
	if next := last + 1; next < len(r.words) && r.words[next].paragraph == r.words[last].paragraph && len(q.words) > 3 {
		if n := nearest(r.words[next].sentence, last); n >= 0 {
			return n
		}
	}
	if first > 1 && r.words[first-1].text == ":" { // the colon of the paragraph before
		return nearest(r.words[first-1].sentence, first)
	}
	return -1
}

// quotesIn reports whether a sentence holds quoted words.
func (r *reading) quotesIn(sentence int) bool {
	from, to := r.sentenceSpan(sentence)
	return slices.ContainsFunc(r.words[from:to], func(w word) bool { return w.quote > 0 })
}

func (r *reading) sentenceText(n int) string {
	from, to := r.sentenceSpan(n)
	return between(r.words, from, to)
}

// sentenceSpan returns the words [from,to) of a sentence.
func (r *reading) sentenceSpan(n int) (from, to int) { return r.spans[n][0], r.spans[n][1] }

func spans(words []word) [][2]int {
	var out [][2]int
	for i, w := range words {
		if w.sentence == len(out) {
			out = append(out, [2]int{i, i})
		}
		out[w.sentence][1] = i + 1
	}
	return out
}

// when returns the day a sentence names, as written.
func (r *reading) when(sentence int) string {
	from, to := r.sentenceSpan(sentence)
	for i := from; i < to; i++ {
		w := r.words[i]
		if w.quote > 0 || !r.is(w.low, calendar) || w.low == "may" || w.low == "march" && !w.capital {
			continue
		}
		a, b := i, i+1
		if a > from && (r.words[a-1].sort == digits || r.words[a-1].low == "last" || r.words[a-1].low == "next") {
			a--
		}
		if b < to && (r.words[b].low == "evening" || r.words[b].low == "morning" || r.words[b].low == "night" || r.words[b].low == "afternoon" || r.words[b].sort == digits) {
			b++
		}
		return between(r.words, a, b)
	}
	return ""
}

// earlier returns the phrase by which a sentence refers to an earlier statement:
// "in a February briefing", "in an interview last week".
func (r *reading) earlier(sentence int) string {
	from, to := r.sentenceSpan(sentence)
	for i := from; i < to; i++ {
		if r.words[i].quote > 0 {
			continue
		}
		switch low := r.words[i].low; {
		case low == "briefing" || low == "interview" || low == "speech" || low == "address" || low == "statement" || low == "conference" || low == "report" ||
			strings.HasPrefix(low, "брифінг") || strings.HasPrefix(low, "брифинг") || strings.HasPrefix(low, "інтерв'ю") || strings.HasPrefix(low, "интервью") || strings.HasPrefix(low, "виступ") || strings.HasPrefix(low, "выступлен"):
			for j := i - 1; j >= from && i-j <= 5; j-- {
				if in := r.words[j].low; in == "in" || in == "at" || in == "during" || in == "на" || in == "в" || in == "у" || in == "під" {
					return between(r.words, j, i+1)
				}
			}
		}
	}
	return ""
}
