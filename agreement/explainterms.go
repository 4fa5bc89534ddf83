package agreement

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// registerWords says what words, lines and weapons mean in this text.
func registerWords(a truceline.Agreement) []string {
	var lines []string
	for _, d := range a.Definitions {
		s := fmt.Sprintf("Word %q: %s.", d.Word, strings.TrimRight(oneLine(d.Means), "."))
		for _, p := range a.Parties {
			if reading, ok := d.Readings[p.ID]; ok {
				s += fmt.Sprintf(" %s reads it as: %s.", p.ID, strings.TrimRight(oneLine(reading), "."))
			}
		}
		lines = append(lines, s)
	}
	for _, l := range a.Lines {
		of := "every party"
		if len(l.For) > 0 {
			of = strings.Join(l.For, ", ")
		}
		course := fmt.Sprintf("%d points", len(l.Points))
		switch {
		case l.Contact:
			course = "the contact line of each day"
		case len(l.Points) == 0:
			course = "its course is not at hand, so what depends on it cannot be determined"
		}
		lines = append(lines, fmt.Sprintf("Line %s for %s: %s, %s.", l.ID, of, l.Name, course))
	}
	for _, w := range a.Weapons {
		lines = append(lines, fmt.Sprintf("Weapons %s: %s%s%s%s.", w.ID, w.Name, typesWords(w.Types), boundsWords(w.CalibreMM, "calibre", "mm"), boundsWords(w.RangeKm, "range", "km")))
	}
	if a.Authoritative != "" {
		lines = append(lines, fmt.Sprintf("Text in %s; where they differ, %s counts.", strings.Join(a.Languages, ", "), a.Authoritative))
	}
	for _, p := range a.Parties {
		if reading, ok := a.Readings[p.ID]; ok {
			lines = append(lines, fmt.Sprintf("As %s reads it: %s", p.ID, oneLine(reading)))
		}
	}
	return lines
}

func typesWords(types []string) string {
	if len(types) == 0 {
		return ""
	}
	return ", as in " + strings.Join(types, ", ")
}

func boundsWords(b *truceline.Bounds, what, unit string) string {
	switch {
	case b == nil:
		return ""
	case b.Below == 0:
		return fmt.Sprintf(", %s of %g %s and more", what, b.Least, unit)
	case b.Least == 0:
		return fmt.Sprintf(", %s below %g %s", what, b.Below, unit)
	}
	return fmt.Sprintf(", %s from %g to below %g %s", what, b.Least, b.Below, unit)
}

// termsWords says the numbers, times and deeds of a clause.
func termsWords(c truceline.Clause, a truceline.Agreement) string {
	s := ""
	if c.Condition != "" {
		s += fmt.Sprintf(" Only where %s.", oneLine(c.Condition))
	}
	if p := c.Pattern; p != nil {
		s += fmt.Sprintf(" Judged as one (%s): at least %d of these within %s and %g km of the first", p.Name, p.Least, Length(p.Within), p.AcrossKm)
		if p.Different > 1 {
			s += fmt.Sprintf(", of at least %d kinds", p.Different)
		}
		s += ". A single one is not judged here."
	}
	t := c.Terms
	if t == nil {
		return s
	}
	if len(t.Weapons) > 0 {
		s += fmt.Sprintf(" Weapons: %s.", strings.Join(t.Weapons, ", "))
	}
	for _, p := range a.Parties {
		if km, ok := t.DistanceKm[p.ID]; ok {
			s += fmt.Sprintf(" %s keeps %g km from the line %s.", p.ID, km, t.Line)
		}
	}
	if t.Most != nil {
		s += fmt.Sprintf(" At most %d on the ground of each side.", *t.Most)
	}
	if t.Least != nil {
		s += fmt.Sprintf(" At least %d (%s).", *t.Least, t.Unit)
	}
	if len(t.Deeds) > 0 {
		s += fmt.Sprintf(" Asked for: %s.", quoted(t.Deeds))
	}
	if t.Within > 0 {
		s += fmt.Sprintf(" Time: %s%s.", Length(t.Within), prefixed(" ", t.Notice))
	}
	for _, stage := range t.Stages {
		s += fmt.Sprintf(" By %s UTC: %q.", stage.By.UTC().Format("15:04 on 2 January 2006"), stage.Deed)
	}
	if t.RadiusM > 0 {
		s += fmt.Sprintf(" Within %s.", metres(t.RadiusM))
	}
	for _, d := range t.Stock {
		s += fmt.Sprintf(" %s declared %d in %s%s.", d.Party, d.Count, d.Zone, prefixed(", with serial numbers ", strings.Join(d.Serials, ", ")))
	}
	if t.Complete {
		s += " The register is complete: what is not in it was not done."
	}
	return s
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// Length says a length of time for people.
func Length(d time.Duration) string {
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		return strconv.Itoa(int(d/(24*time.Hour))) + " days"
	case d >= time.Hour && d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + " h"
	case d >= time.Minute && d%time.Minute == 0:
		return strconv.Itoa(int(d/time.Minute)) + " min"
	}
	return d.String()
}
