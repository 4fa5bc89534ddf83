package cap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/beevik/etree"
)

// Bounds of a document. Whole alerts of whole countries have some thousand elements.
const (
	depthMost   = 64
	elementMost = 100_000
)

// Errors of a document.
var (
	errDoctype  = errors.New("it has a document type (DOCTYPE), which may name files or grow without end; CAP needs none")
	errDeep     = errors.New("elements lie too deep in one another")
	errMany     = errors.New("more elements than any warning has")
	errNotXML   = errors.New("no XML document")
	errEncoding = errors.New("an encoding that is not read; these are: UTF-8, US-ASCII, ISO-8859-1")
)

// readXML reads a document. Nothing outside is ever fetched: there is no code that
// could. A document type is refused unread, so that no entity can be declared, and
// neither one that names a file nor one that grows by a thousand is ever expanded.
func readXML(document []byte) (*etree.Element, error) {
	if err := safe(document); err != nil {
		return nil, err
	}
	doc := etree.NewDocument()
	doc.ReadSettings.CharsetReader = charset
	if err := doc.ReadFromBytes(document); err != nil {
		return nil, fmt.Errorf("%w: %w", errNotXML, err)
	}
	if doc.Root() == nil {
		return nil, errNotXML
	}
	return doc.Root(), nil
}

// safe looks at a document's tokens one by one, building nothing.
func safe(document []byte) error {
	d := xml.NewDecoder(bytes.NewReader(document))
	d.CharsetReader = charset
	depth, elements := 0, 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errNotXML, err)
		}
		switch token.(type) {
		case xml.Directive:
			return errDoctype
		case xml.StartElement:
			depth, elements = depth+1, elements+1
		case xml.EndElement:
			depth--
		}
		switch {
		case depth > depthMost:
			return errDeep
		case elements > elementMost:
			return errMany
		}
	}
}

// charset turns an encoding into UTF-8.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "us-ascii":
		return in, nil
	case "iso-8859-1":
		b, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		var out strings.Builder
		for _, c := range b {
			out.WriteRune(rune(c))
		}
		return strings.NewReader(out.String()), nil
	}
	return nil, errEncoding
}
