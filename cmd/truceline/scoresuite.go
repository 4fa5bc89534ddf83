package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/truceline/truceline/exercises"
	"github.com/truceline/truceline/score"
)

// suiteSeeds are the seeds with which the suite plays each exercise.
func suiteSeeds() []uint64 { return []uint64{1, 2, 3} }

// The small suite plays at most so many hours of each exercise, at most at so
// much of its rate.
const (
	smallHours = 4.0
	smallScale = 1.0
)

// suiteFile is docs/scores.json.
type suiteFile struct {
	Full  *score.Suite `json:"full"`
	Small *score.Suite `json:"small"`
}

// suiteExercise is an exercise and how large the suite plays it. 0 is the whole.
type suiteExercise struct {
	name         string
	hours, scale float64
}

// scoreSuite plays every shipped exercise with three seeds.
func scoreSuite(ctx context.Context, env *environment, o scoreOptions) error {
	if o.out == "" {
		o.out = "docs"
	}
	list, err := suiteExercises()
	if err != nil {
		return err
	}
	small, err := playSuite(ctx, env, list, true)
	if err != nil {
		return err
	}
	name := filepath.Join(o.out, "scores.json")
	if o.small {
		return compareSuite(env, name, small, o.json)
	}
	full, err := playSuite(ctx, env, list, false)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(suiteFile{&full, &small}, "", " ")
	if err != nil {
		return fmt.Errorf("write scores: %w", err)
	}
	if err := writeFile(name, append(text, '\n')); err != nil {
		return err
	}
	page := filepath.Join(o.out, "scores.md")
	if err := writeFile(page, score.Markdown(full)); err != nil {
		return err
	}
	if o.json {
		return printJSON(env, full)
	}
	_, err = fmt.Fprintf(env.stdout, "%d exercises, %d seeds each: %s\n", len(full.Exercises), full.Seeds, page)
	return err
}

// compareSuite fails when a figure is worse than the committed one.
func compareSuite(env *environment, name string, now score.Suite, asJSON bool) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read the committed scores: %w; write them with \"truceline score --suite\"", err)
	}
	var was suiteFile
	if err := json.Unmarshal(text, &was); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if was.Small == nil {
		return fmt.Errorf("%s holds no small suite; write it with \"truceline score --suite\"", name)
	}
	worse := score.Compare(*was.Small, now)
	if asJSON {
		if err := printJSON(env, map[string]any{"committed": was.Small, "now": now, "worse": worse}); err != nil {
			return err
		}
	} else {
		for _, r := range worse {
			fmt.Fprintf(env.stdout, "%s: %s was %s, is %s\n", r.Exercise, r.Figure, r.Was, r.Now)
		}
	}
	if len(worse) > 0 {
		return fmt.Errorf("%d figures are worse than committed, beyond the spread of the seeds", len(worse))
	}
	if !asJSON {
		fmt.Fprintf(env.stdout, "no figure of %d exercises is worse than committed\n", len(now.Exercises))
	}
	return nil
}

// suiteExercises lists the exercises that ship and how large they are played.
func suiteExercises() ([]suiteExercise, error) {
	files := exercises.Files()
	var out []suiteExercise
	for _, name := range builtIn() {
		text, err := fs.ReadFile(files, path.Join(name, "exercise.yaml"))
		if err != nil {
			return nil, err
		}
		var e struct {
			Suite *struct {
				Hours float64 `yaml:"hours"`
				Scale float64 `yaml:"scale"`
			} `yaml:"suite"`
		}
		if err := yaml.Unmarshal(text, &e); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		switch {
		case e.Suite == nil: // played whole
			out = append(out, suiteExercise{name: name})
		case e.Suite.Hours > 0: // 0 hours: too large for the suite
			out = append(out, suiteExercise{name, e.Suite.Hours, e.Suite.Scale})
		}
	}
	return out, nil
}

// pruned makes an exercise small.
func (e suiteExercise) pruned() suiteExercise {
	if e.hours == 0 || e.hours > smallHours {
		e.hours = smallHours
	}
	if e.scale > smallScale {
		e.scale = smallScale
	}
	return e
}

