package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// Counts adds up a monitor's own tallies over the window. The tallies stay
// tallies: no incident stands behind a single one of them.
type Counts struct {
	From       time.Time `json:"from"`
	To         time.Time `json:"to"`
	Reports    int       `json:"reports"`        // distinct reports
	Days       int       `json:"reporting_days"` // that they cover
	Tallies    int       `json:"tallies"`        // lines of a report for a region, or for both
	Violations int       `json:"violations"`     // of all of them
	// ExplosionsStated adds up the explosions where the reports state them;
	// ExplosionsSilent counts the tallies that do not.
	ExplosionsStated int           `json:"explosions_stated"`
	ExplosionsSilent int           `json:"explosions_not_stated_in"`
	Series           []CountReport `json:"series"`
	Areas            []AreaCount   `json:"areas"`
}

// CountReport is what one report says, added up over its areas, for one
// reporting period.
type CountReport struct {
	Report     string      `json:"report"`
	By         string      `json:"by"`
	From       time.Time   `json:"from"`
	To         time.Time   `json:"to"`
	Days       int         `json:"days"` // reporting days it covers; 2 for weekends
	Violations int         `json:"violations"`
	Cumulative int         `json:"cumulative"`
	Areas      []AreaCount `json:"areas"`
	Source     string      `json:"source"`
}

// AreaCount is a count for one area as the report names it.
type AreaCount struct {
	Area       string `json:"area"`
	Violations int    `json:"violations"`
	Explosions *int   `json:"explosions"` // nil: not stated; for a sum, not stated in every report
	Basis      string `json:"basis,omitempty"`
	Note       string `json:"note,omitempty"`
}

// counts returns nil for a record that is not a monitor's tallies. A tally is
// taken when its period lies in the window.
func (b *builder) counts() *Counts {
	if !b.rec.Run.Counts {
		return nil
	}
	c := &Counts{From: b.inside.From.UTC(), To: b.inside.To.UTC(), Series: []CountReport{}, Areas: []AreaCount{}}
	for _, t := range b.tallies() {
		c.add(t)
	}
	slices.SortStableFunc(c.Series, func(x, y CountReport) int {
		return cmp.Or(x.From.Compare(y.From), strings.Compare(x.Report, y.Report))
	})
	slices.SortFunc(c.Areas, func(x, y AreaCount) int { return strings.Compare(x.Area, y.Area) })
	var reports []string
	sum := 0
	for i := range c.Series {
		sum += c.Series[i].Violations
		c.Days += c.Series[i].Days
		c.Series[i].Cumulative = sum
		if !slices.Contains(reports, c.Series[i].Report) {
			reports = append(reports, c.Series[i].Report)
		}
	}
	c.Reports, c.Violations = len(reports), sum
	return c
}

// tallies returns the tallies of violations in the window.
func (b *builder) tallies() []truceline.Tally {
	var out []truceline.Tally
	for _, t := range b.rec.Tallies {
		if !t.When.From.Before(b.inside.From) && !t.When.To.After(b.inside.To) && strings.Contains(t.Metric, "violation") {
			out = append(out, t)
		}
	}
	return out
}

func (c *Counts) add(t truceline.Tally) {
	c.Tallies++
	at := slices.IndexFunc(c.Series, func(r CountReport) bool {
		return r.Report == t.Report && r.From.Equal(t.When.From) && r.To.Equal(t.When.To)
	})
	if at < 0 {
		at = len(c.Series)
		c.Series = append(c.Series, CountReport{Report: t.Report, By: t.By, From: t.When.From.UTC(), To: t.When.To.UTC(),
			Days: max(1, int((t.When.Duration()+12*time.Hour)/(24*time.Hour))), Source: t.URL, Areas: []AreaCount{}})
	}
	r := &c.Series[at]
	r.Violations += t.Value
	r.Areas = append(r.Areas, AreaCount{t.Area, t.Value, t.Explosions, t.Basis, t.Note})
	slices.SortStableFunc(r.Areas, func(x, y AreaCount) int { return strings.Compare(x.Area, y.Area) })
	if t.Explosions != nil {
		c.ExplosionsStated += *t.Explosions
	} else {
		c.ExplosionsSilent++
	}
	sum := slices.IndexFunc(c.Areas, func(a AreaCount) bool { return a.Area == t.Area })
	if sum < 0 {
		sum = len(c.Areas)
		c.Areas = append(c.Areas, AreaCount{Area: t.Area, Explosions: ptr(0)})
	}
	c.Areas[sum].Violations += t.Value
	if before := c.Areas[sum].Explosions; before != nil && t.Explosions != nil {
		c.Areas[sum].Explosions = ptr(*before + *t.Explosions)
	} else {
		c.Areas[sum].Explosions = nil // one report that does not say makes a sum that cannot be given
	}
}
