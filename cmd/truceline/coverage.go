package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/report"
)

func coverageCommand() command {
	return command{
		name: "coverage", args: "WORLD_OR_RUN", brief: "tell how well the line was watched, piece by piece and hour by hour",
		help: `Works out how well each piece of the contact line was watched for a kind of happening,
in each hour, and prints it by stretches of 100 km: the shares of piece and hour that were
watched, partly watched, blind, and of which it is not known; the chance that an event there
and then was noticed; the longest time for which nothing watched some piece; what had a look in
the last hour of the window, and how long the rest has waited; and how the effort was shared between the sides. With --blind N it lists the blind windows of N hours or more.

It draws a picture too (SVG): hours to the right, the line downwards, watched, partly watched,
blind and not known, events on top. The picture goes to --out; without it, into the folder of
the run as coverage-KIND.svg, or, of a world, into the working folder as WORLD-coverage-KIND.svg.
With --json nothing but JSON is printed, and a picture is drawn only where --out names one.

WORLD_OR_RUN is a folder with a replay.yaml, which is replayed first (nothing of it is kept),
or the folder of a run.

With --corrections it prints instead what double detections in the record taught of the
detection models, as the corrections of a posture.yaml: put there, they are a part of the next
record, the ledger of watching obeys them, and whoever reads a chance sees them. Nothing is
corrected by itself.

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
			set.Float64Var(&ask.blindHours, "blind", 0, "list where nothing watched for at least `N` hours")
			out := set.String("out", "", "write the picture to this `FILE.svg`; without it, beside the run or into the working folder")
			data := set.String("data", "", "folder of the raw data `DIR`, as for replay")
			corrections := set.Bool("corrections", false, "print what double detections taught, for a posture.yaml")
			asJSON := set.Bool("json", false, "print everything as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) != 1 {
					return usage("name one folder of a world or a run; %s", hintReplayFirst)
				}
				f, err := flowOf(ctx, env, args[0], dataFolder(*data), nil)
				if err != nil {
					return err
				}
				if *corrections {
					return printCorrections(env, f.record, *asJSON)
				}
				watched, err := ask.answer(f)
				if err != nil {
					return err
				}
				if *out == "" && !*asJSON {
					*out = pictureName(args[0], watched.Kind)
				}
				if *out != "" {
					if err := writeFile(*out, watched.SVG()); err != nil {
						return fmt.Errorf("%w; name another file with --out", err)
					}
				}
				if *asJSON {
					return printJSON(env, watched)
				}
				if err := printCoverage(env.stdout, watched); err != nil {
					return err
				}
				_, err = fmt.Fprintln(env.stdout, "\npicture:", *out)
				return err
			}
		},
	}
}

// pictureName is where the picture goes when nobody says where: beside the run, or,
// of a world, which is left as it came, into the working folder.
func pictureName(folder string, kind truceline.Kind) string {
	name := "coverage-" + string(kind) + ".svg"
	if !isWorld(folder) {
		return filepath.Join(folder, name)
	}
	if whole, err := filepath.Abs(folder); err == nil { // "." has no name
		folder = whole
	}
	return filepath.Base(folder) + "-" + name
}

// coverageQuestion is what is asked, as typed.
type coverageQuestion struct {
	kind, from, to string
	stepKm         float64
	blindHours     float64
}

// lineCoverage is what the command tells.
type lineCoverage struct {
	report.LineWatch
	Effort *engine.LineEffort `json:"effort"` // nil: seen from orbit, so the same on either side
	// Corrections are those of the posture that the chances of noticing have in them.
	Corrections []truceline.Correction `json:"corrections"`
}

// answer works the table out.
func (q coverageQuestion) answer(f *flowed) (lineCoverage, error) {
	if q.stepKm < 0.1 || q.stepKm > 500 {
		return lineCoverage{}, usage("--step %g: a piece of the line has 0.1 to 500 km", q.stepKm)
	}
	if q.blindHours < 0 {
		return lineCoverage{}, usage("--blind %g: give hours from 0", q.blindHours)
	}
	window, err := q.window(f.record)
	if err != nil {
		return lineCoverage{}, err
	}
	kind := truceline.Kind(strings.ToUpper(q.kind))
	if kind == "" {
		kind = mostFrequent(f.record, window)
	}
	if _, ok := truceline.KindNamed(kind); !ok {
		return lineCoverage{}, usage("there is no kind %q; the taxonomy in docs/decisions/0003-kinds.md names them, as F3", q.kind)
	}
	table := f.engine.WatchTable(kind, window, q.stepKm)
	if table == nil {
		return lineCoverage{}, fmt.Errorf("%s has no contact line to look along: its replay.yaml needs maps of control and \"line:\"", f.record.Run.Name)
	}
	effort := f.engine.LineEffort(kind, window, q.stepKm, time.Duration(q.blindHours*float64(time.Hour)))
	if effort != nil && q.blindHours == 0 {
		effort.Blind = nil
	}
	return lineCoverage{report.BuildLineWatch(f.record, table), effort, correctionsOf(f.record, kind)}, nil
}

// window is the hours asked about: those of the record where none are named.
func (q coverageQuestion) window(rec truceline.Record) (truceline.Window, error) {
	window := rec.Run.Window
	if window.To.IsZero() {
		window.To = rec.AsOf
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
			return window, usage("%s %q is no time such as 2030-05-02T00:00:00Z", t.name, t.text)
		}
		*t.to = at.UTC()
	}
	if !window.To.After(window.From) || window.Hours() > 24*400 {
		return window, usage("%s to %s is no window of up to 400 days", window.From.Format(time.RFC3339), window.To.Format(time.RFC3339))
	}
	if !window.From.Before(rec.AsOf) {
		return window, usage("--from %s: nothing is known yet; the record is as of %s", window.From.Format(time.RFC3339), rec.AsOf.Format(time.RFC3339))
	}
	return window, nil
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

func printCoverage(w io.Writer, l lineCoverage) error {
	fmt.Fprintf(w, "%s, %s (%s)\n%s to %s UTC, contact line of %s, as of %s UTC\n\n", l.Name, l.KindName, l.Kind,
		l.Window.From.Format("2006-01-02 15:04"), l.Window.To.Format("2006-01-02 15:04"), l.LineAsOf, l.AsOf.Format("2006-01-02 15:04"))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "km\twatched\tpartly\tblind\tnot known\tnoticed if it happened\tlongest unwatched\tlast look\tevents\t")
	row := func(name string, s report.StretchWatch) {
		fmt.Fprintf(t, "%s\t%.0f %%\t%.0f %%\t%.0f %%\t%.0f %%\t%s\t%d h\t%s\t%d\t\n", name,
			100*s.Watched, 100*s.Partly, 100*s.Blind, 100*s.NotKnown, s.ChanceWords(), s.LongestHours, s.SinceWords(), s.Events)
	}
	for _, s := range l.Parts {
		row(fmt.Sprintf("%.0f-%.0f", s.FromKm, s.ToKm), s)
	}
	row("all", l.Whole)
	if err := t.Flush(); err != nil || l.Effort == nil {
		return err
	}
	if err := printCorrected(w, l.Corrections); err != nil {
		return err
	}
	fmt.Fprintln(w, "\neffort on each side's ground, 3 km from the line (chance of noticing, mean over kilometres and hours):")
	for _, s := range l.Effort.Sides {
		fmt.Fprintf(w, "  %s  %.1f %% of %.0f km-hours\n", s.Side, 100*s.Share(), s.KmHours)
	}
	return printBlind(w, l.Effort.Blind, l.Effort.Sides)
}

// mostBlind is how many blind windows are printed; --json has them all.
const mostBlind = 50

// joined puts together the blind windows of neighbouring pieces on the ground of one side
// that begin and end at the same time and have the same cause.
func joined(list []coverage.BlindWindow, sides []coverage.Effort) []coverage.BlindWindow {
	list = slices.Clone(list)
	order := func(side string) int {
		return slices.IndexFunc(sides, func(e coverage.Effort) bool { return e.Side == side })
	}
	slices.SortStableFunc(list, func(a, b coverage.BlindWindow) int {
		return cmp.Or(cmp.Compare(b.When.Hours(), a.When.Hours()), a.When.From.Compare(b.When.From), cmp.Compare(a.Cause, b.Cause),
			order(a.Side)-order(b.Side), cmp.Compare(a.FromKm, b.FromKm))
	})
	var out []coverage.BlindWindow
	for _, x := range list {
		if n := len(out) - 1; n >= 0 && out[n].When == x.When && out[n].Side == x.Side && out[n].Cause == x.Cause && out[n].ToKm == x.FromKm {
			out[n].ToKm = x.ToKm
			continue
		}
		out = append(out, x)
	}
	return out
}

// printBlind lists blind windows, the longest first.
func printBlind(w io.Writer, list []coverage.BlindWindow, sides []coverage.Effort) error {
	if len(list) == 0 {
		return nil
	}
	long := joined(list, sides)
	fmt.Fprintf(w, "\nblind, longest first (%d stretches of ground, 3 km from the line):\n", len(long))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, x := range long[:min(len(long), mostBlind)] {
		why := "nobody was posted"
		if x.Cause != "" {
			why = coverage.CauseWords(x.Cause)
		}
		fmt.Fprintf(t, "  km %.0f-%.0f, ground of %s\t%s to %s UTC\t%.1f h\t%s\n", x.FromKm, x.ToKm, x.Side,
			x.When.From.Format("2006-01-02 15:04"), x.When.To.Format("2006-01-02 15:04"), x.When.Hours(), why)
	}
	if len(long) > mostBlind {
		fmt.Fprintf(t, "  and %d more; --json has them all\n", len(long)-mostBlind)
	}
	return t.Flush()
}
