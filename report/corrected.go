package report

import (
	"math"
	"strconv"

	"github.com/truceline/truceline"
)

// Corrected are the rates that reckon with how well was watched: events near the
// contact line per kilometre and day, with 95 % intervals.
type Corrected struct {
	// Line is the watched part of the contact line as a whole: for each kind,
	// both sides' ground and then each.
	Line []truceline.Rate `json:"line"`
	// Stretches are those of which something can be said, both sides' ground.
	Stretches []truceline.Rate `json:"stretches"`
	// Gaps are those of which nothing can be said.
	Gaps []truceline.Rate `json:"gaps"`
	// LineKm is the length of the contact line; WithinKm how far from it things are
	// counted.
	LineKm   float64 `json:"line_km"`
	WithinKm float64 `json:"within_km"`
}

// corrected sorts the record's rates; nil where there are none, as without a
// contact line.
func (b *builder) corrected() *Corrected {
	if len(b.rec.Rates) == 0 {
		return nil
	}
	_, upTo := truceline.DistanceBands()
	c := &Corrected{Line: []truceline.Rate{}, Stretches: []truceline.Rate{}, Gaps: []truceline.Rate{}, WithinKm: upTo[0]}
	for _, r := range b.rec.Rates {
		c.LineKm = max(c.LineKm, r.Stretch.ToKm)
		switch {
		case len(r.Stretch.Parts) > 0:
			c.Line = append(c.Line, r)
		case r.Side != "":
		case r.Known():
			c.Stretches = append(c.Stretches, r)
		default:
			c.Gaps = append(c.Gaps, r)
		}
	}
	return c
}

// correctedOf is the rate of a kind on the watched part of the line, nil where
// nothing can be said of it.
func (c *Corrected) of(k truceline.Kind) *truceline.Rate {
	if c == nil {
		return nil
	}
	for _, r := range c.Line {
		if r.Kind == k && r.Side == "" {
			return &r
		}
	}
	return nil
}

// correctedRow is a line of the page's table: one kind on the watched part of the
// line.
type correctedRow struct {
	Name  string
	Whole *truceline.Rate // nil: nothing can be said
	Sides []truceline.Rate
	Said  float64 // km of line of which something can be said
	Busy  []truceline.Rate
}

// busiest is how many stretches of a kind the page names.
const busiest = 5

// correctedRows are the rows of the page's table: every kind that has rates.
func (b *builder) correctedRows(c *Corrected) []correctedRow {
	if c == nil {
		return nil
	}
	var out []correctedRow
	for _, info := range truceline.Kinds() {
		row := correctedRow{Name: info.Name}
		any := false
		for _, r := range b.rec.Rates {
			any = any || r.Kind == info.Kind
		}
		if !any {
			continue
		}
		for _, r := range c.Line {
			switch {
			case r.Kind != info.Kind:
			case r.Side == "":
				row.Whole, row.Said = &r, lengthOf(r.Stretch)
			default:
				row.Sides = append(row.Sides, r)
			}
		}
		row.Busy = busy(c.Stretches, info.Kind)
		out = append(out, row)
	}
	return out
}

func lengthOf(s truceline.Stretch) float64 {
	km := 0.0
	for _, p := range s.Parts {
		km += p[1] - p[0]
	}
	return km
}

// busy are the stretches whose rate is surely highest: by the low end of their
// intervals, so that a stretch that was hardly watched does not lead the list.
func busy(all []truceline.Rate, k truceline.Kind) []truceline.Rate {
	var out []truceline.Rate
	for _, r := range all {
		if r.Kind != k || r.Low <= 0 {
			continue
		}
		at := len(out)
		for at > 0 && out[at-1].Low < r.Low {
			at--
		}
		out = append(out[:at], append([]truceline.Rate{r}, out[at:]...)...)
	}
	return out[:min(busiest, len(out))]
}

// rateText writes a rate with three digits.
func rateText(v float64) string {
	switch {
	case v >= 100:
		return number(math.Round(v))
	case v != 0 && v < 1e-3:
		return strconv.FormatFloat(v, 'f', 5, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// intervalOf writes the interval of a rate, or its upper bound.
func intervalOf(r truceline.Rate) string {
	switch {
	case !r.Known():
		return "nothing can be said"
	case r.Method == truceline.RateUpper:
		return "at most " + rateText(r.High)
	}
	return rateText(r.Low) + " to " + rateText(r.High)
}
