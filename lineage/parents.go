package lineage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// How is in what way one report was made from another.
type How string

const (
	Declared    How = "declared"    // it was said so with the text
	Copied      How = "copy"        // most of its words
	Cut         How = "cut"         // its words are a part of the other's
	Cited       How = "citation"    // it names the other's outlet and repeats what stands there
	Paraphrased How = "paraphrase"  // its facts in other words
	Translated  How = "translation" // its facts in another language
)

// Derivation says that one report was made from another.
type Derivation struct {
	Child  int     `json:"child"` // index among the reports
	Parent int     `json:"parent"`
	How    How     `json:"how"`
	Score  float64 `json:"score"` // resemblance of their words (0 to 1), or of their facts
	Why    string  `json:"why"`
	// DirectionUnknown is set when nothing says which of the two came first.
	DirectionUnknown bool `json:"direction_unknown,omitempty"`
}

// Thresholds of a derivation. They were set on the tuning templates of the
// seeded corpus and on articles written for the tests, never on those that
// docs/lineage.md gives figures for.
const (
	copyShare    = 0.4  // of the shingles of the smaller text
	copyFacts    = 0.6  // weight of the facts of the one that the other has: set phrases alone make no copy
	copyShingles = 8    // in common at least
	factsShare   = 0.62 // weight of the child's facts that its parent has
	factsStrong  = 4    // names, figures and times in common at least
	factsFigures = 2    // of these, figures and times
	// A long text that was told again has more of them: two articles on one
	// matter share the names that everybody knows.
	wordsPerStrong = 40
	wordsPerFigure = 100
	factsOrder     = 0.5  // of these, in the same order, for that share; less for a greater one
	citedShare     = 0.35 // if the child names the parent's outlet
	quoteWords     = 6    // words of a quotation long enough to be told again
	quoteShared    = 0.6  // of its runs of three words
	nearlyAsMuch   = 0.02 // scores that close are a tie
	namedTie       = 0.25 // scores that close are decided by which outlet is named
	mostlyCopied   = 0.6  // less, and it names the other's outlet: it is told as a citation
	copyEvidence   = 10   // weight of the facts in common that show a copy
	copyPlain      = 0.8  // of the shingles, where a text tells no facts
	copyPlainRuns  = 25
	wholeOfParent  = 0.8 // a copy; less is a cut
)

// parents finds for each report the one it was made from, if any: the best by
// words, else by citation, else by facts. A parent never comes after its child.
func parents(reports []Report) []Derivation {
	weight := weights(reports)
	best := map[int]Derivation{}
	offer := func(d Derivation) {
		had, ok := best[d.Child]
		if !ok || better(d, had, reports) {
			best[d.Child] = d
		}
	}
	declared(reports, offer)
	for _, p := range candidates(reports) {
		if d, ok := byWords(reports, p, weight); ok {
			offer(d)
		}
	}
	for _, p := range alike(reports) {
		if d, ok := byFacts(reports, p, weight); ok {
			offer(d)
		}
	}
	out := make([]Derivation, 0, len(best))
	for _, d := range best {
		if c, from := &reports[d.Child], &reports[d.Parent]; rank(d.How) == rank(Copied) && d.Score < mostlyCopied && cites(c, from) {
			d.How, d.Why = Cited, "it names "+from.Outlet+", and "+d.Why
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b Derivation) int { return cmp.Compare(a.Child, b.Child) })
	return withoutRings(out)
}

// rank orders the ways of finding by what they prove.
func rank(h How) int {
	switch h {
	case Declared:
		return 3
	case Copied, Cut:
		return 2
	case Cited:
		return 1
	}
	return 0
}

// better reports whether a derivation tells more of where a child is from. Of
// two that tell as much the parent that came first is taken.
func better(a, b Derivation, reports []Report) bool {
	if rank(a.How) != rank(b.How) {
		return rank(a.How) > rank(b.How)
	}
	if x, y := names(a, b, reports), names(b, a, reports); x != y && max(a.Score, b.Score)-min(a.Score, b.Score) < namedTie {
		return x
	}
	if d := a.Score - b.Score; d > nearlyAsMuch || d < -nearlyAsMuch {
		return d > 0
	}
	x, y := reports[a.Parent].Text.Published, reports[b.Parent].Text.Published
	if !x.Equal(y) && !x.IsZero() && !y.IsZero() {
		return x.Before(y)
	}
	if a.Score != b.Score {
		return a.Score > b.Score
	}
	return a.Parent < b.Parent
}

