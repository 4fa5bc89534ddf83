package lineage

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/truceline/truceline"
)

// kin is how a made text came to be.
type kin string

const (
	original    kin = "original"
	aCopy       kin = "copy"
	aCut        kin = "cut"
	paraphrase  kin = "paraphrase"
	translation kin = "translation"
)

// made is a text of the corpus with what is known of it.
type made struct {
	text      truceline.Text
	kin       kin
	parent    int // index; -1 for an original
	happening int
	source    string // who told the original
	tale      tale
	language  string
	body      []string // sentences
}

// tale is what an account of one happening tells: slots and the sentences it
// chose.
type tale struct {
	set    int
	slots  map[string]string
	chosen []int // sentence types of the template set, in order
}

// corpus makes n texts about happenings that never were, in places that are
// nowhere. Accounts of one happening by different sources share its place and
// hour and differ in what else they know; then texts are copied, cut, told in
// other words and translated, each from an earlier one. sets are the templates
// to be used.
func corpus(seed uint64, n int, sets []templates) []made {
	c := &maker{rng: rand.New(rand.NewPCG(seed, 7)), sets: sets, used: map[string]bool{}}
	for len(c.all) < n {
		c.tellHappening()
	}
	return c.all[:n]
}

type maker struct {
	rng        *rand.Rand
	sets       []templates
	all        []made
	happenings int
	used       map[string]bool // wordings an account was told in
}

func (c *maker) pick(list []string) string { return list[c.rng.IntN(len(list))] }

// tellHappening makes one happening: one to four first-hand accounts, and what
// others made of them.
func (c *maker) tellHappening() {
	h := c.happenings
	c.happenings++
	set := c.rng.IntN(len(c.sets))
	start := time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(h*97) * time.Minute)
	common := map[string]string{"P": c.place(), "T": fmt.Sprintf("%02d:%02d", start.Hour(), start.Minute()), "D": strconv.Itoa(start.Day())}
	from := len(c.all)
	accounts := 1 + c.rng.IntN(4)
	var spokesman tale
	for a := range accounts {
		t := c.tale(set, common)
		source := fmt.Sprintf("h%d-%d", h, a)
		if a > 0 && c.rng.IntN(4) == 0 { // the same spokesman told this outlet too
			for _, slot := range []string{"S", "N", "K"} {
				t.slots[slot] = spokesman.slots[slot]
			}
			source = c.all[from].source
		} else {
			for t.slots["S"] == spokesman.slots["S"] {
				t.slots["S"] = strconv.Itoa(c.rng.IntN(len(offices())))
			}
		}
		if a == 0 {
			spokesman = t
		}
		m := made{kin: original, parent: -1, happening: h, source: source, tale: t, language: c.pick(languages())}
		wording := min(a, 1)
		m.body = c.sentences(t, m.language, wording)
		c.used[fmt.Sprintf("%d %s %d", len(c.all), m.language, wording)] = true
		c.publish(m, start.Add(time.Duration(20+c.rng.IntN(120))*time.Minute), "")
	}
	for range c.rng.IntN(11) {
		c.derive(from + c.rng.IntN(len(c.all)-from))
	}
}

// tale chooses what one account tells.
func (c *maker) tale(set int, common map[string]string) tale {
	t := tale{set: set, slots: map[string]string{}}
	for k, v := range common {
		t.slots[k] = v
	}
	t.slots["Q"] = c.place()
	t.slots["R"] = c.place()
	t.slots["S"] = strconv.Itoa(c.rng.IntN(len(offices())))
	for _, s := range []struct {
		name      string
		low, high int
	}{{"N", 3, 40}, {"K", 2, 9}, {"W", 2, 19}, {"H", 4, 60}, {"M", 110, 990}, {"E", 21, 98}, {"L", 1100, 9900}, {"V", 2, 18}} {
		t.slots[s.name] = strconv.Itoa(s.low + c.rng.IntN(s.high-s.low))
	}
	details := c.rng.Perm(len(c.sets[set].details))[:3+c.rng.IntN(2)]
	t.chosen = details
	return t
}

// sentences writes a tale: the lead, what the source said, a quotation, and the
// details. variant chooses between wordings.
func (c *maker) sentences(t tale, language string, variant int) []string {
	set := c.sets[t.set]
	all := []string{set.lead[language][variant], set.said[language][variant], set.quote[language][variant]}
	for _, d := range t.chosen {
		all = append(all, set.details[d][language][variant])
	}
	for i := range all {
		all[i] = c.fill(all[i], t.slots, language, variant)
		r, size := utf8.DecodeRuneInString(all[i])
		all[i] = string(unicode.ToUpper(r)) + all[i][size:]
	}
	return all
}

