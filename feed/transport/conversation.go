package transport

import (
	"crypto/rand"
	randv2 "math/rand/v2"
	"sync"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// newSalts returns a source of salts for live entries. ChaCha8 with a seed from
// the system is as hard to guess as the system's own, and takes a tenth of the time.
func newSalts() func() [16]byte {
	var seed [32]byte
	rand.Read(seed[:]) // never fails, by its documentation
	salts := feed.Salts(randv2.New(randv2.NewChaCha8(seed)))
	var mu sync.Mutex
	return func() [16]byte {
		mu.Lock()
		defer mu.Unlock()
		return salts()
	}
}

// conversation is what one peer says over one connection, cut into pieces. It is
// used by one goroutine.
type conversation struct {
	r      *receiver
	name   string
	offset int64
	number int // of pieces so far
	link   func(body []byte) []int
	first  truceline.ID
	recent []truceline.ID // a ring of the last feed.LinkBack
	salt   func() [16]byte
}

func (r *receiver) conversation(name string) *conversation {
	c := &conversation{r: r, name: name, salt: newSalts()}
	if r.Format.Link != nil {
		c.link = r.Format.Link()
		c.recent = make([]truceline.ID, 0, 64)
	}
	return c
}

// cut makes entries of the messages that are complete in buffer and returns how
// many bytes they have. Lost is set when nothing can be cut any more. The bodies
// share the memory of buffer.
func (c *conversation) cut(buffer []byte, now time.Time) (entries []truceline.Entry, used int, lost bool) {
	for used < len(buffer) {
		length := c.r.Format.Frame(buffer[used:])
		if length == feed.Lost {
			return entries, used, true
		}
		if length == 0 {
			break
		}
		if entries == nil {
			entries = make([]truceline.Entry, 0, max(1, (len(buffer)-used)/length))
		}
		entries = append(entries, c.piece(buffer[used:used+length:used+length], now))
		used += length
	}
	return entries, used, false
}

// piece is the entry of the next piece.
func (c *conversation) piece(body []byte, now time.Time) truceline.Entry {
	e := truceline.Entry{
		Kind: c.r.Format.Kind, Feed: c.r.Config.Feed, Source: c.r.Config.Source, Received: now, File: c.name,
		Offset: c.offset, Line: c.number + 1, Salt: c.salt(), Body: body,
	}
	c.offset += int64(len(body))
	if c.link != nil {
		e.Needs = c.needs(body)
		e.ID = truceline.EntryIDOf(e.Salt, body)
		c.remember(e.ID)
	}
	c.number++
	return e
}

// needs are the earlier pieces without which the next one cannot be read.
func (c *conversation) needs(body []byte) (ids []truceline.ID) {
	for _, n := range c.link(body) {
		if id, ok := c.id(n); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// id is that of an earlier piece, while it is remembered.
func (c *conversation) id(number int) (truceline.ID, bool) {
	switch {
	case number == 0:
		return c.first, c.number > 0
	case number < 0 || number >= c.number || number < c.number-feed.LinkBack:
		return truceline.ID{}, false
	}
	return c.recent[number%feed.LinkBack], true
}

func (c *conversation) remember(id truceline.ID) {
	if c.number == 0 {
		c.first = id
	}
	if len(c.recent) < feed.LinkBack {
		c.recent = append(c.recent, id)
	} else {
		c.recent[c.number%feed.LinkBack] = id
	}
}
