package sim

import (
	"fmt"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
)

// checker collects what is wrong with an exercise, each with its line.
type checker struct {
	roots map[string]*yaml.Node // by file
	found []error
}

// refuse notes a mistake at a path of keys and indices; where the path does not
// exist in the file, the nearest thing above it is named.
func (c *checker) refuse(reason string, path ...any) {
	file := exerciseFile
	if path[0] == "watchers" {
		file = postureFile
	}
	n, field := c.roots[file].Content[0], ""
	line := n.Line
	for _, step := range path {
		field = glue(field, step)
		if next := child(n, step); next != nil {
			n, line = next, next.Line
		}
	}
	c.found = append(c.found, truceline.Refusal{File: file, Line: line, Field: field, Reason: reason})
}

func glue(field string, step any) string {
	switch s := step.(type) {
	case int:
		return field + "[" + strconv.Itoa(s) + "]"
	default:
		if field != "" {
			field += "."
		}
		return field + fmt.Sprint(s)
	}
}

func child(n *yaml.Node, step any) *yaml.Node {
	switch s := step.(type) {
	case int:
		if n.Kind == yaml.SequenceNode && s < len(n.Content) {
			return n.Content[s]
		}
	case string:
		if n.Kind != yaml.MappingNode {
			return nil
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == s {
				return n.Content[i+1]
			}
		}
	}
	return nil
}

func (c *checker) check(ex Exercise) {
	for _, f := range []struct{ name, value string }{
		{"id", ex.ID}, {"title", ex.Title}, {"agreement", ex.Agreement}, {"zone", ex.Zone}, {"cut_off", ex.CutOff},
	} {
		if f.value == "" {
			c.refuse("is missing", f.name)
		}
	}
	c.window(ex)
	if len(ex.Sides) != 2 || ex.Sides[0].ID == "" || ex.Sides[1].ID == "" || ex.Sides[0].ID == ex.Sides[1].ID {
		c.refuse("must be two sides with different ids", "sides")
	}
	c.ground(ex.Ground)
	for i, s := range ex.Stretches {
		if s.FromKm >= s.ToKm {
			c.refuse("needs from_km below to_km", "stretches", i)
		}
		c.between(s.Factor, 0, 1000, "stretches", i, "factor")
	}
	c.events(ex)
	c.answers(ex)
	for i, w := range ex.Weather {
		if w.Kind != "fog" && w.Kind != "wind" {
			c.refuse("must be fog or wind", "weather", i, "kind")
		}
		if w.From >= w.To || w.FromKm >= w.ToKm {
			c.refuse("must end after it begins", "weather", i)
		}
	}
	sorts := map[string]bool{}
	for i, w := range ex.Watchers {
		if sorts[w.Sort] || !safeName(w.Sort) {
			c.refuse("needs a name of its own in small letters, digits and hyphens", "watchers", i, "sort")
		}
		sorts[w.Sort] = true
		c.watcher(i, w)
	}
	if in := ex.Claims.Inflate; !(in[0] > 0 && in[1] >= in[0] && in[1] <= 1000) {
		c.refuse("must be two numbers above 0, the least first", "claims", "inflate")
	}
	c.chance(ex.Claims.Omit, "claims", "omit")
}

func (c *checker) window(ex Exercise) {
	w := ex.Window
	_, from := w.From.Zone()
	_, to := w.To.Zone()
	switch {
	case !w.From.Before(w.To):
		c.refuse("must end after it begins", "window")
	case from != to:
		c.refuse("must have one offset from UTC; the clock may not be changed within it", "window")
	case w.To.Sub(w.From) > 7*24*time.Hour:
		c.refuse("may not be longer than 7 days", "window")
	}
	if ex.Daylight.From >= ex.Daylight.To {
		c.refuse("must end after it begins", "daylight")
	}
}

func (c *checker) ground(g Ground) {
	if len(g.Left) == 0 || len(g.Right) == 0 {
		c.refuse("needs corners on both hands", "ground")
	}
	for i, hand := range [][]Corner{g.Left, g.Right} {
		for j, p := range hand {
			if !(p[0] >= -85 && p[0] <= 85 && p[1] >= -180 && p[1] <= 180) {
				c.refuse("must be [latitude, longitude]", "ground", []string{"left", "right"}[i], j)
			}
		}
	}
	if len(g.Areas) != len(g.Cuts)+1 {
		c.refuse(fmt.Sprintf("%d cuts make %d areas, but %d are named", len(g.Cuts), len(g.Cuts)+1, len(g.Areas)), "ground", "areas")
	}
	last := [2]int{-1, -1}
	for i, cut := range g.Cuts {
		if cut[0] <= last[0] || cut[1] <= last[1] || cut[0] >= len(g.Left) || cut[1] >= len(g.Right) {
			c.refuse("must name a corner on the left and one on the right, further along than the cut before", "ground", "cuts", i)
		}
		last = cut
	}
}