// fill puts the slots into a sentence.
func (c *maker) fill(s string, slots map[string]string, language string, variant int) string {
	for _, k := range slices.Sorted(maps.Keys(slots)) { // in order, as some draw from the generator
		v := slots[k]
		switch k {
		case "P", "Q", "R":
			v = spell(v, language)
		case "S":
			n, _ := strconv.Atoi(v)
			v = offices()[n][language]
		case "D":
			v = map[string]string{English: v + " March", Ukrainian: v + " березня", Russian: v + " марта", French: v + " mars"}[language]
		case "L":
			switch language {
			case English:
				v = v[:1] + "," + v[1:]
			case French:
				v = v[:1] + "\u202f" + v[1:]
			}
		case "K", "W", "V":
			if variant == 1 && c.rng.IntN(2) == 0 {
				v = inWords(v, language)
			}
		}
		s = strings.ReplaceAll(s, "{"+k+"}", v)
	}
	return s
}

// publish adds a text.
func (c *maker) publish(m made, at time.Time, cites string) {
	n := len(c.all)
	outlet := outletNames()[c.rng.IntN(len(outletNames()))]
	if cites != "" {
		m.body = append(slices.Clone(m.body), map[string]string{English: "This was first reported by " + cites + ".", Ukrainian: "Про це повідомляє " + cites + ".", Russian: "Об этом сообщает " + cites + ".", French: "C'est ce que rapporte le " + cites + "."}[m.language])
	}
	body := strings.Join(m.body, " ")
	m.text = truceline.Text{ID: truceline.IDOf("made", strconv.Itoa(n)), Name: fmt.Sprintf("text-%d", n), Outlet: outlet, Published: at, Body: body}
	c.all = append(c.all, m)
}

// derive makes a text from an earlier one.
func (c *maker) derive(parent int) {
	p := c.all[parent]
	m := made{parent: parent, happening: p.happening, source: p.source, tale: p.tale, language: p.language}
	// Words that an account was told in once are not found a second time.
	variant, language := 1, p.language
	if c.rng.IntN(2) == 0 {
		variant, language = c.rng.IntN(2), c.pick(languages())
	}
	wording := fmt.Sprintf("%d %s %d", c.root(parent), language, variant)
	switch way := c.rng.IntN(4); {
	case way == 0 || way >= 2 && (c.used[wording] || len(p.tale.chosen) < 3 || p.kin == aCut || c.cutAbove(parent)):
		m.kin, m.body = aCopy, c.edited(p.body)
	case way == 1:
		m.kin = aCut
		keep := max(2, len(p.body)*(40+c.rng.IntN(40))/100)
		at := c.rng.IntN(len(p.body) - min(keep, len(p.body)) + 1)
		m.body = append([]string{}, p.body[at:min(at+keep, len(p.body))]...)
	default:
		m.kin = paraphrase
		if language != p.language {
			m.kin = translation
		}
		c.used[wording] = true
		m.language, m.tale = language, c.retell(p)
		m.body = c.sentences(m.tale, language, variant)
	}
	cites := ""
	if c.rng.IntN(10) < 3 {
		cites = p.text.Outlet
	}
	c.publish(m, p.text.Published.Add(time.Duration(3+c.rng.IntN(400))*time.Minute), cites)
}

func (c *maker) root(i int) int { return rootOf(c.all, i) }

// cutAbove reports whether a text or one it goes back to was cut, so that what it
// tells is not known.
func (c *maker) cutAbove(i int) bool {
	for ; i >= 0; i = c.all[i].parent {
		if c.all[i].kin == aCut {
			return true
		}
	}
	return false
}

// retell drops a detail of a tale at times and changes the order of two.
func (c *maker) retell(p made) tale {
	t := p.tale
	t.chosen = append([]int{}, t.chosen...)
	if len(t.chosen) > 3 && c.rng.IntN(2) == 0 {
		i := c.rng.IntN(len(t.chosen))
		t.chosen = append(t.chosen[:i], t.chosen[i+1:]...)
	}
	if c.rng.IntN(3) == 0 {
		i := c.rng.IntN(len(t.chosen) - 1)
		t.chosen[i], t.chosen[i+1] = t.chosen[i+1], t.chosen[i]
	}
	return t
}

// edited changes a word in twenty.
func (c *maker) edited(body []string) []string {
	out := make([]string, len(body))
	for i, s := range body {
		words := strings.Fields(s)
		for j := 1; j < len(words); j++ {
			if c.rng.IntN(20) == 0 {
				words[j] = strings.ToLower(words[j])
			} else if c.rng.IntN(40) == 0 && len(words[j]) > 6 && !strings.ContainsAny(words[j], "0123456789“”«»") {
				words[j] = ""
			}
		}
		out[i] = strings.Join(strings.Fields(strings.Join(words, " ")), " ")
	}
	return out
}

