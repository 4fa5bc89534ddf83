package agreement

import (
	"fmt"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Remark is one thing that negotiators should know of a text before they sign
// it. It is no mistake of the file: the text can be used as it is.
type Remark struct {
	Code string `json:"code"` // which rule speaks, see docs/lint.md
	// Where is the part of the agreement: clauses[no-fire], zones[strip].
	Where string `json:"where"`
	Says  string `json:"says"`
	Do    string `json:"do"` // what would settle it
	// Line and Column are where that part begins in the file, both from 1; 0
	// until Locate has looked.
	Line   int `json:"line"`
	Column int `json:"column"`
}

// String returns the remark in one line.
func (r Remark) String() string {
	return fmt.Sprintf("%s: %s: %s %s", r.Code, r.Where, r.Says, r.Do)
}

// Lint looks for what is left open, contradicts itself or weighs on one side
// more than on the other, in the order of the agreement. What it says of words
// rests on lists and can miss things; what it says of numbers is exact.
func Lint(a truceline.Agreement) []Remark {
	l := &linter{a: a, told: map[int]bool{}}
	l.whole()
	l.languages()
	l.definitions()
	l.zones()
	for _, c := range a.Clauses {
		l.clause(c)
	}
	for _, s := range a.Response {
		l.words("response", s.Text, s.Texts)
	}
	l.against()
	l.unowned()
	return l.remarks
}

type linter struct {
	a       truceline.Agreement
	remarks []Remark
	told    map[int]bool // by the number of a word: that it needs a definition
	pairs   int          // clauses found to contradict each other so far
}

func (l *linter) say(code, where, says, do string) {
	l.remarks = append(l.remarks, Remark{Code: code, Where: where, Says: says, Do: do})
}

// whole looks at what the text says, or leaves out, as a whole.
func (l *linter) whole() {
	if len(l.a.Response) == 0 {
		l.say("no-response", "response", "The text does not say what follows a breach, who acts, or when.", "Write the steps with their clocks under response.")
	}
	if l.a.Status.State == "disputed" && len(l.a.Readings) < len(l.a.Parties) {
		l.say("reading-missing", "readings", "The text is disputed and the reading of each party is not given.", "Write each party's own reading under readings.")
	}
	for _, w := range l.a.Windows {
		if w.To.IsZero() {
			l.say("no-end", "windows", "The text has no end and no day on which it is looked at again.", "Agree on a day of review.")
			break
		}
	}
	if len(l.a.Languages) > 1 && l.a.Authoritative == "" {
		l.say("no-authoritative-text", "languages", "The text is in several languages and none of them counts where they differ.", "Name one under authoritative.")
	}
}

// definitions looks for words whose meaning is open.
func (l *linter) definitions() {
	for _, d := range l.a.Definitions {
		where := fmt.Sprintf("definitions[%s]", d.Word)
		switch {
		case d.Means == "not defined":
			l.tellOf(d)
			l.say("undefined-word", where, fmt.Sprintf("The word %q is not defined.", d.Word), "Agree on what it means before the first dispute about it.")
		case differently(d.Readings):
			l.tellOf(d)
			l.say("two-readings", where, fmt.Sprintf("The parties read %q differently.", d.Word), "Settle it, or say who decides.")
		}
	}
	if !slices.ContainsFunc(l.a.Definitions, func(d truceline.Definition) bool { return strings.EqualFold(d.Word, "violation") }) {
		l.say("undefined-word", "definitions", "What counts as one violation (a shot, a burst, an hour of fire) is not defined, so two honest counts will differ.", "Define violation, with its unit.")
	}
}

// droneReachKm is how far small drones on a fibre or a radio link reached at the
// front in 2025 (field facts, section 5.4: 20 to 40 km).
const droneReachKm = 40

// zones looks for zones that cut one another, are uneven, or are narrower than
// the weapons that they are to keep apart.
func (l *linter) zones() {
	for i, z := range l.a.Zones {
		where := fmt.Sprintf("zones[%s]", z.ID)
		if z.Corridor != nil {
			l.corridor(z, where)
		}
		if len(z.Areas) > 0 && slices.ContainsFunc(l.a.Clauses, func(c truceline.Clause) bool { return c.Zone == z.ID && c.Kind == truceline.ClauseAbsenceInZone }) {
			l.say("wide-zone", where, "Something must be absent from whole administrative areas, which are far wider than a line or a settlement.", "Draw the ground that is meant, or give its depth from the line.")
		}
		for _, o := range l.a.Zones[i+1:] {
			l.cut(z, o)
		}
	}
}

func (l *linter) corridor(z truceline.Zone, where string) {
	var least, most float64
	for k, p := range l.a.Parties {
		km := z.Corridor.DepthKm[p.ID]
		if k == 0 {
			least, most = km, km
		}
		least, most = min(least, km), max(most, km)
	}
	if least != most {
		l.say("unequal", where, fmt.Sprintf("The zone is %g km deep on one side and %g km on another.", least, most), "Say why, so that nobody takes it for a slip.")
	}
	drones := slices.ContainsFunc(l.a.Clauses, func(c truceline.Clause) bool {
		return c.Zone == z.ID && (slices.Contains(c.Kinds, truceline.KindDroneAttack) || slices.Contains(c.Kinds, truceline.KindAerial))
	})
	if total := least + most; drones && total < droneReachKm {
		l.say("drones-reach-over", where, fmt.Sprintf("The zone is %g km wide in all; small drones reached up to %d km in 2025, so they can be flown over it from behind both edges.", total, droneReachKm),
			"Keep drone units back by a distance of their own, or accept that the zone does not part them.")
	}
}

// cut looks for two drawn zones that overlap in part or nearly meet.
func (l *linter) cut(z, o truceline.Zone) {
	if len(z.Polygons) == 0 || len(o.Polygons) == 0 {
		return
	}
	a, errA := prepare(z, nil)
	b, errB := prepare(o, nil)
	if errA != nil || errB != nil || a.region == nil || b.region == nil {
		return
	}
	in, about := overlapShares(a.region, b.region)
	where := fmt.Sprintf("zones[%s], zones[%s]", z.ID, o.ID)
	switch {
	case in == 0 && about == 0:
		if strip := nearMiss(z, o, a.region, b.region); strip > 0 {
			l.say("sliver", where, fmt.Sprintf("Between the two zones lies a strip of about %.0f m to which neither rule applies.", strip), "Draw their common border once.")
		}
	case max(in, about) > most:
	case max(in, about) < least:
		l.say("sliver", where, fmt.Sprintf("The two zones overlap in a sliver (%s of the smaller).", Percent(max(in, about))), "Draw their common border once.")
	default:
		l.say("zones-overlap", where, fmt.Sprintf("The two zones overlap in part (%s of the one, %s of the other), so both rules hold there.", Percent(in), Percent(about)), "Say which rule goes before, or draw them apart.")
	}
}

// overlapShares returns about how much of each of two regions lies in the other.
// The grid lies over what their boxes have in common, so that it finds slivers.
func overlapShares(a, b *geo.Region) (ofA, ofB float64) {
	x, y := a.Bounds(), b.Bounds()
	common := geo.Bounds{South: max(x.South, y.South), West: max(x.West, y.West), North: min(x.North, y.North), East: min(x.East, y.East)}
	if common.South >= common.North || common.West >= common.East {
		return 0, 0
	}
	size := func(box geo.Bounds, holds func(truceline.Point) bool) float64 {
		points, in := grid(box), 0
		for _, p := range points {
			if holds(p) {
				in++
			}
		}
		return float64(in) / float64(len(points)) * (box.North - box.South) * (box.East - box.West)
	}
	shared := size(common, func(p truceline.Point) bool { return a.Contains(p) && b.Contains(p) })
	if shared == 0 {
		return 0, 0
	}
	return min(1, shared/size(x, a.Contains)), min(1, shared/size(y, b.Contains))
}

// clause looks at one duty.
func (l *linter) clause(c truceline.Clause) {
	where := fmt.Sprintf("clauses[%s]", c.Key())
	l.words(where, c.Text, c.Texts)
	for _, d := range c.Doubts {
		l.say("unverified-number", where, fmt.Sprintf("Not read in a source: %s.", strings.TrimRight(d, ".")), "Find the source, or settle it with those who sign.")
	}
	l.clock(c, where)
	l.sides(c, where)
	if c.Kind == truceline.ClauseExemption {
		l.swallows(c, where)
		return
	}
	if c.Unverified {
		l.say("unverifiable", where, "No means is named that could verify it: nobody will be able to say whether it is kept.", "Name a means, or tell those who sign.")
	}
	if len(c.Kinds) == 0 && c.Terms == nil {
		l.say("left-to-people", where, "It names neither happenings nor numbers, so nothing is found under it without a person.", "Add kinds, or the terms of its form, where there are any.")
	}
	if slices.Contains(c.VerifiedBy, truceline.MeansThermal) && len(c.VerifiedBy) == 1 {
		l.say("indicator-only", where, "Only heat seen from orbit is to verify it, which shows heat and not its cause.", "Name a means that sees or hears.")
	}
}

// clock looks for duties that need a time.
func (l *linter) clock(c truceline.Clause, where string) {
	switch c.Kind {
	case truceline.ClauseDeadline, truceline.ClauseSimultaneity, truceline.ClauseNotification, truceline.ClauseProcedure, truceline.ClauseAccess, truceline.ClausePrecondition:
	case truceline.ClauseDeclared:
		if c.Terms == nil {
			l.say("declaration-missing", where, "What each side holds is not declared in the text.", "Write it under declared, or say by when and to whom it is handed over.")
		}
		return
	default:
		return
	}
	if c.Terms == nil || c.Terms.Within == 0 && len(c.Terms.Stages) == 0 {
		l.say("no-clock", where, "It gives no time by which, or within which, the duty is to be done.", "Give the days or hours, and from when they count.")
	}
}

// sides lists what weighs on one side more than on the other.
func (l *linter) sides(c truceline.Clause, where string) {
	if len(c.Binds) < len(l.a.Parties) {
		l.say("unequal", where, fmt.Sprintf("It binds %s only.", strings.Join(c.Binds, ", ")), "Say why, so that nobody takes it for a slip.")
	}
	if c.Terms == nil {
		return
	}
	for i := 1; i < len(l.a.Parties); i++ {
		p, q := l.a.Parties[0].ID, l.a.Parties[i].ID
		if x, y := c.Terms.DistanceKm[p], c.Terms.DistanceKm[q]; x != y {
			l.say("unequal", where, fmt.Sprintf("%s keeps %g km and %s %g km.", p, x, q, y), "Say why, so that nobody takes it for a slip.")
		}
	}
	for _, r := range l.a.Lines {
		if r.ID != c.Terms.Line {
			continue
		}
		if len(r.For) > 0 && len(r.For) < len(l.a.Parties) {
			l.say("unequal", where, fmt.Sprintf("%s measures from a line of its own (%s).", strings.Join(r.For, ", "), r.Name), "Say why, and publish both lines.")
		}
		if !r.Contact && len(r.Points) == 0 {
			l.say("line-missing", where, fmt.Sprintf("It is measured from %s, whose course is not in the file: what depends on it cannot be determined.", r.Name), "Add its points, with their source.")
		}
	}
	held := map[string]int{}
	for _, d := range c.Terms.Stock {
		held[d.Party]++
	}
	for _, p := range l.a.Parties {
		if len(held) > 0 && held[p.ID] == 0 {
			l.say("declaration-missing", where, fmt.Sprintf("%s has declared nothing.", p.ID), "Add its declaration, or say that it holds none.")
		}
	}
}

// swallows looks for an exemption as wide as the rule that it limits.
func (l *linter) swallows(e truceline.Clause, where string) {
	for _, c := range l.a.Clauses {
		if !slices.Contains(c.Except, e.ID) {
			continue
		}
		all := !slices.ContainsFunc(c.Kinds, func(k truceline.Kind) bool { return !slices.Contains(e.Kinds, k) })
		everywhere := e.Zone == c.Zone || l.zone(e.Zone).Everywhere
		switch {
		case all && everywhere && e.Terms == nil:
			l.say("exemption-swallows", where, fmt.Sprintf("It permits all that %s forbids, wherever that forbids it, and asks for no notice.", c.ID), "Narrow its kinds or its zone, or ask for a notice with a clock.")
		case e.Terms == nil:
			l.say("exemption-open", where, fmt.Sprintf("It limits %s without asking for a notice, so it can be claimed afterwards.", c.ID), "Ask for a notice: within, notice and deeds under terms.")
		}
	}
}

// differently reports whether two parties read a word otherwise.
func differently(readings map[string]string) bool {
	said := map[string]bool{}
	for _, reading := range readings {
		said[strings.ToLower(oneLine(reading))] = true
	}
	return len(said) > 1
}