func playSuite(ctx context.Context, env *environment, list []suiteExercise, small bool) (score.Suite, error) {
	what := "playing exercises"
	if small {
		what = "playing small pieces"
	}
	bar := newProgress(env, what, len(list)*len(suiteSeeds()))
	defer bar.end()
	var plays []score.Play
	for _, e := range list {
		if small {
			e = e.pruned()
		}
		for _, seed := range suiteSeeds() {
			card, err := e.play(ctx, env, seed)
			if err != nil {
				return score.Suite{}, fmt.Errorf("exercise %s, seed %d: %w", e.name, seed, err)
			}
			plays = append(plays, score.Play{Exercise: e.name, Seed: seed, Hours: card.Window.Hours(), Scale: max(e.scale, 1), Card: card})
			bar.add(1)
		}
	}
	return score.Gather(commit(ctx), plays), nil
}

// commit is the version of the program with its commit: as the Go tool wrote it
// into the program, or else as git says of the folder it is run in.
func commit(ctx context.Context) string {
	revision, changed := "", false
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				revision = s.Value
			case "vcs.modified":
				changed = s.Value == "true"
			}
		}
	}
	if revision == "" {
		text, err := exec.CommandContext(ctx, "git", "rev-parse", "HEAD").Output()
		if err != nil {
			return version() + ", commit not known"
		}
		revision = strings.TrimSpace(string(text))
		status, err := exec.CommandContext(ctx, "git", "status", "--porcelain", "--untracked-files=no").Output()
		changed = err != nil || len(status) > 0
	}
	words := runtime.Version() + ", commit " + revision[:min(12, len(revision))]
	if changed {
		words += " with changes"
	}
	return words
}

// play makes a world, replays it and scores the run. Both are processes of
// their own, so that memory and time are those of one run.
func (e suiteExercise) play(ctx context.Context, env *environment, seed uint64) (score.Card, error) {
	dir, err := os.MkdirTemp("", "truceline-suite-")
	if err != nil {
		return score.Card{}, fmt.Errorf("make a temporary folder: %w", err)
	}
	defer os.RemoveAll(dir)
	world, run := filepath.Join(dir, "world"), filepath.Join(dir, "run")
	args := []string{"sim", "exercises/" + e.name, "--seed", strconv.FormatUint(seed, 10), "--out", world}
	if e.hours > 0 {
		args = append(args, "--hours", strconv.FormatFloat(e.hours, 'f', -1, 64))
	}
	if e.scale > 0 {
		args = append(args, "--scale", strconv.FormatFloat(e.scale, 'f', -1, 64))
	}
	if _, err := ownProcess(ctx, args); err != nil {
		return score.Card{}, err
	}
	cost, err := ownProcess(ctx, []string{"replay", world, "--data", world, "--out", run, "--json"})
	if err != nil {
		return score.Card{}, err
	}
	return scoreRun(ctx, env, world, run, cost)
}

// ownProcess runs this program with other arguments and measures it.
func ownProcess(ctx context.Context, args []string) (score.Cost, error) {
	self, err := os.Executable()
	if err != nil {
		return score.Cost{}, fmt.Errorf("find this program: %w", err)
	}
	c := exec.CommandContext(ctx, self, args...)
	c.Args[0] = os.Args[0] // a test binary knows by its name that it is to be the command
	var complaint strings.Builder
	c.Stderr = &complaint
	var text bytes.Buffer
	c.Stdout = &text
	started := time.Now()
	if err := c.Start(); err != nil {
		return score.Cost{}, fmt.Errorf("truceline %s: %w", args[0], err)
	}
	done := make(chan struct{})
	peak := make(chan int64, 1)
	go func() { peak <- watchMemory(c.Process.Pid, done) }()
	err = c.Wait()
	close(done)
	cost := score.Cost{Took: time.Since(started), PeakBytes: <-peak}
	if err != nil {
		return score.Cost{}, fmt.Errorf("truceline %s: %w: %s", args[0], err, strings.TrimSpace(complaint.String()))
	}
	if args[0] == "replay" {
		var outcome replayed
		if err := json.Unmarshal(text.Bytes(), &outcome); err != nil {
			return cost, fmt.Errorf("read what the replay said: %w", err)
		}
		cost.Observations = outcome.Observations
	}
	return cost, nil
}

// watchMemory returns the most memory a process was seen to have had, 0 where
// the system does not tell. What the system adds up at the end cannot be used:
// it counts this program's own memory in, from before the other was started.
func watchMemory(pid int, done <-chan struct{}) int64 {
	most := int64(0)
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-done:
			return most
		case <-look.C:
			text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			if err != nil {
				continue
			}
			_, after, ok := strings.Cut(string(text), "VmHWM:")
			fields := strings.Fields(after)
			if !ok || len(fields) == 0 {
				continue
			}
			if kilobytes, err := strconv.ParseInt(fields[0], 10, 64); err == nil {
				most = max(most, kilobytes*1024)
			}
		}
	}
}
