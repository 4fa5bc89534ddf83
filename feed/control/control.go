// Package control reads maps of control: GeoJSON files of the ground that one
// side holds, one file a day, as a public map drew it. Such a map is a source
// like any other. It is edited in steps, so a change from one day to the next
// says when the map was changed, not when the ground was taken.
package control

import (
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of control maps. Option holder, which must be given, is
// the ID of the side that holds the polygons.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("holder"); err != nil {
		return feed.Format{}, err
	}
	if c.Options["holder"] == "" {
		return feed.Format{}, fmt.Errorf("feed %s: option holder must name the side that holds the polygons: %w", c.Feed, truceline.ErrUsage)
	}
	p := parser{c}
	return feed.Format{Name: "control", Kind: truceline.KindReference, Split: feed.SplitNone, Parse: p.parse}, nil
}

type parser struct{ config feed.Config }

// parse reads one map. A map is read as a whole or not at all: with a polygon
// missing it would give ground to the other side.
func (p parser) parse(e truceline.Entry, _ [][]byte) (r truceline.Reading) {
	refuse := func(field, reason string) {
		r.Refusals = append(r.Refusals, feed.Refusal(e, p.config, field, reason))
	}
	asOf, ok := dateOf(e.File)
	if !ok {
		refuse("file name", "no date in it as in deepstatemap_data_20260411.geojson, so the day of the map is not known")
		return r
	}
	features, err := feed.Areas(e.Body)
	if err != nil {
		refuse("", err.Error())
		return r
	}
	m := truceline.ControlMap{Entry: e.ID, Source: p.config.Source, AsOf: asOf, Holder: p.config.Options["holder"]}
	if m.Source == "" {
		m.Source = p.config.Feed
	}
	for i, f := range features {
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
