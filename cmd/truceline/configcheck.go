package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/feed/transport"
	"github.com/truceline/truceline/recount"
)

// What a replay may ask for at most. A replay ticks once a minute of its
// period, so that a year mistyped would keep it busy for ever.
const (
	maxPeriod = 800 * 24 * time.Hour
	maxWait   = 31 * 24 * time.Hour // a reordering window, and a delay
)

// parseReplay reads replay.yaml. Its error names every mistake, one a line,
// each with the file, the line and what to write instead. That of a live mission
// need not name feeds.
func parseReplay(name string, text []byte, live bool) (c replayConfig, err error) {
	m := &mistakes{name: name}
	if m.decode(text, &c, "the file is empty: it must name what to read; see exercises/real", "a second document; one file holds one replay") {
		if len(c.Feeds) == 0 && !live {
			m.at(keys("feeds"), "feeds is empty: nothing would be read")
		}
		c.check(m)
	}
	return c, m.err()
}

// parseFeed reads the stanza of a live feed, with the same strictness.
func parseFeed(name string, text []byte) (f feedStanza, err error) {
	m := &mistakes{name: name}
	if m.decode(text, &f, "the file is empty: it must describe a feed; see docs/feeds.md", "a second document; one file holds one feed") {
		f.checkLive(m)
	}
	return f, m.err()
}

// decode reads the one document of a file strictly, and reports whether what it
// says can be checked further.
func (m *mistakes) decode(text []byte, into any, empty, second string) bool {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		m.yaml(err)
		return false
	}
	if len(root.Content) > 0 {
		m.root = root.Content[0]
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	switch err := decoder.Decode(into); {
	case errors.Is(err, io.EOF) || m.root == nil:
		m.say(1, "%s", empty)
	case err != nil:
		m.yaml(err)
	default:
		var more yaml.Node
		if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
			m.say(more.Line, "%s", second)
		}
		return true
	}
	return false
}

// mistakes collects what is wrong with a file.
type mistakes struct {
	name  string
	root  *yaml.Node
	found []string
}

func (m *mistakes) say(line int, format string, args ...any) {
	m.found = append(m.found, fmt.Sprintf("%s:%d: %s", m.name, max(line, 1), fmt.Sprintf(format, args...)))
}

// at says something about the value at a path of keys and indices, or about
// the place where it should stand.
func (m *mistakes) at(keys []any, format string, args ...any) {
	m.say(lineOf(m.root, keys...), format, args...)
}

func (m *mistakes) err() error {
	if len(m.found) == 0 {
		return nil
	}
	return errors.New(strings.Join(m.found, "\n"))
}

// keys is a path into the file.
func keys(path ...any) []any { return path }

// lineOf returns the line of the value at a path, or of the deepest part of
// the path that is there.
func lineOf(n *yaml.Node, path ...any) int {
	if n == nil {
		return 1
	}
	line := n.Line
	for _, step := range path {
		var next *yaml.Node
		switch step := step.(type) {
		case string:
			for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == step {
					next = n.Content[i+1]
					line = n.Content[i].Line
				}
			}
		case int:
			if n.Kind == yaml.SequenceNode && step < len(n.Content) {
				next = n.Content[step]
				line = next.Line
			}
		}
		if next == nil {
			return line
		}
		n = next
	}
	return line
}

// yaml says in plain words what the YAML package had to complain about.
func (m *mistakes) yaml(err error) {
	var types *yaml.TypeError
	if !errors.As(err, &types) {
		line := 1
		text := strings.TrimPrefix(err.Error(), "yaml: ")
		if rest, ok := strings.CutPrefix(text, "line "); ok {
			number, words, _ := strings.Cut(rest, ": ")
			if n, convErr := strconv.Atoi(number); convErr == nil {
				line, text = n, words
			}
		}
		m.say(line, "not YAML: %s", text)
		return
	}
	complaint := regexp.MustCompile(`^line (\d+): (.*)$`)
	for _, e := range types.Errors {
		line, text := 1, e
		if parts := complaint.FindStringSubmatch(e); parts != nil {
			line, _ = strconv.Atoi(parts[1])
			text = parts[2]
		}
		m.say(line, "%s", plain(text))
	}
}

