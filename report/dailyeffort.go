package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// dailyEffort counts each kind that began, or that the text speaks of, with how
// well it was watched over the reporting day.
func (b *builder) dailyEffort(previous truceline.Window) []DailyEffort {
	out := []DailyEffort{}
	for _, info := range truceline.Kinds() {
		n, p := b.begun(b.inside, ofKind(info.Kind)), b.begun(previous, ofKind(info.Kind))
		if n == 0 && p == 0 && !b.spokenOf(info.Kind) {
			continue
		}
		state := b.stateOf(b.inside, info.Kind)
		e := DailyEffort{Kind: info.Kind, Name: info.Name, State: state, Words: b.effortWords(b.inside, info.Kind, state),
			Before: b.effortWords(previous, info.Kind, b.stateOf(previous, info.Kind))}
		e.Count = countOf(n, b.inside, state).Count
		e.Previous = countOf(p, previous, b.stateOf(previous, info.Kind)).Count
		out = append(out, e)
	}
	return out
}

// spokenOf says whether a clause forbids a kind or takes it for an indicator.
func (b *builder) spokenOf(k truceline.Kind) bool {
	for _, c := range b.rec.Run.Agreement.Clauses {
		if slices.Contains(c.Kinds, k) || slices.Contains(c.Indicators, k) {
			return true
		}
	}
	return false
}

// stateOf is how well a kind was watched over a window, by the special rules for
// alerts and heat where they apply.
func (b *builder) stateOf(w truceline.Window, k truceline.Kind) truceline.Watching {
	switch k {
	case truceline.KindAirAlert:
		return b.alertState(b.alertAreas(), w)
	case truceline.KindHeat:
		return b.thermalState(w)
	}
	return b.kindState(w, k)
}

func (b *builder) effortWords(w truceline.Window, k truceline.Kind, s truceline.Watching) string {
	switch {
	case k == truceline.KindAirAlert && len(b.alertAreas()) > 0 && b.speaksOf(k, truceline.MeansAirAlert):
		areas := b.alertAreas()
		all := func(string) bool { return true }
		return fmt.Sprintf("%s: %s area-hours at risk of %s", stateWords(s), number(b.atRisk(areas, all, w)), number(w.Hours()*float64(len(areas))))
	case k == truceline.KindHeat && len(b.satellites()) > 0:
		missing := 0.0
		for _, satellite := range b.satellites() {
			missing += coverage.Hours(b.noFile(satellite, w))
		}
		words := fmt.Sprintf("%s: %s", stateWords(s), plural(b.looks(w), "satellite look"))
		if missing > 0 {
			words += fmt.Sprintf(", no file for %s of %s satellite-hours", number(missing), number(w.Hours()*float64(len(b.satellites()))))
		}
		return words
	}
	watchers, hours := b.watcherHours(w, k)
	if watchers == 0 && s == truceline.NotKnown && b.begun(w, ofKind(k)) == 0 {
		return stateWords(s) + ": the record does not say who was watching"
	} else if watchers == 0 && s == truceline.NotKnown {
		return stateWords(s) + ": noticed, though the record names nobody posted for it"
	}
	if watchers == 0 {
		return stateWords(s) + ": no watcher that could notice it"
	}
	return fmt.Sprintf("%s: %s, %s watcher-hours", stateWords(s), plural(watchers, "watcher"), number(hours))
}

