package agreement

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"go.yaml.in/yaml/v3"
)

// termsOf says which terms a form of duty may have.
func termsOf(k truceline.ClauseKind) []string {
	switch k {
	case truceline.ClauseAbsenceInZone, truceline.ClauseNoEvent, truceline.ClauseProhibitedComm:
		return []string{"weapons"}
	case truceline.ClauseMinDistance:
		return []string{"weapons", "line", "distance_km"}
	case truceline.ClauseCap:
		return []string{"weapons", "most", "within"}
	case truceline.ClauseDeclared:
		return []string{"declared"}
	case truceline.ClauseDeadline:
		return []string{"stages", "complete_record"}
	case truceline.ClausePrecondition:
		return []string{"within", "deeds"}
	case truceline.ClauseSimultaneity:
		return []string{"within", "deeds", "complete_record"}
	case truceline.ClauseNotification:
		return []string{"within", "notice", "deeds", "complete_record"}
	case truceline.ClauseProcedure, truceline.ClauseAccess:
		return []string{"within", "deeds", "complete_record"}
	case truceline.ClauseMovingExclude:
		return []string{"radius_m", "around", "watches"}
	case truceline.ClauseCorridor:
		return []string{"radius_m", "path", "watches"}
	case truceline.ClauseProtected:
		return []string{"least", "unit", "states"}
	case truceline.ClauseExemption:
		return []string{"within", "notice", "deeds", "complete_record"}
	}
	return nil
}

// together are terms of which none says anything without the others.
func together(k truceline.ClauseKind) []string {
	switch k {
	case truceline.ClauseMinDistance:
		return []string{"line", "distance_km"}
	case truceline.ClauseCap:
		return []string{"most", "within"}
	case truceline.ClauseSimultaneity, truceline.ClauseProcedure:
		return []string{"within", "deeds"}
	case truceline.ClauseNotification, truceline.ClauseExemption:
		return []string{"within", "notice", "deeds"}
	case truceline.ClauseDeadline:
		return []string{"stages"}
	case truceline.ClausePrecondition, truceline.ClauseAccess:
		return []string{"within"}
	case truceline.ClauseMovingExclude:
		return []string{"radius_m", "around"}
	case truceline.ClauseCorridor:
		return []string{"radius_m", "path", "watches"}
	case truceline.ClauseDeclared:
		return []string{"declared"}
	}
	return nil
}

// terms reads the numbers, times and deeds of a clause's form.
func (r *reader) terms(g group, c truceline.Clause) *truceline.Terms {
	n := r.value(g, "terms")
	if n == nil {
		return nil
	}
	tg, ok := r.group(n, at(g.path, "terms"), "clauses.terms")
	if !ok {
		return nil
	}
	r.termsFit(tg, c.Kind)
	t := &truceline.Terms{
		Weapons: r.list(tg, "weapons", r.oneOf("weapon class", r.weapons)),
		Unit:    r.text(tg, "unit"), Notice: r.word(tg, "notice", []string{"before", "after"}),
		Deeds: r.list(tg, "deeds", nil), States: r.list(tg, "states", nil),
		Around: r.list(tg, "around", nil), Watches: r.list(tg, "watches", nil),
		Most: r.whole(tg, "most"), Least: r.whole(tg, "least"),
		Within: r.length(tg, "within"), Complete: r.onlyTrue(tg, "complete_record"),
		DistanceKm: r.distances(tg), Stages: r.stages(tg), Stock: r.declared(tg),
	}
	if n := r.value(tg, "line"); n != nil {
		t.Line = r.known(n, at(tg.path, "line"), "line", r.lineIDs)
	}
	if v, ok := r.number(tg, "radius_m"); ok {
		if t.RadiusM = v; !(v > 0 && v <= 1e6) {
			r.problem(r.value(tg, "radius_m"), at(tg.path, "radius_m"), fmt.Sprintf("A radius of %g m cannot be right.", v), "Write metres above 0, at most 1000000. Ten nautical miles are 18520.")
		}
	}
	if n := r.value(tg, "path"); n != nil {
		t.Path = r.course(n, at(tg.path, "path"))
	}
	return t
}

