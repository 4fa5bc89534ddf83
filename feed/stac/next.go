package stac

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/truceline/truceline/feed"
)

// Errors of the link next.
var (
	errMethod = errors.New("the next page can only be had by another method than GET and POST, and is not fetched")
	errMerge  = errors.New("the next page is to be asked for with the search's own body, and this search has none, or one that is no JSON object; poll it by POST, with the key body")
)

// link is the link next of a page. Its method is GET unless it says POST; then body is
// posted, and with merge each of its members stands in the place of the search's own.
type link struct {
	Rel    string                     `json:"rel"`
	Href   string                     `json:"href"`
	Method string                     `json:"method"`
	Body   map[string]json.RawMessage `json:"body"`
	Merge  bool                       `json:"merge"`
}

// next is the page of a search that comes after this one (STAC API, Item Search,
// "Pagination": the link next). Asked is what the search was posted with; nil: it was by
// GET.
func next(document, asked []byte) (feed.Page, error) {
	body, err := feed.Gunzip(document, feed.MaxUnpacked)
	if err != nil {
		return feed.Page{}, nil // refused when it is read
	}
	var page struct {
		Type  string            `json:"type"`
		Links []json.RawMessage `json:"links"`
	}
	if json.Unmarshal(feed.TrimMark(body), &page) != nil || page.Type != "FeatureCollection" {
		return feed.Page{}, nil
	}
	for _, text := range page.Links {
		var l link
		if err := json.Unmarshal(text, &l); l.Rel == "next" && l.Href != "" {
			if err != nil {
				return feed.Page{}, fmt.Errorf("the link next: %w", err)
			}
			return l.page(asked)
		}
	}
	return feed.Page{}, nil
}

// page is how the page that a link leads to is asked for.
func (l link) page(asked []byte) (feed.Page, error) {
	switch strings.ToUpper(l.Method) {
	case "", "GET":
		return feed.Page{Address: l.Href}, nil
	case "POST":
	default:
		return feed.Page{}, errMethod
	}
	whole := map[string]json.RawMessage{}
	if l.Merge && json.Unmarshal(asked, &whole) != nil {
		return feed.Page{}, errMerge
	}
	maps.Copy(whole, l.Body)
	body, err := json.Marshal(whole) // its members sorted by name
	return feed.Page{Address: l.Href, Body: body}, err
}
