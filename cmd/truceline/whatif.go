package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/agreement"
)

func whatIfCommand() command {
	return command{
		name: "whatif", args: "AGREEMENT", brief: "lay another text over the same record",
		help: `Works the record of --over out again as if AGREEMENT had been in force, and lays what
it finds beside what the run's own agreement finds: clause by clause, and happening by
happening. Nothing is appended to the journal and nothing in the folder changes.
AGREEMENT is a file or the name of a shipped agreement. With --same-hours its own hours
are set aside for those of the run's agreement. Where it names the sides otherwise than
the record, --sides says which is which. --list names every finding.

Example:
  truceline whatif minsk-2014 --over /tmp/demo --same-hours --sides NGCA=A,UA=B`,
		prepare: func(set *flag.FlagSet) func(context.Context, *environment, []string) error {
			var o whatIfOptions
			set.StringVar(&o.over, "over", "", "folder of the run `DIR`")
			set.StringVar(&o.sides, "sides", "", "which party is which side of the record, as `OTHER=OWN,OTHER=OWN`")
			set.BoolVar(&o.sameHours, "same-hours", false, "as if it had been in force when the run's own agreement was")
			set.BoolVar(&o.list, "list", false, "name every finding under the other text")
			set.BoolVar(&o.json, "json", false, "print the comparison as JSON")
			return func(ctx context.Context, env *environment, args []string) error {
				if len(args) != 1 || o.over == "" {
					return usage("name one agreement and the run: truceline whatif AGREEMENT --over DIR")
				}
				return whatIf(ctx, env, args[0], o)
			}
		},
	}
}

type whatIfOptions struct {
	over, sides           string
	sameHours, list, json bool
}

// whatIfResult is what two agreements find on one record.
type whatIfResult struct {
	Over      string              `json:"over"`
	Incidents int                 `json:"incidents"`
	Texts     [2]textFound        `json:"texts"` // the run's own, then the other
	Pairs     map[string]int      `json:"pairs"` // happenings by what both texts say of them
	Notes     []string            `json:"notes"`
	Findings  []truceline.Finding `json:"findings,omitempty"` // under the other text
}

// textFound is what one text finds.
type textFound struct {
	Agreement string        `json:"agreement"`
	Version   int           `json:"version"`
	Title     string        `json:"title"`
	Clauses   []clauseFound `json:"clauses"`
}

// clauseFound counts the findings under one clause by verdict.
type clauseFound struct {
	Clause   string         `json:"clause"`
	Kind     string         `json:"kind"`
	Findings int            `json:"findings"`
	Breach   map[string]int `json:"breach"` // by verdict
	Named    map[string]int `json:"named"`  // by side
}

func whatIf(ctx context.Context, env *environment, name string, o whatIfOptions) error {
	text, err := readAgreementFile(name)
	if err != nil {
		return err
	}
	other, problems := agreement.Parse(name, text)
	for _, p := range problems {
		if p.Severity == agreement.SeverityError {
			return fmt.Errorf("%s; run \"truceline agreement check %s\" for all mistakes", p, name)
		}
	}
	j, l, err := openRun(ctx, env, o.over)
	if err != nil {
		return err
	}
	defer j.Close()
	if other, err = sidesOf(l.agreement, other, o.sides); err != nil {
		return err
	}
	own, err := flow(ctx, env, j, l)
	if err != nil {
		return err
	}
	if o.sameHours {
		other.Windows = l.agreement.Windows
	}
	result := whatIfResult{Over: o.over, Notes: whatIfNotes(other, own.record.Run.Window)}
	l.agreement = other
	then, err := flow(ctx, env, j, l)
	if err != nil {
		return err
	}
	result.Incidents = len(then.record.Incidents)
	result.Texts = [2]textFound{foundBy(own.record), foundBy(then.record)}
	result.Pairs = pairsOf(own.record, then.record)
	if o.list {
		result.Findings = then.record.Findings
	}
	if o.json {
		return json.NewEncoder(env.stdout).Encode(result)
	}
	return result.print(env.stdout)
}

// sidesOf gives the parties of the other text the ids by which the record knows
// the sides.
func sidesOf(own, other truceline.Agreement, sides string) (truceline.Agreement, error) {
	ids := func(a truceline.Agreement) (list []string) {
		for _, p := range a.Parties {
			list = append(list, p.ID)
		}
		slices.Sort(list)
		return list
	}
	if sides == "" {
		if slices.Equal(ids(own), ids(other)) {
			return other, nil
		}
		return other, usage("the record knows the sides as %s and %s as %s; say which is which, as --sides %s=%s,...",
			strings.Join(ids(own), ", "), other.ID, strings.Join(ids(other), ", "), ids(other)[0], ids(own)[0])
	}
	to := map[string]string{}
	for pair := range strings.SplitSeq(sides, ",") {
		from, into, ok := strings.Cut(pair, "=")
		if !ok || !slices.Contains(ids(other), from) || !slices.Contains(ids(own), into) {
			return other, usage("--sides %q: write a party of %s (%s), =, and a side of the record (%s)", pair, other.ID, strings.Join(ids(other), ", "), strings.Join(ids(own), ", "))
		}
		to[from] = into
	}
	return agreement.Renamed(other, to)
}

