package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// Measures of the picture, in its own units.
const (
	watchWidth  = 1120.0
	watchLeft   = 64.0
	watchRight  = 1092.0
	watchTop    = 104.0
	watchBottom = 64.0 // below the plot: hours, units, as of
)

// watchStyle is the style sheet of the picture as a file of its own. Colours are
// told apart without hue by their lightness and pattern.
const watchStyle = `<style>text{font:13px system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif;fill:#1d2226}` +
	`.headline{font-size:19px;font-weight:600}.tick,.soft{font-size:12px;fill:#4a535a}.paper{fill:#fff}` +
	`.axis{stroke:#1d2226;stroke-width:1.2}.grid{stroke:#1d2226;stroke-width:.5;stroke-opacity:.35}.lanebox{fill:none;stroke:#1d2226;stroke-width:1}` +
	`.watched{fill:#1f6f78}.partly{fill:#9cc4c6}.rule{stroke:#1f6f78;stroke-width:1;fill:none}` +
	`.ground{fill:#f4f1ea}.hatch{stroke:#3c3a36;stroke-width:1.3;fill:none}.dots{fill:#3c3a36}` +
	`.event{fill:#c2185b;stroke:#fff;stroke-width:1.2}.event.doubt{fill:#fff;stroke:#c2185b;stroke-width:1.6}</style>`

// watchStates are the states as the picture and its legend show them: a ground
// and, over it, a pattern.
var watchStates = []struct {
	state           truceline.Watching
	letter          byte
	class, over, in string
}{
	{truceline.Watched, 'w', "watched", "", "watched"},
	{truceline.PartlyWatched, 'p', "partly", "rule", "partly watched"},
	{truceline.Blind, 'b', "ground", "hatch", "blind: nobody watched"},
	{truceline.NotKnown, 'n', "ground", "dots", "not known whether watched"},
}

