package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/truceline/truceline"
)

// number writes a number for people: whole where it is whole, otherwise one
// decimal; large numbers with thin groups of three.
func number(v float64) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', 1, 64)
	s = strings.TrimSuffix(s, ".0")
	whole, rest, found := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "\u202f" + whole[i:]
	}
	if found {
		whole += "." + rest
	}
	if v < 0 {
		whole = "−" + whole
	}
	return whole
}

// span writes a number, or from where to where it lies.
func span(least, most float64) string {
	if least == most {
		return number(least)
	}
	return number(least) + " to " + number(most)
}

// ratioText writes a ratio with two significant decimals; a missing one as a
// word, never as a number.
func ratioText(v *float64, missing string) string {
	if v == nil {
		return missing
	}
	switch {
	case *v != 0 && *v < 0.1:
		return strconv.FormatFloat(*v, 'f', 3, 64)
	case *v >= 100:
		return number(math.Round(*v))
	}
	return strconv.FormatFloat(*v, 'f', 2, 64)
}

// intervalText writes an interval as "0.02 to 0.21".
func intervalText(ci []*float64) string {
	if len(ci) != 2 {
		return "none"
	}
	return ratioText(ci[0], "0") + " to " + ratioText(ci[1], "without bound")
}

// plural writes "1 alert", "2 alerts", "3 heat anomalies".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	many := one + "s"
	if strings.HasSuffix(one, "y") && !strings.HasSuffix(one, "ay") {
		many = one[:len(one)-1] + "ies"
	}
	return number(float64(n)) + " " + many
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// stateWords says a state of watching for a table.
func stateWords(s truceline.Watching) string {
	switch s {
	case truceline.Watched:
		return "watched"
	case truceline.PartlyWatched:
		return "partly watched"
	case truceline.NotKnown:
		return "not known"
	}
	return "blind"
}

// byWords names a watcher for people: satellites by their names beside the codes
// that NASA's files use for them, everybody else as the record has it. An outage
// of several satellites names them all, apart by commas.
func byWords(m truceline.Means, by string) string {
	if m != truceline.MeansThermal && m != "" {
		return by
	}
	var out []string
	for _, code := range strings.Split(by, ", ") {
		switch code {
		case "N":
			code = "Suomi NPP (N)"
		case "N20":
			code = "NOAA-20 (N20)"
		case "N21":
			code = "NOAA-21 (N21)"
		}
		out = append(out, code)
	}
	return strings.Join(out, ", ")
}

// accusedWords says whom a statement is about.
func accusedWords(s string) string {
	if s == "both" {
		return "both sides"
	}
	return s
}

// metricWords makes "gun_mortar_attacks" readable.
func metricWords(m string) string { return strings.ReplaceAll(m, "_", " ") }
