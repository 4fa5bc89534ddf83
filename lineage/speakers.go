package lineage

import (
	"slices"
	"strings"
)

// Standing is what sort of voice a speaker has.
type Standing string

const (
	OnRecord  Standing = "on_record" // a person or an office by name
	Anonymous Standing = "anonymous" // "officials", "a source"
	Reported  Standing = "report"    // another outlet's report
	OwnVoice  Standing = "own_voice" // the text itself
)

// Speaker is who says something, as well as a text tells.
type Speaker struct {
	Name     string   `json:"name"` // as written, the fullest form in the text
	Standing Standing `json:"standing"`
	Nation   string   `json:"nation,omitempty"` // whom it speaks for, where that can be read: "ua", "uk"
	Via      string   `json:"via,omitempty"`    // the outlet or agency that it spoke to, or that is quoted
	Key      string   `json:"key"`              // the same for one speaker in every text and language
}

// phrase is a noun phrase that names a speaker: words [from,to), head among them.
type phrase struct{ from, to, head int }

// reading is one text while it is read.
type reading struct {
	*lexicon
	words      []word
	lower      map[string]bool // words that also stand in lower case
	people     []person
	lastOutlet string
	last       Speaker
	lastBy     int // word at which it spoke
	offices    []Speaker
	headlines  map[int]bool
	known      []person // people of other texts, with their offices
	spans      [][2]int // words of each sentence
}

// isName reports whether word i is part of a name.
func (r *reading) isName(i int) bool {
	if i < 0 || i >= len(r.words) {
		return false
	}
	w := r.words[i]
	if w.sort != letters || !w.capital || len(w.text) < 2 || stopWord(w.low) {
		return false
	}
	switch r.of(w.low).class {
	case title, calendar, negation, unit:
		return false
	case speech, modal:
		return i > 0 && r.words[i-1].sentence == w.sentence && r.words[i-1].sort == letters
	}
	if !r.startsSentence(i) {
		return true
	}
	next := i+1 < len(r.words) && r.words[i+1].sort == letters && r.words[i+1].capital && !r.words[i+1].glued
	return next || w.owns || !r.lower[w.low]
}

func (r *reading) startsSentence(i int) bool {
	for i--; i >= 0 && (r.words[i].sort == opening || r.words[i].text == "[" || r.words[i].text == "—" || r.words[i].text == "("); i-- {
	}
	return i < 0 || r.words[i].sentence != r.words[i+1].sentence
}

// stopWord reports words that are capitalised only where a sentence begins.
func stopWord(low string) bool {
	switch low {
	case "the", "a", "an", "in", "on", "at", "by", "for", "to", "of", "and", "but", "or", "if", "as", "it", "its", "he", "she", "they", "we", "i", "you", "his", "her", "their", "our", "this", "that", "these", "those",
		"there", "when", "while", "after", "before", "since", "until", "with", "without", "from", "into", "during", "despite", "however", "meanwhile", "although", "though", "because", "earlier", "later", "also", "then",
		"one", "two", "three", "some", "many", "several", "multiple", "all", "no", "not", "such", "what", "who", "which", "where", "how", "why", "both", "following", "according", "under", "over", "amid", "amidst", "about",
		"another", "any", "each", "every", "other", "others", "more", "most", "so", "now", "here", "just", "only", "even", "still", "yet", "nor", "instead", "publicly", "asked", "speaking", "put", "should", "would", "could",
		"у", "в", "на", "з", "із", "до", "від", "за", "про", "для", "по", "під", "після", "перед", "і", "й", "та", "але", "або", "що", "як", "якщо", "це", "цей", "ця", "ці", "він", "вона", "вони", "ми", "його", "її", "їх", "також", "раніше", "тоді", "там", "тут", "ще", "не",
		"с", "со", "из", "к", "от", "о", "об", "под", "после", "и", "а", "но", "или", "что", "как", "если", "это", "этот", "эта", "эти", "он", "она", "они", "мы", "его", "её", "ее", "их", "также", "ранее", "тогда", "еще", "ещё", "при", "однак", "однако", "проте", "кроме", "крім", "водночас", "між", "тим", "тем", "временем", "причому", "зі", "во", "обидва", "оба", "усі", "все", "всі", "всего", "усього", "всього", "було", "був", "была", "было", "были", "жодного", "никто", "ніхто":
		return true
	}
	return false
}

// determiner reports words that begin a noun phrase.
func determiner(low string) bool {
	switch low {
	case "a", "an", "the", "one", "two", "three", "some", "several", "multiple", "many", "another", "its", "his", "her", "their", "our", "both", "other", "any", "no":
		return true
	}
	return false
}

