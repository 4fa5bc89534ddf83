package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// ClaimPair sets two totals of different parties beside each other, with what
// the record can and cannot say about them. Neither is judged.
type ClaimPair struct {
	A            ClaimLine `json:"a"` // of the party that the text names first
	B            ClaimLine `json:"b"`
	SameHours    bool      `json:"same_hours"`
	OverlapFrom  time.Time `json:"overlap_from"`
	OverlapTo    time.Time `json:"overlap_to"`
	OverlapHours float64   `json:"overlap_hours"`
	Can          []string  `json:"can_say"`
	Cannot       []string  `json:"cannot_say"`
}

// claimPairs pairs totals of different parties over the same hours. A total that
// has none over its own hours is paired with those whose hours overlap its own
// and that have none either.
func (b *builder) claimPairs(list []ClaimLine) []ClaimPair {
	rivals := func(x, y ClaimLine) bool {
		return isTotal(x.Metric) && isTotal(y.Metric) && x.Side != y.Side && x.Side != "" && y.Side != ""
	}
	same := func(x, y ClaimLine) bool {
		return x.Window.From.Equal(y.Window.From) && x.Window.end().Equal(y.Window.end())
	}
	paired := func(x ClaimLine) bool {
		return slices.ContainsFunc(list, func(y ClaimLine) bool { return rivals(x, y) && same(x, y) })
	}
	out := []ClaimPair{}
	for i, x := range list {
		for _, y := range list[i+1:] {
			o, ok := overlap(x.Window, y.Window)
			if !ok || !rivals(x, y) || !same(x, y) && (paired(x) || paired(y)) {
				continue
			}
			p := ClaimPair{A: x, B: y, OverlapFrom: o.From, OverlapTo: o.To, OverlapHours: o.Hours(), SameHours: same(x, y)}
			p.Can, p.Cannot = b.canSay(o), b.cannotSay(p, o)
			out = append(out, p)
		}
	}
	return out
}

func overlap(x, y ClaimWindow) (truceline.Window, bool) {
	o := truceline.Window{From: x.From, To: x.end()}
	if y.From.After(o.From) {
		o.From = y.From
	}
	if y.end().Before(o.To) {
		o.To = y.end()
	}
	return o, o.To.After(o.From)
}

// canSay states what the record itself holds for the hours of both claims.
func (b *builder) canSay(o truceline.Window) []string {
	var out []string
	if b.alertState(b.alertAreas(), o) != truceline.Blind && b.speaksOf(truceline.KindAirAlert, truceline.MeansAirAlert) {
		blind := 0
		for _, a := range b.alertAreas() {
			if !b.inAlertData(a) || coverage.Hours(b.underAlert(a, o)) >= o.Hours() {
				blind++
			}
		}
		out = append(out, fmt.Sprintf("In these %s hours %s began; %d of %d areas were blind to new alerts throughout.",
			number(o.Hours()), plural(b.begun(o, ofKind(truceline.KindAirAlert)), "air alert"), blind, len(b.alertAreas())))
	}
	if n := b.looks(o); n > 0 {
		heat := b.begun(o, ofKind(truceline.KindHeat))
		standing := b.begun(o, func(i truceline.Incident) bool { return i.Kind == truceline.KindHeat && i.Standing != nil })
		out = append(out, fmt.Sprintf("Satellites looked %s and saw %s, %d of them where it is always hot.",
			times(n), plural(heat, "heat anomaly"), standing))
	} else if b.speaksOf(truceline.KindHeat, truceline.MeansThermal) {
		out = append(out, "No satellite look is in the record for these hours.")
	}
	var seen []string
	n := 0
	for _, info := range truceline.Kinds() {
		if isFire(info.Kind) && watching(b.kindState(o, info.Kind)) {
			seen = append(seen, info.Name)
			n += b.begun(o, ofKind(info.Kind))
		}
	}
	if len(seen) > 0 {
		out = append(out, fmt.Sprintf("Posted watchers that can notice %s, where and when they watched, give %s.", strings.Join(seen, ", "), plural(n, "incident")))
	}
	return out
}

func isFire(k truceline.Kind) bool {
	return strings.HasPrefix(string(k), "F") && k != truceline.KindLightAndTracer
}

// cannotSay states what no sum over the record could answer, in the same words
// for both claims.
func (b *builder) cannotSay(p ClaimPair, o truceline.Window) []string {
	var out []string
	var unseen []string
	for _, info := range truceline.Kinds() {
		if isFire(info.Kind) && !watching(b.kindState(o, info.Kind)) {
			unseen = append(unseen, info.Name)
		}
	}
	if len(unseen) > 0 {
		out = append(out, "Nothing in this record watched for "+strings.Join(unseen, ", ")+
			", so it neither supports nor contradicts either total.")
	}
	out = append(out, "Neither total comes with a list of single events and a stated unit, so the two cannot be recounted or matched with each other.")
	if !p.SameHours {
		out = append(out, fmt.Sprintf("The two totals speak of different hours; only %s hours are common to both, and what part of each total falls in them is not stated.",
			number(p.OverlapHours)))
	}
	if b.speaksOf(truceline.KindAirAlert, truceline.MeansAirAlert) || b.speaksOf(truceline.KindHeat, truceline.MeansThermal) {
		out = append(out, "An alert or a hot pixel does not say which side caused it; neither can be booked against either party here.")
	}
	return out
}
