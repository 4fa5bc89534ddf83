package fuse

import (
	"slices"
	"strconv"
	"time"

	"github.com/truceline/truceline"
)

// incident is an incident being made. What each look at an open one asks comes first, so that it lies together.
type incident struct {
	named    truceline.Kind
	nature   *nature   // of that
	into     *incident // the one it turned out to be the same as
	located  bool
	told     bool // stands in changed
	closed   bool
	lasts    time.Duration
	stated   float64 // existence as last stated
	course           // as all members tell it
	at       gaussian
	exists   truceline.Probability
	from, to time.Time
	lastSaid time.Time // when the newest statement was taken
	silence  silence

	id      truceline.ID
	number  int // in order of beginning
	members []*evidence
	index   *index    // of its sort
	chances []float64 // of each kind that it may be; nil where it is not taken for others
	file    filed
	area    string

	lessons   []lesson
	alarmed   float64 // false alarms round about, as counted at alarmedAt; 0: not yet
	alarmedAt int64   // hour
	ruled     ruled
	may       []link // where only an area is told: what it may be
}

// gone reports whether an incident turned out to be another.
func (in *incident) gone() bool { return in.into != nil }

// begin makes an incident without members for a statement. Its name is made from
// the statement's; a statement that was put out of what it began before begins
// another, which must not bear the name of the first.
func (f *Fuser) begin(e *evidence) *incident {
	f.last++
	id := truceline.IDOf("incident", string(e.ID[:]))
	if e.began > 0 {
		id = truceline.IDOf("incident", string(e.ID[:]), "again", strconv.Itoa(int(e.began)))
	}
	e.began++
	in := &incident{
		id: id, number: f.last, located: e.located, index: e.nature.index,
		from: e.When.From, to: e.When.To, exists: truceline.Unknown(), stated: -1,
	}
	if e.Place != nil && e.Place.Shape == truceline.ShapeArea {
		in.area = e.Place.Area
		f.areas[in.area] = append(f.areas[in.area], in)
	}
	f.open.add(in)
	if f.tellings != nil && e.about {
		f.tellings[f.tellingOf(e)] = in
	}
	return in
}

// join makes a statement part of an incident.
func (f *Fuser) join(in *incident, e *evidence) {
	e.voice = -1
	in.members = append(in.members, e)
	e.in = in
	f.settle(in)
}

// leave takes a statement out again.
func (f *Fuser) leave(in *incident, e *evidence) {
	e.after = false
	in.members = slices.DeleteFunc(in.members, func(m *evidence) bool { return m == e })
	e.in = nil
	in.unsettle()
	f.settle(in)
}

// voiceOf returns the index of the first member whose word a statement is, or its own.
func voiceOf(before []*evidence, m *evidence) int {
	for k, other := range before {
		if other.voice == k && sameWord(m, other) {
			return k
		}
	}
	return len(before)
}

// unsettle forgets whose word is whose, where members have come or gone.
func (in *incident) unsettle() {
	for _, m := range in.members {
		m.voice = -1
	}
}

// settle works out an incident's place, time and kind from its members.
func (f *Fuser) settle(in *incident) {
	in.located = slices.ContainsFunc(in.members, func(m *evidence) bool { return m.located })
	for n, m := range in.members {
		if m.voice > n || m.voice < 0 {
			m.voice = voiceOf(in.members[:n], m)
		}
	}
	in.name(f)
	own := f.words[:0] // each word once
	first := true
	for n, m := range in.members {
		m.after = m.after && in.named != truceline.KindHeat
		m.aside = m.after || !m.located && in.located || m.nature.moves() && !in.nature.moves()
		if m.aside {
			continue
		}
		if m.voice == n || in.members[m.voice].aside {
			own = append(own, m)
		}
		if first || m.When.From.Before(in.from) {
			in.from = m.When.From
		}
		if first || m.When.To.After(in.to) {
			in.to = m.When.To
		}
		first = false
	}
	in.course = f.courseOf(own)
	for n, m := range in.members {
		if m.after && m.voice == n { // it says where, and not when
			own = append(own, m)
		}
	}
	f.words = own
	in.lastSaid = f.now
	if in.located {
		f.place(in, own)
	} else {
		in.file.remove()
	}
	f.obey(in)
	f.touch(in)
}

// name works out what kind of happening an incident is.
func (in *incident) name(f *Fuser) {
	switch first := in.members[0]; {
	case !first.nature.among():
		in.named = first.Kind
	case len(in.members) == 1:
		in.chances, in.named = first.nature.lone, first.Kind
	default:
		in.chances = f.kinds.posterior(in.members, nil)
		in.named = f.kinds.stated(in.members, in.chances)
	}
	in.nature = f.nature(in.named)
	in.lasts = in.nature.timing.Lasts
}

// place works out where an incident lies and files it there.
func (f *Fuser) place(in *incident, own []*evidence) {
	if in.named == truceline.KindHeat {
		places := make([]gaussian, len(in.members))
		for i, m := range in.members {
			places[i] = m.gaussian
		}
		in.at = heat(places)
	} else {
		in.at = f.locate(own, in.course)
	}
	in.index.file(in)
}

// unfile takes an incident out of where it is found.
func (f *Fuser) unfile(in *incident) {
	in.file.remove()
	if in.area != "" {
		list := slices.DeleteFunc(f.areas[in.area], func(x *incident) bool { return x == in })
		if f.areas[in.area] = list; len(list) == 0 {
			delete(f.areas, in.area)
		}
	}
}
