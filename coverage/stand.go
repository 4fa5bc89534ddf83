package coverage

import (
	"bytes"
	"cmp"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// A mission of the largest size posts some millions of watches a week, most of
// them by the same posts for the same places. So they are kept by stand: what
// one watcher can notice by one means from one place, with a short row for each
// stretch of time.

// row is one watch of a stand.
type row struct {
	from, to  int64 // nanoseconds since 1970
	id, entry truceline.ID
	*stated
}

// stated is what a watch states beside where and when. Most watches of a mission
// state what many others do, so that it is kept once.
type stated struct {
	detection float64       // negative: not stated
	error     time.Duration // of its clock
	note      int32         // index into Ledger.words, as the next three
	cause     int32
	causedBy  int32
	clock     int32
	state     int8 // as rank gives it
	open      bool // goes on until the next row, or until it falls silent
}

// stating returns the one copy of what a watch states.
func (l *Ledger) stating(w truceline.Watch) *stated {
	s := stated{
		detection: w.Detection, error: w.When.Clock.Error, note: l.word(w.Note), cause: l.word(string(w.Cause)), causedBy: l.word(w.CausedBy),
		clock: l.word(string(w.When.Clock.Quality)), state: int8(rank(w.State)), open: w.When.Open,
	}
	one, known := l.statedOnce[s]
	if !known {
		one = &s
		l.statedOnce[s] = one
	}
	return one
}

// stand is one footprint of one watcher and what was posted for it.
type stand struct {
	unit  int32
	kinds []truceline.Kind // as stated; nil: what its means can
	can   kinds
	place truceline.Place
	bound float64 // metres from place.At beyond which it notices nothing; 0: its place is an area
	table *curves // by posture or model; nil: none
	rows  []row   // by from, then to, then ID

	sort     *sort      // of its watcher; nil where the posture does not know it
	told     int        // versions of its stations when levels were worked out, together
	built    int        // Ledger.changed when levels were worked out
	asOf     int64      // Ledger.now when levels were worked out
	goesOn   bool       // some row has no end, and so reaches further with each tick
	levels   []levelsOf // by curve
	stations []int      // whose weather holds here
	marked   int32      // of the last search that met it
}

// unit is one watcher with one means: what is one statement's author.
type unit struct {
	by      string
	means   truceline.Means
	lineage []string
	stands  []int32
}

// span64 is a span in nanoseconds since 1970.
type span64 struct{ from, to int64 }

type unitKey struct {
	by    string
	means truceline.Means
}

// standKey tells stands apart. A picture of an area and a watch over it that left none
// are two: only a picture can be searched.
type standKey struct {
	unit    int32
	kinds   string
	place   truceline.Place
	picture bool
}

// word returns the number of a text that many rows share.
func (l *Ledger) word(s string) int32 {
	n, ok := l.wordOf[s]
	if !ok {
		n = int32(len(l.words))
		l.wordOf[s] = n
		l.words = append(l.words, s)
	}
	return n
}

// post files a watch under its stand.
func (l *Ledger) post(w truceline.Watch) {
	if w.Scene != nil {
		l.scenes[w.ID] = w.Scene
		l.placing.show(w.Place.Area, w.Scene.Shows)
	}
	n := l.standOf(w)
	s := &l.stands[n]
	r := row{w.When.From.UnixNano(), w.When.To.UnixNano(), w.ID, w.Entry, l.stating(w)}
	at, found := len(s.rows), false
	if at > 0 && compareRows(s.rows[at-1], r) >= 0 { // the usual case: they come in order
		at, found = slices.BinarySearchFunc(s.rows, r, compareRows)
	}
	if found {
		return
	}
	s.rows = slices.Insert(s.rows, at, r)
	l.learn(s, r)
	s.built, s.goesOn = -1, s.goesOn || r.open
	if l.latest = max(l.latest, r.to); l.first == 0 || r.from < l.first {
		l.first = r.from
	}
}

func compareRows(a, b row) int {
	return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), bytes.Compare(a.id[:], b.id[:]))
}

// learn marks a sort of watcher that states another detection than its posture
// gives it at its best, or weather as a cause: it reckons conditions in.
func (l *Ledger) learn(s *stand, r row) {
	of := s.sort
	if of == nil || of.reckons || r.detection < 0 || s.table == nil || s.bound == 0 {
		return
	}
	best := 0.0
	for c := range s.own() {
		best = math.Max(best, c.within(reach(s.place)/1000))
	}
	if best > 0 && r.detection < 0.98*best {
		of.reckons = true
		l.changed++
	}
}

