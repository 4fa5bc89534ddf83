package sim

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Options say how an exercise is played.
type Options struct {
	Seed  uint64
	Hours float64 // play only so many hours from the start of the window; 0: all
	Scale float64 // rate of what happens and moves, against the exercise's own; 0: 1
	// Progress, when given, is told how much of the time has been played; an
	// error from it stops the play and is returned.
	Progress func(played, whole time.Duration, rows int) error
	Workers  int // goroutines; 0: one a processor. The bytes do not depend on it

	noGrid bool // leave out the grid of heights, which takes a while, for tests
}

// Made says how much was made.
type Made struct {
	Incidents    int `json:"incidents"`
	Objects      int `json:"objects"`
	Observations int `json:"observations"`
	Watches      int `json:"watches"`
	Sites        int `json:"sites"`
}

// slice is a piece of time: all of it is played before the next begins, so that
// no more than one is in memory.
type slice struct {
	from, to   time.Time
	happenings []happening  // that begin in it
	standing   []*happening // that were there before and may be found
	movers     []*mover
	sending    []*mover         // those that say where they are
	flying     []int32          // those in the air and at sea, by index
	strokes    []stroke         // of lightning
	ground     map[cell][]int32 // vehicles among movers, by where they are at its beginning
}

// sliceLength is how much time is played at once: ten minutes, and less where
// so much happens that they would not fit into memory.
func sliceLength(scale float64) time.Duration {
	return max(5*time.Second, (10 * time.Minute / time.Duration(max(1, math.Ceil(scale/20)))).Truncate(time.Second))
}

