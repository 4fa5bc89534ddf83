// Package areas reads administrative areas (oblasts, raions) from GeoJSON: the
// areas that other sources speak of by name.
package areas

import (
	"fmt"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// New returns the format of administrative areas. Option id is the property
// that holds an area's ID, iso3166-2 if it is not given; option name the one
// that holds its name, name:en and else name if it is not given.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("id", "name"); err != nil {
		return feed.Format{}, err
	}
	p := parser{config: c, id: "iso3166-2", names: []string{"name:en", "name"}}
	if c.Options["id"] != "" {
		p.id = c.Options["id"]
	}
	if c.Options["name"] != "" {
		p.names = []string{c.Options["name"]}
	}
	return feed.Format{Name: "areas", Kind: truceline.KindReference, Split: feed.SplitNone, Parse: p.parse}, nil
}

type parser struct {
	config feed.Config
	id     string
	names  []string // properties, the first that is there counts
}

// parse reads all areas of a file. One that cannot be read is refused by its
// place in the list, and the others go on.
func (p parser) parse(e truceline.Entry, _ [][]byte) (r truceline.Reading) {
	refuse := func(field, reason string) {
		r.Refusals = append(r.Refusals, feed.Refusal(e, p.config, field, reason))
	}
	features, err := feed.Areas(e.Body)
	if err != nil {
		refuse("", err.Error())
		return r
	}
	seen := map[string]bool{}
	for i, f := range features {
		field := fmt.Sprintf("features[%d]", i)
		a := p.area(f)
		switch {
		case a.ID == "":
			refuse(field, fmt.Sprintf("no property %q", p.id))
		case a.Name == "":
			refuse(field, fmt.Sprintf("%s has no name", a.ID))
		case f.Err != nil:
			refuse(field, fmt.Sprintf("%s: %v", a.ID, f.Err))
		case seen[a.ID]:
			refuse(field, fmt.Sprintf("a second area %s", a.ID))
		default:
			seen[a.ID] = true
			r.Areas = append(r.Areas, a)
		}
	}
	if len(features) == 0 {
		refuse("features", "no area in the file")
	}
	return r
}

func (p parser) area(f feed.Feature) truceline.Area {
	text := func(property string) string {
		s, _ := f.Properties[property].(string)
		return s
	}
	a := truceline.Area{ID: text(p.id), Polygons: f.Polygons}
	for _, property := range p.names {
		if a.Name == "" {
			a.Name = text(property)
		}
	}
	for _, language := range []string{"uk", "ru", "en"} {
		if name := text("name:" + language); name != "" {
			if a.Names == nil {
				a.Names = map[string]string{}
			}
			a.Names[language] = name
		}
	}
	return a
}
