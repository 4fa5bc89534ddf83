package lineage

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Figure is a number as a text gives it, with its bounds and its unit.
type Figure struct {
	// Value is the number stated; for a range or for "tens of thousands" it is
	// its lower bound.
	Value float64 `json:"value"`
	Least float64 `json:"least"` // lower bound; 0 where none was given
	Most  float64 `json:"most"`  // upper bound; 0 where none was given
	// Words is what qualifies it: "at least", "about", "up to"; empty for a bare
	// number.
	Words string  `json:"words,omitempty"`
	Unit  string  `json:"unit"`         // as understood: "km", "mile", "troops"; what is counted where that is not known
	Km    float64 `json:"km,omitempty"` // Value of a length, in kilometres
	Text  string  `json:"text"`         // as written

	from, to int // words of the text
}

// figures finds the numbers of a text that count or measure something. Years,
// days of a month, times of day, ordinals and the numbers of documents are not
// figures.
func (l *lexicon) figures(words []word) []Figure {
	var out []Figure
	for i := 0; i < len(words); {
		f, next, ok := l.figure(words, i)
		if !ok {
			i++
			continue
		}
		out = append(out, f)
		i = max(next, i+1)
	}
	return out
}

// figure reads one that begins at word i.
func (l *lexicon) figure(words []word, i int) (f Figure, next int, ok bool) {
	if w := words[i]; w.sort == digits && (isTime(w.low) || isDate(w.low)) || isNumbered(words, i) {
		return f, i + 1, false
	}
	money, start := currency(words, i), i
	value, next, plain, ok := l.number(words, i)
	if !ok {
		return f, i, false
	}
	f = Figure{Value: value.low, Least: value.low, Most: value.low}
	if value.high > value.low {
		f.Most, f.Words = value.high, value.words
	}
	if high, after, ok := l.rangeEnd(words, start, next, &f); ok {
		if high.low > f.Value {
			f.Least, f.Most, next = f.Value, high.low, after
			f.Words = "range"
		}
		plain = false
	}
	f.from, f.to = start, next
	l.unitOf(words, &f, money)
	l.befell(words, &f)
	if plain && f.Unit == "" || plain && isYear(words[start].text) && f.Unit != "km" && !counts(f.Unit) || l.isDayOfMonth(words, start, f.to) {
		return f, next, false
	}
	if words[start].sort == letters && f.Value <= 1 && f.Most <= 1 && f.Unit != "killed" && f.Unit != "wounded" && f.Unit != "person" {
		return f, next, false // "one idea", "one official"
	}
	l.qualify(words, &f)
	if f.Unit == "km" || f.Unit == "mile" {
		f.Km = f.Value
		if f.Unit == "mile" {
			f.Km *= kmInMile
		}
	}
	f.Text = strings.TrimSpace(between(words, f.from, f.to))
	return f, f.to, true
}

// kmInMile is the international mile.
const kmInMile = 1.609344

// between returns words as they were written, with single blanks.
func between(words []word, from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		if i > from && !words[i].glued {
			b.WriteByte(' ')
		}
		b.WriteString(words[i].text)
		if words[i].owns {
			b.WriteString("'s")
		}
	}
	return b.String()
}

// amount is a number or the bounds of one.
type amount struct {
	low, high float64
	words     string
}

// number reads digits or number words with their multipliers. plain is set for
// digits without any separator, which may be a year or a label.
func (l *lexicon) number(words []word, i int) (value amount, next int, plain, ok bool) {
	w := words[i]
	switch {
	case w.sort == digits:
		v, plainDigits, ok := parseDigits(w.text)
		if !ok {
			return value, i, false, false
		}
		value, next, plain = amount{low: v, high: v}, i+1, plainDigits
	case w.sort == letters:
		if v, next, ok := vague(words, i); ok {
			return v, next, false, true
		}
		v, after, ok := halves(words, i)
		if !ok {
			v, after, ok = l.spelled(words, i)
		}
		if !ok {
			return value, i, false, false
		}
		return amount{low: v, high: v}, after, false, true
	default:
		return value, i, false, false
	}
	for next < len(words) && words[next].sort == letters && words[next].sentence == w.sentence {
		m := multiplier(words[next].low)
		if m == 0 || (words[next].low == "m" && !words[next].glued) {
			break
		}
		value.low, value.high, plain = value.low*m, value.high*m, false
		if next++; next < len(words) && words[next].text == "." && words[next].glued && abbreviation(words[next-1]) {
			next++
		}
	}
	return value, next, plain, true
}

