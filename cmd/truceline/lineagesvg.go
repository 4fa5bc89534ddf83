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
	svgLine   = 18
	svgTree   = 84 // where the tree begins, below the heading
	svgWidth  = 760
)

// lineageSVG draws each lineage of texts as a tree that grows to the right: a
// text stands one column right of what it was made from. Above it stands how many
// voices they are, below it who said what first, and any ring of reporting.
func lineageSVG(g lineage.Graph) []byte {
	tree, rows, columns := lineageTree(g)
	width := max(20+columns*svgColumn, svgWidth)
	var body strings.Builder
	say := func(y int, class, text string) {
		fmt.Fprintf(&body, "<text x=\"20\" y=\"%d\" class=\"%s\">%s</text>\n", y, class, html.EscapeString(short(text, width/7)))
	}
	say(30, "head", fmt.Sprintf("%s: independent lineages %s for whether it happened, %s for who did it", plural(len(g.Reports), "text"), voices(g.Existence), voices(g.Attribution)))
	say(50, "how", "An arrow leads from a text to what was made from it, and says how that is known.")
	y := svgTree + max(rows, 1)*svgRow
	body.WriteString(tree)
	for _, l := range g.Loops {
		y += svgLine
		say(y, "alarm", "Circular reporting: "+strings.Join(append(l.Outlets[:len(l.Outlets):len(l.Outlets)], l.Outlets[0]), " → "))
	}
	if len(g.Origins) > 0 {
		y += 2 * svgLine
		say(y, "head", "Who said it first")
	}
	const most = 60 // the command's own text tells all
	for n, o := range g.Origins {
		if n == most {
			y += svgLine
			say(y, "how", fmt.Sprintf("%d more", len(g.Origins)-most))
			break
		}
		var texts []string
		for _, r := range o.Reports {
			texts = append(texts, g.Reports[r].Text.Name)
		}
		y += svgLine
		say(y, "", fmt.Sprintf("%s  %s, %s: %s", o.ID, o.Speaker, strings.ReplaceAll(string(o.Standing), "_", " "), strings.Join(texts, ", ")))
	}
	var out strings.Builder
	fmt.Fprintf(&out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\">\n<title>Which text was made from which, and who said it first</title>\n%s\n", width, y+30, svgStyle)
	out.WriteString(body.String() + "</svg>\n")
	return []byte(out.String())
}

const svgStyle = `<style>svg{background:#fff}text{font:13px system-ui,sans-serif;fill:#123}.head{font-weight:600;font-size:15px}.how{font-size:11px;fill:#456}.alarm{font-weight:600;fill:#9b1d4d}rect{fill:#eef3f7;stroke:#456}path{fill:none;stroke:#456}
@media (prefers-color-scheme:dark){svg{background:#14181b}text{fill:#e7e6e1}.how{fill:#a3abb1}.alarm{fill:#e56a97}rect{fill:#1d2327;stroke:#8a9198}path{stroke:#8a9198}}</style>
<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M1 1L7 4L1 7"/></marker></defs>`

// voices is a number of independent lineages, "at least" where it is not exact.
func voices(c lineage.Count) string {
	if !c.Exact {
		return fmt.Sprintf("at least %d", c.Lineages)
	}
	return fmt.Sprint(c.Lineages)
}

// lineageTree draws the boxes, and says how many rows and columns they take.
func lineageTree(g lineage.Graph) (tree string, rows, columns int) {
	children := map[int][]lineage.Derivation{}
	parent := map[int]bool{}
	for _, d := range g.Derivations {
		children[d.Parent] = append(children[d.Parent], d)
		parent[d.Child] = true
	}
	var body strings.Builder
	var draw func(i, column int) int
	draw = func(i, column int) (at int) {
		at = rows
		columns = max(columns, column+1)
		r := &g.Reports[i]
		x, y := 20+column*svgColumn, svgTree+at*svgRow
		fmt.Fprintf(&body, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"30\" rx=\"4\"/>\n", x, y, svgBox)
		name := r.Text.Name
		if r.Outlet != "" {
			name += " · " + r.Outlet
		}
		fmt.Fprintf(&body, "<text x=\"%d\" y=\"%d\"><title>%s</title>%s</text>\n", x+8, y+20, html.EscapeString(name), html.EscapeString(short(name, 28)))
		for n, d := range children[i] {
			if n > 0 {
				rows++
			}
			to := svgTree + draw(d.Child, column+1)*svgRow + 15
			fmt.Fprintf(&body, "<path d=\"M%d %d C%d %d %d %d %d %d\" marker-end=\"url(#tip)\"/>\n", x+svgBox, y+15, x+svgBox+25, y+15, x+svgBox+15, to, x+svgColumn, to)
			fmt.Fprintf(&body, "<text x=\"%d\" y=\"%d\" class=\"how\">%s</text>\n", x+svgBox+4, to-5, d.How)
		}
		return at
	}
	for i := range g.Reports {
		if !parent[i] {
			draw(i, 0)
			rows++
		}
	}
	return body.String(), rows, columns
}