// preposition reports words after which a noun phrase is a complement.
func preposition(low string) bool {
	switch low {
	case "of", "for", "from", "in", "at", "with", "to", "on", "by", "between", "after", "about", "over", "under", "into", "against", "near", "than", "like", "including",
		"у", "в", "на", "з", "із", "зі", "до", "від", "за", "про", "для", "по", "під", "після", "с", "со", "из", "к", "от", "о", "об", "под", "после", "при":
		return true
	}
	return false
}

// head reports whether word i may be the head of a phrase that names a speaker.
func (r *reading) head(i int) bool {
	w := r.words[i]
	if w.sort != letters || w.quote > 0 {
		return false
	}
	return r.is(w.low, role) || r.isName(i) || r.anonymousMass(i)
}

// anonymousMass reports "people familiar with" and the like.
func (r *reading) anonymousMass(i int) bool {
	return r.words[i].low == "people" && i+1 < len(r.words) && (r.words[i+1].low == "familiar" || r.words[i+1].low == "briefed" || r.words[i+1].low == "close")
}

// phraseAt returns the noun phrase whose head word i belongs to.
func (r *reading) phraseAt(i int) phrase {
	p := phrase{from: i, to: i + 1, head: i}
	for p.to < len(r.words) && r.sameNoun(p.to-1, p.to) {
		p.to++
	}
	p.head = p.to - 1
	unknown := 0
	for n := 0; n < 8 && p.from > 0; n++ {
		w := r.words[p.from-1]
		if w.sentence != r.words[i].sentence || w.sort != letters && w.sort != digits || w.quote > 0 || preposition(w.low) && !w.capital || w.low == "and" || w.low == "that" {
			break
		}
		m := r.of(w.low)
		known := w.owns || r.isName(p.from-1) || determiner(w.low) || r.french && r.small(w.low) > 0 || m.class == title || m.class == quality || m.class == nation || m.class == role || m.class == thing || m.class == adjective || w.low == "prime" || w.low == "vice"
		if w.sort == digits && r.isName(p.from) && len(w.text) < 4 { // 10 Downing Street
			p.from--
			break
		}
		if w.sort == digits || stopWord(w.low) && !determiner(w.low) || m.class == speech || m.class == negation || auxiliary(w.low) {
			break
		}
		if !known {
			if unknown++; unknown > 2 || !r.leadsToStart(p.from-1) {
				break
			}
		}
		p.from--
		if determiner(w.low) {
			break
		}
	}
	p.from = r.ownClause(p)
	if r.words[p.from].text[0] >= 0xd0 { // a Cyrillic phrase begins with what it is about
		for k := p.from; k < p.to; k++ {
			if r.is(r.words[k].low, role) {
				p.head = k
				break
			}
		}
	}
	return p
}

// ownClause returns where a phrase begins without a thing that its name only says something of: "a
// plan Downing Street has always rejected".
func (r *reading) ownClause(p phrase) int {
	if low := r.words[p.from].low; low != "a" && low != "an" || !r.isName(p.head) {
		return p.from
	}
	for k := p.from + 1; k <= p.head; k++ {
		if r.isName(k) {
			return k
		}
		switch r.of(r.words[k].low).class {
		case role, quality, nation, title:
			return p.from
		}
	}
	return p.from
}

// sameNoun reports whether word j goes on with the noun that ends in word i.
func (r *reading) sameNoun(i, j int) bool {
	a, b := r.words[i], r.words[j]
	if a.sentence != b.sentence || b.sort != letters || b.quote > 0 {
		return false
	}
	return r.isName(j) || r.is(b.low, role) && !auxiliary(b.low)
}

// leadsToStart reports whether a determiner, a possessive or a nation stands
// within two words before i, so that an unknown word is part of its phrase: "the
// regional emergency service".
func (r *reading) leadsToStart(i int) bool {
	for n := 1; n <= 2 && i-n >= 0; n++ {
		w := r.words[i-n]
		if w.sentence != r.words[i].sentence || w.sort != letters || preposition(w.low) {
			return false
		}
		if determiner(w.low) || w.owns || r.is(w.low, nation) {
			return true
		}
	}
	return false
}

func auxiliary(low string) bool {
	switch low {
	case "has", "have", "had", "is", "are", "was", "were", "be", "been", "did", "does", "do", "will", "would", "could", "should", "may", "might", "also", "later", "then", "earlier", "already", "recently", "reportedly", "who", "again", "previously", "separately", "repeatedly", "now", "just",
		"також", "раніше", "вже", "также", "ранее", "уже", "потім", "затем", "позже", "пізніше":
		return true
	}
	return false
}

