package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/coverage"
)

const (
	plotWidth = 760.0
	plotLeft  = 132.0
	plotRight = 738.0
)

// hourPlot draws beginnings by the hour for the window and for the hours it is
// compared with, one under the other on one scale.
func (b *builder) hourPlot(id, what string, match func(truceline.Incident) bool) template.HTML {
	top, panel := 10.0, 96.0
	names := []string{"inside the window", "compared hours"}
	series := [][]int{}
	most := 0
	for _, w := range b.windows() {
		n := b.byHour(w, match)
		series = append(series, n)
		most = max(most, slices.Max(n))
	}
	scale := ceiling(most)
	h := top + float64(len(series))*(panel+34)
	d := newDrawing(id, plotWidth, h, "Beginnings of "+what+" by the hour",
		fmt.Sprintf("Bars of beginnings an hour, UTC, at most %d in one hour.", most))
	for i, w := range b.windows() {
		y0 := top + float64(i)*(panel+34) + panel
		d.text("lane", 0, y0-panel/2-4, "start", names[i])
		d.text("small", 0, y0-panel/2+12, "start", plural(sum(series[i]), "beginning"))
		d.line("axis", plotLeft, y0, plotRight, y0)
		d.hourAxis(w, plotLeft, plotRight, y0, y0-panel)
		d.text("tick", plotLeft-5, y0-panel+9, "end", fmt.Sprint(scale))
		d.text("tick", plotLeft-5, y0, "end", "0")
		width := (plotRight - plotLeft) / float64(len(series[i]))
		for hour, n := range series[i] {
			bar := float64(n) / float64(scale) * panel
			at := w.From.Add(time.Duration(hour) * time.Hour).UTC()
			d.rect([]string{"inside", "before"}[i], plotLeft+float64(hour)*width+0.5, y0-bar, width-1, bar,
				fmt.Sprintf("%s from %s UTC", plural(n, "beginning"), at.Format("15:04 on 2 January")))
		}
	}
	return d.done()
}

func (b *builder) byHour(w truceline.Window, match func(truceline.Incident) bool) []int {
	n := make([]int, max(1, int(math.Ceil(w.Hours()))))
	for _, i := range b.rec.Incidents {
		if w.Contains(i.When.From) && match(i) {
			n[int(i.When.From.Sub(w.From)/time.Hour)]++
		}
	}
	return n
}

func sum(list []int) int {
	n := 0
	for _, v := range list {
		n += v
	}
	return n
}

// lookPlot draws each satellite's looks, the passes that left no row, and the
// hours without a file.
func (b *builder) lookPlot(id string) template.HTML {
	satellites := b.satellites()
	lane, top := 22.0, 20.0
	panel := float64(len(satellites))*lane + 42
	d := newDrawing(id, plotWidth, top+panel*float64(len(b.windows())), "Looks of each satellite",
		"A mark for each pass that left rows; dotted where a pass was due and left none; hatched where the file is missing.")
	for i, w := range b.windows() {
		y := top + float64(i)*panel
		d.text("lane", 0, y-6, "start", []string{"inside the window", "compared hours"}[i])
		for n, s := range satellites {
			b.lookLane(d, w, s, y+float64(n)*lane, lane-4)
		}
		d.hourAxis(w, plotLeft, plotRight, y+float64(len(satellites))*lane, y)
	}
	return d.done()
}

func (b *builder) lookLane(d *drawing, w truceline.Window, satellite string, y, h float64) {
	x := func(t time.Time) float64 { return plotLeft + t.Sub(w.From).Hours()/w.Hours()*(plotRight-plotLeft) }
	d.text("small", plotLeft-8, y+h/2+4, "end", byWords(truceline.MeansThermal, satellite))
	d.rect("lanebox", plotLeft, y, plotRight-plotLeft, h, "")
	for _, g := range b.noFile(satellite, w) {
		d.pattern("hatch", x(g.From), y, x(g.To)-x(g.From), h, "no file from "+g.From.UTC().Format("15:04 on 2 January")+" to "+g.To.UTC().Format("15:04 on 2 January")+" UTC")
	}
	for _, k := range b.rec.Watches {
		if k.Means != truceline.MeansThermal || k.By != satellite || k.When.Overlap(w.From, w.To) <= 0 {
			continue
		}
		from, to := x(k.When.From), x(k.When.To)
		switch {
		case isLook(k):
			d.rect("look", math.Max(from-1.5, plotLeft), y, math.Max(3, to-from), h, "look at "+k.When.From.UTC().Format("15:04 on 2 January")+" UTC; "+k.Note)
		case k.State == truceline.NotKnown:
			from, to = math.Max(from, plotLeft), math.Min(to, plotRight)
			d.pattern("dots", from, y, to-from, h, k.Note)
		}
	}
}

