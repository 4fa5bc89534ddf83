package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/journal"
	"github.com/truceline/truceline/score"
	"github.com/truceline/truceline/store"
)

func scoreCommand() command {
	return command{
		name: "score", args: "WORLD", brief: "measure how far off a run was, where the truth is known",
		help: `Holds the run in --run against WORLD/truth and prints a table: how many happenings
were found, how well places, times, counts and kinds agree, whether stated
probabilities come true, how fast it was. Every figure is explained under the table.
score.html with the plots goes into the run's folder, or into --out.

Nothing that judges reads truth/: the run must have been made before.

Example:
  truceline score /tmp/world --run /tmp/run`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			dir := set.String("run", "", "folder of the run `DIR` that \"truceline replay\" made from WORLD")
			out := set.String("out", "", "folder for score.html `DIR`; the run's folder when not given")
			asJSON := set.Bool("json", false, "print the score as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) != 1 || *dir == "" {
					return usage("name the world and its run: truceline score WORLD --run RUN")
				}
				card, err := scoreRun(ctx, env, args[0], *dir)
				if err != nil {
					return err
				}
				if *out == "" {
					*out = *dir
				}
				page, err := score.HTML(card)
				if err != nil {
					return err
				}
				if err := writeFile(filepath.Join(*out, scoreHTML), page); err != nil {
					return err
				}
				if *asJSON {
					return printJSON(env, card)
				}
				_, err = fmt.Fprintf(env.stdout, "%s\nplots: %s\n", score.Text(card), filepath.Join(*out, scoreHTML))
				return err
			}
		},
	}
}

const scoreHTML = "score.html"

// scoreRun holds a run against its world.
func scoreRun(ctx context.Context, env *environment, world, dir string) (score.Card, error) {
	run, err := readScoredRun(ctx, env, dir)
	if err != nil {
		return score.Card{}, err
	}
	w, err := readWorld(world, run.Record)
	if err != nil {
		return score.Card{}, err
	}
	return score.Score(w, run, nil), nil
}

// readWorld reads WORLD/truth, and tells from the record's watches what could
// have been noticed and from its agreement what is forbidden.
func readWorld(world string, rec truceline.Record) (score.World, error) {
	name := filepath.Join(world, "truth", "incidents.ndjson")
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return score.World{}, usage("%s holds no truth/incidents.ndjson; make a world with \"truceline sim\"", world)
	}
	if err != nil {
		return score.World{}, fmt.Errorf("read truth: %w", err)
	}
	w := score.World{Noticeable: noticeable(rec)}
	if w.Incidents, err = score.ParseTruth(text); err != nil {
		return score.World{}, fmt.Errorf("read truth: %s: %w", name, err)
	}
	w.Breaches, err = breaches(rec)
	return w, err
}

// noticeable tells whether any watch that was not blind lay over a happening's
// place at its time and could notice its kind.
func noticeable(rec truceline.Record) func(score.Truth) (yes, ok bool) {
	watches := slices.Clone(rec.Watches)
	watches = slices.DeleteFunc(watches, func(w truceline.Watch) bool {
		return w.State != truceline.Watched && w.State != truceline.PartlyWatched
	})
	regions := map[string]*geo.Region{}
	for _, a := range rec.Areas {
		if r, err := geo.NewRegion(a.Polygons); err == nil {
			regions[a.ID] = r
		}
	}
	return func(t score.Truth) (yes, ok bool) {
		for _, w := range watches {
			if t.When.To.Before(w.When.From) || !t.When.From.Before(w.When.To) || len(w.Kinds) > 0 && !slices.Contains(w.Kinds, t.Kind) {
				continue
			}
			if coverage.Covers(w.Place, t.Place.At) {
				return true, true
			}
			if r := regions[w.Place.Area]; w.Place.Shape == truceline.ShapeArea && r != nil && r.Contains(t.Place.At) {
				return true, true
			}
		}
		return false, len(rec.Watches) > 0
	}
}

// breaches tells whether a clause of the record's agreement forbids what truly
// happened: of a kind it names, in its hours, in its zone, by a side it binds,
// and not exempt.
func breaches(rec truceline.Record) (func(string, score.Truth) (yes, ok bool), error) {
	c, err := agreement.Compile(rec.Run.Agreement, rec.Areas)
	if err != nil {
		return nil, fmt.Errorf("compile agreement %s: %w", rec.Run.Agreement.ID, err)
	}
	everyone := len(rec.Run.Agreement.Parties)
	holds := func(zone string, t score.Truth) bool {
		p, _ := c.Inside(zone, t.Place, t.Ground)
		return p.P >= 0.5
	}
	return func(id string, t score.Truth) (yes, ok bool) {
		clause, ok := c.Clause(id)
		if !ok {
			return false, false
		}
		when := t.When
		when.Clock = truceline.Clock{}
		inForce, _ := c.InForce(when)
		if !slices.Contains(clause.Kinds, t.Kind) || inForce.P < 0.5 || !holds(clause.Zone, t) {
			return false, true
		}
		if len(clause.Binds) < everyone && !slices.Contains(clause.Binds, t.By) {
			return false, true
		}
		for _, e := range clause.Except {
			if exemption, ok := c.Clause(e); ok && t.Exempt != "" && slices.Contains(exemption.Kinds, t.Kind) && holds(exemption.Zone, t) {
				return false, true
			}
		}
		return true, true
	}, nil
}

// readScoredRun reads a run with all its versions and with when each
// observation came to the door.
func readScoredRun(ctx context.Context, env *environment, dir string) (score.Run, error) {
	st, err := openStore(dir)
	if err != nil {
		return score.Run{}, err
	}
	defer st.Close()
	var r score.Run
	if r.Record, err = st.Record(ctx); err != nil {
		return score.Run{}, err
	}
	for _, i := range r.Record.Incidents {
		versions, err := st.Incident(ctx, i.ID)
		if err != nil {
			return score.Run{}, err
		}
		r.IncidentVersions = append(r.IncidentVersions, versions...)
	}
	for _, f := range r.Record.Findings {
		versions, err := st.Finding(ctx, f.ID)
		if err != nil {
			return score.Run{}, err
		}
		r.FindingVersions = append(r.FindingVersions, versions...)
	}
	r.Received, err = received(ctx, env, dir, st, r.Record.Incidents)
	return r, err
}

// received returns when the entries of the incidents' observations came to the
// door.
func received(ctx context.Context, env *environment, dir string, st *store.Store, incidents []truceline.Incident) (map[truceline.ID]time.Time, error) {
	j, err := openJournal(ctx, env, dir)
	if err != nil {
		return nil, err
	}
	defer j.Close()
	when, err := arrivalTimes(ctx, j)
	if err != nil {
		return nil, err
	}
	out := map[truceline.ID]time.Time{}
	for _, i := range incidents {
		refs, err := st.Refs(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		for _, ref := range refs {
			out[ref.ID] = when[ref.Entry]
		}
	}
	return out, nil
}

func arrivalTimes(ctx context.Context, j *journal.Journal) (map[truceline.ID]time.Time, error) {
	when := map[truceline.ID]time.Time{}
	err := j.Read(ctx, 1, 0, func(entries []truceline.Entry) error {
		for _, e := range entries {
			if e.Kind == truceline.KindData {
				when[e.ID] = e.Received
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return when, nil
}