// place invents the name of a village, in a spelling that the languages' own
// are made from.
func (c *maker) place() string {
	return c.pick([]string{"Калин", "Горіш", "Лип", "Дуб", "Верб", "Сосн", "Тернів", "Берез", "Граб", "Чорноліс", "Біл", "Яблун", "Каменян", "Заліс", "Строк", "Мирн", "Велет", "Озер", "Ракит", "Журав", "Дроб", "Лебед", "Мостищ", "Пісоч", "Глибоч", "Ставищ", "Рудн", "Гончар", "Кобил", "Тополь"}) +
		c.pick([]string{"івка", "ань", "инці", "ове", "ське", "атин", "уватка", "ополе", "ичі", "ець", "одари", "оград", "инськ", "етове", "ущина"})
}

// spell writes an invented name in a language.
func spell(name, language string) string {
	switch language {
	case Russian:
		return strings.NewReplacer("івка", "овка", "ське", "ское", "ове", "ово", "інь", "ень", "і", "и", "І", "И").Replace(name)
	case French:
		name = strings.NewReplacer("щ", "chtch", "ж", "j", "х", "kh", "ц", "ts", "ч", "tch", "ш", "ch", "ю", "iou", "я", "ia", "є", "ie", "ь", "", "у", "ou", "ї", "ï", "Ж", "J", "Ч", "Tch", "Я", "Ia", "Щ", "Chtch").Replace(name)
		return romanised(name, "abvhdezyiïiklmnoprstufABVHDEZYIKLMNOPRSTUF")
	case English:
		name = strings.NewReplacer("зг", "zgh", "щ", "shch", "ж", "zh", "х", "kh", "ц", "ts", "ч", "ch", "ш", "sh", "ю", "iu", "я", "ia", "є", "ie", "ь", "", "Ж", "Zh", "Ч", "Ch", "Я", "Ya", "Щ", "Shch").Replace(name)
		return romanised(name, "abvhdezyiiiklmnoprstufABVHDEZYIKLMNOPRSTUF")
	}
	return name
}

// romanised writes the Cyrillic letters that stand for one Latin one each.
func romanised(name, latin string) string {
	from, to := []rune("абвгдезиіїйклмнопрстуфАБВГДЕЗИІКЛМНОПРСТУФ"), []rune(latin)
	return strings.Map(func(r rune) rune {
		for i, f := range from {
			if f == r {
				return to[i]
			}
		}
		return r
	}, name)
}

// languages are those that the corpus is written in.
func languages() []string { return []string{English, Ukrainian, Russian, French} }

// inWords writes a small number in words.
func inWords(v, language string) string {
	if n, _ := strconv.Atoi(v); n > 20 {
		return v
	}
	words := numberWords()
	if language == French {
		words = frenchNumberWords()
	}
	for value, f := range forms(words) {
		if value != v {
			continue
		}
		latin := f[0] < 0x80
		if language == French || latin == (language == English) && (latin || strings.ContainsAny(f, "іїє'") == (language == Ukrainian)) {
			return f
		}
	}
	return v
}

func outletNames() []string {
	var out []string
	for _, a := range []string{"Lakeshore", "Northmere", "Eastvale", "Harbourside", "Greenfield", "Millbrook", "Stonebridge", "Westmark"} {
		for _, b := range []string{"Gazette", "Courier", "Herald", "Tribune", "Chronicle"} {
			out = append(out, a+" "+b)
		}
	}
	return out
}

// offices are who tells the first accounts: roles, and nobody by name.
func offices() []map[string]string {
	return []map[string]string{
		{English: "the spokesman of the border guard", Ukrainian: "речник прикордонної служби", Russian: "представитель пограничной службы", French: "le porte-parole des gardes-frontières"},
		{English: "the regional administration", Ukrainian: "обласна адміністрація", Russian: "областная администрация", French: "l'administration régionale"},
		{English: "the ministry of defence", Ukrainian: "міністерство оборони", Russian: "министерство обороны", French: "le ministère de la Défense"},
		{English: "the emergency service", Ukrainian: "служба надзвичайних ситуацій", Russian: "служба чрезвычайных ситуаций", French: "le service des urgences"},
		{English: "the monitoring mission", Ukrainian: "моніторингова місія", Russian: "мониторинговая миссия", French: "la mission de surveillance"},
		{English: "the police", Ukrainian: "поліція", Russian: "полиция", French: "la police"},
		{English: "the mayor", Ukrainian: "міський голова", Russian: "мэр города", French: "le maire"},
		{English: "the energy company", Ukrainian: "енергетична компанія", Russian: "энергетическая компания", French: "la compagnie d'énergie"},
		{English: "the military command", Ukrainian: "військове командування", Russian: "военное командование", French: "le commandement militaire"},
		{English: "the railway company", Ukrainian: "залізнична компанія", Russian: "железнодорожная компания", French: "la compagnie ferroviaire"},
	}
}