// whatIfNotes says what makes the two texts hard to compare.
func whatIfNotes(other truceline.Agreement, window truceline.Window) []string {
	notes := []string{}
	if !slices.ContainsFunc(other.Windows, func(w truceline.InForce) bool {
		return (w.To.IsZero() || window.From.Before(w.To)) && (window.To.IsZero() || w.From.Before(window.To))
	}) {
		notes = append(notes, "The other text was not in force at any hour of this record; --same-hours lays it over all the same.")
	}
	return notes
}

// foundBy counts the findings of a record, clause by clause.
func foundBy(rec truceline.Record) textFound {
	a := rec.Run.Agreement
	t := textFound{Agreement: a.ID, Version: a.Version, Title: a.Title, Clauses: []clauseFound{}}
	at := map[string]int{}
	for _, c := range a.Clauses {
		if _, known := at[c.ID]; c.Kind == truceline.ClauseExemption || known {
			continue
		}
		at[c.ID] = len(t.Clauses)
		t.Clauses = append(t.Clauses, clauseFound{Clause: c.ID, Kind: string(c.Kind), Breach: map[string]int{}, Named: map[string]int{}})
	}
	for _, f := range rec.Findings {
		if i, ok := at[f.Clause]; ok {
			c := &t.Clauses[i]
			c.Findings++
			c.Breach[string(f.Breach.Verdict)]++
			if f.Attribution.Side != "" {
				c.Named[f.Attribution.Side]++
			}
		}
	}
	return t
}

// worst is the gravest that a text says of each happening: a breach, cannot be
// determined, no breach; a happening that it does not speak of is absent.
func worst(rec truceline.Record) map[truceline.ID]string {
	rank := map[string]int{string(truceline.NotMet): 1, string(truceline.CannotBeDetermined): 2, string(truceline.Met): 3}
	say := map[truceline.ID]string{}
	for _, f := range rec.Findings {
		v := string(f.Breach.Verdict)
		if f.Subject.Kind == truceline.SubjectIncident && rank[v] > rank[say[f.Subject.ID]] {
			say[f.Subject.ID] = v
		}
	}
	return say
}

// pairsOf counts happenings by what both texts say of their breach.
func pairsOf(own, other truceline.Record) map[string]int {
	a, b := worst(own), worst(other)
	word := func(v string) string { return cmp.Or(v, "not spoken of") }
	pairs := map[string]int{}
	for _, i := range other.Incidents {
		pairs[word(a[i.ID])+" / "+word(b[i.ID])]++
	}
	return pairs
}

func (r whatIfResult) print(w io.Writer) error {
	fmt.Fprintf(w, "%s: %d happenings on record\n", r.Over, r.Incidents)
	for _, n := range r.Notes {
		fmt.Fprintln(w, "note:", n)
	}
	for _, t := range r.Texts {
		fmt.Fprintf(w, "\n%s (%s, version %d)\n", t.Title, t.Agreement, t.Version)
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "clause\tfindings\tbreach\tno breach\tcannot be determined\tnamed")
		for _, c := range t.Clauses {
			var named []string
			for _, side := range sortedKeys(c.Named) {
				named = append(named, fmt.Sprintf("%s %d", side, c.Named[side]))
			}
			fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%s\n", c.Clause, c.Findings, c.Breach[string(truceline.Met)], c.Breach[string(truceline.NotMet)],
				c.Breach[string(truceline.CannotBeDetermined)], cmp.Or(strings.Join(named, ", "), "-"))
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	fmt.Fprintln(w, "\nBreach by the run's own text / by the other, of the same happenings:")
	for _, p := range sortedKeys(r.Pairs) {
		fmt.Fprintf(w, "  %s: %d\n", p, r.Pairs[p])
	}
	for _, f := range r.Findings {
		fmt.Fprintf(w, "%s: %s: exists %s, breach %s, attribution %s%s\n", f.Clause, f.Subject.Title, f.Exists.Verdict, f.Breach.Verdict, f.Attribution.Verdict, prefixSide(f.Attribution.Side))
	}
	return nil
}

func prefixSide(side string) string {
	if side == "" {
		return ""
	}
	return " (" + side + ")"
}

func sortedKeys(m map[string]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
