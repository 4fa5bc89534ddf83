package sim

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/posture"
)

// checker collects what is wrong with an exercise, each with its line.
type checker struct {
	roots map[string]*yaml.Node // by file
	found []error
}

// refuse notes a mistake at a path of keys and indices; where the path does not
// exist in the file, the nearest thing above it is named.
func (c *checker) refuse(reason string, path ...any) { c.refuseIn(exerciseFile, reason, path...) }

func (c *checker) refuseIn(file, reason string, path ...any) {
	line, field := posture.Locate(c.roots[file], path...)
	c.found = append(c.found, truceline.Refusal{File: file, Line: line, Field: field, Reason: reason})
}

func (c *checker) check(ex Exercise, watches posture.Posture) {
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
	c.sapient(watches)
	c.marks(watches)
	watches.Check(func(reason string, path ...any) { c.refuseIn(postureFile, reason, path...) })
	for i, w := range watches.Watchers {
		for _, id := range w.At {
			if ex.place(id).ID == "" {
				c.refuseIn(postureFile, fmt.Sprintf("%q is not a site", id), "watchers", i, "at")
			}
		}
	}
	if in := ex.Claims.Inflate; !(in[0] > 0 && in[1] >= in[0] && in[1] <= 1000) {
		c.refuse("must be two numbers above 0, the least first", "claims", "inflate")
	}
	c.chance(ex.Claims.Omit, "claims", "omit")
	for i, id := range ex.Alerts.CAP {
		if !slices.ContainsFunc(ex.Ground.Areas, func(a Area) bool { return a.ID == id }) {
			c.refuse(fmt.Sprintf("%q is not an area", id), "alerts", "cap", i)
		}
	}
}

// sapient refuses what has no word in what SAPIENT nodes say.
func (c *checker) sapient(watches posture.Posture) {
	words := classWords()
	for i, w := range watches.Watchers {
		if w.Form != "sapient" {
			continue
		}
		var kinds []truceline.Kind
		for _, r := range w.Reach {
			kinds = append(kinds, r.Kinds...)
		}
		for _, says := range append(slices.Collect(maps.Values(w.Says)), w.FalseSays) {
			for _, s := range says {
				kinds = append(kinds, s.Kind)
			}
		}
		for _, k := range kinds {
			if words[k] == "" {
				c.refuseIn(postureFile, fmt.Sprintf("sites that speak SAPIENT have no word for %s", k), "watchers", i, "form")
				break
			}
		}
	}
}

