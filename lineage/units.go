package lineage

import "strings"

// rangeEnd reads the second number of a range that begins at word start, its
// first number ending before next: "15-20", "15 to 20 thousand", "between 15 and
// 20", "від 15 до 20". A multiplier that stands after both belongs to both.
func (l *lexicon) rangeEnd(words []word, start, next int, f *Figure) (high amount, after int, ok bool) {
	if next+1 >= len(words) || words[next].sentence != words[start].sentence {
		return high, next, false
	}
	before := ""
	if start > 0 {
		before = words[start-1].low
	}
	switch words[next].low {
	case "-", "–", "—":
		if words[next+1].sort != digits {
			return high, next, false
		}
	case "to", "до":
	case "and":
		if before != "between" {
			return high, next, false
		}
	case "і", "и", "та", "й":
		if before != "між" && before != "между" {
			return high, next, false
		}
	default:
		return high, next, false
	}
	high, after, _, ok = l.number(words, next+1)
	if !ok || words[next+1].sentence != words[start].sentence {
		return high, next, false
	}
	if f.Value < 1000 && high.low >= 1000 && next == start+1 && f.Value*1000 > high.low/100 && hasMultiplier(words, next+2, after) {
		f.Value *= high.low / leading(words[next+1])
	}
	return high, after, true
}

func hasMultiplier(words []word, from, to int) bool {
	for i := from; i < to && i < len(words); i++ {
		if multiplier(words[i].low) > 0 {
			return true
		}
	}
	return false
}

// leading returns the digits of a word as a number, 1 if it has none.
func leading(w word) float64 {
	if v, _, ok := parseDigits(w.text); ok && v > 0 {
		return v
	}
	return 1
}

// currency reports the money sign before word i.
func currency(words []word, i int) string {
	if i == 0 || !words[i].glued {
		return ""
	}
	switch words[i-1].text {
	case "£":
		return "gbp"
	case "$":
		return "usd"
	case "€":
		return "eur"
	case "₴":
		return "uah"
	case "₽":
		return "rub"
	}
	return ""
}

// reach is how many words after a number its unit or what it counts may stand:
// "90 Ukrainian drones", "three more civilian deaths".
const reach = 4

// unitOf finds the unit or what is counted, and takes it into the figure.
func (l *lexicon) unitOf(words []word, f *Figure, money string) {
	i := f.to
	if money != "" {
		f.Unit = money
		f.from--
		return
	}
	if i < len(words) && (words[i].text == "%" || words[i].low == "per" && i+1 < len(words) && words[i+1].low == "cent") {
		f.Unit = "percent"
		f.to = i + 1
		if words[i].low == "per" {
			f.to++
		}
		return
	}
	if i+1 < len(words) && strings.Contains("-‑–", words[i].text) && words[i].glued && words[i+1].glued {
		i++ // 800-mile
	}
	if i+1 < len(words) && words[i].sentence == words[f.to-1].sentence && (words[i].low == "were" || words[i].low == "was") && l.is(words[i+1].low, act) {
		i++ // four were injured
	}
	if l.french && i < len(words) && words[i].low == "of" {
		i++ // 16 milliards de dollars
	}
	for n := 0; n < reach && i < len(words) && words[i].sentence == words[f.to-1].sentence; n++ {
		w := words[i]
		if w.sort != letters || stopsUnit(w.low) {
			return
		}
		m := l.of(w.low)
		switch {
		case m.class == unit && (n == 0 || m.id == "person"):
			f.Unit, f.to = m.id, i+1
			if m.id == "person" {
				l.whatHappened(words, f)
			}
			return
		case m.class == thing || m.class == act || m.class == role:
			f.Unit, f.to = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(m.id, "/s"), "/o"), "/p"), i+1
			// "three civilian deaths": the last noun is what is counted.
			if i+1 < len(words) && words[i+1].sort == letters && words[i+1].sentence == w.sentence {
				if next := l.of(words[i+1].low); m.class == thing && (next.class == thing || next.class == act && next.id == "wounded") && m.id != next.id {
					f.Unit, f.to = next.id, i+2
				}
			}
			return
		case n == 0 && w.glued && words[i-1].low != "of":
			return
		}
		i++
	}
}

