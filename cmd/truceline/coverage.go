package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/report"
)

func coverageCommand() command {
	return command{
		name: "coverage", args: "WORLD_OR_RUN", brief: "tell how well the line was watched, piece by piece and hour by hour",
		help: `Works out how well each piece of the contact line was watched for a kind of happening,
in each hour, and prints it by stretches of 100 km: the shares of piece and hour that were
watched, partly watched, blind, and of which it is not known; the chance that an event there
and then was noticed; and the longest time for which nothing watched. With --out it draws the
same as a picture (SVG): hours to the right, the line downwards, events on top.

WORLD_OR_RUN is a folder with a replay.yaml, which is replayed first (nothing of it is kept),
or the folder of a run.

What is not known never counts as watched. --kind is a code of the taxonomy as F3 (indirect
fire); without it, the kind of which most is on record.

Example:
  truceline coverage /tmp/run --kind F3 --from 2030-05-02T00:00:00Z --out /tmp/watched.svg`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			var ask coverageQuestion
			set.StringVar(&ask.kind, "kind", "", "kind of happening `K`; without it the most frequent one")
			set.StringVar(&ask.from, "from", "", "first hour `TIME` (2006-01-02T15:04:05Z); without it the start of the window")
			set.StringVar(&ask.to, "to", "", "end `TIME`; without it the end of the window")
			set.Float64Var(&ask.stepKm, "step", 5, "length of a piece of the line in `KM`")
			out := set.String("out", "", "write the picture to this `FILE.svg`")
			data := set.String("data", "", "folder of the raw data `DIR`, as for replay")
			asJSON := set.Bool("json", false, "print everything as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) != 1 {
					return usage("name one folder of a world or a run; %s", hintReplayFirst)
				}
				f, err := flowOf(ctx, env, args[0], dataFolder(*data))
				if err != nil {
					return err
				}
				watched, err := ask.answer(f)
				if err != nil {
					return err
				}
				if *out != "" {
					if err := writeFile(*out, watched.SVG()); err != nil {
						return err
					}
				}
				if *asJSON {
					return printJSON(env, watched)
				}
				if err := printCoverage(env.stdout, watched); err != nil || *out == "" {
					return err
				}
				_, err = fmt.Fprintln(env.stdout, "\npicture:", *out)
				return err
			}
		},
	}
}

// flowOf runs the engine over a run's journal, or over a world that is replayed
// into a folder which is removed again.
func flowOf(ctx context.Context, env *environment, folder, data string) (*flowed, error) {
	if _, err := os.Stat(filepath.Join(folder, fileReplay)); errors.Is(err, fs.ErrNotExist) {
		j, err := openJournal(ctx, env, folder)
		if err != nil {
			return nil, err
		}
		defer j.Close()
		l, err := loadJournal(ctx, j)
		if err != nil {
			return nil, err
		}
		return flow(ctx, env, j, l)
	}
	l, err := loadReplay(folder)
	if err != nil {
		return nil, err
	}
	passing, err := os.MkdirTemp("", "truceline-coverage-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the replay: %w", err)
	}
	defer os.RemoveAll(passing)
	done, err := replay(ctx, env, l, data, passing)
	if err != nil {
		return nil, err
	}
	return done.flowed, nil
}

// coverageQuestion is what is asked, as typed.
type coverageQuestion struct {
	kind, from, to string
	stepKm         float64
}

// answer works the table out.
func (q coverageQuestion) answer(f *flowed) (report.LineWatch, error) {
	if q.stepKm < 0.1 || q.stepKm > 500 {
		return report.LineWatch{}, usage("--step %g: a piece of the line has 0.1 to 500 km", q.stepKm)
	}
	window := f.record.Run.Window
	if window.To.IsZero() {
		window.To = f.record.AsOf
	}
	for _, t := range []struct {
		name, text string
		to         *time.Time
	}{{"--from", q.from, &window.From}, {"--to", q.to, &window.To}} {
		if t.text == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, t.text)
		if err != nil {
			return report.LineWatch{}, usage("%s %q is no time such as 2030-05-02T00:00:00Z", t.name, t.text)
		}
		*t.to = at.UTC()
	}
	if !window.To.After(window.From) || window.Hours() > 24*400 {
		return report.LineWatch{}, usage("%s to %s is no window of up to 400 days", window.From.Format(time.RFC3339), window.To.Format(time.RFC3339))
	}
	kind := truceline.Kind(strings.ToUpper(q.kind))
	if kind == "" {
		kind = mostFrequent(f.record, window)
	}
	if _, ok := truceline.KindNamed(kind); !ok {
		return report.LineWatch{}, usage("there is no kind %q; the taxonomy in docs/decisions/0003-kinds.md names them, as F3", q.kind)
	}
	table := f.engine.WatchTable(kind, window, q.stepKm)
	if table == nil {
		return report.LineWatch{}, fmt.Errorf("%s has no contact line to look along: its replay.yaml needs maps of control and \"line:\"", f.record.Run.Name)
	}
	return report.BuildLineWatch(f.record, table), nil
}

// mostFrequent is the kind with most incidents in a window, the first of the
// taxonomy among equals; undetermined explosions where there are none.
func mostFrequent(rec truceline.Record, w truceline.Window) truceline.Kind {
	n := map[truceline.Kind]int{}
	for _, i := range rec.Incidents {
		if w.Contains(i.When.From) && i.Ground != nil {
			n[i.Kind]++
		}
	}
	kinds := truceline.Kinds()
	most := slices.MaxFunc(kinds, func(a, b truceline.KindInfo) int { return cmp.Compare(n[a.Kind], n[b.Kind]) })
	if n[most.Kind] == 0 {
		return truceline.KindExplosion
	}
	return most.Kind
}

func printCoverage(w io.Writer, l report.LineWatch) error {
	fmt.Fprintf(w, "%s, %s (%s)\n%s to %s UTC, contact line of %s, as of %s UTC\n\n", l.Name, l.KindName, l.Kind,
		l.Window.From.Format("2006-01-02 15:04"), l.Window.To.Format("2006-01-02 15:04"), l.LineAsOf, l.AsOf.Format("2006-01-02 15:04"))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "km\twatched\tpartly\tblind\tnot known\tnoticed if it happened\tlongest unwatched\tevents\t")
	row := func(name string, s report.StretchWatch) {
		fmt.Fprintf(t, "%s\t%.0f %%\t%.0f %%\t%.0f %%\t%.0f %%\t%.0f %%\t%d h\t%d\t\n", name,
			100*s.Watched, 100*s.Partly, 100*s.Blind, 100*s.NotKnown, 100*s.Chance, s.LongestHours, s.Events)
	}
	for _, s := range l.Parts {
		row(fmt.Sprintf("%.0f-%.0f", s.FromKm, s.ToKm), s)
	}
	row("all", l.Whole)
	return t.Flush()
}
