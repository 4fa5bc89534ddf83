package agreement

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Compiled is an agreement prepared for use. It is safe for several goroutines
// at once.
type Compiled struct {
	agreement truceline.Agreement
	windows   []truceline.Window            // in order of time, none overlapping
	holds     map[string][]truceline.Window // by the key of a clause: its part of the windows
	zones     []zone
	lines     []line
	when      map[string]*Condition // by the key of a clause that has one
	areas     []truceline.Area

	mu    sync.Mutex
	known []areaInZone // worked out so far, see areaInside
}

// zone is a zone with its polygons prepared.
type zone struct {
	truceline.Zone
	region  *geo.Region // nil for everywhere, for a corridor, and when no area was given
	missing []string    // areas that it names and that were not given
}

// areaInZone is how much of an area lies in a zone.
type areaInZone struct {
	zone, area string
	p          truceline.Probability
	why        string
}

// Compile prepares an agreement, usually one that [Parse] accepted. The areas
// are the administrative areas that its zones name; one that is not given is no
// error but leaves what depends on it undetermined, see [Compiled.Missing].
func Compile(a truceline.Agreement, areas []truceline.Area) (*Compiled, error) {
	c := &Compiled{agreement: a, windows: merged(a.Windows), areas: areas, holds: map[string][]truceline.Window{}, when: map[string]*Condition{}}
	for _, z := range a.Zones {
		prepared, err := prepare(z, areas)
		if err != nil {
			return nil, fmt.Errorf("compile agreement %s: zone %s: %w", a.ID, z.ID, err)
		}
		c.zones = append(c.zones, prepared)
	}
	for _, l := range a.Lines {
		c.lines = append(c.lines, prepareLine(l))
	}
	for _, clause := range a.Clauses {
		if err := c.prepareClause(clause); err != nil {
			return nil, fmt.Errorf("compile agreement %s: clause %s: %w", a.ID, clause.ID, err)
		}
	}
	return c, nil
}

// prepareClause works out when the wording of a clause holds, and its condition.
func (c *Compiled) prepareClause(clause truceline.Clause) error {
	if !slices.ContainsFunc(c.zones, func(z zone) bool { return z.ID == clause.Zone }) {
		return fmt.Errorf("there is no zone %q", clause.Zone)
	}
	if clause.Condition != "" {
		condition, err := NewCondition(clause.Condition)
		if err != nil {
			return fmt.Errorf("condition: %w", err)
		}
		c.when[clause.Key()] = condition
	}
	if clause.From.IsZero() && clause.Until.IsZero() {
		return nil // in force whenever the text is
	}
	holds := []truceline.Window{}
	for _, w := range c.windows {
		if w, ok := clause.Holds(w); ok {
			holds = append(holds, w)
		}
	}
	c.holds[clause.Key()] = holds
	return nil
}

// piece is one of the areas or polygons that a zone is made of.
type piece struct {
	name     string
	polygons []truceline.Polygon
	region   *geo.Region
}

// prepare makes the region of a zone that has one.
func prepare(z truceline.Zone, areas []truceline.Area) (zone, error) {
	p := zone{Zone: z}
	var pieces []piece
	for i, polygon := range z.Polygons {
		pieces = append(pieces, piece{name: fmt.Sprintf("polygon %d", i+1), polygons: []truceline.Polygon{polygon}})
	}
	for _, id := range z.Areas {
		i := slices.IndexFunc(areas, func(a truceline.Area) bool { return a.ID == id && len(a.Polygons) > 0 })
		if i < 0 {
			p.missing = append(p.missing, id)
			continue
		}
		pieces = append(pieces, piece{name: id, polygons: areas[i].Polygons})
	}
	polygons, err := apart(pieces)
	if err != nil || len(polygons) == 0 {
		return p, err
	}
	p.region, err = geo.NewRegion(polygons)
	return p, err
}

// apart returns the polygons of pieces that do not overlap: a region counts the
// edges that a point lies behind, so ground covered twice would count as not
// covered. A piece within another (a raion and its oblast) is left out; pieces
// that overlap in part are a mistake.
func apart(pieces []piece) ([]truceline.Polygon, error) {
	var kept []piece
	for _, p := range pieces {
		var err error
		if p.region, err = geo.NewRegion(p.polygons); err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		within := false
		for i := 0; i < len(kept) && !within; i++ {
			switch in, about := sharedGround(p, kept[i]), sharedGround(kept[i], p); {
			case in > most:
				within = true
			case about > most:
				kept = slices.Delete(kept, i, i+1)
				i--
			case in > least || about > least:
				return nil, fmt.Errorf("%s and %s overlap; a zone must name ground once", p.name, kept[i].name)
			}
		}
		if !within {
			kept = append(kept, p)
		}
	}
	var polygons []truceline.Polygon
	for _, p := range kept {
		polygons = append(polygons, p.polygons...)
	}
	return polygons, nil
}

