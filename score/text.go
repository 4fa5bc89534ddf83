package score

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Text prints a card as a table for a terminal, with the explanation of every
// figure under it.
func Text(c Card) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d incidents and %d findings against %d true happenings\nmatched one to one: %s\n", c.Title, c.Incidents, c.Findings, c.Truth, c.Gate)
	wide := 0
	for _, f := range c.Figures {
		wide = max(wide, utf8.RuneCountInString(f.Name))
	}
	for _, g := range Groups() {
		fmt.Fprintf(&b, "\n%-*s  %10s  %-17s  %7s", wide, strings.ToUpper(g), "run", "95 % interval", "cases")
		if c.HasOracle {
			fmt.Fprintf(&b, "  %10s", "oracle")
		}
		b.WriteByte('\n')
		for _, f := range c.Figures {
			if f.Group == g {
				writeRow(&b, f, wide, c.HasOracle)
			}
		}
		switch g {
		case "incidents":
			writeConfusion(&b, c.Confusion)
			writeEllipses(&b, c.Ellipses)
		case "rates":
			writeRates(&b, "95 % intervals that could fail", c.Tried)
			writeRates(&b, "all 95 % intervals", c.Rates)
		}
	}
	b.WriteString("\nWHAT THE FIGURES SAY\n")
	if c.HasOracle {
		b.WriteString("oracle: the same figure when it is known which statements speak of the same happening:\n  what the sensors allow. The difference is what putting statements together lost.\n")
	}
	for _, f := range c.Figures {
		fmt.Fprintf(&b, "%s: %s\n", f.Name, f.Means)
	}
	return b.String()
}

func writeRow(b *strings.Builder, f Figure, wide int, oracle bool) {
	interval := ""
	if f.CI95 != nil {
		interval = Show(&f.CI95.Low, f.Unit) + " to " + Show(&f.CI95.High, f.Unit)
	}
	pad := strings.Repeat(" ", wide-utf8.RuneCountInString(f.Name))
	fmt.Fprintf(b, "%s%s  %10s  %-17s  %7d", f.Name, pad, Show(f.Value, f.Unit), interval, f.Cases)
	if oracle {
		fmt.Fprintf(b, "  %10s", Show(f.Oracle, f.Unit))
	}
	if f.Note != "" {
		b.WriteString("  " + f.Note)
	}
	b.WriteByte('\n')
}

// writeConfusion writes which kinds were taken for which others, how often.
func writeConfusion(b *strings.Builder, c Confusion) {
	var taken []string
	for i, row := range c.Counts {
		for j, n := range row {
			if i != j && n > 0 {
				taken = append(taken, fmt.Sprintf("%s for %s %d", c.Kinds[i], c.Kinds[j], n))
			}
		}
	}
	if len(taken) == 0 {
		taken = []string{"none"}
	}
	fmt.Fprintf(b, "kinds taken for others: %s\n", strings.Join(taken, ", "))
}

// writeRates writes rows of the rates: by kind, by side and of the watched part of the
// line.
func writeRates(b *strings.Builder, title string, rows []RateCoverage) {
	if len(rows) == 0 {
		return
	}
	wide := utf8.RuneCountInString(title)
	for _, r := range rows {
		wide = max(wide, utf8.RuneCountInString(r.Row))
	}
	fmt.Fprintf(b, "%-*s  %9s  %7s  %10s  %10s\n", wide, title, "intervals", "hold", "mean width", "by oracle's")
	for _, r := range rows {
		share := "-"
		if r.Intervals > 0 {
			share = fmt.Sprintf("%.1f %%", 100*float64(r.Held)/float64(r.Intervals))
		}
		note := ""
		if !r.Enough {
			note = "  too few to say: at least 500 are needed"
		}
		against := "-"
		if r.OracleWidth > 0 {
			against = fmt.Sprintf("%.2f", r.MeanWidth/r.OracleWidth)
		}
		fmt.Fprintf(b, "%s%s  %9d  %7s  %10.3g  %10s%s\n", r.Row, strings.Repeat(" ", wide-utf8.RuneCountInString(r.Row)), r.Intervals, share, r.MeanWidth, against, note)
	}
}

// Show writes a value with its unit, "-" for none.
func Show(v *float64, unit string) string {
	if v == nil {
		return "-"
	}
	switch unit {
	case "share":
		return fmt.Sprintf("%.1f %%", 100**v)
	case "":
		return trimmed(fmt.Sprintf("%.3f", *v))
	case "m", "MB", "1/s":
		return fmt.Sprintf("%.0f %s", *v, unit)
	}
	return fmt.Sprintf("%.1f %s", *v, unit)
}

func trimmed(s string) string { return strings.TrimSuffix(s, ".000") }
