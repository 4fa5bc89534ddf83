package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/truceline/truceline/agreement"
	"github.com/truceline/truceline/agreements"
	"github.com/truceline/truceline/wording"
)

func agreementCommand() command {
	return command{
		name: "agreement check", args: "FILE", brief: "explain every mistake in an agreement file",
		help: `Reads an agreement file and explains every mistake with its line, what it means and
what to write instead. Without mistakes it prints what the file says, in words.
FILE may also be the name of a shipped agreement. Exit code 1 when there are mistakes.
--lang tells what the file says in Ukrainian, French or Russian, with the file's own
words where it gives them; mistakes are told in English.

Example:
  truceline agreement check agreements/easter-2026.yaml`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			language := set.String("lang", "en", "tell what the file says in this `LANGUAGE`: en, uk, fr or ru")
			asJSON := set.Bool("json", false, "print the outcome as JSON")
			return func(_ context.Context, env *environment, args []string) error {
				if len(args) != 1 {
					return usage("name one agreement file")
				}
				reader, err := readerOf(*language)
				if err != nil {
					return err
				}
				text, err := readAgreementFile(args[0])
				if err != nil {
					return err
				}
				return checkAgreement(env, args[0], text, reader, *asJSON)
			}
		},
	}
}

// readerOf takes the language of --lang.
func readerOf(language string) (wording.Reader, error) {
	if !wording.Known(language) {
		return wording.Reader{}, usage("--lang %s: the languages are en, %s", language, strings.Join(wording.Languages(), ", "))
	}
	return wording.Reader{Language: language}, nil
}

// readAgreementFile reads a file on disk or, failing that, a shipped agreement.
func readAgreementFile(name string) ([]byte, error) {
	text, err := os.ReadFile(name)
	if err == nil {
		return text, nil
	}
	base := strings.TrimSuffix(filepath.Base(name), ".yaml") + ".yaml"
	if shipped, shippedErr := fs.ReadFile(agreements.Files(), base); shippedErr == nil {
		return shipped, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		shipped, _ := fs.Glob(agreements.Files(), "*.yaml")
		return nil, usage("%q is no file and no shipped agreement (%s)", name, strings.ReplaceAll(strings.Join(shipped, ", "), ".yaml", ""))
	}
	return nil, fmt.Errorf("read agreement: %w", err)
}

func checkAgreement(env *environment, name string, text []byte, reader wording.Reader, asJSON bool) error {
	a, problems := agreement.Parse(name, text)
	mistakes := 0
	for _, p := range problems {
		if p.Severity == agreement.SeverityError {
			mistakes++
		}
	}
	if asJSON {
		if problems == nil {
			problems = []agreement.Problem{}
		}
		if err := json.NewEncoder(env.stdout).Encode(map[string]any{"file": name, "mistakes": mistakes, "problems": problems, "agreement": a}); err != nil {
			return err
		}
	} else {
		for _, p := range problems {
			fmt.Fprintln(env.stdout, p)
		}
		if mistakes == 0 {
			for _, line := range agreement.Explain(a, reader) {
				fmt.Fprintln(env.stdout, line)
			}
		}
	}
	if mistakes > 0 {
		return fmt.Errorf("%s has %d mistakes", name, mistakes)
	}
	return nil
}
