package track

import (
	"cmp"
	"math"
	"slices"
)

// Deferred follows things that say themselves where they are and not who they
// are (AIS with the names taken away), and decides whose a report is only after
// four minutes: what a thing says later tells which of two it was. It keeps one
// best account of all reports. Every half minute each two things that could have
// made one another's reports share those of the last minutes anew, in the
// likeliest way that a bounded search finds (multiple hypotheses: Reid 1979; kept
// over a window of the latest reports: Kurien 1990), and each thing is tried as
// two.
//
// Reports come in order of time. It is used by one goroutine; what it concludes
// depends on nothing but what it was given.
type Deferred struct {
	config Config
	lost   float64      // share of reports that do not arrive
	tell   func(uint32) // is told the track of each report, in the order in which they came
	now    float64
	first  float64 // time of the first report
	solved float64 // when things last shared their reports anew
	number uint32

	threads []*thread
	held    []held // the reports that are not decided yet, in the order in which they came
	settled int    // how many were decided before them
	doubts  []doubt
	near    []candidate // of the report being taken
	search  search
}

// held is a report whose owner may still change.
type held struct {
	spot  spot
	owner *thread
}

// thread is one thing that reports itself.
type thread struct {
	number uint32
	tip    *node  // nil: it turned out to be no thing of its own
	fresh  int    // reports since it was last tried as two
	told   uint32 // the track that its last decided report was told to be of
}

// node is a thing just after one of its reports.
type node struct {
	parent      *node // its report before; nil: the first, or too long ago to matter
	report      int   // in the order of coming
	count       int   // reports so far
	time        float64
	x, y, speed float64
	state       models
	rhythm      [rhythms]float64 // how probable each interval is
	turns       [rhythms]turns
	score       float64 // logarithm of how likely all its reports are
	then        []then  // what it becomes by reports that are not decided, as far as that was asked for
}

// then is what a thing becomes by a report; to is nil when it cannot have made it.
type then struct {
	report int
	to     *node
}

// doubt is two things of which each could have made a report of the other.
type doubt struct{ a, b *thread }

const (
	// window is how long a report waits for its decision, in seconds: until the slots of
	// the last frame before it have been kept or left (see slots).
	window = slots * frame
	// renew is how often reports are shared anew, in seconds.
	renew = frame / 2
	// doubtful is how much less likely, in logarithm, another owner of a report may be.
	doubtful = 12.0
	// split is how many further reports a thing makes before it is tried as two.
	split = 6
)

// NewDeferred returns a follower that has seen nothing. tell is called once for
// each report with the number of its track, in the order in which they came.
func NewDeferred(config Config, tell func(track uint32)) *Deferred {
	c := config.Defaults()
	return &Deferred{config: c, lost: 1 - c.Sensors[0].Detect, tell: tell, first: math.Inf(-1)}
}

// Step takes the next reports.
func (d *Deferred) Step(s *Scan) {
	if math.IsInf(d.first, -1) {
		d.first, d.solved = s.Time, s.Time
	}
	d.now = s.Time
	for i := range s.Detections {
		d.take(compress(&s.Detections[i], s.Time))
	}
	if d.now-d.solved >= renew {
		d.solve()
		d.settle(d.now - window)
		d.forget()
		d.solved = d.now
	}
}

// Finish decides all reports that are left.
func (d *Deferred) Finish() {
	d.solve()
	d.settle(math.Inf(1))
}

// Confirmed returns how many tracks have been begun so far.
func (d *Deferred) Confirmed() int { return int(d.number) }

// EstimatesAt appends where the things are at a moment not before the newest
// report, by the account that is best so far.
func (d *Deferred) EstimatesAt(now float64, to []Estimate) []Estimate {
	for _, t := range d.threads {
		if t.tip.count < 3 {
			continue
		}
		f := follow{number: t.number, state: t.tip.state, time: t.tip.time, exists: 1 - math.Pow(0.5, float64(t.tip.count))}
		to = append(to, f.estimate(now, &d.config.Motion))
	}
	return to
}

