package news

import (
	"html"
	"strings"
	"unicode"
)

// block is a run of text of a page between two elements that break lines.
type block struct {
	text    string
	linked  int    // letters of it that are links
	tag     string // the element it stands in: p, h2, li, ...
	box     int    // number of the box (div, section, ...) that holds it
	article bool   // within article, or what is marked as its body
	main    bool
}

// page is what is read of an HTML document, without judging which part of it is
// the report.
type page struct {
	blocks   []block
	within   []int // by box, the box round it
	meta     map[string]string
	language string
}

// readHTML takes the report out of a page: the paragraphs of its article, else of
// its main part, else of the box that holds most of the text that is no link.
func readHTML(body string) item {
	p := blocks(body)
	it := item{title: first(p.meta, "og:title", "title"), outlet: first(p.meta, "og:site_name", "application-name"), url: first(p.meta, "canonical", "og:url"),
		published: first(p.meta, "article:published_time", "datepublished", "date", "dc.date", "time"), language: p.language}
	it.body = strings.Join(p.report(), "\n")
	return it
}

func first(meta map[string]string, names ...string) string {
	for _, n := range names {
		if meta[n] != "" {
			return meta[n]
		}
	}
	return ""
}

// enough is how many letters the article of a page has at least; less is a
// caption or a teaser.
const enough = 200

// report returns the paragraphs of the report.
func (p page) report() []string {
	for _, in := range []func(block) bool{func(b block) bool { return b.article }, func(b block) bool { return b.main }} {
		if text := p.take(in); size(text) >= enough {
			return text
		}
	}
	weight := map[int]int{}
	for _, b := range p.blocks {
		if b.tag == "p" && !b.mostlyLinks() {
			weight[b.box] += len(b.text)
		}
	}
	best, most := -1, 0
	for _, b := range p.blocks {
		if weight[b.box] > most {
			best, most = b.box, weight[b.box]
		}
	}
	if best >= 0 && most >= enough {
		if text := p.take(func(b block) bool { return p.inside(b.box, best) }); size(text) >= enough {
			return text
		}
	}
	return p.take(func(block) bool { return true })
}

// inside reports whether a box is another or lies in it.
func (p page) inside(box, other int) bool {
	for box != other && box > 0 {
		box = p.within[box]
	}
	return box == other
}

func size(text []string) (n int) {
	for _, t := range text {
		n += len(t)
	}
	return n
}

// take returns the blocks of running text in a part of the page.
func (p page) take(in func(block) bool) []string {
	var out []string
	for _, b := range p.blocks {
		if in(b) && !b.mostlyLinks() && b.tag != "h1" && b.tag != "title" {
			out = append(out, b.text)
		}
	}
	return out
}

func (b block) mostlyLinks() bool { return 2*b.linked > len(b.text) }

// element is an open element.
type element struct {
	tag     string
	box     int
	skip    bool
	article bool
	main    bool
}

// pageReader follows the tags of a page.
type pageReader struct {
	page
	open   []element
	text   strings.Builder
	linked int
	links  int
}

// blocks reads a page tag by tag. Tags that are not closed, or closed without
// having been opened, do no harm.
func blocks(s string) page {
	r := &pageReader{page: page{meta: map[string]string{}, within: []int{0}}}
	for len(s) > 0 {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			i = len(s)
		}
		r.write(s[:i])
		if s = s[i:]; s == "" {
			break
		}
		name, attrs, closing, rest, ok := tagAt(s)
		if !ok {
			r.write(s[:1])
			s = s[1:]
			continue
		}
		s = rest
		switch {
		case name == "script" || name == "style" || name == "textarea" || name == "title" && !closing:
			if closing {
				continue
			}
			inner, after := until(s, "</"+name)
			r.raw(name, inner, attrs)
			s = after
		case closing:
			r.close(name)
		default:
			r.start(name, attrs)
		}
	}
	r.flush()
	return r.page
}

// tagAt reads the tag that s begins with. Comments and declarations are tags
// without a name.
func tagAt(s string) (name string, attrs map[string]string, closing bool, rest string, ok bool) {
	if strings.HasPrefix(s, "<!--") {
		_, after := until(s[4:], "-->")
		return "", nil, false, strings.TrimPrefix(after, "-->"), true
	}
	if strings.HasPrefix(s, "<![CDATA[") {
		return "", nil, false, s[len("<![CDATA["):], true
	}
	if strings.HasPrefix(s, "<!") || strings.HasPrefix(s, "<?") {
		_, after := until(s, ">")
		return "", nil, false, strings.TrimPrefix(after, ">"), true
	}
	i := 1
	if i < len(s) && s[i] == '/' {
		closing = true
		i++
	}
	from := i
	for i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= 'A' && s[i] <= 'Z' || i > from && (s[i] >= '0' && s[i] <= '9' || s[i] == '-' || s[i] == ':')) {
		i++
	}
	if i == from {
		return "", nil, false, s, false
	}
	name = strings.ToLower(s[from:i])
	attrs, rest = attributes(s[i:])
	return name, attrs, closing, rest, true
}