// Generate plays an exercise with a seed and hands each file to write, by its
// path inside the folder of the replay, with forward slashes. The files come in
// a fixed order. It holds them in memory: for great worlds there is [Make].
func Generate(ex Exercise, seed uint64, write func(name string, data []byte) error) error {
	type file struct {
		name string
		*bytes.Buffer
	}
	var files []file
	create := func(name string) (io.WriteCloser, error) {
		files = append(files, file{name, &bytes.Buffer{}})
		return nopCloser{files[len(files)-1].Buffer}, nil
	}
	if _, err := Make(ex, Options{Seed: seed}, create); err != nil {
		return err
	}
	for _, f := range files {
		if err := write(f.name, f.Bytes()); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	return nil
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// Make plays an exercise and writes its world as it goes, in constant memory:
//
//   - replay.yaml, posture.yaml, agreement.yaml: how to replay the rest, who
//     watches, and what was agreed.
//   - raw/: what a mission would have received, in the formats the feeds read.
//   - truth/: what really happened. Nothing under raw/ refers to it.
//
// create opens a file for writing by its path inside the world's folder. The
// same exercise, seed, hours and scale give the same bytes, whatever the number
// of workers. Make returns the first error of what it writes to, or one that
// says why the exercise's ground cannot be used.
func Make(ex Exercise, o Options, create func(name string) (io.WriteCloser, error)) (Made, error) {
	w, err := newWorld(ex, o, create)
	if err != nil {
		return Made{}, err
	}
	return w.play()
}

// world is one play of an exercise.
type world struct {
	ex      *Exercise
	o       Options
	create  func(string) (io.WriteCloser, error)
	terrain *terrain
	sites   []*site
	shards  []*shard
	story   *chronicle
	fleet   *fleet
	heat    *burning
	press   *press
	calls   *register
	spoken  *spoken
	names   *namer
	alerts  []alert
	tables  []*table // by watcher, then of the press and of the hotline; nil where there is none
	talked  []talk
	pages   []*table // of the press, by outlet
	devices []*table // of teams, by watcher; nil where it has none
	said    *said
	truth   truthFiles
	stands  []*happening
	made    Made

	keep       bool // tests want to see what happened and who said what
	happenings []happening
	statements []statement
	marks      []mark
}

func newWorld(ex Exercise, o Options, create func(string) (io.WriteCloser, error)) (*world, error) {
	if o.Hours > 0 {
		if to := ex.Window.From.Add(time.Duration(o.Hours * float64(time.Hour))).Truncate(time.Second); to.Before(ex.Window.To) {
			ex.Window.To = to
		}
	}
	if o.Scale <= 0 {
		o.Scale = 1
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	t, err := newTerrain(ex)
	if err != nil {
		return nil, fmt.Errorf("play exercise %s: %w", ex.ID, err)
	}
	ex.Watchers = slices.Clone(ex.Watchers)
	for i := range ex.Watchers {
		ex.Watchers[i].Reach = slices.Clone(ex.Watchers[i].Reach)
		ex.Watchers[i].ready(i)
	}
	w := &world{ex: &ex, o: o, create: create, terrain: t}
	ex.scale = o.Scale
	ex.sky, ex.relief = drawSky(&ex, t.track.whole, o.Seed), drawRelief(&ex, o.Seed)
	var met []happening
	w.story = newChronicle(&ex, t, o.Seed, o.Scale)
	ex.jams = w.story.jams()
	ex.causes = newCauses(&ex, t, o.Seed)
	w.sites, met = sites(&ex, t, o.Seed)
	encode(w.sites)
	carry(&ex, t, w.sites, o.Seed)
	for _, s := range w.sites {
		if s.passing() {
			w.story.passing = append(w.story.passing, s)
		}
	}
	slices.SortStableFunc(w.story.passing, func(a, b *site) int { return a.begins.Compare(b.begins) })
	for _, h := range met {
		w.story.add(h)
	}
	w.fleet = &fleet{ex: &ex, t: t, seed: o.Seed, scale: o.Scale, objects: w.object}
	for i := range ex.Watchers {
		w.fleet.plots = w.fleet.plots || ex.Watchers[i].Scan != nil
	}
	w.alerts = w.fleet.raids(w.story)
	w.fleet.ownFlights(w.sites)
	w.story.stand()
	w.heat = newBurning(&ex, o.Seed)
	w.press = newPress(&ex, t, o.Seed, o.Scale)
	w.calls = newRegister(&ex, o.Seed)
	w.spoken = newSpoken(&ex)
	w.names = newNamer(&ex, t, o.Seed)
	return w, nil
}

// play makes everything.
func (w *world) play() (Made, error) {
	w.shards = shards(w.ex, w.sites, w.terrain.track.whole, w.keep)
	if err := w.open(); err != nil {
		return w.made, err
	}
	whole := w.ex.Window.To.Sub(w.ex.Window.From)
	n, step := 0, sliceLength(w.o.Scale)
	for from := w.ex.Window.From; from.Before(w.ex.Window.To); from = from.Add(step) {
		to := from.Add(step)
		if to.After(w.ex.Window.To) {
			to = w.ex.Window.To
		}
		if err := w.slice(&slice{from: from, to: to}, n); err != nil {
			return w.made, err
		}
		n++
		if w.o.Progress != nil {
			if err := w.o.Progress(to.Sub(w.ex.Window.From), whole, w.made.Observations); err != nil {
				return w.made, fmt.Errorf("stopped after %v: %w", to.Sub(w.ex.Window.From), err)
			}
		}
	}
	return w.made, w.end()
}

// slice plays one slice of time.
func (w *world) slice(sl *slice, n int) error {
	w.fleet.sea(sl, w.story)
	w.fleet.aircraft(sl, w.story)
	w.fleet.drones(sl)
	sl.happenings = w.story.next(sl.from, sl.to)
	for i := range sl.happenings {
		h := &sl.happenings[i]
		for _, m := range slices.Concat(h.columns, []*mover{h.mover}) {
			if m != nil && m.incident == 0 {
				m.incident = h.number
			}
		}
		if h.alert > 0 {
			w.alerts[h.alert-1].incident = h.number
		}
	}
	w.fleet.plan(w.story.setOut)
	w.story.setOut = w.story.setOut[:0]
	if err := w.fleet.next(sl); err != nil {
		return err
	}
	w.spoken.next(sl.happenings)
	var err error
	if sl.strokes, err = w.ex.causes.strokes(sl, n); err != nil {
		return err
	}
	w.heat.next(sl)
	w.press.next(sl, n)
	w.calls.next(sl)
	w.stands = slices.DeleteFunc(w.stands, func(h *happening) bool { return h.to.Before(sl.from) })
	sl.standing = w.stands
	for i := range sl.happenings {
		if h := sl.happenings[i]; h.standing() {
			sl.standing = append(sl.standing, &h)
		}
	}
	w.stands = sl.standing
	w.work(sl)
	if err := w.truth.happened(w, sl); err != nil {
		return err
	}
	return w.flush(sl.to.UnixMilli())
}

// work lets all shards work on a slice of time, a few at a time.
func (w *world) work(sl *slice) {
	var wait sync.WaitGroup
	next := make(chan *shard, len(w.shards))
	for _, sh := range w.shards {
		next <- sh
	}
	close(next)
	for range min(w.o.Workers, len(w.shards)) {
		wait.Go(func() {
			for sh := range next {
				sh.work(sl)
			}
		})
	}
	wait.Wait()
	for _, sh := range w.shards {
		w.statements = append(w.statements, sh.kept...)
		w.marks = append(w.marks, sh.marks...)
		sh.kept, sh.marks = sh.kept[:0], sh.marks[:0]
	}
	if w.keep {
		w.happenings = append(w.happenings, sl.happenings...)
	}
}

// flush writes what has arrived by a moment.
func (w *world) flush(before int64) error {
	w.made.Observations = 0
	spools := make([]*spool, len(w.shards))
	for i, t := range w.tables {
		if t == nil {
			continue
		}
		switch {
		case i < len(w.ex.Watchers):
			for j, sh := range w.shards {
				spools[j] = &sh.spools[i]
			}
			if err := t.drain(spools, before); err != nil {
				return err
			}
		default:
			one := []*spool{&w.press.spool, &w.calls.spool}[i-len(w.ex.Watchers)]
			if err := t.drain([]*spool{one}, before); err != nil {
				return err
			}
		}
		w.made.Observations += t.rows
	}
	for i, t := range w.devices {
		if t == nil {
			continue
		}
		for j, sh := range w.shards {
			spools[j] = &sh.devices[i]
		}
		if err := t.drain(spools, before); err != nil {
			return err
		}
		w.made.Observations += t.rows
	}
	for i, t := range w.pages {
		if err := t.drain([]*spool{&w.press.pages[i]}, before); err != nil {
			return err
		}
	}
	for _, k := range w.talked {
		var from []*spool
		for _, sh := range w.shards {
			if sp := sh.talks[k.watcher.index][k.cluster]; sp != nil {
				from = append(from, sp)
			}
		}
		if err := k.drain(from, before); err != nil {
			return err
		}
		w.made.Observations += k.rows
	}
	return nil
}

// file is the name of the file of a sort of watcher.
func (w *Watcher) file() string {
	switch {
	case w.Scan != nil:
		return "plots-" + w.Sort + "-%s.pcap"
	case w.Meter != nil:
		return "readings-" + w.Sort + ".ndjson"
	case w.sapient():
		return "observations-" + w.Sort + "-desk.csv"
	case w.Form == "nmea" || w.Form == "hex" || w.Form == "remoteid":
		return w.Sort + "." + w.Form
	case w.Form == "ndjson":
		return "observations-" + w.Sort + ".ndjson"
	}
	return "observations-" + w.Sort + ".csv"
}

// table opens the file of a sort of watcher.
func (w *world) table(x *Watcher) (*table, error) {
	name := "raw/" + x.file()
	switch {
	case x.Scan != nil:
		return openDaily(w.create, name, captureHead(), nil, w.said, w.ex.Window.From.UnixMilli())
	case x.Meter == nil && (x.Form == "" || x.Form == "csv" || x.sapient() || x.pictured()):
		return openTable(w.create, name, headOf(x.columns()), w.said)
	}
	return openTable(w.create, name, nil, w.said)
}

func controlName(day time.Time) string {
	return "raw/control_" + day.Format("20060102") + ".geojson"
}

// object writes a mover that has gone into the truth.
func (w *world) object(m *mover) error {
	w.made.Objects++
	return w.truth.objects.line(m.truth(w.ex))
}
