package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline/track"
)

func trackCommand() command {
	return command{
		name: "track", brief: "follow what moves in a file of detections",
		help: `Reads detections without identity (CSV: time_s,x_m,y_m,sensor_id,var_m2; in order of
time; .gz is unpacked) and writes where each confirmed track was every --every seconds,
after the scans up to then (CSV: time_s,track_id,x_m,y_m). --rows writes beside it which
track each detection was put to, one line a detection, 0 for none.

--sensors says what is known of the sensors; without it that is worked out from the
file. A file without sensor_id is taken as reports that things send of themselves (AIS)
without a name. Whose a report is, is then decided five minutes later.

  moves: air                # or surface: vessels and vehicles
  sensors:
    - id: 0
      detect: 0.95          # probability that a scan notices a thing
      false_alarms: 5       # in a scan, in the whole area
      area: [0, 0, 300000, 300000]  # metres: west, south, east, north
      reports: false        # true: no scans, things say themselves where they are
      bearings: false       # true: it gives directions alone, and false_alarms are all round
  confirm: 0.8              # probability from which a track is told of

A row with bearing_deg (clockwise from north) and bearing_sigma_deg is a direction from x_m,y_m,
where the sensor stands at the time; with range_m and range_sigma_m as well it is a place. Its
var_m2 stays empty. Directions alone begin a track where those of two posts cross, or of one
post that has moved on so far that the thing cannot have; those of one post that stands follow
what others showed it, and begin none.

A detection may stand up to ten minutes after later ones: it goes to the track that it
fits, and begins none.

Example:
  truceline track --in detections.csv.gz --sensors sensors.yaml --out estimates.csv`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			o := trackOptions{every: 5}
			set.StringVar(&o.in, "in", "", "detections `FILE`")
			set.StringVar(&o.out, "out", "", "estimates `FILE` to write")
			set.StringVar(&o.sensors, "sensors", "", "what is known of the sensors `FILE`")
			set.StringVar(&o.rows, "rows", "", "track of each detection `FILE` to write")
			set.Float64Var(&o.every, "every", o.every, "`SECONDS` between the estimates")
			set.BoolVar(&o.json, "json", false, "print the summary as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) > 0 || o.in == "" || o.out == "" || !(o.every > 0) {
					return usage("name the detections and where the estimates go: truceline track --in FILE --out FILE")
				}
				return trackFile(ctx, env, o)
			}
		},
	}
}

type trackOptions struct {
	in, out, sensors, rows string
	every                  float64
	json                   bool
}

// trackSummary is what the command prints.
type trackSummary struct {
	Scans      int     `json:"scans"`
	Detections int     `json:"detections"`
	Late       int     `json:"late"`     // after later ones, and too late or of no track
	Unplaced   int     `json:"unplaced"` // directions alone that went to no track
	Tracks     int     `json:"tracks"`
	Estimates  int     `json:"estimates"`
	Seconds    float64 `json:"seconds"` // that the work took
	Covered    float64 `json:"seconds_of_data"`
	AsOf       float64 `json:"as_of_s"`
}

