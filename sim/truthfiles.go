package sim

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// lines is a file of JSON, one object a line.
type lines struct {
	name string
	w    *bufio.Writer
	c    io.Closer
	enc  *json.Encoder
}

func openLines(create func(string) (io.WriteCloser, error), name string) (*lines, error) {
	f, err := create(name)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	l := &lines{name: name, w: bufio.NewWriterSize(f, 1<<16), c: f}
	l.enc = json.NewEncoder(l.w)
	return l, nil
}

func (l *lines) line(x any) error {
	if err := l.enc.Encode(x); err != nil {
		return fmt.Errorf("write %s: %w", l.name, err)
	}
	return nil
}

func (l *lines) close() error {
	if err := l.w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", l.name, err)
	}
	return l.c.Close()
}

// truthFiles is what really happened, file by file.
type truthFiles struct {
	incidents, objects, weapons, noticeable *lines
}

// weaponLine is one line of truth/weapons.ndjson: weapons that stood somewhere.
type weaponLine struct {
	Incident int             `json:"incident"` // line of what they are in incidents.ndjson, from 1
	Kind     truceline.Kind  `json:"kind"`
	By       string          `json:"by"`      // the side whose they are
	Weapons  []string        `json:"weapons"` // what they were, by class and calibre
	Count    int             `json:"count"`   // how many
	At       truceline.Point `json:"at"`
	From     time.Time       `json:"from"`        // when they came
	To       time.Time       `json:"to"`          // when they left, or the end of the window
	LineKm   float64         `json:"distance_km"` // kilometres from the contact line
}

// noticeableLine is one line of truth/noticeable.ndjson: whether anybody could
// have noticed an incident as it began.
type noticeableLine struct {
	Incident truceline.ID       `json:"incident"`
	Line     int                `json:"line"`   // in incidents.ndjson, from 1
	Sites    int                `json:"sites"`  // how many could have noticed it
	Chance   float64            `json:"chance"` // that at least one notices
	By       map[string]float64 `json:"by"`     // the same by sort of watcher
}

// outageLine is one line of truth/outages.ndjson.
type outageLine struct {
	By       string          `json:"by"`   // name of the site
	Sort     string          `json:"sort"` // of the watcher that it is one of
	From     time.Time       `json:"from"` // beginning
	To       time.Time       `json:"to"`   // end
	Cause    truceline.Cause `json:"cause"`
	CausedBy string          `json:"caused_by"` // the side that caused it; empty: nobody
	Means    truceline.Means `json:"means"`     // the only ones that it took away; empty: all
}

// sensorLine is one line of truth/sensors.ndjson: who watched, where, with what
// faults that nobody was told of.
type sensorLine struct {
	Name        string          `json:"name"` // as in raw/
	Sort        string          `json:"sort"` // of the watcher that it is one of
	At          truceline.Point `json:"at"`
	From        time.Time       `json:"from"`                   // when it is there first
	To          time.Time       `json:"to"`                     // and until when
	Compromised bool            `json:"compromised"`            // somebody else speaks through it
	ClockOffset float64         `json:"clock_offset_s"`         // seconds by which its clock is wrong from the beginning
	ClockLost   *time.Time      `json:"clock_lost"`             // when its clock lost its reference; null: never
	ClockDrift  float64         `json:"clock_drift_s_per_hour"` // seconds an hour that it gains once it has lost its reference
}

func (f *truthFiles) open(create func(string) (io.WriteCloser, error)) error {
	for _, x := range []struct {
		to   **lines
		name string
	}{{&f.incidents, "incidents"}, {&f.objects, "objects"}, {&f.weapons, "weapons"}, {&f.noticeable, "noticeable"}} {
		var err error
		if *x.to, err = openLines(create, "truth/"+x.name+".ndjson"); err != nil {
			return err
		}
	}
	return nil
}

func (f *truthFiles) close() error {
	for _, l := range []*lines{f.incidents, f.objects, f.weapons, f.noticeable} {
		if err := l.close(); err != nil {
			return err
		}
	}
	return nil
}

