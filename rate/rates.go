package rate

import (
	"math"
	"slices"

	"github.com/truceline/truceline"
)

// leastWatched is the share of a stretch and window that must count as watched, each
// kilometre and day by the chance of noticing, for anything to be said of its rate.
const leastWatched = 0.05

// Result is everything that package rate works out of a record.
type Result struct {
	Rates   []truceline.Rate
	Checks  *truceline.RateChecks // nil without rates
	Changes []truceline.Change
}

// Of works the rates out: for each kind, each stretch as a whole and by side, and
// the watched part of the line as a whole and by side. Stretches of which nothing
// can be said are joined into gaps. Reports outside the window are left out;
// nothing is returned without a line. Beside them it returns what they rest on, and
// how they changed within the window.
func Of(config Config, reports []Report) Result {
	if len(config.Line) < 2 || config.Window.Hours() <= 0 || len(config.Sides) != sides {
		return Result{}
	}
	checks := &truceline.RateChecks{Detection: recapture(config, reports)}
	config.Noticing = corrected(config.Noticing, checks.Detection)
	s := newSurvey(config)
	var lines []candidate
	for i := range reports {
		if c, ok := s.weigh(&reports[i]); ok {
			lines = append(lines, c)
		}
	}
	l := learn(s, lines)
	l.checks = checks.Detection
	var out []truceline.Rate
	for k := range Kinds() {
		out = append(out, l.kind(k)...)
	}
	checks.Visits = l.visits(config.Visits)
	return Result{out, checks, l.changes(config.Moments)}
}

// kind gives the rates of one kind: the watched part of the line first, whole, by
// side and by hours, then the stretches in their order, then the gaps.
func (l *learnt) kind(k int) []truceline.Rate {
	parts := l.parts(k, wholeDay)
	d := l.doubts(k, parts)
	var rows, gaps []truceline.Rate
	var line [sides + 1]whole
	gap := whole{}
	for at, cells := range l.cut[k].cells {
		both := whole{cells: cells}
		for side := range sides {
			p := &parts[at*sides+side]
			both.parts = append(both.parts, p)
			if p.known() {
				one := whole{cells: cells, parts: []*part{p}}
				rows = append(rows, l.row(k, side, one, d))
				if p.ofLine() {
					line[side].add(one)
				}
			}
		}
		if !parts[at*sides].known() || !parts[at*sides+1].known() {
			gap.add(both)
			continue
		}
		rows = append(rows, l.row(k, -1, both, d))
		if parts[at*sides].ofLine() && parts[at*sides+1].ofLine() {
			line[sides].add(both)
		}
		if len(gap.cells) > 0 {
			gaps, gap = append(gaps, l.row(k, -1, gap, d)), whole{}
		}
	}
	if len(gap.cells) > 0 {
		gaps = append(gaps, l.row(k, -1, gap, d))
	}
	var first []truceline.Rate
	for _, side := range []int{-1, 0, 1} {
		if w := line[(side+sides+1)%(sides+1)]; len(w.cells) > 0 {
			w.line = true
			first = append(first, l.row(k, side, w, d))
		}
	}
	for band := range bands {
		if r, ok := l.byHours(k, band, d); ok {
			first = append(first, r)
		}
	}
	return slices.Concat(first, rows, gaps)
}

// byHours gives the rate on the watched part of the line in one band of the day.
func (l *learnt) byHours(k, band int, d doubts) (truceline.Rate, bool) {
	parts := l.parts(k, band)
	w := whole{line: true}
	for at, cells := range l.cut[k].cells {
		if a, b := &parts[at*sides], &parts[at*sides+1]; a.ofLine() && b.ofLine() {
			w.add(whole{cells: cells, parts: []*part{a, b}})
		}
	}
	if len(w.cells) == 0 || l.s.share[band] == 0 {
		return truceline.Rate{}, false
	}
	r := l.row(k, -1, w, d)
	// The parts count hours by how much happens in them; a rate is per hour as it is.
	lively := l.hours[k][band]
	r.Hours = truceline.DayHours{From: band * 24 / bands, To: (band + 1) * 24 / bands}
	r.KmDays, r.EffortKmDays = round(r.KmDays/lively), round(r.EffortKmDays/lively)
	r.Value, r.Low, r.High = round(r.Value*lively), round(r.Low*lively), round(r.High*lively)
	r.Words = words(r)
	return r, true
}

// known reports whether enough was watched to say anything.
func (p *part) known() bool {
	return p.effort.whole > 0 && p.effort.noticed >= leastWatched*p.effort.whole
}

// ofLine reports whether a stretch and side is part of the watched part of the line:
// what is hardly noticed is mostly guessed, and would drown what is known of the
// rest (docs/decisions/0040 and 0071).
func (p *part) ofLine() bool { return p.known() && p.effort.class() > 0 }

// whole is some stretches together.
type whole struct {
	cells []int
	parts []*part
	line  bool // the watched part of the line
}

