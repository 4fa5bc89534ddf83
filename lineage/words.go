package lineage

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is one token of a text: a word, a number or a sign.
type word struct {
	text      string // as written, without a possessive ending
	low       string // in lower case
	at, end   int    // bytes in the body
	sentence  int    // from 0
	paragraph int    // from 0
	quote     int    // the quotation it stands in, from 1; 0 outside
	sort      sortOfWord
	capital   bool // begins with a capital letter
	owns      bool // had a possessive ending: "Ukraine's"
	glued     bool // follows the one before without a blank
}

type sortOfWord byte

const (
	sign sortOfWord = iota
	letters
	digits
	opening // of a quotation
	closing
)

// maxWords bounds what is read of one text.
const maxWords = 50_000

// split cuts a body into words. It numbers paragraphs (lines), sentences and
// quotations. A quotation that is not closed ends with its paragraph, and goes
// on if the next one begins with an opening mark again, as long speeches are
// printed.
func split(body string) []word {
	t := tokeniser{body: body}
	for t.at < len(body) && len(t.words) < maxWords {
		t.next()
	}
	sentences(t.words)
	return t.words
}

type tokeniser struct {
	body      string
	at        int
	words     []word
	paragraph int
	quotes    int // quotations so far
	open      int // the one that is open; 0: none
	mark      rune
	goesOn    int // the one that the last paragraph left open
	blank     bool
}

func (t *tokeniser) next() {
	r, size := utf8.DecodeRuneInString(t.body[t.at:])
	switch {
	case r == '\n' || r == '\u2028' || r == '\u2029':
		t.goesOn, t.open = t.open, 0
		t.paragraph++
		t.at += size
		t.blank = true
	case unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200b':
		t.at += size
		t.blank = true
	case unicode.IsDigit(r):
		t.number()
	case unicode.IsLetter(r):
		t.letters()
	default:
		t.sign(r, size)
	}
}

func (t *tokeniser) add(w word) {
	w.paragraph, w.glued = t.paragraph, !t.blank && len(t.words) > 0
	if w.quote == 0 {
		w.quote = t.open
	}
	t.words = append(t.words, w)
	t.at, t.blank = w.end, false
	if w.sort != opening {
		t.goesOn = 0
	}
}

// letters takes a word with its inner apostrophes and hyphens, and takes the
// English possessive off it.
func (t *tokeniser) letters() {
	start, end := t.at, t.at
	for end < len(t.body) {
		r, size := utf8.DecodeRuneInString(t.body[end:])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !unicode.IsDigit(r) {
			after, _ := utf8.DecodeRuneInString(t.body[end+size:])
			if end == start || !unicode.IsLetter(after) || !strings.ContainsRune("'’ʼ`-‐‑", r) {
				break
			}
		}
		end += size
	}
	whole := end
	if n := elided(t.body[start:end]); n > 0 {
		end, whole = start+n, start+n
	} else if n := inversion(t.body[start:end]); n > 0 {
		end = start + n
	}
	text := t.body[start:end]
	first, _ := utf8.DecodeRuneInString(text)
	w := word{text: text, at: start, end: end, sort: letters, capital: unicode.IsUpper(first)}
	for _, mark := range []string{"'s", "’s", "ʼs"} {
		if rest, ok := strings.CutSuffix(text, mark); ok && rest != "" {
			w.text, w.owns = rest, true
		}
	}
	if mark, size := utf8.DecodeRuneInString(t.body[end:]); (mark == '’' || mark == '\'') && strings.HasSuffix(text, "s") && t.mark != '‘' && t.mark != '\'' && !w.owns {
		if after, _ := utf8.DecodeRuneInString(t.body[end+size:]); unicode.IsSpace(after) {
			w.owns, w.end = true, end+size // leaders'
		}
	}
	w.low = plainMarks(strings.ToLower(w.text))
	t.add(w)
	if whole > end { // the subject of "affirme-t-il"
		text := t.body[end:whole]
		t.add(word{text: text, low: strings.ToLower(text[strings.LastIndexByte(text, '-')+1:]), at: end, end: whole, sort: letters})
	}
}

// number takes digits with the points, commas, colons and narrow blanks that
// belong to them: "30,000", "2.5", "14:20", "12.05.2025", "30 000".
func (t *tokeniser) number() {
	end := t.at
	for end < len(t.body) {
		r, size := utf8.DecodeRuneInString(t.body[end:])
		if unicode.IsDigit(r) {
			end += size
			continue
		}
		if strings.ContainsRune(".,:", r) {
			if after, _ := utf8.DecodeRuneInString(t.body[end+size:]); unicode.IsDigit(after) {
				end += size
				continue
			}
		}
		if (r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009') && end-t.at <= 3+4*strings.Count(t.body[t.at:end], string(r)) && threeDigits(t.body[end+size:]) && onlyDigits(t.body[t.at:end]) {
			end += size + 3
			continue
		}
		break
	}
	text := t.body[t.at:end]
	w := word{text: text, low: text, at: t.at, end: end, sort: digits}
	if n := frenchMinutes(t.body[end:]); n > 0 && len(text) <= 2 { // 14h20, 14 h 20
		w.end += n
		w.text, w.low = t.body[t.at:w.end], text+":"+t.body[w.end-2:w.end]
	}
	t.add(w)
}

// plainMarks writes apostrophes and hyphens in one way.
func plainMarks(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '’', 'ʼ', '`':
			return '\''
		case '‐', '‑':
			return '-'
		}
		return r
	}, s)
}