// standOf finds the stand of a watch, or makes it.
func (l *Ledger) standOf(w truceline.Watch) int32 {
	u := l.unitOf(w.By, w.Means)
	key := standKeyOf(u, w)
	if n, ok := l.standIndex[key]; ok {
		return n
	}
	n := int32(len(l.stands))
	l.standIndex[key] = n
	s := l.newStand(w)
	s.unit = u
	l.stands = append(l.stands, s)
	l.units[u].stands = append(l.units[u].stands, n)
	l.places.add(n, w.Place, s.bound)
	return n
}

func standKeyOf(unit int32, w truceline.Watch) standKey {
	names := make([]string, len(w.Kinds))
	for i, k := range w.Kinds {
		names[i] = string(k)
	}
	return standKey{unit, strings.Join(names, ";"), w.Place, w.Scene != nil}
}

// newStand works out what a watcher can notice from a watch's place, and how far.
func (l *Ledger) newStand(w truceline.Watch) stand {
	s := stand{kinds: w.Kinds, can: kindsOf(w.Kinds), place: w.Place, built: -1}
	if len(w.Kinds) == 0 {
		s.can = l.able[w.Means]
	}
	s.sort = l.sortOf(w.By)
	s.table = l.tableOf(s.sort, w.Means)
	if own := l.named(s.sort, w.Means); len(w.Kinds) == 0 && own != 0 {
		s.can = own // the posture knows it, and what it can notice
	}
	s.can &^= s.table.never()
	s.bound = s.reaches()
	if w.Scene != nil {
		s.bound = s.searchedWithin(w.Scene.Shows)
	}
	return s
}

// reaches is how far from its place a stand may notice anything, metres.
func (s *stand) reaches() float64 {
	if s.place.Shape != truceline.ShapePoint && s.place.Shape != truceline.ShapeSector {
		return 0
	}
	most := reach(s.place)
	for c := range s.own() {
		most = math.Max(most, c.far())
	}
	return math.Max(most, 1)
}

// own are the curves of a posture by which a stand notices what it can.
func (s *stand) own() iter.Seq[*curve] {
	return func(yield func(*curve) bool) {
		if s.table == nil {
			return
		}
		for k, c := range s.table {
			if c != nil && c.own && s.can.has(k) && !yield(c) {
				return
			}
		}
	}
}

func (l *Ledger) unitOf(by string, means truceline.Means) int32 {
	key := unitKey{by, means}
	n, ok := l.unitIndex[key]
	if !ok {
		n = int32(len(l.units))
		l.unitIndex[key] = n
		l.units = append(l.units, unit{by: by, means: means, lineage: l.lineageOf(by)})
		l.watchers[by] = append(l.watchers[by], n)
	}
	return n
}

// watch gives back the watch that a row was made of. An open one reaches as far
// as it is known to have gone on.
func (l *Ledger) watch(s *stand, i int) truceline.Watch {
	r, u := &s.rows[i], &l.units[s.unit]
	to, open := l.ends(s, i)
	return truceline.Watch{
		ID: r.id, Entry: r.entry, By: u.by, Means: u.means, Kinds: s.kinds, Place: s.place,
		When: truceline.Interval{From: moment(r.from), To: moment(to), Open: open,
			Clock: truceline.Clock{Quality: truceline.ClockQuality(l.words[r.clock]), Error: r.error}},
		State: ofRank(int(r.state)), Cause: truceline.Cause(l.words[r.cause]), CausedBy: l.words[r.causedBy],
		Detection: r.detection, Note: l.words[r.note], Scene: l.scenes[r.id],
	}
}

// ends is when a row ends: for one that goes on, with the next row of its stand,
// or with the newest tick.
func (l *Ledger) ends(s *stand, i int) (to int64, open bool) {
	r := &s.rows[i]
	if !r.open {
		return r.to, false
	}
	if i+1 < len(s.rows) {
		return max(r.to, s.rows[i+1].from), false
	}
	return max(r.to, l.now), true
}

func moment(ns int64) time.Time { return time.Unix(0, ns).UTC() }
