package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/geo"
	"github.com/truceline/truceline/journal"
	"github.com/truceline/truceline/score"
	"github.com/truceline/truceline/store"
)

// readWorld reads WORLD/truth, and tells from the record's agreement what is
// forbidden. Of the files in truth/ only incidents.ndjson must be there. came
// says which row of raw/ came when.
func readWorld(world string, rec truceline.Record, came arrivals) (score.World, error) {
	var w score.World
	there, err := parseTruthFile(world, "incidents.ndjson", score.ParseTruth, &w.Incidents)
	if err != nil {
		return w, err
	}
	if !there {
		return w, usage("%s holds no truth/incidents.ndjson; make a world with \"truceline sim\"", world)
	}
	if _, err := parseTruthFile(world, "objects.ndjson", score.ParseObjects, &w.Objects); err != nil {
		return w, err
	}
	var chances map[truceline.ID]float64
	if _, err := parseTruthFile(world, "noticeable.ndjson", score.ParseNoticeable, &chances); err != nil {
		return w, err
	}
	w.Noticeable = noticeable(rec)
	if chances != nil {
		w.Noticeable = func(t score.Truth) (yes, ok bool) {
			chance, ok := chances[t.ID]
			return chance > 0, ok
		}
		w.Chance = func(t score.Truth) (p float64, ok bool) {
			p, ok = chances[t.ID]
			return p, ok
		}
	}
	var said map[score.Row]score.Subject
	there, err = parseTruthFile(world, "said.ndjson", score.ParseSaid, &said)
	if err != nil {
		return w, err
	}
	if there {
		w.Said, w.Told = map[truceline.ID]int{}, map[string]int{}
		w.Heard = map[string][]time.Time{}
		for row, s := range said {
			if s.Object > 0 {
				object := strconv.Itoa(s.Object)
				w.Told[object]++
				if when, ok := came.entries[row]; ok {
					w.Heard[object] = append(w.Heard[object], when)
				}
			}
		}
		for id, row := range came.rows {
			switch s := said[row]; {
			case s.Incident > 0:
				w.Said[id] = s.Incident - 1
			case s.Object > 0:
				w.Said[id] = len(w.Incidents) + s.Object
			}
		}
	}
	w.Breaches, err = breaches(rec, w.Incidents)
	return w, err
}

// parseTruthFile reads a file of truth/ if it is there.
func parseTruthFile[T any](world, file string, parse func([]byte) (T, error), to *T) (bool, error) {
	name := filepath.Join(world, "truth", file)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read truth: %w", err)
	}
	if *to, err = parse(text); err != nil {
		return false, fmt.Errorf("read truth: %s: %w", name, err)
	}
	return true, nil
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
// not exempt, and, where it asks for steps before, without these.
func breaches(rec truceline.Record, all []score.Truth) (func(string, score.Truth) (yes, ok bool), error) {
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
		if clause.Kind == truceline.ClauseProcedure && clause.Terms != nil {
			return !stepsTaken(clause.Terms, t, all), true
		}
		return true, true
	}, nil
}

// stepsTaken reports whether the side that did something had truly taken all the
// steps that a clause asks for, in their order and within its time before.
func stepsTaken(terms *truceline.Terms, t score.Truth, all []score.Truth) bool {
	end := t.When.From
	for k := len(terms.Deeds) - 1; k >= 0; k-- { // from the last step back
		var newest time.Time
		for _, d := range all {
			if d.Subtype == terms.Deeds[k] && d.By == t.By && !d.When.From.After(end) && d.When.From.After(newest) {
				newest = d.When.From
			}
		}
		if newest.IsZero() || t.When.From.Sub(newest) > terms.Within {
			return false
		}
		end = newest
	}
	return true
}

// readScoredRun reads a run with all its versions, with when each observation
// came to the door, and which row of which file came when.
func readScoredRun(ctx context.Context, env *environment, dir string) (r score.Run, came arrivals, err error) {
	st, err := openStore(dir)
	if err != nil {
		return r, came, err
	}
	defer st.Close()
	if r.Record, err = st.Record(ctx); err != nil {
		return r, came, err
	}
	r.Tracks = trackPaths(r.Record.Tracks)
	for _, i := range r.Record.Incidents {
		versions, err := st.Incident(ctx, i.ID)
		if err != nil {
			return r, came, err
		}
		r.IncidentVersions = append(r.IncidentVersions, versions...)
	}
	for _, f := range r.Record.Findings {
		versions, err := st.Finding(ctx, f.ID)
		if err != nil {
			return r, came, err
		}
		r.FindingVersions = append(r.FindingVersions, versions...)
	}
	j, err := openJournal(ctx, env, dir)
	if err != nil {
		return r, came, err
	}
	defer j.Close()
	r.Received, came, err = readArrivals(ctx, j, st, r.Record.Incidents)
	return r, came, err
}

// trackPaths turns tracks into what score compares with the true paths. One that the
// record holds to be in messages alone does not say that something is there.
func trackPaths(tracks []truceline.Track) []score.Path {
	var out []score.Path
	for _, t := range tracks {
		if t.OnlySaid {
			continue
		}
		p := score.Path{ID: t.ID.String(), Class: string(t.Class.Medium), Confirmed: t.Confirmed}
		for _, f := range t.Fixes {
			p.Fixes = append(p.Fixes, score.Fix{When: f.When, At: f.At})
		}
		out = append(out, p)
	}
	return out
}

// arrivals is what came to the door.
type arrivals struct {
	entries map[score.Row]time.Time    // when, by its row
	rows    map[truceline.ID]score.Row // by what incidents stand on: the row it was read from
}

// readArrivals reads what came, and returns with it when the observations of incidents did.
func readArrivals(ctx context.Context, j *journal.Journal, st *store.Store, incidents []truceline.Incident) (map[truceline.ID]time.Time, arrivals, error) {
	came := arrivals{entries: map[score.Row]time.Time{}, rows: map[truceline.ID]score.Row{}}
	rows := map[truceline.ID]score.Row{} // by entry
	err := j.Read(ctx, 1, 0, func(batch []truceline.Entry) error {
		for _, e := range batch {
			if e.Kind == truceline.KindData {
				row := score.Row{File: e.File, Line: e.Line}
				rows[e.ID], came.entries[row] = row, e.Received
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, came, fmt.Errorf("read journal: %w", err)
	}
	when := map[truceline.ID]time.Time{}
	for _, i := range incidents {
		refs, err := st.Refs(ctx, i.ID)
		if err != nil {
			return nil, came, err
		}
		for _, ref := range refs {
			row := rows[ref.Entry]
			came.rows[ref.ID] = row
			when[ref.ID] = came.entries[row]
		}
	}
	return when, came, nil
}
