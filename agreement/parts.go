package agreement

import (
	"fmt"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"go.yaml.in/yaml/v3"
)

// agreement reads the whole file.
func (r *reader) agreement(root *yaml.Node) truceline.Agreement {
	g, ok := r.group(root, "", "")
	if !ok {
		return truceline.Agreement{}
	}
	a := truceline.Agreement{
		ID:      r.name(g, "id"),
		Version: r.version(g),
		Title:   r.text(g, "title"),
		Titles:  r.byLanguage(g, "titles"),
		Note:    r.text(g, "note"),
		Sources: r.list(g, "sources", nil),
	}
	r.atLeast(g, "sources", 1, "Name at least one place where the text can be read.")
	a.Parties = r.readParties(g)
	for _, p := range a.Parties {
		r.parties = append(r.parties, p.ID)
	}
	a.Status = r.status(g, a.Parties)
	a.Windows = r.windows(g)
	a.Zones = r.zones(g)
	for _, z := range a.Zones {
		r.zoneIDs = append(r.zoneIDs, z.ID)
	}
	a.Lines, a.Weapons = r.lines(g), r.weaponClasses(g)
	a.Clauses = r.clauses(g)
	a.Amendments, a.Clauses = r.amendments(g, a)
	a.Definitions, a.Response = r.definitions(g), r.response(g)
	a.Languages = r.list(g, "languages", nil)
	a.AuthoritativeRead = r.text(g, "authoritative_read")
	if n := r.value(g, "authoritative"); n != nil {
		a.Authoritative = r.known(n, "authoritative", "language of the text", a.Languages)
		if a.Authoritative != "" && a.AuthoritativeRead == "" {
			r.warn(n, "authoritative", fmt.Sprintf("Not read in a source: that the text in %s is the one that counts.", a.Authoritative), "Find the source and name it under authoritative_read, or settle it with those who sign.")
		}
	}
	a.Readings = r.byParty(g, "readings")
	return a
}

// atLeast asks for a number of entries in a list that is there.
func (r *reader) atLeast(g group, key string, n int, hint string) {
	for i := 0; i+1 < len(g.node.Content); i += 2 {
		k, v := g.node.Content[i], g.node.Content[i+1]
		if k.Value == key && v.Kind == yaml.SequenceNode && len(v.Content) < n {
			r.problem(k, at(g.path, key), fmt.Sprintf("The list %q has %d entries; it needs at least %d.", key, len(v.Content), n), hint)
		}
	}
}

// version reads the version, a whole number from 1.
func (r *reader) version(g group) int {
	n := r.value(g, "version")
	if n == nil {
		return 0
	}
	v, ok := r.numberOf(n, "version")
	if ok && (v != float64(int(v)) || v < 1 || v > 1e6) {
		r.problem(n, "version", fmt.Sprintf("%s is not a version.", n.Value), "Write 1 for the first text, and one more each time it changes.")
		return 0
	}
	return int(v)
}

// readParties reads the sides.
func (r *reader) readParties(g group) []truceline.Party {
	r.atLeast(g, "parties", 2, "A truce binds at least two parties; name each, also one that did not accept the text.")
	var parties []truceline.Party
	var ids []string
	for i, n := range r.items(g, "parties") {
		pg, ok := r.group(n, label("parties", i, n), "parties")
		if !ok {
			continue
		}
		p := truceline.Party{ID: r.name(pg, "id"), Name: r.text(pg, "name"), Names: r.byLanguage(pg, "names"), Claimants: r.list(pg, "claimants", nil)}
		if p.ID = r.unique(pg, p.ID, ids, "party"); p.ID != "" {
			ids, parties = append(ids, p.ID), append(parties, p)
		}
	}
	return parties
}

// unique refuses an id that another entry of the list has already.
func (r *reader) unique(g group, id string, before []string, what string) string {
	if id != "" && slices.Contains(before, id) {
		r.problem(r.value(g, "id"), at(g.path, "id"), fmt.Sprintf("Another %s has the id %q already.", what, id), "Give each its own id.")
		return ""
	}
	return id
}