// plain rewrites a complaint about a type for people who do not write Go.
func plain(text string) string {
	if key, ok := strings.CutPrefix(text, "field "); ok {
		if key, kind, ok := strings.Cut(key, " not found in type "); ok {
			return fmt.Sprintf("there is no key %q here; there are %s", key, strings.Join(keysOf(kind), ", "))
		}
		if key, _, ok := strings.Cut(key, " already set in type"); ok {
			return fmt.Sprintf("the key %q stands here twice", key)
		}
	}
	value, kind, ok := strings.Cut(text, " into ")
	if !ok {
		return text
	}
	if i := strings.IndexByte(value, '`'); i >= 0 {
		value = strings.Trim(value[i:], "`")
	} else {
		value = strings.TrimPrefix(value, "cannot unmarshal ")
	}
	switch {
	case kind == "time.Duration":
		return fmt.Sprintf("%q is no duration; write 90s, 15m or 3h", value)
	case strings.HasPrefix(kind, "[]"):
		return fmt.Sprintf("%q is no list; write [a, b]", value)
	case kind == "bool":
		return fmt.Sprintf("%q is neither true nor false", value)
	case strings.HasPrefix(kind, "int") || strings.HasPrefix(kind, "float"):
		return fmt.Sprintf("%q is no number", value)
	}
	return fmt.Sprintf("%q does not belong here", value)
}

// keysOf lists the keys that stand in a part of replay.yaml or of a file of sensors,
// given the name of its Go type.
func keysOf(kind string) []string {
	var known []string
	for _, part := range []any{replayConfig{}, lineConfig{}, feedStanza{}, clockConfig{}, transport.Settings{}, satellite{}, sensorsFile{}, sensorStanza{}} {
		t := reflect.TypeOf(part)
		for i := range t.NumField() {
			if t.String() == kind {
				known = append(known, t.Field(i).Tag.Get("yaml"))
			}
		}
	}
	return known
}

// UnmarshalYAML reads {from: ..., to: ...} and says on which line a time is not
// one.
func (h *hours) UnmarshalYAML(n *yaml.Node) error {
	var wrong []string
	complain := func(n *yaml.Node, format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf("line %d: %s", n.Line, fmt.Sprintf(format, args...)))
	}
	if n.Kind != yaml.MappingNode {
		complain(n, "write {from: 2026-04-11T13:00:00Z, to: 2026-04-12T21:00:00Z}")
		return &yaml.TypeError{Errors: wrong}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		into := map[string]*time.Time{"from": &h.From, "to": &h.To}[key.Value]
		if into == nil {
			complain(key, "there is no key %q here; write from and to", key.Value)
			continue
		}
		t, err := time.Parse(time.RFC3339, value.Value)
		if err != nil {
			complain(value, "%q is no time; write 2026-04-11T13:00:00Z", value.Value)
			continue
		}
		*into = t.UTC()
	}
	if wrong != nil {
		return &yaml.TypeError{Errors: wrong}
	}
	return nil
}

// check says what cannot be run, and fills in what was left out.
func (c *replayConfig) check(m *mistakes) {
	if c.Name == "" {
		m.at(keys("name"), "name is missing: write name: a-short-name")
	}
	if c.Kind != "real" && c.Kind != "exercise" {
		m.at(keys("kind"), "kind is %q: write kind: real, or kind: exercise for made-up events", c.Kind)
	}
	if c.Root != "" && c.Root != "data" {
		m.at(keys("root"), "root is %q: write root: data for files under --data, or leave it out for files beside this one", c.Root)
	}
	if shipped := shippedAgreements(); !strings.HasSuffix(c.Agreement, ".yaml") && !slices.Contains(shipped, c.Agreement) {
		m.at(keys("agreement"), "agreement is %q: name a shipped agreement (%s) or a .yaml file beside this one", c.Agreement, strings.Join(shipped, ", "))
	}
	c.checkTimes(m)
	c.checkRecount(m)
	c.checkFeeds(m)
	if c.Line != nil {
		c.checkLine(m)
	}
	for i, s := range c.Satellites {
		if s.Source == "" || s.Name == "" {
			m.at(keys("satellites", i), "a satellite needs source, as its rows name it, and name")
		}
	}
	if c.Truth != "" && !fs.ValidPath(c.Truth) {
		m.at(keys("truth"), "truth is %q: name a file in the folder of the feeds' files, without a leading slash or ..", c.Truth)
	}
}