// take puts a report to the thing that most likely made it, for the time being.
func (d *Deferred) take(p spot) {
	report := d.settled + len(d.held)
	most := d.birth(p.time)
	var owner *thread
	tip := d.begin(report, &p)
	d.near = d.near[:0]
	for _, t := range d.threads {
		n := d.after(t.tip, report, &p)
		if n == nil {
			continue
		}
		w := n.score - t.tip.score - d.silence(t.tip, p.time)
		d.near = append(d.near, candidate{t, w})
		if w > most {
			most, owner, tip = w, t, n
		}
	}
	if owner == nil {
		owner = d.appear()
		d.threads = append(d.threads, owner)
	}
	owner.tip = tip
	owner.fresh++
	d.held = append(d.held, held{p, owner})
	for _, c := range d.near {
		if c.thread != owner && c.weight > most-doubtful {
			d.doubt(owner, c.thread)
		}
	}
}

// candidate is a thing that may have made a report.
type candidate struct {
	thread *thread
	weight float64
}

// appear numbers a new thing.
func (d *Deferred) appear() *thread {
	d.number++
	return &thread{number: d.number}
}

// doubt notes that two things may have to share their reports anew.
func (d *Deferred) doubt(a, b *thread) {
	if a.number > b.number {
		a, b = b, a
	}
	if x := (doubt{a, b}); !slices.Contains(d.doubts, x) {
		d.doubts = append(d.doubts, x)
	}
}

// solve shares reports anew where that was in doubt.
func (d *Deferred) solve() {
	slices.SortFunc(d.doubts, func(x, y doubt) int {
		return cmp.Or(cmp.Compare(x.a.number, y.a.number), cmp.Compare(x.b.number, y.b.number))
	})
	for _, x := range d.doubts {
		if x.a.tip != nil && x.b.tip != nil {
			d.share(x.a, x.b)
		}
	}
	d.doubts = d.doubts[:0]
	for _, t := range slices.Clone(d.threads) {
		if t.tip == nil || t.fresh < split {
			continue
		}
		t.fresh = 0
		if other := new(thread); d.share(t, other) {
			d.number++
			other.number = d.number
			d.threads = append(d.threads, other)
		}
	}
	d.threads = slices.DeleteFunc(d.threads, func(t *thread) bool { return t.tip == nil })
}

// settle decides the reports from before a moment.
func (d *Deferred) settle(until float64) {
	n := 0
	for ; n < len(d.held) && d.held[n].spot.time < until; n++ {
		h := &d.held[n]
		h.owner.told = d.eldest(h)
		d.tell(h.owner.told)
	}
	d.held = d.held[n:]
	d.settled += n
}

// Between two things that lie nearer than abreast, in standard errors of a report, one
// report cannot tell. Once told as one they are so until they lie clear of each
// other: where they lie is itself known to some error, and by a single limit they
// would be one and two by turns.
const abreast, parted = 2.2, 3.0

// eldest is the track that a report is told to be of: of its owner, or of the
// eldest of those that lie still beside it so near that one report cannot tell
// between them. To tell it of one or the other by turns would be a guess, and
// each would seem to be both.
func (d *Deferred) eldest(h *held) uint32 {
	x, y, still := h.owner.berth(h.spot.time)
	number := h.owner.number
	if !still {
		return number
	}
	variance := float64(h.spot.xx+h.spot.yy) / 2
	for _, t := range d.threads {
		if t.number >= number || math.Abs(t.tip.x-x) > 1000 {
			continue
		}
		limit := abreast
		if t.number == h.owner.told {
			limit = parted
		}
		if bx, by, still := t.berth(h.spot.time); still && (x-bx)*(x-bx)+(y-by)*(y-by) < limit*limit*variance {
			number = t.number
		}
	}
	return number
}

// berth is where a thing lay about a moment, and whether it lay still.
func (t *thread) berth(at float64) (x, y float64, still bool) {
	const around, most, slow = 2 * frame, 60, 1.5 // s, reports, m/s
	k := 0
	for n := t.tip; n != nil && n.time > at-around && k < most; n = n.parent {
		if n.speed > slow && n.time < at+frame {
			return 0, 0, false
		}
		x, y, k = x+n.x, y+n.y, k+1
	}
	return x / float64(k), y / float64(k), k > 0
}

// forget lets go of what is too old to matter, and of things long silent.
func (d *Deferred) forget() {
	old := d.now - window - (slots+1)*frame
	d.threads = slices.DeleteFunc(d.threads, func(t *thread) bool { return d.now-t.tip.time > d.config.Silence+window })
	for _, t := range d.threads {
		n := t.tip
		for n.parent != nil && n.time >= old {
			n.then = slices.DeleteFunc(n.then, func(x then) bool { return x.report < d.settled })
			n = n.parent
		}
		n.parent = nil
	}
}
