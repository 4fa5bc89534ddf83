package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// ClaimLine is one allegation as its claimant made it. It is printed, never
// added to anything.
type ClaimLine struct {
	Claimant    string         `json:"claimant"`
	Side        string         `json:"side"` // ID of the claimant's party, empty if it is none
	Accused     string         `json:"accused"`
	AccusedSide string         `json:"accused_side"`
	Metric      string         `json:"metric"`
	Value       *float64       `json:"value"` // nil: no number was given
	Window      ClaimWindow    `json:"window"`
	StartsOn    truceline.Date `json:"starts_on,omitempty"` // only the day was given
	EndsOn      truceline.Date `json:"ends_on,omitempty"`   // only the day was given; it is taken as included
	Qualifier   string         `json:"qualifier,omitempty"`
	Source      string         `json:"source"`
}

// ClaimWindow is the time a claim speaks of; a nil end was not stated.
type ClaimWindow struct {
	From  time.Time  `json:"from"`
	To    *time.Time `json:"to"`
	Hours *float64   `json:"hours"`
}

func (w ClaimWindow) end() time.Time {
	if w.To == nil {
		return w.From
	}
	return *w.To
}

// claims lists what the parties and others claimed about these hours, or about
// this agreement by name: parties in the order of the text, then by start, end
// and metric.
func (b *builder) claims() []ClaimLine {
	out := []ClaimLine{}
	for _, c := range b.rec.Claims {
		if !b.aboutUs(c) {
			continue
		}
		l := ClaimLine{Claimant: c.Claimant, Side: c.Side, Accused: c.Accused, AccusedSide: b.sideNamed(c.Accused), Metric: c.Metric,
			Value: c.Value, StartsOn: c.StartsOn, EndsOn: c.EndsOn, Qualifier: c.Qualifier, Source: c.URL,
			Window: ClaimWindow{From: c.When.From.UTC()}}
		if l.Side == "" {
			l.Side = b.sideNamed(c.Claimant)
		}
		if c.When.To.After(c.When.From) && !c.When.Open {
			l.Window.To, l.Window.Hours = ptr(c.When.To.UTC()), ptr(c.When.Duration().Hours())
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(x, y ClaimLine) int {
		return cmp.Or(cmp.Compare(b.sideOrder(x.Side), b.sideOrder(y.Side)), x.Window.From.Compare(y.Window.From),
			x.Window.end().Compare(y.Window.end()), strings.Compare(x.Metric, y.Metric))
	})
	return out
}

// aboutUs says whether a claim speaks of these hours, or of this truce by name.
func (b *builder) aboutUs(c truceline.Claim) bool {
	plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, "-", "_")) }
	if t := plain(c.Truce); t != "" && (t == plain(b.rec.Run.Agreement.ID) || t == plain(b.rec.Run.Name)) {
		return true
	}
	return c.When.Overlap(b.inside.From, b.inside.To) > 0
}

// isTotal says whether a metric is a sum over all kinds of violation.
func isTotal(metric string) bool { return strings.Contains(strings.ToLower(metric), "total") }
