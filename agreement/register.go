package agreement

import (
	"fmt"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"go.yaml.in/yaml/v3"
)

// definitions reads what words of the text mean.
func (r *reader) definitions(g group) []truceline.Definition {
	var list []truceline.Definition
	var words []string
	for i, n := range r.items(g, "definitions") {
		dg, ok := r.group(n, fmt.Sprintf("definitions[%d]", i+1), "definitions")
		if !ok {
			continue
		}
		d := truceline.Definition{Word: r.text(dg, "word"), Words: r.byLanguage(dg, "words"), Means: r.text(dg, "means"), Meanings: r.byLanguage(dg, "meanings"), Readings: r.byParty(dg, "readings")}
		if d.Word != "" && slices.Contains(words, d.Word) {
			r.problem(r.value(dg, "word"), at(dg.path, "word"), fmt.Sprintf("The word %q is defined twice.", clip(d.Word)), "Keep one meaning, and give the parties' own under readings.")
			continue
		}
		words, list = append(words, d.Word), append(list, d)
	}
	return list
}

// byParty reads a text for some of the parties.
func (r *reader) byParty(g group, key string) map[string]string {
	n := r.value(g, key)
	if n == nil {
		return nil
	}
	path := at(g.path, key)
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		r.problem(n, path, fmt.Sprintf("Here a text for each party is expected, but there is %s.", form(n)), "Write the id of a party and its reading, one a line.")
		return nil
	}
	texts := map[string]string{}
	for i := 0; i+1 < len(n.Content) && !r.full(); i += 2 {
		party, text := n.Content[i], n.Content[i+1]
		switch _, twice := texts[party.Value]; {
		case !slices.Contains(r.parties, party.Value):
			r.problem(party, path, fmt.Sprintf("There is no party %q.", clip(party.Value)), didYouMean(party.Value, r.parties))
		case twice:
			r.problem(party, path, fmt.Sprintf("The party %q stands here twice.", party.Value), "Keep one of the two.")
		default:
			texts[party.Value] = r.textOf(text, at(path, party.Value))
		}
	}
	return texts
}

// lines reads the lines that distances are kept from.
func (r *reader) lines(g group) []truceline.ReferenceLine {
	var lines []truceline.ReferenceLine
	of := map[string]bool{} // line and party
	for i, n := range r.items(g, "lines") {
		lg, ok := r.group(n, label("lines", i, n), "lines")
		if !ok {
			continue
		}
		l := truceline.ReferenceLine{ID: r.name(lg, "id"), Name: r.text(lg, "name"), Names: r.byLanguage(lg, "names"), Source: r.text(lg, "source"),
			For: r.list(lg, "for", r.oneOf("party", r.parties)), Contact: r.onlyTrue(lg, "contact"), AsOf: r.day(lg, "as_of")}
		if n := r.value(lg, "points"); n != nil {
			if l.Points = r.course(n, at(lg.path, "points")); l.Contact {
				r.problem(n, at(lg.path, "points"), "The line is the contact line of each day and has a course of its own as well.", "Keep one of the two.")
			}
		}
		parties := l.For
		if len(parties) == 0 {
			parties = r.parties
		}
		for _, p := range parties {
			if key := l.ID + " " + p; of[key] {
				r.problem(n, lg.path, fmt.Sprintf("The line %q is given twice for %s.", l.ID, p), "Give each party one line of that id.")
			} else {
				of[key] = true
			}
		}
		if l.ID != "" {
			lines = append(lines, l)
			if !slices.Contains(r.lineIDs, l.ID) {
				r.lineIDs = append(r.lineIDs, l.ID)
			}
		}
	}
	return lines
}

// day reads a date.
func (r *reader) day(g group, key string) truceline.Date {
	n := r.value(g, key)
	if n == nil {
		return ""
	}
	d := truceline.Date(n.Value)
	if _, err := d.Time(time.UTC); err != nil || n.Kind != yaml.ScalarNode {
		r.problem(n, at(g.path, key), fmt.Sprintf("%s is no date.", form(n)), "Write it like 2014-09-19.")
		return ""
	}
	return d
}

// weaponClasses reads the weapons that the text treats alike.
func (r *reader) weaponClasses(g group) []truceline.WeaponClass {
	var classes []truceline.WeaponClass
	for i, n := range r.items(g, "weapons") {
		wg, ok := r.group(n, label("weapons", i, n), "weapons")
		if !ok {
			continue
		}
		w := truceline.WeaponClass{ID: r.name(wg, "id"), Name: r.text(wg, "name"), Names: r.byLanguage(wg, "names"), Types: r.list(wg, "types", nil),
			CalibreMM: r.bounds(wg, "calibre_mm"), RangeKm: r.bounds(wg, "range_km")}
		if w.ID = r.unique(wg, w.ID, r.weapons, "weapon class"); w.ID != "" {
			classes, r.weapons = append(classes, w), append(r.weapons, w.ID)
		}
	}
	return classes
}