// attributes reads up to the end of a tag.
func attributes(s string) (map[string]string, string) {
	attrs := map[string]string{}
	for {
		s = strings.TrimLeft(s, " \t\r\n/")
		if s == "" {
			return attrs, ""
		}
		if s[0] == '>' {
			return attrs, s[1:]
		}
		i := strings.IndexAny(s, "= \t\r\n>/")
		if i < 0 {
			return attrs, ""
		}
		if i == 0 {
			s = s[1:]
			continue
		}
		name := strings.ToLower(s[:i])
		s = strings.TrimLeft(s[i:], " \t\r\n")
		if !strings.HasPrefix(s, "=") {
			attrs[name] = ""
			continue
		}
		s = strings.TrimLeft(s[1:], " \t\r\n")
		var value string
		if s != "" && (s[0] == '"' || s[0] == '\'') {
			quote := s[:1]
			value, s, _ = strings.Cut(s[1:], quote)
		} else if i := strings.IndexAny(s, " \t\r\n>"); i >= 0 {
			value, s = s[:i], s[i:]
		} else {
			value, s = s, ""
		}
		attrs[name] = html.UnescapeString(value)
	}
}

// until returns what stands before a mark, in any case of letters, and the rest
// from the mark on.
func until(s, mark string) (before, rest string) {
	for i := 0; i+len(mark) <= len(s); i++ {
		if s[i] == mark[0] && strings.EqualFold(s[i:i+len(mark)], mark) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// raw takes elements whose inside is no markup.
func (r *pageReader) raw(name, inner string, attrs map[string]string) {
	switch {
	case name == "title" && r.meta["title"] == "":
		r.meta["title"] = html.UnescapeString(inner)
	case name == "script" && strings.Contains(strings.ToLower(attrs["type"]), "ld+json") && r.meta["datepublished"] == "":
		if _, after, ok := strings.Cut(inner, `"datePublished"`); ok {
			after = strings.TrimLeft(after, ": \t\r\n")
			if value, ok := strings.CutPrefix(after, `"`); ok {
				r.meta["datepublished"], _, _ = strings.Cut(value, `"`)
			}
		}
	}
}

func (r *pageReader) top() element {
	if len(r.open) == 0 {
		return element{}
	}
	return r.open[len(r.open)-1]
}

// maxOpen is how deep elements may lie in one another.
const maxOpen = 500

func (r *pageReader) start(name string, attrs map[string]string) {
	switch name {
	case "":
		return
	case "meta":
		key := strings.ToLower(attrs["property"] + attrs["name"] + attrs["itemprop"])
		if key != "" && r.meta[key] == "" {
			r.meta[key] = attrs["content"]
		}
		return
	case "link":
		if strings.EqualFold(attrs["rel"], "canonical") && r.meta["canonical"] == "" {
			r.meta["canonical"] = attrs["href"]
		}
		return
	case "html":
		r.language = attrs["lang"]
	case "time":
		if r.meta["time"] == "" {
			r.meta["time"] = attrs["datetime"]
		}
	case "br", "hr":
		r.flush()
		return
	case "img", "input", "wbr", "source", "area", "base", "col", "embed", "track":
		return
	case "a":
		r.links++
	}
	if breaks(name) {
		r.flush()
	}
	if (name == "p" || name == "li") && r.top().tag == name {
		r.close(name) // the next one closes it
	}
	if len(r.open) >= maxOpen {
		return
	}
	e := r.top()
	e.tag = name
	if isBox(name) {
		r.within = append(r.within, e.box)
		e.box = len(r.within) - 1
	}
	e.skip = e.skip || aside(name) || attrs["hidden"] != "" || strings.Contains(strings.ReplaceAll(attrs["style"], " ", ""), "display:none")
	e.article = e.article || name == "article" || strings.Contains(attrs["itemprop"], "articleBody")
	e.main = e.main || name == "main" || attrs["role"] == "main"
	r.open = append(r.open, e)
}

// aside reports elements that hold no part of a report.
func aside(name string) bool {
	switch name {
	case "nav", "header", "footer", "aside", "form", "button", "select", "noscript", "template", "svg", "iframe", "figcaption", "dialog", "menu", "object", "video", "audio":
		return true
	}
	return false
}

func isBox(name string) bool {
	switch name {
	case "body", "div", "section", "article", "main", "td", "blockquote", "ul", "ol":
		return true
	}
	return false
}

// breaks reports elements that begin a new line.
func breaks(name string) bool {
	switch name {
	case "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "pre", "dt", "dd", "dl", "address", "figure":
		return true
	}
	return isBox(name) || aside(name)
}

// close ends the innermost open element of that name and those within it.
func (r *pageReader) close(name string) {
	if name == "a" {
		r.links = max(0, r.links-1)
	}
	if breaks(name) {
		r.flush()
	}
	for i := len(r.open) - 1; i >= 0; i-- {
		if r.open[i].tag == name {
			r.open = r.open[:i]
			return
		}
	}
}

func (r *pageReader) write(s string) {
	if s == "" || r.top().skip {
		return
	}
	s = html.UnescapeString(s)
	r.text.WriteString(s)
	if r.links > 0 {
		r.linked += len(strings.TrimFunc(s, unicode.IsSpace))
	}
}

// flush ends a block.
func (r *pageReader) flush() {
	text := line(r.text.String())
	linked := r.linked
	r.text.Reset()
	r.linked = 0
	if text == "" {
		return
	}
	e := r.top()
	b := block{text: text, linked: linked, box: e.box, article: e.article, main: e.main}
	for i := len(r.open) - 1; i >= 0; i-- {
		if breaks(r.open[i].tag) {
			b.tag = r.open[i].tag
			break
		}
	}
	r.blocks = append(r.blocks, b)
}
