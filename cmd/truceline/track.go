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
	"runtime/debug"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

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
	Late       int     `json:"late"` // too late to be taken
	Tracks     int     `json:"tracks"`
	Estimates  int     `json:"estimates"`
	Seconds    float64 `json:"seconds"` // that the work took
	Covered    float64 `json:"seconds_of_data"`
	AsOf       float64 `json:"as_of_s"`
}

func trackFile(ctx context.Context, env *environment, o trackOptions) (err error) {
	started := time.Now()
	debug.SetMemoryLimit(120 << 20)
	config, names, err := trackConfig(o)
	if err != nil {
		return err
	}
	if !unnamed(config) {
		// Sprouts come and go by the hundred thousand; memory is dearer than the time
		// to collect it.
		debug.SetGCPercent(30)
	}
	in, closeIn, err := openTable(o.in)
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
	defer func() { err = errors.Join(err, out.close()) }()
	sum, err := out.run(ctx, env, table, config)
	if err != nil {
		return fmt.Errorf("%s: %w", o.in, err)
	}
	sum.Seconds = time.Since(started).Seconds()
	if o.json {
		return printJSON(env, sum)
	}
	_, err = fmt.Fprintf(env.stdout, "%d tracks out of %d detections in %d scans, %.1f s of data in %.2f s; %d estimates as of %.1f s: %s\n",
		sum.Tracks, sum.Detections, sum.Scans, sum.Covered, sum.Seconds, sum.Estimates, sum.AsOf, o.out)
	return err
}

// openTable opens a file, unpacking it as it is read.
func openTable(name string) (io.Reader, func() error, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	r := bufio.NewReaderSize(f, 1<<16)
	if head, _ := r.Peek(2); !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return r, f.Close, nil
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		f.Close()
		return nil, nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	return z, f.Close, nil
}

// sensorsFile is sensors.yaml.
type sensorsFile struct {
	Moves   string  `yaml:"moves"`
	Confirm float64 `yaml:"confirm"` // probability of existence from which a track is told of
	Sensors []struct {
		ID          string    `yaml:"id"`
		Detect      float64   `yaml:"detect"`
		FalseAlarms float64   `yaml:"false_alarms"`
		Area        []float64 `yaml:"area"`
		Reports     bool      `yaml:"reports"`
	} `yaml:"sensors"`
}

// trackConfig reads sensors.yaml, or works out from the detections what it would
// say.
func trackConfig(o trackOptions) (track.Config, []string, error) {
	if o.sensors == "" {
		return surveyed(o.in)
	}
	text, err := os.ReadFile(o.sensors)
	if err != nil {
		return track.Config{}, nil, err
	}
	var file sensorsFile
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		return track.Config{}, nil, fmt.Errorf("%s: %w", o.sensors, err)
	}
	config := track.Config{Motion: track.Air(), Confirm: file.Confirm}
	switch file.Moves {
	case "", "air":
	case "surface":
		config.Motion = track.Surface()
	default:
		return config, nil, fmt.Errorf("%s: moves: %q is neither air nor surface", o.sensors, file.Moves)
	}
	var names []string
	for i, s := range file.Sensors {
		sensor := track.Sensor{Name: s.ID, Detect: s.Detect, Reports: s.Reports}
		if !(s.Detect > 0 && s.Detect < 1) || s.FalseAlarms < 0 {
			return config, nil, fmt.Errorf("%s: sensor %d: detect must lie between 0 and 1, and false_alarms must not be negative", o.sensors, i+1)
		}
		if len(s.Area) != 4 || s.Area[2] <= s.Area[0] || s.Area[3] <= s.Area[1] {
			return config, nil, fmt.Errorf("%s: sensor %d: area must be [west, south, east, north] in metres", o.sensors, i+1)
		}
		sensor.Area = track.Box{West: s.Area[0], South: s.Area[1], East: s.Area[2], North: s.Area[3]}
		sensor.Clutter = s.FalseAlarms / sensor.Area.Size()
		config.Sensors = append(config.Sensors, sensor)
		names = append(names, s.ID)
	}
	if len(names) == 0 {
		return config, nil, fmt.Errorf("%s: no sensors", o.sensors)
	}
	return config, names, nil
}

