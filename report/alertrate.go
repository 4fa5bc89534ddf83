package report

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

// raidGap is how close to the one before a beginning must be to belong to the
// same raid.
const raidGap = 30 * time.Minute

// alertRate compares the beginnings of air alerts. Areas that were blind
// throughout either window are left out of both.
func (b *builder) alertRate() Rate {
	r := Rate{Class: "air_alert", Kind: truceline.KindAirAlert, Name: "air alerts"}
	match := ofKind(truceline.KindAirAlert)
	areas, out := b.alertAreas(), b.alertsLeftOut()
	r.State = b.alertState(areas, b.inside)
	r.Inside = countOf(b.begun(b.inside, match), b.inside, r.State)
	keep := func(area string) bool {
		return !slices.ContainsFunc(out, func(o LeftOut) bool { return o.Area == area })
	}
	risk := AtRisk{Inside: b.atRisk(areas, keep, b.inside)}
	if b.before != nil {
		r.StateBefore = b.alertState(areas, *b.before)
		r.Before = ptr(countOf(b.begun(*b.before, match), *b.before, r.StateBefore))
		risk.Before = b.atRisk(areas, keep, *b.before)
	}
	if watching(r.State) {
		r.AtRisk = &risk
		b.compareAlerts(&r, keep, out)
	}
	switch {
	case r.State == truceline.Blind:
		r.Note = "No alert data cover this window; no count is given."
	case len(out) > 0:
		r.Note = "An area under one unbroken alert cannot raise a new one, and the alert data never speak about some areas; such areas are left out of both sides of the comparison. An alert says that the authority warned of an attack from the air, not that anything was hit."
	default:
		r.Note = "An alert says that the authority warned of an attack from the air, not that anything was hit."
	}
	return r
}

// compareAlerts fills in what the comparable areas give.
func (b *builder) compareAlerts(r *Rate, keep func(string) bool, out []LeftOut) {
	inside := b.alertBeginnings(b.inside, keep)
	r.AtRisk.InsidePer1000h = per1000(len(inside), r.AtRisk.Inside)
	r.Raids = &Raids{GapMinutes: int(raidGap.Minutes()), Inside: raids(inside)}
	if b.before == nil || !watching(r.StateBefore) {
		return
	}
	before := b.alertBeginnings(*b.before, keep)
	tx, ty := b.inside.Hours(), b.before.Hours()
	r.Comparable = &Comparable{Inside: len(inside), Before: len(before), InsideHours: tx, BeforeHours: ty, AreasLeftOut: orEmpty(out)}
	r.Ratio = RateRatio(len(inside), tx, len(before), ty).clustered(beginnings{inside, []truceline.Window{b.inside}}, beginnings{before, []truceline.Window{*b.before}}, tx, ty)
	r.Raids.Before = raids(before)
	r.Raids.Ratio = RateRatio(r.Raids.Inside, tx, r.Raids.Before, ty)
	r.AtRisk.BeforePer1000h = per1000(len(before), r.AtRisk.Before)
	perHour := RateRatio(len(inside), r.AtRisk.Inside, len(before), r.AtRisk.Before)
	r.AtRisk.RateRatio, r.AtRisk.CI95 = perHour.RateRatio, perHour.CI95
}