// ratioPlot draws each rate ratio with its interval on a scale of powers.
func ratioPlot(id string, rates []Rate) template.HTML {
	type row struct {
		name string
		r    Ratio
	}
	var rows []row
	for _, r := range rates {
		if r.Comparable != nil && len(r.CI95) == 2 {
			rows = append(rows, row{r.Name, r.Ratio})
			if r.Raids != nil && len(r.Raids.CI95) == 2 {
				rows = append(rows, row{"as raids", r.Raids.Ratio})
			}
		}
	}
	if len(rows) == 0 {
		return ""
	}
	const left, right, low, high = 250.0, 740.0, 0.01, 20.0
	x := func(v float64) float64 {
		v = math.Min(math.Max(v, low), high)
		return left + math.Log(v/low)/math.Log(high/low)*(right-left)
	}
	h := float64(len(rows))*30 + 46
	d := newDrawing(id, plotWidth, h, "Rate ratios, inside over before, with 95 % intervals", "Left of 1 is less than in the hours compared with; right of 1 is more.")
	for _, v := range []float64{0.01, 0.03, 0.1, 0.3, 1, 3, 10} {
		class := "grid"
		if v == 1 {
			class = "axis"
		}
		d.line(class, x(v), 6, x(v), h-30)
		d.text("tick", x(v), h-16, "middle", fmt.Sprint(v))
	}
	d.text("tick", x(0.1), h-2, "middle", "← less often than before")
	d.text("tick", x(4.5), h-2, "middle", "more often →")
	for i, r := range rows {
		y := float64(i)*30 + 22
		d.text("small", left-10, y+4, "end", r.name)
		from, to := 0.0, high
		if r.r.CI95[0] != nil {
			from = *r.r.CI95[0]
		}
		if r.r.CI95[1] != nil {
			to = *r.r.CI95[1]
		}
		d.line("interval", x(from), y, x(to), y)
		if r.r.RateRatio != nil {
			d.circle("estimate", x(*r.r.RateRatio), y, 5, ratioText(r.r.RateRatio, "")+", 95 % interval "+intervalText(r.r.CI95))
		}
	}
	return d.done()
}

// stripPlot draws, for each means, how well it watched in each hour of the window.
func (b *builder) stripPlot(id string) template.HTML {
	var means []truceline.Means
	for _, m := range truceline.AllMeans() {
		if slices.ContainsFunc(b.rec.Watches, func(x truceline.Watch) bool { return x.Means == m }) {
			means = append(means, m)
		}
	}
	if len(means) == 0 {
		return ""
	}
	lane := 24.0
	h := float64(len(means))*lane + 34
	d := newDrawing(id, plotWidth, h, "How well each means watched, hour by hour", "Solid: watched; half tone: partly watched; dotted: not known; hatched: blind; empty: between a satellite's looks.")
	hours := int(math.Ceil(b.inside.Hours()))
	width := (plotRight - plotLeft) / float64(hours)
	for n, m := range means {
		y := float64(n)*lane + 6
		d.text("small", plotLeft-8, y+lane/2+2, "end", means2words(m))
		for hour := range hours {
			w := truceline.Window{From: b.inside.From.Add(time.Duration(hour) * time.Hour)}
			w.To = w.From.Add(time.Hour)
			s, words := b.hourState(m, cut(w, b.inside))
			tip := w.From.UTC().Format("15:04 on 2 January") + " UTC: " + words
			d.rect("lanebox", plotLeft+float64(hour)*width, y, width, lane-6, tip)
			switch s {
			case truceline.Watched:
				d.rect("watched", plotLeft+float64(hour)*width, y, width, lane-6, tip)
			case truceline.PartlyWatched:
				d.rect("partly", plotLeft+float64(hour)*width, y, width, lane-6, tip)
			case truceline.NotKnown:
				d.pattern("dots", plotLeft+float64(hour)*width, y, width, lane-6, tip)
			case truceline.Blind:
				d.pattern("hatch", plotLeft+float64(hour)*width, y, width, lane-6, tip)
			}
		}
	}
	d.hourAxis(b.inside, plotLeft, plotRight, float64(len(means))*lane+8, 6)
	return d.done()
}

func means2words(m truceline.Means) string {
	switch m {
	case truceline.MeansAirAlert:
		return "air alerts"
	case truceline.MeansThermal:
		return "heat from orbit"
	}
	return string(m)
}