// withComplement extends a phrase to the right: "spokesman for the defence
// ministry", "речник прикордонної служби". It ends before a verb or a sign.
func (r *reading) withComplement(p phrase) phrase {
	for n := 0; n < 8 && p.to < len(r.words); n++ {
		w := r.words[p.to]
		if w.sentence != r.words[p.head].sentence || w.sort != letters || w.quote > 0 || r.is(w.low, speech) || auxiliary(w.low) || r.is(w.low, calendar) {
			break
		}
		free := r.french || w.text[0] >= 0xd0 // adjectives and genitives follow their noun
		m := r.of(w.low)
		switch {
		case w.low == "of" || w.low == "for" || w.low == "at" || w.low == "from" || w.low == "in" && r.is(r.words[p.head].low, role):
			if p.to+1 >= len(r.words) || r.words[p.to+1].sort != letters || r.is(r.words[p.to+1].low, calendar) {
				return p
			}
		case r.words[p.to-1].low == "of" || r.words[p.to-1].low == "for" || r.words[p.to-1].low == "at" || r.words[p.to-1].low == "from" || r.words[p.to-1].low == "in" || p.to > p.head+1 && determiner(r.words[p.to-1].low):
		case w.low == "and" && p.to+1 < len(r.words) && determiner(r.words[p.to+1].low):
		case r.isName(p.to), m.class == role, m.class == nation, (m.class == thing || m.class == adjective) && (free || p.to > p.head+1), m.class == quality && free:
		case free && !r.french && genitive(w.low):
		default:
			return p
		}
		p.to++
	}
	for p.to > p.head+1 && (preposition(r.words[p.to-1].low) || determiner(r.words[p.to-1].low) || r.words[p.to-1].low == "and") {
		p.to--
	}
	return p
}

// genitive reports Cyrillic adjective endings as in "прикордонної", "пограничной".
func genitive(low string) bool {
	for _, e := range []string{"ої", "ого", "ой", "ей", "их", "ых", "ього", "его", "ній", "ній"} {
		if strings.HasSuffix(low, e) {
			return true
		}
	}
	return false
}

