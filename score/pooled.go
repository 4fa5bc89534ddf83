package score

import (
	"fmt"
	"strings"

	"github.com/truceline/truceline"
)

// Pooled is one judgement over all plays of a suite: what one exercise has too few
// cases to say.
type Pooled struct {
	Name      string   `json:"name"`      // exists, breach, attribution
	Cases     int      `json:"cases"`     // judged
	Forecasts int      `json:"forecasts"` // probabilities stated: one a case, and one a side for attribution
	Brier     *float64 `json:"brier"`
	Skill     *float64 `json:"skill"` // nil where all came out alike
	ECE       float64  `json:"calibration_error"`
	ByChance  float64  `json:"by_chance"` // what a perfect statement would show
	Bins      []Bin    `json:"bins"`      // ten of equal numbers
	Verdicts  Verdicts `json:"verdicts"`
}

// PoolJudged puts the judgements of several cards together, each by its name.
func PoolJudged(cards ...Card) []Pooled {
	var out []Pooled
	var cases [][]Forecast
	for _, c := range cards {
		for k, j := range c.Judged {
			if k == len(out) {
				out, cases = append(out, Pooled{Name: j.Name}), append(cases, nil)
			}
			p, v := &out[k], j.Verdicts
			p.Cases += j.Cases
			cases[k] = append(cases[k], j.Forecasts...)
			p.Verdicts = Verdicts{Met: p.Verdicts.Met + v.Met, MetWrong: p.Verdicts.MetWrong + v.MetWrong, NotMet: p.Verdicts.NotMet + v.NotMet,
				NotMetWrong: p.Verdicts.NotMetWrong + v.NotMetWrong, Open: p.Verdicts.Open + v.Open}
		}
	}
	for k := range out {
		p := &out[k]
		p.Forecasts = len(cases[k])
		p.Bins = Reliability(cases[k], 10)
		p.ECE, p.ByChance = CalibrationError(p.Bins)
		score, skill, ok, skilled := Brier(cases[k])
		if ok {
			p.Brier = &score
		}
		if skilled {
			p.Skill = &skill
		}
	}
	return out
}

// EllipseRow is how well the ellipses hold the truth of the incidents that rest on
// one means, or on several.
type EllipseRow struct {
	Means  string  `json:"means"` // "several": on more than one
	Cases  int     `json:"cases"`
	Inside int     `json:"inside"` // whose 90 % ellipse holds the true place
	CI95   Bounds  `json:"ci95"`   // exact, of the share
	Metres float64 `json:"error_m"`
	Size   float64 `json:"ellipse_m"` // medians of the error and of the mean half axis
}

// severalMeans is the row of incidents that rest on more than one means, and givenPlaces that of places that nobody estimated.
const (
	severalMeans = "several"
	givenPlaces  = "given, not estimated"
)

// EllipseRows divides errors of place by means, in the taxonomy's order; then come those on
// several means, and those of places that are given, by whatever means. What has no case is left out.
func EllipseRows(errors []PlaceError) []EllipseRow {
	names := []string{}
	for _, m := range truceline.AllMeans() {
		names = append(names, string(m))
	}
	var out []EllipseRow
	for _, name := range append(names, severalMeans, givenPlaces) {
		row := EllipseRow{Means: name}
		var metres, axes []float64
		for _, e := range errors {
			if e.Given != (name == givenPlaces) || !e.Given && e.Means != name {
				continue
			}
			if row.Cases++; e.Sigmas <= 1 {
				row.Inside++
			}
			metres, axes = append(metres, e.Metres), append(axes, e.Ellipse)
		}
		if row.Cases > 0 {
			row.CI95, row.Metres, row.Size = ClopperPearson(row.Inside, row.Cases, 0.05), Quantile(metres, 0.5), Quantile(axes, 0.5)
			out = append(out, row)
		}
	}
	return out
}

// meansOf names the means that an incident rests on.
func meansOf(i truceline.Incident) string {
	if len(i.Means) == 1 {
		return string(i.Means[0])
	}
	return severalMeans
}

// Share is in words how many of the true places the ellipses hold, "93.2 %".
func (r EllipseRow) Share() string {
	return fmt.Sprintf("%.1f %%", 100*float64(r.Inside)/float64(r.Cases))
}

// writeEllipses writes the rows by means of a card.
func writeEllipses(b *strings.Builder, rows []EllipseRow) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "%-22s  %6s  %8s  %-16s  %8s  %8s\n", "90 % ellipses of", "cases", "hold", "95 % interval", "error", "size")
	for _, r := range rows {
		fmt.Fprintf(b, "%-22s  %6d  %8s  %-16s  %6.0f m  %6.0f m\n", r.Means, r.Cases, r.Share(), fmt.Sprintf("%.1f to %.1f %%", 100*r.CI95.Low, 100*r.CI95.High), r.Metres, r.Size)
	}
}

// pooledMarkdown is the tables over a whole suite of what single exercises have too
// few cases for.
func pooledMarkdown(judged []Pooled, ellipses []EllipseRow) string {
	var b strings.Builder
	b.WriteString(`
## Calibration over all exercises

The three judgements over all exercises and seeds, with ten bins of equal numbers of cases. The error by chance is what a perfectly
calibrated statement would show with as many cases.

| judgement | cases | probabilities | Brier | skill | calibration error | by chance | cannot be determined | met, wrongly | not met, wrongly |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
`)
	of := func(n, all int) string {
		if all == 0 {
			return "-"
		}
		return fmt.Sprintf("%.1f %% of %d", 100*float64(n)/float64(all), all)
	}
	for _, p := range judged {
		v := p.Verdicts
		fmt.Fprintf(&b, "| %s | %d | %d | %s | %s | %.3f | %.3f | %s | %s | %s |\n", p.Name, p.Cases, p.Forecasts, Show(p.Brier, ""), Show(p.Skill, ""),
			p.ECE, p.ByChance, of(v.Open, v.Open+v.Met+v.NotMet), of(v.MetWrong, v.Met), of(v.NotMetWrong, v.NotMet))
	}
	for _, p := range judged {
		fmt.Fprintf(&b, "\n%s, bin by bin:\n\n| cases | stated, mean | came true | exact 95 %% |\n|---:|---:|---:|---:|\n", p.Name)
		for _, bin := range p.Bins {
			fmt.Fprintf(&b, "| %.0f | %.1f %% | %.1f %% | %.1f–%.1f |\n", bin.Cases, 100*bin.Mean, 100*bin.Share, 100*bin.CI95.Low, 100*bin.CI95.High)
		}
	}
	b.WriteString(`
## Ellipses over all exercises

How often the 90 % ellipse of an incident holds the true place, by the means that the incident rests on. Places that are given and not estimated
stand in a row of their own: a meter, a line of calls and whoever is turned back or shot at name their own site, whose ellipse holds the truth however it is stated.

| means | cases | hold the truth | exact 95 % | error of place, median | size of the ellipse, median |
|---|---:|---:|---:|---:|---:|
`)
	for _, r := range ellipses {
		fmt.Fprintf(&b, "| %s | %d | %s | %.1f–%.1f | %.0f m | %.0f m |\n", r.Means, r.Cases, r.Share(), 100*r.CI95.Low, 100*r.CI95.High, r.Metres, r.Size)
	}
	return b.String()
}
