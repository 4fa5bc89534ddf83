package agreement

import (
	"fmt"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// register says what words, lines and weapons mean in this text.
func (t telling) register(a truceline.Agreement) (lines []string) {
	for _, d := range a.Definitions {
		said := []string{t.say("Word %q: %s.", t.own(d.Words, d.Word), strings.TrimRight(t.own(d.Meanings, d.Means), "."))}
		for _, p := range a.Parties {
			if reading, ok := d.Readings[p.ID]; ok {
				said = append(said, t.say("%s reads it as: %s.", p.ID, strings.TrimRight(oneLine(reading), ".")))
			}
		}
		lines = append(lines, strings.Join(said, " "))
	}
	for _, l := range a.Lines {
		lines = append(lines, t.line(l))
	}
	for _, w := range a.Weapons {
		said := []string{t.say("Weapons %s: %s.", w.ID, t.own(w.Names, w.Name))}
		if len(w.Types) > 0 {
			said = append(said, t.say("Such as %s.", strings.Join(w.Types, ", ")))
		}
		lines = append(lines, strings.Join(append(said, t.bounds(w)...), " "))
	}
	if a.Authoritative != "" {
		lines = append(lines, t.say("Text in %s; where they differ, %s counts.", strings.Join(a.Languages, ", "), a.Authoritative))
	}
	for _, p := range a.Parties {
		if reading, ok := a.Readings[p.ID]; ok {
			lines = append(lines, t.say("As %s reads it:", p.ID)+" "+oneLine(reading))
		}
	}
	return lines
}

// line says from what line distances are kept, of which day it is and where it was
// read.
func (t telling) line(l truceline.ReferenceLine) string {
	of := "every party"
	if len(l.For) > 0 {
		of = strings.Join(l.For, ", ")
	}
	said := []string{t.say("Line %s for %s: %s.", l.ID, of, t.own(l.Names, l.Name))}
	switch {
	case l.Contact:
		said = append(said, t.say("It is the contact line of each day."))
	case len(l.Points) == 0:
		said = append(said, t.say("Its course is not at hand, so what depends on it cannot be determined."))
	default:
		said = append(said, t.say("Its course has %d points.", len(l.Points)))
	}
	if l.AsOf != "" {
		said = append(said, t.say("It is the line as of %s.", l.AsOf))
	}
	if l.Source != "" {
		said = append(said, t.say("Read in: %s.", l.Source))
	}
	return strings.Join(said, " ")
}

// bounds says the calibres and ranges of a class of weapons.
func (t telling) bounds(w truceline.WeaponClass) (said []string) {
	if b := w.CalibreMM; b != nil {
		switch {
		case b.Below == 0:
			said = append(said, t.say("Calibre of %g mm and more.", b.Least))
		case b.Least == 0:
			said = append(said, t.say("Calibre below %g mm.", b.Below))
		default:
			said = append(said, t.say("Calibre from %g to below %g mm.", b.Least, b.Below))
		}
	}
	if b := w.RangeKm; b != nil {
		switch {
		case b.Below == 0:
			said = append(said, t.say("Range of %g km and more.", b.Least))
		case b.Least == 0:
			said = append(said, t.say("Range below %g km.", b.Below))
		default:
			said = append(said, t.say("Range from %g to below %g km.", b.Least, b.Below))
		}
	}
	return said
}

// terms says the numbers, times and deeds of a clause.
func (t telling) terms(c truceline.Clause, a truceline.Agreement) (said []string) {
	add := func(format string, args ...any) { said = append(said, t.say(format, args...)) }
	if c.Condition != "" {
		add("Only where %s.", oneLine(c.Condition))
	}
	if p := c.Pattern; p != nil {
		if p.Different > 1 {
			add("Judged as one (%s): at least %d of these within %s and %g km of the first, of at least %d kinds.", p.Name, p.Least, Length(p.Within), p.AcrossKm, p.Different)
		} else {
			add("Judged as one (%s): at least %d of these within %s and %g km of the first.", p.Name, p.Least, Length(p.Within), p.AcrossKm)
		}
		add("A single one is not judged here.")
	}
	if c.Terms != nil {
		t.numbers(*c.Terms, a.Parties, add)
	}
	return said
}

// numbers adds what the terms of a clause say.
func (t telling) numbers(terms truceline.Terms, parties []truceline.Party, add func(string, ...any)) {
	if len(terms.Weapons) > 0 {
		add("Weapons meant: %s.", strings.Join(terms.Weapons, ", "))
	}
	for _, p := range parties {
		if km, ok := terms.DistanceKm[p.ID]; ok {
			add("%s keeps %g km from the line %s.", p.ID, km, terms.Line)
		}
	}
	if terms.Most != nil {
		add("At most %d on the ground of each side.", *terms.Most)
	}
	if terms.Least != nil {
		add("There must be at least %d (%s).", *terms.Least, terms.Unit)
	}
	if len(terms.Deeds) > 0 {
		add("Asked for: %s.", quoted(terms.Deeds))
	}
	switch {
	case terms.Within == 0:
	case terms.Notice == "before":
		add("Time: %s before.", Length(terms.Within))
	case terms.Notice == "after":
		add("Time: %s after.", Length(terms.Within))
	default:
		add("Time: %s.", Length(terms.Within))
	}
	for _, stage := range terms.Stages {
		add("By %s UTC: %q.", utcMoment(stage.By), stage.Deed)
	}
	if terms.RadiusM > 0 {
		add("Distance: %s.", metres(terms.RadiusM))
	}
	for _, d := range terms.Stock {
		add("%s declared to keep %d in %s.", d.Party, d.Count, d.Zone)
		if len(d.Serials) > 0 {
			add("Serial numbers: %s.", strings.Join(d.Serials, ", "))
		}
	}
	if terms.Complete {
		add("The register is complete: what is not in it was not done.")
	}
}

// Length says a length of time for people.
func Length(d time.Duration) string {
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%d h", int(d/time.Hour))
	case d >= time.Minute && d%time.Minute == 0:
		return fmt.Sprintf("%d min", int(d/time.Minute))
	case d%time.Second == 0:
		return fmt.Sprintf("%d s", int(d/time.Second))
	}
	return d.String()
}
