package sim

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Teams carry a device that says where they are, and on which they mark what they
// see: Cursor on Target, through the mission's TAK server. A team's vehicle has one of
// its own, which speaks while it drives. What is marked is entered nowhere else, so
// only what a marker can state is marked: a place with a circle, a moment, what it is
// and how many. Devices have random numbers of their own: with them or without, the
// rest of the world is the same.

// device is what one team carries.
type device struct {
	watcher  *Watcher
	name     string // of the team
	handset  string // UID of the one that is carried
	vehicle  string // and of the one in the vehicle
	r        *rand.Rand
	phase    int64    // milliseconds by which its positions are off the full hour
	duties   []*mover // where the team is, duty by duty, the first last
	presence []*site  // its sites, in order
	marked   int
}

// What a phone knows of its place: within 4.9 m under an open sky
// (https://www.gps.gov/systems/gps/performance/accuracy/), taken as the circle of
// 90 %, and up to twice that elsewhere (assumption).
const phoneSigmaM = 4.9 / 2.146

// How a team's day is (assumption): it sets out so long before its first halt from a
// base so far behind the line, and whoever is not let through waits so far from the
// halt. Between two duties lie hours.
const (
	baseKm    = 12.0
	setsOut   = 40 * time.Minute
	shortKm   = 2.5
	offDuty   = 6 * time.Hour
	driving   = 3.0 // km/h; slower than that a vehicle stands
	staleFor  = 5 * time.Minute
	markStays = 24 * time.Hour
)

// carry gives devices to the teams of the watchers that have them.
func carry(ex *Exercise, t *terrain, all []*site, seed uint64) {
	for _, s := range all {
		w := s.watcher
		if w.Device == nil {
			continue
		}
		d := s.team.device
		if d == nil {
			r := stream(seed, forDevices, s.number)
			d = &device{watcher: w, name: s.name, r: r, phase: r.Int64N(w.Device.Every.Milliseconds()),
				handset: fmt.Sprintf("ANDROID-%016x", r.Uint64()), vehicle: fmt.Sprintf("ANDROID-%016x", r.Uint64())}
			s.team.device = d
		}
		d.presence = append(d.presence, s)
	}
	for _, s := range all {
		if d := s.leads(); d != nil {
			d.plan(t)
		}
	}
}

// leads returns the device of a site's team where the site is the first of the team's, so
// that each device is met once; nil where it is not.
func (s *site) leads() *device {
	if d := s.team.device; d != nil && d.presence[0] == s {
		return d
	}
	return nil
}

// openDevices opens what the devices of each sort of watcher say.
func (w *world) openDevices() error {
	w.devices = make([]*table, len(w.ex.Watchers))
	for i := range w.ex.Watchers {
		if x := &w.ex.Watchers[i]; x.Device != nil {
			var err error
			if w.devices[i], err = openTable(w.create, x.deviceFile(), nil, w.said); err != nil {
				return err
			}
		}
	}
	return nil
}

// deviceFile is the name of the file of what a watcher's devices say.
func (w *Watcher) deviceFile() string { return "raw/devices-" + w.Sort + ".cot" }

// onlyMarks reports whether a watcher marks all that it says, so that it has no table.
func (w *Watcher) onlyMarks() bool {
	if w.Device == nil || w.Relay > 0 {
		return false
	}
	marks := func(k truceline.Kind) bool { return slices.Contains(w.Device.Marks, k) }
	for _, r := range w.Reach {
		for _, k := range r.Kinds {
			if len(w.Says[string(k)]) == 0 && !marks(k) || w.By(r) != truceline.MeansSaw {
				return false
			}
		}
	}
	for _, says := range append(slices.Collect(maps.Values(w.Says)), w.FalseSays) {
		for _, say := range says {
			if !marks(say.Kind) {
				return false
			}
		}
	}
	return true
}

// deviceFeed says how what a watcher's devices say is read: who they are, and what the
// mission has agreed that a symbol stands for. No source is named, as the server only
// passes on what teams say.
func (w *world) deviceFeed(x *Watcher) string {
	var names, kinds []string
	for _, s := range w.sites {
		if d := s.leads(); d != nil && s.watcher == x {
			names = append(names, d.handset+"="+d.name, d.vehicle+"="+d.name)
		}
	}
	for _, k := range x.Device.Marks {
		if k != truceline.KindAerial && k != truceline.KindWeapon && k != truceline.KindThreat { // which the feed knows by itself
			kinds = append(kinds, strings.Replace(symbols()[k], "-u-", "-.-", 1)+"="+string(k))
		}
	}
	options := "names: " + quote(strings.Join(names, ";"))
	if len(kinds) > 0 {
		options += ", kinds: " + quote(strings.Join(kinds, ";"))
	}
	return fmt.Sprintf("  - {feed: %s-devices, format: cot, files: [%s], lineage: [monitor], window: 10m, delay: %s, grade: %s, options: {%s}}",
		x.Sort, x.deviceFile(), max(time.Second, x.Device.Delay), x.Reliability, options)
}