func (c *checker) events(ex Exercise) {
	for i, e := range ex.Events {
		if _, ok := truceline.KindNamed(e.Kind); !ok {
			c.refuse(fmt.Sprintf("%q is not a kind", e.Kind), "events", i, "kind")
		}
		c.between(e.PerDay, 0, 1000, "events", i, "per_day")
		c.between(e.Mean, 1, 1000, "events", i, "mean")
		c.between(float64(e.Most), 1, 1000, "events", i, "most")
		c.between(e.Lasts.Hours(), 0, 24, "events", i, "lasts")
		if e.Ground != "own" && e.Ground != "other" {
			c.refuse("must be own or other", "events", i, "ground")
		}
		if n := len(e.Hours); n != 0 && (n != 24 || total(e.Hours) <= 0) {
			c.refuse("must be 24 weights, not all 0", "events", i, "hours")
		}
		for j, w := range e.Hours {
			c.between(w, 0, 1000, "events", i, "hours", j)
		}
		if d := e.DepthKm; !(d[0] >= 0 && d[1] > d[0] && d[1] <= 1000) {
			c.refuse("must be the least and the greatest distance from the line", "events", i, "depth_km")
		}
		named := 0
		for _, s := range ex.Sides {
			if f, ok := e.BySide[s.ID]; ok {
				named++
				c.between(f, 0, 100, "events", i, "by_side", s.ID)
			}
		}
		if named != len(e.BySide) {
			c.refuse("names a side that is not in sides", "events", i, "by_side")
		}
	}
}

// answers refuses worlds that never come to rest: what one happening provokes,
// all answers together, must be fewer than one.
func (c *checker) answers(ex Exercise) {
	sum := map[truceline.Kind]float64{}
	for i, a := range ex.Answers {
		if eventOf(ex, a.With) < 0 {
			c.refuse(fmt.Sprintf("%q is not among the events", a.With), "answers", i, "with")
		}
		if a.By != "other" && a.By != "same" {
			c.refuse("must be other or same", "answers", i, "by")
		}
		if a.Delay <= 0 {
			c.refuse("needs a delay", "answers", i)
		}
		c.between(a.WithinKm, 0, 1000, "answers", i, "within_km")
		if !(a.Chance >= 0) {
			c.refuse("must be 0 or more", "answers", i, "chance")
		}
		for _, k := range a.To {
			if sum[k] += a.Chance; !(sum[k] < 0.9) {
				c.refuse(fmt.Sprintf("answers to %s would go on for ever: together their chances reach %.2f, and must stay under 0.9", k, sum[k]), "answers", i, "chance")
			}
		}
	}
}

// safeName reports whether a name may be part of a file's name.
func safeName(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-') {
			return false
		}
	}
	return s != "" && len(s) <= 40
}

func (c *checker) watcher(n int, w Watcher) {
	if w.Prefix == "" {
		c.refuse("is missing", "watchers", n, "prefix")
	}
	for i, r := range w.Reach {
		last := -1.0
		for j, p := range r.Chance {
			if !(p[0] > last && p[0] <= 1000 && p[1] >= 0 && p[1] <= 1) {
				c.refuse("must be [km, probability], the nearest first", "watchers", n, "reach", i, "chance", j)
			}
			last = p[0]
		}
		if len(r.Chance) == 0 || !(r.WatchKm > 0 && r.WatchKm <= 1000) {
			c.refuse("needs a watch_km and a chance", "watchers", n, "reach", i)
		}
		c.chance(r.Counted, "watchers", n, "reach", i, "counted")
		for _, f := range []struct {
			name string
			by   *float64
		}{{"night", r.Night}, {"fog", r.Fog}, {"wind", r.Wind}} {
			if f.by != nil {
				c.chance(*f.by, "watchers", n, "reach", i, f.name)
			}
		}
	}
	if len(w.Clusters) > 0 && len(w.Reach) == 0 {
		c.refuse("is missing: what do its sites notice?", "watchers", n, "reach")
	}
	for i, cl := range w.Clusters {
		c.between(float64(cl.Sites), 1, 1000, "watchers", n, "clusters", i, "sites")
		c.between(cl.AtKm, 0, 1e5, "watchers", n, "clusters", i, "at_km")
		c.between(cl.EveryKm, 0.001, 1000, "watchers", n, "clusters", i, "every_km")
		c.between(cl.BackKm, 0, 1000, "watchers", n, "clusters", i, "back_km")
	}
	for i, o := range w.Outages {
		c.chance(o.Chance, "watchers", n, "outages", i, "chance")
	}
	c.chance(w.Assess, "watchers", n, "assess")
	c.chance(w.Repeat, "watchers", n, "repeat")
	c.chance(w.Relay, "watchers", n, "relay")
	c.chance(w.Denied, "watchers", n, "denied")
	c.chance(w.Clock.Lost, "watchers", n, "clock", "lost")
	c.between(w.FalsePerHour, 0, 100, "watchers", n, "false_per_hour")
	if w.FalsePerHour > 0 && len(w.FalseSays) == 0 {
		c.refuse("needs false_says, which says what is reported", "watchers", n, "false_per_hour")
	}
	if !(w.RangeError >= 0 && w.RangeError <= 0.99) {
		c.refuse("must be a part of the range, 0 up to 0.99", "watchers", n, "range_error")
	}
	c.between(w.BearingDeg, 0, 180, "watchers", n, "bearing_deg")
	c.between(w.FieldDeg, 0, 360, "watchers", n, "field_deg")
	c.between(float64(w.Halts), 0, 100, "watchers", n, "halts")
}

// chance and between also refuse what is not a number.
func (c *checker) chance(p float64, path ...any) {
	if !(p >= 0 && p <= 1) {
		c.refuse("must be a probability", path...)
	}
}

func (c *checker) between(x, least, most float64, path ...any) {
	if !(x >= least && x <= most) {
		c.refuse(fmt.Sprintf("must be %v to %v", least, most), path...)
	}
}

// eventOf returns the index of the first rate of a kind, -1 if there is none.
func eventOf(ex Exercise, k truceline.Kind) int {
	for i, e := range ex.Events {
		if e.Kind == k {
			return i
		}
	}
	return -1
}

func total(weights []float64) float64 {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	return sum
}
