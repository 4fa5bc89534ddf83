package agreement

import (
	"fmt"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// line is a reference line with its course prepared.
type line struct {
	truceline.ReferenceLine
	course *geo.Line // nil for the contact line and for one that is not at hand
}

func prepareLine(l truceline.ReferenceLine) line {
	p := line{ReferenceLine: l}
	if len(l.Points) > 1 {
		p.course = geo.NewLine(l.Points)
	}
	return p
}

// TooNear says with what probability a place lies nearer to a reference line
// than a party must keep its distance, and why. A thing at the very distance
// keeps it. The line is the party's own, where the text names one for each side.
func (c *Compiled) TooNear(lineID, party string, km float64, pl truceline.Place, ground *truceline.Ground) (truceline.Probability, string) {
	i := slices.IndexFunc(c.lines, func(l line) bool {
		return l.ID == lineID && (len(l.For) == 0 || slices.Contains(l.For, party))
	})
	if i < 0 {
		return truceline.Unknown(), fmt.Sprintf("The agreement names no line %q for %s.", lineID, party)
	}
	l := c.lines[i]
	var away float64
	switch {
	case l.Contact && ground == nil:
		return truceline.Unknown(), "The distance is kept from the contact line, and where this lies against the line of its day is not known."
	case l.Contact:
		away = ground.DistanceKm
	case l.course == nil:
		return truceline.Unknown(), fmt.Sprintf("The course of %s is not at hand, so it cannot be said how far away this was.", l.Name)
	case pl.Shape != truceline.ShapePoint:
		return truceline.Unknown(), fmt.Sprintf("The place is not known as a point, so its distance from %s cannot be measured.", l.Name)
	default:
		away = l.course.Distance(pl.At) / 1000
	}
	near, far := spread(pl)
	at := func(reach float64) float64 {
		if reach <= 0 {
			if away < km {
				return 1
			}
			return 0
		}
		return withinDepth(away, km, reach)
	}
	p := tidy(truceline.Probability{P: at((near + far) / 2), Low: min(at(near), at(far)), High: max(at(near), at(far))})
	return p, fmt.Sprintf("It was %.1f km from %s%s; %s must keep %g km.", away, l.Name, knownTo(pl), party, km)
}

// OfClasses says whether what an incident was consistent with belongs to weapon
// classes: surely when all of it does, surely not when none, and else unknown.
func (c *Compiled) OfClasses(classes, weapons []string) (truceline.Probability, string) {
	if len(classes) == 0 {
		return certain(true), ""
	}
	if len(weapons) == 0 {
		return truceline.Unknown(), "What weapon it was is not recorded, and the clause is about " + strings.Join(c.classNames(classes), ", ") + " only."
	}
	in := 0
	for _, w := range weapons {
		if c.inClasses(classes, w) {
			in++
		}
	}
	list := strings.Join(weapons, ", ")
	switch in {
	case len(weapons):
		return certain(true), fmt.Sprintf("What was seen (%s) belongs to %s.", list, strings.Join(c.classNames(classes), ", "))
	case 0:
		return certain(false), fmt.Sprintf("What was seen (%s) does not belong to %s.", list, strings.Join(c.classNames(classes), ", "))
	}
	p := float64(in) / float64(len(weapons))
	return truceline.Probability{P: p, High: 1}, fmt.Sprintf("What was seen is consistent with %s, of which not all belong to %s.", list, strings.Join(c.classNames(classes), ", "))
}

// inClasses reports whether a weapon, as an observation names it, belongs to any
// of the classes.
func (c *Compiled) inClasses(classes []string, weapon string) bool {
	weapon = strings.ToLower(weapon)
	calibre, hasCalibre := calibreOf(weapon)
	for _, w := range c.agreement.Weapons {
		if !slices.Contains(classes, w.ID) {
			continue
		}
		if slices.ContainsFunc(w.Types, func(t string) bool { return strings.ToLower(t) == weapon }) {
			return true
		}
		if b := w.CalibreMM; b != nil && hasCalibre && calibre >= b.Least && (b.Below == 0 || calibre < b.Below) {
			return true
		}
	}
	return false
}

// calibreOf reads a calibre out of words: "122 mm howitzer".
func calibreOf(weapon string) (mm float64, ok bool) {
	fields := strings.Fields(strings.ReplaceAll(weapon, "mm", " mm "))
	for i := 1; i < len(fields); i++ {
		if fields[i] == "mm" {
			var v float64
			if _, err := fmt.Sscanf(fields[i-1], "%g", &v); err == nil && v > 0 && v < 2000 {
				return v, true
			}
		}
	}
	return 0, false
}

func (c *Compiled) classNames(ids []string) []string {
	var names []string
	for _, w := range c.agreement.Weapons {
		if slices.Contains(ids, w.ID) {
			names = append(names, w.Name)
		}
	}
	return names
}

// About reports whether the condition of a clause, if it has one, holds of an
// incident; an error leaves the question open.
func (c *Compiled) About(clause truceline.Clause, i truceline.Incident) (bool, error) {
	condition := c.when[clause.Key()]
	if condition == nil {
		return true, nil
	}
	return condition.Holds(c.agreement, i)
}
