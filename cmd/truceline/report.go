package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/report"
	"github.com/truceline/truceline/store"
	"github.com/truceline/truceline/wording"
)

func reportCommand() command {
	return command{
		name: "report", args: "DIR", brief: "write the truce report, or a day's table",
		help: `Writes the truce report of the run in DIR into --out (DIR when not given): report.html
is one self-contained page with maps and plots; report.json, incidents.csv and
incidents.geojson hold the same in numbers.

With --daily DATE it writes the monitor's daily table for the reporting day that ends
on DATE at the mission's cut-off (19:30 Kyiv): daily-DATE.html, .json and .csv.

Each breach that was found stands with its whole chain of reasons. --lang tells the page in
Ukrainian, French or Russian; numbers and files for machines stay as they are.

Example:
  truceline report /tmp/easter --daily 2026-04-12`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			dir := set.String("dir", "", "the run's folder `DIR`, instead of the argument")
			out := set.String("out", "", "folder to write into `DIR`")
			daily := set.String("daily", "", "write the daily table of this `DATE` (2006-01-02)")
			language := set.String("lang", "en", "tell the page in this `LANGUAGE`: en, uk, fr or ru")
			asJSON := set.Bool("json", false, "print the report as JSON instead of writing files")
			return func(ctx context.Context, env *environment, args []string) error {
				folder, err := folderArgument(*dir, args)
				if err != nil {
					return err
				}
				reader, err := readerOf(*language)
				if err != nil {
					return err
				}
				rec, err := readRecord(ctx, folder)
				if err != nil {
					return err
				}
				reader.Names = rec.Run.Agreement.Named(reader.Language)
				if *out == "" {
					*out = folder
				}
				if err := os.MkdirAll(*out, 0o755); err != nil {
					return fmt.Errorf("make %s: %w", *out, err)
				}
				if *daily != "" {
					return writeDaily(env, rec, *daily, *out, reader, *asJSON)
				}
				t, err := reportOf(rec)
				if err != nil {
					return err
				}
				if *asJSON {
					return printJSON(env, t)
				}
				if err := writeReport(*out, t, rec, reader, func() {}); err != nil {
					return err
				}
				fmt.Fprintln(env.stdout, filepath.Join(*out, reportHTML))
				return nil
			}
		},
	}
}

// readRecord reads the record of a run from its store.
func readRecord(ctx context.Context, dir string) (truceline.Record, error) {
	st, err := openStore(dir)
	if err != nil {
		return truceline.Record{}, err
	}
	defer st.Close()
	return st.Record(ctx)
}

// openStore opens the store of a run, saying how to make one.
func openStore(dir string) (*store.Store, error) {
	name := filepath.Join(dir, fileStore)
	if _, err := os.Stat(name); err != nil {
		if _, err := os.Stat(filepath.Join(dir, dirJournal)); err != nil {
			return nil, usage("%s holds no run; %s", dir, hintReplayFirst)
		}
		return nil, fmt.Errorf("%s holds a journal but no store; run \"truceline rebuild %s\"", dir, dir)
	}
	return store.Open(name)
}

func printJSON(env *environment, v any) error {
	encoder := json.NewEncoder(env.stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

func writeDaily(env *environment, rec truceline.Record, date, out string, reader wording.Reader, asJSON bool) error {
	zone, err := time.LoadLocation(rec.Run.MissionZone)
	if err != nil {
		return fmt.Errorf("mission zone: %w", err)
	}
	if _, err := truceline.Date(date).Time(zone); err != nil {
		return usage("--daily: %v", err)
	}
	d, err := report.Daily(rec, truceline.Date(date), zone)
	if err != nil {
		return err
	}
	if d.Recounts, err = configuredRecounts(rec); err != nil {
		return err
	}
	if first, last := daysOf(rec, zone); d.To.Before(first) || d.From.After(last) {
		return usage("the record says nothing of %s; it reaches from %s to %s", date, first.Format(time.DateOnly), last.Format(time.DateOnly))
	}
	if asJSON {
		return printJSON(env, d)
	}
	html, err := report.DailyHTML(d, reader)
	if err != nil {
		return err
	}
	csv, err := report.DailyCSV(d)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	for suffix, data := range map[string][]byte{".html": html, ".csv": csv, ".json": text} {
		if err := writeFile(filepath.Join(out, "daily-"+date+suffix), data); err != nil {
			return err
		}
	}
	fmt.Fprintln(env.stdout, filepath.Join(out, "daily-"+date+".html"))
	return nil
}

// daysOf returns from when to when a record has anything to say: its windows, and
// what a monitor counted.
func daysOf(rec truceline.Record, zone *time.Location) (first, last time.Time) {
	first, last = rec.Run.Window.From, rec.AsOf
	if c := rec.Run.ComparedWith; c != nil && c.From.Before(first) {
		first = c.From
	}
	for _, t := range rec.Tallies {
		if t.When.From.Before(first) {
			first = t.When.From
		}
		if t.When.To.After(last) {
			last = t.When.To
		}
	}
	return first.In(zone), last.In(zone)
}