// surveyed reads the detections once for the area they lie in and how many come
// in a scan. As there is no telling which are false, all but what moves evenly
// could be: the figures are rough.
func surveyed(name string) (track.Config, []string, error) {
	in, closeIn, err := openTable(name)
	if err != nil {
		return track.Config{}, nil, err
	}
	defer closeIn()
	table, err := track.NewTable(in, nil)
	if err != nil {
		return track.Config{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	area := track.Box{West: math.Inf(1), South: math.Inf(1), East: math.Inf(-1), North: math.Inf(-1)}
	var scans, detections []float64
	for {
		scan, err := table.Next()
		if err != nil {
			return track.Config{}, nil, fmt.Errorf("%s: %w", name, err)
		}
		if scan == nil {
			break
		}
		for len(scans) <= scan.Sensor {
			scans, detections = append(scans, 0), append(detections, 0)
		}
		scans[scan.Sensor]++
		detections[scan.Sensor] += float64(len(scan.Detections))
		for _, z := range scan.Detections {
			area.West, area.East = min(area.West, z.X), max(area.East, z.X)
			area.South, area.North = min(area.South, z.Y), max(area.North, z.Y)
		}
	}
	config := track.Config{Motion: track.Air()}
	if !table.HasSensors() {
		config.Motion = track.Surface()
	}
	for i := range scans {
		s := track.Sensor{Detect: 0.8, Area: area, Clutter: detections[i] / scans[i] / max(area.Size(), 1), Reports: !table.HasSensors()}
		if s.Reports {
			s.Detect, s.Clutter = 0.6, 0
		}
		config.Sensors = append(config.Sensors, s)
	}
	return config, table.Sensors(), nil
}

// estimates writes what the tracker says.
type estimates struct {
	every     float64
	out, rows *bufio.Writer
	files     []*os.File
	line      []byte
	list      []track.Estimate
	sum       trackSummary
}

func newEstimates(o trackOptions) (*estimates, error) {
	e := &estimates{every: o.every}
	for _, x := range []struct {
		name, head string
		to         **bufio.Writer
	}{{o.out, "time_s,track_id,x_m,y_m\n", &e.out}, {o.rows, "track_id\n", &e.rows}} {
		if x.name == "" {
			continue
		}
		f, err := os.Create(x.name)
		if err != nil {
			return nil, errors.Join(err, e.close())
		}
		e.files = append(e.files, f)
		*x.to = bufio.NewWriterSize(f, 1<<16)
		(*x.to).WriteString(x.head)
	}
	return e, nil
}

// close writes what is left; the first failed write shows here.
func (e *estimates) close() error {
	var all []error
	for _, w := range []*bufio.Writer{e.out, e.rows} {
		if w != nil {
			all = append(all, w.Flush())
		}
	}
	for _, f := range e.files {
		all = append(all, f.Close())
	}
	return errors.Join(all...)
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

func (e *estimates) run(ctx context.Context, env *environment, table *track.Table, config track.Config) (trackSummary, error) {
	tracker := e.follower(config)
	bar := newProgress(env, "tracking", 0)
	defer bar.end()
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
			return e.sum, fmt.Errorf("sensor_id %s is not in the file of sensors, which has %s", table.Sensors()[scan.Sensor], strings.Join(table.Sensors()[:len(config.Sensors)], ", "))
		}
		if first {
			next, first = math.Ceil(scan.Time/e.every)*e.every, false
			e.sum.Covered = -scan.Time
		}
		for scan.Time > next {
			e.write(tracker, next)
			next += e.every
		}
		if !tracker.step(scan) {
			e.sum.Late += len(scan.Detections)
		}
		e.sum.Scans++
		e.sum.Detections += len(scan.Detections)
		e.sum.AsOf = max(e.sum.AsOf, scan.Time)
		bar.add(len(scan.Detections))
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
	if e.rows == nil {
		return
	}
	e.line = fmt.Appendf(e.line[:0], "%d\n", number)
	e.rows.Write(e.line)
}
