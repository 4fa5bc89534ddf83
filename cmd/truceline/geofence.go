package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func geofenceCommand() command {
	return command{
		name: "geofence", args: "", brief: "tell who entered or left which zone, from positions",
		help: `Reads zones (GeoJSON) and position fixes (one JSON object a line: id, time, lat, lon)
and writes a CSV table of id, time, zone, event, where event is enter or exit and time
is the fix's own. Rows are in event time. The first fix inside is an enter; a zone
crossed wholly between two fixes leaves no row.

A zone is a Polygon or MultiPolygon, whose edges are straight in longitude and latitude
and belong to it; or a Point with the property radius_m, a circle on a sphere of radius
6,371,000 m. A circle that moves has no geometry but the properties radius_m, around
(ids of the objects at its centre, the last letter * for all that begin so), watches
(ids of those it is told of; all others when left out) and stale_s (after how many
seconds a fix counts for nothing; 3600 when left out, 0 for never). Its rows name the
zone and the object at the centre: exclusion@vessel-7.

Coordinates are reckoned in whole billionths of a degree, so no answer near an edge
depends on rounding. Fixes may come in any order within --window of the newest; one
that comes later is left out and told of. Exit code 1 when fixes were left out.

Example:
  truceline geofence --zones zones.geojson --fixes fixes.ndjson --events out.csv`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			var o geofenceOptions
			set.StringVar(&o.zones, "zones", "", "zones as GeoJSON `FILE`")
			set.StringVar(&o.fixes, "fixes", "", "fixes `FILE`, one JSON object a line; - for standard input")
			set.StringVar(&o.events, "events", "-", "CSV `FILE` to write; - for standard output")
			set.DurationVar(&o.window, "window", 5*time.Minute, "how far behind the newest fix another may lie when it comes")
			set.BoolVar(&o.json, "json", false, "print the summary as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				switch {
				case len(args) > 0:
					return usage("it takes flags only; %q is none", args[0])
				case o.zones == "" || o.fixes == "":
					return usage("name the zones and the fixes: --zones zones.geojson --fixes fixes.ndjson")
				case o.window < 0:
					return usage("--window cannot be negative")
				case o.json && o.events == "-":
					return usage("--json prints to standard output, so name a file for --events")
				}
				return geofence(ctx, env, o)
			}
		},
	}
}

// geofenceOptions are the flags of the command.
type geofenceOptions struct {
	zones, fixes, events string
	window               time.Duration
	json                 bool
}

// geofenceSummary is what is told at the end.
type geofenceSummary struct {
	Zones      int     `json:"zones"`
	Fixes      int     `json:"fixes"`
	Objects    int     `json:"objects"`
	Enter      int     `json:"enter"`
	Exit       int     `json:"exit"`
	Late       int     `json:"late"`    // came later than the window allows, left out
	Refused    int     `json:"refused"` // lines that are no fix
	FirstBad   string  `json:"first_refused,omitempty"`
	Seconds    float64 `json:"seconds"`
	FixesPerS  float64 `json:"fixes_per_s"`
	LatestTime string  `json:"as_of,omitempty"` // event time of the newest fix
}

// geofence runs the whole from files to events.
func geofence(ctx context.Context, env *environment, o geofenceOptions) error {
	zones, err := readFenceZones(o.zones)
	if err != nil {
		return err
	}
	in := io.Reader(os.Stdin)
	if o.fixes != "-" {
		file, err := os.Open(o.fixes)
		if err != nil {
			return fmt.Errorf("read fixes: %w", err)
		}
		defer file.Close()
		in = file
	}
	out, end, err := eventsFile(env, o.events)
	if err != nil {
		return err
	}
	started := time.Now()
	w := newFenceWatch(zones, o.window, out)
	err = runFence(ctx, in, zones.fixed, w, newProgress(env, "fixes", 0))
	if endErr := end(); err == nil {
		err = endErr
	}
	if err != nil {
		return fmt.Errorf("geofence %s: %w", o.fixes, err)
	}
	s := w.summary(zones, time.Since(started))
	return tellGeofence(env, o, s)
}

// eventsFile opens the table; end writes what is left and closes it.
func eventsFile(env *environment, name string) (out *bufio.Writer, end func() error, err error) {
	if name == "-" {
		out = bufio.NewWriterSize(env.stdout, 1<<16)
		return out, out.Flush, nil
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, nil, fmt.Errorf("write events: %w", err)
	}
	out = bufio.NewWriterSize(file, 1<<16)
	return out, func() error {
		err := out.Flush()
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
		return err
	}, nil
}

// tellGeofence prints the summary and turns what was left out into an error.
func tellGeofence(env *environment, o geofenceOptions, s geofenceSummary) error {
	switch {
	case o.json:
		if err := json.NewEncoder(env.stdout).Encode(s); err != nil {
			return err
		}
	case o.events != "-":
		fmt.Fprintf(env.stdout, "%d fixes of %d objects against %d zones: %d enter, %d exit, in %.2f s (%.0f fixes/s)", s.Fixes, s.Objects, s.Zones, s.Enter, s.Exit, s.Seconds, s.FixesPerS)
		if s.LatestTime != "" {
			fmt.Fprintf(env.stdout, ", as of %s", s.LatestTime)
		}
		fmt.Fprintln(env.stdout)
	}
	switch {
	case s.Refused > 0:
		return fmt.Errorf("%d lines are no fixes and were left out; the first is %s", s.Refused, s.FirstBad)
	case s.Late > 0:
		return fmt.Errorf("%d fixes lay more than %s behind the newest when they came and were left out; give a longer --window", s.Late, o.window)
	}
	return nil
}
