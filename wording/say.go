package wording

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Names are what things of one record are called in a language, by their English
// names: zones and areas.
type Names map[string]string

// Say puts what the record says into a language. What is not known stays as it
// is; ok tells whether all sentences of it were.
func (b *Book) Say(language, english string, names Names) (said string, ok bool) {
	if language == "en" || english == "" {
		return english, true
	}
	r := reading{b, language, names}
	if said, ok = r.apart(english); ok {
		return said, true
	}
	if s, ok := r.whole(english, false, maxNested); ok { // a phrase may hold more than one sentence
		return s, true
	}
	return said, false
}

// Title puts the title of a subject into a language: a kind and a place, or what
// is judged.
func (b *Book) Title(language, english string, names Names) string {
	if language == "en" || english == "" {
		return english
	}
	return reading{b, language, names}.inner(english, maxNested)
}

// Text puts a piece of a page into a language: each sentence whole or not at all, and
// what is no sentence as a part of one.
func (b *Book) Text(language, english string, names Names) string {
	if language == "en" || english == "" {
		return english
	}
	r := reading{b, language, names}
	var parts []string
	for _, sentence := range sentences(english) {
		said, ok := r.whole(sentence, false, maxNested)
		word, stopped := strings.CutSuffix(sentence, ".")
		switch in := b.words[strings.ToLower(word)]; {
		case ok:
		case stopped && in != nil:
			said = like(word, in[language]) + "."
		case strings.HasSuffix(sentence, "."): // half of it told would mislead
			said = sentence
		default:
			said = r.inner(sentence, maxNested)
		}
		parts = append(parts, said)
	}
	return strings.Join(parts, " ")
}

// maxNested bounds how deep phrases are looked for within phrases: a list of as many
// is said to its end.
const maxNested = 24

// reading is one look-up in one language.
type reading struct {
	book     *Book
	language string
	names    Names
}

// apart puts each sentence of a text into the language; ok tells whether all were
// known.
func (r reading) apart(english string) (said string, ok bool) {
	ok = true
	var parts []string
	for _, sentence := range sentences(english) {
		s, known := r.whole(sentence, false, maxNested)
		if !known {
			s, ok = sentence, false
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " "), ok
}

// whole puts a text into the language by one word or phrase.
func (r reading) whole(english string, within bool, nested int) (string, bool) {
	if s, ok := r.names[english]; ok && s != "" {
		return s, true
	}
	if w, ok := r.book.words[strings.ToLower(english)]; ok {
		return like(english, w[r.language]), true
	}
	if nested == 0 {
		return "", false
	}
	for _, p := range r.book.phrases {
		if p.within && !within || !strings.HasPrefix(english, p.before) {
			continue
		}
		if at := p.pattern.FindStringSubmatch(english); at != nil {
			if k := slices.Index(p.places, "kind"); p.within && k >= 0 && r.book.words[strings.ToLower(at[k+1])] == nil {
				continue // an article before any other word is no phrase of ours
			}
			said := p.said[r.language]
			for k, name := range p.places {
				said = strings.Replace(said, "{"+name+"}", r.inner(at[k+1], nested-1), 1)
			}
			return said, true
		}
	}
	return "", false
}

// inner puts what stands in a place of a phrase into the language, as far as it
// is known: names, places and times of the record are nobody's to change.
func (r reading) inner(english string, nested int) string {
	if s, ok := r.whole(english, true, nested); ok {
		return s
	}
	return months(r.language, english)
}

// like begins a word as the English one began.
func like(english, said string) string {
	e, _ := utf8.DecodeRuneInString(english)
	first, size := utf8.DecodeRuneInString(said)
	if unicode.IsUpper(e) && unicode.IsLower(first) {
		return string(unicode.ToUpper(first)) + said[size:]
	}
	return said
}

// sentences parts a text where a sentence ends and another begins.
func sentences(text string) []string {
	var all []string
	start := 0
	for i := 0; i+2 < len(text); i++ {
		if text[i] == '.' && text[i+1] == ' ' && (text[i+2] >= 'A' && text[i+2] <= 'Z' || strings.HasPrefix(text[i+2:], "“")) {
			all = append(all, text[start:i+1])
			start = i + 2
		}
	}
	return append(all, text[start:])
}

// dated finds a day of a month in words.
var dated = regexp.MustCompile(`\b(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December)\b`)

// months says the months of dates in a language.
func months(language, english string) string {
	if !strings.ContainsAny(english, "JFMASOND") {
		return english
	}
	order := []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	named := map[string][]string{
		"uk": {"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"},
		"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
		"ru": {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
	}[language]
	return dated.ReplaceAllStringFunc(english, func(s string) string {
		day, month, _ := strings.Cut(s, " ")
		for k, m := range order {
			if m == month && k < len(named) {
				return day + " " + named[k]
			}
		}
		return s
	})
}
