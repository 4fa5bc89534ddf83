package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// WatchedPart is the effort behind every count.
type WatchedPart struct {
	Sensors  []SensorEffort `json:"looks"` // by sensor kind, and by satellite
	Blind    []BlindPart    `json:"blind_area_hours"`
	Moment   time.Time      `json:"moment"` // for which LastLook is given: the end of the window
	LastLook []StretchLook  `json:"hours_since_last_look"`
	Gaps     []Gap          `json:"gaps"`
	Line     []KindWatch    `json:"line_by_kind"`   // of the kinds that the agreement speaks of
	Note     string         `json:"note,omitempty"` // set when nothing is known of who was watching
}

// SensorEffort is what one satellite, or all watchers of one means, did.
type SensorEffort struct {
	Means    truceline.Means `json:"means"`
	By       string          `json:"by"`            // a satellite; for other means, how many watchers there were, in words
	Looks    Pair            `json:"looks"`         // satellites: passes that left rows
	Silent   Pair            `json:"silent"`        // satellites: passes due that left none; it is not known whether they saw
	Hours    HoursPair       `json:"watcher_hours"` // others: hours watched or partly watched, added over watchers
	Missing  HoursPair       `json:"missing_hours"` // hours of stated outage
	Watchers int             `json:"watchers"`
}

// Pair is a count for each window; Before is 0 when nothing is compared.
type Pair struct {
	Inside int `json:"inside"`
	Before int `json:"before"`
}

// HoursPair is a number of hours for each window.
type HoursPair struct {
	Inside float64 `json:"inside"`
	Before float64 `json:"before"`
}

// BlindPart is for how long areas were blind to one means. The theatre as a
// whole ("*") is counted as the areas on the map.
type BlindPart struct {
	Means  truceline.Means `json:"means"`
	Inside float64         `json:"inside"` // area-hours
	Before *float64        `json:"before"`
	// Of is how many area-hours there were inside the window: its hours times
	// the areas that this means could speak of, or for posts (Posted) the hours
	// for which they were posted. Alerts are given for two cities that lie within
	// other areas on the map, so the areas of two means need not be equal.
	Of      float64 `json:"of"`
	Posted  bool    `json:"of_posted_hours,omitempty"`
	AreasOf int     `json:"of_areas"`
	// Between is for how many hours of the window no satellite was looking though
	// a file is there; nil for other means.
	Between *float64             `json:"between_looks_hours,omitempty"`
	Areas   []coverage.AreaHours `json:"areas"` // inside the window
}

// StretchLook is when a stretch of the contact line was last looked at.
type StretchLook struct {
	FromKm  float64         `json:"from_km"`
	ToKm    float64         `json:"to_km"`
	Middle  truceline.Point `json:"middle"`
	Hours   *float64        `json:"hours"` // since the last look, at the end of the window; nil: never
	By      string          `json:"by,omitempty"`
	Longest *float64        `json:"longest_gap_hours"` // within the window
}

// Gap is a stated outage.
type Gap struct {
	Means    truceline.Means    `json:"means"`
	By       string             `json:"by"`
	Area     string             `json:"area,omitempty"`
	Name     string             `json:"name,omitempty"`
	State    truceline.Watching `json:"state"`
	From     time.Time          `json:"from"`
	To       time.Time          `json:"to"`
	Cause    truceline.Cause    `json:"cause"`
	CausedBy string             `json:"caused_by,omitempty"`
	Note     string             `json:"note,omitempty"`
}

func (b *builder) watched() WatchedPart {
	p := WatchedPart{Sensors: b.sensors(), Blind: b.blind(), Moment: b.inside.To.UTC(), LastLook: b.lastLooks(), Gaps: b.gaps(), Line: b.lineByKind()}
	if len(b.rec.Watches) == 0 {
		p.Note = fmt.Sprintf("The record holds no statement about who was watching, for any of the %s hours of the window. Nothing in this report may be read as calm.", number(b.inside.Hours()))
	}
	return p
}

