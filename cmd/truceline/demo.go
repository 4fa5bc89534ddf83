package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/truceline/truceline/exercises"
	"github.com/truceline/truceline/sim"
	"github.com/truceline/truceline/web"
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
				var listener net.Listener
				if !*only { // an address that cannot be had is better known before the work
					var err error
					if listener, err = web.Listen(ctx, *addr); err != nil {
						return err
					}
					defer listener.Close()
				}
				done, err := demo(ctx, env, *seed, dir)
				if err != nil {
					return err
				}
				if err := done.print(env.stdout, *asJSON); err != nil || *only {
					return err
				}
				say := env.stdout
				if *asJSON { // stdout has its one document
					say = env.stderr
				}
				return serve(ctx, env, announce{to: say}, dir, func() (net.Listener, error) { return listener, nil })
			}
		},
	}
}

// demo generates the exercise into DIR/world and replays it into DIR. The world
// takes its place only when DIR has taken its record: one of another seed stays
// as it is beside its own.
func demo(ctx context.Context, env *environment, seed uint64, dir string) (done replayed, err error) {
	exercise, err := sim.Load(exercises.Files(), "demo")
	if err != nil {
		return replayed{}, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return replayed{}, fmt.Errorf("make the run's folder: %w", err)
	}
	making := filepath.Join(dir, ".world.tmp")
	if err := os.RemoveAll(making); err != nil { // left by a killed process
		return replayed{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(making)) }()
	if _, err := writeWorld(ctx, env, exercise, sim.Options{Seed: seed}, making); err != nil {
		return replayed{}, err
	}
	l, err := loadReplay(making)
	if err != nil {
		return replayed{}, err
	}
	if done, err = replay(ctx, env, l, making, dir); err != nil {
		return replayed{}, err
	}
	world := filepath.Join(dir, "world")
	if err := os.RemoveAll(world); err != nil {
		return replayed{}, err
	}
	return done, os.Rename(making, world)
}
