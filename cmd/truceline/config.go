package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/agreements"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/exercises"
	"github.com/truceline/truceline/feed"
)

// replayConfig is replay.yaml: which files, as which feed, under which
// agreement, over which hours.
type replayConfig struct {
	Name        string       `yaml:"name"`
	Title       string       `yaml:"title"`
	Kind        string       `yaml:"kind"`      // real or exercise
	Root        string       `yaml:"root"`      // "data": files lie under --data; empty: beside replay.yaml
	Agreement   string       `yaml:"agreement"` // name of a shipped agreement, or a .yaml file beside this one
	Truce       string       `yaml:"truce"`     // claims of other truces are left out
	Window      hours        `yaml:"window"`
	CompareDays int          `yaml:"compare_days"` // 0: nothing is compared
	Period      hours        `yaml:"period"`       // engine time runs over it; empty: the window with a day on either side
	MissionZone string       `yaml:"mission_zone"`
	CutOff      string       `yaml:"cut_off"`
	Counts      bool         `yaml:"counts"`
	Line        *lineConfig  `yaml:"line"`
	Truth       string       `yaml:"truth"` // an exercise's truth; never read by anything that judges
	Feeds       []feedStanza `yaml:"feeds"`
	Satellites  []satellite  `yaml:"satellites"`
	Alerts      bool         `yaml:"alerts"`
	NotCovered  []string     `yaml:"not_covered"` // areas of which the alert feed never speaks
	Attribution []string     `yaml:"attribution"`
}

type hours struct {
	From time.Time `yaml:"from"`
	To   time.Time `yaml:"to"`
}

type lineConfig struct {
	ToleranceKm float64 `yaml:"tolerance_km"`
}

type feedStanza struct {
	Feed    string            `yaml:"feed"`
	Format  string            `yaml:"format"`
	Files   []string          `yaml:"files"` // patterns
	Source  string            `yaml:"source"`
	Lineage []string          `yaml:"lineage"`
	Window  time.Duration     `yaml:"window"` // reordering window
	Delay   time.Duration     `yaml:"delay"`  // from the event to the door, in a replay
	Options map[string]string `yaml:"options"`
}

// satellite is one whose daily files the mission expects.
type satellite struct {
	Source string `yaml:"source"` // as its observations name it
	Name   string `yaml:"name"`
}

// config is what the feed's format is told.
func (f feedStanza) config() feed.Config {
	return feed.Config{Feed: f.Feed, Source: f.Source, Lineage: f.Lineage, Options: f.Options}
}

// loaded is a configuration with the texts it came from, which go into the
// journal as they are.
type loaded struct {
	config        replayConfig
	folder        string // of replay.yaml on disk; empty when it is built in
	replayText    []byte
	agreementText []byte
	filesText     []byte // as it stands in a journal; made by the door
	agreement     truceline.Agreement
}

// loadReplay reads FOLDER/replay.yaml from disk, or that of a built-in exercise
// of this name when there is no such folder.
func loadReplay(folder string) (*loaded, error) {
	name := filepath.Join(folder, fileReplay)
	text, err := os.ReadFile(name)
	l := &loaded{folder: folder}
	if errors.Is(err, fs.ErrNotExist) {
		builtIn := strings.TrimPrefix(path.Clean(filepath.ToSlash(folder)), "exercises/")
		if _, isWorld := fs.Stat(exercises.Files(), path.Join(builtIn, "exercise.yaml")); isWorld == nil {
			return nil, usage("%s is an exercise, which is played by \"truceline %s\"", folder, builtIn)
		}
		text, err = fs.ReadFile(exercises.Files(), path.Join(builtIn, fileReplay))
		l.folder = ""
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, usage("%s holds no replay.yaml and is no built-in exercise", folder)
	}
	if err != nil {
		return nil, fmt.Errorf("read replay: %w", err)
	}
	return l, l.parse(name, text, nil)
}

// parse reads the text of replay.yaml, which errors call name, and the agreement
// it names. agreementText is nil unless it is already known (from a journal).
func (l *loaded) parse(name string, text, agreementText []byte) error {
	config, err := parseReplay(name, text)
	if err != nil {
		return err
	}
	l.config, l.replayText = config, text
	if agreementText == nil {
		if agreementText, err = l.readAgreement(config.Agreement); err != nil {
			return fmt.Errorf("%s: read agreement: %w", name, err)
		}
	}
	l.agreementText = agreementText
	a, problems := agreement.Parse(config.Agreement, agreementText)
	for _, p := range problems {
		if p.Severity == agreement.SeverityError {
			return fmt.Errorf("agreement: %s", p)
		}
	}
	l.agreement = a
	return nil
}

func (l *loaded) readAgreement(name string) ([]byte, error) {
	if strings.HasSuffix(name, ".yaml") {
		return os.ReadFile(filepath.Join(l.folder, name))
	}
	return fs.ReadFile(agreements.Files(), name+".yaml")
}

// shippedAgreements names the agreements inside the binary.
func shippedAgreements() []string {
	files, _ := fs.Glob(agreements.Files(), "*.yaml") // the only error is a bad pattern
	for i := range files {
		files[i] = strings.TrimSuffix(files[i], ".yaml")
	}
	return files
}

// run describes the replay for reports and pages.
func (l *loaded) run() truceline.Run {
	c := l.config
	r := truceline.Run{
		Name: c.Name, Title: c.Title, Kind: c.Kind, Agreement: l.agreement,
		Window:      truceline.Window{From: c.Window.From.UTC(), To: c.Window.To.UTC()},
		MissionZone: c.MissionZone, CutOff: c.CutOff, Line: c.Line != nil, Counts: c.Counts, Attribution: c.Attribution,
	}
	if c.CompareDays > 0 {
		before := r.Window.Shift(-time.Duration(c.CompareDays) * 24 * time.Hour)
		r.ComparedWith = &before
	}
	return r
}

// engine returns what the engine is told.
func (l *loaded) engine() engine.Config {
	c := l.config
	config := engine.Config{
		Run:     l.run(),
		Period:  truceline.Window{From: c.Period.From.UTC(), To: c.Period.To.UTC()},
		Windows: map[string]time.Duration{}, Alerts: c.Alerts, NotCovered: c.NotCovered, Truce: c.Truce,
	}
	config.Zone, _ = time.LoadLocation(c.MissionZone) // checked when it was read
	for _, s := range c.Satellites {
		config.Satellites = append(config.Satellites, coverage.Satellite{Source: s.Source, Name: s.Name})
	}
	if c.Line != nil {
		config.Line = engine.LineConfig{ToleranceKm: c.Line.ToleranceKm}
	}
	for _, f := range c.Feeds {
		config.Windows[f.Feed] = f.Window + f.Delay
	}
	return config
}
