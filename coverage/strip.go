package coverage

import (
	"cmp"
	"math"
	"slices"
	"strings"
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
	met    [][]meeting // by cell, sorted by unit and stand
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
	s := &Strip{ledger: l, kind: kindNumber(kind), stays: slices.Contains(l.detection.Stays, kind), cells: cells, met: make([][]meeting, len(cells))}
	if s.kind < 0 {
		return s
	}
	height := l.height(kind)
	for i, c := range cells {
		q := question{l: l, spots: []spot{{c.At, 1}}, from: math.MinInt64, to: math.MaxInt64, kind: s.kind, height: height}
		l.search++
		l.places.near(c.At, func(n int32) {
			if l.stands[n].marked != l.search {
				l.stands[n].marked = l.search
				q.meet(n)
			}
		})
		slices.SortFunc(q.met, func(a, b meeting) int { return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.stand, b.stand)) })
		s.met[i] = q.met
	}
	return s
}

// Cells returns the cells of the strip, in order.
func (s *Strip) Cells() []StripCell { return s.cells }

// Hours returns how well each cell was watched in each of n stretches of so long
// from a moment on: out[cell][stretch].
func (s *Strip) Hours(from time.Time, each time.Duration, n int) [][]Cell {
	out := make([][]Cell, len(s.cells))
	all := make([]Cell, len(s.cells)*n)
	h := hours{strip: s, from: from.UnixNano(), each: int64(each), tallies: make([]tally, n), shares: make([][4]int64, n), chances: make([]lineages, n)}
	for i := range s.cells {
		out[i] = all[i*n : (i+1)*n]
		h.cell(i, out[i])
	}
	return out
}

// hours works out the cells of one place, with what it needs again for the next.
type hours struct {
	strip   *Strip
	from    int64
	each    int64
	tallies []tally
	shares  [][4]int64 // by stretch: nanoseconds of the best state so far
	chances []lineages
}

// lineages is the chances to miss of the lineages of one cell and hour.
type lineages struct {
	none     float64 // that nobody notices
	one      float64 // that exactly one lineage does
	open     float64 // that the lineage now being added up misses
	best     int8
	cause    truceline.Cause
	notKnown bool
	any      bool
}

func (h *hours) cell(i int, out []Cell) {
	l := h.strip.ledger
	for k := range h.chances {
		h.chances[k] = lineages{none: 1, open: 1}
	}
	met := h.strip.met[i]
	for j := range met { // what came since the strip was made
		met[j].levels, _ = l.levelsFor(&l.stands[met[j].stand], h.strip.kind)
	}
	groups := l.groups(met)
	for _, group := range groups {
		for _, part := range group {
			h.unit(met[part[0]:part[1]])
		}
		for k := range h.chances { // one lineage is complete
			c := &h.chances[k]
			c.one = c.one*c.open + c.none*(1-c.open)
			c.none *= c.open
			c.open = 1
		}
	}
	for k := range h.chances {
		c := &h.chances[k]
		out[k] = Cell{Chance: 1 - c.none, Two: math.Max(0, 1-c.none-c.one), State: ofRank(int(c.best)), NotKnown: c.notKnown}
		if c.best < 3 {
			out[k].Cause = c.cause
		}
	}
}

// groups parts the meetings of a cell into lineages, and those into units: the
// first and last index of each.
func (l *Ledger) groups(met []meeting) [][][2]int {
	var out [][][2]int
	of := map[string]int{}
	for first := 0; first < len(met); {
		last := first + 1
		for last < len(met) && met[last].unit == met[first].unit {
			last++
		}
		u := &l.units[met[first].unit]
		at := -1
		for _, name := range append([]string{u.by}, u.lineage...) {
			if strings.HasPrefix(name, "owner:") {
				continue
			}
			i, known := of[name]
			switch {
			case !known || i == at:
			case at < 0:
				at = i
			default: // it binds two into one
				at, i = min(at, i), max(at, i)
				out[at] = append(out[at], out[i]...)
				out[i] = nil
				for s, j := range of {
					if j == i {
						of[s] = at
					}
				}
			}
		}
		if at < 0 {
			at = len(out)
			out = append(out, nil)
		}
		for _, name := range append([]string{u.by}, u.lineage...) {
			if !strings.HasPrefix(name, "owner:") {
				of[name] = at
			}
		}
		out[at] = append(out[at], [2]int{first, last})
		first = last
	}
	return out
}

// unit adds one watcher's chances in every stretch.
func (h *hours) unit(met []meeting) {
	l := h.strip.ledger
	n := int64(len(h.chances))
	for k := range h.tallies {
		h.tallies[k] = tally{stays: h.strip.stays, missed: 1}
	}
	end := h.from + n*h.each
	if len(met) == 1 {
		m := &met[0]
		for i := max(0, levelNow(m.levels, h.from)); i < len(m.levels) && m.levels[i].from < end; i++ {
			now := &m.levels[i]
			if now.state == absent {
				continue
			}
			a, b := max(h.from, now.from), min(end, until(m.levels, i))
			for a < b {
				k := (a - h.from) / h.each
				stop := min(b, h.from+(k+1)*h.each)
				h.tallies[k].add(l, &l.stands[m.stand], *now, m.of(*now), stop-a)
				a = stop
			}
		}
	} else {
		for k := range n {
			q := question{l: l, from: h.from + k*h.each, to: h.from + (k+1)*h.each}
			q.together(met, &h.tallies[k])
		}
	}
	for k := range h.tallies {
		t, c := &h.tallies[k], &h.chances[k]
		if !t.any {
			continue
		}
		c.open *= 1 - t.chance(h.each)
		c.notKnown = c.notKnown || t.notKnown
		if state := t.best.state; !c.any || state > c.best {
			c.best, c.cause, c.any = state, t.cause, true
		}
	}
}