// speakerOf says whom a phrase names.
func (r *reading) speakerOf(p phrase) (Speaker, bool) {
	var names, roles, ids []string
	s := Speaker{Name: r.nameOf(p), Standing: OnRecord}
	unnamed, office, headed, definite := false, false, false, r.words[p.from].low == "the" || r.words[p.from].low == "this" || r.words[p.from].owns || r.words[p.from].text[0] >= 0xd0
	if r.outletIn(p) || p.from > 0 && r.words[p.from-1].sort == opening && r.words[p.from].quote > 0 {
		s.Name = r.withoutArticle(p)
		return Speaker{Name: s.Name, Standing: Reported, Key: "outlet:" + outletKey(s.Name)}, true
	}
	for i := p.from; i < p.to; i++ {
		w := r.words[i]
		m := r.of(w.low)
		switch {
		case m.class == nation:
			if s.Nation == "" {
				s.Nation = m.id
			}
			ids = append(ids, m.id)
		case m.class == role:
			id, sort := r.roleAt(i)
			roles = append(roles, id)
			unnamed = i == p.head && sort == "s" || unnamed
			office = office || sort == "o"
			headed = i == p.head && sort == "s" || headed
			if id != "spokesman" && id != "representative" {
				ids = append(ids, id)
			}
			if at := strings.LastIndexByte(w.low, '-'); at > 0 { // garde-frontière
				if of := r.of(w.low[at+1:]); of.class == thing {
					ids = append(ids, of.id)
				}
			}
		case m.class == quality && m.id == "anonymous":
			unnamed = true
		case r.isName(i) && m.class != thing && m.class != adjective && r.words[i].low != "prime":
			names = append(names, w.text)
			ids = append(ids, r.skeleton(w.text))
		case m.class == thing || m.class == adjective:
			ids = append(ids, m.id)
		}
	}
	if slices.Contains(roles, "newsroom") && len(names) == 0 && r.lastOutlet != "" {
		return Speaker{Name: r.lastOutlet, Standing: Reported, Key: "outlet:" + outletKey(r.lastOutlet)}, true
	}
	for i, id := range ids {
		ids[i] = officeID(id)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	holder := r.namedHolder(p)
	if holder != nil {
		names = holder
	}
	switch {
	case holder == nil && (headed || unnamed && !office || r.anonymousMass(p.head)):
		s.Standing = Anonymous
		s.Key = "anonymous:" + strings.Join(ids, "+")
	case holder != nil || len(names) > 0 && r.namedPerson(p, roles, office):
		known := r.personOf(names)
		s.Key, s.Name = "person:"+r.skeleton(names[len(names)-1]), strings.Join(names, " ")
		if known != nil {
			s.Key, s.Name, s.Nation = "person:"+known.last, known.name, known.nation
		}
	case len(names) == 0 && !office && len(roles) > 0:
		if known := r.holder(roles, s.Nation, p.from); known != nil && definite {
			return Speaker{Name: known.name, Standing: OnRecord, Nation: known.nation, Key: "person:" + known.last}, true
		}
		if len(ids) == 0 { // "a spokesman": of whoever spoke last
			if len(r.offices) > 0 {
				of := r.offices[len(r.offices)-1]
				s.Name, s.Key, s.Nation = s.Name+" ("+of.Name+")", of.Key, of.Nation
				return s, true
			}
			ids = roles
		}
		s.Key = "office:" + strings.Join(ids, "+")
	case len(ids) > 0:
		s.Key = "office:" + strings.Join(ids, "+")
	default:
		return s, false
	}
	return s, true
}

// officeID puts words under one that stand for the same in the names of offices:
// the border guard is a border service elsewhere.
func officeID(id string) string {
	switch id {
	case "troops":
		return "army"
	case "guard":
		return "service"
	}
	return id
}

// roleAt returns the role that word i names: "minister" after "prime" is the
// premier, and "president-elect" is not the president.
func (r *reading) roleAt(i int) (id, sort string) {
	id, sort, _ = strings.Cut(r.of(r.words[i].low).id, "/")
	if id == "minister" && i > 0 && r.words[i-1].low == "prime" {
		id = "premier"
	}
	if before := ""; i > 0 && id == "chief" {
		if before = r.words[i-1].low; strings.HasPrefix(before, "міськ") || strings.HasPrefix(before, "городск") {
			id = "mayor"
		}
	}
	if strings.HasSuffix(r.words[i].low, "-elect") {
		id += "-elect"
	}
	return id, sort
}

// namedPerson reports whether a phrase ends with a person's name: one beside a
// title or a role, or one without any office or nation at its end.
func (r *reading) namedPerson(p phrase, roles []string, office bool) bool {
	if !r.isName(p.head) || r.of(r.words[p.head].low).class == role || r.nationIsHead(p) {
		return false
	}
	if !office {
		return true
	}
	for i := p.from; i < p.head; i++ {
		if m := r.of(r.words[i].low); m.class == title || m.class == role && strings.HasSuffix(m.id, "/p") {
			return true
		}
	}
	return false
}

// nationIsHead reports whether a phrase ends with a nation: "Warsaw", "Downing
// Street".
func (r *reading) nationIsHead(p phrase) bool {
	if r.is(r.words[p.head].low, nation) && !r.words[p.head].owns {
		return true
	}
	return p.head > p.from && r.is(r.words[p.head-1].low, nation) && !r.words[p.head-1].owns && (r.words[p.head].low == "street" || r.words[p.head].low == "palace" || r.words[p.head].low == "house")
}

func (r *reading) nameOf(p phrase) string { return between(r.words, p.from, p.to) }

// withoutArticle is a name as it stands in a list: "Herald" for "the Herald".
func (r *reading) withoutArticle(p phrase) string {
	if p.to-p.from > 1 && r.words[p.from].low == "the" {
		p.from++
	}
	return r.nameOf(p)
}

// outletIn reports whether a phrase names a news outlet or agency.
func (r *reading) outletIn(p phrase) bool {
	for i := p.from; i < p.to; i++ {
		w := r.words[i]
		if !w.capital || !r.isName(i) && !r.is(w.low, wire) {
			continue
		}
		if m := r.whole[w.low]; m.class == wire || m.class == outlet && m.id == "name" {
			return r.of(r.words[p.head].low).class != role
		}
		if w.low == "agency" && i == p.head && i > p.from && (r.words[i-1].low == "news" || r.words[i-1].low == "press" || r.words[i-1].low == "information") {
			return true
		}
		if r.marks[w.low] && i == p.head && i > p.from && (r.isName(i-1) || strings.EqualFold(r.words[p.from].low, "the")) && !r.is(r.words[i-1].low, nation) {
			return true
		}
	}
	return false
}

// outletKey is the same for one outlet however it is written.
func outletKey(name string) string {
	var parts []string
	for w := range strings.FieldsSeq(strings.ToLower(name)) {
		w = strings.Trim(w, ",.:;«»\"“”()")
		if w == "the" || w == "le" || w == "la" || w == "les" || w == "journal" || w == "newspaper" || w == "agency" || w == "a" || w == "газета" || w == "видання" || w == "издание" || w == "агентство" || w == "агенція" {
			continue
		}
		parts = append(parts, skeleton(w))
	}
	return strings.Join(parts, "-")
}
