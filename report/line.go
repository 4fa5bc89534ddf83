package report

import (
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Line is the contact line that the report measures from, with all that its
// length depends on.
type Line struct {
	LengthKm    float64           `json:"length_km"`
	AsOf        truceline.Date    `json:"as_of"`
	Definition  string            `json:"definition"`
	Source      string            `json:"source"`
	ToleranceKm float64           `json:"tolerance_km"`
	Ends        []truceline.Point `json:"ends"`   // first and last point of the main line
	Pieces      int               `json:"pieces"` // further pieces apart from the main line
	Pockets     []PocketPart      `json:"pockets"`
	// MovedKm2 is how much ground changed hands between two maps, gained and lost
	// together; nil when two maps were not compared. Moved says which maps.
	MovedKm2 *float64   `json:"moved_km2"`
	Moved    *MovedPart `json:"moved"`
	ByDay    []LineDay  `json:"by_day"`
}

// PocketPart is a held area apart from the main one.
type PocketPart struct {
	Centre  truceline.Point `json:"centre"`
	AreaKm2 float64         `json:"area_km2"`
	LineKm  float64         `json:"line_km"`
}

// MovedPart is how much ground changed hands on the map. Maps are edited in
// steps, so it is what the maps say, not what happened on a day.
type MovedPart struct {
	From   truceline.Date `json:"from"`
	To     truceline.Date `json:"to"`
	Holder string         `json:"holder"`
	Gained float64        `json:"gained_km2"`
	Lost   float64        `json:"lost_km2"`
}

// LineDay is the line's length on one day's map.
type LineDay struct {
	AsOf     truceline.Date `json:"as_of"`
	LengthKm float64        `json:"length_km"`
}

// mainLine returns the line of the latest map that is not later than the first
// day of the window by the mission's clocks, or the earliest there is.
func (b *builder) mainLine() *truceline.ContactLine {
	var best *truceline.ContactLine
	first := truceline.Date(b.inside.From.In(missionZone(b.rec.Run)).Format(time.DateOnly))
	for i := range b.rec.Lines {
		l := &b.rec.Lines[i]
		switch {
		case best == nil,
			l.AsOf <= first && (best.AsOf > first || l.AsOf > best.AsOf),
			l.AsOf > first && best.AsOf > first && l.AsOf < best.AsOf:
			best = l
		}
	}
	return best
}

func (b *builder) line() *Line {
	l := b.mainLine()
	if l == nil {
		return nil
	}
	out := &Line{LengthKm: l.LengthKm, AsOf: l.AsOf, Definition: l.Definition, Source: l.Source, ToleranceKm: l.ToleranceKm,
		Ends: []truceline.Point{}, Pieces: len(l.Others), Pockets: []PocketPart{}, ByDay: []LineDay{}}
	if n := len(l.Main); n > 0 {
		out.Ends = []truceline.Point{l.Main[0], l.Main[n-1]}
	}
	for _, p := range l.Pockets {
		out.Pockets = append(out.Pockets, PocketPart{p.Centre, p.AreaKm2, p.LineKm})
	}
	if m := b.rec.Moved; m != nil {
		out.MovedKm2 = ptr(m.GainedKm2 + m.LostKm2)
		out.Moved = &MovedPart{m.From, m.To, m.Holder, m.GainedKm2, m.LostKm2}
	}
	for _, d := range b.rec.Lines {
		out.ByDay = append(out.ByDay, LineDay{d.AsOf, d.LengthKm})
	}
	return out
}

// stretchKm is the length of the stretches in which the line is reported.
const stretchKm = 100

// stretchPoint is the middle of a stretch of the main line.
type stretchPoint struct {
	fromKm, toKm float64
	at           truceline.Point
}

// stretches cuts the main line into pieces of stretchKm, the last one shorter.
func (b *builder) stretches() []stretchPoint {
	l := b.mainLine()
	if l == nil || len(l.Main) < 2 {
		return nil
	}
	var out []stretchPoint
	for _, p := range geo.Cut(l.Main, stretchKm) {
		out = append(out, stretchPoint{p.FromKm, p.ToKm, p.Middle})
	}
	return out
}
