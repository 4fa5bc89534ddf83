// Command truceline watches a ceasefire line: raw messages go in, a report and
// a map come out, and all of it can be worked out again from the journal.
//
// The help of each command is its documentation: run "truceline help".
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // the mission's zone must not depend on the machine

	"github.com/truceline/truceline"
)

// command is one row of the table of subcommands.
type command struct {
	name    string
	args    string // what follows the flags
	brief   string // one line
	help    string // the rest, with an example
	prepare func(*flag.FlagSet) func(ctx context.Context, env *environment, args []string) error
}

// commands returns the table. Its order is the order of the help.
func commands() []command {
	return []command{
		demoCommand(), simCommand(), replayCommand(), liveCommand(), feedsCommand(), serveCommand(), takCommand(), capCommand(), reportCommand(), coverageCommand(), scoreCommand(), trackCommand(), lineageCommand(), rebuildCommand(),
		verifyCommand(), feedCheckCommand(), agreementCommand(), lintCommand(), whatIfCommand(), recountCommand(), geofenceCommand(), versionCommand(), helpCommand(),
	}
}

// environment is what a command may touch of the outside.
type environment struct {
	stdout, stderr io.Writer
	log            *slog.Logger
	terminal       bool // stderr is a terminal: progress is shown
}

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	env := &environment{
		stdout: os.Stdout, stderr: os.Stderr,
		log:      slog.New(slog.NewTextHandler(os.Stderr, nil)),
		terminal: isTerminal(os.Stderr),
	}
	os.Exit(run(ctx, env, os.Args[1:]))
}

// run finds the command, runs it and turns its error into an exit code. It is
// the one place where errors are told to the user.
func run(ctx context.Context, env *environment, args []string) int {
	if len(args) == 0 {
		printTable(env.stderr)
		return exitUsage
	}
	switch args[0] {
	case "--help", "-help", "-h":
		printTable(env.stdout)
		return exitDone
	case "--version", "-version":
		args = []string{"version"}
	}
	c, rest, ok := find(args)
	if !ok {
		fmt.Fprintf(env.stderr, "truceline: %s\n", noCommand(args))
		return exitUsage
	}
	set := flag.NewFlagSet(c.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	do := c.prepare(set)
	positional, err := parseFlags(set, rest)
	if errors.Is(err, flag.ErrHelp) {
		printHelp(env.stdout, c, set)
		return exitDone
	}
	if err != nil {
		fmt.Fprintf(env.stderr, "truceline %s: %v; run \"truceline help %s\"\n", c.name, err, c.name)
		return exitUsage
	}
	err = do(ctx, env, positional)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, truceline.ErrUsage):
		fmt.Fprintf(env.stderr, "truceline %s: %v; run \"truceline help %s\"\n", c.name, err, c.name)
		return exitUsage
	case ctx.Err() != nil: // whatever it was doing when it was told to stop
		fmt.Fprintf(env.stderr, "truceline %s: stopped\n", c.name)
		return exitFailed
	default:
		fmt.Fprintf(env.stderr, "truceline %s: %v\n", c.name, err)
		return exitFailed
	}
}

// find matches the longest command name at the start of args: "agreement
// check" is one command of two words.
func find(args []string) (command, []string, bool) {
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.name {
			return c, args[len(words):], true
		}
	}
	return command{}, nil, false
}

// noCommand says that there is no such command, and which may be meant: those that
// begin with its first word, or with its first letters.
func noCommand(args []string) string {
	var near []string
	for _, c := range commands() {
		first, _, _ := strings.Cut(c.name, " ")
		if first == args[0] || len(args[0]) > 2 && (strings.HasPrefix(first, args[0][:3]) || strings.HasPrefix(args[0], first)) {
			near = append(near, c.name)
		}
	}
	name := strings.Join(args[:min(len(args), 2)], " ")
	if len(near) == 0 {
		return fmt.Sprintf("there is no command %q; run \"truceline help\" for the list", name)
	}
	return fmt.Sprintf("there is no command %q; there is %s; run \"truceline help\" for the list", name, strings.Join(near, ", "))
}

// parseFlags lets flags stand before, between and after positional arguments,
// as people type them.
func parseFlags(set *flag.FlagSet, args []string) ([]string, error) {
	var positional []string
	for {
		if err := set.Parse(args); err != nil {
			return nil, err
		}
		rest := set.Args()
		if len(rest) == 0 {
			return positional, nil
		}
		positional, args = append(positional, rest[0]), rest[1:]
	}
}

// usage makes an error that ends with exit code 2.
func usage(format string, args ...any) error {
	return fmt.Errorf("%w: %s", truceline.ErrUsage, fmt.Sprintf(format, args...))
}
