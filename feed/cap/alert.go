package cap

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"
	"github.com/truceline/truceline"
)

// alert is an alert as CAP 1.2, 3.2.1 has it.
type alert struct {
	identifier, sender string
	sent               time.Time
	status, kind       string
	references         []reference
	infos              []info
}

// reference names an earlier message.
type reference struct {
	sender, identifier string
	sent               time.Time
}

// info is what an alert says in one language (3.2.2).
type info struct {
	language, event, headline, description, instruction, senderName, web string
	categories                                                           []string
	onset, effective, expires                                            time.Time
	areas                                                                []area
}

// area is where (3.2.4).
type area struct {
	description string
	polygons    []truceline.Ring
	circles     []circle
	codes       []code
}

type circle struct {
	at     truceline.Point
	metres float64
}

type code struct{ name, value string }

// problem is why an alert is refused.
type problem struct {
	field string
	err   error
}

// Errors of an alert.
var (
	errMissing    = errors.New("missing")
	errEmpty      = errors.New("empty")
	errTwice      = errors.New("more than once")
	errMoment     = errors.New("not a time as 2002-05-24T16:49:00-07:00")
	errIdentifier = errors.New("it has blanks, commas or < or &")
	errReference  = errors.New("not sender,identifier,sent, with blanks between several")
	errPolygon    = errors.New("not four or more pairs of degrees, the last as the first")
	errCircle     = errors.New("not a pair of degrees, a blank and a radius in km")
	errNumber     = errors.New("not a number")
	errUnknown    = errors.New("no such element in CAP")
)

// fields says what may stand in an element of CAP, which of it must, and which of it
// more than once (3.2; the schema in appendix A).
type fields struct {
	must, may, many []string
}

func (f fields) knows(tag string) bool {
	return slices.Contains(f.must, tag) || slices.Contains(f.may, tag) || slices.Contains(f.many, tag)
}

func list(text string) []string { return strings.Fields(text) }

// content returns what may stand in an element.
func content(of string) fields {
	switch of {
	case "alert":
		return fields{list("identifier sender sent status msgType scope"), list("source restriction addresses note references incidents password"), list("code info")}
	case "info":
		return fields{list("event urgency severity certainty"),
			list("language audience effective onset expires senderName headline description instruction web contact"), list("category responseType eventCode parameter resource area")}
	case "resource":
		return fields{list("resourceDesc"), list("mimeType size uri derefUri digest"), nil}
	case "area":
		return fields{list("areaDesc"), list("altitude ceiling"), list("polygon circle geocode")}
	}
	return fields{must: list("valueName value")} // eventCode, parameter, geocode
}

// words returns the values that an element may have; nil: any.
func words(of string) []string {
	switch of {
	case "status":
		return list("Actual Exercise System Test Draft")
	case "msgType":
		return list("Alert Update Cancel Ack Error")
	case "scope":
		return list("Public Restricted Private")
	case "category":
		return list("Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other")
	case "responseType":
		return list("Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None")
	case "urgency":
		return list("Immediate Expected Future Past Unknown")
	case "severity":
		return list("Extreme Severe Moderate Minor Unknown")
	case "certainty":
		return list("Observed Likely Possible Unlikely Unknown")
	}
	return nil
}

// veryLikely is a certainty of CAP 1.0, which stands for "Likely" (3.2.2).
const veryLikely = "Very Likely"

// validator reads an alert and collects what is wrong with it.
type validator struct {
	problems []problem
}

func (v *validator) refuse(field string, err error) {
	v.problems = append(v.problems, problem{field, err})
}

// children checks what stands in an element, and returns it by name. Elements of
// other namespaces (a signature) say nothing.
func (v *validator) children(e *etree.Element) map[string][]*etree.Element {
	all := map[string][]*etree.Element{}
	expected := content(e.Tag)
	for _, child := range e.ChildElements() {
		switch {
		case !isCAP(child):
			continue
		case !expected.knows(child.Tag):
			v.refuse(child.Tag, errUnknown)
		case !slices.Contains(expected.many, child.Tag) && len(all[child.Tag]) > 0:
			v.refuse(child.Tag, errTwice)
		}
		if allowed, text := words(child.Tag), value(child); allowed != nil && !slices.Contains(allowed, text) && text != veryLikely {
			v.refuse(child.Tag, fmt.Errorf("%q is none of %s", text, strings.Join(allowed, ", ")))
		}
		all[child.Tag] = append(all[child.Tag], child)
	}
	for _, name := range expected.must {
		if len(all[name]) == 0 {
			v.refuse(name, errMissing)
		}
	}
	if e.Tag == "info" && len(all["category"]) == 0 {
		v.refuse("category", errMissing)
	}
	return all
}

// value is an element's text.
func value(e *etree.Element) string { return strings.TrimSpace(e.Text()) }

func first(all map[string][]*etree.Element, name string) string {
	if len(all[name]) == 0 {
		return ""
	}
	return value(all[name][0])
}

