package lineage

import (
	"iter"
	"strconv"
	"strings"
)

// lexicon is what is known of the words of languages: the things and acts
// that reports from a ceasefire line speak of, who speaks, how, and of which
// nation. It tells what a word means, so that a report can be compared with its
// translation; it does not know grammar.
type lexicon struct {
	whole map[string]meaning // by a word in lower case
	begun map[string]meaning // by the beginning of one, three letters or more

	numbers map[string]float64 // below a thousand
	marks   map[string]bool    // words that end the name of a news outlet

	french   bool              // it is that of French texts; only then are the next two set
	glosses  map[string]string // what words that serve grammar are read as
	spelling *strings.Replacer // writes a name as English would
}

// meaning is what a word stands for.
type meaning struct {
	class class
	id    string
}

type class byte

const (
	noClass   class = iota
	role            // who may speak: spokesman, official
	thing           // what is spoken of: drone, bridge, border
	act             // what is done: shelled, wounded
	adjective       // tells offices and things apart: defence, northern
	nation          // country, nationality or the city that stands for a government
	speech          // verb that says that somebody speaks
	title           // stands before a name
	modal           // what would or should be, not what was
	outlet          // names, or marks the name of, a news outlet
	wire            // names a news agency that others copy
	calendar        // day or month
	unit            // of measure
	negation
	quality // what a role may have before it: senior, anonymous
)

// newLexicon returns the lexicon that English, Ukrainian and Russian texts are read
// with.
func newLexicon() *lexicon {
	return fill(map[class]string{thing: things(), act: acts(), adjective: adjectives(), role: roles(), nation: nations(), speech: speeches(), title: titles(),
		modal: modals(), outlet: outlets(), wire: wires(), calendar: calendars(), unit: units(), negation: negations(), quality: qualities()}, numberWords())
}

// fill makes a lexicon of sections and of words for numbers.
func fill(sections map[class]string, numbers string) *lexicon {
	l := &lexicon{whole: map[string]meaning{}, begun: map[string]meaning{}, numbers: map[string]float64{}, marks: map[string]bool{}}
	for value, form := range forms(numbers) {
		l.numbers[form], _ = strconv.ParseFloat(value, 64)
	}
	for section, text := range sections {
		for id, form := range forms(text) {
			l.add(form, meaning{section, id})
		}
	}
	return l
}

// forms yields the words of a list with what they stand for, in the order of its
// lines, which are "drone: drone uav".
func forms(list string) iter.Seq2[string, string] {
	return func(yield func(id, form string) bool) {
		for line := range strings.Lines(list) {
			id, words, _ := strings.Cut(strings.TrimSpace(line), ":")
			for form := range strings.FieldsSeq(words) {
				if !yield(id, form) {
					return
				}
			}
		}
	}
}

// add files a form: "drone*" is the beginning of a word, "drone" all of it. A
// word that stands in two sections belongs to the class with the lower number,
// whatever the order in which they are read.
func (l *lexicon) add(form string, m meaning) {
	if m.class == outlet && m.id == "mark" {
		l.marks[strings.TrimSuffix(form, "*")] = true
		return
	}
	words := l.whole
	if begin, ok := strings.CutSuffix(form, "*"); ok {
		words, form = l.begun, begin
	}
	if had, ok := words[form]; !ok || m.class < had.class {
		words[form] = m
	}
}

// of returns what a word means. Hyphened words mean what their last part does:
// "vice-president".
func (l *lexicon) of(low string) meaning {
	if m, ok := l.whole[low]; ok {
		return m
	}
	runes := []rune(low)
	for n := len(runes); n >= 3; n-- {
		if m, ok := l.begun[string(runes[:n])]; ok {
			return m
		}
	}
	if i := strings.LastIndexByte(low, '-'); i > 0 && i < len(low)-2 {
		return l.of(low[i+1:])
	}
	return meaning{}
}

func (l *lexicon) is(low string, c class) bool { return l.of(low).class == c }