func (w *whole) add(o whole) {
	w.cells, w.parts = slices.Concat(w.cells, o.cells), slices.Concat(w.parts, o.parts)
}

// predict gives the chances of each number of events, over what is not known of
// false alarms. Parts are taken together, as if more or less happened in all of
// them than learnt; on the whole line those that are watched alike, as the well
// watched say nothing of the hardly watched.
func (w whole) predict(prior float64, d doubts) count {
	classes := w.classes()
	chances, surplus := []float64{1}, []float64{0}
	if w.line {
		chances, surplus = d.chances[:], d.surplus[:]
	}
	var out count
	for i, alarms := range d.alarms {
		for j, chance := range chances {
			for n, more := range surplus {
				weight := d.weights[i]
				if w.line {
					weight *= d.weights[j] * d.weights[n]
				}
				one := count{1}
				for _, list := range classes {
					if len(list) == 0 {
						continue
					}
					p := together(list)
					p.noticed = min(p.noticed*chance, p.watched)
					one = convolve(one, p.predict(prior, d.fano, alarms, more)).cut()
				}
				out = addTo(out, one, weight)
			}
		}
	}
	return out
}

// best is the number of events thought likeliest: those seen, and the share of those
// missed, on the whole line in each class of watching by itself.
func (w whole) best() float64 {
	sum := 0.0
	for _, list := range w.classes() {
		if p := together(list); p.noticed > 0 {
			_, weighed, _ := p.likely()
			if w.line {
				weighed *= 1 - surplusLone*p.lone()
			}
			sum += weighed * p.whole / p.noticed
		}
	}
	return sum
}

// classes are the parts that are watched alike; one class but on the whole line.
func (w whole) classes() (out [3][]*part) {
	for _, p := range w.parts {
		c := 0
		if w.line {
			c = p.effort.class()
		}
		out[c] = append(out[c], p)
	}
	return out
}

// interval is the 95 % interval for the number of events. Of a stretch where no report is
// in doubt its ends are exact, each by itself; where nothing was seen all of the 5 % lie
// above, as nothing can have been less than nothing. Where reports are in doubt, and on
// the whole line, it is the shortest range that holds 95 % under Jeffreys' prior: the
// reports' doubts, and on the line the classes, are added up, and ends that are each on
// the safe side would be so several times over (docs/decisions/0071 and 0112).
func (w whole) interval(events int, doubt bool, d doubts) (method truceline.RateMethod, low, high float64) {
	method = truceline.RateExact
	switch {
	case events == 0:
		method = truceline.RateUpper
	case doubt || w.line:
		method = truceline.RateThinned
	}
	switch {
	case w.line && events == 0:
		return method, 0, w.predict(0.5, d).quantile(0.95)
	case events == 0:
		return method, 0, w.predict(1, d).quantile(0.95)
	case doubt || w.line:
		low, high = w.predict(0.5, d).shortest(0.95)
		return method, low, high
	}
	return method, w.predict(0, d).quantile(0.025), w.predict(1, d).quantile(0.975)
}

// row writes one rate; side -1 is both.
func (l *learnt) row(k, side int, w whole, d doubts) truceline.Rate {
	p := together(w.parts)
	events, weighed, doubt := p.likely()
	r := truceline.Rate{Kind: Kinds()[k], Stretch: l.s.named(w.cells, w.line), Hours: truceline.DayHours{From: 0, To: 24}, Window: l.s.config.Window,
		Events: events, Weighed: round(weighed), KmDays: round(p.effort.whole), EffortKmDays: round(p.effort.noticed),
		Method: truceline.RateUnknown, Watched: p.effort.state()}
	kmDays := p.effort.whole
	if side >= 0 {
		r.Side = l.s.config.Sides[side]
	} else { // a kilometre of line has ground on both sides of it
		kmDays /= sides
		r.KmDays, r.EffortKmDays = round(kmDays), round(p.effort.noticed/sides)
	}
	if slices.ContainsFunc(w.parts, func(p *part) bool { return !p.known() }) {
		r.Words = words(r)
		return r
	}
	var low, high float64
	r.Method, low, high = w.interval(events, doubt, d)
	best := min(max(w.best(), low), high)
	r.Value, r.Low, r.High = round(best/kmDays), round(low/kmDays), round(high/kmDays)
	r.Words = words(r)
	return r
}

// state is how well it was watched: watched when somebody could notice nearly
// always and everywhere.
func (s effortSum) state() truceline.Watching {
	switch {
	case s.watched >= 0.95*s.whole:
		return truceline.Watched
	case s.watched > 0:
		return truceline.PartlyWatched
	case s.unknown > 0:
		return truceline.NotKnown
	}
	return truceline.Blind
}

// round keeps six digits: more are not known, and what is written is then the
// same on every machine.
func round(v float64) float64 {
	if v == 0 {
		return 0
	}
	unit := math.Pow(10, 5-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*unit) / unit
}