func (b *builder) sensors() []SensorEffort {
	out := []SensorEffort{}
	for _, s := range b.satellites() {
		e := SensorEffort{Means: truceline.MeansThermal, By: s, Watchers: 1}
		for i, w := range b.windows() {
			looks, silent := 0, 0
			for _, x := range b.rec.Watches {
				if x.Means == truceline.MeansThermal && x.By == s && x.When.Overlap(w.From, w.To) > 0 {
					if isLook(x) && w.Contains(x.When.From) {
						looks++
					} else if x.State == truceline.NotKnown {
						silent++
					}
				}
			}
			missing := coverage.Hours(b.noFile(s, w))
			if i == 0 {
				e.Looks.Inside, e.Silent.Inside, e.Missing.Inside = looks, silent, missing
			} else {
				e.Looks.Before, e.Silent.Before, e.Missing.Before = looks, silent, missing
			}
		}
		out = append(out, e)
	}
	for _, m := range truceline.AllMeans() {
		if m == truceline.MeansThermal || m == truceline.MeansAirAlert {
			continue
		}
		if e, ok := b.effort(m); ok {
			out = append(out, e)
		}
	}
	return out
}

// effort adds up the hours of all watchers of one means.
func (b *builder) effort(m truceline.Means) (SensorEffort, bool) {
	e := SensorEffort{Means: m}
	of := map[string][]truceline.Watch{}
	for _, x := range b.rec.Watches {
		if x.Means == m {
			of[x.By] = append(of[x.By], x)
		}
	}
	who := slices.Sorted(maps.Keys(of))
	e.Watchers = len(who)
	e.By = plural(len(who), "watcher")
	for i, w := range b.windows() {
		on, off := 0.0, 0.0
		for _, by := range who {
			spans := func(keep func(truceline.Watching) bool) []truceline.Window {
				return coverage.Spans(of[by], w, func(x truceline.Watch) bool { return keep(x.State) })
			}
			out := spans(func(s truceline.Watching) bool { return !watching(s) })
			all := spans(watching)
			off += coverage.Hours(out)
			on += coverage.Hours(coverage.Union(append(slices.Clone(all), out...))) - coverage.Hours(out)
		}
		if i == 0 {
			e.Hours.Inside, e.Missing.Inside = on, off
		} else {
			e.Hours.Before, e.Missing.Before = on, off
		}
	}
	return e, len(who) > 0
}

func (b *builder) blind() []BlindPart {
	out := []BlindPart{}
	for _, m := range truceline.AllMeans() {
		if !slices.ContainsFunc(b.rec.Watches, func(x truceline.Watch) bool { return x.Means == m }) {
			continue
		}
		p := BlindPart{Means: m, Areas: orEmpty(coverage.BlindHours(b.rec.Watches, b.inside, m))}
		p.Inside = b.areaHours(p.Areas)
		p.AreasOf = b.areasOf(m)
		p.Of = float64(p.AreasOf) * b.inside.Hours()
		switch m {
		case truceline.MeansAirAlert:
		case truceline.MeansThermal:
			if h := b.betweenLooks(); h > 0 {
				p.Between = &h
			}
		default:
			e, _ := b.effort(m)
			p.Of, p.Posted = e.Hours.Inside+e.Missing.Inside, true
		}
		if b.before != nil {
			p.Before = ptr(b.areaHours(coverage.BlindHours(b.rec.Watches, *b.before, m)))
		}
		for i := range p.Areas {
			if p.Areas[i].Area != coverage.Everywhere {
				p.Areas[i].Name = b.nameOf(p.Areas[i].Area)
			}
		}
		out = append(out, p)
	}
	return out
}