func (c *replayConfig) checkTimes(m *mistakes) {
	if c.Window.From.IsZero() || !c.Window.To.After(c.Window.From) {
		m.at(keys("window"), "window: write {from: ..., to: ...} in UTC, to after from")
		c.Window = c.Period // nothing more is said about it
	}
	if c.Period == (hours{}) && c.Window != (hours{}) {
		c.Period = hours{c.Window.From.Add(-24 * time.Hour), c.Window.To.Add(24 * time.Hour)}
	}
	switch length := c.Period.To.Sub(c.Period.From); {
	case c.Period.To.IsZero() && c.Window == (hours{}): // said already
	case c.Period.From.IsZero() || length <= 0:
		m.at(keys("period"), "period: write {from: ..., to: ...} in UTC, to after from")
	case length > maxPeriod:
		m.at(keys("period"), "period: %.0f days; %.0f is the most", length.Hours()/24, maxPeriod.Hours()/24)
	case c.Window.From.Before(c.Period.From) || c.Window.To.After(c.Period.To):
		m.at(keys("period"), "period: the window does not lie within it")
	}
	if c.CompareDays < 0 || c.CompareDays > 3660 {
		m.at(keys("compare_days"), "compare_days is %d: write how many days earlier the hours lie to compare with, or 0", c.CompareDays)
	}
	if c.MissionZone == "" {
		c.MissionZone = "UTC"
	}
	if _, err := time.LoadLocation(c.MissionZone); err != nil || c.MissionZone == "Local" {
		m.at(keys("mission_zone"), "mission_zone: there is no zone %q; write one as Europe/Kyiv", c.MissionZone)
	}
	if _, err := time.Parse("15:04", c.CutOff); c.CutOff != "" && err != nil {
		m.at(keys("cut_off"), "cut_off is %q: write a time of day as \"19:30\"", c.CutOff)
	}
}

func (c *replayConfig) checkRecount(m *mistakes) {
	if len(c.Recount.Codebooks) == 0 {
		return
	}
	shipped := recount.Shipped()
	for _, id := range c.Recount.Codebooks {
		if !slices.ContainsFunc(shipped, func(b recount.Codebook) bool { return b.ID == id }) {
			m.at(keys("recount"), "recount: there is no codebook %q; \"truceline recount --help\" says where they lie", id)
		}
	}
}

// fits says that the sides which recounts name are those of the agreement, so that
// a run is refused at its beginning and not when its report is made.
func (r recountConfig) fits(a truceline.Agreement) error {
	var own []string
	for _, p := range a.Parties {
		own = append(own, p.ID)
	}
	var foreign []string
	for _, b := range recount.Shipped() {
		if b.Party == "" || !slices.Contains(r.Codebooks, b.ID) {
			continue
		}
		foreign = append(foreign, b.Party)
		if side := b.As(r.Sides).Party; !slices.Contains(own, side) {
			return fmt.Errorf("recount: the codebook %s is that of %s, and the agreement knows %s: write sides: {%s: %s} or the other one", b.ID, side, strings.Join(own, ", "), b.Party, own[0])
		}
	}
	seen := map[string]string{}
	for _, party := range slices.Sorted(maps.Keys(r.Sides)) {
		side := r.Sides[party]
		switch {
		case !slices.Contains(foreign, party):
			return fmt.Errorf("recount: sides names %s, whose count none of the codebooks is (%s)", party, cmp.Or(strings.Join(foreign, ", "), "they are of no side"))
		case seen[side] != "":
			return fmt.Errorf("recount: sides says of both %s and %s that they are %s", seen[side], party, side)
		}
		seen[side] = party
	}
	return nil
}

func (c *replayConfig) checkFeeds(m *mistakes) {
	seen := map[string]bool{}
	for i, f := range c.Feeds {
		here := keys("feeds", i)
		f.check(m, here)
		if seen[f.Feed] {
			m.at(append(here, "feed"), "feed %s: there are two of this name; each needs its own", f.Feed)
		}
		seen[f.Feed] = true
		if f.Transport.Kind != "" || f.Every != 0 || f.Limit != 0 || f.Release != nil {
			m.at(here, "feed %s: transport, every, limit and release are for live feeds, which stand in feeds/%s.yaml", f.Feed, f.Feed)
		}
		c.checkFiles(m, i)
	}
}

