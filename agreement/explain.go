package agreement

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/wording"
)

// telling explains to one reader.
type telling struct{ wording.Reader }

// say is one sentence of ours.
func (t telling) say(format string, args ...any) string { return t.Say(fmt.Sprintf(format, args...)) }

// own is a text of the file, in the reader's language where the file gives it, on
// one line.
func (t telling) own(texts truceline.Texts, english string) string {
	return oneLine(texts.In(t.Language, english))
}

// Explain says in plain sentences, one subject a line, what was understood of an
// agreement, for the people who wrote the text to check. Times are given as
// announced and in UTC.
func Explain(a truceline.Agreement, to wording.Reader) []string {
	t := telling{to}
	lines := []string{t.say("%s (%s, version %d)", t.own(a.Titles, a.Title), a.ID, a.Version), t.status(a)}
	for _, p := range a.Parties {
		s := t.say("Party %s: %s.", p.ID, t.own(p.Names, p.Name))
		if len(p.Claimants) > 0 {
			s += " " + t.say("It speaks in claims as %s.", quoted(p.Claimants))
		}
		lines = append(lines, s)
	}
	for _, w := range a.Windows {
		lines = append(lines, t.window(w))
	}
	for _, z := range a.Zones {
		lines = append(lines, t.zone(z, a.Parties))
	}
	lines = append(lines, t.register(a)...)
	for _, c := range a.Clauses {
		lines = append(lines, t.clause(c, a))
	}
	for _, s := range a.Response {
		line := t.say("Response, %s after the first finding of a breach, by %s:", Length(s.After), t.own(s.Names, s.Who)) + " " + t.own(s.Texts, s.Text)
		if s.Least != "" {
			line += " " + t.say("From severity %s on.", s.Least)
		}
		lines = append(lines, line)
	}
	for _, m := range a.Amendments {
		lines = append(lines, t.say("Version %d, from %s UTC:", m.Version, utcMoment(m.From))+" "+t.own(m.Texts, m.Text))
	}
	if a.Note != "" {
		lines = append(lines, t.say("Note:")+" "+oneLine(a.Note))
	}
	return append(lines, t.say("Read in: %s.", strings.Join(a.Sources, "; ")))
}

// status says whose text it is.
func (t telling) status(a truceline.Agreement) string {
	said := []string{t.say("Status: %s.", a.Status.State)}
	if len(a.Status.DeclaredBy) > 0 {
		said = append(said, t.say("Put forward by %s.", strings.Join(a.Status.DeclaredBy, ", ")))
	}
	switch {
	case len(a.Status.AcceptedBy) > 0:
		said = append(said, t.say("Taken up by %s.", strings.Join(a.Status.AcceptedBy, ", ")))
	case a.Status.State != "agreed":
		said = append(said, t.say("Not recorded as accepted by anyone."))
	}
	if a.Status.Note != "" {
		said = append(said, oneLine(a.Status.Note))
	}
	return strings.Join(said, " ")
}

// utcMoment says a time in UTC for people.
func utcMoment(at time.Time) string { return at.UTC().Format("15:04 on 2 January 2006") }

// window says when the text was in force, as announced and in UTC.
func (t telling) window(w truceline.InForce) string {
	to := "an open end"
	if !w.To.IsZero() {
		to = utcMoment(w.To)
	}
	said := []string{t.say("In force from %s to %s, UTC.", utcMoment(w.From), to)}
	if loc, err := time.LoadLocation(w.AnnouncedZone); err == nil && w.AnnouncedZone != "UTC" {
		said = append(said, t.say("In %s that is from %s.", w.AnnouncedZone, w.From.In(loc).Format("15:04 on 2 January 2006")))
	}
	if h := w.Hours(); h > 0 {
		said = append(said, t.say("It lasts %g hours.", h))
	}
	if w.Announced != "" {
		said = append(said, t.say("Announced as:"), oneLine(w.Announced))
	}
	if w.Note != "" {
		said = append(said, oneLine(w.Note))
	}
	return strings.Join(said, " ")
}

// zone says where a zone is.
func (t telling) zone(z truceline.Zone, parties []truceline.Party) string {
	name := t.own(z.Names, z.Name)
	switch {
	case z.Everywhere:
		return t.say("Zone %s (%s): everywhere that the parties fight.", z.ID, name)
	case len(z.Areas) > 0:
		return t.say("Zone %s (%s): the areas %s.", z.ID, name, strings.Join(z.Areas, ", "))
	case z.Corridor == nil:
		return t.say("Zone %s (%s): %d polygons drawn in the file.", z.ID, name, len(z.Polygons))
	}
	var depths []string
	for _, p := range parties {
		if km, ok := z.Corridor.DepthKm[p.ID]; ok {
			depths = append(depths, fmt.Sprintf("%g km deep on the ground of %s", km, p.ID))
		}
	}
	return t.say("Zone %s (%s): along the contact line of each day, %s.", z.ID, name, strings.Join(depths, ", "))
}

// clause says what a clause does.
func (t telling) clause(c truceline.Clause, a truceline.Agreement) string {
	head := t.say("Clause %s:", c.ID)
	if c.Article != "" {
		head = t.say("Clause %s (article %s):", c.ID, c.Article)
	}
	said := []string{head, t.own(c.Texts, c.Text)}
	if c.Version > 1 {
		said = append(said, t.say("It reads so from version %d on.", c.Version))
	}
	if slices.ContainsFunc(a.Parties, func(p truceline.Party) bool { return !slices.Contains(c.Binds, p.ID) }) {
		said = append(said, t.say("Binds %s only, in the zone %s.", strings.Join(c.Binds, ", "), c.Zone))
	} else {
		said = append(said, t.say("Binds all parties, in the zone %s.", c.Zone))
	}
	switch {
	case len(c.Kinds) == 0:
	case c.Kind == truceline.ClauseExemption:
		said = append(said, t.say("Permits %s.", kindWords(c.Kinds)))
	default:
		said = append(said, t.say("Forbids %s.", kindWords(c.Kinds)))
	}
	if len(c.Indicators) > 0 {
		said = append(said, t.say("%s may point at a breach but show none.", capital(kindWords(c.Indicators))))
	}
	said = append(said, t.terms(c, a)...)
	if len(c.Except) > 0 {
		said = append(said, t.say("Limited by %s.", strings.Join(c.Except, ", ")))
	}
	if c.Owner != "" {
		said = append(said, t.say("Beside the parties %s answers for it.", c.Owner))
	}
	if c.Kind != truceline.ClauseExemption {
		said = append(said, t.verified(c)...)
	}
	return strings.Join(said, " ")
}

// verified says from when on a clause's breach is said, and who could see it.
func (t telling) verified(c truceline.Clause) []string {
	said := []string{t.say("Severity %s.", c.Severity), t.say("Said from a probability of %s that it happened, %s that it is a breach, %s for a side.",
		Percent(c.Thresholds.Exists), Percent(c.Thresholds.Breach), Percent(c.Thresholds.Attribution))}
	if c.Unverified {
		return append(said, t.say("UNVERIFIABLE: no means could say whether it is kept."))
	}
	var means []string
	for _, m := range c.VerifiedBy {
		means = append(means, strings.ReplaceAll(string(m), "_", " "))
	}
	return append(said, t.say("Can be verified by: %s.", strings.Join(means, ", ")))
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
