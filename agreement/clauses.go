package agreement

import (
	"fmt"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"go.yaml.in/yaml/v3"
)

// clauses reads the duties, then checks what they say of one another.
func (r *reader) clauses(g group) []truceline.Clause {
	r.atLeast(g, "clauses", 1, "An agreement needs at least one clause.")
	clauses, groups := r.clauseList(g)
	for i := range clauses {
		r.exceptions(groups[i], &clauses[i], clauses)
	}
	r.unusedExemptions(groups, clauses)
	return clauses
}

// clauseList reads the entries of a list of clauses.
func (r *reader) clauseList(g group) ([]truceline.Clause, []group) {
	var clauses []truceline.Clause
	var ids []string
	var groups []group
	for i, n := range r.items(g, "clauses") {
		var optional []string
		if kindOf(n) == string(truceline.ClauseExemption) {
			optional = []string{"thresholds", "severity"} // nothing is ever found under an exemption
		}
		cg, ok := r.group(n, label("clauses", i, n), "clauses", optional...)
		if !ok {
			continue
		}
		c := r.clause(cg)
		if c.ID = r.unique(cg, c.ID, ids, "clause"); c.ID != "" {
			ids, clauses, groups = append(ids, c.ID), append(clauses, c), append(groups, cg)
		}
	}
	return clauses, groups
}

// kindOf looks ahead at the kind of a clause, which decides what it needs.
func kindOf(n *yaml.Node) string {
	for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
		if n.Content[i].Value == "kind" {
			return n.Content[i+1].Value
		}
	}
	return ""
}

// clause reads one duty.
func (r *reader) clause(g group) truceline.Clause {
	c := truceline.Clause{
		ID:         r.name(g, "id"),
		Article:    r.article(g),
		Kind:       truceline.ClauseKind(r.word(g, "kind", clauseKinds())),
		Text:       r.text(g, "text"),
		Texts:      r.byLanguage(g, "texts"),
		Binds:      r.list(g, "binds", r.oneOf("party", r.parties)),
		Kinds:      kinds(r.list(g, "kinds", r.oneOf("kind of happening", kindCodes()))),
		Indicators: kinds(r.list(g, "indicators", r.oneOf("kind of happening", kindCodes()))),
		Thresholds: r.thresholds(g),
		Severity:   r.word(g, "severity", []string{"G0", "G1", "G2", "G3", "G4"}),
		Note:       r.text(g, "note"),
		Owner:      r.text(g, "owner"),
		Doubts:     r.list(g, "unverified_numbers", nil),
	}
	r.atLeast(g, "binds", 1, "Name the parties that the clause binds; most bind all.")
	if n := r.value(g, "zone"); n != nil {
		c.Zone = r.known(n, at(g.path, "zone"), "zone", r.zoneIDs)
	}
	for _, m := range r.list(g, "verified_by", r.oneOf("means", meansWords())) {
		c.VerifiedBy = append(c.VerifiedBy, truceline.Means(m))
	}
	c.Terms = r.terms(g, c)
	c.Pattern = r.pattern(g, c)
	c.Condition = r.condition(g)
	for _, doubt := range c.Doubts {
		r.warn(r.value(g, "unverified_numbers"), g.path, fmt.Sprintf("Not read in a source: %s.", strings.TrimRight(doubt, ".")), "Find the source, or settle the number with those who sign.")
	}
	r.kindsFit(g, c)
	r.verifiable(g, &c)
	return c
}

// known reads the id of something that the file has named before.
func (r *reader) known(n *yaml.Node, path, what string, ids []string) string {
	s := r.textOf(n, path)
	if s != "" && !slices.Contains(ids, s) {
		r.problem(n, path, fmt.Sprintf("There is no %s %q.", what, clip(s)), didYouMean(s, ids))
		return ""
	}
	return s
}

// article reads the number of a clause in its text, which people write with
// and without quotation marks.
func (r *reader) article(g group) string {
	if n := r.value(g, "article"); n != nil && n.Kind == yaml.ScalarNode {
		return strings.TrimSpace(n.Value)
	}
	return r.text(g, "article")
}