// check says what is wrong with a feed, live or not.
func (f feedStanza) check(m *mistakes, here []any) {
	at := func(key string) []any { return append(slices.Clone(here), key) }
	switch {
	case f.Feed == "":
		m.at(here, "a feed needs a name: write feed: posts")
	case f.Feed == feedTick || f.Feed == feedConfig || f.Feed == feedConclusions:
		m.at(at("feed"), "feed %s: Truceline itself writes under this name; take another", f.Feed)
	}
	if build := formats()[f.Format]; build == nil {
		m.at(at("format"), "feed %s: there is no format %q; there are %s", f.Feed, f.Format, strings.Join(formatNames(), ", "))
	} else if _, err := build(f.config()); err != nil {
		m.at(at("options"), "%s", strings.TrimSuffix(err.Error(), ": "+truceline.ErrUsage.Error()))
	}
	if f.Window < 0 || f.Window > maxWait || f.Delay < 0 || f.Delay > maxWait {
		m.at(here, "feed %s: window and delay are between 0 and %.0f days, as 15m or 3h", f.Feed, maxWait.Hours()/24)
	}
	if f.Grade != "" && !regexp.MustCompile(`^[A-F][2-6]?$`).MatchString(f.Grade) {
		m.at(at("grade"), "feed %s: grade is %q: write a letter from A to F, with or without a figure from 2 to 6, as B2; 1 is worked out and never stated", f.Feed, f.Grade)
	}
	if f.Clock != nil && (!slices.Contains(clocks(), truceline.ClockQuality(f.Clock.Quality)) || f.Clock.Error < 0) {
		m.at(at("clock"), "feed %s: write clock: {quality: ntp, error: 2s}; quality is gnss, ntp, watch, pass, day or unknown", f.Feed)
	}
}

func clocks() []truceline.ClockQuality {
	return []truceline.ClockQuality{truceline.ClockGNSS, truceline.ClockNTP, truceline.ClockWatch, truceline.ClockPass, truceline.ClockDay, truceline.ClockUnknown}
}

// feedName is what a live feed may be called, as files and addresses bear it.
const feedName = `^[a-z0-9][a-z0-9-]{0,62}$`

// checkLive says what is wrong with a live feed.
func (f feedStanza) checkLive(m *mistakes) {
	f.check(m, nil)
	if f.Feed != "" && !regexp.MustCompile(feedName).MatchString(f.Feed) {
		m.at(keys("feed"), "feed %s: a live feed's name has lower-case letters, digits and hyphens", f.Feed)
	}
	if len(f.Files) > 0 || f.Delay != 0 {
		m.at(nil, "feed %s: files and delay are for replay.yaml; a live feed has a transport", f.Feed)
	}
	if f.Every < 0 || f.Every > maxWait || f.Limit < 0 {
		m.at(keys("every"), "feed %s: every is between 0 and %.0f days, and limit is not negative", f.Feed, maxWait.Hours()/24)
	}
	for _, role := range f.Release {
		if r, err := access.ParseRole(role); err != nil || !(access.Reader{Role: r}).Mission() {
			m.at(keys("release"), "feed %s: release names %q: only officer, analyst and planner ever see raw statements", f.Feed, role)
		}
	}
	build := formats()[f.Format]
	if build == nil {
		return // said already
	}
	format, err := build(f.config())
	if err != nil {
		return
	}
	for _, p := range f.Transport.Check(format.Frame != nil) {
		m.at(keys("transport", p.Key), "feed %s: %s", f.Feed, p.Text)
	}
}

func (c *replayConfig) checkFiles(m *mistakes, i int) {
	f := c.Feeds[i]
	if len(f.Files) == 0 {
		m.at(keys("feeds", i, "files"), "feed %s: files is empty: name files, or patterns as front/*.geojson.gz", f.Feed)
	}
	for k, pattern := range f.Files {
		here := keys("feeds", i, "files", k)
		if _, err := path.Match(pattern, ""); err != nil {
			m.at(here, "feed %s: %q is no pattern: a [ is not closed", f.Feed, pattern)
		} else if !fs.ValidPath(pattern) || pattern == "." {
			m.at(here, "feed %s: %q: name files below the folder, without a leading slash or ..", f.Feed, pattern)
		}
	}
}

// checkLine makes sure that there is what a contact line is cut from.
func (c *replayConfig) checkLine(m *mistakes) {
	if !(c.Line.ToleranceKm > 0 && c.Line.ToleranceKm <= 100) {
		m.at(keys("line", "tolerance_km"), "line: tolerance_km is %v: write a number over 0 and up to 100", c.Line.ToleranceKm)
	}
	for _, format := range []string{"areas", "control"} {
		if !slices.ContainsFunc(c.Feeds, func(f feedStanza) bool { return f.Format == format }) {
			m.at(keys("line"), "line: a contact line is cut from borders and maps of control, and no feed has the format %s", format)
		}
	}
}
