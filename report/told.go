package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/truceline/truceline/wording"
)

// told puts a page into the reader's language, one piece of text after the other;
// all else of it stays as it is. What stands in an element that names a language of
// its own is told already, and what the book does not know stays in English.
func told(page []byte, reader wording.Reader) ([]byte, error) {
	if reader.English() {
		return page, nil
	}
	decoder := xml.NewDecoder(bytes.NewReader(page))
	decoder.Strict, decoder.Entity = false, xml.HTMLEntity // the page is HTML
	said := map[string]string{}                            // tables say the same many times
	var out bytes.Buffer
	left, open := "", 0 // the element that is left alone, and how many of its name are open
	for at := int64(0); ; {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return out.Bytes(), nil
		}
		if err != nil {
			return nil, fmt.Errorf("tell the page in %q: %w", reader.Language, err)
		}
		raw := page[at:decoder.InputOffset()]
		at = decoder.InputOffset()
		switch t := token.(type) {
		case xml.StartElement:
			if left == "" && leftAlone(t) {
				left = t.Name.Local
			}
			if t.Name.Local == left {
				open++
			}
		case xml.EndElement:
			if t.Name.Local == left {
				if open--; open == 0 {
					left = ""
				}
			}
		case xml.CharData:
			if text := string(t); left == "" && strings.TrimSpace(text) != "" {
				if _, known := said[text]; !known {
					said[text] = toldText(text, reader)
				}
				raw = []byte(said[text])
			}
		}
		out.Write(raw)
	}
}

// leftAlone reports whether the text of an element is not for the book: it is in a
// language that the page names, or no text to read.
func leftAlone(e xml.StartElement) bool {
	if e.Name.Local == "style" {
		return true
	}
	for _, a := range e.Attr {
		if a.Name.Local == "lang" && e.Name.Local != "html" {
			return true
		}
	}
	return false
}

// toldText says one piece of text and keeps the space around it.
func toldText(text string, reader wording.Reader) string {
	words := strings.TrimSpace(text)
	before, after, _ := strings.Cut(text, words)
	return before + template.HTMLEscapeString(reader.Text(strings.ReplaceAll(words, "\u00a0", " "))) + after
}
