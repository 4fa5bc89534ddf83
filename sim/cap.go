package sim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// The authority of an area may warn in the Common Alerting Protocol (OASIS CAP 1.2)
// and in nothing else: a document for each message, which says when what it warns of
// expires, an update before that while the danger lasts, and a cancellation when it is
// over. Some cancellations come late, and some never (assumption): then the warning
// holds until it expires.
const (
	capName     = "raw/warning-%s-%03d.xml" // date, and a number among the day's
	capHolds    = time.Hour                 // until it expires
	capUpdates  = 50 * time.Minute          // after the message before
	capLate     = 0.2                       // chance that a cancellation is late
	capLateness = 10 * time.Minute          // mean
	capMissing  = 0.1                       // chance that there is none
	capCode     = "area code"               // what its geocodes are called
)

// capMessage is one message about an alert.
type capMessage struct {
	of         *alert
	kind       string // Alert, Update, Cancel
	identifier string
	sent       time.Time
	earlier    []capMessage
}

// warnsInCAP is the area whose authority warns an area or raion in CAP; empty: none does.
func (ex *Exercise) warnsInCAP(id string) string {
	for _, area := range ex.Alerts.CAP {
		if id == area || strings.HasPrefix(id, area+"-") {
			return area
		}
	}
	return ""
}

// inCAP reports whether an area or raion is warned in CAP.
func (ex *Exercise) inCAP(id string) bool { return ex.warnsInCAP(id) != "" }

// messages are what is said about an alert.
func (a *alert) messages(r *rand.Rand) (all []capMessage) {
	say := func(kind string, sent time.Time) {
		all = append(all, capMessage{of: a, kind: kind, identifier: uuid(r), sent: sent.Truncate(time.Second), earlier: slices.Clone(all)})
	}
	from, to := time.UnixMilli(a.from), time.UnixMilli(a.to)
	say("Alert", from)
	for next := from.Add(capUpdates); next.Before(to); next = next.Add(capUpdates) {
		say("Update", next)
	}
	switch u := r.Float64(); {
	case u < capMissing:
	case u < capMissing+capLate:
		say("Cancel", to.Add(somewhat(r, capLateness)))
	default:
		say("Cancel", to)
	}
	return all
}

// capWarnings writes the messages of those who warn in CAP, by the moment at which
// they were sent.
func (w *world) capWarnings() error {
	var all []capMessage
	for i := range w.alerts {
		if a := &w.alerts[i]; w.ex.inCAP(a.area) {
			all = append(all, a.messages(stream(w.o.Seed, forAlerts, i+1))...)
		}
	}
	slices.SortStableFunc(all, func(a, b capMessage) int { return a.sent.Compare(b.sent) })
	day, n := "", 0
	for i := range all {
		if d := all[i].sent.UTC().Format("20060102"); d != day {
			day, n = d, 0
		}
		n++
		if err := w.capDocument(fmt.Sprintf(capName, day, n), &all[i]); err != nil {
			return err
		}
	}
	w.made.Observations += len(all)
	return nil
}

// capDocument writes one message.
func (w *world) capDocument(name string, m *capMessage) error {
	sp := &spool{wrap: onLines()}
	sp.b = append(m.document(w.ex), '\n')
	sp.add(m.sent.UnixMilli(), subject{incident: int32(m.of.incident)})
	return writeTable(w.create, name, nil, w.said, sp)
}

// document is a message as CAP 1.2 has it (3.2), in two languages, with times in the
// authority's own offset.
func (m *capMessage) document(ex *Exercise) []byte {
	stamp := func(t time.Time) string {
		return t.In(ex.Window.From.Location()).Format("2006-01-02T15:04:05-07:00")
	}
	sender := "warnings@" + strings.ToLower(ex.warnsInCAP(m.of.area)) + ".example"
	var b []byte
	element := func(name, value string) { b = fmt.Appendf(b, "<%s>%s</%s>", name, escapeXML(nil, value), name) }
	b = append(b, `<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">`...)
	element("identifier", m.identifier)
	element("sender", sender)
	element("sent", stamp(m.sent))
	element("status", "Actual")
	element("msgType", m.kind)
	element("scope", "Public")
	var earlier []string
	for _, e := range m.earlier {
		earlier = append(earlier, sender+","+e.identifier+","+stamp(e.sent))
	}
	if len(earlier) > 0 {
		element("references", strings.Join(earlier, " "))
	}
	for _, x := range []struct{ language, drone, missile, over string }{
		{"uk-UA", "Повітряна тривога: безпілотники (дрони)", "Повітряна тривога: ракетна небезпека", "Відбій тривоги."},
		{"en-US", "Air raid alert: drones", "Air raid alert: missiles", "The danger is over."},
	} {
		event, says := x.drone, x.drone
		if m.of.threat == "missile" {
			event, says = x.missile, x.missile
		}
		response, urgency := "Shelter", "Immediate"
		if m.kind == "Cancel" {
			says, response, urgency = x.over, "AllClear", "Past"
		}
		b = append(b, "<info>"...)
		for _, pair := range [][2]string{{"language", x.language}, {"category", "Security"}, {"event", event}, {"responseType", response}, {"urgency", urgency}, {"severity", "Severe"}, {"certainty", "Likely"},
			{"onset", stamp(time.UnixMilli(m.of.from))}, {"expires", stamp(m.sent.Add(capHolds))}, {"headline", says}} {
			element(pair[0], pair[1])
		}
		b = append(b, "<area>"...)
		element("areaDesc", ex.Ground.called(m.of.area))
		b = append(b, "<geocode>"...)
		element("valueName", capCode)
		element("value", m.of.area)
		b = append(b, "</geocode></area></info>"...)
	}
	return append(b, "</alert>"...)
}
