package score

import (
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// RateCase is one stated interval of a rate, held against what truly happened.
type RateCase struct {
	Rate truceline.Rate
	True float64 // events that truly began there and then, per kilometre and day
	// Oracle is the interval of an estimator that is told which events were
	// noticed and how likely each was to be (truth/noticeable.ndjson), and has
	// only to make up for those missed. Nil where the world does not say.
	Oracle *Bounds
	Seen   int // of these, the events that somebody noticed
	// Standing says that the case is about how many things stood.
	Standing bool
}

// RateCoverage says how often the stated intervals of a row hold the true rate.
type RateCoverage struct {
	Row       string  `json:"row"`
	Intervals int     `json:"intervals"`
	Held      int     `json:"held"`
	CI95      Bounds  `json:"ci95"` // exact, of the share held
	MeanWidth float64 `json:"mean_width"`
	// OracleWidth is the mean width of the oracle's intervals, 0 without one;
	// OracleHeld how many of them hold the truth.
	OracleWidth float64 `json:"oracle_width"`
	OracleHeld  int     `json:"oracle_held"`
	// Happened counts the intervals of stretches where anything happened, as an
	// interval that reaches down to nothing holds a true rate of nothing without
	// effort; HeldHappened how many of these hold.
	Happened     int `json:"happened"`
	HeldHappened int `json:"held_happened"`
	// TooLow counts the intervals below the true rate, TooHigh those above it.
	TooLow  int `json:"too_low"`
	TooHigh int `json:"too_high"`
	// Unsaid counts the rates of which nothing was said. They hold nothing and are
	// not among the intervals.
	Unsaid int  `json:"unsaid"`
	Enough bool `json:"enough"` // at least 500 intervals
}

// enoughIntervals is how many a row needs before its coverage says much: with
// 500, 95 % is known to two in a hundred either way.
const enoughIntervals = 500

// RateCases holds the rates of a record against the truth. A true event counts
// for a rate when it is of its kind, began in its window, lies within the first
// band of distance from the line, on the side's ground, and along the record's
// own line within the stretch.
func RateCases(w World, rec truceline.Record) []RateCase {
	line, ok := lineOf(rec)
	if !ok || len(rec.Rates) == 0 {
		return nil
	}
	near, zone := nearLine(w, line), zoneOf(rec)
	var out []RateCase
	for _, r := range rec.Rates {
		c := RateCase{Rate: r}
		n, seen, chance := 0, 0, 0.0
		for _, e := range near {
			if e.kind == r.Kind && inHours(r.Hours, e.when.In(zone).Hour()) && (r.Side == "" || e.side == r.Side) && r.Window.Contains(e.when) && r.Stretch.Contains(e.along) {
				n, chance = n+1, chance+e.chance
				if e.seen {
					seen++
				}
			}
		}
		c.True, c.Seen = float64(n)/r.KmDays, seen
		if w.Chance != nil && r.Known() {
			p := r.EffortKmDays / r.KmDays // nothing happened: the run's own chance
			if n > 0 {
				p = chance / float64(n)
			}
			b := missedInterval(seen, p)
			c.Oracle = &Bounds{b.Low / r.KmDays, b.High / r.KmDays}
		}
		out = append(out, c)
	}
	return out
}

// nearEvent is a true event as rates count it.
type nearEvent struct {
	kind   truceline.Kind
	side   string
	when   time.Time
	along  float64
	chance float64
	seen   bool
}

func nearLine(w World, line *geo.Line) []nearEvent {
	said := map[int]bool{}
	for _, i := range w.Said {
		said[i] = true
	}
	_, upTo := truceline.DistanceBands()
	var out []nearEvent
	for i, t := range w.Incidents {
		if t.Ground == nil || t.Ground.DistanceKm >= upTo[0] {
			continue
		}
		e := nearEvent{kind: t.Kind, side: t.Ground.Side, when: t.When.From, along: line.Along(t.Place.At)}
		if w.Chance != nil {
			e.chance, _ = w.Chance(t)
		}
		e.seen = said[i] && e.chance > 0
		out = append(out, e)
	}
	return out
}

// zoneOf is the zone of the mission's day, UTC where it is not known.
func zoneOf(rec truceline.Record) *time.Location {
	if zone, err := time.LoadLocation(rec.Run.MissionZone); err == nil {
		return zone
	}
	return time.UTC
}

// inHours reports whether an hour of the day lies among a rate's; none stated is
// the whole day.
func inHours(h truceline.DayHours, hour int) bool {
	return h == truceline.DayHours{} || hour >= h.From && hour < h.To
}

// lineOf is the main line that a record's rates are about: that of the window's
// first day.
func lineOf(rec truceline.Record) (*geo.Line, bool) {
	day := truceline.Date(rec.Run.Window.From.In(zoneOf(rec)).Format(time.DateOnly))
	at := -1
	for i, l := range rec.Lines {
		if len(l.Main) > 1 && (at < 0 || l.AsOf <= day) {
			at = i
		}
	}
	if at < 0 {
		return nil, false
	}
	return geo.NewLine(rec.Lines[at].Main), true
}

// missedInterval is the exact 95 % interval for how many events there were, n of
// them noticed, each with chance p: the numbers under which n is not among the
// rarest 2.5 % of outcomes on either side. The number missed is then negative
// binomial. With none noticed all of the 5 % lie above.
func missedInterval(n int, p float64) Bounds {
	p = min(max(p, 0.01), 1)
	high := 0.975
	if n == 0 {
		high = 0.95
	}
	return Bounds{float64(n) + missed(float64(n), p, 0.025), float64(n) + missed(float64(n+1), p, high)}
}

// missed is the quantile of the number of failures before the r-th success.
func missed(r, p, quantile float64) float64 {
	chance, sum := math.Pow(p, r), 0.0
	for k := 0; k < 100_000; k++ {
		if sum += chance; sum >= quantile-1e-12 {
			return float64(k)
		}
		chance *= (r + float64(k)) / float64(k+1) * (1 - p)
	}
	return 100_000
}

// CoverRates counts the cases by kind (stretches, both sides together), by side
// (stretches, all kinds), for the watched part of the line as a whole, and all
// together as the last row, "all".
func CoverRates(cases []RateCase, sides []string) []RateCoverage {
	return cover(cases, sides, func(c RateCase) []string { return []string{c.row(sides)} })
}

// CoverTried counts those cases only that could fail, see [RateCase.Tried], by the same
// rows; those by kind take in what is said of a stretch's either side, as few are left.
func CoverTried(cases []RateCase, sides []string) []RateCoverage {
	tried := slices.DeleteFunc(slices.Clone(cases), func(c RateCase) bool { return !c.Tried() })
	return cover(tried, sides, func(c RateCase) []string {
		row := c.row(sides)
		if row == sideRow(0) || row == sideRow(1) {
			return []string{row, c.kind()}
		}
		return []string{row}
	})
}

// Tried says that the interval could fail: something happened, or it says that something
// did. An interval from nothing upwards holds a true rate of nothing without effort.
func (c RateCase) Tried() bool { return c.Rate.Known() && (c.True > 0 || c.Rate.Low > 0) }

// row is the one that a case counts for.
func (c RateCase) row(sides []string) string {
	switch {
	case c.Standing:
		return standingRow
	case c.Rate.Hours.To-c.Rate.Hours.From < 24 && c.Rate.Hours.To > 0:
		return hoursRow
	case len(c.Rate.Stretch.Parts) > 0:
		return lineRow
	case c.Rate.Side == "":
		return c.kind()
	}
	return sideRow(slices.Index(sides, c.Rate.Side))
}

func (c RateCase) kind() string {
	info, _ := truceline.KindNamed(c.Rate.Kind)
	return info.Name
}

// cover counts each case in its rows, and once in the row of all but what stands, which
// is a number and not a rate.
func cover(cases []RateCase, sides []string, rowsOf func(RateCase) []string) []RateCoverage {
	var order []string
	for _, k := range truceline.Kinds() {
		order = append(order, k.Name)
	}
	for i := range sides {
		order = append(order, sideRow(i))
	}
	order = append(order, hoursRow, lineRow, standingRow, allRow)
	rows := map[string]*RateCoverage{}
	for _, c := range cases {
		in := rowsOf(c)
		if !c.Standing {
			in = append(in, allRow)
		}
		for _, name := range in {
			if rows[name] == nil {
				rows[name] = &RateCoverage{Row: name}
			}
			rows[name].add(c)
		}
	}
	var out []RateCoverage
	for _, name := range order {
		if r := rows[name]; r != nil {
			out = append(out, r.finished())
		}
	}
	return out
}

const (
	hoursRow = "by hours of the day, on the watched part"
	lineRow  = "watched part of the line"
	// standingRow counts things that stood at a moment; its widths are numbers.
	standingRow = "what stands, on the ground looked at"
	allRow      = "all"
	rareRow     = "kinds with fewer than 500, together"
)

func sideRow(i int) string { return []string{"side 1", "side 2"}[min(1, max(0, i))] }

func (r *RateCoverage) add(c RateCase) {
	if !c.Rate.Known() {
		r.Unsaid++
		return
	}
	// A rate is written with six digits.
	slack := 1e-5 * c.True
	tooLow, tooHigh := c.Rate.High < c.True-slack, c.Rate.Low > c.True+slack
	held := !tooLow && !tooHigh
	r.Intervals++
	r.TooLow, r.TooHigh = r.TooLow+count(tooLow), r.TooHigh+count(tooHigh)
	r.MeanWidth += c.Rate.High - c.Rate.Low
	if held {
		r.Held++
	}
	if c.True > 0 {
		r.Happened++
		if held {
			r.HeldHappened++
		}
	}
	if c.Oracle != nil {
		r.OracleWidth += c.Oracle.High - c.Oracle.Low
		if c.Oracle.Low <= c.True+slack && c.True-slack <= c.Oracle.High {
			r.OracleHeld++
		}
	}
}

// finished turns sums of widths into means.
func (r RateCoverage) finished() RateCoverage {
	n := float64(max(1, r.Intervals))
	r.MeanWidth, r.OracleWidth = r.MeanWidth/n, r.OracleWidth/n
	r.CI95, r.Enough = ClopperPearson(r.Held, r.Intervals, 0.05), r.Intervals >= enoughIntervals
	return r
}

func count(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

// PoolRates puts the rows of several runs together, by name, in the order in
// which the names first come; "all" last.
func PoolRates(runs ...[]RateCoverage) []RateCoverage {
	var out []RateCoverage
	for _, rows := range runs {
		for _, r := range rows {
			i := slices.IndexFunc(out, func(o RateCoverage) bool { return o.Row == r.Row })
			if i < 0 {
				i = len(out)
				out = append(out, RateCoverage{Row: r.Row})
			}
			o := &out[i]
			o.Intervals, o.Held, o.OracleHeld = o.Intervals+r.Intervals, o.Held+r.Held, o.OracleHeld+r.OracleHeld
			o.TooLow, o.TooHigh = o.TooLow+r.TooLow, o.TooHigh+r.TooHigh
			o.Happened, o.HeldHappened, o.Unsaid = o.Happened+r.Happened, o.HeldHappened+r.HeldHappened, o.Unsaid+r.Unsaid
			o.MeanWidth += r.MeanWidth * float64(r.Intervals)
			o.OracleWidth += r.OracleWidth * float64(r.Intervals)
		}
	}
	for i := range out {
		out[i] = out[i].finished()
	}
	slices.SortStableFunc(out, func(a, b RateCoverage) int { return last(a.Row) - last(b.Row) })
	return out
}

func last(row string) int {
	switch row {
	case allRow:
		return 3
	case lineRow, hoursRow, standingRow:
		return 2
	case sideRow(0), sideRow(1):
		return 1
	}
	return 0
}

// WithRare adds, behind the kinds that have them, a row of all kinds with fewer than 500
// intervals together.
func WithRare(rows []RateCoverage) []RateCoverage {
	var rare []RateCoverage
	kinds := 0
	for _, r := range rows {
		if last(r.Row) > 0 {
			break
		}
		if kinds++; !r.Enough {
			r.Row = rareRow
			rare = append(rare, r)
		}
	}
	if len(rare) < 2 {
		return rows
	}
	return slices.Concat(rows[:kinds], PoolRates(rare), rows[kinds:])
}

func rateFigures(rows, tried []RateCoverage) []Figure {
	f := row("rates.coverage", "95 % intervals that hold the true rate", "share", Nearer,
		"How often the 95 % interval around a rate corrected for how well was watched holds the true rate, over all stretches, sides and kinds of which anything is said. It takes at least 500 intervals to say much.").near(0.95)
	happened := row("rates.coverage_happened", "the same, where anything happened", "share", Nearer,
		"The same for those stretches only in which anything of the kind happened: an interval from nothing upwards holds a true rate of nothing without effort.").near(0.95)
	could := row("rates.coverage_tried", "the same, where they could fail", "share", Nearer,
		"The same for the intervals that could fail: something of the kind happened there, or the interval says that something did.").near(0.95)
	width := row("rates.width", "mean width of the intervals", "", Lower, "Wide intervals hold the truth easily; this stands beside the share to show the price. Events per kilometre and day.")
	against := row("rates.width_oracle", "width against an estimator that knows the chances", "", Lower,
		"The mean width by that of the intervals of an estimator which is told what was noticed and how likely each event was to be.")
	if len(rows) == 0 || rows[len(rows)-1].Intervals == 0 {
		// What is not stated holds nothing.
		none := "the run states no rates corrected for effort"
		return []Figure{f.of(0, 0).noting(none + ": 0 intervals of the 500 needed"), happened.noting(none), could.noting(none), width.noting(none), against.noting(none)}
	}
	all := rows[len(rows)-1]
	f, happened = f.share(all.Held, all.Intervals), happened.share(all.HeldHappened, all.Happened)
	if len(tried) > 0 {
		t := tried[len(tried)-1]
		could = could.share(t.Held, t.Intervals)
	} else {
		could = could.noting("none could fail")
	}
	if !all.Enough {
		f = f.noting("fewer than 500 intervals")
	}
	width = width.of(all.MeanWidth, all.Intervals)
	if all.OracleWidth > 0 {
		against = against.of(all.MeanWidth/all.OracleWidth, all.Intervals)
	} else {
		against = against.noting("nothing to compare with")
	}
	return []Figure{f, happened, could, width, against}
}
