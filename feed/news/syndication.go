package news

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// readFeed reads the items of an RSS 2.0, RSS 1.0 or Atom (RFC 4287) feed. It
// follows elements one by one: nothing outside is fetched, entities other than
// XML's own are not known, and a damaged feed gives the items before the damage.
func readFeed(body string) ([]item, error) {
	d := xml.NewDecoder(strings.NewReader(body))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	r := feedReader{}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && r.in == nil {
			return r.items, nil
		}
		if err != nil {
			return r.items, fmt.Errorf("the feed breaks off: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			r.start(t)
		case xml.EndElement:
			r.end(t.Name)
		case xml.CharData:
			if r.depth <= maxDepth {
				r.text.Write(t)
			}
		}
		if len(r.items) >= maxTexts {
			return r.items, fmt.Errorf("more than %d items; the rest was not read", maxTexts)
		}
	}
}

// maxDepth is how deep elements may lie in one another.
const maxDepth = 200

type feedReader struct {
	items    []item
	outlet   string
	language string
	in       *item
	source   bool // inside an entry's source, which is another feed's head
	xhtml    int  // depth of the element whose markup is being kept
	depth    int
	text     strings.Builder
	content  bool // the body is the full content, not a summary
}

func (r *feedReader) start(t xml.StartElement) {
	r.depth++
	if r.xhtml > 0 {
		fmt.Fprintf(&r.text, "<%s>", t.Name.Local)
		return
	}
	r.text.Reset()
	switch t.Name.Local {
	case "item", "entry":
		r.in, r.content = &item{}, false
	case "source":
		r.source = r.in != nil
	case "link":
		if href := attribute(t, "href"); r.in != nil && href != "" && (attribute(t, "rel") == "" || attribute(t, "rel") == "alternate") {
			r.in.url = href
		}
	case "content":
		if attribute(t, "type") == "xhtml" {
			r.xhtml = r.depth
		}
	case "feed":
		r.language = attribute(t, "lang")
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (r *feedReader) end(name xml.Name) {
	defer func() { r.depth = max(r.depth-1, 0) }()
	if r.xhtml > 0 && r.depth > r.xhtml {
		fmt.Fprintf(&r.text, "</%s>", name.Local)
		return
	}
	r.xhtml = 0
	text := strings.TrimSpace(r.text.String())
	r.text.Reset()
	if r.in == nil {
		switch name.Local {
		case "title":
			if r.outlet == "" {
				r.outlet = plain(text)
			}
		case "language":
			r.language = text
		}
		return
	}
	if r.source && name.Local != "source" {
		return
	}
	switch name.Local {
	case "source":
		r.source = false
	case "item", "entry":
		if r.in.outlet == "" {
			r.in.outlet = r.outlet
		}
		if r.in.language == "" {
			r.in.language = r.language
		}
		r.items = append(r.items, *r.in)
		r.in = nil
	case "title":
		if r.in.title == "" {
			r.in.title = plain(text)
		}
	case "link":
		if text != "" {
			r.in.url = text
		}
	case "pubDate", "published", "date":
		r.in.published = text
	case "updated":
		if r.in.published == "" {
			r.in.published = text
		}
	case "language":
		r.in.language = text
	case "encoded", "content":
		if text != "" {
			r.in.body, r.content = plain(text), true
		}
	case "description", "summary":
		if !r.content {
			r.in.body = plain(text)
		}
	}
}

// plain takes the markup out of a piece of text that may hold some.
func plain(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	var out []string
	for _, b := range blocks(s).blocks {
		out = append(out, b.text)
	}
	return strings.Join(out, "\n")
}
