package lineage

import (
	"slices"
	"strings"
)

// attribution says who speaks in a sentence, and by what word.
type attribution struct {
	at       int // word of the verb, or of "according"
	verb     string
	speaker  Speaker
	denied   bool // "did not deny", "declined"
	subject  phrase
	sentence int
}

// attributions finds who speaks in each sentence, in order.
func (r *reading) attributions() []attribution {
	var out []attribution
	for i := range r.words {
		w := r.words[i]
		if w.sort != letters || w.quote > 0 {
			continue
		}
		a, ok := attribution{}, false
		switch {
		case r.according(i) > 0:
			a, ok = r.accordingTo(i)
		case r.is(w.low, speech) && !r.isNoun(i):
			var before *attribution
			if n := len(out) - 1; n >= 0 && out[n].sentence == w.sentence {
				before = &out[n]
			}
			a, ok = r.spoken(i, before)
		}
		if !ok {
			continue
		}
		a.sentence = w.sentence
		if n := len(out) - 1; n >= 0 && out[n].sentence == a.sentence && out[n].verb == "according to" && out[n].speaker.Standing == Reported && a.speaker.Via == "" && a.speaker.Standing != Reported {
			a.speaker.Via = out[n].speaker.Name
		}
		out = append(out, a)
		if a.speaker.Standing == Reported {
			r.lastOutlet = a.speaker.Name
		}
		if a.speaker.Standing == OnRecord || a.speaker.Standing == Anonymous {
			r.last, r.lastBy = a.speaker, i
			if strings.HasPrefix(a.speaker.Key, "office:") {
				r.offices = append(r.offices, a.speaker)
			}
		}
	}
	return out
}

// according returns how many words "according to" and its like take at i.
func (r *reading) according(i int) int {
	next := ""
	if i+1 < len(r.words) {
		next = r.words[i+1].low
	}
	switch r.words[i].low {
	case "according":
		if next == "to" {
			return 2
		}
	case "за", "по":
		switch next {
		case "його", "її", "їх", "їхніми", "его", "её", "ее", "их":
			if i+2 < len(r.words) && (strings.HasPrefix(r.words[i+2].low, "слов") || strings.HasPrefix(r.words[i+2].low, "даним") || strings.HasPrefix(r.words[i+2].low, "данным")) {
				return 3
			}
		case "словами", "даними", "інформацією", "повідомленням", "заявою", "оцінками", "словам", "данным", "информации", "сообщению", "заявлению", "оценкам":
			return 2
		}
	case "citing", "quoting":
		return 1
	}
	return 0
}

func (r *reading) accordingTo(i int) (attribution, bool) {
	a := attribution{at: i, verb: "according to"}
	if r.according(i) == 3 { // "за його словами"
		a.speaker = r.last
		return a, r.last.Key != ""
	}
	p, ok := r.phraseFrom(i + r.according(i))
	if !ok {
		return a, false
	}
	a.subject = p
	a.speaker, ok = r.speakerOf(p)
	return a, ok
}

// phraseFrom returns the noun phrase that begins at or soon after word i.
func (r *reading) phraseFrom(i int) (phrase, bool) {
	for j := i; j < len(r.words) && j < i+7; j++ {
		w := r.words[j]
		if w.sentence != r.words[i].sentence || w.sort == opening || w.sort == closing || w.text == "," && j > i || r.is(w.low, speech) {
			break
		}
		if !r.head(j) {
			continue
		}
		p := r.phraseAt(j)
		if p.from < i || r.words[i].text[0] >= 0xd0 && j-i <= 2 && !slices.ContainsFunc(r.words[i:j], func(w word) bool { return preposition(w.low) || r.is(w.low, role) }) { // a Cyrillic phrase begins with its adjectives
			p.from = i
		}
		if r.is(r.words[p.head].low, nation) && p.to < len(r.words) && r.head(p.to) {
			q := r.phraseAt(p.to)
			q.from = p.from
			p = q
		}
		return r.withComplement(p), true
	}
	return phrase{}, false
}

// isNoun reports whether a word that may be a verb of speech is a noun here:
// "the reports", "a warning from", "to be told".
func (r *reading) isNoun(i int) bool {
	if i == 0 || r.words[i].text[0] >= 0xd0 {
		return false
	}
	before := r.words[i-1]
	if before.sentence != r.words[i].sentence || before.sort == closing || before.sort == sign {
		return false
	}
	switch before.low {
	case "be", "been", "being", "was", "were", "is", "are", "to", "as", "media", "news", "unconfirmed", "further", "new", "such":
		return true
	}
	m := r.of(before.low)
	return determiner(before.low) || before.owns || preposition(before.low) || m.class == quality || m.class == nation && strings.HasSuffix(r.words[i].low, "s") && r.words[i].low != "says"
}

