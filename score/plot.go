package score

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strings"
)

// plot is a square of SVG with two axes. Colours come from the page's classes.
type plot struct {
	b              strings.Builder
	x0, y0, x1, y1 float64 // what the axes span
}

// Size of a plot and of its margins, in SVG units.
const (
	plotW, plotH = 340.0, 300.0
	left, right  = 54.0, 26.0
	top, bottom  = 14.0, 44.0
)

func newPlot(title, describe string, x0, x1, y0, y1 float64) *plot {
	p := &plot{x0: x0, y0: y0, x1: x1, y1: y1}
	fmt.Fprintf(&p.b, `<svg viewBox="0 0 %g %g" role="img" aria-label="%s"><title>%s</title><desc>%s</desc>`, plotW, plotH,
		html.EscapeString(title), html.EscapeString(title), html.EscapeString(describe))
	fmt.Fprintf(&p.b, `<path class="axis" d="M%g %gV%gH%g"/>`, left, top, plotH-bottom, plotW-right)
	return p
}

func (p *plot) x(v float64) float64 { return left + (v-p.x0)/(p.x1-p.x0)*(plotW-left-right) }
func (p *plot) y(v float64) float64 { return plotH - bottom - (v-p.y0)/(p.y1-p.y0)*(plotH-top-bottom) }

// ticks marks values on the axes; names are written as given.
func (p *plot) ticks(xs []float64, xName func(float64) string, ys []float64, yName func(float64) string) {
	for _, v := range xs {
		fmt.Fprintf(&p.b, `<line class="grid" x1="%.1f" x2="%.1f" y1="%g" y2="%g"/><text x="%.1f" y="%g" text-anchor="middle">%s</text>`,
			p.x(v), p.x(v), top, plotH-bottom, p.x(v), plotH-bottom+14, html.EscapeString(xName(v)))
	}
	for _, v := range ys {
		fmt.Fprintf(&p.b, `<line class="grid" x1="%g" x2="%g" y1="%.1f" y2="%.1f"/><text x="%g" y="%.1f" text-anchor="end">%s</text>`,
			left, plotW-right, p.y(v), p.y(v), left-4, p.y(v)+4, html.EscapeString(yName(v)))
	}
}

func (p *plot) names(x, y string) {
	fmt.Fprintf(&p.b, `<text class="name" x="%g" y="%g" text-anchor="middle">%s</text>`, (left+plotW-right)/2, plotH-8, html.EscapeString(x))
	fmt.Fprintf(&p.b, `<text class="name" transform="translate(12 %g) rotate(-90)" text-anchor="middle">%s</text>`, (top+plotH-bottom)/2, html.EscapeString(y))
}

func (p *plot) line(class string, points [][2]float64) {
	var d strings.Builder
	for i, q := range points {
		c := 'L'
		if i == 0 {
			c = 'M'
		}
		fmt.Fprintf(&d, "%c%.1f %.1f", c, p.x(q[0]), p.y(q[1]))
	}
	fmt.Fprintf(&p.b, `<path class="%s" d="%s"/>`, class, d.String())
}

func (p *plot) dot(x, y, r float64, tip string) {
	fmt.Fprintf(&p.b, `<circle class="dot" cx="%.1f" cy="%.1f" r="%.1f"><title>%s</title></circle>`, p.x(x), p.y(y), r, html.EscapeString(tip))
}

func (p *plot) done() template.HTML {
	return template.HTML(p.b.String() + "</svg>") //nolint:gosec // every word went through html.EscapeString
}

func percents(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) }

func fifths() []float64 { return []float64{0, 0.2, 0.4, 0.6, 0.8, 1} }

// reliabilityPlot draws what came true against what was stated.
func reliabilityPlot(j Judged) template.HTML {
	p := newPlot("Reliability of "+j.Name, "Share of cases that were true against the probability stated, in ten bins of equal numbers of cases, with exact 95 % intervals.", 0, 1, 0, 1)
	p.ticks(fifths(), percents, fifths(), percents)
	p.names("stated probability", "share that was true")
	p.line("even", [][2]float64{{0, 0}, {1, 1}})
	for _, b := range j.Bins {
		if b.Cases > 0 {
			p.line("bar", [][2]float64{{b.Mean, b.CI95.Low}, {b.Mean, b.CI95.High}})
			p.dot(b.Mean, b.Share, 4, fmt.Sprintf("stated %s, true %s of %.1f cases", percents(b.Mean), percents(b.Share), b.Cases))
		}
	}
	return p.done()
}