func onlyDigits(s string) bool {
	for _, r := range s {
		if !unicode.IsDigit(r) && !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}

// threeDigits reports whether s begins with just three digits.
func threeDigits(s string) bool {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' {
			return n == 3 && r != ':' && r != '-' && r != '–'
		}
		if n++; n > 3 {
			return false
		}
	}
	return n == 3
}

// sign takes one sign and follows quotation marks.
func (t *tokeniser) sign(r rune, size int) {
	w := word{text: t.body[t.at : t.at+size], at: t.at, end: t.at + size}
	w.low = w.text
	switch {
	case t.open > 0 && closes(t.mark, r):
		if r == '\'' || r == '’' {
			if after, _ := utf8.DecodeRuneInString(t.body[t.at+size:]); unicode.IsLetter(after) {
				break
			}
		}
		w.sort, w.quote = closing, t.open
		t.add(w)
		t.open = 0
		return
	case t.open == 0 && (strings.ContainsRune("“«„\"", r) || (r == '‘' && (t.blank || len(t.words) == 0))):
		if t.goesOn > 0 && (len(t.words) == 0 || t.words[len(t.words)-1].paragraph < t.paragraph) {
			t.open = t.goesOn
		} else {
			t.quotes++
			t.open = t.quotes
		}
		t.mark = r
		w.sort, w.quote = opening, t.open
	}
	t.add(w)
}

// closes reports whether a mark ends a quotation begun with another.
func closes(begun, r rune) bool {
	switch begun {
	case '“':
		return r == '”' || r == '"'
	case '«':
		return r == '»'
	case '„':
		return r == '“' || r == '”' || r == '"'
	case '‘':
		return r == '’' || r == '\''
	}
	return r == begun || r == '”'
}

// sentences numbers the sentences: one ends at a full stop, question or
// exclamation mark that a capital, a digit, a quotation or a new paragraph
// follows, unless the stop belongs to an abbreviation.
func sentences(words []word) {
	n := 0
	for i := range words {
		if i > 0 && (words[i].paragraph != words[i-1].paragraph || begins(words, i)) {
			n++
		}
		words[i].sentence = n
	}
}

// begins reports whether a sentence begins with word i.
func begins(words []word, i int) bool {
	w := words[i]
	if w.glued && w.sort != opening || w.sort == closing || w.sort == sign && w.text != "-" && w.text != "–" && w.text != "—" && w.text != "[" {
		return false
	}
	if w.sort == letters && !w.capital {
		return false
	}
	end := i - 1
	for end > 0 && (words[end].sort == closing || words[end].text == ")") {
		end--
	}
	if !strings.Contains(".?!…", words[end].text) || words[end].sort != sign {
		return false
	}
	if w.sort == sign { // a dash goes on, as in «…», — сказав речник
		return false
	}
	return end == 0 || words[end].text != "." || !abbreviation(words[end-1])
}

// abbreviation reports whether the stop after a word is part of it.
func abbreviation(w word) bool {
	if w.sort != letters {
		return false
	}
	switch w.low {
	case "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "sgt", "capt", "st", "sen", "rep", "gov", "no", "approx", "vs", "jan", "feb", "aug", "sept", "sep", "oct", "nov", "dec",
		"тис", "тыс", "млн", "млрд", "км", "ул", "вул", "обл", "им", "ім", "см", "г", "р", "с", "м", "ст":
		return true
	}
	return utf8.RuneCountInString(w.text) == 1 && w.capital
}

// Languages that are read.
const (
	English   = "en"
	Ukrainian = "uk"
	Russian   = "ru"
	French    = "fr"
)

// LanguageOf returns the language a text is written in: "en", "uk", "ru",
// "fr", or nothing if it is none of these or too short to tell. Letters that one of the
// two Cyrillic alphabets lacks decide between them; where there are none, short
// words that stand in every text.
func LanguageOf(body string) string {
	var latin, cyrillic, uk, ru int
	for _, r := range body {
		switch {
		case strings.ContainsRune("іїєґІЇЄҐ", r):
			uk++
			cyrillic++
		case strings.ContainsRune("ыэёъЫЭЁЪ", r):
			ru++
			cyrillic++
		case r >= 'А' && r <= 'я':
			cyrillic++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	if cyrillic > latin {
		for w := range strings.FieldsSeq(strings.ToLower(body)) {
			switch strings.Trim(w, ",.:;!?«»\"") {
			case "та", "що", "але", "як", "було", "від", "щодо", "після", "також", "їх", "цього", "про", "або", "не":
				uk++
			case "и", "что", "но", "как", "было", "от", "после", "также", "их", "этого", "о", "или", "его":
				ru++
			}
		}
		switch {
		case uk > ru:
			return Ukrainian
		case ru > uk:
			return Russian
		}
		return ""
	}
	if latin < 20 {
		return ""
	}
	english, french, all := 0, 0, 0
	for w := range strings.FieldsSeq(strings.ToLower(body)) {
		all++
		w = strings.Trim(w, ",.:;!?\"“”()«»")
		switch w[elided(w):] {
		case "the", "of", "and", "to", "in", "is", "that", "was", "for", "said", "with", "at", "by", "has", "were", "from", "its":
			english++
		case "a", "on": // of both
			english++
			french++
		case "le", "la", "les", "de", "du", "des", "et", "à", "au", "aux", "en", "un", "une", "dans", "par", "pour", "sur", "que", "qui", "est", "sont", "été", "selon", "avec", "ce", "cette", "il", "ne", "pas", "ont":
			french++
		}
	}
	switch {
	case max(english, french)*9 < all:
		return ""
	case french > english:
		return French
	}
	return English
}
