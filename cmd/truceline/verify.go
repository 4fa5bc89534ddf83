package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/journal"
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
					return fmt.Errorf("%w: %d things differ from what was journalled", truceline.ErrDamaged, len(v.Different))
				}
				return nil
			}
		},
	}
}

// verified is the outcome of comparing a replay with the record.
type verified struct {
	Entries   uint64   `json:"entries"`
	Files     int      `json:"files"`    // files that the journal gives back byte for byte
	Recorded  int      `json:"recorded"` // conclusions that stand in the journal
	Equal     int      `json:"equal"`
	Pending   int      `json:"pending"`   // concluded now, not yet written then
	Erased    int      `json:"erased"`    // bodies erased since
	Excused   int      `json:"excused"`   // conclusions that rested on erased bodies
	Different []string `json:"different"` // each says what differs
}

func verify(ctx context.Context, env *environment, dir string) (*verified, error) {
	j, err := openJournal(ctx, env, dir)
	if err != nil {
		return nil, err
	}
	defer j.Close()
	proof, err := j.Proof(ctx)
	if err != nil {
		return nil, err
	}
	l, err := loadJournal(ctx, j)
	if errors.Is(err, errNoConfiguration) && proof.Entries < 3 {
		return &verified{Entries: proof.Entries, Different: []string{}}, nil // cut off at its first batch
	}
	if err != nil {
		return nil, err
	}
	f, err := flow(ctx, env, j, l)
	if err != nil {
		return nil, err
	}
	v, err := compare(f)
	if err != nil {
		return nil, err
	}
	v.Entries = proof.Entries
	// Conclusions are written after the last of the files.
	err = v.files(ctx, j, l, len(f.recorded) > 0 && len(f.lost) == 0)
	return v, err
}

// files puts every file together again that the configuration says was read.
// Its hash guards what the chain of digests alone does not: a row that somebody
// exchanged before chaining everything anew.
func (v *verified) files(ctx context.Context, j *journal.Journal, l *loaded, complete bool) error {
	for line := range strings.Lines(string(l.filesText)) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), "  ", 3)
		if len(parts) != 3 {
			return fmt.Errorf("%w: %s does not list files", truceline.ErrDamaged, fileFiles)
		}
		hash, err := truceline.ParseID(parts[0])
		if err != nil {
			return fmt.Errorf("%w: %s: %w", truceline.ErrDamaged, fileFiles, err)
		}
		switch _, err := j.File(ctx, parts[1], hash); {
		case err == nil:
			v.Files++
		case !errors.Is(err, truceline.ErrNotFound):
			return err
		case complete:
			// Before what was concluded, as that follows from it.
			v.Different = slices.Insert(v.Different, 0, fmt.Sprintf("%s of feed %s: the journal does not give this file back as it came", parts[2], parts[1]))
		}
	}
	return nil
}

func (v *verified) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(v)
	}
	fmt.Fprintf(w, "journal: %d entries, every hash agrees; %d files come back byte for byte\nconclusions: %d journalled, %d replay equal\n", v.Entries, v.Files, v.Recorded, v.Equal)
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
		fmt.Fprintln(w, "different:", d)
	}
	return nil
}