// placePlot draws how the true places lie in the stated ellipses.
func placePlot(errors []PlaceError) template.HTML {
	var sigmas []float64
	for _, e := range errors {
		sigmas = append(sigmas, e.Sigmas)
	}
	p := newPlot("Place against the stated ellipse", "Share of true places within a multiple of the stated 90 % ellipse, and what a well stated Gaussian one would give.", 0, 3, 0, 1)
	p.ticks([]float64{0, 1, 2, 3}, func(v float64) string { return fmt.Sprintf("%g×", v) }, fifths(), percents)
	p.names("multiple of the 90 % ellipse", "share of true places within")
	var should [][2]float64
	for k := range 61 {
		r := float64(k) / 20
		should = append(should, [2]float64{r, 1 - math.Pow(0.1, r*r)})
	}
	p.line("even", should)
	p.line("curve", cumulative(sigmas, 3))
	return p.done()
}

// cumulative is the share of values at or below, up to a limit, as steps.
func cumulative(values []float64, limit float64) [][2]float64 {
	v := slices.Clone(values)
	slices.Sort(v)
	out := [][2]float64{{0, 0}}
	for k, x := range v {
		if x > limit {
			break
		}
		before, after := float64(k)/float64(len(v)), float64(k+1)/float64(len(v))
		x = max(x, 0)
		out = append(out, [2]float64{x, before}, [2]float64{x, after})
	}
	return append(out, [2]float64{limit, out[len(out)-1][1]})
}

// logPlot draws how many values are at or below, on a scale of powers of ten.
func logPlot(title, unit string, from, to int, name func(float64) string, series map[string][]float64, order []string) template.HTML {
	p := newPlot(title, title+", cumulative, on a logarithmic scale.", float64(from), float64(to), 0, 1)
	var ticks []float64
	for k := from; k <= to; k++ {
		ticks = append(ticks, float64(k))
	}
	p.ticks(ticks, name, fifths(), percents)
	p.names(unit, "share of those that came so far")
	for k, s := range order {
		var logs []float64
		for _, v := range series[s] {
			logs = append(logs, math.Log10(max(v, math.Pow(10, float64(from))))-float64(from))
		}
		points := cumulative(logs, float64(to-from))
		for n := range points {
			points[n][0] += float64(from)
		}
		p.line(fmt.Sprintf("curve c%d", k), points)
		fmt.Fprintf(&p.b, `<text class="key c%d" x="%g" y="%g">%s (%d)</text>`, k, left+8, top+14+float64(k)*14, html.EscapeString(s), len(series[s]))
	}
	return p.done()
}

func delayPlot(d Delays) template.HTML {
	name := func(v float64) string {
		return map[float64]string{0: "1 s", 1: "10 s", 2: "100 s", 3: "17 min", 4: "2.8 h", 5: "28 h"}[v]
	}
	return logPlot("Time from the event", "time since the beginning", 0, 5, name,
		map[string][]float64{"first statement": d.Observed, "incident": d.Incident, "it happened": d.Exists, "side named": d.Named},
		[]string{"first statement", "incident", "it happened", "side named"})
}

func errorPlot(places []PlaceError) template.HTML {
	var metres []float64
	for _, e := range places {
		metres = append(metres, e.Metres)
	}
	name := func(v float64) string {
		return map[float64]string{0: "1 m", 1: "10 m", 2: "100 m", 3: "1 km", 4: "10 km"}[v]
	}
	return logPlot("Error of place", "distance from the true place", 0, 4, name, map[string][]float64{"matched": metres}, []string{"matched"})
}

func timePlot(seconds []float64) template.HTML {
	var size []float64
	for _, s := range seconds {
		size = append(size, math.Abs(s))
	}
	name := func(v float64) string {
		return map[float64]string{-2: "10 ms", -1: "0.1 s", 0: "1 s", 1: "10 s", 2: "100 s", 3: "17 min"}[v]
	}
	return logPlot("Error of time", "between stated and true beginning", -2, 3, name, map[string][]float64{"matched": size}, []string{"matched"})
}