// parseDigits reads "30,000", "30 000", "2.5", "1,5". A comma or a point before
// just three digits, with one to three before it, parts thousands; any other
// parts decimals.
func parseDigits(s string) (v float64, plain, ok bool) {
	var b strings.Builder
	plain = true
	groups := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '.' || r == ':' || unicode.IsSpace(r) })
	if strings.Contains(s, ":") || len(s) > 24 {
		return 0, false, false
	}
	thousands := len(groups) > 1 && len(groups[0]) <= 3 && groups[0] != "0"
	for _, g := range groups[1:] {
		thousands = thousands && len(g) == 3
	}
	if len(groups) == 2 && strings.Contains(s, ".") {
		thousands = false // 2.500 is a measure more often than a count
	}
	for i, g := range groups {
		plain = plain && i == 0
		if i == len(groups)-1 && i > 0 && !thousands {
			b.WriteByte('.')
		}
		b.WriteString(g)
	}
	v, err := strconv.ParseFloat(b.String(), 64)
	return v, plain, err == nil && !math.IsInf(v, 0)
}

func isTime(s string) bool {
	h, m, ok := strings.Cut(s, ":")
	return ok && len(h) <= 2 && len(m) >= 2
}

// isDate reports whether digits are a date: 12.05.2025, with two points.
func isDate(s string) bool {
	parts := strings.Split(s, ".")
	return len(parts) == 3 && len(parts[0]) <= 2 && len(parts[1]) <= 2 && (len(parts[2]) == 4 || len(parts[2]) == 2)
}

// isYear reports whether bare digits may be a year.
func isYear(s string) bool {
	return len(s) == 4 && onlyDigits(s) && s >= "1800" && s <= "2199"
}

// isNumbered reports whether a number is a label: "No 10", "Resolution 2202",
// "№ 5", or the "10" of a street name before a capital.
func isNumbered(words []word, i int) bool {
	if i > 0 && words[i].sort == digits {
		switch words[i-1].low {
		case "no", "no.", "№", "article", "resolution", "protocol", "стаття", "статья", "#":
			return true
		case ".":
			return i > 1 && words[i-2].low == "no"
		case "-", "‑":
			return words[i-1].glued && words[i].glued && i > 1 && words[i-2].sort == letters // Ferosplavna-1
		}
	}
	return words[i].sort == digits && i+1 < len(words) && !words[i+1].glued && words[i+1].capital && words[i+1].sort == letters && len(words[i].text) <= 2 &&
		i+2 < len(words) && words[i+2].capital && words[i+2].sort == letters
}

// isDayOfMonth reports whether a number stands beside the name of a month.
func (l *lexicon) isDayOfMonth(words []word, from, to int) bool {
	month := func(i int) bool {
		if i < 0 || i >= len(words) || words[i].low == "may" && !words[i].capital {
			return false
		}
		m := l.of(words[i].low)
		return m.class == calendar && m.id[0] == 'm' || words[i].text == "May"
	}
	value, _, ok := parseDigits(words[from].text)
	return ok && (value <= 31 || isYear(words[from].text)) && (month(to) || month(from-1) || month(from+1))
}

// multiplier returns what a word multiplies a number by; 0 if it does not.
func multiplier(low string) float64 {
	switch low {
	case "hundred", "сотень", "сотен":
		return 100
	case "thousand", "k", "тис", "тыс", "тисяч", "тисячі", "тисячу", "тысяч", "тысячи", "тысячу":
		return 1e3
	case "million", "mn", "m", "млн", "мільйон", "мільйона", "мільйони", "мільйонів", "миллион", "миллиона", "миллионов":
		return 1e6
	case "billion", "bn", "млрд", "мільярд", "мільярда", "мільярди", "мільярдів", "миллиард", "миллиарда", "миллиардов":
		return 1e9
	}
	return 0
}

