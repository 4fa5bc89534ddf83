package sapient

import (
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// unheard is the interval between status reports where no registration says it.
const unheard = 30 * time.Second

// watch makes a status report what was watched: by the node's field of view, or
// its coverage where it states none, from now until two of its intervals are
// over, as the next report is due after one. What it says is hidden from it is
// blind for as long. A node that leaves is blind until it reports again. An
// effector watches nothing.
func (r *reader) watch(out *truceline.Reading, e truceline.Entry, m envelope, n *node) {
	s := readStatus(m.body)
	n.report(r, s)
	if n.effector && n.means == truceline.MeansUnstated {
		return
	}
	w := r.watching(e, m, n)
	w.State, w.Cause, w.Note = s.state()
	if s.system == systemGoodbye {
		w.When.To, w.When.Open = w.When.From, true
	}
	r.over(out, w, n.views, n, true) // a blind view too: the next report of it ends the outage
	if w.State != truceline.Blind {
		w.State, w.Cause, w.Note = truceline.Blind, "", "hidden from it"
		r.over(out, w, n.hidden, n, false)
	}
}

// watching is a watch by the sender of a message over two of its intervals.
func (r *reader) watching(e truceline.Entry, m envelope, n *node) truceline.Watch {
	every := n.interval
	if every <= 0 {
		every = unheard
	}
	return truceline.Watch{
		Entry: e.ID, By: r.source(m.node), Means: n.means, Kinds: n.kinds, Detection: -1,
		When: truceline.Interval{From: m.at, To: m.at.Add(2 * every), Clock: truceline.Clock{Quality: truceline.ClockNTP, Error: time.Second}},
	}
}

// over adds a watch for each view whose ground can be worked out.
func (r *reader) over(out *truceline.Reading, w truceline.Watch, views [][]byte, n *node, surely bool) {
	for _, view := range views {
		if place, ok := r.footprint(view, n, surely); ok {
			w.Place = place
			w.ID = truceline.IDOf("watch", string(w.Entry[:]), strconv.Itoa(len(out.Watches)))
			out.Watches = append(out.Watches, w)
		}
	}
}

// state is how well a node that so reports watches, and why not better.
func (s status) state() (state truceline.Watching, cause truceline.Cause, note string) {
	var notes []string
	worst := s.system
	for _, body := range s.notes {
		kind, level, value := readNote(body)
		const notDetecting, weather, internal, errorLevel, warningLevel = 11, 4, 1, 4, 3
		switch {
		case kind == notDetecting || level == errorLevel:
			worst = max(worst, systemError)
		case level == warningLevel:
			worst = max(worst, systemWarning)
		}
		switch {
		case level != errorLevel && level != warningLevel && kind != notDetecting:
		case kind == weather:
			cause = truceline.CauseWeather
		case kind == internal && cause == "":
			cause = truceline.CauseMaintenance
		}
		if value != "" {
			notes = append(notes, value)
		}
	}
	if s.powerFault() && worst > systemOK {
		cause = truceline.CausePower
	}
	note = strings.Join(notes, "; ")
	switch worst {
	case systemOK:
		return truceline.Watched, "", note
	case systemWarning:
		return truceline.PartlyWatched, cause, note
	case systemGoodbye:
		return truceline.Blind, truceline.CauseMaintenance, "it said that it leaves"
	}
	return truceline.Blind, cause, note
}

// readNote reads a Status.
func readNote(body []byte) (kind, level uint64, value string) {
	for f := (feed.ProtoCursor{Rest: body}); f.Next(); {
		switch f.Number {
		case 1:
			level = f.Value
		case 3:
			value = string(f.Bytes[:min(len(f.Bytes), 200)])
		case 4:
			kind = f.Value
		}
	}
	return kind, level, strings.ToValidUTF8(value, "")
}

// powerFault reports whether the power source has a fault.
func (s status) powerFault() bool {
	const statusField, fault = 5, 2
	for f := (feed.ProtoCursor{Rest: s.power}); f.Next(); {
		if f.Number == statusField && f.Value == fault {
			return true
		}
	}
	return false
}

// alert keeps an alert's words as a text of its node, with the place as the node
// states it; and where the node says that something is wrong with itself, the
// outage that follows, until its next reports say how it is.
func (r *reader) alert(out *truceline.Reading, e truceline.Entry, m envelope, n *node) {
	var kind uint64
	var words []string
	var at spot
	for f := (feed.ProtoCursor{Rest: m.body}); f.Next(); {
		switch f.Number {
		case 2:
			kind = f.Value
		case 4, 13:
			words = append(words, string(f.Bytes))
		case 5:
			at.bearing = f.Bytes
		case 6:
			at.location = f.Bytes
		}
	}
	names := [...]string{"alert", "information", "warning", "critical", "error", "fatal", "mode change"}
	title := names[0]
	if kind > 0 && kind < uint64(len(names)) {
		title = names[kind]
	}
	if p := r.place(at, n); p.Shape == truceline.ShapePoint {
		words = append(words, "at "+strconv.FormatFloat(p.At.Lat, 'f', 5, 64)+" "+strconv.FormatFloat(p.At.Lon, 'f', 5, 64))
	}
	out.Texts = []truceline.Text{{
		ID: truceline.IDOf("text", string(e.ID[:])), Entry: e.ID, Feed: r.config.Feed, Source: r.source(m.node), Lineage: r.lineage,
		Name: "SAPIENT alert", Published: m.at, Title: title, Body: strings.Join(words, "\n"),
	}}
	const errorAlert, fatalAlert = 4, 5
	if kind != errorAlert && kind != fatalAlert {
		return
	}
	w := r.watching(e, m, n)
	w.State, w.Note = truceline.Blind, "alert: "+title
	r.over(out, w, n.views, n, true)
}