// plan lays out where the team is on each of its duties.
func (d *device) plan(t *terrain) {
	slices.SortStableFunc(d.presence, func(a, b *site) int { return a.begins.Compare(b.begins) })
	for rest := d.presence; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].begins.Sub(rest[n-1].ends) < offDuty {
			n++
		}
		if d.watcher.Halts > 0 {
			d.duties = append(d.duties, &mover{path: duty(t, rest[:n])})
		} else { // who stays where they are
			d.duties = append(d.duties, &mover{path: []waypoint{{rest[0].begins.UnixMilli(), rest[0].at, 0}, {rest[n-1].ends.UnixMilli(), rest[0].at, 0}}})
		}
		rest = rest[n:]
	}
}

// duty is the way of a patrol from its base by its halts and back. Where it was turned
// back or held, it stood before the halt.
func duty(t *terrain, halts []*site) (path []waypoint) {
	first, last := halts[0], halts[len(halts)-1]
	base := t.track.off(first.along, baseKm, first.hand)
	if t.hand(base) != first.hand {
		base = first.at
	}
	be := func(when time.Time, p truceline.Point) { path = append(path, waypoint{ms: when.UnixMilli(), at: p}) }
	be(first.begins.Add(-setsOut), base)
	for _, h := range halts {
		limit, until := "", h.begins
		if len(h.out) > 0 {
			limit = h.out[0].limit
		}
		came := path[len(path)-1].at
		short := geo.Destination(h.at, geo.Azimuth(h.at, came), min(1000*shortKm, geo.Distance(h.at, came)/2))
		switch limit {
		case "denial":
			be(h.begins, short)
			be(h.begins.Add(h.ends.Sub(h.begins)/4), short)
			continue
		case "delay":
			until = h.out[0].to
			be(h.begins, short)
			be(h.begins.Add(until.Sub(h.begins)*3/4), short)
			if !until.Before(h.ends) {
				continue
			}
		}
		be(until, h.at)
		be(h.ends, h.at)
	}
	be(last.ends.Add(setsOut), base)
	return path
}

// locate lets a device say where it is in a slice of time, and its team that it has come
// or goes.
func (sh *shard) locate(d *device, sl *slice) {
	sp, every := &sh.devices[d.watcher.index], d.watcher.Device.Every.Milliseconds()
	begin, end := sl.from.UnixMilli(), sl.to.UnixMilli()
	for ms := begin - begin%every + d.phase - every; ms < end; ms += every {
		i := slices.IndexFunc(d.duties, func(m *mover) bool { return ms >= m.begins() && ms < m.ends() })
		if ms < begin || i < 0 {
			continue
		}
		m := d.duties[i]
		p, _ := m.where(ms)
		ahead, _ := m.where(min(ms+1000, m.ends()))
		e := cotEvent{uid: d.handset, kind: "a-f-G-U-C", how: "m-g", at: time.UnixMilli(ms).UTC(), lasts: max(staleFor, 2*d.watcher.Device.Every), callsign: d.name, position: true}
		if kmh := m.speed(ms); kmh > driving {
			e.speed, e.course = kmh/3.6, geo.Azimuth(p, ahead)
		}
		d.fix(sh.ex, &e, p)
		sh.post(d, sp, &e, subject{})
		if e.speed > 0 {
			e.uid, e.kind, e.callsign = d.vehicle, "a-f-G-E-V-C", d.name+" vehicle"
			d.fix(sh.ex, &e, p)
			sh.post(d, sp, &e, subject{})
		}
	}
	for _, s := range d.presence {
		sh.greet(d, s.begins, sl, "In place.")
		sh.greet(d, s.ends, sl, "Leaving.")
	}
}

// greet lets a team say, or not, that it has come or goes.
func (sh *shard) greet(d *device, when time.Time, sl *slice, words string) {
	if when.Before(sl.from) || !when.Before(sl.to) || d.r.Float64() >= d.watcher.Device.Chats {
		return
	}
	sh.chat(d, when.Add(somewhat(d.r, time.Minute)), words, subject{})
}

// fix is where a device says that it is, if satellites tell it.
func (d *device) fix(ex *Exercise, e *cotEvent, p truceline.Point) {
	sigma := phoneSigmaM * (1 + d.r.Float64())
	e.place, e.sigma = near(p, d.r.NormFloat64()*sigma, d.r.NormFloat64()*sigma), sigma
	if ex.jammed(p, e.at) != nil {
		e.sigma = 0
	}
}

