package lineage

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// fact is something a report says that survives being said in other words or
// another language: a name, a figure, a time, a thing.
type fact struct {
	key    string
	at     int  // word
	strong bool // a name, a figure, a time: not merely a thing spoken of
}

// facts lists them in the order of the text. A key begins with its sort: n name,
// f figure, t time or number, c what a word means.
func (r *reading) facts(figures []Figure) []fact {
	var out []fact
	at := map[int]Figure{}
	for _, f := range figures {
		at[f.from] = f
	}
	for i := 0; i < len(r.words); i++ {
		w := r.words[i]
		if f, ok := at[i]; ok {
			out = append(out, fact{figureKey(f), i, true})
			if counts(f.Unit) {
				out = append(out, fact{"c:" + f.Unit, i, false})
			}
			i = f.to - 1
			continue
		}
		switch {
		case w.sort == digits:
			out = append(out, fact{numberKey(w.low), i, true})
		case w.sort == letters:
			if m := r.of(w.low); m.class != noClass && m.class <= adjective || m.class == nation || m.class == calendar {
				out = append(out, fact{"c:" + m.id, i, false})
			} else if r.isName(i) {
				if s := r.skeleton(w.text); len(s) > 1 {
					out = append(out, fact{"n:" + s, i, len(s) > 2})
				}
			}
		}
	}
	return out
}

// numberKey is the fact that bare digits are: a plain number is one with the
// figures that count something, anything else is a time or a date.
func numberKey(text string) string {
	if v, _, ok := parseDigits(text); ok && !isTime(text) && !isDate(text) {
		return "f:n:" + strconv.FormatFloat(v, 'g', 6, 64)
	}
	return "t:" + text
}

// strongIn returns the strong facts among words [from,to), sorted.
func strongIn(all []fact, span [2]int) []string {
	var out []string
	for _, f := range all {
		if f.strong && f.at >= span[0] && f.at < span[1] {
			out = append(out, f.key)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// withUnits adds, to the facts of a sentence, its figures with what they count:
// six shells and six wounded are two facts.
func withUnits(facts []string, figures []Figure, span [2]int) []string {
	for _, f := range figures {
		if f.from >= span[0] && f.from < span[1] && f.Unit != "" {
			facts = append(facts, "u:"+f.Unit+":"+strconv.FormatFloat(f.Value, 'g', 6, 64))
		}
	}
	slices.Sort(facts)
	return slices.Compact(facts)
}

// background is how many texts there are taken to be beside those at hand, so
// that in a handful of texts a fact that all of them share still says something.
const background = 200

// weights returns what each fact says about where a report comes from: the
// logarithm of one over the share of texts in which it stands (Spärck Jones
// 1972). Beside the texts at hand stand 200 others, in which a thing is common,
// a small figure less so, and a name or an odd figure rare.
func weights(reports []Report) map[string]float64 {
	in := map[string]int{}
	for i := range reports {
		for _, f := range reports[i].factSet {
			in[f]++
		}
	}
	out := make(map[string]float64, len(in))
	for f, n := range in {
		out[f] = math.Log(float64(len(reports)+background) / (float64(n) + elsewhere(f)))
	}
	return out
}

// elsewhere is in how many of the 200 texts of the background a fact stands.
func elsewhere(f string) float64 {
	switch {
	case strings.HasPrefix(f, "c:"):
		return 20
	case strings.HasPrefix(f, "f:n:") && len(f) <= len("f:n:1"):
		return 12
	case strings.HasPrefix(f, "f:") && len(f) <= len("f:n:12"):
		return 5
	}
	return 1
}

func factSet(facts []fact) []string {
	out := make([]string, len(facts))
	for i, f := range facts {
		out[i] = f.key
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// likeness is how far the facts of one report are those of another.
type likeness struct {
	share  float64 // weight of the child's facts that the parent has, of all the child's
	back   float64 // the same of the parent's facts
	order  float64 // share of the common names, figures and times that come in the same order
	common float64 // weight of the common facts
	// least is the share that counts names, figures and times alone, of the report
	// that tells fewer of them; 1 where it tells none.
	least  float64
	strong int // common names, figures and times
	figure int // common figures and times
}

// compare compares a child with a possible parent.
func compare(child, parent *Report, weight map[string]float64) likeness {
	var l likeness
	var all, other float64
	var order []int
	for n, f := range child.facts {
		if child.factAt[f.key] != n {
			continue
		}
		w := weight[f.key]
		all += w
		i, ok := parent.factAt[f.key]
		if !ok {
			continue
		}
		l.common += w
		if f.strong {
			order = append(order, i)
			l.strong++
			if f.key[0] != 'n' {
				l.figure++
			}
		}
	}
	for _, f := range parent.factSet {
		other += weight[f]
	}
	if all > 0 && other > 0 {
		l.share, l.back = l.common/all, l.common/other
	}
	l.least = leastShare(child.strong, parent.strong, weight)
	if len(order) > 0 {
		l.order = float64(longestRising(order)) / float64(len(order))
	}
	return l
}

// leastShare returns how much of the names, figures and times of the report that
// tells fewer of them stands in the other, by weight.
func leastShare(a, b []string, weight map[string]float64) float64 {
	if len(b) < len(a) {
		a, b = b, a
	}
	var all, common float64
	for _, f := range a {
		all += weight[f]
		if _, ok := slices.BinarySearch(b, f); ok {
			common += weight[f]
		}
	}
	if all == 0 {
		return 1
	}
	return common / all
}

func firstAt(facts []fact) map[string]int {
	at := make(map[string]int, len(facts))
	for i, f := range facts {
		if _, ok := at[f.key]; !ok {
			at[f.key] = i
		}
	}
	return at
}

// longestRising returns the length of the longest rising subsequence.
func longestRising(s []int) int {
	var tails []int
	for _, x := range s {
		i, _ := slices.BinarySearch(tails, x)
		if i == len(tails) {
			tails = append(tails, x)
		} else {
			tails[i] = x
		}
	}
	return len(tails)
}
