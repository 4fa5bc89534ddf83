package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/truceline/truceline/recount"
	"github.com/truceline/truceline/wording"
)

// counting writes counts for a reader.
type counting struct {
	io.Writer
	wording.Reader
}

// line writes one line of ours, after some spaces.
func (w counting) line(indent, format string, args ...any) {
	fmt.Fprintln(w, indent+w.Say(fmt.Sprintf(format, args...)))
}

// table begins a table with heads of columns.
func (w counting) table(heads ...string) *tabwriter.Writer {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for k, head := range heads {
		heads[k] = w.Say(head)
	}
	if len(heads) > 0 {
		fmt.Fprintln(table, "\n"+strings.Join(heads, "\t"))
	}
	return table
}

// print writes everything: the counts side by side, each in full, and in what they
// agree.
func (w counting) print(r recounted) error {
	w.line("", "%s, as of %s: %d happenings on record, from %s to %s.", r.Run, r.AsOf.UTC().Format("2006-01-02 15:04 UTC"), r.Incidents, utcMinute(r.Window.From), utcMinute(r.Window.To))
	table := w.table("codebook", "count", "happenings counted", "published", "not accounted for")
	for _, c := range r.Counts {
		published, rest := "-", "-"
		if c.Rest != nil {
			published, rest = fmt.Sprint(c.Codebook.Published.Total), w.residual(*c.Rest)
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\n", c.Codebook.ID, w.span(c.Whole), c.Counted, published, rest)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, c := range r.Counts {
		if err := w.count(c); err != nil {
			return err
		}
	}
	if len(r.Pairs) > 0 {
		fmt.Fprintln(w)
		w.line("", "The same happenings under two codebooks:")
	}
	table = w.table()
	for _, p := range r.Pairs {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\t%s\n", w.Title(fmt.Sprintf("%s and %s", p.First, p.Second)), w.Say(fmt.Sprintf("both %d", p.Both)),
			w.Say(fmt.Sprintf("only the first %d", p.Only1)), w.Say(fmt.Sprintf("only the second %d", p.Only2)), w.Say(fmt.Sprintf("neither %d", p.Neither)))
	}
	return table.Flush()
}

// count tells one codebook's count in full.
func (w counting) count(c recount.Result) error {
	book := c.Codebook.In(w.Language)
	fmt.Fprintf(w, "\n%s (%s)\n", book.Name, book.ID)
	table := w.table()
	for k, row := range c.Rows {
		published := ""
		if row.Published != nil {
			published = w.Say(fmt.Sprintf("published: %d", *row.Published))
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\t%s\n", book.Categories[k].Name, w.span(row.Count), w.Say(fmt.Sprintf("%d happenings", row.Happenings)),
			w.Say(fmt.Sprintf("%d reports", row.Reports)), published)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if p := c.Codebook.Published; p != nil {
		w.line("  ", "published in all: %d for %s to %s; %d of them in no published category", p.Total, utcMinute(p.From), utcMinute(p.To), p.Unexplained())
	}
	for _, side := range slices.Sorted(maps.Keys(c.BySide)) {
		if side == "" {
			w.line("  ", "no side told: %s", w.span(c.BySide[side]))
		} else {
			fmt.Fprintf(w, "  %s: %s\n", side, w.span(c.BySide[side]))
		}
	}
	for _, left := range c.LeftOut {
		w.line("  ", "not counted: %d, %s", left.Happenings, left.Why)
	}
	for _, t := range c.Tallies {
		w.line("  ", "beside it: %s", t)
	}
	for _, claim := range c.Claims {
		w.line("  ", "claim of %s, %s to %s, %s: %.0f; on record %s; residual %s", claim.Claimant, utcMinute(claim.From), utcMinute(claim.To),
			strings.ReplaceAll(claim.Metric, "_", " "), claim.Value, w.span(claim.Matched), w.residual(claim.Residual))
	}
	for _, a := range book.Assumptions {
		w.line("  ", "assumed: %s", strings.TrimSpace(a))
	}
	for _, s := range book.Sources {
		w.line("  ", "source: %s", s)
	}
	return nil
}

// span says a count and, where it has two, both of its bounds.
func (w counting) span(r recount.Range) string {
	if r.Least == r.Most {
		return fmt.Sprint(r.Least)
	}
	return w.Say(fmt.Sprintf("%d to %d", r.Least, r.Most))
}

// residual says what of a claim is not accounted for.
func (w counting) residual(r recount.ResidualRange) string {
	if r.Least == r.Most {
		return fmt.Sprintf("%.0f", r.Least)
	}
	return w.Say(fmt.Sprintf("%.0f to %.0f", r.Least, r.Most))
}

// utcMinute writes a moment for people; none is open.
func utcMinute(t time.Time) string {
	if t.IsZero() {
		return "open"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}
