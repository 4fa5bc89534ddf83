package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// keyPoints are the report's main numbers in sentences, each with its interval
// or with why there is none.
func (b *builder) keyPoints(t Truce) []string {
	var out []string
	if c := t.Counts; c != nil {
		out = append(out, fmt.Sprintf("The monitor counted %s in %s over %s. How well it could watch is not part of the tallies, so they are lower bounds.",
			plural(c.Violations, "ceasefire violation"), plural(c.Reports, "report"), plural(c.Days, "reporting day")))
	}
	for _, r := range t.Rates {
		if r.Class != "thermal_not_standing" || r.Inside.Count != nil { // where there is no count, the line above has said so
			out = append(out, b.ratePoint(t, r))
		}
	}
	if l := t.Line; l != nil {
		out = append(out, fmt.Sprintf("The contact line measured %s km on the map of %s, by the definition given below.", number(l.LengthKm), dayWords(l.AsOf)))
	}
	for _, p := range t.ClaimPairs {
		hours := "the same hours"
		if !p.SameHours {
			hours = "overlapping hours"
		}
		out = append(out, fmt.Sprintf("For %s, %s speaks of %s by %s, and %s of %s by %s. The record cannot decide between them; it says below what it holds.", hours,
			p.A.Claimant, totalWords(p.A), p.A.Accused, p.B.Claimant, totalWords(p.B), p.B.Accused))
	}
	out = append(out, findingPoint(t.Findings))
	return out
}

func totalWords(c ClaimLine) string {
	if c.Value == nil {
		return "violations without a number"
	}
	return plural(int(*c.Value), "violation")
}

func (b *builder) ratePoint(t Truce, r Rate) string {
	name := strings.ToUpper(r.Name[:1]) + r.Name[1:]
	if r.Inside.Count == nil {
		return fmt.Sprintf("%s: no count, since nothing was watching (%s). This is not a count of nothing.", name, stateWords(r.State))
	}
	s := fmt.Sprintf("%s: %s began in the window's %s hours (%s)", name, number(float64(*r.Inside.Count)), number(r.Inside.Hours), stateWords(r.State))
	c := r.Comparable
	switch {
	case t.ComparedWith == nil:
		return s + "."
	case c == nil:
		return s + "; there is nothing that can be compared with it."
	}
	s += fmt.Sprintf(". What can be compared: %s against %s in as many hours earlier", number(float64(c.Inside)), number(float64(c.Before)))
	if n := len(c.AreasLeftOut); n > 0 {
		s += fmt.Sprintf(", %s left out", plural(n, "blind area"))
	}
	s += fmt.Sprintf("; ratio %s, 95 %% interval %s", ratioText(r.RateRatio, "none"), intervalText(r.CI95))
	if r.Raids != nil && len(r.Raids.CI95) == 2 {
		s += fmt.Sprintf("; as raids %d against %d, %s (%s)", r.Raids.Inside, r.Raids.Before, ratioText(r.Raids.RateRatio, "none"), intervalText(r.Raids.CI95))
	}
	if s += "."; r.Kind == truceline.KindHeat {
		s += " There are no cloud data for either, so this is not a measure of less or more fire: cloud, season and field burning alone can make such a difference."
	} else if len(r.CI95) == 2 && holdsOne(r.CI95) {
		s += " An interval that holds 1 does not tell less from more."
	} else if r.Raids != nil && len(r.Raids.CI95) == 2 && holdsOne(r.Raids.CI95) {
		s += " Alerts of one raid are not independent, so the interval of the raids is the safer one; it holds 1, and does not tell less from more."
	}
	return s
}

func holdsOne(ci []*float64) bool {
	return (ci[0] == nil || *ci[0] <= 1) && (ci[1] == nil || *ci[1] >= 1)
}

// dayWords writes a date as people do.
func dayWords(d truceline.Date) string {
	t, err := d.Time(time.UTC)
	if err != nil {
		return string(d)
	}
	return t.Format("2 January 2006")
}