// byLanguage reads a text in other languages.
func (r *reader) byLanguage(g group, key string) truceline.Texts {
	n := r.value(g, key)
	if n == nil {
		return nil
	}
	path := at(g.path, key)
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 || len(n.Content) > 2*maxItems {
		r.problem(n, path, fmt.Sprintf("Here texts by language are expected, but there is %s.", form(n)), "Write uk: and the text on one line, ru: and the text on the next.")
		return nil
	}
	texts := truceline.Texts{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		lang, text := n.Content[i], n.Content[i+1]
		bad := lang.Kind != yaml.ScalarNode || len(lang.Value) < 2 || len(lang.Value) > 3 || strings.Trim(lang.Value, "abcdefghijklmnopqrstuvwxyz") != ""
		switch _, twice := texts[lang.Value]; {
		case bad:
			r.problem(lang, path, fmt.Sprintf("%q is not a language code.", clip(lang.Value)), "Write two or three small letters, e.g. uk, fr, ru.")
		case lang.Value == "en":
			r.problem(lang, path, "The English text stands above, and here once more.", "Keep the one above.")
		case twice:
			r.problem(lang, path, fmt.Sprintf("The language %q stands here twice.", lang.Value), "Keep one of the two.")
		default:
			texts[lang.Value] = r.textOf(text, at(path, lang.Value))
		}
	}
	return texts
}

// status reads whose text it is and checks that its words fit together.
func (r *reader) status(g group, parties []truceline.Party) truceline.AgreedStatus {
	n := r.value(g, "status")
	if n == nil {
		return truceline.AgreedStatus{}
	}
	sg, ok := r.group(n, "status", "status")
	if !ok {
		return truceline.AgreedStatus{}
	}
	known := slices.Clone(r.parties)
	for _, p := range parties {
		known = append(known, p.Name)
	}
	s := truceline.AgreedStatus{
		State:      r.word(sg, "state", []string{"draft", "declared", "mirrored", "agreed", "disputed"}),
		DeclaredBy: r.list(sg, "declared_by", r.partyOrOther(known)),
		AcceptedBy: r.list(sg, "accepted_by", r.partyOrOther(known)),
		Note:       r.text(sg, "note"),
	}
	r.statusFits(sg, s)
	return s
}

// partyOrOther is a check for a list of parties and third persons: others may
// stand there, but not a party misspelt.
func (r *reader) partyOrOther(known []string) func(n *yaml.Node, path, s string) bool {
	return func(n *yaml.Node, path, s string) bool {
		if slices.Contains(r.parties, s) {
			return true
		}
		near := ""
		if slices.Contains(known, s) || len(s) <= 3 {
			near = didYouMean(s, r.parties)
		} else if like := nearest(s, known); like != "" {
			near = didYouMean(like, r.parties)
		}
		if near != "" {
			r.problem(n, path, fmt.Sprintf("%q is not the id of a party.", clip(s)), near+" Write the id of a party, or the full name of someone else.")
			return false
		}
		return true
	}
}

// statusFits checks a state against who declared and who accepted.
func (r *reader) statusFits(g group, s truceline.AgreedStatus) {
	missing := slices.DeleteFunc(slices.Clone(r.parties), func(p string) bool {
		return slices.Contains(s.DeclaredBy, p) || slices.Contains(s.AcceptedBy, p)
	})
	fail := func(message, hint string) { r.problem(r.value(g, "state"), "status.state", message, hint) }
	switch {
	case r.value(g, "state") == nil || len(r.parties) == 0:
	case s.State == "agreed" && len(missing) > 0:
		fail(fmt.Sprintf("The text is said to be agreed, but %s neither declared nor accepted it.", strings.Join(missing, ", ")), "Name every party under declared_by or accepted_by, or choose another state.")
	case s.State == "mirrored" && (len(s.DeclaredBy) == 0 || len(s.AcceptedBy) == 0):
		fail("A mirrored text is declared by one side and taken up by another, but one of the two is not named.", "Fill in declared_by and accepted_by.")
	case s.State == "declared" && len(s.DeclaredBy) == 0:
		fail("The text is said to be declared, but not by whom.", "Fill in declared_by.")
	case s.State == "declared" && len(missing) == 0 && len(s.AcceptedBy) > 0:
		fail("The text is said to be declared by one side, but every party declared or accepted it.", "Choose mirrored or agreed.")
	case s.State == "draft" && len(s.AcceptedBy) > 0:
		fail("A draft cannot have been accepted.", "Choose another state, or remove accepted_by.")
	}
}