// happened writes what happened in a slice of time.
func (f *truthFiles) happened(w *world, sl *slice) error {
	for i := range sl.happenings {
		h := &sl.happenings[i]
		truth := w.names.truth(h)
		w.made.Incidents++
		if err := f.incidents.line(truth); err != nil {
			return err
		}
		seen := noticeableLine{Incident: truth.ID, Line: h.number, By: map[string]float64{}}
		missed := 1.0
		for j := range w.ex.Watchers {
			one := 1.0
			for _, sh := range w.shards {
				one *= sh.chance[i].missed[j]
			}
			if one < 1 {
				seen.By[w.ex.Watchers[j].Sort] = round(1-one, 4)
			}
			missed *= one
		}
		for _, sh := range w.shards {
			seen.Sites += sh.chance[i].sites
		}
		if h.alert > 0 { // told by who gives it
			seen.Sites, missed = seen.Sites+1, 0
			seen.By["alerts"] = 1
		}
		if h.call != nil { // the exchange takes down every call
			seen.Sites, missed = seen.Sites+1, 0
			seen.By["hotline"] = 1
		}
		if h.mw > 0 {
			from := map[string]float64{}
			seen.Sites += w.heat.noticeable(h, from)
			for _, sort := range slices.Sorted(maps.Keys(from)) {
				seen.By[sort] = round(1-from[sort], 4)
				missed *= from[sort]
			}
		}
		seen.Chance = round(1-missed, 4)
		if err := f.noticeable.line(seen); err != nil {
			return err
		}
		if h.kind[0] != 'W' {
			continue
		}
		if err := f.weapons.line(weaponLine{h.number, h.kind, truth.By, h.event.Weapons, h.count, h.at, h.from.UTC(), h.to.UTC(), truth.Ground.DistanceKm}); err != nil {
			return err
		}
	}
	return nil
}

// open writes every file that is known from the start and opens the others.
func (w *world) open() error {
	files := []struct {
		name string
		data []byte
	}{
		{"replay.yaml", replayFile(w)}, {"posture.yaml", w.postureFor()}, {"agreement.yaml", w.ex.agreement},
		{"raw/areas.geojson", areasFile(*w.ex)}, {"truth/README.md", truthReadme(*w.ex, w.o.Seed)},
	}
	for _, f := range files {
		if f.data == nil {
			continue
		}
		if err := w.whole(f.name, f.data); err != nil {
			return err
		}
	}
	if w.ex.Ground.Raions > 0 {
		if err := w.whole(raionsName, raionsFile(*w.ex)); err != nil {
			return err
		}
	}
	if err := controlDays(w.ex, w.whole); err != nil {
		return err
	}
	if err := w.whole(weatherFile, weatherReports(w.ex, w.terrain, w.o.Seed)); err != nil {
		return err
	}
	if err := w.ex.causes.open(w.create); err != nil {
		return err
	}
	if err := w.ground(); err != nil {
		return err
	}
	if err := w.watches(); err != nil {
		return err
	}
	for i := range w.ex.Watchers {
		var err error
		switch x := &w.ex.Watchers[i]; {
		case x.scenic():
			err = w.scenes(x)
		case x.filmed():
			err = w.footage(x)
		}
		if err != nil {
			return err
		}
	}
	if err := w.sensors(); err != nil {
		return err
	}
	f, err := w.create("truth/said.ndjson")
	if err != nil {
		return fmt.Errorf("create truth/said.ndjson: %w", err)
	}
	w.said = &said{w: bufio.NewWriterSize(f, 1<<16), c: f}
	w.tables = make([]*table, len(w.ex.Watchers)+2)
	for i := range w.ex.Watchers {
		x := &w.ex.Watchers[i]
		if x.Orbit != nil || x.onlyMarks() {
			continue
		}
		if x.sapient() {
			if err := w.openTalks(x); err != nil {
				return err
			}
			if !x.desks() {
				continue
			}
		}
		if w.tables[i], err = w.table(x); err != nil {
			return err
		}
	}
	if w.ex.Press.Outlets > 0 {
		if w.tables[len(w.ex.Watchers)], err = openTable(w.create, "raw/"+pressFile, headOf(pressColumns()), w.said); err != nil {
			return err
		}
	}
	if err := w.openPages(); err != nil {
		return err
	}
	if err := w.openDevices(); err != nil {
		return err
	}
	if w.ex.Hotline.Calls > 0 {
		if w.tables[len(w.ex.Watchers)+1], err = openTable(w.create, "raw/"+hotlineFile, headOf(registerColumns()), w.said); err != nil {
			return err
		}
	}
	return w.truth.open(w.create)
}