// alertAreas returns every area that alerts, alert watches or the map speak of.
func (b *builder) alertAreas() []string {
	var out []string
	for _, a := range b.rec.Areas {
		out = append(out, a.ID)
	}
	for _, w := range b.rec.Watches {
		if w.Means == truceline.MeansAirAlert && w.Place.Area != "" {
			out = append(out, w.Place.Area)
		}
	}
	for _, i := range b.rec.Incidents {
		if i.Kind == truceline.KindAirAlert && i.Place.Area != "" {
			out = append(out, i.Place.Area)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// underAlert returns the stretches of the window in which an area could raise no
// new alert: under one, out of the data, or out of the hours that the record's
// statements about watching reach.
func (b *builder) underAlert(area string, w truceline.Window) []truceline.Window {
	known := coverage.Spans(b.rec.Watches, w, func(x truceline.Watch) bool {
		return x.Means == truceline.MeansAirAlert && x.Place.Area == area
	})
	var list []truceline.Window
	if slices.ContainsFunc(b.rec.Watches, func(x truceline.Watch) bool { return x.Means == truceline.MeansAirAlert }) {
		list = coverage.Remainder(w, known)
	}
	list = append(list, coverage.Spans(b.rec.Watches, w, func(x truceline.Watch) bool {
		return x.Means == truceline.MeansAirAlert && x.State == truceline.Blind && x.Place.Area == area
	})...)
	for _, i := range b.rec.Incidents {
		if i.Kind == truceline.KindAirAlert && i.Place.Area == area && i.When.Overlap(w.From, w.To) > 0 {
			list = append(list, cut(truceline.Window{From: i.When.From, To: i.When.To}, w))
		}
	}
	return coverage.Union(list)
}

func cut(x, w truceline.Window) truceline.Window {
	if x.From.Before(w.From) {
		x.From = w.From
	}
	if x.To.After(w.To) {
		x.To = w.To
	}
	return x
}

// inAlertData says whether the alert data ever speak about an area.
func (b *builder) inAlertData(area string) bool {
	for _, w := range b.rec.Watches {
		if w.Means == truceline.MeansAirAlert && w.Place.Area == area {
			return w.Cause != truceline.CauseNotCovered
		}
	}
	return slices.ContainsFunc(b.rec.Incidents, func(i truceline.Incident) bool {
		return i.Kind == truceline.KindAirAlert && i.Place.Area == area
	})
}

// alertsLeftOut lists the areas that were blind throughout either window.
func (b *builder) alertsLeftOut() []LeftOut {
	var out []LeftOut
	for _, area := range b.alertAreas() {
		if !b.inAlertData(area) {
			out = append(out, LeftOut{area, b.nameOf(area), "not in the alert data"})
			continue
		}
		why := ""
		for i, w := range b.windows() {
			if coverage.Hours(b.underAlert(area, w)) < w.Hours() {
				continue
			}
			switch {
			case why != "":
				why = "under unbroken alert throughout both windows"
			case i == 0:
				why = "under unbroken alert throughout the window"
			default:
				why = "under unbroken alert throughout the hours compared with"
			}
		}
		if why != "" {
			out = append(out, LeftOut{area, b.nameOf(area), why})
		}
	}
	return out
}

// alertState: blind when every area is blind throughout, watched when none is
// and none is left out, else partly.
func (b *builder) alertState(areas []string, w truceline.Window) truceline.Watching {
	blind := 0
	for _, a := range areas {
		if !b.inAlertData(a) || coverage.Hours(b.underAlert(a, w)) >= w.Hours() {
			blind++
		}
	}
	switch blind {
	case len(areas):
		return truceline.Blind
	case 0:
		return truceline.Watched
	}
	return truceline.PartlyWatched
}

// atRisk adds up the hours in which a kept area could have raised a new alert.
func (b *builder) atRisk(areas []string, keep func(string) bool, w truceline.Window) float64 {
	sum := 0.0
	for _, a := range areas {
		if keep(a) {
			sum += coverage.Hours(coverage.Remainder(w, b.underAlert(a, w)))
		}
	}
	return sum
}

// alertBeginnings returns the sorted beginnings in kept areas.
func (b *builder) alertBeginnings(w truceline.Window, keep func(string) bool) []time.Time {
	var out []time.Time
	for _, i := range b.rec.Incidents {
		if i.Kind == truceline.KindAirAlert && w.Contains(i.When.From) && keep(i.Place.Area) {
			out = append(out, i.When.From)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// raids counts groups of sorted beginnings, each within raidGap of the one before.
func raids(list []time.Time) int {
	n := 0
	for i, t := range list {
		if i == 0 || t.Sub(list[i-1]) > raidGap {
			n++
		}
	}
	return n
}

func per1000(n int, hours float64) *float64 {
	if hours <= 0 {
		return nil
	}
	return ptr(1000 * float64(n) / hours)
}
