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
	c.more(ex)
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
		for _, id := range w.At {
			if ex.place(id).ID == "" {
				c.refuse(fmt.Sprintf("%q is not a site", id), "watchers", i, "at")
			}
		}
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
		c.between(e.Lasts.Hours(), 0, 168, "events", i, "lasts")
		c.between(e.UnseenKm, 0, 100, "events", i, "unseen_km")
		if e.At != "" && ex.place(e.At).ID == "" {
			c.refuse(fmt.Sprintf("%q is not a site", e.At), "events", i, "at")
		}
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
	if w.total()+len(w.Clusters) > 0 && len(w.Reach) == 0 || w.Flight != nil && len(w.Reach) == 0 {
		c.refuse("is missing: what do its sites notice?", "watchers", n, "reach")
	}
	for i, b := range w.Belts {
		c.between(float64(b.Sites), 1, 100_000, "watchers", n, "belts", i, "sites")
		if d := b.BackKm; !(d[0] >= 0 && d[1] >= d[0] && d[1] <= 1000) {
			c.refuse("must be the least and the greatest distance from the line", "watchers", n, "belts", i, "back_km")
		}
	}
	c.special(n, w)
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

// special checks what only some watchers have.
func (c *checker) special(n int, w Watcher) {
	c.chance(w.Late, "watchers", n, "late")
	c.chance(w.Broken, "watchers", n, "broken")
	c.between(w.MastM, 0, 1000, "watchers", n, "mast_m")
	c.between(w.InventsPerHour, 0, 1000, "watchers", n, "invents_per_hour")
	if f := w.Flight; f != nil {
		c.between(f.PerDay, 0, 10_000, "watchers", n, "flight", "per_day")
		c.between(float64(f.Legs), 1, 1000, "watchers", n, "flight", "legs")
		c.between(f.Each.Minutes(), 0.1, 1440, "watchers", n, "flight", "each")
		c.chance(f.Jammed, "watchers", n, "flight", "jammed")
		c.chance(f.Shot, "watchers", n, "flight", "shot")
	}
	if s := w.Scan; s != nil {
		c.between(s.Every.Seconds(), 0.5, 3600, "watchers", n, "scan", "every")
		c.between(s.AirKm, 0, 500, "watchers", n, "scan", "air_km")
		c.between(s.GroundKm, 0, 500, "watchers", n, "scan", "ground_km")
		c.chance(s.Chance, "watchers", n, "scan", "chance")
		c.between(s.RangeM, 0, 10_000, "watchers", n, "scan", "range_m")
		c.between(s.Deg, 0, 45, "watchers", n, "scan", "deg")
	}
	if a := w.AIS; a != nil {
		c.between(a.Every.Seconds(), 1, 86_400, "watchers", n, "ais", "every")
		c.between(a.ReachKm, 0, 1000, "watchers", n, "ais", "reach_km")
	}
	if o := w.Orbit; o != nil {
		if o.Source != "N" && o.Source != "N20" && o.Source != "N21" {
			c.refuse("must be N, N20 or N21", "watchers", n, "orbit", "source")
		}
		c.between(o.PixelM, 10, 5000, "watchers", n, "orbit", "pixel_m")
		c.between(o.Least, 0, 1000, "watchers", n, "orbit", "least_mw")
	}
}

// more checks the parts of a world beside its events.
func (c *checker) more(ex Exercise) {
	c.between(ex.Suite.Hours, 0, 168, "suite", "hours")
	c.between(ex.Suite.Scale, 0, 1000, "suite", "scale")
	c.between(ex.Climate.WindMS, 0, 50, "climate", "wind_ms")
	c.chance(ex.Climate.Cloud, "climate", "cloud")
	c.chance(ex.Climate.Rain, "climate", "rain")
	c.chance(ex.Climate.FogAtNight, "climate", "fog_at_night")
	c.between(ex.Relief.HeightM, 0, 5000, "relief", "height_m")
	c.chance(ex.Claims.Mirror, "claims", "mirror")
	seen := map[string]bool{}
	for i, p := range ex.Sites {
		if p.ID == "" || seen[p.ID] {
			c.refuse("needs an id of its own", "sites", i, "id")
		}
		seen[p.ID] = true
		c.between(p.At[0], -85, 85, "sites", i, "at")
		c.between(p.At[1], -180, 180, "sites", i, "at")
	}
	for i, s := range ex.Silences {
		c.chance(s.Factor, "silences", i, "factor")
	}
	c.between(ex.Traffic.TripsPerDay, 0, 1e6, "traffic", "trips_per_day")
	if ex.Traffic.TripsPerDay > 0 && !(ex.Traffic.SpeedKmH[0] > 0 && ex.Traffic.SpeedKmH[1] >= ex.Traffic.SpeedKmH[0] && ex.Traffic.SpeedKmH[1] <= 100) {
		c.refuse("must be the least and the greatest speed", "traffic", "speed_kmh")
	}
	c.between(ex.Traffic.Lasts.Hours(), 0, 24, "traffic", "lasts")
	for i, r := range ex.Raids {
		c.raid(ex, i, r)
	}
	s := ex.Sea
	if len(s.Corridor) > 0 && !(len(s.Corridor) > 1 && s.SpeedKn[0] > 0 && s.SpeedKn[1] >= s.SpeedKn[0] && s.SpeedKn[1] <= 60) {
		c.refuse("needs two corners or more, and speed_kn, the least first", "sea")
	}
	c.between(s.VesselsPerDay, 0, 10_000, "sea", "vessels_per_day")
	c.between(s.GhostsPerDay, 0, 1000, "sea", "ghosts_per_day")
	c.between(s.WarshipsPerDay, 0, 1000, "sea", "warships_per_day")
	c.chance(s.Dark, "sea", "dark")
	c.chance(s.Shifted, "sea", "shifted")
	c.between(ex.Fires.FieldsPerDay, 0, 1e5, "fires", "fields_per_day")
	c.between(float64(ex.Fires.Standing), 0, 10_000, "fires", "standing")
	c.chance(ex.Fires.FromImpact, "fires", "from_impact")
	c.between(float64(ex.Press.Outlets), 0, 99, "press", "outlets")
	c.between(ex.Press.Copies, 0, 100, "press", "copies")
	c.between(ex.Press.InventedPerDay, 0, 10_000, "press", "invented_per_day")
	c.chance(ex.Press.Chance, "press", "chance")
	c.chance(ex.Press.Named, "press", "named")
}

func (c *checker) raid(ex Exercise, i int, r Raid) {
	if r.Sort != "drone" && r.Sort != "cruise" {
		c.refuse("must be drone or cruise", "raids", i, "sort")
	}
	if len(ex.Sides) == 2 && r.By != ex.Sides[0].ID && r.By != ex.Sides[1].ID {
		c.refuse("is not a side", "raids", i, "by")
	}
	c.between(float64(r.Number), 1, 10_000, "raids", i, "number")
	c.chance(r.Downed, "raids", i, "downed")
	c.between(r.Over.Hours(), 0, 24, "raids", i, "over")
	if !(r.SpeedKmH[0] >= 30 && r.SpeedKmH[1] >= r.SpeedKmH[0] && r.SpeedKmH[1] <= 10_000) {
		c.refuse("must be the least and the greatest speed", "raids", i, "speed_kmh")
	}
	if len(r.Launch) == 0 || len(r.Targets) == 0 {
		c.refuse("needs launch and targets", "raids", i)
	}
	for _, id := range r.Targets {
		if ex.place(id).ID == "" {
			c.refuse(fmt.Sprintf("%q is not a site", id), "raids", i, "targets")
		}
	}
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
