package lineage

import "strings"

// subject finds the phrase that a verb of speech belongs to, or a pronoun.
func (r *reading) subject(i int) (p phrase, pronoun, ok bool) {
	before := i - 1
	for before >= 0 && r.words[before].sentence == r.words[i].sentence && (auxiliary(r.words[before].low) || r.is(r.words[before].low, negation) || r.adverb(before) || r.french && r.words[before].low == "fait" || r.is(r.words[before].low, calendar) && r.words[before].sort == letters || r.words[before].low == "on" && r.words[before].sort == letters) {
		before--
	}
	inSentence := before >= 0 && r.words[before].sentence == r.words[i].sentence
	if inSentence && (isPronoun(r.words[before].low) || r.words[before].low == "one" || r.words[before].low == "them" && before > 0 && r.words[before-1].low == "of") { // one of them
		return p, true, true
	}
	free := r.french || r.words[i].text[0] >= 0xd0 // the subject may stand behind its verb
	if participle(r.words[i].low) && !(inSentence && r.head(before)) {
		return r.participleSubject(i)
	}
	if free && i+1 < len(r.words) && r.words[i+1].sort == opening && r.words[i+1].sentence == r.words[i].sentence && r.nameInQuotes(i+1) > 0 {
		p, ok := r.phraseFrom(i + 1)
		return p, false, ok
	}
	afterQuote := inSentence && (r.words[before].sort == closing || (r.words[before].text == "," || r.words[before].text == "—" || r.words[before].text == "–") && before > 0 && (r.words[before-1].sort == closing || free || i+1 < len(r.words) && determiner(r.words[i+1].low) && (r.words[i].low == "said" || r.words[i].low == "reported")))
	if afterQuote || free && !inSentence {
		if p, ok := r.inverted(i); ok {
			return p, false, true
		}
		if i+1 < len(r.words) && isPronoun(r.words[i+1].low) {
			return p, true, true
		}
	}
	if inSentence {
		if p, ok := r.leftSubject(i, before); ok {
			return p, false, true
		}
	}
	if free {
		if i+1 < len(r.words) && isPronoun(r.words[i+1].low) {
			return p, true, true
		}
		if p, ok := r.phraseFrom(i + 1); ok && r.words[p.from].sentence == r.words[i].sentence {
			return p, false, true
		}
	}
	return p, false, false
}

// participleSubject returns the subject of the sentence for "saying", "adding"
// and the like; other participles ("resisted announcing") are not speech.
func (r *reading) participleSubject(i int) (p phrase, pronoun, ok bool) {
	switch r.words[i].low {
	case "saying", "adding", "claiming", "warning", "stating", "insisting", "stressing", "noting":
	default:
		return p, false, false
	}
	from, _ := r.sentenceSpan(r.words[i].sentence)
	for j := from; j < i; j++ {
		if isPronoun(r.words[j].low) {
			return p, true, true
		}
		if r.head(j) {
			break
		}
	}
	p, ok = r.firstSubject(i)
	return p, false, ok
}

// adverb reports words such as "repeatedly" and "notamment" that may stand between a
// subject and its verb.
func (r *reading) adverb(i int) bool {
	return strings.HasSuffix(r.words[i].low, "ly") || r.french && strings.HasSuffix(r.words[i].low, "ment") && r.of(r.words[i].low).class == noClass
}

func isPronoun(low string) bool {
	switch low {
	case "he", "she", "they", "it", "він", "вона", "вони", "он", "она", "они":
		return true
	}
	return false
}

// passive reports whether a verb of speech is in the passive, so that its subject did not say
// it: "it was revealed", "he has been told".
func (r *reading) passive(i int) bool {
	for j := i - 1; !r.french && j >= 0 && r.words[j].sentence == r.words[i].sentence; j-- {
		switch r.words[j].low {
		case "is", "are", "was", "were", "be", "been":
			return !participle(r.words[i].low)
		}
		if !auxiliary(r.words[j].low) && !r.adverb(j) {
			break
		}
	}
	return false
}

// agent returns who said what word i, a verb of speech in the passive, tells of: "reported by the
// police", "announced on Monday by the mayor".
func (r *reading) agent(i int) (phrase, bool) {
	by := i + 1
	if !r.passive(i) || r.of(r.words[i].low).id == "quoted" {
		return phrase{}, false
	}
	if by+1 < len(r.words) && r.words[by].low == "on" && r.is(r.words[by+1].low, calendar) {
		by += 2
	}
	if by+1 >= len(r.words) || r.words[by].low != "by" || r.words[by+1].sentence != r.words[i].sentence {
		return phrase{}, false
	}
	p, ok := r.phraseFrom(by + 1)
	return p, ok && p.from == by+1
}

// inverted reads the subject after the verb: `"…", said the spokesman`.
func (r *reading) inverted(i int) (phrase, bool) {
	if i+1 >= len(r.words) || r.words[i+1].sentence != r.words[i].sentence || r.words[i+1].sort != letters {
		return phrase{}, false
	}
	switch w := r.words[i+1]; {
	case preposition(w.low) || isPronoun(w.low) || w.low == "that" || w.low == "що" || w.low == "что":
		return phrase{}, false
	}
	return r.phraseFrom(i + 1)
}

