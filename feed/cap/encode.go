package cap

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"
	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// Warning is what Encode writes: one message of CAP 1.2. It has no field for a
// point, and its areas are never smaller than a few kilometres: a warning tells
// people where danger is, and nobody where something was fired from.
type Warning struct {
	Identifier string // without blanks, commas, < and &; the same never again
	Sender     string // by whom, the same rules
	Sent       time.Time
	Kind       string // "Alert", "Update" or "Cancel"
	References []Reference
	Exercise   bool // not of the real world
	Category   string
	Response   string // "Shelter", ...; empty: none is advised
	Urgency    string
	Severity   string
	Certainty  string
	Onset      time.Time // zero: now
	Expires    time.Time
	Words      []Words // one a language
	Areas      []Area
}

// Reference names a message that this one replaces or ends.
type Reference struct {
	Sender, Identifier string
	Sent               time.Time
}

// Words is what a warning says in one language (RFC 3066 code).
type Words struct {
	Language, SenderName, Event, Headline, Description, Instruction string
}

// Area is where a warning holds: by name, by code (ISO 3166-2), and by polygons.
type Area struct {
	Name     map[string]string // by language, as in Words
	Code     string
	Polygons []truceline.Ring
}

// Least extent of a polygon, and the step to which its corners are rounded: about a
// kilometre. A place cannot be read from it.
const (
	leastExtent = 3000 // metres
	cornerStep  = 0.01 // degrees
)

// Errors of Encode.
var (
	errNoWords = errors.New("a warning without words")
	errNoArea  = errors.New("a warning without an area")
	errSmall   = errors.New("a polygon of less than 3 km either way would tell a place")
	errNoEnd   = errors.New("a warning that never ends")
	errOutside = errors.New("a polygon with a corner that is nowhere on the earth")
)

// Encode writes a warning as CAP 1.2. It returns an error for one that the standard
// does not allow, that has no end, or whose areas are so small that they tell a
// place; nothing is written then.
func Encode(w Warning) ([]byte, error) {
	switch {
	case len(w.Words) == 0:
		return nil, errNoWords
	case len(w.Areas) == 0:
		return nil, errNoArea
	case !w.Expires.After(w.Sent) && w.Kind != "Cancel":
		return nil, errNoEnd
	}
	doc := etree.NewDocument()
	doc.CreateProcInst("xml", `version="1.0" encoding="UTF-8"`)
	alert := doc.CreateElement("alert")
	alert.CreateAttr("xmlns", namespace)
	status := "Actual"
	if w.Exercise {
		status = "Exercise"
	}
	put(alert, "identifier", w.Identifier, "sender", w.Sender, "sent", stamp(w.Sent), "status", status, "msgType", w.Kind, "scope", "Public")
	var references []string
	for _, r := range w.References {
		references = append(references, r.Sender+","+r.Identifier+","+stamp(r.Sent))
	}
	put(alert, "references", strings.Join(references, " "))
	for _, words := range w.Words {
		if err := w.info(alert.CreateElement("info"), words); err != nil {
			return nil, err
		}
	}
	doc.Indent(1)
	text, err := doc.WriteToBytes()
	if err != nil {
		return nil, fmt.Errorf("write a warning: %w", err)
	}
	root, err := readXML(text)
	if err != nil {
		return nil, fmt.Errorf("the warning cannot be read: %w", err)
	}
	if _, problems := readAlert(root); len(problems) > 0 {
		return nil, fmt.Errorf("a warning's %s: %w", problems[0].field, problems[0].err)
	}
	return text, nil
}

// put adds elements by name and text; what has no text is left out.
func put(e *etree.Element, pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			e.CreateElement(pairs[i]).SetText(printable(pairs[i+1]))
		}
	}
}

// printable leaves out what XML 1.0 (2.2) has no character for.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 32 && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// stamp writes a time as the standard wants it: UTC is "-00:00" (3.3.2).
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05") + "-00:00"
}

// info writes what a warning says in one language.
func (w Warning) info(e *etree.Element, words Words) error {
	put(e, "language", words.Language, "category", w.Category, "event", words.Event, "responseType", w.Response, "urgency", w.Urgency,
		"severity", w.Severity, "certainty", w.Certainty, "onset", stamp(w.Onset), "expires", stamp(w.Expires), "senderName", words.SenderName,
		"headline", words.Headline, "description", words.Description, "instruction", words.Instruction)
	for _, a := range w.Areas {
		name := a.Name[words.Language]
		if name == "" {
			name = a.anyName()
		}
		area := e.CreateElement("area")
		put(area, "areaDesc", name)
		for _, ring := range a.Polygons {
			text, err := polygon(ring)
			if err != nil {
				return err
			}
			put(area, "polygon", text)
		}
		if a.Code != "" {
			put(area.CreateElement("geocode"), "valueName", "ISO 3166-2", "value", a.Code)
		}
	}
	return nil
}

// anyName is a name in some language, the same each time.
func (a Area) anyName() string {
	var languages []string
	for language := range a.Name {
		languages = append(languages, language)
	}
	if len(languages) == 0 {
		return a.Code
	}
	return a.Name[slices.Min(languages)]
}

// polygon writes a ring, its corners rounded.
func polygon(ring truceline.Ring) (string, error) {
	corners, err := rounded(ring)
	if err != nil {
		return "", err
	}
	var pairs []string
	for _, p := range corners {
		pairs = append(pairs, degrees(p.Lat)+","+degrees(p.Lon))
	}
	return strings.Join(append(pairs, pairs[0]), " "), nil
}

// Wide reports whether a ring is so large, and so well formed, that Encode writes it.
func Wide(ring truceline.Ring) bool {
	_, err := rounded(ring)
	return err == nil
}

// rounded returns the corners of a ring to within about a kilometre, each once.
func rounded(ring truceline.Ring) (corners []truceline.Point, err error) {
	low, high := truceline.Point{Lat: 90, Lon: 180}, truceline.Point{Lat: -90, Lon: -180}
	for _, p := range ring {
		p = truceline.Point{Lat: math.Round(p.Lat/cornerStep) * cornerStep, Lon: math.Round(p.Lon/cornerStep) * cornerStep}
		if !(math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180) {
			return nil, errOutside
		}
		low = truceline.Point{Lat: math.Min(low.Lat, p.Lat), Lon: math.Min(low.Lon, p.Lon)}
		high = truceline.Point{Lat: math.Max(high.Lat, p.Lat), Lon: math.Max(high.Lon, p.Lon)}
		if n := len(corners); n == 0 || corners[n-1] != p {
			corners = append(corners, p)
		}
	}
	if n := len(corners); n > 1 && corners[n-1] == corners[0] {
		corners = corners[:n-1]
	}
	north, east := geo.MetresPerDegree((low.Lat + high.Lat) / 2)
	if len(corners) < 3 || (high.Lat-low.Lat)*north < leastExtent || (high.Lon-low.Lon)*east < leastExtent {
		return nil, errSmall
	}
	return corners, nil
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