func findingPoint(f Findings) string {
	var e, br, a Verdicts
	for _, c := range f.Clauses {
		for i, v := range []Verdicts{c.Exists, c.Breach, c.Attribution} {
			sum := []*Verdicts{&e, &br, &a}[i]
			sum.Met, sum.NotMet, sum.Cannot = sum.Met+v.Met, sum.NotMet+v.NotMet, sum.Cannot+v.Cannot
		}
	}
	if f.Inside == 0 {
		return "No finding was made about this window. That is not a finding that the text was kept."
	}
	return fmt.Sprintf("Findings about the window: %d, one for each clause under which a thing is looked at. That something was there at all (a place was hot, an alert was given, a shot was heard) is met in %d and cannot be determined in %d; "+
		"that the text forbids such a thing there and then is met in %d and cannot be determined in %d; which side did it is met in %d and cannot be determined in %d.",
		f.Inside, e.Met, e.Cannot, br.Met, br.Cannot, a.Met, a.Cannot)
}

// claimTable sets claims of equal hours and metric into one row, with a column
// for each party in the order of the text, and one for others.
type claimTable struct {
	Columns []string
	Rows    []claimRow
}

type claimRow struct {
	Hours  string
	Metric string
	Cells  [][]ClaimLine
}

func (b *builder) claimTable(t Truce) claimTable {
	var out claimTable
	columns := map[string]int{}
	for _, p := range t.Agreement.Parties {
		columns[p.ID] = len(out.Columns)
		out.Columns = append(out.Columns, "Claimed by "+p.Name)
	}
	for _, c := range t.Claims {
		if _, ok := columns[c.Side]; !ok {
			columns[c.Side] = len(out.Columns)
			out.Columns = append(out.Columns, "Stated by others")
		}
	}
	index := map[string]int{}
	for _, c := range t.Claims {
		key := c.Window.From.String() + c.Window.end().String() + c.Metric
		at, ok := index[key]
		if !ok {
			at = len(out.Rows)
			index[key] = at
			out.Rows = append(out.Rows, claimRow{Hours: claimHours(c), Metric: metricWords(c.Metric), Cells: make([][]ClaimLine, len(out.Columns))})
		}
		out.Rows[at].Cells[columns[c.Side]] = append(out.Rows[at].Cells[columns[c.Side]], c)
	}
	return out
}

// claimHours says the hours of a claim, and what was only given as a day. The
// year stands with the end, since a claim may reach far past the window.
func claimHours(c ClaimLine) string {
	year := c.Window.From.UTC().Year()
	format := func(t time.Time) string {
		if t.UTC().Year() != year {
			return t.UTC().Format("15:04 on 2 Jan 2006")
		}
		return t.UTC().Format("15:04 on 2 Jan")
	}
	s := format(c.Window.From)
	if c.StartsOn != "" {
		s += " (only the day " + string(c.StartsOn) + " was given)"
	}
	switch {
	case c.Window.To == nil:
		return s + "; no end was given"
	case c.EndsOn != "":
		return s + " to " + format(*c.Window.To) + " (only the day " + string(c.EndsOn) + " was given, taken as included)"
	}
	return s + " to " + format(*c.Window.To)
}

// sample draws one small picture for a legend.
func sample(inner, words string) template.HTML {
	return template.HTML(`<svg viewBox="0 0 18 14" aria-hidden="true">` + inner + `</svg>` + template.HTMLEscapeString(words))
}

func hatchSample(words string) template.HTML {
	return sample(`<rect class="lanebox" x="1" y="1" width="16" height="12"/><path class="hatch" d="M1 13L13 1M7 13L17 3M1 7L7 1"/>`, words)
}

func dotSample(words string) template.HTML {
	return sample(`<rect class="lanebox" x="1" y="1" width="16" height="12"/><circle class="dots" cx="4" cy="4" r="1"/><circle class="dots" cx="9" cy="4" r="1"/><circle class="dots" cx="14" cy="4" r="1"/><circle class="dots" cx="4" cy="10" r="1"/><circle class="dots" cx="9" cy="10" r="1"/><circle class="dots" cx="14" cy="10" r="1"/>`, words)
}

