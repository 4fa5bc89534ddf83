package score

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ratesMarkdown is the tables of the rates over a whole suite.
func ratesMarkdown(rows, tried []RateCoverage) string {
	if len(rows) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`
## Rates over all exercises

How often the 95 % intervals of events per kilometre and day hold what truly happened, over all exercises and seeds. By side:
stretches, all kinds. The oracle is told which events were noticed and how likely each was to be; the last column is the mean width by
the oracle's. What stands is a number of things at a moment, not a rate, and has no oracle.

The intervals that could fail: something of the kind happened there, or the interval says that something did. An interval from nothing
upwards, over a stretch where nothing happened, holds that nothing however it was made. By kind: what is said of stretches, of either
side and of both together. "Too low" lie below the true rate, "too high" above it.

| row | could fail | hold the true rate | exact 95 % | too low | too high | mean width | oracle's width | by the oracle's |
|---|---:|---:|---|---:|---:|---:|---:|---:|
`)
	for _, r := range tried {
		if r.Intervals > 0 {
			fmt.Fprintf(&b, "| %s | %s | %s | %d | %d | %s |\n", r.Row, r.number(), r.held(), r.TooLow, r.TooHigh, r.widths())
		}
	}
	b.WriteString(`
All intervals. By kind: stretches with both sides together. "Where anything happened" leaves out a true rate of nothing.

| row | intervals | hold the true rate | exact 95 % | where anything happened | of these hold it | nothing said | mean width | oracle's width | by the oracle's |
|---|---:|---:|---|---:|---:|---:|---:|---:|---:|
`)
	for _, r := range rows {
		if r.Intervals == 0 {
			continue
		}
		held := "-"
		if r.Happened > 0 {
			held = fmt.Sprintf("%.1f %%", 100*float64(r.HeldHappened)/float64(r.Happened))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %s | %d | %s |\n", r.Row, r.number(), r.held(), r.Happened, held, r.Unsaid, r.widths())
	}
	return b.String()
}

// number is how many intervals a row has, and whether they are enough.
func (r RateCoverage) number() string {
	if !r.Enough {
		return fmt.Sprintf("%d (fewer than 500)", r.Intervals)
	}
	return strconv.Itoa(r.Intervals)
}

// held is the share that hold and its interval, two cells of a table.
func (r RateCoverage) held() string {
	return fmt.Sprintf("%.1f %% | %.1f–%.1f", 100*float64(r.Held)/float64(r.Intervals), 100*r.CI95.Low, 100*r.CI95.High)
}

// widths are the mean width, the oracle's and one by the other, three cells of a table.
func (r RateCoverage) widths() string {
	if r.OracleWidth == 0 {
		return fmt.Sprintf("%.3g | - | -", r.MeanWidth)
	}
	return fmt.Sprintf("%.3g | %.3g | %.2f", r.MeanWidth, r.OracleWidth, r.MeanWidth/r.OracleWidth)
}

// mostDrawn is how many intervals the plot shows.
const mostDrawn = 120

// ratesPlot draws intervals in the order of the true rate, and the true rates.
// Where there are many, some evenly chosen ones are shown. Both grow with their
// cube root, so that small and large are seen.
func ratesPlot(cases []RateCase) template.HTML {
	cases = slices.DeleteFunc(slices.Clone(cases), func(c RateCase) bool { return !c.Rate.Known() || c.Rate.Side != "" || c.Standing })
	if len(cases) == 0 {
		return ""
	}
	slices.SortStableFunc(cases, func(a, b RateCase) int {
		return cmp.Or(cmp.Compare(a.True, b.True), cmp.Compare(a.Rate.Value, b.Rate.Value))
	})
	var shown []RateCase
	for i := range min(len(cases), mostDrawn) {
		shown = append(shown, cases[i*len(cases)/min(len(cases), mostDrawn)])
	}
	most := 0.0
	for _, c := range shown {
		most = max(most, c.True, c.Rate.Value, min(c.Rate.High, 4*c.Rate.Value+1))
	}
	p := newPlot("Rates and what truly happened", "Each line is a 95 % interval; the dot is the true rate.", 0, float64(len(shown)), 0, math.Cbrt(most))
	var ys []float64
	for _, v := range []float64{0.01, 0.1, 0.5, 1, 2, 5, 10} {
		if v <= most {
			ys = append(ys, math.Cbrt(v))
		}
	}
	p.ticks(nil, nil, ys, func(v float64) string { return fmt.Sprintf("%.2g", v*v*v) })
	p.names("stretches, by their true rate", "events per km and day")
	for i, c := range shown {
		x, class := float64(i)+0.5, "bar"
		if c.True < c.Rate.Low || c.True > c.Rate.High {
			class = "bar miss"
		}
		p.line(class, [][2]float64{{x, math.Cbrt(c.Rate.Low)}, {x, math.Cbrt(min(c.Rate.High, most))}})
		fmt.Fprintf(&p.b, `<circle class="dot" cx="%.1f" cy="%.1f" r="1.5"/>`, p.x(x), p.y(math.Cbrt(c.True)))
	}
	return p.done()
}
