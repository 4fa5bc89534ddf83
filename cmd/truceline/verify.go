package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"

	"github.com/truceline/truceline"
)

func verifyCommand() command {
	return command{
		name: "verify-replay", args: "DIR", brief: "check that the record replays to what was concluded",
		help: `Checks every hash of the journal of DIR from its first byte, then replays it from
scratch and compares each version of each incident and finding with the one that was
journalled at the time. Exit code 0 means that all are equal. What rested on bodies
that were erased since is counted apart. A replay that was cut off has conclusions
still to be written; they are counted as pending.

Example:
  truceline verify-replay /tmp/easter`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			asJSON := set.Bool("json", false, "print the outcome as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				dir, err := folderArgument("", args)
				if err != nil {
					return err
				}
				v, err := verify(ctx, env, dir)
				if err != nil {
					return err
				}
				if err := v.print(env.stdout, *asJSON); err != nil {
					return err
				}
				if len(v.Different) > 0 {
					return fmt.Errorf("%w: %d conclusions do not replay to what was journalled", truceline.ErrDamaged, len(v.Different))
				}
				return nil
			}
		},
	}
}

// verified is the outcome of comparing a replay with the record.
type verified struct {
	Entries   uint64   `json:"entries"`
	Recorded  int      `json:"recorded"` // conclusions that stand in the journal
	Equal     int      `json:"equal"`
	Pending   int      `json:"pending"` // concluded now, not yet written then
	Erased    int      `json:"erased"`  // bodies erased since
	Excused   int      `json:"excused"` // conclusions that rested on erased bodies
	Different []string `json:"different"`
}

func verify(ctx context.Context, env *environment, dir string) (*verified, error) {
	j, err := openJournal(ctx, env, dir)
	if err != nil {
		return nil, err
	}
	defer j.Close()
	if err := j.Prove(ctx); err != nil {
		return nil, fmt.Errorf("prove journal: %w", err)
	}
	if j.Last() == 0 {
		return &verified{Different: []string{}}, nil // cut off before its first batch
	}
	l, err := loadJournal(ctx, j)
	if err != nil {
		return nil, err
	}
	f, err := flow(ctx, env, j, l)
	if err != nil {
		return nil, err
	}
	return compare(f, j.Last())
}

// compare lays the replayed conclusions beside those in the journal, by key.
// What differs is excused only when it rests, directly or through an incident
// that shares observations, on a body that was erased since.
func compare(f *flowed, entries uint64) (*verified, error) {
	v := &verified{Entries: entries, Recorded: len(f.recorded), Erased: f.erased, Different: []string{}}
	replayed := make(map[string]truceline.Entry, len(f.conclusions))
	for _, e := range f.conclusions {
		replayed[e.Key] = e
	}
	var differing []truceline.Entry
	for _, e := range f.recorded {
		again, ok := replayed[e.Key]
		delete(replayed, e.Key)
		if ok && again.ID == e.ID {
			v.Equal++
			continue
		}
		differing = append(differing, e)
	}
	if f.erased == 0 {
		v.Pending = len(replayed)
	}
	rests, err := restsOnErased(f, differing)
	if err != nil {
		return nil, err
	}
	for _, e := range differing {
		if rests[e.Key] {
			v.Excused++
		} else {
			v.Different = append(v.Different, e.Key)
		}
	}
	slices.Sort(v.Different)
	return v, nil
}

// restsOnErased tells which of the differing conclusions rest on observations
// that can no longer be read. An incident that lost one may have let others go
// to its neighbours, so whatever shares an observation with it is touched too.
func restsOnErased(f *flowed, differing []truceline.Entry) (map[string]bool, error) {
	rests := map[string]bool{}
	if f.erased == 0 {
		return rests, nil
	}
	readable := map[truceline.ID]bool{}
	for _, r := range f.refs {
		readable[r.ID] = true
	}
	touched := map[truceline.ID]bool{} // observations, then subjects
	bodies := make([]conclusion, len(differing))
	for i, e := range differing {
		if err := json.Unmarshal(e.Body, &bodies[i]); err != nil {
			return nil, fmt.Errorf("read conclusion %s: %w", e.Key, err)
		}
	}
	for grown := true; grown; {
		grown = false
		for i, c := range bodies {
			if key := differing[i].Key; !rests[key] && c.rests(readable, touched) {
				rests[key], grown = true, true
			}
		}
	}
	return rests, nil
}

// rests reports whether a conclusion rests on something unreadable or touched,
// and if so marks all it rests on as touched.
func (c conclusion) rests(readable, touched map[truceline.ID]bool) bool {
	if c.Finding != nil {
		return touched[c.Finding.Subject.ID]
	}
	if !slices.ContainsFunc(c.Incident.Observations, func(id truceline.ID) bool { return !readable[id] || touched[id] }) {
		return false
	}
	touched[c.Incident.ID] = true
	for _, id := range c.Incident.Observations {
		touched[id] = true
	}
	return true
}

func (v *verified) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(v)
	}
	fmt.Fprintf(w, "journal: %d entries, every hash agrees\nconclusions: %d journalled, %d replay equal\n", v.Entries, v.Recorded, v.Equal)
	if v.Pending > 0 {
		fmt.Fprintf(w, "pending: %d were not yet written when the replay was cut off; run the replay again to finish it\n", v.Pending)
	}
	if v.Erased > 0 {
		fmt.Fprintf(w, "erased: %d bodies; %d conclusions rested on them and are not compared\n", v.Erased, v.Excused)
	}
	for i, d := range v.Different {
		if i == 20 {
			fmt.Fprintf(w, "... and %d more\n", len(v.Different)-i)
			break
		}
		fmt.Fprintln(w, "different: the replay does not conclude", d)
	}
	return nil
}