// vague reads amounts that are words alone. "Tens of thousands" is taken as
// twenty thousand to a hundred thousand, "hundreds" as two hundred to a
// thousand: the least that a plural says, and the next larger word.
func vague(words []word, i int) (v amount, next int, ok bool) {
	scale := func(low string) float64 {
		switch low {
		case "dozens", "dizaines", "десятки", "десятків", "десятков":
			return 10
		case "tens":
			return 10
		case "scores":
			return 20
		case "hundreds", "сотні", "сотни":
			return 100
		case "thousands", "тисячі", "тысячи", "тисяч", "тысяч":
			return 1e3
		case "millions", "мільйони", "миллионы", "мільйонів", "миллионов":
			return 1e6
		}
		return 0
	}
	first := scale(words[i].low)
	if first == 0 || words[i].low == "тисяч" || words[i].low == "тысяч" {
		return v, i, false
	}
	next = i + 1
	words0 := words[i].low
	if words[i].low == "dozens" {
		first = 12
	}
	of := next
	if of < len(words) && words[of].low == "of" {
		of++
	}
	if of < len(words) {
		if second := scale(words[of].low); second >= 1e3 {
			words0 += " " + words[of].low
			first, next = first*second, of+1
		} else if words[i].low == "tens" {
			return v, i, false
		}
	}
	return amount{low: 2 * first, high: 10 * first, words: words0}, next, true
}

// spelled reads a number in words: "thirty thousand", "тридцять п'ять", "две
// тысячи".
func (l *lexicon) spelled(words []word, i int) (v float64, next int, ok bool) {
	total, part, any := 0.0, 0.0, false
	for next = i; next < len(words) && words[next].sort == letters && words[next].sentence == words[i].sentence; next++ {
		low := words[next].low
		if any && low == "and" && next+1 < len(words) && l.small(words[next+1].low) > 0 && (part >= 100 && part < 1000 || l.french && part >= 20 && part < 100) {
			continue
		}
		if tens, ones, cut := strings.Cut(low, "-"); cut && l.small(tens) >= 20 && l.small(ones) > 0 && l.small(ones) < 10 {
			part += l.small(tens) + l.small(ones)
			any = true
			continue
		}
		if any && low == "dozen" && total == 0 && part < 12 { // two dozen
			part *= 12
			continue
		}
		if n := l.small(low); n > 0 {
			if part > 0 && (n >= 100 || part < 20 || math.Mod(part, 10) != 0) {
				break // "two three"
			}
			part += n
			any = true
			continue
		}
		if !any && (low == "hundred" || low == "thousand") { // a hundred, mille
			part, any = multiplier(low), true
			continue
		}
		if m := multiplier(low); m > 0 && any && low != "k" && low != "m" {
			if m == 100 {
				part *= 100
			} else {
				total += max(part, 1) * m
				part = 0
			}
			continue
		}
		break
	}
	if !any {
		return 0, i, false
	}
	return total + part, next, true
}

// halves reads "half a million", "one and a half thousand", "a couple of hundred", "півтори тисячі",
// "полмиллиона".
func halves(words []word, i int) (v float64, next int, ok bool) {
	at := func(k int) string {
		if i+k < len(words) && words[i+k].sentence == words[i].sentence {
			return words[i+k].low
		}
		return ""
	}
	share, scale := 0.0, 0
	switch {
	case at(0) == "half" && at(1) == "a":
		share, scale = 0.5, 2
	case (at(0) == "one" || at(0) == "a") && at(1) == "and" && at(2) == "a" && at(3) == "half":
		share, scale = 1.5, 4
	case at(0) == "two" && at(1) == "and" && at(2) == "a" && at(3) == "half":
		share, scale = 2.5, 4
	case at(0) == "couple" && at(1) == "of":
		share, scale = 2, 2
	case at(0) == "півтори" || at(0) == "півтора" || at(0) == "полторы" || at(0) == "полтора":
		share, scale = 1.5, 1
	case at(0) == "пів":
		share, scale = 0.5, 1
	case at(0) == "півмільйона" || at(0) == "полмиллиона":
		return 500_000, i + 1, true
	default:
		return 0, i, false
	}
	m := multiplier(at(scale))
	return share * m, i + scale + 1, m > 0
}

// small reads one word below a thousand; 0 if it is none.
func (l *lexicon) small(low string) float64 { return l.numbers[low] }

// figureKey is the same for one figure in every language and in whatever unit of
// length.
func figureKey(f Figure) string {
	unitID := f.Unit
	if counts(unitID) {
		unitID = "n" // what is counted is a fact of its own
	}
	v := f.Value
	if f.Km > 0 {
		unitID, v = "km", math.Round(f.Km)
	}
	return "f:" + unitID + ":" + strconv.FormatFloat(v, 'g', 6, 64)
}
