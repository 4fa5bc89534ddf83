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
	agent    bool // in the passive: "was reported by the police"
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
		case r.speaks(i):
			agent, passive := r.agent(i)
			if passive {
				a = attribution{at: i, verb: r.of(w.low).id, subject: agent, agent: true}
				a.speaker, ok = r.speakerOf(agent)
				break
			}
			if r.isNoun(i) {
				continue
			}
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
		if n := len(out) - 1; n >= 0 && out[n].sentence == a.sentence && out[n].verb == "according to" && out[n].speaker.Standing != Reported && out[n].speaker.Via == "" && a.speaker.Standing == Reported {
			out[n].speaker.Via = a.speaker.Name // "the Herald, citing the mayor, says"
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

// speaks reports whether word i is a verb of speech: "said", and "spoke" where "of" what follows.
func (r *reading) speaks(i int) bool {
	if r.is(r.words[i].low, speech) {
		return true
	}
	switch r.words[i].low {
	case "spoke", "speaks", "spoken", "parlé", "parle", "parlent":
		return i+1 < len(r.words) && r.words[i+1].low == "of"
	}
	return false
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
	case "of":
		if r.french && next == "after" { // d'après
			return 2
		}
	case "selon", "citing", "quoting":
		return 1
	case "ссылкой", "ссылаясь", "посиланням", "посилаючись":
		if next == "на" {
			return 2
		}
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
		if w.sort == opening && j == i && w.sentence == r.words[i].sentence {
			if to := r.nameInQuotes(j); to > 0 { // сообщает «Вестник»
				return phrase{from: j + 1, to: to, head: to - 1}, true
			}
		}
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
		if r.is(r.words[p.head].low, nation) {
			k := p.to
			for k < p.to+2 && k < len(r.words) && (r.is(r.words[k].low, thing) || r.is(r.words[k].low, adjective)) { // the Russian defence minister
				k++
			}
			if k < len(r.words) && r.words[k].sentence == r.words[i].sentence && r.head(k) && (k == p.to || r.is(r.words[k].low, role)) {
				q := r.phraseAt(k)
				q.from = p.from
				p = q
			}
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
	if r.french && frenchParticiple(r.words[i].low) && !r.behindAuxiliary(i) {
		return true
	}
	before := r.words[i-1]
	if r.words[i].low == "savoir" && before.low != "fait" {
		return true
	}
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

// behindAuxiliary reports whether "has" stands within three words before a
// participle, in its sentence.
func (r *reading) behindAuxiliary(i int) bool {
	for n := 1; n <= 3 && i-n >= 0 && r.words[i-n].sentence == r.words[i].sentence; n++ {
		if r.words[i-n].low == "has" {
			return true
		}
	}
	return false
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
		if a.speaker, ok = r.whoIs(i); !ok || r.passive(i) {
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
			return r.withoutArticle(p), true
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
