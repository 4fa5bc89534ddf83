package agreement

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/truceline/truceline"
)

//go:embed words.txt
var wordsText string

// warned is a word, or several that mean the same, of which the lint warns.
type warned struct {
	open bool                // it needs a definition; otherwise it is vague
	in   map[string][]string // by language, a * for any ending
	why  string              // why it is vague, or what there is to settle
}

// warnedWords reads words.txt once; a test reads it too, so that a mistake in it
// cannot ship.
var warnedWords = sync.OnceValue(func() []warned {
	list, err := readWarned(wordsText)
	if err != nil {
		panic(err)
	}
	return list
})

// wordLanguages are those of words.txt, in the order of its columns.
func wordLanguages() []string { return []string{"en", "uk", "fr", "ru"} }

func readWarned(text string) ([]warned, error) {
	var list []warned
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.Split(line, " | ")
		if len(parts) != 6 || parts[0] != "vague" && parts[0] != "open" || parts[5] == "" {
			return nil, fmt.Errorf("words: %q is not a sort, a word in four languages and a reason", line)
		}
		w := warned{open: parts[0] == "open", in: map[string][]string{}, why: parts[5]}
		for k, l := range wordLanguages() {
			for said := range strings.SplitSeq(parts[k+1], ",") {
				if said = strings.TrimSpace(said); said == "" {
					return nil, fmt.Errorf("words: %q says nothing in %s", line, l)
				}
				w.in[l] = append(w.in[l], said)
			}
		}
		list = append(list, w)
	}
	return list, nil
}

// words looks for vague and open words in what a part of the text says, in each
// language in which it says it. What is defined in the register is neither; a
// word that needs a definition is told of once in a text.
func (l *linter) words(where, text string, texts truceline.Texts) {
	in := spokenIn(text, texts)
	for k, w := range warnedWords() {
		said, language := w.found(in)
		if said == "" || l.settled(w) || w.open && l.told[k] {
			continue
		}
		l.told[k] = true
		inLanguage := ""
		if language != "en" {
			inLanguage = fmt.Sprintf(" (in %s)", language)
		}
		if w.open {
			l.say("undefined-word", where, fmt.Sprintf("It says %q%s, and the text does not say what that is.", said, inLanguage), "Define it. To settle: "+w.why)
			continue
		}
		l.say("vague-word", where, fmt.Sprintf("It says %q%s, which two honest readers can take differently. %s", said, inLanguage, w.why), "Give a number, a distance or a time, or define the word.")
	}
}

// spokenIn are the words of a text of the file, by language. What the file gives
// without one may be in any of them, and stands before each.
func spokenIn(text string, texts truceline.Texts) map[string][][]string {
	own, in := tokens(text), map[string][][]string{}
	for _, l := range wordLanguages() {
		in[l] = [][]string{own, tokens(texts[l])}
	}
	return in
}

// found returns the first of the words that a text says, with its language.
func (w warned) found(text map[string][][]string) (said, language string) {
	for _, l := range wordLanguages() {
		for _, word := range w.in[l] {
			for _, list := range text[l] {
				if s := spoken(list, strings.Fields(word)); s != "" {
					return s, l
				}
			}
		}
	}
	return "", ""
}

// tellOf marks the words of which the register itself says that they are open,
// so that they are told of once.
func (l *linter) tellOf(d truceline.Definition) {
	in := spokenIn(d.Word, d.Words)
	for k, w := range warnedWords() {
		if said, _ := w.found(in); said != "" {
			l.told[k] = true
		}
	}
}

// settled reports whether the register says what a word means. Weapons that are
// classed by number settle which of them are heavy, and which reach far.
func (l *linter) settled(w warned) bool {
	for _, d := range l.a.Definitions {
		if d.Means == "not defined" || len(d.Readings) > 1 {
			continue
		}
		if said, _ := w.found(spokenIn(d.Word, d.Words)); said != "" {
			return true
		}
	}
	byClass := slices.Contains(w.in["en"], "heavy weapons") || slices.Contains(w.in["en"], "long-range systems")
	return byClass && len(l.a.Weapons) > 0
}

// tokens are the words of a text in lower case, without its signs.
func tokens(text string) []string {
	text = strings.ReplaceAll(strings.ToLower(text), "’", "'")
	return strings.FieldsFunc(text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '-' && c != '\''
	})
}

// spoken returns the words of a text that say a phrase, nothing when it does not.
func spoken(text, phrase []string) string {
	for i := 0; i+len(phrase) <= len(text); i++ {
		fits := true
		for k, p := range phrase {
			if stem, any := strings.CutSuffix(p, "*"); any {
				before, after, both := strings.Cut(stem, "*") // a * may stand within as well
				fits = fits && strings.HasPrefix(text[i+k], before) && (!both || strings.HasSuffix(text[i+k], after))
			} else {
				fits = fits && text[i+k] == p
			}
		}
		if fits {
			return strings.Join(text[i:i+len(phrase)], " ")
		}
	}
	return ""
}

// languages names what a language of the text is missing.
func (l *linter) languages() {
	for _, lang := range l.a.Languages {
		if lang == "en" {
			continue
		}
		missing := func(where string, texts truceline.Texts) {
			if texts[lang] == "" {
				l.say("text-missing", where, fmt.Sprintf("The text is said to be in %s, and this part of it is not.", lang), fmt.Sprintf("Add it in %s, or take the language out of the list.", lang))
			}
		}
		missing("titles", l.a.Titles)
		for _, c := range l.a.Clauses {
			missing(fmt.Sprintf("clauses[%s]", c.Key()), c.Texts)
		}
		for _, d := range l.a.Definitions {
			missing(fmt.Sprintf("definitions[%s]", d.Word), d.Meanings)
		}
		for _, s := range l.a.Response {
			missing("response", s.Texts)
		}
		for _, m := range l.a.Amendments {
			missing("amendments", m.Texts)
		}
	}
}
