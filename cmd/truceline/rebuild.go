package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"time"
)

func rebuildCommand() command {
	return command{
		name: "rebuild", args: "DIR", brief: "make the store and the report again from the journal",
		help: `Reads the journal of DIR from its first entry and writes the read tables and the
report again. Nothing is appended to the journal. Use it after an upgrade, or when
the store was lost or damaged.

Example:
  truceline rebuild /tmp/easter`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			dir := set.String("dir", "", "the run's folder `DIR`, instead of the argument")
			asJSON := set.Bool("json", false, "print the outcome as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				folder, err := folderArgument(*dir, args)
				if err != nil {
					return err
				}
				started := time.Now()
				f, err := rebuild(ctx, env, folder)
				if err != nil {
					return err
				}
				if *asJSON {
					return json.NewEncoder(env.stdout).Encode(map[string]any{
						"dir": folder, "incidents": len(f.record.Incidents), "findings": len(f.record.Findings), "seconds": time.Since(started).Seconds(),
					})
				}
				fmt.Fprintf(env.stdout, "%s: %d incidents, %d findings\n", folder, len(f.record.Incidents), len(f.record.Findings))
				return nil
			}
		},
	}
}

// folderArgument takes the run's folder from --dir or from the one argument.
func folderArgument(dir string, args []string) (string, error) {
	if dir == "" && len(args) == 1 {
		return args[0], nil
	}
	if dir == "" || len(args) > 0 {
		return "", usage("name one folder of a run; %s", hintReplayFirst)
	}
	return dir, nil
}

// rebuild runs the engine over the journal of a folder and publishes again.
func rebuild(ctx context.Context, env *environment, dir string) (*flowed, error) {
	j, l, err := openRun(ctx, env, dir)
	if err != nil {
		return nil, err
	}
	defer j.Close()
	f, err := flow(ctx, env, j, l)
	if err != nil {
		return nil, err
	}
	removeLeftovers(dir)
	_, err = publish(ctx, dir, f, func() {})
	return f, err
}