// spoken reads the sentence round a verb of speech. before is what was said
// earlier in the sentence, if anything.
func (r *reading) spoken(i int, before *attribution) (attribution, bool) {
	w := r.words[i]
	a := attribution{at: i, verb: r.of(w.low).id}
	a.denied = a.verb == "denied" || a.verb == "declined" || r.negated(i)
	if before != nil && r.goesOnSpeaking(i) {
		a.speaker, a.subject = before.speaker, before.subject
		return a, true
	}
	p, pronoun, ok := r.subject(i)
	switch {
	case pronoun:
		if a.speaker, ok = r.whoIs(i); !ok {
			return a, false
		}
	case ok:
		a.subject = p
		if a.speaker, ok = r.speakerOf(p); !ok {
			return a, false
		}
	default:
		return a, false
	}
	if a.verb == "understood" && (a.speaker.Standing != Reported || w.low != "understands" && w.low != "learned" && w.low != "learnt") {
		if a.speaker.Standing != OnRecord || w.low != "understands" {
			return a, false
		}
		a.speaker.Standing, a.speaker.Key = Reported, "outlet:"+outletKey(a.speaker.Name)
	}
	if a.speaker.Standing == Anonymous && r.definiteSource(a.subject) && r.last.Standing == Anonymous {
		a.speaker = r.last
	}
	if to, ok := r.toldTo(i); ok {
		a.speaker.Via = to
	}
	if a.verb == "quoted" {
		return r.quotedAs(i, a)
	}
	return a, true
}

// goesOnSpeaking reports whether a verb has the subject of the one before it:
// "said … and added", "said …, accusing them of".
func (r *reading) goesOnSpeaking(i int) bool {
	switch before := r.words[i-1]; before.low {
	case "and", "but", "та", "і", "й", "и":
		return true
	case ",":
		return participle(r.words[i].low)
	}
	return false
}

// participle reports English forms such as "saying", which take the subject of
// the sentence.
func participle(low string) bool { return strings.HasSuffix(low, "ing") }

// whoIs resolves the pronoun before word i: the first person its own sentence
// names outside a complement, else who spoke last.
func (r *reading) whoIs(i int) (Speaker, bool) {
	if p, ok := r.firstSubject(i); ok {
		if s, ok := r.speakerOf(p); ok && strings.HasPrefix(s.Key, "person:") {
			return s, true
		}
	}
	if s, ok := r.subjectBefore(r.words[i].sentence); ok && (r.last.Key == "" || r.words[r.lastBy].sentence < r.words[i].sentence-1) {
		return s, true
	}
	return r.last, r.last.Key != ""
}

// subjectBefore returns whom the sentence before one is about, if that is
// somebody who may speak.
func (r *reading) subjectBefore(sentence int) (Speaker, bool) {
	if sentence == 0 {
		return Speaker{}, false
	}
	_, end := r.sentenceSpan(sentence - 1)
	p, ok := r.firstSubject(end - 1)
	if !ok {
		return Speaker{}, false
	}
	s, ok := r.speakerOf(p)
	return s, ok && (strings.HasPrefix(s.Key, "person:") || r.is(r.words[p.head].low, role) && s.Standing != Reported)
}

// firstSubject returns the first phrase of a sentence, before word i, that may
// speak and is no complement.
func (r *reading) firstSubject(i int) (phrase, bool) {
	from, _ := r.sentenceSpan(r.words[i].sentence)
	for j := from; j < i; j++ {
		if isPronoun(r.words[j].low) {
			return phrase{}, false
		}
		if !r.head(j) {
			continue
		}
		if p := r.phraseAt(j); !r.governed(p) && !r.words[p.to-1].owns && p.to < i {
			return r.withComplement(p), true
		}
	}
	return phrase{}, false
}

// negated reports whether a verb is denied: "did not dispute".
func (r *reading) negated(i int) bool {
	for n := 1; n <= 2 && i-n >= 0; n++ {
		if r.is(r.words[i-n].low, negation) {
			return true
		}
	}
	return false
}

// definiteSource reports "the source", "the official": one who has spoken.
func (r *reading) definiteSource(p phrase) bool {
	return p.to-p.from == 2 && r.words[p.from].low == "the"
}

