package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/score"
)

func scoreCommand() command {
	return command{
		name: "score", args: "WORLD", brief: "measure how far off a run was, where the truth is known",
		help: `Holds the run in --run against WORLD/truth and prints a table: how many happenings
were found, how well places, times, counts and kinds agree, whether stated
probabilities come true, how fast it was. Every figure is explained under the table.
score.html with the plots goes into the run's folder, or into --out.
Nothing that judges reads truth/: the run must have been made before.

With --swap it compares the run with another one of the same world in which the labels
of the sides were exchanged: every incident and finding must be mirrored, exactly.

With --suite it plays every shipped exercise with three seeds and writes scores.md and
scores.json into --out (docs when not given); --small plays shorter pieces and fails
when a figure is worse than in the scores.json that lies there.

Example:
  truceline score /tmp/world --run /tmp/run`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			var o scoreOptions
			set.StringVar(&o.run, "run", "", "folder of the run `DIR` that \"truceline replay\" made from WORLD")
			set.StringVar(&o.swap, "swap", "", "folder of the run `DIR` of the same world with the labels of the sides exchanged")
			set.StringVar(&o.out, "out", "", "folder to write into `DIR`")
			set.BoolVar(&o.json, "json", false, "print the score as JSON")
			set.BoolVar(&o.suite, "suite", false, "play and score every shipped exercise")
			set.BoolVar(&o.small, "small", false, "with --suite: shorter pieces, compared with what was committed")
			return func(ctx context.Context, env *environment, args []string) error {
				switch {
				case o.suite:
					if len(args) > 0 || o.run != "" || o.swap != "" {
						return usage("--suite makes its own worlds and runs")
					}
					return scoreSuite(ctx, env, o)
				case len(args) != 1 || o.run == "":
					return usage("name the world and its run: truceline score WORLD --run RUN")
				case o.swap != "":
					return scoreSwap(ctx, env, o)
				}
				return scoreOne(ctx, env, args[0], o)
			}
		},
	}
}

// scoreOptions are the flags of the command.
type scoreOptions struct {
	run, swap, out     string
	json, suite, small bool
}

const scoreHTML = "score.html"

// scoreOne scores one run and prints it.
func scoreOne(ctx context.Context, env *environment, world string, o scoreOptions) error {
	card, err := scoreRun(ctx, env, world, o.run, score.Cost{})
	if err != nil {
		return err
	}
	page, err := score.HTML(card)
	if err != nil {
		return err
	}
	if o.out == "" {
		o.out = o.run
	}
	name := filepath.Join(o.out, scoreHTML)
	if err := writeFile(name, page); err != nil {
		return err
	}
	if o.json {
		return printJSON(env, card)
	}
	_, err = fmt.Fprintf(env.stdout, "%s\nplots: %s\n", score.Text(card), name)
	return err
}

// scoreRun holds a run against its world. cost is what it took, if that was
// measured.
func scoreRun(ctx context.Context, env *environment, world, dir string, cost score.Cost) (score.Card, error) {
	run, rows, err := readScoredRun(ctx, env, dir)
	if err != nil {
		return score.Card{}, err
	}
	run.Cost = cost
	w, err := readWorld(world, run.Record, rows)
	if err != nil {
		return score.Card{}, err
	}
	first, last := daysOf(run.Record, time.UTC)
	happens := func(t score.Truth) bool { return t.When.From.Before(last) && !t.When.To.Before(first) }
	if len(w.Incidents) > 0 && !slices.ContainsFunc(w.Incidents, happens) {
		return score.Card{}, usage("%s is no run of %s: nothing of that world happens between %s and %s", dir, world, first.Format(time.DateTime), last.Format(time.DateTime))
	}
	if w.Said == nil {
		return score.Score(w, run, nil), nil
	}
	oracle, err := oracleRun(ctx, env, dir, run, w)
	if err != nil {
		return score.Card{}, fmt.Errorf("work out what the sensors allow: %w", err)
	}
	return score.Score(w, run, &oracle), nil
}

// oracleRun works the journal of a run out again with it known which statements
// speak of the same happening. It writes nothing.
func oracleRun(ctx context.Context, env *environment, dir string, run score.Run, w score.World) (score.Run, error) {
	j, l, err := openRun(ctx, env, dir)
	if err != nil {
		return score.Run{}, err
	}
	defer j.Close()
	formats, err := feedsOf(l.config.Feeds)
	if err != nil {
		return score.Run{}, err
	}
	config := l.engine()
	config.Known = func(o truceline.Observation) (happening int, ok bool) {
		happening, ok = w.Said[o.ID]
		return happening, ok
	}
	read, eng := newReader(formats, j.Entry), engine.New(config)
	f := newFlowed(eng)
	bar := newProgress(env, "working out what the sensors allow", int(j.Last()))
	defer bar.end()
	err = j.Read(ctx, 1, 0, func(entries []truceline.Entry) error {
		for _, e := range entries {
			if _, err := f.step(ctx, read, eng, e); err != nil {
				return err
			}
		}
		bar.add(len(entries))
		return ctx.Err()
	})
	if err != nil {
		return score.Run{}, fmt.Errorf("read journal: %w", err)
	}
	return score.Run{Tracks: run.Tracks, Record: eng.Record(), IncidentVersions: f.incidentVersions, FindingVersions: f.findingVersions, Received: run.Received}, nil
}

// scoreSwap compares a run with that of the world with exchanged labels.
func scoreSwap(ctx context.Context, env *environment, o scoreOptions) error {
	here, err := readRecord(ctx, o.run)
	if err != nil {
		return err
	}
	there, err := readRecord(ctx, o.swap)
	if err != nil {
		return err
	}
	differences := score.Mirror(here, there)
	if o.json {
		if err := printJSON(env, map[string]any{"findings": len(here.Findings), "not_mirrored": differences}); err != nil {
			return err
		}
	}
	if !o.json {
		for n, d := range differences {
			if n == 20 {
				fmt.Fprintf(env.stdout, "and %d more\n", len(differences)-n)
				break
			}
			fmt.Fprintf(env.stdout, "%s %s %s: %s is not mirrored\n  here:      %s\n  exchanged: %s\n", d.What, d.When, d.Title, d.Field, d.Here, d.Mirror)
		}
	}
	if len(differences) > 0 {
		return fmt.Errorf("%d differences between the run and the one with the sides exchanged", len(differences))
	}
	if !o.json {
		fmt.Fprintf(env.stdout, "all %d incidents and %d findings are mirrored\n", len(here.Incidents), len(here.Findings))
	}
	return nil
}
