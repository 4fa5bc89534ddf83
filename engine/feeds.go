package engine

import (
	"slices"
	"strings"

	"github.com/truceline/truceline"
)

// feedCounts counts what came through each feed.
type feedCounts struct {
	counts map[string]*truceline.FeedCount
	files  map[[2]string]bool
}

func newFeedCounts() feedCounts {
	return feedCounts{counts: map[string]*truceline.FeedCount{}, files: map[[2]string]bool{}}
}

func (f *feedCounts) add(in Input) {
	c := f.counts[in.Entry.Feed]
	if c == nil {
		c = &truceline.FeedCount{Feed: in.Entry.Feed}
		f.counts[in.Entry.Feed] = c
	}
	switch key := [2]string{in.Entry.Feed, in.Entry.File}; {
	case in.Entry.FileHash.IsZero(): // live: a conversation or message, which is not named twice
		if in.Entry.Line == 1 {
			c.Files++
		}
	case !f.files[key]:
		f.files[key] = true
		c.Files++
	}
	c.Entries++
	c.Observations += len(in.Reading.Observations)
	c.Refused += len(in.Reading.Refusals)
}

// list returns the counts by feed name.
func (f *feedCounts) list() []truceline.FeedCount {
	out := make([]truceline.FeedCount, 0, len(f.counts))
	for _, c := range f.counts {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b truceline.FeedCount) int { return strings.Compare(a.Feed, b.Feed) })
	return out
}