// Neighbours whose common border was drawn twice, not quite alike, share slivers.
const (
	least = 0.02 // share of a piece below which it is a neighbour
	most  = 0.98 // share above which it lies within the other
)

// sharedGround returns about how much of a piece lies in another, by a grid.
func sharedGround(a, b piece) float64 {
	x, y := a.region.Bounds(), b.region.Bounds()
	if x.North < y.South || y.North < x.South || x.East < y.West || y.East < x.West {
		return 0
	}
	in, all := 0, 0
	for _, at := range grid(x) {
		if a.region.Contains(at) {
			all++
			if b.region.Contains(at) {
				in++
			}
		}
	}
	return float64(in) / float64(max(all, 1))
}

// Agreement returns what was compiled.
func (c *Compiled) Agreement() truceline.Agreement { return c.agreement }

// Missing returns the ids of the areas that zones name and that Compile was not
// given, in the order of the agreement.
func (c *Compiled) Missing() []string {
	var missing []string
	for _, z := range c.zones {
		for _, id := range z.missing {
			if !slices.Contains(missing, id) {
				missing = append(missing, id)
			}
		}
	}
	return missing
}

// Clause returns the clause with this id.
func (c *Compiled) Clause(id string) (truceline.Clause, bool) {
	for _, clause := range c.agreement.Clauses {
		if clause.ID == id {
			return clause, true
		}
	}
	return truceline.Clause{}, false
}

// Zone returns the zone with this id.
func (c *Compiled) Zone(id string) (truceline.Zone, bool) {
	for _, z := range c.zones {
		if z.ID == id {
			return z.Zone, true
		}
	}
	return truceline.Zone{}, false
}

// merged returns windows in order, joining those that overlap or touch.
func merged(in []truceline.InForce) []truceline.Window {
	var windows []truceline.Window
	for _, w := range in {
		windows = append(windows, w.Window)
	}
	slices.SortFunc(windows, func(a, b truceline.Window) int { return a.From.Compare(b.From) })
	out := windows[:0]
	for _, w := range windows {
		if n := len(out); n > 0 && (out[n-1].To.IsZero() || !w.From.After(out[n-1].To)) {
			if last := &out[n-1]; !last.To.IsZero() && (w.To.IsZero() || w.To.After(last.To)) {
				last.To = w.To
			}
			continue
		}
		out = append(out, w)
	}
	return out
}

// Within90 is how many standard deviations lie on either side of the mean of a
// normal distribution so that 90 % lie between: what a clock error of 90 % is.
const within90 = 1.6448536269514722

// InForce says with what probability the text was in force, given how far the
// clock can be trusted, and why in a sentence.
//
// For a moment that is one number. An interval says that something went on, or
// happened at some moment, between From and To, and the record cannot tell
// which: the lower bound is the chance that all of the interval lies in force,
// the upper bound that any of it does, and the best estimate is the share of it
// that does.
//
// The clock's Error is taken as the 90 % range of a normal error that moves the
// whole interval. An Error of 0 means that the time is exact.
func (c *Compiled) InForce(i truceline.Interval) (truceline.Probability, string) {
	return inForce(c.windows, i)
}

// ClauseInForce is [Compiled.InForce] for the wording of one clause, which an
// amendment may have begun or ended.
func (c *Compiled) ClauseInForce(clause truceline.Clause, i truceline.Interval) (truceline.Probability, string) {
	if windows, ok := c.holds[clause.Key()]; ok {
		return inForce(windows, i)
	}
	return inForce(c.windows, i)
}

// Windows returns the hours in which the wording of a clause holds, in order.
func (c *Compiled) Windows(clause truceline.Clause) []truceline.Window {
	if windows, ok := c.holds[clause.Key()]; ok {
		return windows
	}
	return c.windows
}