// toldTo returns the outlet that somebody told something: "told the Herald",
// "in an interview with the Herald".
func (r *reading) toldTo(i int) (string, bool) {
	for j := i + 1; j < len(r.words) && j < i+8 && r.words[j].sentence == r.words[i].sentence; j++ {
		low := r.words[j].low
		near := r.words[i].low == "told" && j == i+1 || j > i+1 && (r.words[j-1].low == "to" || r.words[j-1].low == "with" || r.words[j-1].low == "by" || r.words[j-1].low == "агентству" || r.words[j-1].low == "виданню" || r.words[j-1].low == "изданию" || r.words[j-1].low == "газеті" || r.words[j-1].low == "газете")
		if !near || r.words[j].sort != letters {
			continue
		}
		if determiner(low) {
			j++
		}
		if j >= len(r.words) || !r.words[j].capital || !r.isName(j) && !r.is(low, wire) {
			return "", false
		}
		p := r.phraseAt(j)
		for p.from < j && !r.words[p.from].capital {
			p.from++
		}
		p.head = p.to - 1
		if r.outletIn(p) || r.words[i].low == "told" && !r.is(r.words[p.head].low, nation) && r.personOf([]string{r.words[p.head].text}) == nil && !r.is(r.words[p.head].low, role) {
			return strings.TrimPrefix(strings.TrimPrefix(r.nameOf(p), "the "), "The "), true
		}
		return "", false
	}
	return "", false
}

// quotedAs reads "the Herald quoted an official as saying" and "citing".
func (r *reading) quotedAs(i int, a attribution) (attribution, bool) {
	p, ok := r.phraseFrom(i + 1)
	if !ok {
		return a, a.speaker.Standing == Reported
	}
	said, ok := r.speakerOf(p)
	if !ok {
		return a, false
	}
	said.Via = a.speaker.Name
	a.speaker = said
	return a, true
}

// subject finds the phrase that a verb of speech belongs to, or a pronoun.
func (r *reading) subject(i int) (p phrase, pronoun, ok bool) {
	before := i - 1
	for before >= 0 && r.words[before].sentence == r.words[i].sentence && (auxiliary(r.words[before].low) || r.is(r.words[before].low, negation) || strings.HasSuffix(r.words[before].low, "ly") || r.is(r.words[before].low, calendar) && r.words[before].sort == letters || r.words[before].low == "on" && r.words[before].sort == letters) {
		before--
	}
	inSentence := before >= 0 && r.words[before].sentence == r.words[i].sentence
	if inSentence && isPronoun(r.words[before].low) {
		return p, true, true
	}
	cyrillic := r.words[i].text[0] >= 0xd0
	if participle(r.words[i].low) && !(inSentence && r.head(before)) {
		return r.participleSubject(i)
	}
	afterQuote := inSentence && (r.words[before].sort == closing || (r.words[before].text == "," || r.words[before].text == "—" || r.words[before].text == "–") && before > 0 && (r.words[before-1].sort == closing || cyrillic || i+1 < len(r.words) && determiner(r.words[i+1].low) && (r.words[i].low == "said" || r.words[i].low == "reported")))
	if afterQuote || cyrillic && !inSentence {
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
	if cyrillic {
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

func isPronoun(low string) bool {
	switch low {
	case "he", "she", "they", "it", "він", "вона", "вони", "он", "она", "они":
		return true
	}
	return false
}

// inverted reads the subject after the verb: `"…", said the spokesman`.
func (r *reading) inverted(i int) (phrase, bool) {
	if i+1 >= len(r.words) || r.words[i+1].sentence != r.words[i].sentence || r.words[i+1].sort != letters {
		return phrase{}, false
	}
	switch w := r.words[i+1]; {
	case preposition(w.low) || w.low == "that" || w.low == "що" || w.low == "что":
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
		if r.words[i].quote > 0 || r.is(r.words[i].low, speech) && !r.isNoun(i) && !r.isName(i) {
			return phrase{}, false
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

// ownOutlet returns the outlet whose own voice the text speaks with, where it
// says so: "the Herald understands", "told the Herald" and never "according to
// the Herald" or "the Herald reported".
func (r *reading) ownOutlet(all []attribution) string {
	var told, others []string
	for _, a := range all {
		switch {
		case a.speaker.Standing == Reported && a.verb == "understood":
			return a.speaker.Name
		case a.speaker.Standing == Reported:
			others = append(others, outletKey(a.speaker.Name))
		case a.speaker.Via != "" && a.verb == "told":
			told = append(told, a.speaker.Via)
		case a.speaker.Via != "":
			others = append(others, outletKey(a.speaker.Via))
		}
	}
	for _, name := range told {
		if !slices.Contains(others, outletKey(name)) && len(others) == 0 && len(told) > 1 {
			return name
		}
	}
	return ""
}
