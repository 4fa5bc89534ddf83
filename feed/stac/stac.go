// Package stac reads what a catalogue of satellite scenes answers (STAC 1.0 and
// 1.1, Items and searches for Items): which scene looked where and when, and through
// how much cloud. A scene is a look that somebody can search for what stands on the
// ground; that it was searched, and what was found, it does not say.
package stac

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/geo"
)

// New returns the format. Option kinds says what an analyst would find in a scene,
// codes with semicolons between; P3;W4;C2 if it is not given.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only("kinds"); err != nil {
		return feed.Format{}, err
	}
	p := parser{config: c}
	codes := c.Options["kinds"]
	if codes == "" {
		codes = "P3;W4;C2"
	}
	for code := range strings.SplitSeq(codes, ";") {
		info, known := truceline.KindNamed(truceline.Kind(strings.TrimSpace(code)))
		if !known {
			return feed.Format{}, fmt.Errorf("feed %s: option kinds: %q is not a code of the taxonomy: %w", c.Feed, code, truceline.ErrUsage)
		}
		p.kinds = append(p.kinds, info.Kind)
	}
	return feed.Format{Name: "stac", Kind: truceline.KindData, Split: feed.SplitNone, Parse: p.parse, Next: next}, nil
}

type parser struct {
	config feed.Config
	kinds  []truceline.Kind
}

// item is what is read of an Item (STAC Item specification, "Item fields" and
// "Common metadata"); its geometry is read beside it.
type item struct {
	Type       string `json:"type"`
	Version    string `json:"stac_version"`
	ID         string `json:"id"`
	Collection string `json:"collection"`
	Properties struct {
		Title         string   `json:"title"`
		Datetime      *string  `json:"datetime"`
		Start         string   `json:"start_datetime"`
		End           string   `json:"end_datetime"`
		Platform      string   `json:"platform"`
		Constellation string   `json:"constellation"`
		Instruments   []string `json:"instruments"`
		GSD           *float64 `json:"gsd"`
		Cloud         *float64 `json:"eo:cloud_cover"`
		OffNadir      *float64 `json:"view:off_nadir"`
		SARMode       string   `json:"sar:instrument_mode"`
		SARBand       string   `json:"sar:frequency_band"`
		License       string   `json:"license"`
		Providers     []struct {
			Name string `json:"name"`
		} `json:"providers"`
	} `json:"properties"`
	Links []struct {
		Rel  string `json:"rel"`
		Href string `json:"href"`
	} `json:"links"`
}

// parse reads one document: an Item, or the ItemCollection that a search answers.
func (p parser) parse(e truceline.Entry, _ [][]byte) (r truceline.Reading) {
	refuse := func(field, reason string) {
		r.Refusals = append(r.Refusals, feed.Refusal(e, p.config, field, reason))
	}
	items, collection, alone, err := items(e.Body)
	if err != nil {
		refuse("", err.Error())
		return r
	}
	features, err := feed.Areas(collection)
	if err != nil {
		refuse("", err.Error())
		return r
	}
	for i, it := range items {
		path := "features[" + strconv.Itoa(i) + "]"
		if alone {
			path = ""
		}
		when, field, err := it.check(features[i])
		if err != nil {
			refuse(feed.Within(path, field), err.Error())
			continue
		}
		r.Watches = append(r.Watches, p.look(e, it, features[i].Polygons, when, i))
	}
	return r
}

// Errors of documents that hold no Items.
var (
	errNoItems = errors.New("neither an Item nor a collection of Items")
	errCatalog = errors.New("a catalogue or collection, which holds no scene; poll its items or a search")
)

// items returns the Items of a document, a collection that holds them, and whether
// the document was one Item alone.
func items(body []byte) (all []item, collection []byte, alone bool, err error) {
	body, err = feed.Gunzip(body, feed.MaxUnpacked)
	if err != nil {
		return nil, nil, false, err
	}
	body = feed.TrimMark(body)
	var head struct {
		Type     string `json:"type"`
		Features []item `json:"features"`
	}
	if err := json.Unmarshal(body, &head); err != nil {
		return nil, nil, false, fmt.Errorf("read JSON: %w", err)
	}
	switch head.Type {
	case "FeatureCollection":
		return head.Features, body, false, nil
	case "Catalog", "Collection":
		return nil, nil, false, errCatalog
	case "Feature":
		all = make([]item, 1)
		if err := json.Unmarshal(body, &all[0]); err != nil {
			return nil, nil, true, fmt.Errorf("read JSON: %w", err)
		}
		return all, slices.Concat([]byte(`{"type":"FeatureCollection","features":[`), body, []byte("]}")), true, nil
	}
	return nil, nil, false, errNoItems
}

// check returns when the scene was taken, or the field that keeps it from being
// understood.
func (it item) check(f feed.Feature) (when truceline.Interval, field string, err error) {
	major, _, _ := strings.Cut(it.Version, ".")
	switch {
	case major != "1":
		return when, "stac_version", fmt.Errorf("%q is not a version 1", it.Version)
	case it.ID == "":
		return when, "id", errors.New("missing")
	case f.Err != nil:
		return when, "geometry", f.Err
	}
	if cloud := it.Properties.Cloud; cloud != nil && !(*cloud >= 0 && *cloud <= 100) {
		return when, "properties.eo:cloud_cover", fmt.Errorf("%v is not between 0 and 100", *cloud)
	}
	return it.when()
}

