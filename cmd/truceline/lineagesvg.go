package main

import (
	"fmt"
	"html"
	"strings"

	"github.com/truceline/truceline/lineage"
)

// Sizes of the drawing, in pixels.
const (
	svgRow    = 44
	svgColumn = 250
	svgBox    = 200
)

// lineageSVG draws each lineage of texts as a tree that grows to the right: a
// text stands one column right of what it was made from.
func lineageSVG(g lineage.Graph) []byte {
	children := map[int][]lineage.Derivation{}
	parent := map[int]bool{}
	for _, d := range g.Derivations {
		children[d.Parent] = append(children[d.Parent], d)
		parent[d.Child] = true
	}
	var body strings.Builder
	row, widest := 0, 0
	var draw func(i, column int) int
	draw = func(i, column int) (at int) {
		at = row
		widest = max(widest, column)
		r := &g.Reports[i]
		x, y := 20+column*svgColumn, 20+at*svgRow
		fmt.Fprintf(&body, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"30\" rx=\"4\" fill=\"#eef3f7\" stroke=\"#456\"/>\n", x, y, svgBox)
		name := r.Text.Name
		if r.Outlet != "" {
			name += " · " + r.Outlet
		}
		fmt.Fprintf(&body, "<text x=\"%d\" y=\"%d\">%s</text>\n", x+8, y+20, html.EscapeString(short(name, 30)))
		for n, d := range children[i] {
			if n > 0 {
				row++
			}
			to := 20 + draw(d.Child, column+1)*svgRow + 15
			fmt.Fprintf(&body, "<path d=\"M%d %d C%d %d %d %d %d %d\" fill=\"none\" stroke=\"#456\"/>\n", x+svgBox, y+15, x+svgBox+25, y+15, x+svgBox+15, to, x+svgColumn, to)
			fmt.Fprintf(&body, "<text x=\"%d\" y=\"%d\" class=\"how\">%s</text>\n", x+svgBox+8, to-4, d.How)
		}
		return at
	}
	for i := range g.Reports {
		if !parent[i] {
			draw(i, 0)
			row++
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">\n<style>text{font:13px sans-serif;fill:#123}.how{font-size:10px;fill:#567}</style>\n", 20+(widest+1)*svgColumn, 20+max(row, 1)*svgRow)
	out.WriteString(body.String() + "</svg>\n")
	return []byte(out.String())
}
