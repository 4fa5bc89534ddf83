package main

import (
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
		config.Sensors = append(config.Sensors, track.Sensor{Name: s.ID, Detect: s.Detect, Reports: s.Reports, Area: area, Clutter: s.FalseAlarms / area.Size()})
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
		if !(s.FalseAlarms >= 0) {
			m.at(keys("sensors", i, "false_alarms"), "false_alarms must not be negative")
		}
		if len(s.Area) != 4 || !(s.Area[2] > s.Area[0] && s.Area[3] > s.Area[1]) {
			m.at(keys("sensors", i, "area"), "area must be [west, south, east, north] in metres")
		}
	}
}
