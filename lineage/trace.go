package lineage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// Graph is everything said in some texts, and who said it first.
type Graph struct {
	Reports     []Report     `json:"reports"`
	Derivations []Derivation `json:"derivations"` // at most one a report, sorted by child
	Origins     []Origin     `json:"origins"`
	Stories     []Story      `json:"lineages"`
	Existence   Count        `json:"existence"`   // independent reports, for: did it happen
	Attribution Count        `json:"attribution"` // independent reports, for: who did it
	Nation      Count        `json:"nation"`      // independent reports, for: whose word is it
	Figures     []SideBySide `json:"figures"`
	Loops       []Loop       `json:"loops"`

	originOf map[[2]int]int // by report and statement
	story    []int          // by report
	cited    []string       // by report: the unseen report it has its news from
}

// Story is one lineage of texts: those that go back to one another, the root
// first.
type Story struct {
	ID      string   `json:"id"`
	Reports []int    `json:"reports"`
	Origins []string `json:"origins"` // what is said in it
}

// Trace reads texts and works out which were made from which, what was said by
// whom, and how many independent lineages they are. Each text must have an ID of
// its own. The order of the texts decides only between what nothing else does.
func (rd *Reader) Trace(texts []truceline.Text) Graph {
	reports := make([]Report, len(texts))
	for i, t := range texts {
		reports[i] = rd.Read(t)
	}
	return rd.Join(reports)
}

// Join does the same for texts that have been read. Reports that speak of
// somebody by an office alone are read again with the offices that other
// reports tell, and those in French that spell a name as others write it.
func (rd *Reader) Join(reports []Report) Graph {
	known := knownPeople(reports)
	for i := range reports {
		named := slices.ContainsFunc(reports[i].people, func(p person) bool { return p.written != p.last && knows(known, p.written) })
		if named || slices.ContainsFunc(reports[i].Said, func(s Said) bool { return s.Speaker.Standing == OnRecord && unnamedOffice(s.Speaker.Key) }) {
			reports[i] = rd.read(reports[i].Text, known)
		}
	}
	g := Graph{Reports: reports, Derivations: parents(reports)}
	g.Origins, g.originOf = origins(reports, g.Derivations)
	g.stories()
	g.citeUnseen()
	g.explainOrigins()
	g.Existence, g.Attribution, g.Nation = g.Independent(Existence, nil), g.Independent(Attribution, nil), g.Independent(Nation, nil)
	g.Figures = g.sideBySide()
	g.Loops = loops(reports, g.Derivations, g.topics())
	return g
}

// unnamedOffice reports whether a key is of an office held by one person:
// "office:president+us".
func unnamedOffice(key string) bool {
	ids, ok := strings.CutPrefix(key, "office:")
	if !ok {
		return false
	}
	for id := range strings.SplitSeq(ids, "+") {
		switch id {
		case "president", "premier", "chancellor", "minister", "secretary", "mayor", "governor":
			return true
		}
	}
	return false
}

// knows reports whether one of the people has this skeleton.
func knows(people []person, last string) bool {
	return slices.ContainsFunc(people, func(p person) bool { return p.last == last })
}

// knownPeople puts together what all reports tell of people and their offices.
func knownPeople(reports []Report) []person {
	at := map[string]int{}
	var out []person
	for i := range reports {
		for _, p := range reports[i].people {
			n, ok := at[p.last]
			if !ok {
				n = len(out)
				at[p.last] = n
				out = append(out, person{last: p.last, first: p.first, name: p.name, nation: p.nation})
			}
			k := &out[n]
			k.roles = append(k.roles, p.roles...)
			slices.Sort(k.roles)
			k.roles = slices.Compact(k.roles)
			if k.nation == "" {
				k.nation = p.nation
			}
		}
	}
	return out
}

// stories groups the reports that go back to one another.
func (g *Graph) stories() {
	s := newSets(len(g.Reports))
	for _, d := range g.Derivations {
		s.join(d.Child, d.Parent)
	}
	g.story = make([]int, len(g.Reports))
	at := map[int]int{}
	child := map[int]bool{}
	for _, d := range g.Derivations {
		child[d.Child] = true
	}
	for i := range g.Reports {
		root := s.find(i)
		n, ok := at[root]
		if !ok {
			n = len(g.Stories)
			at[root] = n
			g.Stories = append(g.Stories, Story{ID: fmt.Sprintf("L%d", n+1)})
		}
		g.story[i] = n
		if child[i] {
			g.Stories[n].Reports = append(g.Stories[n].Reports, i)
		} else {
			g.Stories[n].Reports = append([]int{i}, g.Stories[n].Reports...)
		}
	}
	for i, o := range g.Origins {
		for _, r := range o.Reports {
			if st := &g.Stories[g.story[r]]; !slices.Contains(st.Origins, g.Origins[i].ID) {
				st.Origins = append(st.Origins, g.Origins[i].ID)
			}
		}
	}
}

