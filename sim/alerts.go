package sim

import (
	"fmt"
	"strings"
)

const alertsFile = "raw/alerts.ndjson"

// warnings writes what the authority said, and what was behind it.
func (w *world) warnings() error {
	if !w.ex.warns() {
		return nil
	}
	sp := &spool{wrap: onLines()}
	begin := w.ex.Window.From.UnixMilli()
	sp.b = fmt.Appendf(sp.b, `{"alerts":[],"meta":{"last_updated_at":%q}}`+"\n", appendStamp(nil, begin, true))
	sp.add(begin, subject{})
	for i := range w.alerts {
		a := &w.alerts[i]
		if w.ex.inCAP(a.area) {
			continue
		}
		for _, at := range []int64{a.from, a.to} {
			a.answer(w.ex, sp, at)
		}
	}
	w.made.Observations += len(sp.rows)
	if err := writeTable(w.create, alertsFile, nil, w.said, sp); err != nil {
		return err
	}
	if err := w.capWarnings(); err != nil {
		return err
	}
	truth, err := openLines(w.create, "truth/alerts.ndjson")
	if err != nil {
		return err
	}
	for i := range w.alerts {
		if err := truth.line(w.alerts[i].truth()); err != nil {
			return err
		}
	}
	return truth.close()
}

// answer is what a service for programs answers about an alert at a moment: as it
// begins, without an end, and as it ends.
func (a *alert) answer(ex *Exercise, sp *spool, at int64) {
	level := "oblast"
	if ex.Ground.raion(a.area) {
		level = "raion"
	}
	stamp := func(ms int64) string { return string(appendStamp(nil, ms-ms%1000, true)) }
	end := "null"
	if at == a.to {
		end = quote(stamp(a.to))
	}
	sp.b = fmt.Appendf(sp.b, `{"alerts":[{"location_title":%s,"location_type":%q,"alert_type":"air_raid","started_at":%q,"finished_at":%s,"updated_at":%q,"notes":%q}],"meta":{"last_updated_at":%q}}`+"\n",
		quote(ex.Ground.called(a.area)), level, stamp(a.from), end, stamp(at), a.threat, stamp(at))
	sp.add(at, subject{incident: int32(a.incident)})
}

// raion reports whether an ID is a raion's, and not an area's.
func (g Ground) raion(id string) bool {
	for _, a := range g.Areas {
		if a.ID == id {
			return false
		}
	}
	return true
}

// called is the name of an area or raion as the service of alerts writes it.
func (g Ground) called(id string) string {
	for _, a := range g.Areas {
		if a.ID == id {
			return a.UK
		}
		for j := range g.Raions {
			if raionID(a, j) == id {
				return fmt.Sprintf("%s, %d", a.UK, j+1)
			}
		}
	}
	return id
}

// alertAreas says to the feed of alerts which areas the service's names are.
func (g Ground) alertAreas() string {
	var list []string
	add := func(id string) { list = append(list, g.called(id)+"="+id) }
	for _, a := range g.Areas {
		add(a.ID)
		for j := range g.Raions {
			add(raionID(a, j))
		}
	}
	return strings.Join(list, "; ")
}