// termsFit refuses terms that the form has no use for, and asks for those that
// go together.
func (r *reader) termsFit(g group, k truceline.ClauseKind) {
	may := termsOf(k)
	var there []string
	for i := 0; i+1 < len(g.node.Content); i += 2 {
		key := g.node.Content[i]
		there = append(there, key.Value)
		if k != "" && !slices.Contains(may, key.Value) && slices.Contains(names(keysOf("clauses.terms")), key.Value) {
			r.problem(key, at(g.path, key.Value), fmt.Sprintf("A clause of the form %s has no term %q.", k, key.Value), "It may have: "+strings.Join(may, ", ")+".")
		}
	}
	for _, key := range together(k) {
		if !slices.Contains(there, key) {
			r.problem(g.node, at(g.path, key), fmt.Sprintf("A clause of the form %s with terms needs %q.", k, key), "Add it, or leave terms out altogether; the duty is then left to people.")
		}
	}
}

// whole reads a whole number from 0 to a million.
func (r *reader) whole(g group, key string) *int {
	n := r.value(g, key)
	if n == nil {
		return nil
	}
	v, ok := r.numberOf(n, at(g.path, key))
	if ok && (v != math.Trunc(v) || v < 0 || v > 1e6) {
		r.problem(n, at(g.path, key), fmt.Sprintf("%s is no number of things.", clip(n.Value)), "Write a whole number from 0 to 1000000.")
		return nil
	}
	i := int(v)
	return &i
}

// onlyTrue reads a key that may only be true.
func (r *reader) onlyTrue(g group, key string) bool {
	n := r.value(g, key)
	if n == nil {
		return false
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool" && strings.EqualFold(n.Value, "true") {
		return true
	}
	r.problem(n, at(g.path, key), fmt.Sprintf("Only true may stand here, but there is %s.", form(n)), "Write "+key+": true, or remove the line.")
	return false
}

// length reads a length of time: a whole number and d, h, m or s.
func (r *reader) length(g group, key string) time.Duration {
	n := r.value(g, key)
	if n == nil {
		return 0
	}
	units := map[byte]time.Duration{'d': 24 * time.Hour, 'h': time.Hour, 'm': time.Minute, 's': time.Second}
	if s := n.Value; n.Kind == yaml.ScalarNode && len(s) > 1 {
		count, err := strconv.Atoi(s[:len(s)-1])
		if unit := units[s[len(s)-1]]; err == nil && unit > 0 && count > 0 && count <= 100_000 && s[0] != '+' {
			return time.Duration(count) * unit
		}
	}
	r.problem(n, at(g.path, key), fmt.Sprintf("%s is no length of time.", form(n)), "Write a whole number and its unit without a space: 7d, 24h, 90m or 30s.")
	return 0
}

// distances reads how far each party must keep from a line.
func (r *reader) distances(g group) map[string]float64 {
	n := r.value(g, "distance_km")
	if n == nil {
		return nil
	}
	path := at(g.path, "distance_km")
	if n.Kind != yaml.MappingNode {
		r.problem(n, path, fmt.Sprintf("Here a distance for each party is expected, but there is %s.", form(n)),
			"Write the id of each party and its distance in kilometres, e.g. "+depthExample(r.parties)+". A single figure does not say whether it is the width or the depth.")
		return nil
	}
	return r.depths(n, path)
}

