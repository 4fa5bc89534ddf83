package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/agreements"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/exercises"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/transport"
)

// replayConfig is replay.yaml: which files, as which feed, under which
// agreement, over which hours.
type replayConfig struct {
	Name        string        `yaml:"name"`
	Title       string        `yaml:"title"`
	Kind        string        `yaml:"kind"`      // real or exercise
	Root        string        `yaml:"root"`      // "data": files lie under --data; empty: beside replay.yaml
	Agreement   string        `yaml:"agreement"` // name of a shipped agreement, or a .yaml file beside this one
	Truce       string        `yaml:"truce"`     // claims of other truces are left out
	Window      hours         `yaml:"window"`
	CompareDays int           `yaml:"compare_days"` // 0: nothing is compared
	Period      hours         `yaml:"period"`       // engine time runs over it; empty: the window with a day on either side
	MissionZone string        `yaml:"mission_zone"`
	CutOff      string        `yaml:"cut_off"`
	Recount     recountConfig `yaml:"recount"`
	Counts      bool          `yaml:"counts"`
	Line        *lineConfig   `yaml:"line"`
	Truth       string        `yaml:"truth"` // an exercise's truth; never read by anything that judges
	Feeds       []feedStanza  `yaml:"feeds"`
	Satellites  []satellite   `yaml:"satellites"`
	Alerts      bool          `yaml:"alerts"`
	NotCovered  []string      `yaml:"not_covered"` // areas of which the alert feed never speaks
	Attribution []string      `yaml:"attribution"`
}

// recountConfig says under which shipped codebooks reports count the record again.
type recountConfig struct {
	Codebooks []string          `yaml:"codebooks"`
	Sides     map[string]string `yaml:"sides"` // a party of the codebooks: a side of the record
}

type hours struct {
	From time.Time `yaml:"from"`
	To   time.Time `yaml:"to"`
}

type lineConfig struct {
	ToleranceKm float64 `yaml:"tolerance_km"`
}

// feedStanza is one feed: of files in replay.yaml, or live in a file of its own in
// feeds/. Its tags make docs/feeds.md.
type feedStanza struct {
	Feed    string            `yaml:"feed" doc:"name of the feed; each has its own"`
	Format  string            `yaml:"format" doc:"how its messages are written: a folder of feed/, or \"truceline feed check --help\""`
	Options map[string]string `yaml:"options" doc:"what the format understands, see its README"`
	Source  string            `yaml:"source" doc:"who speaks, where the messages do not say"`
	Lineage []string          `yaml:"lineage" doc:"what the source shares with others: platform, network, wire"`
	Owner   string            `yaml:"owner" doc:"body that owns the source; stands in the lineage as owner:NAME"`
	Nation  string            `yaml:"nation" doc:"nation that the owner is of, where it has several bodies; stands in the lineage as nation:NAME"`
	Grade   string            `yaml:"grade" doc:"Admiralty grade where the messages give none: reliability A to F, with or without credibility 2 to 6, as B2"`
	Clock   *clockConfig      `yaml:"clock" doc:"the source's clock, where the messages do not say"`
	Window  time.Duration     `yaml:"window" doc:"reordering window: how long statements wait for earlier ones, as 15m; the moment one leaves it, it is judged"`
	Files   []string          `yaml:"files" doc:"replay.yaml only: patterns of the files"`
	Delay   time.Duration     `yaml:"delay" doc:"replay.yaml only: from the event to the door"`
	// What follows is for live feeds only.
	Release   []string           `yaml:"release" doc:"roles that may see its raw statements, of officer, analyst and planner; all three unless said. Parties and the public never do"`
	Every     time.Duration      `yaml:"every" doc:"how often at least it is heard while it works; silent for longer, it is an outage of its sources"`
	Limit     float64            `yaml:"limit" doc:"messages a second at most; 0: as many as come"`
	Transport transport.Settings `yaml:"transport" doc:"by which road it comes"`
}

// clockConfig is a source's clock.
type clockConfig struct {
	Quality string        `yaml:"quality" doc:"gnss, ntp, watch, pass, day or unknown"`
	Error   time.Duration `yaml:"error" doc:"how far its times may be off, either way, with 90 %"`
}

// satellite is one whose daily files the mission expects.
type satellite struct {
	Source string `yaml:"source"` // as its observations name it
	Name   string `yaml:"name"`
}