const (
	raionsName = "raw/raions.geojson"
	pressFile  = "observations-press.csv"
)

// whole writes a file at once.
func (w *world) whole(name string, data []byte) error {
	f, err := w.create(name)
	if err != nil {
		return fmt.Errorf("create %s: %w", name, err)
	}
	if _, err := f.Write(data); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return f.Close()
}

// watches writes raw/watches.csv, site by site.
func (w *world) watches() error {
	f, err := w.create("raw/watches.csv")
	if err != nil {
		return fmt.Errorf("create raw/watches.csv: %w", err)
	}
	out := bufio.NewWriterSize(f, 1<<16)
	c := &cells{names: watchColumns()}
	header(c)
	for _, s := range w.sites {
		if s.watcher.Meter != nil || s.watcher.scenic() {
			continue // it tells at each reading, and by each scene
		}
		rows := watchRows(w.ex, []*site{s})
		if s.watcher.filmed() { // its pictures tell of the rest
			rows = slices.DeleteFunc(rows, func(row watchRow) bool {
				_, out := s.down(row.site.watcher.By(row.reach), row.from)
				return !out
			})
		}
		for i := range rows {
			watchRowText(c, w.ex, &rows[i])
		}
		w.made.Watches += len(rows)
		if _, err := out.Write(c.b); err != nil {
			return fmt.Errorf("write raw/watches.csv: %w", err)
		}
		c.b = c.b[:0]
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write raw/watches.csv: %w", err)
	}
	return f.Close()
}

// sensors writes who watched and who was out.
func (w *world) sensors() error {
	who, err := openLines(w.create, "truth/sensors.ndjson")
	if err != nil {
		return err
	}
	out, err := openLines(w.create, "truth/outages.ndjson")
	if err != nil {
		return err
	}
	for _, s := range w.sites {
		line := sensorLine{Name: s.name, Sort: s.watcher.Sort, At: s.at, From: s.begins.UTC(), To: s.ends.UTC(),
			Compromised: s.team.every > s.watcher.FalsePerHour, ClockOffset: round(s.offset.Seconds(), 3), ClockDrift: round(time.Duration(s.drifts*float64(time.Hour)).Seconds(), 3)}
		if !s.lost.IsZero() {
			lost := s.lost.UTC().Truncate(time.Second)
			line.ClockLost = &lost
		}
		if err := who.line(line); err != nil {
			return err
		}
		w.made.Sites++
		for _, o := range s.out {
			line := outageLine{By: s.name, Sort: s.watcher.Sort, From: o.from.UTC(), To: o.to.UTC(), Cause: o.cause, Means: o.means}
			if o.by >= 0 {
				line.CausedBy = w.ex.Sides[o.by].ID
			}
			if err := out.line(line); err != nil {
				return err
			}
		}
	}
	if err := who.close(); err != nil {
		return err
	}
	return out.close()
}

// end writes what is known only at the end, and closes every file.
func (w *world) end() error {
	if err := w.flush(math.MaxInt64); err != nil {
		return err
	}
	for _, t := range w.tables {
		if t == nil {
			continue
		}
		if err := t.close(); err != nil {
			return err
		}
	}
	for _, t := range slices.Concat(w.pages, w.devices) {
		if t == nil {
			continue
		}
		if err := t.close(); err != nil {
			return err
		}
	}
	for _, k := range w.talked {
		if err := k.close(); err != nil {
			return err
		}
	}
	if err := w.heat.write(w.create, w.said); err != nil {
		return err
	}
	for _, f := range w.heat.files {
		w.made.Observations += len(f.rows)
	}
	if err := w.warnings(); err != nil {
		return err
	}
	if err := w.whole("raw/claims.csv", w.spoken.file(w.o.Seed)); err != nil {
		return err
	}
	if err := w.fleet.end(); err != nil {
		return err
	}
	if err := w.ex.causes.file.close(); err != nil {
		return err
	}
	if err := w.truth.close(); err != nil {
		return err
	}
	if err := w.said.w.Flush(); err != nil {
		return fmt.Errorf("write truth/said.ndjson: %w", err)
	}
	return w.said.c.Close()
}