// marks refuses what has no symbol on a device.
func (c *checker) marks(watches posture.Posture) {
	for i, w := range watches.Watchers {
		if w.Device == nil {
			continue
		}
		for j, k := range w.Device.Marks {
			if symbols()[k] == "" {
				c.refuseIn(postureFile, fmt.Sprintf("there is no symbol for %s", k), "watchers", i, "device", "marks", j)
			}
		}
	}
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
	c.between(float64(g.Raions), 0, 20, "ground", "raions")
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
		c.between(e.RadiusKm, 0, 500, "events", i, "radius_km")
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
		c.between(e.DriftKmH, 0, 20, "events", i, "drift_kmh")
		if e.DriftKmH > 0 && e.At == "" {
			c.refuse("is for what drifts off a site on the coast; it needs at", "events", i, "drift_kmh")
		}
		c.moves(e, i)
		c.between(e.PerCover, 0, 100, "events", i, "per_cover")
		if e.Cover != "" && !slices.ContainsFunc(ex.Events, func(x EventRate) bool { return x.Exempt == e.Cover }) {
			c.refuse(fmt.Sprintf("no event is exempt as %q", e.Cover), "events", i, "cover")
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

func (c *checker) moves(e EventRate, i int) {
	m := e.Moves
	if m == nil {
		return
	}
	if s := m.SpeedKmH; !(s[0] >= 1 && s[1] >= s[0] && s[1] <= 100) {
		c.refuse("must be the least and the greatest speed", "events", i, "moves", "speed_kmh")
	}
	if a := m.AlongKm; !(a[0] >= 0 && a[1] >= a[0] && a[1] <= 500) {
		c.refuse("must be the least and the greatest distance along the line", "events", i, "moves", "along_km")
	}
	if e.At != "" {
		c.refuse("cannot be combined with at", "events", i, "moves")
	}
	c.between(float64(m.Vehicles), 1, 1000, "events", i, "moves", "vehicles")
	c.between(m.Over.Hours(), 0, 168, "events", i, "moves", "over")
	c.chance(m.Withdrawn, "events", i, "moves", "withdrawn")
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

// more checks the parts of a world beside its events.
func (c *checker) more(ex Exercise) {
	c.between(ex.Suite.Hours, 0, 168, "suite", "hours")
	c.between(ex.Suite.Scale, 0, 1000, "suite", "scale")
	c.between(ex.Climate.WindMS, 0, 50, "climate", "wind_ms")
	c.chance(ex.Climate.Cloud, "climate", "cloud")
	c.chance(ex.Climate.Rain, "climate", "rain")
	c.chance(ex.Climate.FogAtNight, "climate", "fog_at_night")
	c.between(ex.Climate.StormsPerDay, 0, 1000, "climate", "storms_per_day")
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
	c.chance(s.Anchors, "sea", "anchors")
	if s.Anchors > 0 && len(s.Corridor) < 3 {
		c.refuse("needs a corner between the first and the last, at which to wait", "sea", "anchors")
	}
	c.chance(s.Dark, "sea", "dark")
	c.chance(s.Shifted, "sea", "shifted")
	a := ex.Air
	c.between(a.FlightsPerDay, 0, 100_000, "air", "flights_per_day")
	c.between(a.SilentPerDay, 0, 10_000, "air", "silent_per_day")
	c.chance(a.Dark, "air", "dark")
	if a.FlightsPerDay+a.SilentPerDay > 0 && !(a.SpeedKmH[0] >= 50 && a.SpeedKmH[1] >= a.SpeedKmH[0] && a.SpeedKmH[1] <= 4000 &&
		a.AltM[0] > 0 && a.AltM[1] >= a.AltM[0] && a.AltM[1] <= 20_000 && a.BackKm[0] >= 0 && a.BackKm[1] >= a.BackKm[0] && a.BackKm[1] <= 500) {
		c.refuse("needs speed_kmh, alt_m and back_km, the least first", "air")
	}
	for i, d := range ex.Drones {
		c.between(d.PerDay, 0, 1000, "drones", i, "per_day")
		if d.At != "" && ex.place(d.At).ID == "" {
			c.refuse(fmt.Sprintf("%q is not a site", d.At), "drones", i, "at")
		}
		if d.Sort == "" || len(d.Sort) > 23 || d.Lasts <= 0 || d.Lasts > 2*time.Hour || !(d.SpeedKmH[0] >= 5 && d.SpeedKmH[1] >= d.SpeedKmH[0] && d.SpeedKmH[1] <= 100 &&
			d.AltM[0] >= 10 && d.AltM[1] >= d.AltM[0] && d.AltM[1] <= 500 && d.WithinKm >= 0 && d.BackKm >= 0) {
			c.refuse("needs a sort of up to 23 characters, lasts, and speed_kmh and alt_m, the least first", "drones", i)
		}
	}
	c.between(ex.Fires.FieldsPerDay, 0, 1e5, "fires", "fields_per_day")
	c.between(float64(ex.Fires.Standing), 0, 10_000, "fires", "standing")
	c.chance(ex.Fires.FromImpact, "fires", "from_impact")
	c.between(float64(ex.Press.Outlets), 0, 99, "press", "outlets")
	c.between(ex.Press.Copies, 0, 100, "press", "copies")
	c.between(ex.Alerts.FalsePerDay, 0, 1000, "alerts", "false_per_day")
	c.between(ex.Alerts.Lasts.Hours(), 0, 24, "alerts", "lasts")
	c.chance(ex.Hotline.Calls, "hotline", "calls")
	c.chance(ex.Hotline.Answered, "hotline", "answered")
	c.chance(ex.Hotline.Heeded, "hotline", "heeded")
	c.between(ex.Hotline.After.Hours(), 0, 24, "hotline", "after")
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
