package lineage

import (
	"slices"
	"strings"
)

// person is somebody a text names.
type person struct {
	first, last string // skeletons
	written     string // the last name's, as it is written: in French it may stand for another
	name        string // fullest form
	roles       []string
	nation      string
}

// findPeople registers everybody whom a text names with a first and a last
// name, or with a title or an office, so that "the prime minister" and "Sir
// Keir" can be told to be one.
func (r *reading) findPeople() {
	for i := 0; i < len(r.words); i++ {
		if !r.isPersonWord(i) {
			continue
		}
		to := i + 1
		for to < len(r.words) && to-i < 4 && r.isPersonWord(to) && !r.words[to-1].owns && r.words[to].sentence == r.words[i].sentence && r.words[to-1].quote == r.words[to].quote {
			to++
		}
		r.addPerson(i, to)
		i = to - 1
	}
}

func (r *reading) isPersonWord(i int) bool {
	if !r.isName(i) || r.headlines[r.words[i].sentence] {
		return false
	}
	m := r.of(r.words[i].low)
	return (m.class == noClass || m.class == act || m.class == speech) && !r.marks[r.words[i].low] && r.whole[r.words[i].low].class != outlet
}

// findHeadlines marks sentences of which most words are capitalised: there a
// capital says nothing.
func (r *reading) findHeadlines() {
	all, capitals := map[int]int{}, map[int]int{}
	for _, w := range r.words {
		if w.sort == letters && len(w.text) > 3 {
			all[w.sentence]++
			if w.capital {
				capitals[w.sentence]++
			}
		}
	}
	for s, n := range all {
		if n >= 6 && capitals[s]*5 >= n*4 {
			r.headlines[s] = true
		}
	}
}

// addPerson registers the name that words [from,to) are, with the title, offices
// and nation that stand beside it. A single name is taken only if something
// beside it says that it is a person's.
func (r *reading) addPerson(from, to int) {
	var roles []string
	nationOf, titled := "", false
	for i := from - 1; i >= 0 && i >= from-4 && r.words[i].sentence == r.words[from].sentence && r.words[i].sort == letters; i-- {
		m := r.of(r.words[i].low)
		if m.class == title {
			titled = true
		} else if m.class == role {
			id, _ := r.roleAt(i)
			roles = append(roles, id)
		} else if m.class == nation && (r.words[i].owns || len(roles) > 0 || i == from-1) {
			nationOf = m.id
		} else if r.words[i].low != "prime" && m.class != quality && m.class != thing && m.class != adjective {
			break
		}
	}
	if after, n := r.apposition(to); len(after) > 0 {
		roles = append(roles, after...)
		if nationOf == "" {
			nationOf = n
		}
	}
	if to-from < 2 && !titled && len(roles) == 0 && nationOf == "" {
		return
	}
	last := r.skeleton(r.words[to-1].text)
	if len(last) < 2 {
		return
	}
	p := r.personOf([]string{r.words[to-1].text})
	if p == nil || to-from > 1 && !sameName(p.last, last) {
		r.people = append(r.people, person{last: last, written: skeleton(r.words[to-1].text)})
		p = &r.people[len(r.people)-1]
	}
	if name := between(r.words, from, to); len(name) > len(p.name) && (to-from > 1 || p.name == "") {
		p.name = trimOwner(name)
	}
	if to-from > 1 {
		p.first = r.skeleton(r.words[from].text)
	}
	p.roles = append(p.roles, roles...)
	slices.Sort(p.roles)
	p.roles = slices.Compact(p.roles)
	if p.nation == "" {
		p.nation = nationOf
	}
}

func trimOwner(name string) string {
	if n := len(name) - 2; n > 0 && name[n:] == "'s" {
		return name[:n]
	}
	return name
}

