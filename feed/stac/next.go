package stac

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/truceline/truceline/feed"
)

var errPost = errors.New("the next page can only be had by POST, and is not fetched; poll the search by GET")

// next is the address of the page of a search that comes after this one (STAC API,
// Item Search, "Pagination": the link next).
func next(document []byte) (string, error) {
	body, err := feed.Gunzip(document, feed.MaxUnpacked)
	if err != nil {
		return "", nil // refused when it is read
	}
	var page struct {
		Type  string `json:"type"`
		Links []struct {
			Rel    string `json:"rel"`
			Href   string `json:"href"`
			Method string `json:"method"`
		} `json:"links"`
	}
	if json.Unmarshal(feed.TrimMark(body), &page) != nil || page.Type != "FeatureCollection" {
		return "", nil
	}
	for _, l := range page.Links {
		if l.Rel != "next" || l.Href == "" {
			continue
		}
		if l.Method != "" && !strings.EqualFold(l.Method, "GET") {
			return "", errPost
		}
		return l.Href, nil
	}
	return "", nil
}
