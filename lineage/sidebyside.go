package lineage

import (
	"cmp"
	"fmt"
	"slices"
)

// SideBySide is what different people say about one quantity, kept apart.
type SideBySide struct {
	About       string       `json:"about"`
	Unit        string       `json:"unit"`
	Proposed    bool         `json:"proposed,omitempty"`
	Values      []ValueClaim `json:"values"` // from small to large
	Conflicting bool         `json:"conflicting"`
}

// ValueClaim is one value and all who give it.
type ValueClaim struct {
	Value     float64  `json:"value"`
	Least     float64  `json:"least"`
	Most      float64  `json:"most"`
	Unit      string   `json:"unit"`
	Km        float64  `json:"km,omitempty"`
	Text      string   `json:"text"`
	Claimants []string `json:"claimants"`
	DeniedBy  []string `json:"denied_by,omitempty"` // who says that it is not so
	Claims    [][2]int `json:"claims"`              // report and claim
	// Lineages is how many independent lineages give this value.
	Lineages int `json:"lineages"`
	// Credibility is the Admiralty number that follows from them and from those
	// that give another value.
	Credibility int `json:"credibility"`
}

// quantity is what a figure is of. Figures are compared only if they are of one
// quantity: what is counted or measured, in fact or in a proposal.
type quantity struct {
	about, unit string
	proposed    bool
}

func quantityOf(c Claim) quantity {
	q := quantity{about: c.About, unit: c.Unit, proposed: c.Proposed && counts(c.Unit)}
	switch c.Unit {
	case "mile", "m":
		q.unit = "km"
	case "gbp", "usd", "eur", "uah", "rub", "year", "month", "week", "day":
		if q.about == c.Unit {
			q.about = ""
		}
	}
	return q
}

// sideBySide puts the figures of one quantity beside one another. What was
// reported, not proposed, is compared only where the sentences or the reports
// name a place or person in common.
func (g *Graph) sideBySide() []SideBySide {
	var all [][2]int
	for i := range g.Reports {
		for j := range g.Reports[i].Claims {
			all = append(all, [2]int{i, j})
		}
	}
	s := newSets(len(all))
	names := make([][]string, len(g.Reports))
	for i := range g.Reports {
		names[i] = commonNames(&g.Reports[i])
	}
	by := map[quantity][]int{}
	var order []quantity
	for n, at := range all {
		q := quantityOf(g.Reports[at[0]].Claims[at[1]])
		if q.about == "" && q.unit != "km" {
			continue
		}
		if len(by[q]) == 0 {
			order = append(order, q)
		}
		by[q] = append(by[q], n)
	}
	for _, q := range order {
		for n, a := range by[q] {
			for _, b := range by[q][n+1:] {
				if s.find(a) != s.find(b) && g.comparable(all[a], all[b], q, names) {
					s.join(a, b)
				}
			}
		}
	}
	groups := map[int][]int{}
	var roots []int
	for _, q := range order {
		for _, n := range by[q] {
			root := s.find(n)
			if len(groups[root]) == 0 {
				roots = append(roots, root)
			}
			groups[root] = append(groups[root], n)
		}
	}
	slices.Sort(roots)
	var out []SideBySide
	for _, root := range roots {
		var claims [][2]int
		for _, n := range groups[root] {
			claims = append(claims, all[n])
		}
		out = append(out, g.beside(claims))
	}
	return out
}

// comparable reports whether two claims of one quantity are about one matter.
func (g *Graph) comparable(a, b [2]int, q quantity, names [][]string) bool {
	x, y := &g.Reports[a[0]].Claims[a[1]], &g.Reports[b[0]].Claims[b[1]]
	if a[0] == b[0] && x.sentence == y.sentence && !q.proposed {
		return false // "3 here and 5 there"
	}
	if g.story[a[0]] == g.story[b[0]] && x.Value == y.Value {
		return true
	}
	if q.proposed || q.unit == "km" && q.about == "line" {
		return shared(names[a[0]], names[b[0]]) >= 2 || shared(x.places, y.places) >= 1
	}
	return shared(x.places, y.places) >= 1
}