// befell gives a bare figure the act before it as its unit: "wounded 14", "збито
// 56".
func (l *lexicon) befell(words []word, f *Figure) {
	i := f.from - 1
	if f.Unit != "" || i < 0 || words[i].sentence != words[f.from].sentence || words[i].sort != letters {
		return
	}
	if m := l.of(words[i].low); m.class == act {
		f.Unit = m.id
	}
}

// whatHappened puts what befell people in the place of "people": "12 people were
// wounded", "поранено 12 осіб".
func (l *lexicon) whatHappened(words []word, f *Figure) {
	near := []int{f.to, f.to + 1, f.from - 1}
	for _, i := range near {
		if i < 0 || i >= len(words) || words[i].sentence != words[f.from].sentence || words[i].sort != letters {
			continue
		}
		if m := l.of(words[i].low); m.class == act && (i != f.to+1 || words[f.to].low == "were" || words[f.to].low == "was") {
			f.Unit = m.id
			return
		}
	}
}

// stopsUnit reports whether what a number counts cannot stand beyond a word.
func stopsUnit(low string) bool {
	switch low {
	case "and", "or", "in", "on", "at", "by", "to", "from", "for", "with", "was", "were", "is", "are", "have", "has", "that", "who", "which", "after", "before", "as", "when", "while",
		"і", "та", "и", "в", "у", "на", "з", "із", "с", "со", "до", "від", "от", "за", "по", "що", "что", "який", "які", "который", "которые", "було", "было", "были", "були", "после", "після", "під", "под":
		return true
	}
	return false
}

// counts reports whether a unit is something counted and not a measure.
func counts(unitID string) bool {
	switch unitID {
	case "", "km", "mile", "m", "ha", "percent", "hour", "minute", "day", "week", "month", "year", "usd", "gbp", "eur", "uah", "rub", "mm", "tonne", "mw":
		return false
	}
	return true
}

// qualify reads the words before a figure that make a bound of it. The longest
// phrase counts: "no more than" is not "more than".
func (l *lexicon) qualify(words []word, f *Figure) {
	phrase, longest, bound := "", "", byte(0)
	for n := 1; n <= 3 && f.from-n >= 0; n++ {
		w := words[f.from-n]
		if w.sentence != words[f.from].sentence || w.sort != letters {
			break
		}
		phrase = strings.TrimSpace(w.low + " " + phrase)
		if kind, ok := qualifier(phrase); ok {
			longest, bound = phrase, kind
		}
	}
	if bound == 0 || f.Words == "range" {
		return
	}
	f.Words = longest
	switch bound {
	case '>':
		f.Most = 0
	case '<':
		f.Least = 0
	}
}

// qualifier says what words before a number make of it: at least, at most, or
// about so many.
func qualifier(phrase string) (kind byte, ok bool) {
	switch phrase {
	case "at least", "more than", "over", "no fewer than", "no less than", "upwards of", "above", "minimum of", "exceeding",
		"понад", "більше", "більше ніж", "більш ніж", "щонайменше", "не менше", "не менш", "свыше", "более", "более чем", "больше", "не менее", "по меньшей мере", "как минимум", "мінімум":
		return '>', true
	case "up to", "at most", "fewer than", "less than", "under", "as many as", "as much as", "no more than", "below", "maximum of",
		"до", "не більше", "менше", "менш ніж", "не более", "менее", "меньше", "щонайбільше", "максимум":
		return '<', true
	case "about", "around", "some", "roughly", "approximately", "nearly", "almost", "an estimated", "estimated", "circa", "as small as", "as few as", "as large as", "close to",
		"близько", "приблизно", "майже", "десь", "около", "примерно", "почти", "порядка", "орієнтовно":
		return '~', true
	}
	return 0, false
}
