// Package control reads maps of control: GeoJSON files of the ground that one
// side holds, one file a day, as a public map drew it, or the answers of such a
// map's public history. Such a map is a source
// like any other. It is edited in steps, so a change from one day to the next
// says when the map was changed, not when the ground was taken.
package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of control maps. Option holder, which must be given, is
// the ID of the side that holds the polygons; option take, for maps that draw other
// things too, says which features those are, by words of their names.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("holder", "take"); err != nil {
		return feed.Format{}, err
	}
	if c.Options["holder"] == "" {
		return feed.Format{}, fmt.Errorf("feed %s: option holder must name the side that holds the polygons: %w", c.Feed, truceline.ErrUsage)
	}
	p := parser{config: c}
	for _, word := range feed.Parts(c.Options["take"]) {
		p.take = append(p.take, strings.ToLower(word))
	}
	return feed.Format{Name: "control", Kind: truceline.KindReference, Split: feed.SplitNone, Parse: p.parse}, nil
}

type parser struct {
	config feed.Config
	take   []string // words, in small letters, one of which stands in a feature's name; none: all features
}

// parse reads one map. A map is read as a whole or not at all: with a polygon
// missing it would give ground to the other side.
func (p parser) parse(e truceline.Entry, _ [][]byte) (r truceline.Reading) {
	refuse := func(field, reason string) {
		r.Refusals = append(r.Refusals, feed.Refusal(e, p.config, field, reason))
	}
	body, err := feed.Gunzip(e.Body, feed.MaxUnpacked)
	if err != nil {
		refuse("", err.Error())
		return r
	}
	asOf, ok := dateOf(e.File)
	features, err := feed.Areas(body)
	if errors.Is(err, feed.ErrNotCollection) {
		if answered := new(answer); answered.read(body) {
			asOf, ok = answered.asOf(), answered.ID > 0
			features, err = feed.Areas(answered.Map)
		}
	}
	if !ok {
		refuse("file name", "no date in it as in deepstatemap_data_20260411.geojson, so the day of the map is not known")
		return r
	}
	if err != nil {
		refuse("", err.Error())
		return r
	}
	m := truceline.ControlMap{Entry: e.ID, Source: p.config.Source, AsOf: asOf, Holder: p.config.Options["holder"]}
	if m.Source == "" {
		m.Source = p.config.Feed
	}
	for i, f := range features {
		if !p.takes(f) {
			continue
		}
		if f.Err != nil {
			refuse(fmt.Sprintf("features[%d]", i), f.Err.Error())
			return r
		}
		m.Polygons = append(m.Polygons, f.Polygons...)
	}
	if len(m.Polygons) == 0 {
		refuse("features", "no polygon in the file")
		return r
	}
	r.Controls = []truceline.ControlMap{m}
	return r
}

// takes reports whether a feature is ground of the holder's.
func (p parser) takes(f feed.Feature) bool {
	if len(p.take) == 0 {
		return true
	}
	name, _ := f.Properties["name"].(string)
	name = strings.ToLower(name)
	return slices.ContainsFunc(p.take, func(word string) bool { return strings.Contains(name, word) })
}

// answer is what a map's history answers: the map of a moment, whose number is that
// moment in seconds since 1970.
type answer struct {
	ID  int64           `json:"id"`
	Map json.RawMessage `json:"map"`
}

// read reports whether a document is such an answer.
func (a *answer) read(body []byte) bool {
	return json.Unmarshal(body, a) == nil && len(a.Map) > 0
}

func (a *answer) asOf() truceline.Date { return truceline.DateOf(time.Unix(a.ID, 0).UTC()) }

// dateOf reads the day from the name of a file, ..._YYYYMMDD.geojson or .json,
// also with .gz after it.
func dateOf(file string) (truceline.Date, bool) {
	name := strings.TrimSuffix(path.Base(file), ".gz")
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".geojson"), ".json")
	if len(name) < 9 || name[len(name)-9] != '_' {
		return "", false
	}
	day, err := time.Parse("20060102", name[len(name)-8:])
	if err != nil {
		return "", false
	}
	return truceline.DateOf(day), true
}