// thresholds reads from what probability on each thing is said. At one half or
// below, a thing and its opposite could both be met.
func (r *reader) thresholds(g group) truceline.Thresholds {
	n := r.value(g, "thresholds")
	if n == nil {
		return truceline.Thresholds{}
	}
	tg, ok := r.group(n, at(g.path, "thresholds"), "clauses.thresholds")
	if !ok {
		return truceline.Thresholds{}
	}
	read := func(key string) float64 {
		v, ok := r.number(tg, key)
		if ok && !(v > 0.5 && v <= 1) {
			hint := "Write a number above 0.5 and at most 1, e.g. 0.8."
			if v > 1 && v <= 100 {
				hint = fmt.Sprintf("Write %g %% as %g. %s", v, v/100, hint)
			}
			r.problem(r.value(tg, key), at(tg.path, key), fmt.Sprintf("%g cannot be a threshold.", v), hint)
		}
		return v
	}
	return truceline.Thresholds{Exists: read("exists"), Breach: read("breach"), Attribution: read("attribution")}
}

// kindsFit checks the happenings of a clause against its form.
func (r *reader) kindsFit(g group, c truceline.Clause) {
	switch c.Kind {
	case truceline.ClauseNoEvent, truceline.ClauseAbsenceInZone, truceline.ClauseMinDistance, truceline.ClauseCap, truceline.ClauseExemption:
		if len(c.Kinds) == 0 {
			r.problem(g.node, at(g.path, "kinds"), fmt.Sprintf("A clause of the kind %s must say which happenings it is about.", c.Kind), "Add kinds: with their codes, e.g. [F1, F2, F3].")
		}
	}
	for _, k := range c.Indicators {
		if slices.Contains(c.Kinds, k) {
			r.problem(r.value(g, "indicators"), at(g.path, "indicators"), fmt.Sprintf("%s stands under kinds already.", k), "A happening is either forbidden itself, or only points at one that is. Keep it in one of the two lists.")
		}
	}
}

// verifiable flags a clause that no means could verify, before it is signed.
// An alert warns of what may come and an unstated means says nothing, so these
// alone verify nothing.
func (r *reader) verifiable(g group, c *truceline.Clause) {
	if c.Kind == truceline.ClauseExemption {
		return
	}
	able := slices.ContainsFunc(c.VerifiedBy, func(m truceline.Means) bool {
		return m != truceline.MeansAirAlert && m != truceline.MeansUnstated
	})
	if c.Unverified = !able; able {
		return
	}
	r.warn(g.node, g.path, "The clause is unverifiable: no means is named that could verify it.",
		"Name the means under verified_by: if there are any, or tell those who will sign that nobody will be able to say whether it is kept.")
}

// exceptions reads which exemptions limit a clause.
func (r *reader) exceptions(g group, c *truceline.Clause, all []truceline.Clause) {
	var exemptions []string
	for _, e := range all {
		if e.Kind == truceline.ClauseExemption {
			exemptions = append(exemptions, e.ID)
		}
	}
	c.Except = r.list(g, "except", func(n *yaml.Node, path, s string) bool {
		switch {
		case slices.ContainsFunc(all, func(o truceline.Clause) bool { return o.ID == s && o.Kind != truceline.ClauseExemption }):
			r.problem(n, path, fmt.Sprintf("The clause %q is not an exemption.", s), "Only clauses of the kind exemption may stand here.")
		case c.Kind == truceline.ClauseExemption:
			r.problem(n, path, "An exemption cannot have exceptions of its own.", "Narrow the exemption instead.")
		case slices.Contains(exemptions, s):
			return true
		default:
			r.problem(n, path, fmt.Sprintf("There is no exemption %q.", clip(s)), didYouMean(s, exemptions))
		}
		return false
	})
}

// unusedExemptions warns of exemptions that no clause names: they look as if
// they did something.
func (r *reader) unusedExemptions(groups []group, clauses []truceline.Clause) {
	var used []string
	for _, c := range clauses {
		used = append(used, c.Except...)
	}
	slices.Sort(used)
	for i, c := range clauses {
		if _, ok := slices.BinarySearch(used, c.ID); c.Kind == truceline.ClauseExemption && !ok {
			r.warn(groups[i].node, groups[i].path, "No clause names this exemption, so it limits none.", "Write its id under except: of the clauses that it limits.")
		}
	}
}

func kinds(codes []string) []truceline.Kind {
	var kinds []truceline.Kind
	for _, c := range codes {
		kinds = append(kinds, truceline.Kind(c))
	}
	return kinds
}

func kindCodes() []string {
	var codes []string
	for _, k := range truceline.Kinds() {
		codes = append(codes, string(k.Kind))
	}
	return codes
}

func clauseKinds() []string {
	var words []string
	for _, k := range truceline.ClauseKinds() {
		words = append(words, string(k))
	}
	return words
}

func meansWords() []string {
	var words []string
	for _, m := range truceline.AllMeans() {
		words = append(words, string(m))
	}
	return words
}
