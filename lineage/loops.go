package lineage

import (
	"slices"
	"strings"
)

// Loop is circular reporting: outlets that each have a thing from the next, the
// last from the first, so that what looks like a second voice is an echo.
type Loop struct {
	Outlets []string `json:"outlets"` // in order: each has it from the next, the last from the first
	Reports []int    `json:"reports"` // by which it is seen
	Alarm   string   `json:"alarm"`   // in a sentence, naming the loop
}

// loops finds rings among outlets: within one story, outlet A has it from B and
// B from A, in whichever of their reports; and reports that were declared to be
// made from one another.
func loops(reports []Report, derived []Derivation, story []int) []Loop {
	type edge struct{ from, to string }
	byStory := map[int]map[edge][]int{}
	add := func(s int, from, to string, by ...int) {
		if from == "" || to == "" || from == to {
			return
		}
		if byStory[s] == nil {
			byStory[s] = map[edge][]int{}
		}
		byStory[s][edge{from, to}] = append(byStory[s][edge{from, to}], by...)
	}
	name := map[string]string{}
	for i := range reports {
		key := whoseReport(&reports[i])
		name[key] = outletName(&reports[i])
		for _, c := range reports[i].Citations {
			if _, ok := name[c.Key]; !ok {
				name[c.Key] = c.Outlet
			}
			add(story[i], key, c.Key, i)
		}
	}
	for _, d := range derived {
		if c := &reports[d.Child]; d.How != Declared && len(c.Citations) > 0 && !cites(c, &reports[d.Parent]) {
			continue // it says whom it has it from
		}
		add(story[d.Child], whoseReport(&reports[d.Child]), whoseReport(&reports[d.Parent]), d.Child, d.Parent)
	}
	at := map[string]int{}
	for i := range reports {
		at[reports[i].Text.ID.String()] = i
	}
	for i := range reports {
		for _, id := range reports[i].Text.DerivedFrom {
			if p, ok := at[id.String()]; ok && p != i {
				add(story[i], whoseReport(&reports[i]), whoseReport(&reports[p]), i, p)
			}
		}
	}
	var out []Loop
	for s := range slices.Max(append(slices.Clone(story), 0)) + 1 {
		next := map[string][]string{}
		for e := range byStory[s] {
			next[e.from] = append(next[e.from], e.to)
		}
		for _, ring := range rings(next) {
			l := Loop{}
			for i, key := range ring {
				l.Outlets = append(l.Outlets, name[key])
				l.Reports = append(l.Reports, byStory[s][edge{key, ring[(i+1)%len(ring)]}]...)
			}
			slices.Sort(l.Reports)
			l.Reports = slices.Compact(l.Reports)
			l.Alarm = alarm(l.Outlets)
			out = append(out, l)
		}
	}
	return out
}

// chain writes a loop: "A has it from B, B from C, C from A".
func chain(outlets []string) string {
	var parts []string
	for i, o := range outlets {
		verb := " from "
		if i == 0 {
			verb = " has it from "
		}
		parts = append(parts, o+verb+outlets[(i+1)%len(outlets)])
	}
	return strings.Join(parts, ", ")
}

// whoseReport is the key of a report's outlet, or of the text itself.
func whoseReport(r *Report) string {
	if key := outletKey(r.Outlet); key != "" {
		return key
	}
	return "text " + r.Text.Name
}

func outletName(r *Report) string {
	if r.Outlet != "" {
		return r.Outlet
	}
	return r.Text.Name
}

// rings returns the shortest ring through each outlet that is on one, each ring
// once, beginning with its smallest key.
func rings(next map[string][]string) [][]string {
	var keys []string
	for k, to := range next {
		slices.Sort(to)
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var out [][]string
	covered := map[string]bool{}
	for _, start := range keys {
		if covered[start] {
			continue
		}
		if ring := shortestRing(next, start); ring != nil {
			out = append(out, ring)
			for _, k := range ring {
				covered[k] = true
			}
		}
	}
	return out
}

// shortestRing searches breadth first for the way back to start.
func shortestRing(next map[string][]string, start string) []string {
	from := map[string]string{}
	for todo := []string{start}; len(todo) > 0; todo = todo[1:] {
		for _, to := range next[todo[0]] {
			if to == start {
				ring := []string{}
				for k := todo[0]; k != start; k = from[k] {
					ring = append(ring, k)
				}
				ring = append(ring, start)
				slices.Reverse(ring)
				return ring
			}
			if _, ok := from[to]; !ok {
				from[to] = todo[0]
				todo = append(todo, to)
			}
		}
	}
	return nil
}
