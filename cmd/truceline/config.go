package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

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

// loadReplay reads FOLDER/replay.yaml from disk, or the built-in exercise of
// that name when there is no such folder.
func loadReplay(folder string) (*loaded, error) {
	text, err := os.ReadFile(filepath.Join(folder, "replay.yaml"))
	l := &loaded{folder: folder}
	if errors.Is(err, fs.ErrNotExist) {
		name := strings.TrimPrefix(path.Clean(filepath.ToSlash(folder)), "exercises/")
		text, err = fs.ReadFile(exercises.Files(), path.Join(name, "replay.yaml"))
		l.folder = ""
	}
	if err != nil {
		return nil, usage("%s holds no replay.yaml and is no built-in exercise", folder)
	}
	if err := l.parse(text, nil); err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Join(folder, "replay.yaml"), err)
	}
	return l, nil
}

// parse reads replay.yaml and the agreement it names. agreementText is nil
// unless it is already known (from a journal).
func (l *loaded) parse(text, agreementText []byte) error {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&l.config); err != nil {
		return err
	}
	l.replayText = text
	if err := l.config.check(); err != nil {
		return err
	}
	name := l.config.Agreement
	if agreementText == nil {
		var err error
		if agreementText, err = l.readAgreement(name); err != nil {
			return fmt.Errorf("read agreement %s: %w", name, err)
		}
	}
	l.agreementText = agreementText
	a, problems := agreement.Parse(name+".yaml", agreementText)
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

// check refuses a configuration that cannot be run, saying what to write.
func (c *replayConfig) check() error {
	switch {
	case c.Name == "":
		return errors.New("name is missing: write name: a-short-name")
	case c.Agreement == "":
		return errors.New("agreement is missing: name a shipped agreement or a .yaml file")
	case c.Window.From.IsZero() || !c.Window.To.After(c.Window.From):
		return errors.New("window: write {from: ..., to: ...} in UTC, to after from")
	case len(c.Feeds) == 0:
		return errors.New("feeds is empty: nothing would be read")
	}
	if c.Period.From.IsZero() {
		c.Period = hours{c.Window.From.Add(-24 * time.Hour), c.Window.To.Add(24 * time.Hour)}
	}
	if c.MissionZone == "" {
		c.MissionZone = "UTC"
	}
	if _, err := time.LoadLocation(c.MissionZone); err != nil {
		return fmt.Errorf("mission_zone: %w", err)
	}
	names := map[string]bool{}
	for i, f := range c.Feeds {
		if f.Feed == "" || names[f.Feed] {
			return fmt.Errorf("feeds[%d]: each feed needs a name of its own", i)
		}
		names[f.Feed] = true
		if len(f.Files) == 0 {
			return fmt.Errorf("feed %s: files is empty", f.Feed)
		}
	}
	return nil
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
