package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/recount"
	"github.com/truceline/truceline/wording"
)

func recountCommand() command {
	return command{
		name: "recount", args: "RUN", brief: "count the same record under other people's rules",
		help: `Counts the record of RUN again under each codebook and lays the counts side by side:
what each counts, what it leaves out and why, what two of them both count, and, of the
claims of the side whose count it is, what the record holds of them and what nothing on
record can account for. Every assumption is printed. Nothing in the folder changes.

A count stands between two bounds: what is held to have happened (by a side that is
named, in a party's own count), and what may have. Nobody watches everything, so what a
claim says beyond the record is not thereby false; docs/recount.md says more.

--codebook takes ids of shipped codebooks or files, with commas; all shipped ones
without it. Where a codebook names the sides otherwise than the record, --sides says
which is which. --lang tells it all in Ukrainian, French or Russian, with the codebook's
own words where its file gives them.

Example:
  truceline recount /tmp/demo --codebook smm,easter-2025-ua --sides UA=A,RU=B`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			var o recountOptions
			codebooks := set.String("codebook", "", "shipped codebooks or files, as `NAME,NAME`")
			sides := set.String("sides", "", "which party of the codebooks is which side of the record, as `OTHER=OWN,OTHER=OWN`")
			language := set.String("lang", "en", "tell it in this `LANGUAGE`: en, uk, fr or ru")
			set.BoolVar(&o.json, "json", false, "print everything as JSON, which is in all languages")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) != 1 {
					return usage("name the folder of one run: truceline recount RUN")
				}
				var err error
				if o.reader, err = readerOf(*language); err != nil {
					return err
				}
				if *codebooks != "" {
					o.codebooks = strings.Split(*codebooks, ",")
				}
				if o.sides, err = sidesNamed(*sides); err != nil {
					return err
				}
				return recountRun(ctx, env, args[0], o)
			}
		},
	}
}

type recountOptions struct {
	codebooks []string          // ids of shipped ones, or files; none: all that ship
	sides     map[string]string // a party of the codebooks: a side of the record
	reader    wording.Reader
	json      bool
}

// sidesNamed reads which party of the codebooks is which side of the record.
func sidesNamed(text string) (map[string]string, error) {
	to := map[string]string{}
	for pair := range strings.SplitSeq(text, ",") {
		if from, own, ok := strings.Cut(pair, "="); ok {
			to[from] = own
		} else if pair != "" {
			return nil, usage("--sides %q: write a party of the codebook, =, and a side of the record", pair)
		}
	}
	return to, nil
}

// recounted is one record under several codebooks.
type recounted struct {
	Run       string           `json:"run"`
	AsOf      time.Time        `json:"as_of"`
	Window    truceline.Window `json:"window"`
	Incidents int              `json:"incidents"`
	Counts    []recount.Result `json:"counts"`
	Pairs     []recount.Pair   `json:"pairs"`
}

func recountRun(ctx context.Context, env *environment, dir string, o recountOptions) error {
	rec, err := readRecord(ctx, dir)
	if err != nil {
		return err
	}
	out := recounted{Run: rec.Run.Name, AsOf: rec.AsOf, Window: rec.Run.Window, Incidents: len(rec.Incidents), Pairs: []recount.Pair{}}
	if out.Counts, err = recounts(rec, o); err != nil {
		return err
	}
	for i, a := range out.Counts {
		for _, b := range out.Counts[i+1:] {
			out.Pairs = append(out.Pairs, recount.Compare(rec, a, b))
		}
	}
	if o.json {
		return printJSON(env, out)
	}
	return counting{env.stdout, o.reader}.print(out)
}

// recounts counts a record under each of the codebooks that are asked for.
func recounts(rec truceline.Record, o recountOptions) ([]recount.Result, error) {
	books, err := codebooksNamed(o.codebooks)
	if err != nil {
		return nil, err
	}
	if books, err = codebooksOn(rec, books, o); err != nil {
		return nil, err
	}
	var counts []recount.Result
	for _, c := range books {
		counts = append(counts, recount.Count(rec, c))
	}
	return counts, nil
}

// configuredRecounts counts a record under the codebooks that its run is
// configured with, for its reports; none where it is with none.
func configuredRecounts(rec truceline.Record) ([]recount.Result, error) {
	if len(rec.Run.Recount) == 0 {
		return nil, nil
	}
	counts, err := recounts(rec, recountOptions{codebooks: rec.Run.Recount, sides: rec.Run.RecountSides})
	if err != nil {
		return nil, fmt.Errorf("count the record again, as the run is configured: %w", err)
	}
	return counts, nil
}

// codebooksNamed returns shipped codebooks by id, or those in files.
func codebooksNamed(names []string) ([]recount.Codebook, error) {
	shipped := recount.Shipped()
	if len(names) == 0 {
		return shipped, nil
	}
	var books []recount.Codebook
	for _, name := range names {
		if i := slices.IndexFunc(shipped, func(c recount.Codebook) bool { return c.ID == name }); i >= 0 {
			books = append(books, shipped[i])
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			var ids []string
			for _, c := range shipped {
				ids = append(ids, c.ID)
			}
			return nil, usage("%q is no file and no shipped codebook (%s)", name, strings.Join(ids, ", "))
		}
		c, err := recount.Parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		books = append(books, c)
	}
	return books, nil
}

// codebooksOn gives the parties of codebooks the ids that the record knows. Those
// of other people and of other truces are left out when nobody asked for them.
func codebooksOn(rec truceline.Record, books []recount.Codebook, o recountOptions) ([]recount.Codebook, error) {
	var on []recount.Codebook
	var ids []string
	for _, p := range rec.Run.Agreement.Parties {
		ids = append(ids, p.ID)
	}
	for _, c := range books {
		c = c.As(o.sides)
		switch {
		case len(o.codebooks) == 0 && len(o.sides) == 0 && c.Published != nil && !c.Published.About(rec.Run.Window):
		case c.Party == "" || slices.Contains(ids, c.Party):
			on = append(on, c)
		case len(o.codebooks) > 0:
			return nil, usage("the codebook %s is that of %s, and the record knows %s; say which is which, as --sides %s=%s", c.ID, c.Party, strings.Join(ids, ", "), c.Party, ids[0])
		}
	}
	return on, nil
}