// SVG draws the watching of the line as a picture: hours to the right, the line
// downwards, events on top. It is a file of its own.
func (l LineWatch) SVG() []byte {
	d := l.picture("watch", watchStyle)
	svg := string(d.done())
	return []byte(strings.Replace(svg, "<svg ", fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" `, xy(d.w), xy(d.h)), 1) + "\n")
}

// picture draws it under an ID, with a style sheet of its own or that of a page.
func (l LineWatch) picture(id, style string) *drawing {
	height := min(max(float64(len(l.Table.Pieces))*3, 220), 620)
	w := l.Whole
	d := newDrawing(id, watchWidth, watchTop+height+watchBottom, l.title(),
		fmt.Sprintf("Of %.0f km of line and %d hours, %s were watched, %s partly watched, %s blind, and of %s it is not known; %s on top. Hours run to the right, kilometres along the line downwards.",
			l.LengthKm, l.Table.Hours, percent(w.Watched), percent(w.Partly), percent(w.Blind), percent(w.NotKnown), plural(len(l.Events), "event")))
	d.raw(style + `<defs><pattern id="` + id + `-rule" width="6" height="6" patternUnits="userSpaceOnUse"><path class="rule" d="M0 3H6"/></pattern></defs>`)
	d.rect("paper", 0, 0, d.w, d.h, "")
	l.head(d)
	l.cells(d, height)
	l.scales(d, height)
	l.events(d, height)
	return d
}

func (l LineWatch) title() string {
	return "How well the contact line was watched for " + l.KindName
}

// head writes title, what and when, and the legend.
func (l LineWatch) head(d *drawing) {
	d.text("headline", 16, 28, "start", l.title())
	d.text("soft", 16, 48, "start", fmt.Sprintf("%s: %s to %s UTC; contact line of %s, %.0f km; as of %s UTC",
		l.Name, clock(l.Window.From), clock(l.Window.To), l.LineAsOf, l.LengthKm, clock(l.AsOf)))
	x := 16.0
	shares := []float64{l.Whole.Watched, l.Whole.Partly, l.Whole.Blind, l.Whole.NotKnown}
	for i, s := range watchStates {
		d.rect(s.class, x, 62, 26, 16, "")
		if s.over != "" {
			d.pattern(s.over, x, 62, 26, 16, "")
		}
		d.rect("lanebox", x, 62, 26, 16, "")
		words := fmt.Sprintf("%s, %s", s.in, percent(shares[i]))
		d.text("", x+33, 75, "start", words)
		x += 33 + 6.9*float64(len(words)) + 18
	}
	d.circle("event", x+4, 70, 4.5, "")
	words := plural(len(l.Events), "event")
	if slices.ContainsFunc(l.Events, WatchedEvent.doubtful) {
		words += ", hollow: less likely than not"
	}
	d.text("", x+14, 75, "start", words)
}

// cells draws each state as one shape, with its pattern over it.
func (l LineWatch) cells(d *drawing, height float64) {
	x, y := l.across(), l.down(height)
	for _, s := range watchStates {
		var path strings.Builder
		for _, p := range l.Table.Pieces {
			for from := 0; from < len(p.States); {
				to := from + 1
				for to < len(p.States) && p.States[to] == p.States[from] {
					to++
				}
				if p.States[from] == s.letter {
					fmt.Fprintf(&path, "M%s %sH%sV%sH%sz", xy(x(float64(from))), xy2(y(p.FromKm)), xy(x(float64(to))), xy2(y(p.ToKm)), xy(x(float64(from))))
				}
				from = to
			}
		}
		if path.Len() == 0 {
			continue
		}
		d.path(s.class, path.String(), s.in)
		if s.over != "" {
			fmt.Fprintf(&d.b, `<path fill="url(#%s-%s)" d="%s"`, d.id, s.over, path.String())
			d.end("path", s.in)
		}
	}
	d.rect("lanebox", watchLeft, watchTop, watchRight-watchLeft, height, "")
}

// scales writes hours below and kilometres on the left.
func (l LineWatch) scales(d *drawing, height float64) {
	y := l.down(height)
	step := 10.0
	for _, s := range []float64{10, 20, 50, 100, 200, 500} {
		if step = s; l.LengthKm/s <= 12 {
			break
		}
	}
	for km := 0.0; km <= l.LengthKm; km += step {
		d.line("grid", watchLeft-5, y(km), watchRight, y(km))
		d.text("tick", watchLeft-9, y(km)+4, "end", fmt.Sprintf("%.0f", km))
	}
	d.text("tick", 16, watchTop-8, "start", "km along the line")
	d.hourAxis(truceline.Window{From: l.Window.From, To: l.Window.To}, watchLeft, watchRight, watchTop+height+4, watchTop)
	d.text("tick", (watchLeft+watchRight)/2, watchTop+height+36, "middle", "time, UTC")
	what := fmt.Sprintf("Each cell is one hour at the middle of %.0f km of line. What is not known counts as not watched.", l.Table.Pieces[0].ToKm)
	if l.RunKind == "exercise" {
		what += " Exercise: no real events."
	}
	d.text("soft", watchLeft, watchTop+height+55, "start", what)
}

// events marks incidents; those that more likely did not happen are hollow.
func (l LineWatch) events(d *drawing, height float64) {
	x, y := l.across(), l.down(height)
	for _, e := range l.Events {
		class := "event"
		if e.doubtful() {
			class = "event doubt"
		}
		d.circle(class, x(e.At.Sub(l.Window.From).Hours()), y(min(max(e.AlongKm, 0), l.LengthKm)), 3.5,
			fmt.Sprintf("%s at %s UTC, km %.0f, probability %.2f", l.KindName, clock(e.At), e.AlongKm, e.P))
	}
}

func (e WatchedEvent) doubtful() bool { return e.P < 0.5 }

func (l LineWatch) across() func(hour float64) float64 {
	return func(hour float64) float64 { return watchLeft + hour/float64(l.Table.Hours)*(watchRight-watchLeft) }
}

func (l LineWatch) down(height float64) func(km float64) float64 {
	return func(km float64) float64 { return watchTop + km/l.LengthKm*height }
}

// xy2 is xy with two decimals, for pieces that are only a few units high.
func xy2(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.2f", v), ".00") }

func clock(t time.Time) string { return t.UTC().Format("15:04 on 2 January 2006") }

func percent(share float64) string {
	switch {
	case share > 0 && share < 0.005:
		return "under 1 %"
	case share > 0.995 && 1-share > 1e-9: // a sum of shares that is all of it may be less by its rounding
		return "over 99 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}
