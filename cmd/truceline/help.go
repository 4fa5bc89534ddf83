package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
)

func helpCommand() command {
	return command{
		name: "help", args: "[COMMAND]", brief: "explain a command",
		help: "Without a command, lists them all. \"truceline help all\" prints the help of every command,\nwhich is also docs/commands.md.\n\nExample:\n  truceline help replay",
		prepare: func(*flag.FlagSet) func(context.Context, *environment, []string) error {
			return func(_ context.Context, env *environment, args []string) error {
				if len(args) == 0 {
					printTable(env.stdout)
					return nil
				}
				if len(args) == 1 && args[0] == "all" {
					printAll(env.stdout)
					return nil
				}
				c, rest, ok := find(args)
				if !ok || len(rest) > 0 {
					return usage("%s", noCommand(args))
				}
				set := flag.NewFlagSet(c.name, flag.ContinueOnError)
				c.prepare(set)
				printHelp(env.stdout, c, set)
				return nil
			}
		},
	}
}

func printTable(w io.Writer) {
	fmt.Fprint(w, "Truceline watches a ceasefire line and says what it saw, what it did not see, and how sure it is.\n\nUsage: truceline COMMAND [flags] [arguments]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-16s %s\n", c.name, c.brief)
	}
	fmt.Fprint(w, "\nRun \"truceline help COMMAND\" for its flags and an example.\nExit codes: 0 done, 1 failed, 2 wrong usage.\n")
}

func printHelp(w io.Writer, c command, set *flag.FlagSet) {
	fmt.Fprintf(w, "truceline %s", c.name)
	flags := 0
	set.VisitAll(func(*flag.Flag) { flags++ })
	if flags > 0 {
		fmt.Fprint(w, " [flags]")
	}
	if c.args != "" {
		fmt.Fprint(w, " "+c.args)
	}
	fmt.Fprintf(w, "\n\n%s%s.\n\n%s\n", strings.ToUpper(c.brief[:1]), c.brief[1:], c.help)
	if flags > 0 {
		fmt.Fprint(w, "\nFlags:\n")
		set.SetOutput(w)
		set.PrintDefaults()
	}
}

// printAll writes the help of every command as one Markdown page.
func printAll(w io.Writer) {
	fmt.Fprint(w, "# Commands\n\nMade by `truceline help all`; a test keeps it so.\n")
	for _, c := range commands() {
		set := flag.NewFlagSet(c.name, flag.ContinueOnError)
		c.prepare(set)
		fmt.Fprintf(w, "\n## %s\n\n```\n", c.name)
		printHelp(w, c, set)
		fmt.Fprint(w, "```\n")
	}
}

func versionCommand() command {
	return command{
		name: "version", brief: "print the version",
		help: "Prints the module version, the revision it was built from and the Go release.\n\nExample:\n  truceline version",
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			asJSON := set.Bool("json", false, "print the version as JSON")
			return func(_ context.Context, env *environment, args []string) error {
				if len(args) > 0 {
					return usage("version takes no arguments")
				}
				if *asJSON {
					return json.NewEncoder(env.stdout).Encode(map[string]string{"version": version()})
				}
				fmt.Fprintln(env.stdout, "truceline "+version())
				return nil
			}
		},
	}
}

// version tells which build this is, from what the Go tool wrote into it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	parts := []string{info.Main.Version, info.GoVersion}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			parts = append(parts, s.Value[:12])
		}
	}
	return strings.Join(parts, " ")
}
