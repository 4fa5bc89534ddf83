package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/journal"
	"github.com/truceline/truceline/report"
)

func replayCommand() command {
	return command{
		name: "replay", args: "FOLDER", brief: "take a truce's raw files through the whole river",
		help: `Reads FOLDER/replay.yaml, journals the raw files it names byte for byte, works out what
happened, and writes into --out: report.html, report.json, incidents.csv,
incidents.geojson, and a journal and store that "truceline serve --dir DIR" shows.

Files named in a replay.yaml with "root: data" lie under --data, which defaults to
TRUCELINE_DATA, then ../shared/data; others lie beside the replay.yaml.
A replay that was cut off goes on where it stopped when it is run again.

Example:
  truceline replay exercises/real/easter-2026 --data ../shared/data --out /tmp/easter`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			data := set.String("data", "", "folder of the raw data `DIR`")
			out := set.String("out", "", "folder for the run `DIR`; made if it is not there")
			asJSON := set.Bool("json", false, "print the outcome as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) != 1 {
					return usage("name one folder that holds a replay.yaml")
				}
				if *out == "" {
					return usage("say where to write with --out DIR")
				}
				l, err := loadReplay(args[0])
				if err != nil {
					return err
				}
				done, err := replay(ctx, env, l, dataFolder(*data), *out)
				if err != nil {
					return err
				}
				return done.print(env.stdout, *asJSON)
			}
		},
	}
}

// dataFolder is where raw files lie: the flag, then the environment, then the
// folder beside the project.
func dataFolder(flag string) string {
	if flag != "" {
		return flag
	}
	if dir := os.Getenv("TRUCELINE_DATA"); dir != "" {
		return dir
	}
	return filepath.Join("..", "shared", "data")
}

// replayed is the outcome of a replay.
type replayed struct {
	Name         string              `json:"name"`
	Dir          string              `json:"dir"`
	Entries      int                 `json:"entries"`
	Incidents    int                 `json:"incidents"`
	Findings     int                 `json:"findings"`
	Refused      int                 `json:"refused"`
	Observations int                 `json:"observations"`
	Refusals     []truceline.Refusal `json:"refusals,omitempty"` // the first of them
	report       report.Truce        // for callers that go on
	flowed       *flowed
}

func (r replayed) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(r)
	}
	for i, refusal := range r.Refusals {
		if i == 5 {
			fmt.Fprintf(w, "... and %d more\n", r.Refused-i)
			break
		}
		fmt.Fprintln(w, "refused:", inWords(refusal))
	}
	_, err := fmt.Fprintf(w, "%s: %d entries, %d observations, %d incidents, %d findings, %d refused\nreport: %s\nlook at it: truceline serve --dir %s\n",
		r.Name, r.Entries, r.Observations, r.Incidents, r.Findings, r.Refused, filepath.Join(r.Dir, reportHTML), r.Dir)
	return err
}

// refusedIn is how much was refused, of which a record lists only so many a feed.
func refusedIn(r truceline.Record) (n int) {
	for _, f := range r.Feeds {
		n += f.Refused
	}
	return n
}

// maxRefusals bounds how many refusals a replay's outcome lists; the store has
// them all.
const maxRefusals = 1000

// inWords says which row of which file was refused, and why.
func inWords(r truceline.Refusal) string {
	field := ""
	if r.Field != "" {
		field = r.Field + ": "
	}
	return fmt.Sprintf("%s:%d: %s%s", r.File, r.Line, field, r.Reason)
}

// replay journals the raw files, works out what happened, journals what was
// concluded, and publishes. Every part can be repeated.
func replay(ctx context.Context, env *environment, l *loaded, data, dir string) (replayed, error) {
	arrivals, err := l.arrivals(data) // before anything is made: files may be missing
	if err != nil {
		return replayed{}, err
	}
	truth, err := readTruthFile(env, l, data)
	if err != nil {
		return replayed{}, err
	}
	if err := os.MkdirAll(filepath.Join(dir, dirJournal), 0o755); err != nil {
		return replayed{}, fmt.Errorf("make the run's folder: %w", err)
	}
	j, err := journal.Open(ctx, filepath.Join(dir, dirJournal), journal.Options{Logger: env.log})
	if err != nil {
		return replayed{}, err
	}
	defer j.Close()
	if err := receive(ctx, env, j, l, arrivals); err != nil {
		return replayed{}, err
	}
	if truth != nil {
		if err := writeFile(filepath.Join(dir, fileTruth), truth); err != nil {
			return replayed{}, err
		}
	}
	f, err := flow(ctx, env, j, l)
	if err != nil {
		return replayed{}, err
	}
	if _, err := j.Append(ctx, f.conclusions); err != nil {
		return replayed{}, fmt.Errorf("journal conclusions: %w", err)
	}
	removeLeftovers(dir)
	truce, err := publish(ctx, dir, f, func() {})
	if err != nil {
		return replayed{}, err
	}
	return replayed{
		Name: l.config.Name, Dir: dir, Entries: int(j.Last()), Incidents: len(f.record.Incidents), Findings: len(f.record.Findings),
		Refused: refusedIn(f.record), Observations: f.engine.Observations(), report: truce, flowed: f,
		Refusals: f.record.Refusals[:min(len(f.record.Refusals), maxRefusals)],
	}, nil
}

// readTruthFile reads an exercise's truth, nil when there is none or when it was
// taken away, as from a world that people are trained on. It is laid beside the
// store, for the page. It does not pass through the journal: nothing that judges
// may read it.
func readTruthFile(env *environment, l *loaded, data string) ([]byte, error) {
	if l.config.Truth == "" {
		return nil, nil
	}
	name := filepath.Join(l.root(data), l.config.Truth)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		env.log.Warn("the truth is not there: the page will not show it, and the run cannot be scored against it here", "file", name)
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read truth: %w", err)
	}
	return text, nil
}