// hourState is how well one means watched in one hour; an empty state is the
// time between a satellite's looks.
func (b *builder) hourState(m truceline.Means, w truceline.Window) (truceline.Watching, string) {
	switch m {
	case truceline.MeansAirAlert:
		areas, under := b.alertAreas(), 0
		for _, a := range areas {
			if !b.inAlertData(a) || coverage.Hours(b.underAlert(a, w)) >= w.Hours() {
				under++
			}
		}
		words := fmt.Sprintf("%d of %d areas blind throughout", under, len(areas))
		switch under {
		case 0:
			return truceline.Watched, words
		case len(areas):
			return truceline.Blind, words
		}
		return truceline.PartlyWatched, words
	case truceline.MeansThermal:
		return b.thermalHour(w)
	}
	state, any := truceline.Blind, false
	for _, x := range b.rec.Watches {
		if x.Means == m && x.When.Overlap(w.From, w.To) > 0 {
			any = true
			s := x.State
			if s == truceline.Watched && (x.Place.Area != coverage.Everywhere || x.When.From.After(w.From) || x.When.To.Before(w.To)) {
				s = truceline.PartlyWatched
			}
			state = coverage.Better(state, s)
		}
	}
	if !any {
		return truceline.Blind, "nobody was posted"
	}
	return state, stateWords(state)
}

func (b *builder) thermalHour(w truceline.Window) (truceline.Watching, string) {
	silent := false
	for _, x := range b.rec.Watches {
		if x.Means != truceline.MeansThermal || x.When.Overlap(w.From, w.To) <= 0 {
			continue
		}
		if isLook(x) {
			return truceline.PartlyWatched, x.By + " looked"
		}
		silent = silent || x.State == truceline.NotKnown
	}
	if silent {
		return truceline.NotKnown, "a pass was due and left no row"
	}
	for _, s := range b.satellites() {
		if coverage.Hours(b.noFile(s, w)) < w.Hours() {
			return "", "between looks"
		}
	}
	return truceline.Blind, "no satellite file"
}

// countPlot draws a monitor's reports as bars as wide as the time they cover, so
// that a report of two days is two days wide and its area is its count, with the
// running sum as a stepped line.
func countPlot(id string, c *Counts, zone *time.Location) template.HTML {
	if c == nil || len(c.Series) == 0 {
		return ""
	}
	const top, h, left, right = 24.0, 300.0, 46.0, 704.0
	base := h - 40
	from, to := c.Series[0].From, c.Series[len(c.Series)-1].To
	x := func(t time.Time) float64 { return left + t.Sub(from).Hours()/to.Sub(from).Hours()*(right-left) }
	most := 0
	for _, r := range c.Series {
		most = max(most, int(math.Ceil(float64(r.Violations)/float64(r.Days))))
	}
	scale, scaleSum := float64(ceiling(most+most/8+1)), float64(ceiling(c.Violations)) // room for the words above a bar
	d := newDrawing(id, plotWidth, h, "Ceasefire violations by reporting day, by the monitor's own count",
		fmt.Sprintf("Bars: violations a reporting day; a report of two days is two days wide. Line: running sum, %d at the end.", c.Violations))
	d.line("axis", left, base, right, base)
	for _, share := range []float64{0, 0.5, 1} {
		y := base - share*(base-top)
		d.line("grid", left, y, right, y)
		d.text("tick", left-5, y+4, "end", number(scale*share))
		d.text("tick", right+5, y+4, "start", number(scaleSum*share))
	}
	d.text("tick", left, 12, "start", "violations a day (bars)")
	d.text("tick", right, 12, "end", "running sum (line)")
	path, sum := fmt.Sprintf("M%s %s", xy(x(from)), xy(base)), 0.0
	for _, r := range c.Series {
		bar := float64(r.Violations) / float64(r.Days) / scale * (base - top)
		words := number(float64(r.Violations))
		tip := fmt.Sprintf("report %s: %s", r.Report, plural(r.Violations, "violation"))
		if r.Days > 1 {
			tip += fmt.Sprintf(" over %d days", r.Days)
			words += fmt.Sprintf(" over %d days", r.Days)
		}
		d.rect("inside", x(r.From)+1, base-bar, x(r.To)-x(r.From)-2, bar, tip)
		d.text("small", (x(r.From)+x(r.To))/2, base-bar-4, "middle", words)
		sum += float64(r.Violations)
		path += fmt.Sprintf("L%s %s", xy(x(r.To)), xy(base-sum/scaleSum*(base-top)))
		d.text("tick", x(r.To), base+13, "middle", r.To.In(zone).Format("2 Jan"))
	}
	d.path("sumline", path, "")
	d.text("tick", (left+right)/2, base+30, "middle", "reporting days end at "+to.In(zone).Format("15:04")+" local time")
	return d.done()
}