func trackFile(ctx context.Context, env *environment, o trackOptions) error {
	started := time.Now()
	if err := apart(o); err != nil {
		return err
	}
	debug.SetMemoryLimit(120 << 20)
	config, names, err := trackConfig(env, o)
	if err != nil {
		return err
	}
	if !unnamed(config) {
		// Sprouts come and go by the hundred thousand; memory is dearer than the time
		// to collect it.
		debug.SetGCPercent(30)
	}
	in, closeIn, err := openTable(env, "tracking", o.in)
	if err != nil {
		return err
	}
	defer closeIn()
	table, err := track.NewTable(in, names)
	if err != nil {
		return fmt.Errorf("%s: %w", o.in, err)
	}
	out, err := newEstimates(o)
	if err != nil {
		return err
	}
	defer out.drop()
	sum, err := out.run(ctx, table, config)
	closeIn() // which ends its progress
	if err != nil {
		return fmt.Errorf("%s: %w", o.in, err)
	}
	if err := out.keep(); err != nil {
		return err
	}
	sum.Seconds = time.Since(started).Seconds()
	if o.json {
		return printJSON(env, sum)
	}
	_, err = fmt.Fprintf(env.stdout, "%s out of %s in %s, %.1f s of data in %.2f s; %s as of %.1f s: %s\n",
		plural(sum.Tracks, "track"), plural(sum.Detections, "detection"), plural(sum.Scans, "scan"), sum.Covered, sum.Seconds, plural(sum.Estimates, "estimate"), sum.AsOf, o.out)
	if err == nil && sum.Unplaced > 0 {
		_, err = fmt.Fprintf(env.stdout, "%s went to no track: where a thing is takes those of two posts, or of one that moves on\n", plural(sum.Unplaced, "direction"))
	}
	if err == nil && sum.Late > 0 {
		_, err = fmt.Fprintf(env.stdout, "%s stood after later ones and fitted no track, or stood more than %.0f minutes late; sort the file by time_s to have them all\n", plural(sum.Late, "detection"), config.Defaults().Late/60)
	}
	return err
}

// apart refuses to write into a file that is read, or two things into one.
func apart(o trackOptions) error {
	named := [][2]string{{"--in", o.in}, {"--sensors", o.sensors}, {"--out", o.out}, {"--rows", o.rows}}
	for i, a := range named {
		for _, b := range named[max(i+1, 2):] {
			if a[1] != "" && b[1] != "" && sameFile(a[1], b[1]) {
				return usage("%s and %s are one file, %s: name another one to write", a[0], b[0], b[1])
			}
		}
	}
	return nil
}

// sameFile reports whether two names are of one file, whether it is there yet or not.
func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	if errX == nil && errY == nil {
		return os.SameFile(x, y)
	}
	return filepath.Clean(a) == filepath.Clean(b)
}

// counted tells a progress how many kilobytes of a file have been read.
type counted struct {
	io.Reader
	bar  *progress
	left int // bytes that are no whole kilobyte yet
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.left += n
	c.bar.add(c.left / 1000)
	c.left %= 1000
	return n, err
}

// openTable opens a file, unpacking it as it is read, and shows how far that has come. Closing it
// ends that.
func openTable(env *environment, what, name string) (io.Reader, func() error, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("open the detections: %w", err)
	}
	size := 0
	if info, err := f.Stat(); err == nil {
		size = int(info.Size() / 1000)
	}
	bar := newProgress(env, what+", kB", size)
	end := func() error {
		bar.end()
		return f.Close()
	}
	r := bufio.NewReaderSize(&counted{Reader: f, bar: bar}, 1<<16)
	if head, _ := r.Peek(2); !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return r, end, nil
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("unpack %s: %w", name, err), end())
	}
	return z, end, nil
}

// estimates writes what the tracker says.
type estimates struct {
	every     float64
	out, rows *making // rows is nil unless asked for
	unplaced  bool    // what is assigned now are directions alone
	line      []byte
	list      []track.Estimate
	sum       trackSummary
}

func newEstimates(o trackOptions) (_ *estimates, err error) {
	e := &estimates{every: o.every}
	if e.out, err = newMaking(o.out); err != nil {
		return nil, err
	}
	e.out.WriteString("time_s,track_id,x_m,y_m\n")
	if o.rows == "" {
		return e, nil
	}
	if e.rows, err = newMaking(o.rows); err != nil {
		e.out.drop()
		return nil, err
	}
	e.rows.WriteString("track_id\n")
	return e, nil
}

// keep puts into place what was written; the first failed write shows here.
func (e *estimates) keep() error {
	err := e.out.keep()
	if err == nil && e.rows != nil {
		err = e.rows.keep()
	}
	return err
}

// drop takes away what was not kept.
func (e *estimates) drop() {
	e.out.drop()
	if e.rows != nil {
		e.rows.drop()
	}
}

// tracker is what follows the detections: scans as they come, reports deferred.
type tracker interface {
	// step takes a scan, and reports false when it came too late.
	step(*track.Scan) bool
	finish()
	EstimatesAt(now float64, to []track.Estimate) []track.Estimate
	Confirmed() int
}