// post sends a message.
func (sh *shard) post(d *device, sp *spool, e *cotEvent, about subject) {
	if d.watcher.Device.Form == "tak" {
		sp.b = e.tak(sp.b)
	} else {
		sp.b = e.xml(sp.b)
	}
	sp.add(e.at.Add(somewhat(d.r, d.watcher.Device.Delay)).UnixMilli(), about)
}

// somewhat is about a duration, and nothing of none.
func somewhat(r *rand.Rand, mean time.Duration) time.Duration {
	return max(time.Millisecond, about(r, mean))
}

// marked reports whether a statement is a marker on its team's device.
func (st *statement) marked() bool {
	d := st.site.team.device
	return d != nil && slices.Contains(d.watcher.Device.Marks, st.say.Kind) && st.means == truceline.MeansSaw && !st.fromDesk()
}

// symbols is what a marker of a kind is, as Cursor on Target spells MIL-STD-2525, and
// what the mission has agreed that it stands for where the feed does not know it.
func symbols() map[truceline.Kind]string {
	return map[truceline.Kind]string{
		truceline.KindAerial: "a-u-A-M-F-Q", truceline.KindPosition: "a-u-G-U-C-I", truceline.KindSabotage: "a-u-G-U-C-R", truceline.KindFortification: "a-u-G-I",
		truceline.KindWeapon: "a-u-G-E-W", truceline.KindBuildUp: "a-u-G-E-V", truceline.KindMine: "a-u-G-E-X-M", truceline.KindDroneAttack: "b-m-p-s-m",
		truceline.KindThreat: "b-a-o-opn",
	}
}

// symbol is what a team marks on its device: a little later than it saw it, as
// people do, at the place where it believes it, with a circle that allows for how well
// it judges. Who is shot at presses the alarm instead, where they stand.
func (st *statement) symbol(ex *Exercise) cotEvent {
	d, s := st.site.team.device, st.site
	d.marked++
	e := cotEvent{uid: uuid(d.r), kind: symbols()[st.say.Kind], how: "h-g-i-g-o", at: st.noticed.Add(somewhat(d.r, 20*time.Second)).Truncate(time.Millisecond), lasts: markStays,
		callsign: fmt.Sprintf("%s.%d", d.name, d.marked), producer: d.handset}
	if st.say.Kind == truceline.KindThreat {
		e.uid, e.how, e.callsign, e.alarm, e.at, e.lasts = d.handset+"-9-1-1", "h-e", d.name, "Troops In Contact", st.noticed.Truncate(time.Millisecond), staleFor
		d.fix(ex, &e, s.at)
		return e
	}
	along, across := s.watcher.RangeError/1.96, s.watcher.BearingDeg/1.96*math.Pi/180
	e.place = geo.Destination(s.at, st.bearing, st.guess)
	e.sigma = max(10, 10*math.Ceil(st.guess*spread(along, across)/10))
	if strings.HasPrefix(e.kind, "a-u-G-E") { // symbols of equipment have a quantity
		e.quantity = st.count
	}
	e.remarks = strings.Join(st.weapons, ", ")
	return e
}

// mark is a marker with the statement that it makes, for tests.
type mark struct {
	statement
	cotEvent
}

// spread is the standard deviation of a circle that holds as much as an ellipse with
// the two given, within some percent at 90 %.
func spread(a, b float64) float64 {
	const circle90, line90 = 2.146, 1.645
	a, b = max(a, b), min(a, b)
	return a * math.Cbrt(math.Pow(line90/circle90, 3)+math.Pow(b/a, 3)*(1-math.Pow(line90/circle90, 3)))
}

// chat writes what a team says in a few words that everybody reads: nothing that is
// not in its log as well.
func (sh *shard) chat(d *device, when time.Time, words string, about subject) {
	sp := &sh.devices[d.watcher.index]
	e := cotEvent{uid: "GeoChat." + d.handset + ".All Chat Rooms." + uuid(d.r), kind: "b-t-f", how: "h-g-i-g-o", at: when.Truncate(time.Millisecond), lasts: markStays,
		callsign: d.name, producer: d.handset, room: "All Chat Rooms", remarks: words}
	sh.post(d, sp, &e, about)
}

// restricted is what a team says at once when it is turned back, held or limited; the
// form follows later.
func (st *statement) restricted() string {
	return map[string]string{"denial": "Turned back at a checkpoint.", "delay": "Held at a checkpoint, waiting.", "condition": "Let through, but told not to look around."}[st.say.Subtype]
}

// uuid is a random one (RFC 9562, version 4).
func uuid(r *rand.Rand) string {
	a, b := r.Uint64(), r.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
}