// commonNames returns the names and nations that a report names, sorted.
func commonNames(r *Report) []string {
	seen := map[string]int{}
	for _, f := range r.facts {
		if f.key[0] == 'n' && f.strong || len(f.key) <= 7 && f.key[0] == 'c' {
			seen[f.key]++
		}
	}
	var out []string
	for k, n := range seen {
		if n >= 2 {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// beside writes claims of one quantity side by side.
func (g *Graph) beside(claims [][2]int) SideBySide {
	first := g.Reports[claims[0][0]].Claims[claims[0][1]]
	q := quantityOf(first)
	out := SideBySide{About: q.about, Unit: q.unit, Proposed: q.proposed}
	for _, at := range claims {
		c := g.Reports[at[0]].Claims[at[1]]
		i := slices.IndexFunc(out.Values, func(v ValueClaim) bool { return v.Value == c.Value && v.Unit == c.Unit })
		if i < 0 {
			i = len(out.Values)
			out.Values = append(out.Values, ValueClaim{Value: c.Value, Least: c.Least, Most: c.Most, Unit: c.Unit, Km: c.Km, Text: c.Text})
		}
		v := &out.Values[i]
		v.Claims = append(v.Claims, at)
		by := &v.Claimants
		if c.Denied {
			by = &v.DeniedBy
		}
		if !slices.Contains(*by, c.Claimant.Name) {
			*by = append(*by, c.Claimant.Name)
		}
	}
	slices.SortStableFunc(out.Values, func(a, b ValueClaim) int { return cmp.Compare(size(a), size(b)) })
	for i := range out.Values {
		against := g.denials(out.Values[i].Claims, true)
		if len(against) > 0 && len(out.Values[i].Claimants) > 0 {
			out.Conflicting = true
		}
		for j := range out.Values {
			if i != j && !agree(out.Values[i], out.Values[j]) {
				against = append(against, g.denials(out.Values[j].Claims, false)...)
				out.Conflicting = out.Conflicting || len(out.Values[i].Claimants) > 0 && len(out.Values[j].Claimants) > 0
			}
		}
		v := &out.Values[i]
		v.Lineages = g.lineagesOf(g.denials(v.Claims, false))
		if v.Credibility = Credibility(v.Lineages, g.lineagesOf(against)); q.proposed {
			v.Credibility = Credibility(0, 0) // what should be is no fact
		}
	}
	return out
}

// denials returns those of some claims that deny the figure, or those that do not.
func (g *Graph) denials(claims [][2]int, denied bool) [][2]int {
	var out [][2]int
	for _, at := range claims {
		if g.Reports[at[0]].Claims[at[1]].Denied == denied {
			out = append(out, at)
		}
	}
	return out
}

// size is what values are ordered and compared by.
func size(v ValueClaim) float64 {
	if v.Km > 0 {
		return v.Km
	}
	return v.Value
}

// sameSize is how far two figures may differ and still be one, rounded.
const sameSize = 0.02

// agree reports whether two values can both be true: their bounds overlap.
func agree(a, b ValueClaim) bool {
	low := func(v ValueClaim) float64 { return v.Least * size(v) / max(v.Value, 1e-9) * (1 - sameSize) }
	high := func(v ValueClaim) float64 {
		if v.Most == 0 {
			return 1e300
		}
		return v.Most * size(v) / max(v.Value, 1e-9) * (1 + sameSize)
	}
	return low(a) <= high(b) && low(b) <= high(a)
}

// lineagesOf counts the independent lineages of some claims: what each goes back
// to is what was once said, the speaker on record, or the text it first stood in.
func (g *Graph) lineagesOf(claims [][2]int) int {
	var sets [][]string
	for _, at := range claims {
		sets = append(sets, g.claimAncestors(at))
	}
	for i, a := range claims {
		for j, b := range claims[:i] {
			if g.fromOneAnother(a, b) {
				link := fmt.Sprintf("claims:%d-%d", j, i)
				sets[i], sets[j] = append(sets[i], link), append(sets[j], link)
			}
		}
	}
	return Independent(sets)
}

// fromOneAnother reports whether one of two claims of a value may be a repeat of the
// other, whoever it is given to: they stand in texts that go back to one another,
// or in one text whose own voice or whose name for a government is one of them. Two
// others who are quoted in one text are two.
func (g *Graph) fromOneAnother(a, b [2]int) bool {
	if g.story[a[0]] != g.story[b[0]] {
		return false
	}
	x, y := g.Reports[a[0]].Claims[a[1]].Claimant, g.Reports[b[0]].Claims[b[1]].Claimant
	// "Kyiv says" above what its general staff said.
	whole := x.Nation != "" && x.Nation == y.Nation && (x.Key == "office:"+x.Nation || y.Key == "office:"+y.Nation)
	return a[0] != b[0] || x.Standing == OwnVoice || y.Standing == OwnVoice || whole
}

func (g *Graph) claimAncestors(at [2]int) []string {
	c := &g.Reports[at[0]].Claims[at[1]]
	out := []string{}
	switch c.Claimant.Standing {
	case OnRecord:
		out = append(out, "speaker:"+c.Claimant.Key)
	case Anonymous:
		for s := range g.Reports[at[0]].Said {
			if g.Reports[at[0]].Said[s].Speaker.Standing == Anonymous {
				if o, ok := g.originOf[[2]int{at[0], s}]; ok {
					out = append(out, "said:"+g.Origins[o].ID)
				}
			}
		}
	}
	if len(out) == 0 || c.Claimant.Standing == Anonymous {
		out = append(out, g.Stories[g.story[at[0]]].ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
