package agreement

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// Explain says in plain sentences, one a line, what was understood of an
// agreement, for the people who wrote the text to check. Times are given as
// announced and in UTC.
func Explain(a truceline.Agreement) []string {
	lines := []string{fmt.Sprintf("%s (%s, version %d)", a.Title, a.ID, a.Version), statusWords(a)}
	for _, p := range a.Parties {
		s := fmt.Sprintf("Party %s: %s.", p.ID, p.Name)
		if len(p.Claimants) > 0 {
			s += fmt.Sprintf(" It speaks in claims as %s.", quoted(p.Claimants))
		}
		lines = append(lines, s)
	}
	for _, w := range a.Windows {
		lines = append(lines, windowWords(w))
	}
	for _, z := range a.Zones {
		lines = append(lines, zoneWords(z, a.Parties))
	}
	lines = append(lines, registerWords(a)...)
	for _, c := range a.Clauses {
		lines = append(lines, clauseWords(c, a))
	}
	for _, s := range a.Response {
		lines = append(lines, fmt.Sprintf("Response, %s after the first finding of a breach: %s: %s", Length(s.After), s.Who, oneLine(s.Text)))
	}
	for _, m := range a.Amendments {
		lines = append(lines, fmt.Sprintf("Version %d, from %s UTC: %s", m.Version, m.From.UTC().Format("15:04 on 2 January 2006"), oneLine(m.Text)))
	}
	if a.Note != "" {
		lines = append(lines, "Note: "+oneLine(a.Note))
	}
	return append(lines, fmt.Sprintf("Read in: %s.", strings.Join(a.Sources, "; ")))
}

// statusWords says whose text it is.
func statusWords(a truceline.Agreement) string {
	s := "Status: " + a.Status.State
	if len(a.Status.DeclaredBy) > 0 {
		s += ", put forward by " + strings.Join(a.Status.DeclaredBy, ", ")
	}
	switch {
	case len(a.Status.AcceptedBy) > 0:
		s += ", taken up by " + strings.Join(a.Status.AcceptedBy, ", ")
	case a.Status.State != "agreed":
		s += ", not recorded as accepted by anyone"
	}
	s += "."
	if a.Status.Note != "" {
		s += " " + oneLine(a.Status.Note)
	}
	return s
}

// windowWords says when the text was in force, as announced and in UTC.
func windowWords(w truceline.InForce) string {
	const layout = "15:04 on 2 January 2006"
	from, to := w.From.UTC().Format(layout), "an open end"
	if !w.To.IsZero() {
		to = w.To.UTC().Format(layout)
	}
	s := fmt.Sprintf("In force from %s to %s UTC", from, to)
	if loc, err := time.LoadLocation(w.AnnouncedZone); err == nil && w.AnnouncedZone != "UTC" {
		s += fmt.Sprintf(" (from %s in %s)", w.From.In(loc).Format(layout), w.AnnouncedZone)
	}
	if h := w.Hours(); h > 0 {
		s += fmt.Sprintf(", %g hours", h)
	}
	return s + fmt.Sprintf("; announced as: %s.", strings.TrimRight(oneLine(w.Announced), "."))
}

// zoneWords says where a zone is.
func zoneWords(z truceline.Zone, parties []truceline.Party) string {
	s := fmt.Sprintf("Zone %s (%s): ", z.ID, z.Name)
	switch {
	case z.Everywhere:
		return s + "everywhere that the parties fight."
	case len(z.Areas) > 0:
		return s + "the areas " + strings.Join(z.Areas, ", ") + "."
	case z.Corridor != nil:
		var depths []string
		for _, p := range parties {
			if km, ok := z.Corridor.DepthKm[p.ID]; ok {
				depths = append(depths, fmt.Sprintf("%g km deep on the ground of %s", km, p.ID))
			}
		}
		return s + "along the contact line of each day, " + strings.Join(depths, " and ") + "."
	}
	return s + fmt.Sprintf("%d polygons drawn in the file.", len(z.Polygons))
}

// clauseWords says what a clause does.
func clauseWords(c truceline.Clause, a truceline.Agreement) string {
	s := "Clause " + c.ID
	if c.Version > 1 {
		s += fmt.Sprintf(" as of version %d", c.Version)
	}
	if c.Article != "" {
		s += " (article " + c.Article + ")"
	}
	s += ": " + oneLine(c.Text)
	binds := "all parties"
	if slices.ContainsFunc(a.Parties, func(p truceline.Party) bool { return !slices.Contains(c.Binds, p.ID) }) {
		binds = strings.Join(c.Binds, ", ") + " only"
	}
	s += fmt.Sprintf(" Binds %s, in the zone %s.", binds, c.Zone)
	verb := "Forbids"
	if c.Kind == truceline.ClauseExemption {
		verb = "Permits"
	}
	if len(c.Kinds) > 0 {
		s += fmt.Sprintf(" %s %s.", verb, kindWords(c.Kinds))
	}
	if len(c.Indicators) > 0 {
		s += fmt.Sprintf(" %s may point at a breach but show none.", capital(kindWords(c.Indicators)))
	}
	s += termsWords(c, a)
	if len(c.Except) > 0 {
		s += fmt.Sprintf(" Limited by %s.", strings.Join(c.Except, ", "))
	}
	if c.Kind == truceline.ClauseExemption {
		return s
	}
	s += fmt.Sprintf(" Severity %s. Said from a probability of %s that it happened, %s that it is a breach, %s for a side.",
		c.Severity, Percent(c.Thresholds.Exists), Percent(c.Thresholds.Breach), Percent(c.Thresholds.Attribution))
	if c.Unverified {
		return s + " UNVERIFIABLE: no means could say whether it is kept."
	}
	var means []string
	for _, m := range c.VerifiedBy {
		means = append(means, string(m))
	}
	return s + " Can be verified by: " + strings.Join(means, ", ") + "."
}

// kindWords lists kinds by name and code.
func kindWords(kinds []truceline.Kind) string {
	var words []string
	for _, k := range kinds {
		info, _ := truceline.KindNamed(k)
		words = append(words, fmt.Sprintf("%s (%s)", info.Name, k))
	}
	return strings.Join(words, ", ")
}

// capital begins a sentence with a kind's name, all of which begin with a
// letter of the English alphabet.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func quoted(words []string) string {
	var q []string
	for _, w := range words {
		q = append(q, fmt.Sprintf("%q", w))
	}
	return strings.Join(q, ", ")
}

// oneLine joins a text that the file breaks over several lines.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
