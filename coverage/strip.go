package coverage

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Strip is a line cut into cells, with who may notice one kind of event in each.
// What range and ground leave of every watcher is reckoned once, when the strip
// is made; asking it about hours is cheap. Watchers posted for new places after
// it was made are not in it.
type Strip struct {
	ledger *Ledger
	kind   int
	stays  bool
	cells  []StripCell
	met    [][]lineage // by cell
	// version is that of the ledger for which every meeting holds the levels.
	version int
}

// StripCell is one piece of the line, off to one side or on it.
type StripCell struct {
	FromKm float64         `json:"from_km"` // along the line, from its first point
	ToKm   float64         `json:"to_km"`
	At     truceline.Point `json:"at"` // its middle, for which it is reckoned
	Side   string          `json:"side,omitempty"`
}

// Cell is how well one piece of the line was watched in one stretch of time.
type Cell struct {
	// Chance is the probability that one event at a moment of it is noticed by
	// somebody; Two, by at least two independent lineages.
	Chance float64            `json:"chance"`
	Two    float64            `json:"two"`
	State  truceline.Watching `json:"state"` // the best that anybody was in
	// Cause is why the cell is not watched, where it is not: of the first
	// watcher by name that should have.
	Cause truceline.Cause `json:"cause,omitempty"`
	// NotKnown says that some watcher's chance or state is not known.
	NotKnown bool `json:"not_known,omitempty"`
}

// LineCells cuts a line into pieces of about so many kilometres. With an offset
// in kilometres above 0 each piece gives two cells, so far to the left and to the
// right of the line as seen from its first point, for the sides named; with 0
// one cell on the line itself.
func LineCells(line truceline.Polyline, everyKm, offsetKm float64, left, right string) []StripCell {
	if len(line) < 2 || !(everyKm > 0) {
		return nil
	}
	along := []float64{0}
	for i := 1; i < len(line); i++ {
		along = append(along, along[i-1]+geo.Distance(line[i-1], line[i])/1000)
	}
	whole := along[len(along)-1]
	n := max(1, int(math.Round(whole/everyKm)))
	var out []StripCell
	for i := range n {
		from, to := whole*float64(i)/float64(n), whole*float64(i+1)/float64(n)
		at, azimuth := pointAlong(line, along, (from+to)/2)
		if offsetKm <= 0 {
			out = append(out, StripCell{FromKm: from, ToKm: to, At: at})
			continue
		}
		out = append(out,
			StripCell{FromKm: from, ToKm: to, At: geo.Destination(at, azimuth-90, offsetKm*1000), Side: left},
			StripCell{FromKm: from, ToKm: to, At: geo.Destination(at, azimuth+90, offsetKm*1000), Side: right})
	}
	return out
}

// pointAlong is the point so many kilometres along a line, and which way the
// line runs there.
func pointAlong(line truceline.Polyline, along []float64, km float64) (truceline.Point, float64) {
	i, _ := slices.BinarySearch(along, km)
	i = max(1, min(i, len(line)-1))
	a, b := line[i-1], line[i]
	u := 0.0
	if d := along[i] - along[i-1]; d > 0 {
		u = (km - along[i-1]) / d
	}
	return truceline.Point{Lat: a.Lat + u*(b.Lat-a.Lat), Lon: a.Lon + u*(b.Lon-a.Lon)}, geo.Azimuth(a, b)
}

// Strip prepares cells for one kind of event.
func (l *Ledger) Strip(cells []StripCell, kind truceline.Kind) *Strip {
	s := &Strip{ledger: l, kind: truceline.KindNumber(kind), stays: slices.Contains(l.detection.Stays, kind), cells: cells, met: make([][]lineage, len(cells))}
	if s.kind < 0 {
		return s
	}
	height := l.height(kind)
	var near []candidate
	for i, c := range cells {
		q := question{l: l, spots: []spot{{c.At, 1}}, from: math.MinInt64, to: math.MaxInt64, kind: s.kind, height: height}
		near = l.candidates(near[:0], q.spots, s.kind)
		for n := range near {
			q.meet(&near[n])
		}
		s.met[i] = l.lineages(q.met)
	}
	s.version = l.version
	return s
}

// Cells returns the cells of the strip, in order.
func (s *Strip) Cells() []StripCell { return s.cells }

// Hours returns how well each cell was watched in each of n stretches of so long
// from a moment on: out[cell][stretch].
func (s *Strip) Hours(from time.Time, each time.Duration, n int) [][]Cell {
	out := make([][]Cell, len(s.cells))
	all := make([]Cell, len(s.cells)*n)
	h := newHours(s, from.UnixNano(), int64(each), n)
	for i := range s.cells {
		out[i] = all[i*n : (i+1)*n]
		h.cell(s.met[i], out[i])
	}
	s.version = s.ledger.version
	return out
}
