package agreement

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"go.yaml.in/yaml/v3"
)

// windows reads when the text was in force.
func (r *reader) windows(g group) []truceline.InForce {
	r.atLeast(g, "windows", 1, "Say when the text was in force. A text without an end has to: open.")
	var windows []truceline.InForce
	for i, n := range r.items(g, "windows") {
		wg, ok := r.group(n, fmt.Sprintf("windows[%d]", i+1), "windows")
		if !ok {
			continue
		}
		w, ok := r.window(wg)
		if !ok {
			continue
		}
		if slices.ContainsFunc(windows, func(o truceline.InForce) bool { return overlap(o.Window, w.Window) }) {
			r.warn(n, wg.path, "This window overlaps another one.", "Check the hours. A time that lies in both counts once.")
		}
		windows = append(windows, w)
	}
	return windows
}

// overlap reports whether two windows have a moment in common.
func overlap(a, b truceline.Window) bool {
	return (b.To.IsZero() || a.From.Before(b.To)) && (a.To.IsZero() || b.From.Before(a.To))
}

// window reads one window, in the local time of the place where it was
// announced, and turns it into UTC.
func (r *reader) window(g group) (truceline.InForce, bool) {
	w := truceline.InForce{AnnouncedZone: r.text(g, "zone"), Announced: r.text(g, "announced"), Note: r.text(g, "note")}
	from, to := r.value(g, "from"), r.value(g, "to")
	loc := r.zoneOf(g, w.AnnouncedZone)
	if loc == nil || from == nil || to == nil {
		return w, false
	}
	var ok bool
	if w.From, ok = r.localTime(from, at(g.path, "from"), loc); !ok {
		return w, false
	}
	open := to.Kind == yaml.ScalarNode && to.Value == "open"
	if !open {
		if w.To, ok = r.localTime(to, at(g.path, "to"), loc); !ok {
			return w, false
		}
		if !w.To.After(w.From) {
			r.problem(to, at(g.path, "to"), "The window ends before it begins.", "Check the dates and hours. The end is the first moment that is no longer in force, so it must be later than the beginning.")
			return w, false
		}
	}
	if w.Announced == "" {
		w.Announced = fmt.Sprintf("%s to %s (%s)", from.Value, to.Value, w.AnnouncedZone)
	}
	return w, true
}

// zoneOf loads the zone in which a window was announced.
func (r *reader) zoneOf(g group, name string) *time.Location {
	if name == "" {
		return nil // said already
	}
	n, path := r.value(g, "zone"), at(g.path, "zone")
	const hint = "Write the zone of the place where the hours were announced as the IANA database names it, e.g. Europe/Moscow, Europe/Kyiv, or UTC."
	region, _, ok := strings.Cut(name, "/")
	if name != "UTC" && (!ok || slices.Contains([]string{"Etc", "posix", "right"}, region)) {
		r.problem(n, path, fmt.Sprintf("%q does not name a place.", clip(name)), "Short names and plain offsets can be misread. "+hint)
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		r.problem(n, path, fmt.Sprintf("There is no time zone %q.", clip(name)), hint)
		return nil
	}
	return loc
}

// localTime reads a local time and says which moment it was.
func (r *reader) localTime(n *yaml.Node, path string, loc *time.Location) (time.Time, bool) {
	fail := func(message, hint string) (time.Time, bool) {
		r.problem(n, path, message, hint)
		return time.Time{}, false
	}
	if n.Kind != yaml.ScalarNode {
		return fail(fmt.Sprintf("Here a local time is expected, but there is %s.", form(n)), "Write it like 2026-04-11 16:00.")
	}
	wall, hint := parseWall(strings.TrimSpace(n.Value))
	if hint != "" {
		return fail(fmt.Sprintf("%q cannot be read as a local time.", clip(n.Value)), hint)
	}
	if wall.Year() < 1900 || wall.Year() > 2200 {
		return fail(fmt.Sprintf("The year %d cannot be right.", wall.Year()), "Check the date.")
	}
	switch moments := momentsOf(wall, loc); len(moments) {
	case 1:
		return moments[0], true
	case 0:
		return fail(fmt.Sprintf("On that day the clocks in %s were put forward, so the time %s never was.", loc, wall.Format("15:04")),
			"Check the hour in the announcement, or write this window in zone: UTC and say so under announced:.")
	default:
		return fail(fmt.Sprintf("On that day the clocks in %s were put back, so the time %s came twice.", loc, wall.Format("15:04")),
			fmt.Sprintf("Settle which one is meant, and write this window in zone: UTC (%s or %s), with the words of the announcement under announced:.",
				moments[0].Format("15:04"), moments[1].Format("15:04")))
	}
}

// parseWall reads what a clock on the wall showed, as if it were UTC; hint says
// what to do when it cannot be read. 24:00 is the end of the day.
func parseWall(s string) (wall time.Time, hint string) {
	day, endOfDay := strings.CutSuffix(s, " 24:00")
	if endOfDay {
		s = day + " 00:00"
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"} {
		// Both forms take the hour with one digit too, which is fine, and the
		// last accepts a fraction of a second, which nobody announces.
		if t, err := time.Parse(layout, s); err == nil && t.Nanosecond() == 0 {
			if endOfDay {
				t = t.AddDate(0, 0, 1)
			}
			return t, ""
		}
	}
	if _, err := time.Parse(time.DateOnly, s); err == nil {
		return wall, "The hour is missing: write it like " + s + " 00:00."
	}
	if _, err := time.Parse(time.RFC3339, strings.Replace(s, " ", "T", 1)); err == nil || strings.HasSuffix(s, "Z") {
		return wall, "Write the local time as it was announced, without Z or an offset, and name its zone under zone:."
	}
	return wall, "Write year, month, day, hour and minute like 2026-04-11 16:00."
}

// momentsOf returns the moments, earliest first, at which a clock in loc
// showed this wall time: usually one, none where the clocks skipped it, two
// where they were put back over it.
func momentsOf(wall time.Time, loc *time.Location) []time.Time {
	guess := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, loc)
	near := []time.Time{guess}
	start, end := guess.ZoneBounds()
	if !start.IsZero() {
		near = append(near, start.Add(-time.Second))
	}
	if !end.IsZero() {
		near = append(near, end)
	}
	var moments []time.Time
	for _, t := range near {
		_, offset := t.Zone()
		m := wall.Add(-time.Duration(offset) * time.Second)
		if _, o := m.In(loc).Zone(); o == offset && !slices.ContainsFunc(moments, m.Equal) {
			moments = append(moments, m)
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	return moments
}
