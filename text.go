package truceline

import "time"

// Text is one report as it was published: an article, a wire, a statement. Its
// words are read for who said what; they are never passed on by a report.
type Text struct {
	ID        ID        `json:"id"`
	Entry     ID        `json:"entry,omitzero"`
	Feed      string    `json:"feed,omitempty"`
	Source    string    `json:"source,omitempty"`  // ID of the source that speaks through the feed
	Lineage   []string  `json:"lineage,omitempty"` // its declared ancestors: owner, wire
	Name      string    `json:"name"`              // what people call it: a file name or address
	Outlet    string    `json:"outlet,omitempty"`  // who published it; empty if it does not say
	Language  string    `json:"language,omitempty"`
	Published time.Time `json:"published,omitzero"` // zero if it does not say
	URL       string    `json:"url,omitempty"`
	Title     string    `json:"title,omitempty"`
	Body      string    `json:"-"` // paragraphs, each on a line of its own
	// DerivedFrom are texts that it was declared to be made from.
	DerivedFrom []ID `json:"derived_from,omitempty"`
}