// readAlert reads an alert; it is to be used only where nothing is wrong with it.
func readAlert(e *etree.Element) (a alert, problems []problem) {
	v := &validator{}
	all := v.children(e)
	a = alert{identifier: first(all, "identifier"), sender: first(all, "sender"), status: first(all, "status"), kind: first(all, "msgType")}
	for name, text := range map[string]string{"identifier": a.identifier, "sender": a.sender} {
		if len(all[name]) > 0 && (text == "" || strings.ContainsAny(text, " \t\r\n,<&")) {
			v.refuse(name, errIdentifier)
		}
	}
	a.sent = v.moment(all, "sent")
	if len(all["references"]) > 0 {
		a.references = v.readReferences(first(all, "references"))
	}
	for _, one := range all["info"] {
		a.infos = append(a.infos, v.readInfo(one))
	}
	slices.SortStableFunc(v.problems, func(a, b problem) int { return strings.Compare(a.field, b.field) })
	return a, v.problems
}

var layouts = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)

// moment reads a time. The standard wants an offset in digits; Z is taken too.
func (v *validator) moment(all map[string][]*etree.Element, name string) (t time.Time) {
	if len(all[name]) == 0 {
		return t
	}
	text := first(all, name)
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || !layouts.MatchString(text) {
		v.refuse(name, errMoment)
	}
	return t.UTC()
}

func (v *validator) readReferences(text string) (all []reference) {
	for _, one := range strings.Fields(text) {
		parts := strings.Split(one, ",")
		if len(parts) != 3 || parts[0] == "" || parts[1] == "" {
			v.refuse("references", errReference)
			return nil
		}
		sent, err := time.Parse(time.RFC3339, parts[2])
		if err != nil {
			v.refuse("references", errReference)
			return nil
		}
		all = append(all, reference{parts[0], parts[1], sent.UTC()})
	}
	if len(all) == 0 {
		v.refuse("references", errEmpty)
	}
	return all
}

func (v *validator) readInfo(e *etree.Element) info {
	all := v.children(e)
	i := info{
		language: first(all, "language"), event: first(all, "event"), headline: first(all, "headline"), description: first(all, "description"),
		instruction: first(all, "instruction"), senderName: first(all, "senderName"), web: first(all, "web"),
		onset: v.moment(all, "onset"), effective: v.moment(all, "effective"), expires: v.moment(all, "expires"),
	}
	if i.language == "" {
		i.language = "en-US" // 3.2.2
	}
	for _, c := range all["category"] {
		i.categories = append(i.categories, value(c))
	}
	for _, pairs := range [][]*etree.Element{all["eventCode"], all["parameter"]} {
		for _, pair := range pairs {
			v.children(pair)
		}
	}
	for _, resource := range all["resource"] {
		v.children(resource)
	}
	for _, one := range all["area"] {
		i.areas = append(i.areas, v.readArea(one))
	}
	return i
}

func (v *validator) readArea(e *etree.Element) area {
	all := v.children(e)
	a := area{description: first(all, "areaDesc")}
	for _, p := range all["polygon"] {
		ring, err := readPolygon(value(p))
		if err != nil {
			v.refuse("polygon", err)
			continue
		}
		a.polygons = append(a.polygons, ring)
	}
	for _, c := range all["circle"] {
		one, err := readCircle(value(c))
		if err != nil {
			v.refuse("circle", err)
			continue
		}
		a.circles = append(a.circles, one)
	}
	for _, g := range all["geocode"] {
		pair := v.children(g)
		a.codes = append(a.codes, code{first(pair, "valueName"), first(pair, "value")})
	}
	for _, name := range []string{"altitude", "ceiling"} {
		if _, err := strconv.ParseFloat(first(all, name), 64); len(all[name]) > 0 && err != nil {
			v.refuse(name, errNumber)
		}
	}
	return a
}

// readPair reads latitude and longitude in degrees (WGS 84; 3.3.2).
func readPair(text string) (p truceline.Point, ok bool) {
	lat, lon, cut := strings.Cut(text, ",")
	var err1, err2 error
	p.Lat, err1 = strconv.ParseFloat(lat, 64)
	p.Lon, err2 = strconv.ParseFloat(lon, 64)
	return p, cut && err1 == nil && err2 == nil && math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180
}

// readPolygon reads pairs with blanks between; the last, which is the first again, is
// left off.
func readPolygon(text string) (ring truceline.Ring, err error) {
	for _, pair := range strings.Fields(text) {
		p, ok := readPair(pair)
		if !ok {
			return nil, errPolygon
		}
		ring = append(ring, p)
	}
	if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
		return nil, errPolygon
	}
	return ring[:len(ring)-1], nil
}

func readCircle(text string) (c circle, err error) {
	fields := strings.Fields(text)
	if len(fields) != 2 {
		return c, errCircle
	}
	at, ok := readPair(fields[0])
	km, err := strconv.ParseFloat(fields[1], 64)
	if !ok || err != nil || !(km >= 0 && km <= 20_000) {
		return c, errCircle
	}
	return circle{at, 1000 * km}, nil
}
