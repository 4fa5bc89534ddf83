package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

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

Example:
  truceline sim exercises/demo --seed 7 --out /tmp/world
  truceline replay /tmp/world --out /tmp/run`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			seed := set.Uint64("seed", 1, "seed of the world `N`")
			out := set.String("out", "", "folder for the world `DIR`; made if it is not there")
			return func(_ context.Context, env *environment, args []string) error {
				if len(args) != 1 {
					return usage("name one exercise")
				}
				if *out == "" {
					return usage("say where to write with --out DIR")
				}
				ex, err := loadExercise(args[0])
				if err != nil {
					return err
				}
				if err := writeWorld(ex, *seed, *out); err != nil {
					return err
				}
				_, err = fmt.Fprintf(env.stdout, "%s, seed %d: %s\nplay it: truceline replay %s --out RUN\n", ex.ID, *seed, *out, *out)
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
			return sim.Exercise{}, usage("%s holds no exercise.yaml and is no built-in exercise", folder)
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

// writeWorld plays an exercise into a folder.
func writeWorld(ex sim.Exercise, seed uint64, dir string) error {
	err := sim.Generate(ex, seed, func(name string, data []byte) error {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		return writeFile(name, data)
	})
	if err != nil {
		return fmt.Errorf("make the exercise: %w", err)
	}
	return nil
}