// scans follows scans, whose detections are decided at once.
type scans struct {
	*track.Tracker
	tell func(track uint32)
}

func (s scans) step(scan *track.Scan) bool {
	taken := s.Step(scan)
	for i := range scan.Detections {
		s.tell(s.Owner(i))
	}
	return taken
}

func (s scans) finish() {}

// reports follows reports without a name, whose owner is decided later.
type reports struct{ *track.Deferred }

func (r reports) step(scan *track.Scan) bool {
	r.Step(scan)
	return true
}

func (r reports) finish() { r.Finish() }

// unnamed reports whether the file holds reports without a name, and nothing else.
func unnamed(config track.Config) bool {
	return len(config.Sensors) == 1 && config.Sensors[0].Reports
}

// follower returns what follows the detections of a file.
func (e *estimates) follower(config track.Config) tracker {
	if unnamed(config) {
		return reports{track.NewDeferred(config, e.assign)}
	}
	return scans{track.New(config), e.assign}
}

func (e *estimates) run(ctx context.Context, table *track.Table, config track.Config) (trackSummary, error) {
	tracker := e.follower(config)
	next, first := 0.0, true
	for {
		scan, err := table.Next()
		if err != nil {
			return e.sum, err
		}
		if scan == nil {
			break
		}
		if scan.Sensor >= len(config.Sensors) {
			return e.sum, fmt.Errorf("line %d: sensor_id %s is not in the file of sensors, which has %s", table.Rows[0]+2, table.Sensors()[scan.Sensor], strings.Join(table.Sensors()[:len(config.Sensors)], ", "))
		}
		if i := slices.IndexFunc(scan.Detections, func(z track.Detection) bool { return z.Bearing != config.Sensors[scan.Sensor].Bearings }); i >= 0 {
			return e.sum, fmt.Errorf("line %d: %s", table.Rows[i]+2, mixed(scan.Detections[i].Bearing))
		}
		if first {
			next, first = math.Ceil(scan.Time/e.every)*e.every, false
			e.sum.Covered = -scan.Time
		}
		for scan.Time > next {
			e.write(tracker, next)
			next += e.every
		}
		e.unplaced = config.Sensors[scan.Sensor].Bearings
		if !tracker.step(scan) {
			e.sum.Late += len(scan.Detections)
		}
		e.sum.Scans++
		e.sum.Detections += len(scan.Detections)
		e.sum.AsOf = max(e.sum.AsOf, scan.Time)
		if e.sum.Scans%256 == 0 && ctx.Err() != nil {
			return e.sum, ctx.Err()
		}
	}
	if !first && next <= e.sum.AsOf {
		e.write(tracker, next)
	}
	tracker.finish()
	e.sum.Covered += e.sum.AsOf
	e.sum.Tracks = tracker.Confirmed()
	return e.sum, nil
}

// mixed says what is wrong with a row that is a direction alone, or is none.
func mixed(bearing bool) string {
	if bearing {
		return "a direction alone of a sensor that gives places; set bearings: true in the file of sensors, or give range_m and range_sigma_m"
	}
	return "a place of a sensor that gives directions alone; give it another sensor_id"
}

// write writes where the tracks are at a moment.
func (e *estimates) write(t tracker, at float64) {
	e.list = t.EstimatesAt(at, e.list[:0])
	for i := range e.list {
		x := &e.list[i]
		e.line = fmt.Appendf(e.line[:0], "%.2f,%d,%.1f,%.1f\n", at, x.Track, x.X, x.Y)
		e.out.Write(e.line)
	}
	e.sum.Estimates += len(e.list)
}

// assign writes the track of the next detection, if that is asked for.
func (e *estimates) assign(number uint32) {
	if number == 0 && e.unplaced {
		e.sum.Unplaced++
	}
	if e.rows == nil {
		return
	}
	e.line = fmt.Appendf(e.line[:0], "%d\n", number)
	e.rows.Write(e.line)
}
