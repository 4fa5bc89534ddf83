package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

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
are set aside for those of the run's agreement. "Forbidden" counts what the text forbids,
whether or not it is held to have happened; a breach is found where both are met.
Where it names the sides otherwise than the record, --sides says which is which.
--list names every finding.

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
	Texts     [2]textFound        `json:"texts"`   // the run's own, then the other
	Pairs     map[string]int      `json:"pairs"`   // happenings by what both texts say of them
	Differs   []toldOtherwise     `json:"differs"` // happenings of which they say different things, by time
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
	Breaches int            `json:"breaches"` // findings that it happened and that the text forbids it
	Breach   map[string]int `json:"breach"`   // by verdict
	Named    map[string]int `json:"named"`    // by side
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
	result.Pairs, result.Differs = pairsOf(own.record, then.record)
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
			if f.Exists.Verdict == truceline.Met && f.Breach.Verdict == truceline.Met {
				c.Breaches++
			}
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

// toldOtherwise is a happening that one text forbids and the other does not, or does
// not speak of.
type toldOtherwise struct {
	Incident truceline.ID   `json:"incident"`
	Kind     truceline.Kind `json:"kind"`
	Area     string         `json:"area,omitempty"`
	From     time.Time      `json:"from"`
	Own      string         `json:"own"`   // the gravest that the run's own text says of it
	Other    string         `json:"other"` // and the other
}

// pairsOf counts happenings by what both texts say of their breach, and lists those
// of which they say different things.
func pairsOf(own, other truceline.Record) (map[string]int, []toldOtherwise) {
	a, b := worst(own), worst(other)
	word := func(v string) string { return cmp.Or(v, "not spoken of") }
	pairs, differ := map[string]int{}, []toldOtherwise{}
	for _, i := range other.Incidents {
		first, second := word(a[i.ID]), word(b[i.ID])
		pairs[first+" / "+second]++
		if first != second {
			differ = append(differ, toldOtherwise{i.ID, i.Kind, i.Place.Area, i.When.From.UTC(), first, second})
		}
	}
	slices.SortStableFunc(differ, func(x, y toldOtherwise) int { return x.From.Compare(y.From) })
	return pairs, differ
}

// print lays both texts side by side.
func (r whatIfResult) print(w io.Writer) error {
	fmt.Fprintf(w, "%s: %d happenings on record\n", r.Over, r.Incidents)
	for _, n := range r.Notes {
		fmt.Fprintln(w, "note:", n)
	}
	for k, t := range r.Texts {
		fmt.Fprintf(w, "%s: %s (%s, version %d)\n", []string{"own", "other"}[k], t.Title, t.Agreement, t.Version)
	}
	if err := r.printClauses(w); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nForbidden by the run's own text / by the other, of the same happenings:")
	for _, p := range slices.Sorted(maps.Keys(r.Pairs)) {
		fmt.Fprintf(w, "  %s: %d\n", p, r.Pairs[p])
	}
	const most = 20
	for k, d := range r.Differs {
		if k == most {
			fmt.Fprintf(w, "  and %d more; --json names all\n", len(r.Differs)-most)
			break
		}
		fmt.Fprintf(w, "  %s %s, %s: %s / %s\n", utcMinute(d.From), nameOf(d.Kind), cmp.Or(d.Area, "no area"), d.Own, d.Other)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(w, "%s: %s: exists %s, breach %s, attribution %s%s\n", f.Clause, f.Subject.Title, f.Exists.Verdict, f.Breach.Verdict, f.Attribution.Verdict, prefixSide(f.Attribution.Side))
	}
	return nil
}

// printClauses writes a row for each clause of either text: what the own one finds
// under it, and what the other.
func (r whatIfResult) printClauses(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\n\tfindings\t\tbreaches found\t\tforbidden\t\tnot forbidden\t\tcannot be determined\t\tnamed\t")
	fmt.Fprintln(table, "clause"+strings.Repeat("\town\tother", 6))
	of := [2]map[string]clauseFound{{}, {}}
	var order []string
	for k, t := range r.Texts {
		for _, c := range t.Clauses {
			if of[k][c.Clause] = c; !slices.Contains(order, c.Clause) {
				order = append(order, c.Clause)
			}
		}
	}
	for _, id := range order {
		var cells [2][]string
		for k := range of {
			cells[k] = []string{"-", "-", "-", "-", "-", "-"}
			if c, ok := of[k][id]; ok {
				cells[k] = c.cells()
			}
		}
		fmt.Fprint(table, id)
		for n := range cells[0] {
			fmt.Fprintf(table, "\t%s\t%s", cells[0][n], cells[1][n])
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}

// cells are the figures of one clause, in the order of the table.
func (c clauseFound) cells() []string {
	var named []string
	for _, side := range slices.Sorted(maps.Keys(c.Named)) {
		named = append(named, fmt.Sprintf("%s %d", side, c.Named[side]))
	}
	return []string{strconv.Itoa(c.Findings), strconv.Itoa(c.Breaches), strconv.Itoa(c.Breach[string(truceline.Met)]), strconv.Itoa(c.Breach[string(truceline.NotMet)]),
		strconv.Itoa(c.Breach[string(truceline.CannotBeDetermined)]), cmp.Or(strings.Join(named, ", "), "nobody")}
}

func prefixSide(side string) string {
	if side == "" {
		return ""
	}
	return " (" + side + ")"
}
