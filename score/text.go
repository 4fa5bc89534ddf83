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
