// Package wording says in other languages what the record says in English: the
// reasons of findings, their titles, and what was watched. The English words are
// the record's own and count; these are for readers, and nothing is concluded
// from them.
//
// phrases.txt holds the phrases and frame.txt what reports are framed in, for
// translators to read and mend. A sentence
// that no phrase fits stays in English, and a test keeps every sentence that the
// judge, the agreement and the ledger can say in the book.
package wording

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed phrases.txt
var phrasesText string

//go:embed frame.txt
var frameText string

// Languages are those that the book knows beside English.
func Languages() []string { return []string{"uk", "fr", "ru"} }

// Known reports whether the record can be told in a language: in English, which is
// its own, or in one that the book knows.
func Known(language string) bool { return language == "en" || slices.Contains(Languages(), language) }

// phrase is a sentence with places in it, in all languages.
type phrase struct {
	before  string // what it begins with, up to its first place
	pattern *regexp.Regexp
	places  []string
	said    map[string]string // by language, places as {name}
	within  bool              // it counts only inside another
}

// Book knows the phrases. It is safe for several goroutines at once.
type Book struct {
	phrases []phrase
	words   map[string]map[string]string // English in lower case, then language
}

// Open returns the book that ships.
func Open() *Book { return shipped() }

// shipped reads the embedded phrases once: they never change, and a test reads
// them, so a mistake in them cannot ship.
var shipped = sync.OnceValue(func() *Book {
	b, err := read(frameText + "\n" + phrasesText)
	if err != nil {
		panic(err)
	}
	return b
})

// read makes a book of the text of phrases.txt or its like.
func read(text string) (*Book, error) {
	b, given := &Book{words: map[string]map[string]string{}}, map[string]bool{} // phrases, by what they fit
	for block := range strings.SplitSeq(text, "\n\n") {
		lines := slices.DeleteFunc(strings.Split(strings.Trim(block, "\n"), "\n"), func(l string) bool { return l == "" || strings.HasPrefix(l, "#") })
		if len(lines) == 0 {
			continue
		}
		if strings.Count(lines[0], " | ") == 3 {
			for _, l := range lines {
				four := strings.Split(l, " | ")
				if len(four) != 4 {
					return nil, fmt.Errorf("phrases: %q is not a word in four languages", l)
				}
				english := strings.ToLower(four[0])
				if b.words[english] != nil {
					return nil, fmt.Errorf("phrases: %q is given twice", four[0])
				}
				b.words[english] = map[string]string{"uk": four[1], "fr": four[2], "ru": four[3]}
			}
			continue
		}
		p, err := readPhrase(lines)
		if err != nil {
			return nil, err
		}
		if given[p.pattern.String()] {
			return nil, fmt.Errorf("phrases: %q is given twice", lines[0])
		}
		given[p.pattern.String()] = true
		b.phrases = append(b.phrases, p)
	}
	return b, nil
}

// readPhrase reads a block of four lines.
func readPhrase(lines []string) (phrase, error) {
	p := phrase{said: map[string]string{}}
	if len(lines) != 4 {
		return p, fmt.Errorf("phrases: %q is not given in four languages", lines[0])
	}
	english, isWithin := strings.CutPrefix(lines[0], "in: ")
	if p.within = isWithin; !isWithin {
		english = strings.TrimPrefix(lines[0], "en: ")
	}
	for k, l := range Languages() {
		said, ok := strings.CutPrefix(lines[k+1], l+": ")
		if !ok {
			return p, fmt.Errorf("phrases: under %q %s is missing", english, l)
		}
		p.said[l] = said
	}
	var pattern strings.Builder
	pattern.WriteString("^")
	rest := english
	for rest != "" {
		at := strings.IndexAny(rest, "{[")
		if at < 0 {
			pattern.WriteString(regexp.QuoteMeta(rest))
			break
		}
		pattern.WriteString(regexp.QuoteMeta(rest[:at]))
		end := at + strings.IndexAny(rest[at:], "}]")
		if end < at {
			return p, fmt.Errorf("phrases: %q has a place that does not end", english)
		}
		if name := rest[at+1 : end]; rest[at] == '[' {
			pattern.WriteString("(?:" + regexp.QuoteMeta(name) + ")?")
		} else {
			p.places = append(p.places, name)
			pattern.WriteString(fitting(name))
		}
		rest = rest[end+1:]
	}
	p.before, _, _ = strings.Cut(english, "{")
	p.before, _, _ = strings.Cut(p.before, "[")
	var err error
	if p.pattern, err = regexp.Compile("(?s)" + pattern.String() + "$"); err != nil {
		return p, fmt.Errorf("phrases: %q: %w", english, err)
	}
	return p, p.fits(english)
}

// fitting is the expression for what may stand in a place of this name.
func fitting(name string) string {
	switch {
	case name == "n" || strings.HasPrefix(name, "n_"):
		return `(-?\d+(?:[.,]\d+)?)`
	case strings.HasPrefix(name, "clock"):
		return `(\d{1,2}:\d{2}(?::\d{2})?)`
	case name == "code": // of a kind, in brackets
		return "([^()]+)"
	case name == "where": // what stands there may be nothing
		return "(.*?)"
	}
	return "(.+?)"
}

// fits checks that every language speaks of the same places.
func (p phrase) fits(english string) error {
	for _, l := range Languages() {
		for _, name := range p.places {
			if !strings.Contains(p.said[l], "{"+name+"}") {
				return fmt.Errorf("phrases: %q says nothing of {%s} in %s", english, name, l)
			}
		}
		if strings.Count(p.said[l], "{") != len(p.places) {
			return fmt.Errorf("phrases: %q has other places in %s", english, l)
		}
	}
	return nil
}
