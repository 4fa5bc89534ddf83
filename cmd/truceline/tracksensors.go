package main

import (
	"fmt"
	"math"
	"os"

	"github.com/truceline/truceline/track"
)

// sensorsFile is what "truceline track" is told of the sensors.
type sensorsFile struct {
	Moves   string         `yaml:"moves"`
	Confirm *float64       `yaml:"confirm"` // probability of existence from which a track is told of
	Sensors []sensorStanza `yaml:"sensors"`
}

// sensorStanza is one sensor: it scans an area, or things report themselves in it.
type sensorStanza struct {
	ID          string    `yaml:"id"`
	Detect      float64   `yaml:"detect"`
	FalseAlarms float64   `yaml:"false_alarms"`
	Area        []float64 `yaml:"area"`
	Reports     bool      `yaml:"reports"`
	Bearings    bool      `yaml:"bearings"`
}

// trackConfig reads the file of sensors, or works out from the detections what it would
// say.
func trackConfig(env *environment, o trackOptions) (track.Config, []string, error) {
	if o.sensors == "" {
		return surveyed(env, o.in)
	}
	text, err := os.ReadFile(o.sensors)
	if err != nil {
		return track.Config{}, nil, err
	}
	return parseSensors(o.sensors, text)
}

// parseSensors reads a file of sensors. Its error names every mistake, one a line, with
// the file and the line.
func parseSensors(name string, text []byte) (track.Config, []string, error) {
	m, file := &mistakes{name: name}, sensorsFile{}
	if m.decode(text, &file, "the file is empty: it must say what is known of the sensors; see truceline help track", "a second document; one file holds all sensors") {
		file.check(m)
	}
	if err := m.err(); err != nil {
		return track.Config{}, nil, err
	}
	config, names := track.Config{Motion: track.Air()}, []string(nil)
	if file.Moves == "surface" {
		config.Motion = track.Surface()
	}
	if file.Confirm != nil {
		config.Confirm = *file.Confirm
	}
	for _, s := range file.Sensors {
		area := track.Box{West: s.Area[0], South: s.Area[1], East: s.Area[2], North: s.Area[3]}
		sensor := track.Sensor{Name: s.ID, Detect: s.Detect, Reports: s.Reports, Bearings: s.Bearings, Area: area, Clutter: s.FalseAlarms / area.Size()}
		if s.Bearings {
			sensor.Clutter = s.FalseAlarms / (2 * math.Pi)
		}
		config.Sensors = append(config.Sensors, sensor)
		names = append(names, s.ID)
	}
	return config, names, nil
}

// check says what no tracker can work with.
func (f *sensorsFile) check(m *mistakes) {
	if f.Moves != "" && f.Moves != "air" && f.Moves != "surface" {
		m.at(keys("moves"), "%q is neither air nor surface", f.Moves)
	}
	if f.Confirm != nil && !(*f.Confirm > 0 && *f.Confirm < 1) {
		m.at(keys("confirm"), "a probability between 0 and 1 belongs here")
	}
	if len(f.Sensors) == 0 {
		m.at(keys("sensors"), "no sensors: nothing could be tracked")
	}
	seen := map[string]bool{}
	for i, s := range f.Sensors {
		switch {
		case s.ID == "":
			m.at(keys("sensors", i), "this sensor has no id: it is what stands under sensor_id in the detections")
		case seen[s.ID]:
			m.at(keys("sensors", i, "id"), "the sensor %s stands here twice", s.ID)
		}
		seen[s.ID] = true
		if !(s.Detect > 0 && s.Detect < 1) {
			m.at(keys("sensors", i, "detect"), "detect must lie between 0 and 1")
		}
		if s.Reports && s.Bearings {
			m.at(keys("sensors", i, "bearings"), "what things say of themselves is no bearing: one of reports and bearings")
		}
		if !(s.FalseAlarms >= 0) {
			m.at(keys("sensors", i, "false_alarms"), "false_alarms must not be negative")
		}
		if len(s.Area) != 4 || !(s.Area[2] > s.Area[0] && s.Area[3] > s.Area[1]) {
			m.at(keys("sensors", i, "area"), "area must be [west, south, east, north] in metres")
		}
	}
}

// surveyed reads the detections once for the area they lie in and how many come
// in a scan. As there is no telling which are false, all but what moves evenly
// could be: the figures are rough.
func surveyed(env *environment, name string) (track.Config, []string, error) {
	in, closeIn, err := openTable(env, "looking over the detections", name)
	if err != nil {
		return track.Config{}, nil, err
	}
	defer closeIn()
	table, err := track.NewTable(in, nil)
	if err != nil {
		return track.Config{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	seen := survey{area: track.Box{West: math.Inf(1), South: math.Inf(1), East: math.Inf(-1), North: math.Inf(-1)}}
	for {
		scan, err := table.Next()
		if err != nil {
			return track.Config{}, nil, fmt.Errorf("%s: %w", name, err)
		}
		if scan == nil {
			return seen.config(table.HasSensors()), table.Sensors(), nil
		}
		seen.take(scan)
	}
}

// survey is what a file of detections shows of its sensors.
type survey struct {
	area    track.Box
	sensors []surveyedSensor
}

type surveyedSensor struct {
	scans, detections float64
	bearings          bool // it gives directions alone
}

func (v *survey) take(scan *track.Scan) {
	for len(v.sensors) <= scan.Sensor {
		v.sensors = append(v.sensors, surveyedSensor{})
	}
	s := &v.sensors[scan.Sensor]
	s.scans++
	s.detections += float64(len(scan.Detections))
	for _, z := range scan.Detections {
		s.bearings = s.bearings || z.Bearing
		v.area.West, v.area.East = min(v.area.West, z.X), max(v.area.East, z.X)
		v.area.South, v.area.North = min(v.area.South, z.Y), max(v.area.North, z.Y)
	}
}

// config is what is told of the sensors; those without a name are no sensors: things
// report themselves.
func (v *survey) config(named bool) track.Config {
	config := track.Config{Motion: track.Air()}
	if !named {
		config.Motion = track.Surface()
	}
	for _, x := range v.sensors {
		s := track.Sensor{Area: v.area}
		switch each := x.detections / x.scans; {
		case x.bearings:
			s.Detect, s.Bearings, s.Clutter = 0.8, true, each/(2*math.Pi)
			s.Area = track.Box{West: s.Area.West - inSight, South: s.Area.South - inSight, East: s.Area.East + inSight, North: s.Area.North + inSight}
		case named:
			s.Detect, s.Clutter = 0.8, each/max(s.Area.Size(), 1)
		default:
			s.Detect, s.Reports = 0.6, true
		}
		config.Sensors = append(config.Sensors, s)
	}
	return config
}

// inSight is how far off, in metres, what gives directions alone is taken to see.
const inSight = 30e3
