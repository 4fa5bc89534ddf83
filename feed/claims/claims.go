// Package claims reads tables of what the parties to a truce say in numbers
// about each other. A claim is kept with its claimant and is never turned into
// an observation; a monitor's figure that stands in such a table is a claim too,
// of no side.
package claims

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// Columns by number, in the order of the files.
const (
	truceID = iota
	claimant
	accused
	fromLocal
	toLocal
	metric
	value
	qualifier
	source
)

func columns() feed.Columns {
	return feed.Columns{
		Names:    []string{"truce_id", "claimant", "accused", "from_local", "to_local", "metric", "value", "qualifier", "source"},
		Required: []int{truceID, claimant, accused, fromLocal, toLocal, metric, value, source},
		Layouts:  [][]int{{truceID, claimant, accused, fromLocal, toLocal, metric, value, qualifier, source}},
	}
}

// New returns the format of claims tables. Option zone is the zone of the local
// times, Europe/Kyiv if it is not given. Option sides says which claimants speak
// for a side, by the beginning of their name: "Ukraine=UA,Russia=RU".
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("zone", "sides"); err != nil {
		return feed.Format{}, err
	}
	name := c.Options["zone"]
	if name == "" {
		name = "Europe/Kyiv"
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return feed.Format{}, fmt.Errorf("feed %s: no zone %q is known here: %w", c.Feed, name, truceline.ErrUsage)
	}
	sides, err := parseSides(c.Options["sides"])
	if err != nil {
		return feed.Format{}, fmt.Errorf("feed %s: option sides: %w", c.Feed, err)
	}
	p := &parser{zone: zone, sides: sides}
	return feed.Rows{Name: "claims", Config: c, Columns: columns(), Split: split, Row: p.claim}.Format(), nil
}

// side is how the claimants of one side begin.
type side struct{ prefix, id string }

// parseSides reads "Ukraine=UA,Russia=RU". The longest beginning comes first,
// so that the order in which sides are written means nothing.
func parseSides(option string) (sides []side, err error) {
	if option == "" {
		return nil, nil
	}
	for _, part := range strings.Split(option, ",") {
		prefix, id, ok := strings.Cut(part, "=")
		prefix, id = strings.TrimSpace(prefix), strings.TrimSpace(id)
		if !ok || prefix == "" || id == "" {
			return nil, fmt.Errorf("%q is not as Ukraine=UA: %w", part, truceline.ErrUsage)
		}
		sides = append(sides, side{prefix, id})
	}
	slices.SortStableFunc(sides, func(a, b side) int { return len(b.prefix) - len(a.prefix) })
	return sides, nil
}

// same is what a row has as its source when it has the one of the row above.
const same = "same"

// split cuts the file into rows. A row whose source is "same" also needs the
// nearest row above that names one, whether or not that row can be read: to
// take the one above it instead would put words into another mouth.
func split(file []byte) []feed.Piece {
	pieces := feed.SplitLines(file, feed.LineOptions{})
	columns, at := 0, 0 // of the header, and where the source is in it
	if names, err := feed.Fields(pieces[0].Body, nil); err == nil {
		columns = len(names)
		at = slices.IndexFunc(names, func(name []byte) bool {
			return strings.EqualFold(string(bytes.TrimSpace(name)), "source")
		})
	}
	giver := 0
	for i := 1; i < len(pieces); i++ {
		body := pieces[i].Body
		switch {
		case len(bytes.TrimSpace(body)) == 0:
		case !saysSame(body, columns, at):
			giver = i
		case giver > 0:
			pieces[i].Needs = []int{0, giver}
		}
	}
	return pieces
}

// saysSame reports whether a row has the source of the one above. The source is
// where the header has it, and the last column where that does not say.
func saysSame(row []byte, columns, at int) bool {
	fields, err := feed.Fields(row, nil)
	if err != nil {
		return bytes.HasSuffix(feed.TrimLine(row), []byte(","+same))
	}
	if at < 0 || len(fields) != columns {
		at = len(fields) - 1
	}
	return string(bytes.TrimSpace(fields[at])) == same
}

type parser struct {
	zone  *time.Location
	sides []side
}

// claim reads one claim.
func (p *parser) claim(r *feed.Row) {
	c := truceline.Claim{
		Truce: r.Need(truceID), Claimant: r.Need(claimant), Accused: r.Need(accused), Metric: r.Need(metric),
		Qualifier: r.Text(qualifier),
	}
	if x, given := r.Number(value, 0, 1e12); given {
		c.Value = &x
	}
	p.window(r, &c)
	for _, s := range p.sides {
		if strings.HasPrefix(c.Claimant, s.prefix) {
			c.Side = s.id
			break
		}
	}
	if r.Refused() {
		return
	}
	// A claim whose source cannot be told is still a claim; that it lacks one
	// is refused beside it.
	c.URL = url(r)
	c.ID, c.Entry = r.NextID("claim"), r.Entry().ID
	r.Reading.Claims = append(r.Reading.Claims, c)
}

// window reads the hours that a claim speaks of. A day without a clock time is
// taken whole, at both ends.
func (p *parser) window(r *feed.Row, c *truceline.Claim) {
	c.When.Clock.Quality = truceline.ClockUnknown
	from, fromDay, ok := r.Local(fromLocal, p.zone)
	if !ok {
		if !r.Has(fromLocal) {
			r.Refuse(fromLocal, "missing")
		}
		return
	}
	c.When.From, c.When.To, c.When.Open = from, from, true
	if fromDay {
		c.StartsOn = truceline.Date(r.Text(fromLocal))
	}
	to, toDay, ok := r.Local(toLocal, p.zone)
	if !ok {
		return
	}
	if toDay {
		c.EndsOn = truceline.Date(r.Text(toLocal))
		to = to.In(p.zone).AddDate(0, 0, 1).UTC()
	}
	if to.Before(from) {
		r.Refuse(toLocal, "%s is before the start", r.Bytes(toLocal))
	}
	c.When.To, c.When.Open = to, false
}

// url returns where the claim was read, from the row above if it says so.
func url(r *feed.Row) string {
	s := r.Text(source)
	switch {
	case s == "":
		r.Refuse(source, "missing")
	case s == same && len(r.Needs()) < 2:
		r.Refuse(source, "same as above, but no row above has one")
		return ""
	case s == same:
		s = strings.ToValidUTF8(string(r.Other(r.Needs()[1], source)), "\uFFFD")
		if s == "" || s == same {
			r.Refuse(source, "same as above, but the row above cannot be read")
			return ""
		}
	}
	return s
}