// topics groups the reports that tell of one thing: derived from one another, or
// with something said in common, or citing with enough facts in common.
func (g *Graph) topics() []int {
	s := newSets(len(g.Reports))
	for _, d := range g.Derivations {
		s.join(d.Child, d.Parent)
	}
	for _, o := range g.Origins {
		for _, r := range o.Reports[1:] {
			s.join(o.Reports[0], r)
		}
	}
	weight := weights(g.Reports)
	for _, p := range alike(g.Reports) {
		a, b := &g.Reports[p.a], &g.Reports[p.b]
		if s.find(p.a) != s.find(p.b) && (cites(a, b) || cites(b, a)) {
			if l := compare(a, b, weight); max(l.share, l.back) >= citedShare && l.strong >= 2 {
				s.join(p.a, p.b)
			}
		}
	}
	out := make([]int, len(g.Reports))
	for i := range out {
		out[i] = s.find(i)
	}
	return out
}

// citeUnseen names the report that a text has its news from where that is not
// among the texts: "the Herald's". Texts that cite one outlet and tell of one
// thing go back to one report.
func (g *Graph) citeUnseen() {
	g.cited = make([]string, len(g.Reports))
	derived := map[int]bool{}
	for _, d := range g.Derivations {
		derived[d.Child] = true
	}
	by := map[string][]int{}
	var keys []string
	for i := range g.Reports {
		if derived[i] || len(g.Reports[i].Citations) == 0 {
			continue
		}
		key := g.Reports[i].Citations[0].Key
		if len(by[key]) == 0 {
			keys = append(keys, key)
		}
		by[key] = append(by[key], i)
	}
	weight := weights(g.Reports)
	for _, key := range keys {
		s := newSets(len(g.Reports))
		for n, i := range by[key] {
			for _, j := range by[key][n+1:] {
				if l := compare(&g.Reports[i], &g.Reports[j], weight); max(l.share, l.back) >= citedShare && l.strong >= 2 {
					s.join(i, j)
				}
			}
		}
		for _, i := range by[key] {
			g.cited[i] = fmt.Sprintf("report:%s#%d", key, s.find(i)+1)
		}
	}
}

// explainOrigins says why what looks like one source is not.
func (g *Graph) explainOrigins() {
	for i := range g.Origins {
		o := &g.Origins[i]
		if len(o.Reports) > 1 {
			o.Why = "the same words, figures or names stand in each of them, or one was made from the other"
			continue
		}
		for j := range g.Origins {
			other := &g.Origins[j]
			if i != j && o.Standing == Anonymous && other.Standing == Anonymous && o.Via != "" && outletKey(o.Via) == outletKey(other.Via) {
				o.Why = fmt.Sprintf("%s is named as for %s, but no words, figures or names that are told there: another briefing", o.Via, other.ID)
				break
			}
		}
	}
}

// Ancestors returns what report i goes back to at a level, sorted: the texts it
// was made from, the unseen report that it or they cite, what it and they say
// that others say too, and what was declared with them. For attribution also the
// outlets, those that are named, and whoever speaks on record; for nation also the
// nations that its speakers are of.
func (g *Graph) Ancestors(i int, level Level) []string {
	var out []string
	for _, at := range g.line(i) {
		out = append(out, g.sources(at, level)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// line returns a report and those it was made from, the nearest first.
func (g *Graph) line(i int) []int {
	out := []int{i}
	for n := 0; n < len(g.Reports); n++ {
		d, ok := slices.BinarySearchFunc(g.Derivations, out[len(out)-1], func(d Derivation, child int) int { return d.Child - child })
		if !ok {
			break
		}
		out = append(out, g.Derivations[d].Parent)
	}
	return out
}

// sources returns what one report has beside what it was made from.
func (g *Graph) sources(i int, level Level) []string {
	r := &g.Reports[i]
	out := []string{"text:" + r.Text.ID.String()}
	if g.cited[i] != "" {
		out = append(out, g.cited[i])
	}
	for s := range r.Said {
		if o, ok := g.originOf[[2]int{i, s}]; ok {
			out = append(out, "said:"+g.Origins[o].ID)
			if level >= Attribution && g.Origins[o].Standing == OnRecord {
				out = append(out, "speaker:"+r.Said[s].Speaker.Key)
			}
			if nation := g.Origins[o].Nation; level >= Nation && nation != "" {
				out = append(out, truceline.NationMark+nation)
			}
		}
	}
	for _, a := range r.Text.Lineage {
		if level.counts(a) {
			out = append(out, a)
		}
	}
	if level >= Attribution {
		if key := outletKey(r.Outlet); key != "" {
			out = append(out, "outlet:"+key)
		}
		for _, c := range r.Citations {
			out = append(out, "outlet:"+c.Key)
		}
	}
	return out
}

// Independent counts the independent lineages among some reports, all of them
// if which is nil.
func (g *Graph) Independent(level Level, which []int) Count {
	if which == nil {
		for i := range g.Reports {
			which = append(which, i)
		}
	}
	sets := make([][]string, len(which))
	for n, i := range which {
		sets[n] = g.Ancestors(i, level)
	}
	return CountIndependent(sets)
}
