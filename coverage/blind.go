package coverage

import (
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// AreaHours is for how long one area, or one watcher's footprint, was blind.
type AreaHours struct {
	Area  string          `json:"area"` // ID of an area, "*" for the whole theatre, or the watcher where no area is stated
	Name  string          `json:"name,omitempty"`
	Hours float64         `json:"hours"`
	Cause truceline.Cause `json:"cause,omitempty"` // of the longest part
}

// Blind returns for how many hours of the window each area was blind to a means,
// areas without blind hours left out, ordered by area.
func (l *Ledger) Blind(w truceline.Window, means truceline.Means) []AreaHours {
	from, to := l.clip(w)
	w = truceline.Window{From: from, To: to}
	return BlindHours(l.Watches(w), w, means)
}

// BlindHours is [Ledger.Blind] for watches that are already at hand. Only stated
// outages count: an alert in force, an area never covered, a missing file, a
// post that was down. The pauses between a satellite's looks do not; its looks
// are counted instead. An area watched by several watchers of one means is blind
// when all of them are: for satellites, when every one of them lacks its file.
func BlindHours(watches []truceline.Watch, w truceline.Window, means truceline.Means) []AreaHours {
	type key struct{ area, by string }
	blind := map[key][]span{}
	causes := map[string]map[truceline.Cause][]span{}
	names := map[string]string{}
	watchersOf := map[string][]string{}
	for _, x := range watches {
		if x.Means != means || !x.When.From.Before(w.To) || !x.When.To.After(w.From) {
			continue
		}
		area := areaKey(x)
		if x.Place.Name != "" {
			names[area] = x.Place.Name
		}
		if !slices.Contains(watchersOf[area], x.By) {
			watchersOf[area] = append(watchersOf[area], x.By)
		}
		if x.State != truceline.Blind {
			continue
		}
		s := span{x.When.From, x.When.To}
		blind[key{area, x.By}] = append(blind[key{area, x.By}], s)
		if causes[area] == nil {
			causes[area] = map[truceline.Cause][]span{}
		}
		causes[area][x.Cause] = append(causes[area][x.Cause], s)
	}
	var out []AreaHours
	for area, by := range watchersOf {
		all := []span{{w.From, w.To}}
		for _, b := range by {
			all = common(all, merged(blind[key{area, b}]))
		}
		if h := total(all); h > 0 {
			out = append(out, AreaHours{Area: area, Name: names[area], Hours: h, Cause: longest(causes[area])})
		}
	}
	slices.SortFunc(out, func(a, b AreaHours) int { return strings.Compare(a.Area, b.Area) })
	return out
}

// areaKey is what a watch's blind time is booked under.
func areaKey(w truceline.Watch) string {
	if w.Place.Shape == truceline.ShapeArea && w.Place.Area != "" && w.Scene == nil {
		return w.Place.Area
	}
	return w.By
}

// longest returns the cause with the longest blind time, the first by name of
// equals.
func longest(causes map[truceline.Cause][]span) truceline.Cause {
	var best truceline.Cause
	most := -1.0
	for c, list := range causes {
		if h := total(merged(list)); h > most || h == most && c < best {
			best, most = c, h
		}
	}
	return best
}
