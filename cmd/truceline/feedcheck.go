package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

func feedCheckCommand() command {
	return command{
		name: "feed check", args: "FORMAT FILE...", brief: "read files as a feed would, and say what was accepted and what was refused",
		help: `Reads files as the feed of that format would and prints, a line a message, what was
accepted and what was refused and why. Nothing is stored. Exit code 1 when anything
was refused. A FILE of - is standard input. FORMAT is one of: ` + strings.Join(formatNames(), ", ") + `.

With --json each message is one line of JSON: file, line, what it was read as
(observations, watches, claims and so on) and its refusals.

Example:
  truceline feed check table posts.csv
  truceline feed check ais --source "coast station" harbour.nmea`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			var o feedCheckOptions
			set.BoolVar(&o.json, "json", false, "print each message as a line of JSON")
			set.StringVar(&o.source, "source", "sender", "`name` of the source, where the messages name none")
			options := set.String("options", "", "options of the format as `name=value`, with commas between them")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) < 2 {
					return usage("name a format and at least one file")
				}
				var err error
				if o.options, err = feedOptions(*options); err != nil {
					return err
				}
				return feedCheck(ctx, env, args[0], args[1:], o)
			}
		},
	}
}

func formatNames() []string { return slices.Sorted(maps.Keys(formats())) }

type feedCheckOptions struct {
	json    bool
	source  string
	options map[string]string
}

// feedOptions reads "zone=Europe/Kyiv,form=csv".
func feedOptions(text string) (map[string]string, error) {
	out := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		if part == "" {
			continue
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			return nil, usage("option %q is not of the form name=value", part)
		}
		out[name] = value
	}
	return out, nil
}

// feedCheck reads each file and prints what came of it.
func feedCheck(ctx context.Context, env *environment, name string, files []string, o feedCheckOptions) error {
	build, ok := formats()[name]
	if !ok {
		return usage("there is no format %q; there are %s", name, strings.Join(formatNames(), ", "))
	}
	config := feed.Config{Feed: name, Source: o.source, Options: o.options}
	format, err := build(config)
	if err != nil {
		return err
	}
	out := &checked{w: bufio.NewWriter(env.stdout), json: o.json}
	for _, file := range files {
		text, err := readChecked(file)
		if err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		if err := out.read(ctx, file, text, feed.Reader{Config: config, Format: format, Salt: salts(name), Received: time.Now().UTC()}); err != nil {
			return err
		}
	}
	if !o.json {
		fmt.Fprintf(out.w, "%d messages: %d accepted, %d refused, %d that say nothing by themselves\n", out.messages, out.accepted, out.refused, out.messages-out.accepted-out.refused)
	}
	if err := out.w.Flush(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if out.refused > 0 {
		return fmt.Errorf("%d of %d messages were refused; the lines above say why", out.refused, out.messages)
	}
	return nil
}

func readChecked(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(io.LimitReader(os.Stdin, feed.MaxFile))
	}
	if info, err := os.Stat(file); err == nil && info.Size() > feed.MaxFile {
		return nil, feed.ErrFileTooLarge
	}
	return os.ReadFile(file)
}

// checked counts and prints what was read.
type checked struct {
	w                           *bufio.Writer
	json                        bool
	messages, accepted, refused int
}

// checkedMessage is a line of --json.
type checkedMessage struct {
	File    string             `json:"file"`
	Line    int                `json:"line"`
	Reading *truceline.Reading `json:"reading"`
}

func (c *checked) read(ctx context.Context, file string, text []byte, r feed.Reader) error {
	var spans [][2]int64
	var stopped error
	r.Walk(filepath.Base(file), text, func(e truceline.Entry, needed []int) {
		spans = append(spans, [2]int64{e.Offset, e.Offset + int64(len(e.Body))})
		if stopped = ctx.Err(); stopped != nil {
			return
		}
		var needs [][]byte
		for _, n := range needed {
			needs = append(needs, text[spans[n][0]:spans[n][1]])
		}
		reading := r.Format.Parse(e, needs)
		c.count(reading)
		if c.json {
			stopped = json.NewEncoder(c.w).Encode(checkedMessage{file, e.Line, &reading})
			return
		}
		c.print(file, e.Line, reading)
	})
	return stopped
}

// count counts a message once: as refused when anything of it was.
func (c *checked) count(r truceline.Reading) {
	c.messages++
	switch {
	case len(r.Refusals) > 0:
		c.refused++
	case len(said(r)) > 0:
		c.accepted++
	}
}

func (c *checked) print(file string, line int, r truceline.Reading) {
	for _, what := range said(r) {
		fmt.Fprintf(c.w, "%s:%d: accepted: %s\n", file, line, what)
	}
	for _, refusal := range r.Refusals {
		refusal.File = file
		fmt.Fprintf(c.w, "refused: %s\n", inWords(refusal))
	}
}

// said words what a reading holds, a line each.
func said(r truceline.Reading) (lines []string) {
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	at := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	for _, o := range r.Observations {
		info, _ := truceline.KindNamed(o.Kind)
		what := info.Name
		if o.Plot() {
			what = o.Subtype
		}
		add("%s %s, %s by %s, %s", o.Kind, what, o.Means, o.Source, at(o.When.From)+placeInWords(o.Place))
	}
	for _, w := range r.Watches {
		add("%s %s (%s) from %s", w.By, w.State, w.Means, at(w.When.From)+placeInWords(w.Place))
	}
	for _, x := range r.Texts {
		when := "without a date"
		if !x.Published.IsZero() {
			when = at(x.Published)
		}
		add("text by %s, %s: %s", cmp.Or(x.Outlet, x.Source, "nobody named"), when, cmp.Or(x.Title, x.Name))
	}
	for _, x := range r.Claims {
		add("claim by %s: %s", x.Claimant, x.Metric)
	}
	for _, x := range r.Tallies {
		add("count by %s: %d %s, %s", x.By, x.Value, x.Metric, at(x.When.From))
	}
	for _, x := range r.Controls {
		add("map of control of %s, %d polygons", x.AsOf, len(x.Polygons))
	}
	for _, x := range r.Areas {
		add("area %s %s", x.ID, x.Name)
	}
	for _, x := range r.Weather {
		add("weather from %s", at(x.When.From)+placeInWords(x.Place))
	}
	for _, x := range r.Rulings {
		add("ruling by %s of %s: %s", x.By, at(x.At), x.Act)
	}
	for _, x := range r.Terrain {
		add("heights, %d by %d cells", x.Columns, x.Rows)
	}
	for _, x := range r.Postures {
		add("posture %s", x.File)
	}
	if n := len(r.Heat); n > 0 {
		add("%d hot pixels of past years", n)
	}
	return lines
}

func placeInWords(p truceline.Place) string {
	switch {
	case p.Shape == truceline.ShapePoint:
		return fmt.Sprintf(", %.5f %.5f within %.0f m", p.At.Lat, p.At.Lon, p.Ellipse.SemiMajor)
	case p.Shape == truceline.ShapeSector && p.Sector.RangeMax > 0:
		return fmt.Sprintf(", %.0f-%.0f m and %.0f-%.0f degrees from %.5f %.5f", p.Sector.RangeMin, p.Sector.RangeMax, p.Sector.BearingFrom, p.Sector.BearingTo, p.At.Lat, p.At.Lon)
	case p.Shape == truceline.ShapeSector:
		return fmt.Sprintf(", %.0f-%.0f degrees from %.5f %.5f", p.Sector.BearingFrom, p.Sector.BearingTo, p.At.Lat, p.At.Lon)
	case p.Area != "":
		return ", " + p.Area
	}
	return ""
}
