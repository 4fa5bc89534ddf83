package score

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
)

// ratesMarkdown is the table of the rates over a whole suite.
func ratesMarkdown(rows []RateCoverage) string {
	if len(rows) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`
## Rates over all exercises

How often the 95 % intervals of events per kilometre and day hold what truly happened, over all exercises and seeds. By kind:
stretches with both sides together; by side: stretches, all kinds. "Where anything happened" leaves out stretches with a true
rate of nothing, which an interval from nothing upwards holds without effort. The oracle is told which events were noticed and
how likely each was to be; the last column is the mean width by the oracle's. What stands is a number of things at a moment, not a
rate, and has no oracle.

| row | intervals | hold the true rate | exact 95 % | where anything happened | of these hold it | nothing said | mean width | oracle's width | by the oracle's |
|---|---:|---:|---|---:|---:|---:|---:|---:|---:|
`)
	for _, r := range rows {
		if r.Intervals == 0 {
			continue
		}
		few := ""
		if !r.Enough {
			few = " (fewer than 500)"
		}
		held := "-"
		if r.Happened > 0 {
			held = fmt.Sprintf("%.1f %%", 100*float64(r.HeldHappened)/float64(r.Happened))
		}
		oracle, against := "-", "-"
		if r.OracleWidth > 0 {
			oracle, against = fmt.Sprintf("%.3g", r.OracleWidth), fmt.Sprintf("%.2f", r.MeanWidth/r.OracleWidth)
		}
		fmt.Fprintf(&b, "| %s | %d%s | %.1f %% | %.1f–%.1f | %d | %s | %d | %.3g | %s | %s |\n", r.Row, r.Intervals, few,
			100*float64(r.Held)/float64(r.Intervals), 100*r.CI95.Low, 100*r.CI95.High, r.Happened, held, r.Unsaid, r.MeanWidth, oracle, against)
	}
	return b.String()
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
