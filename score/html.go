package score

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

//go:embed page.html
var pageText string

// HTML writes the card as one self-contained page: tables with the explanation
// of every figure, and plots.
func HTML(c Card) ([]byte, error) {
	t, err := template.New("page").Funcs(template.FuncMap{
		"show": Show, "groups": Groups, "interval": interval, "upper": strings.ToUpper, "target": target,
		"reliability": reliabilityPlot, "depth": depth, "percent": func(x float64) string { return Show(&x, "share") },
	}).Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("read the page: %w", err)
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{
		"Card": c, "Place": placePlot(c.Places), "Error": errorPlot(c.Places), "Time": timePlot(c.Seconds), "Delay": delayPlot(c.Delays), "Rates": ratesPlot(c.RateCases),
	})
	if err != nil {
		return nil, fmt.Errorf("write the page: %w", err)
	}
	return b.Bytes(), nil
}

func interval(f Figure) string {
	if f.CI95 == nil {
		return ""
	}
	return Show(&f.CI95.Low, f.Unit) + " to " + Show(&f.CI95.High, f.Unit)
}

// target says which way a figure is good.
func target(f Figure) string {
	switch f.Better {
	case Higher:
		return "higher is better"
	case Lower:
		return "lower is better"
	case Nearer:
		return "best at " + Show(f.Target, f.Unit)
	}
	return "for comparison"
}

// depth is how dark a cell of the table of kinds is, 0 to 9: its share of the
// row.
func depth(n int, row []int, missed int) int {
	total := missed
	for _, v := range row {
		total += v
	}
	if n == 0 || total == 0 {
		return 0
	}
	return 1 + 8*n/total
}