func stripLegend() []template.HTML {
	return []template.HTML{sample(`<rect class="watched" x="1" y="1" width="16" height="12"/>`, "watched"), sample(`<rect class="partly" x="1" y="1" width="16" height="12"/>`, "partly watched"),
		dotSample("not known"), hatchSample("blind"), sample(`<rect class="lanebox" x="1" y="1" width="16" height="12"/>`, "between a satellite's looks")}
}

func lookLegend() []template.HTML {
	return []template.HTML{sample(`<rect class="look" x="7" y="1" width="3" height="12"/>`, "a look that left rows"), dotSample("a pass was due and left no row"), hatchSample("no file")}
}

// notDrawn names the areas in which something began and of which the record has
// no outline, with the number.
func (b *builder) notDrawn() string {
	count := map[string]int{}
	var areas []string
	for _, i := range b.begunIn(b.inside) {
		a := i.Place.Area
		drawn := slices.ContainsFunc(b.rec.Areas, func(x truceline.Area) bool { return x.ID == a && len(x.Polygons) > 0 })
		if i.Place.Shape == truceline.ShapeArea && !drawn {
			if count[a] == 0 {
				areas = append(areas, a)
			}
			count[a]++
		}
	}
	slices.Sort(areas)
	var out []string
	for _, a := range areas {
		out = append(out, fmt.Sprintf("%s %d", b.nameOf(a), count[a]))
	}
	return strings.Join(out, ", ")
}

// mapLegend explains the marks that the map can hold.
func (b *builder) mapLegend() []template.HTML {
	out := []template.HTML{}
	if b.mainLine() != nil {
		out = append(out, sample(`<path class="front" d="M1 11L7 4L12 9L17 3"/>`, "contact line"), sample(`<rect class="pocket" x="2" y="2" width="14" height="10"/>`, "pocket"))
	}
	has := func(match func(truceline.Incident) bool) bool { return b.begun(b.inside, match) > 0 }
	kinds := func(prefix string) func(truceline.Incident) bool {
		return func(i truceline.Incident) bool { return strings.HasPrefix(string(i.Kind), prefix) }
	}
	if has(ofKind(truceline.KindAirAlert)) {
		out = append(out, sample(`<circle class="alerts" cx="9" cy="7" r="6"/>`, "air alerts that began in the area, with their number"))
	}
	if missing := b.notDrawn(); missing != "" {
		out = append(out, template.HTML(template.HTMLEscapeString("not on the map: "+missing)))
	}
	if has(ofKind(truceline.KindHeat)) {
		out = append(out, sample(`<circle class="heat" cx="9" cy="7" r="3.5"/>`, "heat anomaly"), sample(`<circle class="heat standing" cx="9" cy="7" r="3.5"/>`, "heat where it is always hot"))
	}
	if has(kinds("F")) {
		out = append(out, sample(`<path class="fire" d="M9 2L14 7L9 12L4 7Z"/>`, "fire or explosion"))
	}
	if has(ofKind(truceline.KindAerial)) || has(ofKind(truceline.KindInterference)) {
		out = append(out, sample(`<path class="aerial" d="M9 2L14 12L4 12Z"/>`, "in the air, or interference"))
	}
	if has(func(i truceline.Incident) bool {
		return !isFire(i.Kind) && i.Kind != truceline.KindHeat && i.Kind != truceline.KindAirAlert && i.Kind != truceline.KindAerial && i.Kind != truceline.KindInterference
	}) {
		out = append(out, sample(`<rect class="other" x="5" y="3" width="8" height="8"/>`, "any other kind"))
	}
	switch {
	case len(b.alertsLeftOut()) == 0 || !b.speaksOf(truceline.KindAirAlert, truceline.MeansAirAlert):
	case len(b.hatched()) == 0:
		out = append(out, template.HTML("in no area drawn here could a new alert be raised"))
	default:
		out = append(out, hatchSample("blind to new alerts: under one unbroken alert"), sample(`<rect class="lanebox" x="1" y="1" width="16" height="12"/><path class="hatch" d="M2 2L8 12M8 2L2 12M10 2L16 12M16 2L10 12"/>`, "blind: not in the alert data"))
	}
	return out
}