// inForce says with what probability an interval lies in windows.
func inForce(windows []truceline.Window, i truceline.Interval) (truceline.Probability, string) {
	if i.From.IsZero() {
		return truceline.Unknown(), "The time was not stated, so it cannot be said whether the text was in force."
	}
	length := max(0, i.To.Sub(i.From).Seconds())
	sigma := i.Clock.Error.Seconds() / within90
	var p truceline.Probability
	for _, w := range windows {
		start, end := w.From.Sub(i.From).Seconds(), math.Inf(1) // measured from the interval's own beginning
		if !w.To.IsZero() {
			end = w.To.Sub(i.From).Seconds()
		}
		if length == 0 {
			inside := between(start, end, sigma)
			p.P, p.Low, p.High = p.P+inside, p.Low+inside, p.High+inside
			continue
		}
		p.P += share(start, end, length, sigma)
		if end-start >= length {
			p.Low += between(start, math.Nextafter(end-length, math.Inf(1)), sigma)
		}
	}
	if length > 0 {
		p.High = touches(windows, i.From, length, sigma)
	}
	p = tidy(p)
	return p, inForceWords(i, p)
}

// touches is the chance that any of an interval lies in force. Windows nearer
// to each other than the interval is long are touched together, so they are
// joined first, or a chance would be counted twice.
func touches(windows []truceline.Window, from time.Time, length, sigma float64) float64 {
	var sum float64
	end := math.Inf(-1)
	start := math.Inf(-1)
	for _, w := range windows {
		s, e := w.From.Sub(from).Seconds()-length, math.Inf(1)
		if !w.To.IsZero() {
			e = w.To.Sub(from).Seconds()
		}
		if s >= end {
			sum += between(math.Nextafter(start, math.Inf(1)), end, sigma)
			start = s
		}
		end = max(end, e)
	}
	return sum + between(math.Nextafter(start, math.Inf(1)), end, sigma)
}

// between is the chance that a normal error with standard deviation sigma lies
// in [from, to); with no error, whether 0 does.
func between(from, to, sigma float64) float64 {
	switch {
	case !(from < to):
		return 0
	case sigma > 0:
		return max(0, normal(to/sigma)-normal(from/sigma))
	case from <= 0 && 0 < to:
		return 1
	}
	return 0
}

// normal is the chance that a standard normal variable stays at or below x.
func normal(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// share is the expected share of an interval [0, length) that lies in
// [from, to) when a normal error moves it.
func share(from, to, length, sigma float64) float64 {
	if sigma == 0 {
		return max(0, min(to, length)-max(from, 0)) / length
	}
	// The mean over t in the interval of the chance that t plus the error lies
	// in [from, to); the antiderivative of the normal distribution is at hand.
	upper := 1.0
	if !math.IsInf(to, 1) {
		upper = (ramp(to/sigma) - ramp((to-length)/sigma)) * sigma / length
	}
	return upper - (ramp(from/sigma)-ramp((from-length)/sigma))*sigma/length
}

// ramp is the integral of [normal] up to x.
func ramp(x float64) float64 {
	return x*normal(x) + math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
}

// tidy keeps a probability within 0 and 1 and its parts in order, against the
// last digit of a sum.
func tidy(p truceline.Probability) truceline.Probability {
	const dust = 1e-12
	fine := func(x float64) float64 {
		switch {
		case x < dust:
			return 0
		case x > 1-dust:
			return 1
		}
		return x
	}
	p = truceline.Probability{P: fine(p.P), Low: fine(p.Low), High: fine(p.High)}
	p.Low, p.High = min(p.Low, p.High), max(p.Low, p.High)
	p.P = min(max(p.P, p.Low), p.High)
	return p
}

// inForceWords says how sure it is that the text was in force.
func inForceWords(i truceline.Interval, p truceline.Probability) string {
	clock := ""
	if i.Clock.Error > 0 {
		clock = fmt.Sprintf(" (its clock is good to %s either way, with 90 %%)", roughly(i.Clock.Error))
	}
	switch {
	case p.Low == 1:
		return "The time lies within the hours in force" + clock + "."
	case p.High == 0:
		return "The time lies outside the hours in force" + clock + "."
	case p.Low == p.High:
		return fmt.Sprintf("The text was in force at that time with %s%s.", Percent(p.P), clock)
	}
	return fmt.Sprintf("About %s of the stated stretch of time lies within the hours in force%s; in which part of it this happened is not recorded.", Percent(p.P), clock)
}

// roughly says a length of time for people.
func roughly(d time.Duration) string {
	switch {
	case d < time.Second:
		return "less than a second"
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	return fmt.Sprintf("%.0f h", d.Hours())
}

// Percent says a probability for people: whole per cent, without rounding to a
// certainty that is not there.
func Percent(p float64) string {
	switch {
	case p <= 0:
		return "0 %"
	case p >= 1:
		return "100 %"
	case p < 0.005:
		return "under 1 %"
	case p >= 0.995:
		return "over 99 %"
	}
	return strings.TrimSpace(fmt.Sprintf("%.0f %%", p*100))
}