// when returns the time of the scene: a moment, or a start and an end, which an Item
// without a moment must have (STAC Item specification, "datetime").
func (it item) when() (when truceline.Interval, field string, err error) {
	p := it.Properties
	read := func(name, text string) (t time.Time) {
		t, ok := feed.ParseTime([]byte(text))
		if !ok && err == nil {
			field, err = "properties."+name, fmt.Errorf("%q is not a time with a zone", text)
		}
		return t
	}
	when.Clock = truceline.Clock{Quality: truceline.ClockGNSS, Error: time.Second}
	switch {
	case p.Start != "" && p.End != "":
		when.From, when.To = read("start_datetime", p.Start), read("end_datetime", p.End)
		if err == nil && when.To.Before(when.From) {
			field, err = "properties.end_datetime", errors.New("before the start")
		}
	case p.Datetime == nil:
		field, err = "properties.datetime", errors.New("missing, and so is a start_datetime with its end_datetime")
	default:
		when.From = read("datetime", *p.Datetime)
		when.To = when.From
	}
	if !when.To.After(when.From) {
		when.To = when.From.Add(time.Second) // a scene takes no longer to pass over a place
	}
	return when, field, err
}

// scene names the ground that an Item shows.
func (it item) scene() string {
	return strings.Join(strings.Fields("scene "+it.Collection+" "+it.ID), " ")
}

func (it item) name() string {
	if it.Properties.Title != "" {
		return it.Properties.Title
	}
	return it.ID
}

// by returns the satellite, or what else is known of who looked.
func (it item) by() string {
	for _, name := range []string{it.Properties.Platform, it.Properties.Constellation, it.Collection} {
		if name != "" {
			return name
		}
	}
	return it.ID
}

// address is where the Item itself can be had (STAC Item specification, "Link object":
// self); empty where it gives none that can be opened.
func (it item) address() string {
	for _, l := range it.Links {
		u, err := url.Parse(l.Href)
		if l.Rel == "self" && err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
			return l.Href
		}
	}
	return ""
}

// credit names who made the scene and gives it out, and its licence (STAC common
// metadata, "Provider" and "Licensing"); empty where the Item does not say.
func (it item) credit() string {
	var names []string
	for _, p := range it.Properties.Providers {
		if name := strings.TrimSpace(p.Name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	said := strings.Join(names, ", ")
	if it.Properties.License != "" {
		said = strings.TrimPrefix(said+"; licence "+it.Properties.License, "; ")
	}
	return said
}

// sar reports whether a radar took the scene, which sees through cloud and by night.
func (it item) sar() bool {
	return it.Properties.SARMode != "" || it.Properties.SARBand != "" ||
		slices.ContainsFunc(it.Properties.Instruments, func(s string) bool { return strings.Contains(strings.ToLower(s), "sar") })
}

// look returns the watch that a scene is: partly at best, since one look sees what
// stands and nothing of what comes and goes.
func (p parser) look(e truceline.Entry, it item, shows []truceline.Polygon, when truceline.Interval, index int) truceline.Watch {
	w := truceline.Watch{
		ID: truceline.IDOf("watch", string(e.ID[:]), strconv.Itoa(index)), Entry: e.ID, By: it.by(), Means: truceline.MeansCamera, Kinds: p.kinds,
		Place: truceline.Place{Shape: truceline.ShapeArea, At: middle(shows), Area: it.scene(), Name: it.name()}, When: when, State: truceline.PartlyWatched, Detection: -1,
		Scene: &truceline.Scene{ID: strings.TrimPrefix(it.scene(), "scene "), Address: it.address(), Credit: it.credit(), Shows: shows},
	}
	if !it.sar() {
		w.Scene.Cloud = it.Properties.Cloud
	}
	said := []string{it.scene()}
	switch cloud := it.Properties.Cloud; {
	case it.sar():
		w.Means = truceline.MeansRadar
	case cloud == nil:
		w.Cause = truceline.CauseNoCloudData
	case *cloud >= 100:
		w.State, w.Cause = truceline.Blind, truceline.CauseWeather
	case *cloud > 0:
		w.Cause = truceline.CauseWeather
	}
	if cloud := it.Properties.Cloud; cloud != nil {
		said = append(said, "cloud "+strconv.FormatFloat(*cloud, 'f', -1, 64)+" %")
	}
	if gsd := it.Properties.GSD; gsd != nil {
		said = append(said, "ground sample "+strconv.FormatFloat(*gsd, 'f', -1, 64)+" m")
	}
	if off := it.Properties.OffNadir; off != nil {
		said = append(said, "off nadir "+strconv.FormatFloat(*off, 'f', -1, 64)+" degrees")
	}
	w.Note = strings.Join(said, ", ")
	return w
}

// middle is the middle of the ground that a scene shows: the centre of mass of its
// greatest outer ring. How far from there something lies is what a satellite's chances
// are stated by.
func middle(shows []truceline.Polygon) truceline.Point {
	var at truceline.Point
	greatest := 0.0
	for _, polygon := range shows {
		if centre, size := geo.Centroid(polygon[0]); size > greatest {
			at, greatest = centre, size
		}
	}
	return at
}
