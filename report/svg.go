package report

import (
	"fmt"
	"html"
	"html/template"
	"strings"
	"time"

	"github.com/truceline/truceline"
)

// drawing is an SVG being written. Colours come from classes in the page's own
// style sheet, so that light, dark and print each have theirs.
type drawing struct {
	b    strings.Builder
	w, h float64
	id   string
}

// newDrawing begins a picture. id is unique within the page; title and desc say
// in words what the picture shows, for those who cannot see it.
func newDrawing(id string, w, h float64, title, desc string) *drawing {
	d := &drawing{w: w, h: h, id: id}
	fmt.Fprintf(&d.b, `<svg viewBox="0 0 %s %s" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
		xy(w), xy(h), id, id, id, html.EscapeString(title), id, html.EscapeString(desc))
	d.raw(fmt.Sprintf(`<defs><pattern id="%s-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern>`+
		`<pattern id="%s-cross" width="7" height="7" patternUnits="userSpaceOnUse"><path class="hatch" d="M0 0L7 7M7 0L0 7"/></pattern>`+
		`<pattern id="%s-dots" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="dots" cx="1.5" cy="1.5" r="1"/></pattern></defs>`, id, id, id))
	return d
}

func (d *drawing) raw(s string) { d.b.WriteString(s) }

func (d *drawing) done() template.HTML {
	d.b.WriteString("</svg>")
	return template.HTML(d.b.String()) //nolint:gosec // every foreign word went through text or tip
}

// xy writes a coordinate with one decimal at most.
func xy(v float64) string {
	s := fmt.Sprintf("%.1f", v)
	return strings.TrimSuffix(s, ".0")
}

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&d.b, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, xy(x1), xy(y1), xy(x2), xy(y2))
}

// rect draws a box with a tip in words, if one is given.
func (d *drawing) rect(class string, x, y, w, h float64, tip string) {
	if w <= 0 || h <= 0 {
		return
	}
	fmt.Fprintf(&d.b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"`, class, xy(x), xy(y), xy(w), xy(h))
	d.end("rect", tip)
}

// pattern draws a box filled with one of the drawing's patterns.
func (d *drawing) pattern(name string, x, y, w, h float64, tip string) {
	if w <= 0 || h <= 0 {
		return
	}
	fmt.Fprintf(&d.b, `<rect fill="url(#%s-%s)" x="%s" y="%s" width="%s" height="%s"`, d.id, name, xy(x), xy(y), xy(w), xy(h))
	d.end("rect", tip)
}

func (d *drawing) circle(class string, x, y, r float64, tip string) {
	fmt.Fprintf(&d.b, `<circle class="%s" cx="%s" cy="%s" r="%s"`, class, xy(x), xy(y), xy(r))
	d.end("circle", tip)
}

func (d *drawing) path(class, path, tip string) {
	fmt.Fprintf(&d.b, `<path class="%s" d="%s"`, class, path)
	d.end("path", tip)
}

func (d *drawing) end(tag, tip string) {
	if tip == "" {
		d.raw("/>")
		return
	}
	d.raw("><title>" + html.EscapeString(tip) + "</title></" + tag + ">")
}

// text writes words; anchor is start, middle or end.
func (d *drawing) text(class string, x, y float64, anchor, s string) {
	fmt.Fprintf(&d.b, `<text class="%s" x="%s" y="%s" text-anchor="%s">%s</text>`, class, xy(x), xy(y), anchor, html.EscapeString(s))
}

// hourAxis marks round hours below a strip that runs from x0 to x1.
func (d *drawing) hourAxis(w truceline.Window, x0, x1, y, gridTop float64) {
	hours := w.Hours()
	step := 3.0
	for _, s := range []float64{3, 6, 12, 24, 48, 96, 168, 336} {
		if step = s; hours/s <= 12 {
			break
		}
	}
	at := w.From.UTC().Truncate(time.Hour)
	for ; !at.After(w.To); at = at.Add(time.Hour) {
		if at.Before(w.From) || (at.Unix()/3600)%int64(step) != 0 {
			continue
		}
		x := x0 + at.Sub(w.From).Hours()/hours*(x1-x0)
		d.line("grid", x, gridTop, x, y)
		label := at.Format("15:04")
		if at.Hour() == 0 || step >= 24 {
			label = at.Format("2 Jan")
		}
		d.text("tick", x, y+13, "middle", label)
	}
}

// ceiling is a round number at or above v, for the top of an axis.
func ceiling(v int) int {
	for _, step := range []int{4, 5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000} {
		if v <= step {
			return step
		}
	}
	n := 1000
	for n < v {
		n += 500
	}
	return n
}
