package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/truceline/truceline/agreements"
	"github.com/truceline/truceline/exercises"
	"github.com/truceline/truceline/sim"
)

func simCommand() command {
	return command{
		name: "sim", args: "EXERCISE", brief: "make a world whose truth is known",
		help: `Plays an exercise (a folder with exercise.yaml and posture.yaml, or the name of one that
ships) with a seed and writes into --out: raw/ with what sensors and people would have
said, in the formats the feeds read; truth/ with what really happened; posture.yaml and
replay.yaml. The same exercise and seed give the same bytes. docs/exercise.md explains it.

With --swap it writes the same world with the labels of the two sides exchanged, in what
was said, the agreement and the claims. A run of the one must mirror a run of the other,
which "truceline score WORLD --run RUN --swap RUN2" tells.

Example:
  truceline sim exercises/demo --seed 7 --out /tmp/world
  truceline replay /tmp/world --out /tmp/run`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			seed := set.Uint64("seed", 1, "seed of the world `N`")
			out := set.String("out", "", "folder for the world `DIR`; made if it is not there")
			hours := set.Float64("hours", 0, "play only the first `H` hours")
			scale := set.Float64("scale", 1, "how often things happen and move, against the exercise's own rate `K`")
			swap := set.Bool("swap", false, "exchange the labels of the two sides")
			asJSON := set.Bool("json", false, "print the outcome as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				switch {
				case len(args) != 1:
					return usage("name one exercise")
				case *out == "":
					return usage("say where to write with --out DIR")
				case !(*hours >= 0) || !(*scale > 0 && *scale <= 20000):
					return usage("--hours must not be negative, and --scale lie above 0 and not over 20000")
				}
				ex, err := loadExercise(args[0])
				if err == nil && *swap {
					ex, err = swapSides(ex)
				}
				if err != nil {
					return err
				}
				made, err := writeWorld(ctx, env, ex, sim.Options{Seed: *seed, Hours: *hours, Scale: *scale}, *out)
				if err != nil {
					return err
				}
				if *asJSON {
					return json.NewEncoder(env.stdout).Encode(made)
				}
				_, err = fmt.Fprintf(env.stdout, "%s, seed %d: %d incidents, %d objects, %d observations, %d watches of %d sites\nplay it: truceline replay %s --out RUN\n",
					ex.ID, *seed, made.Incidents, made.Objects, made.Observations, made.Watches, made.Sites, *out)
				return err
			}
		},
	}
}

// loadExercise reads an exercise from a folder on disk, or the built-in one of
// that name when there is no such folder.
func loadExercise(folder string) (sim.Exercise, error) {
	_, err := os.Stat(filepath.Join(folder, "exercise.yaml"))
	if errors.Is(err, fs.ErrNotExist) {
		name := strings.TrimPrefix(path.Clean(filepath.ToSlash(folder)), "exercises/")
		if _, err := fs.Stat(exercises.Files(), path.Join(name, "exercise.yaml")); err != nil {
			return sim.Exercise{}, usage("%s holds no exercise.yaml and is no built-in exercise; built in are %s", folder, strings.Join(builtIn(), ", "))
		}
		return sim.Load(exercises.Files(), name)
	}
	if err != nil {
		return sim.Exercise{}, err
	}
	whole, err := filepath.Abs(folder)
	if err != nil {
		return sim.Exercise{}, err
	}
	return sim.Load(os.DirFS(filepath.Dir(whole)), filepath.Base(whole))
}

// builtIn are the names of the exercises that ship.
func builtIn() []string {
	names, _ := fs.Glob(exercises.Files(), "*/exercise.yaml") // the pattern is a good one, which is all that can go wrong
	for i, name := range names {
		names[i] = path.Dir(name)
	}
	return names
}

// swapSides exchanges the labels of an exercise's sides. One that names an
// agreement that ships gets its text, so that the labels change there too.
func swapSides(ex sim.Exercise) (sim.Exercise, error) {
	var text []byte
	if name, own := ex.OwnAgreement(); !own {
		var err error
		if text, err = agreements.Files().ReadFile(name + ".yaml"); err != nil {
			return ex, fmt.Errorf("read agreement %s: %w", name, err)
		}
	}
	return ex.Swapped(text)
}

// writeWorld plays an exercise into a folder, in place of a world that was made
// there before. It refuses a folder that holds anything else.
func writeWorld(ctx context.Context, env *environment, ex sim.Exercise, o sim.Options, dir string) (sim.Made, error) {
	if err := clearWorld(dir); err != nil {
		return sim.Made{}, err
	}
	bar := newProgress(env, "minutes played", 0)
	defer bar.end()
	last := 0
	o.Progress = func(played, whole time.Duration, _ int) error {
		if bar != nil {
			bar.total = int(whole.Minutes())
		}
		bar.add(int(played.Minutes()) - last)
		last = int(played.Minutes())
		return ctx.Err()
	}
	made, err := sim.Make(ex, o, func(name string) (io.WriteCloser, error) {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return nil, err
		}
		return os.Create(name)
	})
	if err != nil {
		return made, fmt.Errorf("make the exercise: %w", err)
	}
	return made, nil
}

// clearWorld removes raw/ and truth/ of a world that was made before.
func clearWorld(dir string) error {
	there, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(there) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(dir, "replay.yaml"))
	if err != nil || !strings.HasPrefix(string(text), "# Made by Truceline from exercise") {
		return usage("%s is not empty and holds no world; give --out another folder", dir)
	}
	for _, name := range []string{"raw", "truth"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}