// apposition reads what stands after a name between commas: "…, the Ukrainian
// president, …".
func (r *reading) apposition(i int) (roles []string, nationOf string) {
	if i >= len(r.words) || r.words[i].text != "," {
		return nil, ""
	}
	for n := 1; n <= 6 && i+n < len(r.words); n++ {
		w := r.words[i+n]
		if w.sort != letters || w.sentence != r.words[i].sentence {
			break
		}
		switch m := r.of(w.low); {
		case m.class == role:
			id, _ := r.roleAt(i + n)
			return append(roles, id), nationOf
		case m.class == nation:
			nationOf = m.id
		case w.low == "former":
			return nil, ""
		case determiner(w.low) || m.class == quality || m.class == thing || m.class == adjective || w.low == "prime" || w.owns:
		default:
			return nil, ""
		}
	}
	return nil, ""
}

// namedHolder returns the words of the name of the one who holds the office that a phrase names, where it
// stands behind it: "министр обороны Рустем Умеров", "the defence minister, Rustem Umerov,". It takes a first and a last
// name, so that a town is not taken for its mayor.
func (r *reading) namedHolder(p phrase) (names []string) {
	var offices []string
	for i := p.from; i < p.to; i++ {
		if m := r.of(r.words[i].low); m.class == role {
			offices = append(offices, m.id)
		}
	}
	if len(offices) == 0 || strings.HasSuffix(offices[0], "/o") || offices[0] == "source/s" || offices[0] == "official/s" || offices[0] == "spokesman/p" && slices.ContainsFunc(offices[1:], func(o string) bool { return strings.HasSuffix(o, "/p") }) {
		return nil // "a spokesman of the president, ...": it is not told whose name follows
	}
	from := p.to - 2
	if p.to+2 < len(r.words) && r.words[p.to].text == "," && r.words[p.to+1].sentence == r.words[p.head].sentence {
		from = p.to + 1
	}
	if from <= p.from || !r.isPersonWord(from) || !r.isPersonWord(from+1) || preposition(r.words[from-1].low) || ofTown(r.words[from].low) {
		return nil
	}
	if from > p.to && from+2 < len(r.words) && r.words[from+2].sort == letters && r.words[from+2].sentence == r.words[from].sentence {
		return nil // the comma began something else
	}
	return []string{r.words[from].text, r.words[from+1].text}
}

// ofTown reports a Cyrillic adjective in the genitive, which no first name is: "мэр Кривого Рога".
func ofTown(low string) bool {
	return slices.ContainsFunc([]string{"ого", "его", "ього", "ої"}, func(e string) bool { return strings.HasSuffix(low, e) })
}

// personOf finds the person with one of these names, the last or a first name
// that goes with a known last one.
func (r *reading) personOf(names []string) *person {
	last := r.skeleton(names[len(names)-1])
	for i := range r.people {
		if sameName(r.people[i].last, last) && len(last) > 1 {
			return &r.people[i]
		}
	}
	if len(names) == 1 {
		for i := range r.people {
			if r.people[i].first == last && last != "" {
				return &r.people[i]
			}
		}
	}
	return nil
}

// holder finds the person who has one of these roles and was named before word
// i, of this nation where both are known; of several the one named last. What
// other texts say of people's offices counts where this one says nothing.
func (r *reading) holder(roles []string, nation string, i int) *person {
	if p := r.holderAmong(r.people, roles, nation, i); p != nil {
		return p
	}
	return r.holderAmong(r.known, roles, nation, i)
}

func (r *reading) holderAmong(people []person, roles []string, nation string, i int) *person {
	var best *person
	bestAt, bestMatch := -1, false
	for n := range people {
		p := &people[n]
		if nation != "" && p.nation != "" && nation != p.nation || !slices.ContainsFunc(roles, func(s string) bool { return s != "spokesman" && s != "general" && slices.Contains(p.roles, s) }) {
			continue
		}
		at, match := r.nearer(p.last, i), nation != "" && p.nation == nation
		if at < 0 {
			continue
		}
		if best == nil || match && !bestMatch || match == bestMatch && at > bestAt {
			best, bestAt, bestMatch = p, at, match
		}
	}
	return best
}

// nearer returns the last word before i at which a person is named, -1 if none.
func (r *reading) nearer(last string, i int) int {
	for i--; i >= 0; i-- {
		if r.words[i].capital && r.words[i].sort == letters && sameName(r.skeleton(r.words[i].text), last) {
			return i
		}
	}
	return -1
}