// betweenLooks is for how long no satellite was looking and none is known to
// lack its file.
func (b *builder) betweenLooks() float64 {
	known := coverage.Spans(b.rec.Watches, b.inside, isLook)
	for _, out := range coverage.BlindHours(b.rec.Watches, b.inside, truceline.MeansThermal) {
		if out.Area == coverage.Everywhere {
			return max(0, coverage.Hours(coverage.Remainder(b.inside, known))-out.Hours)
		}
	}
	return coverage.Hours(coverage.Remainder(b.inside, known))
}

// areasOf counts the areas, or footprints, that a means can be blind in.
func (b *builder) areasOf(m truceline.Means) int {
	if m == truceline.MeansAirAlert {
		return len(b.alertAreas())
	}
	var who []string
	for _, x := range b.rec.Watches {
		if x.Means != m {
			continue
		}
		if x.Place.Area == coverage.Everywhere {
			return max(1, len(b.rec.Areas))
		}
		key := x.By
		if x.Place.Shape == truceline.ShapeArea && x.Place.Area != "" && x.Scene == nil {
			key = x.Place.Area
		}
		who = append(who, key)
	}
	slices.Sort(who)
	return len(slices.Compact(who))
}

func (b *builder) areaHours(list []coverage.AreaHours) float64 {
	sum := 0.0
	for _, a := range list {
		h := a.Hours
		if a.Area == coverage.Everywhere {
			h *= float64(max(1, len(b.rec.Areas)))
		}
		sum += h
	}
	return sum
}

// lastLooks says for each stretch of the line when any means that looks at
// places (not alerts, not maps) last covered its middle.
func (b *builder) lastLooks() []StretchLook {
	out := []StretchLook{}
	var looks []truceline.Watch
	for _, x := range b.rec.Watches {
		if watching(x.State) && x.Means != truceline.MeansAirAlert && x.Means != truceline.MeansMap && x.When.From.Before(b.inside.To) {
			looks = append(looks, x)
		}
	}
	for _, s := range b.stretches() {
		l := StretchLook{FromKm: s.fromKm, ToKm: s.toKm, Middle: s.at}
		var spans []truceline.Window
		var last time.Time
		for _, x := range looks {
			if !coverage.Covers(x.Place, s.at) {
				continue
			}
			end := x.When.To
			if end.After(b.inside.To) {
				end = b.inside.To
			}
			if end.After(last) || end.Equal(last) && x.By < l.By {
				last, l.By = end, x.By
			}
			if w := cut(truceline.Window{From: x.When.From, To: end}, b.inside); w.To.After(w.From) {
				spans = append(spans, w)
			}
		}
		if !last.IsZero() {
			l.Hours = ptr(b.inside.To.Sub(last).Hours())
		}
		longest := 0.0
		for _, g := range coverage.Remainder(b.inside, coverage.Union(spans)) {
			longest = max(longest, g.Hours())
		}
		l.Longest = &longest
		out = append(out, l)
	}
	return out
}

// gaps lists stated outages in the window. Single alerts are left out, since
// there are hundreds; areas blind throughout stand with the rates.
func (b *builder) gaps() []Gap {
	out := []Gap{}
	for _, x := range b.rec.Watches {
		if watching(x.State) || x.When.Overlap(b.inside.From, b.inside.To) <= 0 {
			continue
		}
		w := cut(truceline.Window{From: x.When.From, To: x.When.To}, b.inside)
		if x.Means == truceline.MeansAirAlert && w.Hours() < b.inside.Hours() {
			continue
		}
		g := Gap{Means: x.Means, By: x.By, Area: x.Place.Area, Name: x.Place.Name, State: x.State, From: w.From.UTC(), To: w.To.UTC(),
			Cause: x.Cause, CausedBy: x.CausedBy, Note: x.Note}
		if g.Area != "" && g.Area != coverage.Everywhere {
			g.Name = b.nameOf(g.Area)
		}
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(x, y Gap) int {
		return cmp.Or(strings.Compare(string(x.Means), string(y.Means)), x.From.Compare(y.From), strings.Compare(x.By, y.By), strings.Compare(x.Area, y.Area))
	})
	return out
}