// watcherHours returns how many watchers could notice a kind at some time of a
// window, and for how many hours in all.
func (b *builder) watcherHours(w truceline.Window, k truceline.Kind) (watchers int, hours float64) {
	type stretches struct{ all, out []truceline.Window }
	by := map[string]*stretches{}
	watched := map[string]bool{}
	for _, x := range b.rec.Watches {
		if x.When.Overlap(w.From, w.To) <= 0 || !coverage.Notices(x, k) {
			continue
		}
		s := by[x.By]
		if s == nil {
			s = &stretches{}
			by[x.By] = s
		}
		part := truceline.Window{From: x.When.From, To: x.When.To}
		if part.From.Before(w.From) {
			part.From = w.From
		}
		if part.To.After(w.To) {
			part.To = w.To
		}
		s.all = append(s.all, part)
		if watching(x.State) {
			watched[x.By] = true
		} else {
			s.out = append(s.out, part)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(watched)) {
		s := by[name]
		hours += coverage.Hours(coverage.Union(s.all)) - coverage.Hours(coverage.Union(s.out))
	}
	return len(watched), hours
}

// dailySummary opens the table in the order of the taxonomy, like with like.
func (b *builder) dailySummary(d DailyReport) []string {
	out := []string{}
	if d.To.After(b.rec.AsOf) {
		out = append(out, "The record ends at "+b.rec.AsOf.In(d.To.Location()).Format("15:04 on 2 January 2006")+", before this reporting day does. What came later is not in it.")
	}
	var unwatched []string
	for _, e := range d.Effort {
		s := e.Name + ": "
		if e.Count == nil {
			unwatched = append(unwatched, e.Name)
			continue
		}
		if *e.Count == 0 {
			s += "none recorded"
		} else {
			s += number(float64(*e.Count)) + " recorded"
		}
		s += " (" + e.Words + ")"
		if e.Previous != nil {
			s += "; in the previous reporting period " + number(float64(*e.Previous)) + ", " + e.Before
		} else {
			s += "; no count for the previous reporting period"
		}
		out = append(out, strings.ToUpper(s[:1])+s[1:]+".")
	}
	if len(unwatched) > 0 {
		out = append(out, "No count, since nothing in the record watched: "+strings.Join(unwatched, "; ")+". This is not a report of calm.")
	}
	for _, t := range d.Tallies {
		s := fmt.Sprintf("%s: %s by the monitor's own count in report %s", regionWords(t.Area), plural(t.Violations, "ceasefire violation"), t.Report)
		if t.Explosions != nil {
			s += fmt.Sprintf(", including %s", plural(*t.Explosions, "explosion"))
		} else if t.Violations > 0 {
			s += ", explosions not stated"
		}
		if t.Days > 1 {
			s += fmt.Sprintf(". That report covers %d days together", t.Days)
		}
		out = append(out, s+". How well the monitor could watch is not part of the tally.")
	}
	if len(out) == 0 {
		out = append(out, "The record holds nothing for this reporting day, and no watcher: this is not a report of calm.")
	}
	return out
}

func regionWords(area string) string {
	if area == "both" {
		return "Both regions together"
	}
	return area + " region"
}

func (b *builder) dailyTallies(w truceline.Window) []DailyTally {
	out := []DailyTally{}
	for _, t := range b.rec.Tallies {
		if t.When.Overlap(w.From, w.To) <= 0 || !strings.Contains(t.Metric, "violation") {
			continue
		}
		out = append(out, DailyTally{Report: t.Report, Area: t.Area, Violations: t.Value, Explosions: t.Explosions,
			Days: max(1, int((t.When.Duration()+12*time.Hour)/(24*time.Hour))), Basis: t.Basis})
	}
	return out
}

// DailyCSV writes the table, one incident a line, then the effort beside each
// kind and the monitor's tallies as lines of their own; the first column says
// which is which.
func DailyCSV(d DailyReport) ([]byte, error) {
	lines := [][]string{{"line", "position", "event_location", "means", "number", "observation", "description", "weapon", "date_time", "watched", "watched_words", "previous", "previous_words"}}
	for _, r := range d.Rows {
		lines = append(lines, []string{"incident", text(r.Position), text(r.Location), r.Means, r.Number, r.Observation, text(r.Description), text(r.Weapon),
			r.When, string(r.Watched), text(r.WatchedBy), "", ""})
	}
	for _, e := range d.Effort {
		lines = append(lines, []string{"count", "", "", "", whole(e.Count), e.Name, "", "", string(d.Date), string(e.State), text(e.Words), whole(e.Previous), text(e.Before)})
	}
	for _, t := range d.Tallies {
		lines = append(lines, []string{"tally", text(t.Report), text(t.Area), "monitor's count", fmt.Sprint(t.Violations), "ceasefire violation", t.Basis, "", string(d.Date), string(truceline.NotKnown), "how well the monitor could watch is not part of the tally", "", ""})
	}
	return writeCSV(lines)
}