// config is what the feed's format is told.
func (f feedStanza) config() feed.Config {
	c := feed.Config{Feed: f.Feed, Source: f.Source, Lineage: slices.Clone(f.Lineage), Options: f.Options}
	behind := func(mark, name string) {
		if name != "" && !slices.Contains(c.Lineage, mark+name) {
			c.Lineage = append(c.Lineage, mark+name)
		}
	}
	behind(truceline.OwnerMark, f.Owner)
	behind(truceline.NationMark, f.Nation)
	return c
}

// format builds the feed's format, which adds to what the messages say what the
// stanza says of all of them.
func (f feedStanza) format() (feed.Format, error) {
	build, ok := formats()[f.Format]
	if !ok {
		return feed.Format{}, fmt.Errorf("feed %s: there is no format %q", f.Feed, f.Format)
	}
	format, err := build(f.config())
	if err != nil {
		return format, err
	}
	if f.Transport.Kind != "" { // live: what came then can say nothing of what was to come
		format.Parse = feed.Timely(f.config(), format.Parse)
	}
	if f.Grade == "" && f.Clock == nil {
		return format, nil
	}
	parse := format.Parse
	format.Parse = func(e truceline.Entry, needs [][]byte) truceline.Reading {
		r := parse(e, needs)
		for i := range r.Observations {
			f.vouch(&r.Observations[i])
		}
		return r
	}
	return format, nil
}

// vouch fills in what an observation does not say of its source.
func (f feedStanza) vouch(o *truceline.Observation) {
	if o.Grade.Reliability == "" && f.Grade != "" {
		o.Grade.Reliability = f.Grade[:1]
	}
	if o.Grade.Credibility == "" && len(f.Grade) > 1 {
		o.Grade.Credibility = f.Grade[1:]
	}
	if q := o.When.Clock.Quality; f.Clock != nil && (q == "" || q == truceline.ClockUnknown) {
		o.When.Clock = truceline.Clock{Quality: truceline.ClockQuality(f.Clock.Quality), Error: f.Clock.Error}
	}
}

// loaded is a configuration with the texts it came from, which go into the
// journal as they are.
type loaded struct {
	config        replayConfig
	folder        string // of replay.yaml on disk; empty when it is built in
	replayText    []byte
	agreementText []byte
	filesText     []byte // as it stands in a journal; made by the door
	live          bool   // a mission: feeds are in feeds/, and may be none in replay.yaml
	agreement     truceline.Agreement
}

// loadReplay reads FOLDER/replay.yaml from disk, or that of a built-in exercise
// of this name when there is no such folder.
func loadReplay(folder string) (*loaded, error) { return load(&loaded{folder: folder}) }

// load reads replay.yaml of the folder.
func load(l *loaded) (*loaded, error) {
	folder := l.folder
	name := filepath.Join(folder, fileReplay)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		builtIn := strings.TrimPrefix(path.Clean(filepath.ToSlash(folder)), "exercises/")
		if _, isWorld := fs.Stat(exercises.Files(), path.Join(builtIn, "exercise.yaml")); isWorld == nil {
			return nil, usage("%s is an exercise: make its world with \"truceline sim %s --out WORLD\" and replay that", folder, builtIn)
		}
		text, err = fs.ReadFile(exercises.Files(), path.Join(builtIn, fileReplay))
		l.folder = ""
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		if l.live {
			return nil, usage("%s holds no replay.yaml; README.md shows a whole mission, under \"A mission, live\"", folder)
		}
		return nil, usage("%s holds no replay.yaml and is no replay that ships; make a world with \"truceline sim demo --out WORLD\", or write a replay.yaml as those in exercises/real", folder)
	}
	if err != nil {
		return nil, fmt.Errorf("read replay: %w", err)
	}
	return l, l.parse(name, text, nil)
}

// parse reads the text of replay.yaml, which errors call name, and the agreement
// it names. agreementText is nil unless it is already known (from a journal).
func (l *loaded) parse(name string, text, agreementText []byte) error {
	config, err := parseReplay(name, text, l.live)
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
	if err := config.Recount.fits(a); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
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
		MissionZone: c.MissionZone, CutOff: c.CutOff, Recount: c.Recount.Codebooks, RecountSides: c.Recount.Sides, Line: c.Line != nil, Counts: c.Counts, Attribution: c.Attribution,
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
