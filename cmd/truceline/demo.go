package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/truceline/truceline/exercises"
	"github.com/truceline/truceline/sim"
)

func demoCommand() command {
	return command{
		name: "demo", brief: "play the built-in exercise and serve it",
		help: `Makes one day of a made-up truce on a line of about 1,100 km from a seed, sends what
its posts, cameras, patrols and parties would have said through the whole river, and
serves the page. It needs no data from outside. The page shows the truth beside the
findings on request. Ctrl-C ends it.

Example:
  truceline demo --seed 7 --out /tmp/demo`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			seed := set.Uint64("seed", 1, "seed of the exercise `N`; the same seed makes the same day")
			out := set.String("out", "", "folder for the run `DIR`; a temporary one, removed at the end, when not given")
			addr := set.String("addr", defaultAddr, "loopback `ADDRESS` to serve on")
			only := set.Bool("no-serve", false, "make the run and end, without serving it")
			asJSON := set.Bool("json", false, "print the outcome as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) > 0 {
					return usage("demo takes no arguments")
				}
				dir := *out
				if dir == "" {
					temporary, err := os.MkdirTemp("", "truceline-demo-")
					if err != nil {
						return fmt.Errorf("make a temporary folder: %w", err)
					}
					defer os.RemoveAll(temporary)
					dir = temporary
				}
				done, err := demo(ctx, env, *seed, dir)
				if err != nil {
					return err
				}
				if err := done.print(env.stdout, *asJSON); err != nil || *only {
					return err
				}
				return serve(ctx, env, dir, *addr)
			}
		},
	}
}

// demo generates the exercise into DIR/world-SEED and replays it into
// DIR/run-SEED, so that another seed does not meet the record of this one.
func demo(ctx context.Context, env *environment, seed uint64, dir string) (replayed, error) {
	world := filepath.Join(dir, "world")
	exercise, err := sim.Load(exercises.Files(), "demo")
	if err != nil {
		return replayed{}, err
	}
	if err := writeWorld(exercise, seed, world); err != nil {
		return replayed{}, err
	}
	l, err := loadReplay(world)
	if err != nil {
		return replayed{}, err
	}
	return replay(ctx, env, l, world, dir)
}
