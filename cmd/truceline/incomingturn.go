package main

import (
	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// turn ties files that hold one message each, in order of name, as a live feed ties
// those that come into its folder: each is one of a conversation.
type turn struct {
	needs func(body []byte) []int
	slots []int // of the messages, by number
}

// newTurn is nil for a format whose messages stand each alone.
func newTurn(format feed.Format) *turn {
	if format.Link == nil {
		return nil
	}
	return &turn{needs: format.Link()}
}

// tie makes the newest entry, the whole of its file, need the earlier ones that it is to
// be read with; it does not come before them.
func (t *turn) tie(a *incoming, l *loaded, s feedStanza, format feed.Format, file []byte) error {
	wanted := t.needs(file)
	t.slots = append(t.slots, len(a.slots)-1)
	if len(wanted) == 0 {
		return nil
	}
	bodies := newBodies(a)
	defer bodies.close()
	own := &a.slots[len(a.slots)-1]
	e, err := bodies.entry(*own)
	if err != nil {
		return err
	}
	var ids []truceline.ID
	var needed [][]byte
	received := a.from
	for _, n := range wanted {
		earlier, err := bodies.entry(a.slots[t.slots[n]])
		if err != nil {
			return err
		}
		ids, needed = append(ids, earlier.ID), append(needed, earlier.Body)
		if earlier.Received.After(received) {
			received = earlier.Received
		}
	}
	if due := l.due(s, format.Parse(e, needed)); due.After(received) {
		received = due
	}
	a.files[own.file].needs = [][]truceline.ID{ids}
	own.received = received.UTC().UnixNano()
	return nil
}