// leftSubject looks left of a verb for the phrase that speaks: the nearest one
// that is no complement of a preposition, and the name before it where it is an
// apposition ("Lord Dannatt, the former head of the army, has said").
func (r *reading) leftSubject(verb, from int) (phrase, bool) {
	var fallback phrase
	have := false
	for j := from; j >= 0 && r.words[j].sentence == r.words[verb].sentence; j-- {
		if n := r.quotedName(j); n > 0 {
			j -= n
			continue
		}
		w := r.words[j]
		if w.quote > 0 || w.sort == closing || w.text == ";" || w.text == ":" {
			break
		}
		if w.text == "," {
			if p, ok := r.beforeApposition(j); ok && j == from {
				return p, true
			}
			if j < from && !have && r.restrictive(j, verb) {
				continue
			}
			if j < from {
				break
			}
			continue
		}
		if w.sort == letters && (w.low == "that" || w.low == "but" || w.low == "while" || w.low == "що" || w.low == "что" || w.low == "whether") || r.is(w.low, speech) && !r.isNoun(j) && j < from && w.sort == letters && !r.isName(j) {
			break
		}
		if !r.head(j) {
			continue
		}
		p := r.phraseAt(j)
		if !r.governed(p) {
			return r.withComplement(clip(p, verb)), true
		}
		if up, ok := r.governor(p); ok {
			return clip(up, verb), true
		}
		if !have {
			fallback, have = p, true
		}
		j = p.from
	}
	return fallback, have
}

// quotedName returns how many words before a closing mark at j are a name in
// quotation marks, the opening one included: «Вісник». 0 if none.
func (r *reading) quotedName(j int) int {
	if r.words[j].sort != closing {
		return 0
	}
	for n := 1; n <= 3 && j-n >= 0; n++ {
		if r.words[j-n].sort == opening {
			if n > 1 && r.words[j-n+1].capital {
				return n
			}
			return 0
		}
	}
	return 0
}

// nameInQuotes returns where a name in quotation marks that begins at i ends, before the closing
// mark: «Вестник». 0 if it is none.
func (r *reading) nameInQuotes(i int) int {
	for j := i + 1; j < len(r.words) && j <= i+4; j++ {
		if r.words[j].sort == closing {
			if j > i+1 && r.words[i+1].capital {
				return j
			}
			return 0
		}
	}
	return 0
}

func clip(p phrase, verb int) phrase {
	p.to = min(p.to, verb)
	return p
}

// restrictive reports whether the words between a comma and the verb hold no
// possible speaker, so that the subject stands before the comma.
func (r *reading) restrictive(comma, verb int) bool {
	for i := comma + 1; i < verb; i++ {
		if r.head(i) {
			return false
		}
	}
	return true
}

// beforeApposition returns the phrase that ends before the comma which opened
// the apposition that a comma at j closes.
func (r *reading) beforeApposition(j int) (phrase, bool) {
	for i := j - 1; i > 0 && r.words[i].sentence == r.words[j].sentence && j-i < 16; i-- {
		if r.according(i) == 1 && r.words[i-1].text == "," && r.head(i-2) { // the Herald, citing the mayor, says
			return r.phraseAt(i - 2), true
		}
		if r.words[i].quote > 0 || r.is(r.words[i].low, speech) && !r.isNoun(i) && !r.isName(i) {
			return phrase{}, false
		}
		if r.words[i].text == "," && j-i == 3 && r.isPersonWord(i+1) && r.isPersonWord(i+2) && !r.head(i-1) { // the lighthouse keeper, Oleh Vidny, said
			return phrase{from: i + 1, to: j, head: j - 1}, true
		}
		if r.words[i].text == "," && r.head(i-1) {
			p := r.phraseAt(i - 1)
			if r.governed(p) {
				if up, ok := r.governor(p); ok {
					return up, true
				}
				return phrase{}, false
			}
			return p, true
		}
	}
	return phrase{}, false
}

// governed reports whether a phrase is the complement of a preposition, or goes
// on with one that is.
func (r *reading) governed(p phrase) bool {
	if p.from == 0 {
		return false
	}
	w := r.words[p.from-1]
	if w.sentence != r.words[p.from].sentence || w.sort != letters {
		return false
	}
	if w.low == "and" && p.from > 1 && r.head(p.from-2) {
		return r.governed(r.phraseAt(p.from - 2))
	}
	return preposition(w.low)
}

// governor returns the phrase that a complement belongs to: "spokespeople" of
// "spokespeople for No 10 and the palace".
func (r *reading) governor(p phrase) (phrase, bool) {
	at := p.from - 1
	if r.words[at].low == "and" {
		at = r.phraseAt(p.from-2).from - 1
	}
	if at < 1 || !r.head(at-1) || r.words[at-1].sentence != r.words[p.from].sentence {
		return phrase{}, false
	}
	up := r.phraseAt(at - 1)
	if r.governed(up) {
		if higher, ok := r.governor(up); ok {
			return higher, true
		}
		return phrase{}, false
	}
	if !r.is(r.words[up.head].low, role) {
		return phrase{}, false
	}
	up.to = r.withComplement(p).to
	return up, true
}