// pattern reads what makes several happenings one.
func (r *reader) pattern(g group, c truceline.Clause) *truceline.Pattern {
	n := r.value(g, "pattern")
	if n == nil {
		return nil
	}
	pg, ok := r.group(n, at(g.path, "pattern"), "clauses.pattern")
	if !ok {
		return nil
	}
	if c.Kind != truceline.ClauseNoEvent && c.Kind != truceline.ClauseAbsenceInZone {
		r.problem(n, pg.path, fmt.Sprintf("A clause of the form %s has no pattern.", c.Kind), "Only no_event and absence_in_zone may have one.")
		return nil
	}
	p := &truceline.Pattern{Name: r.text(pg, "name"), Within: r.length(pg, "within")}
	if least := r.whole(pg, "least"); least != nil {
		if p.Least = *least; p.Least < 2 || p.Least > 1000 {
			r.problem(r.value(pg, "least"), at(pg.path, "least"), fmt.Sprintf("%d happenings are no pattern.", p.Least), "Write a whole number from 2 to 1000.")
		}
	}
	if v, ok := r.number(pg, "across_km"); ok {
		if p.AcrossKm = v; !(v > 0 && v <= 2000) {
			r.problem(r.value(pg, "across_km"), at(pg.path, "across_km"), fmt.Sprintf("%g km cannot be right.", v), "Write kilometres above 0, at most 2000.")
		}
	}
	if different := r.whole(pg, "different"); different != nil {
		if p.Different = *different; p.Different > len(c.Kinds) || p.Different > p.Least {
			r.problem(r.value(pg, "different"), at(pg.path, "different"), fmt.Sprintf("There cannot be %d kinds among them.", p.Different), fmt.Sprintf("The clause names %d kinds, and the pattern takes %d happenings; write no more than the smaller.", len(c.Kinds), p.Least))
		}
	}
	return p
}

// stages reads the steps of a schedule.
func (r *reader) stages(g group) []truceline.Stage {
	var stages []truceline.Stage
	for i, n := range r.items(g, "stages") {
		sg, ok := r.group(n, fmt.Sprintf("%s[%d]", at(g.path, "stages"), i+1), "clauses.terms.stages")
		if !ok {
			continue
		}
		s := truceline.Stage{Deed: r.text(sg, "deed"), Text: r.text(sg, "text")}
		if s.By, ok = r.moment(sg, "by"); ok {
			stages = append(stages, s)
		}
	}
	return stages
}

// moment reads a local time beside the zone in which it was announced.
func (r *reader) moment(g group, key string) (t time.Time, ok bool) {
	n, loc := r.value(g, key), r.zoneOf(g, r.text(g, "zone"))
	if n == nil || loc == nil {
		return t, false
	}
	return r.localTime(n, at(g.path, key), loc)
}

// declared reads what parties declared to hold.
func (r *reader) declared(g group) []truceline.Declared {
	var stock []truceline.Declared
	for i, n := range r.items(g, "declared") {
		dg, ok := r.group(n, fmt.Sprintf("%s[%d]", at(g.path, "declared"), i+1), "clauses.terms.declared")
		if !ok {
			continue
		}
		var d truceline.Declared
		if n := r.value(dg, "party"); n != nil {
			d.Party = r.known(n, at(dg.path, "party"), "party", r.parties)
		}
		if n := r.value(dg, "zone"); n != nil {
			d.Zone = r.known(n, at(dg.path, "zone"), "zone", r.zoneIDs)
		}
		if n := r.value(dg, "weapon"); n != nil {
			d.Weapon = r.known(n, at(dg.path, "weapon"), "weapon class", r.weapons)
		}
		if count := r.whole(dg, "count"); count != nil {
			d.Count = *count
		}
		if d.Serials = r.list(dg, "serials", nil); len(d.Serials) > d.Count {
			r.problem(r.value(dg, "serials"), at(dg.path, "serials"), fmt.Sprintf("%d serial numbers are given for %d.", len(d.Serials), d.Count), "Raise the count, or leave out those that are not declared.")
		}
		stock = append(stock, d)
	}
	return stock
}

// course reads an open line of at least two points.
func (r *reader) course(n *yaml.Node, path string) truceline.Polyline {
	if n.Kind != yaml.SequenceNode {
		r.problem(n, path, fmt.Sprintf("Here a list of points is expected, but there is %s.", form(n)), "Write each point on its own line: - {lat: 48.50, lon: 37.95}.")
		return nil
	}
	var line truceline.Polyline
	for i, p := range n.Content {
		if r.full() {
			return nil
		}
		point, ok := r.point(p, fmt.Sprintf("%s[%d]", path, i+1))
		if !ok {
			return nil
		}
		if len(line) == 0 || line[len(line)-1] != point {
			line = append(line, point)
		}
	}
	if len(line) < 2 {
		r.problem(n, path, "This line has fewer than two different points.", "Add the missing points.")
		return nil
	}
	return line
}