// names reports whether a child names the outlet of its parent of itself, and not
// because the other parent does, whose words it may have printed with the name.
func names(d, other Derivation, reports []Report) bool {
	return cites(&reports[d.Child], &reports[d.Parent]) && !cites(&reports[other.Parent], &reports[d.Parent])
}

func declared(reports []Report, offer func(Derivation)) {
	at := map[string]int{}
	for i := range reports {
		at[reports[i].Text.ID.String()] = i
	}
	for i := range reports {
		for _, id := range reports[i].Text.DerivedFrom {
			if p, ok := at[id.String()]; ok && p != i {
				offer(Derivation{Child: i, Parent: p, How: Declared, Score: 1, Why: "it was declared with the text"})
			}
		}
	}
}

// order says which of two reports may be the parent: the one published first.
// known is false where their times do not tell.
func order(reports []Report, p pair) (parent, child int, known bool) {
	a, b := reports[p.a].Text.Published, reports[p.b].Text.Published
	switch {
	case a.IsZero() || b.IsZero() || a.Equal(b):
		return p.a, p.b, false
	case b.Before(a):
		return p.b, p.a, true
	}
	return p.a, p.b, true
}

// byWords finds copies and cuts.
func byWords(reports []Report, p pair, weight map[string]float64) (Derivation, bool) {
	parent, child, known := order(reports, p)
	a, b := reports[parent].shingles, reports[child].shingles
	n := shared(a, b)
	small := min(len(a), len(b))
	if n < min(copyShingles, small) || float64(n) < copyShare*float64(small) || small == 0 {
		return Derivation{}, false
	}
	plain := n >= copyPlainRuns && float64(n) >= copyPlain*float64(small)
	if l := compare(&reports[child], &reports[parent], weight); !plain && (max(l.share, l.back) < copyFacts || l.least < copyFacts || l.common < copyEvidence) {
		return Derivation{}, false
	}
	unknown := false
	if !known {
		switch {
		case cites(&reports[parent], &reports[child]):
			parent, child = child, parent
		case cites(&reports[child], &reports[parent]):
		case len(b) > len(a):
			parent, child, unknown = child, parent, true
		default:
			unknown = true
		}
		a, b = reports[parent].shingles, reports[child].shingles
	}
	d := Derivation{Child: child, Parent: parent, How: Copied, Score: float64(n) / float64(len(a)+len(b)-n), DirectionUnknown: unknown}
	if float64(len(b)) < wholeOfParent*float64(len(a)) {
		d.How = Cut
	}
	d.Why = fmt.Sprintf("%d of its %d runs of %d words stand in the other", n, len(b), shingleWords)
	return d, true
}

// cites reports whether a report names another's outlet.
func cites(child, parent *Report) bool {
	key := outletKey(parent.Outlet)
	return key != "" && slices.ContainsFunc(child.Citations, func(c Citation) bool { return c.Key == key })
}

// alike returns the pairs of reports that share facts of which few texts speak,
// or quotations.
func alike(reports []Report) []pair {
	holders := map[string][]int{}
	for i := range reports {
		for _, f := range reports[i].strong {
			holders[f] = append(holders[f], i)
		}
		for _, q := range quoteRuns(reports[i].quotes) {
			holders[q] = append(holders[q], i)
		}
	}
	limit := max(crowd, int(crowdShare*float64(len(reports))))
	met := map[pair]int{}
	for _, same := range holders {
		meet(met, same, 1, limit)
	}
	return metTwice(met)
}