// bounds reads from where to where a number may lie.
func (r *reader) bounds(g group, key string) *truceline.Bounds {
	n := r.value(g, key)
	if n == nil {
		return nil
	}
	bg, ok := r.group(n, at(g.path, key), "weapons."+key)
	if !ok {
		return nil
	}
	var b truceline.Bounds
	least, hasLeast := r.number(bg, "least")
	below, hasBelow := r.number(bg, "below")
	b.Least, b.Below = least, below
	if !hasLeast && !hasBelow || least < 0 || hasBelow && below <= least {
		r.problem(n, bg.path, "These bounds hold nothing.", "Write least: from which number on, below: up to which number, or one of the two.")
		return nil
	}
	return &b
}

// response reads what shall follow a breach.
func (r *reader) response(g group) []truceline.ResponseStep {
	var steps []truceline.ResponseStep
	for i, n := range r.items(g, "response") {
		sg, ok := r.group(n, fmt.Sprintf("response[%d]", i+1), "response")
		if !ok {
			continue
		}
		s := truceline.ResponseStep{After: r.length(sg, "after"), Who: r.text(sg, "who"), Names: r.byLanguage(sg, "names"),
			Text: r.text(sg, "text"), Texts: r.byLanguage(sg, "texts"),
			Least: r.word(sg, "severity", []string{"G0", "G1", "G2", "G3", "G4"})}
		if len(steps) > 0 && s.After > 0 && s.After < steps[len(steps)-1].After {
			r.problem(n, sg.path, "This step comes before the one above it.", "Put the steps in the order of their clocks.")
		}
		steps = append(steps, s)
	}
	return steps
}

// amendments reads the changes of the text and returns the clauses of all
// versions, each with the hours in which its wording holds.
func (r *reader) amendments(g group, a truceline.Agreement) ([]truceline.Amendment, []truceline.Clause) {
	var list []truceline.Amendment
	clauses := a.Clauses
	for i, n := range r.items(g, "amendments") {
		ag, ok := r.group(n, fmt.Sprintf("amendments[%d]", i+1), "amendments")
		if !ok {
			continue
		}
		m := truceline.Amendment{Text: r.text(ag, "text"), Texts: r.byLanguage(ag, "texts")}
		if v := r.whole(ag, "version"); v != nil {
			m.Version = *v
		}
		before, newest := 1, a.Version
		if len(list) > 0 {
			before = list[len(list)-1].Version
		}
		if m.Version != 0 && (m.Version <= before || m.Version > newest) {
			r.problem(r.value(ag, "version"), at(ag.path, "version"), fmt.Sprintf("The amendment makes version %d, after version %d and in a file of version %d.", m.Version, before, newest),
				"Number the amendments in their order, and give the file the number of the last.")
		}
		if m.From, ok = r.moment(ag, "from"); !ok {
			continue
		}
		if len(list) > 0 && !m.From.After(list[len(list)-1].From) {
			r.problem(r.value(ag, "from"), at(ag.path, "from"), "The amendment does not come after the one before it.", "Put the amendments in the order of their dates.")
		}
		clauses = r.amend(ag, &m, clauses)
		list = append(list, m)
	}
	return list, clauses
}

// amend ends the clauses that an amendment replaces or removes, and adds its own.
func (r *reader) amend(g group, m *truceline.Amendment, clauses []truceline.Clause) []truceline.Clause {
	var current []string
	for _, c := range clauses {
		if c.Until.IsZero() {
			current = append(current, c.ID)
		}
	}
	m.Removes = r.list(g, "removes", r.oneOf("clause in force", current))
	added, groups := r.clauseList(g)
	ends := slices.Clone(m.Removes)
	for _, c := range added {
		if slices.Contains(m.Removes, c.ID) {
			r.problem(g.node, g.path, fmt.Sprintf("The clause %q is removed and given anew.", c.ID), "To replace a clause it is enough to give it anew.")
		}
		ends = append(ends, c.ID)
	}
	out := slices.Clone(clauses)
	for i := range out {
		if out[i].Until.IsZero() && slices.Contains(ends, out[i].ID) {
			out[i].Until = m.From
		}
	}
	for i := range added {
		added[i].Version, added[i].From = m.Version, m.From
		out = append(out, added[i])
	}
	for i := range added {
		r.exceptions(groups[i], &out[len(out)-len(added)+i], out)
	}
	return out
}