// quoteRuns returns the runs of three words in quotations, marked as such.
func quoteRuns(quotes []quotation) []string {
	var out []string
	for _, q := range quotes {
		out = append(out, runs(q.words)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func runs(words []string) []string {
	var out []string
	for i := 0; i+3 <= len(words); i++ {
		out = append(out, "q:"+words[i]+" "+words[i+1]+" "+words[i+2])
	}
	return out
}

// byFacts finds what was told again in other words or in another language, and
// what names another outlet and repeats what stands there.
func byFacts(reports []Report, p pair, weight map[string]float64) (Derivation, bool) {
	parent, child, known := order(reports, p)
	if !known && cites(&reports[parent], &reports[child]) && !cites(&reports[child], &reports[parent]) {
		parent, child = child, parent
	}
	c, from := &reports[child], &reports[parent]
	named := cites(c, from)
	quotes, words := sameQuotes(c, from)
	l := compare(c, from, weight)
	if !known && !named && l.back > l.share {
		parent, child, c, from = child, parent, from, c
		l = compare(c, from, weight)
	}
	d := Derivation{Child: child, Parent: parent, Score: math.Sqrt(l.share * l.back), DirectionUnknown: !known && !named}
	switch {
	case named && (quotes > 0 || l.share >= citedShare && l.strong >= factsStrong-1 && l.figure > 0 && !quotesOthers(c, from)):
		d.How = Cited
		d.Why = fmt.Sprintf("it names %s and repeats %s", from.Outlet, repeated(quotes, words, l))
	case l.share >= factsShare && l.strong >= max(factsStrong, c.Words/wordsPerStrong) && l.figure >= max(factsFigures, c.Words/wordsPerFigure) && l.share+l.order/2 >= factsShare+factsOrder/2:
		d.How = Paraphrased
		d.Why = fmt.Sprintf("%d names, figures and times of the other, in its order; %.0f %% of what it tells", l.strong, 100*l.share)
	default:
		return d, false
	}
	if d.How == Paraphrased && c.Language != from.Language && c.Language != "" && from.Language != "" {
		d.How = Translated
	}
	return d, true
}

// quotesOthers reports whether a child quotes somebody by way of the parent's
// outlet, or somebody unnamed, at length: words that would stand in the parent if
// that were the report it names.
func quotesOthers(child, parent *Report) bool {
	for i := range child.Said {
		s := &child.Said[i]
		if s.Speaker.Standing != Anonymous && outletKey(s.Speaker.Via) != outletKey(parent.Outlet) {
			continue
		}
		if slices.ContainsFunc(s.quotes, func(q quotation) bool { return len(q.words) >= quoteWords }) {
			return true
		}
	}
	return false
}

func repeated(quotes, words int, l likeness) string {
	if quotes > 0 {
		return fmt.Sprintf("%d of its quotations (%d words)", quotes, words)
	}
	return fmt.Sprintf("%d of its names, figures and times", l.strong)
}

// sameQuotes counts the quotations of a child that stand in its parent too, and
// their words.
func sameQuotes(child, parent *Report) (quotes, words int) {
	for _, q := range child.quotes {
		if len(q.words) < quoteWords {
			continue
		}
		for _, o := range parent.quotes {
			if sameQuote(q.words, o.words) {
				quotes++
				words += len(q.words)
				break
			}
		}
	}
	return quotes, words
}

// sameQuote reports whether most runs of three words of the shorter of two
// quotations stand in the other.
func sameQuote(a, b []string) bool {
	if len(b) < len(a) {
		a, b = b, a
	}
	if len(a) < 4 {
		return false
	}
	if !sameDigits(a, b) {
		return false
	}
	x, y := runs(a), runs(b)
	slices.Sort(x)
	slices.Sort(y)
	return float64(shared(slices.Compact(x), slices.Compact(y))) >= quoteShared*float64(len(slices.Compact(x)))
}

// sameDigits reports whether every number of the shorter of two quotations
// stands in the other: set phrases with other figures are other statements.
func sameDigits(a, b []string) bool {
	for _, w := range a {
		if w[0] >= '0' && w[0] <= '9' && !slices.Contains(b, w) {
			return false
		}
	}
	return true
}

// withoutRings drops the weakest link of any ring of derivations, which can
// only come of texts whose times are not known or of declarations.
func withoutRings(all []Derivation) []Derivation {
	parent := map[int]int{}
	for i, d := range all {
		parent[d.Child] = i
	}
	drop := map[int]bool{}
	for i := range all {
		weakest, steps := i, 0
		j := i
		for {
			next, ok := parent[all[j].Parent]
			if !ok || drop[next] || drop[j] {
				break
			}
			if rank(all[next].How) < rank(all[weakest].How) || rank(all[next].How) == rank(all[weakest].How) && all[next].Score < all[weakest].Score {
				weakest = next
			}
			if next == i {
				drop[weakest] = true
				break
			}
			if steps++; steps > len(all) {
				break
			}
			j = next
		}
	}
	var out []Derivation
	for i, d := range all {
		if !drop[i] {
			out = append(out, d)
		}
	}
	return out
}
