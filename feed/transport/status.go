package transport

import (
	"sync"
	"sync/atomic"
	"time"
)

// Status counts what one feed does. All its methods may be called from many
// goroutines; nil counts nothing.
type Status struct {
	count   atomic.Uint64
	bytes   atomic.Uint64
	dropped atomic.Uint64
	turned  atomic.Uint64
	peers   atomic.Int64
	last    atomic.Int64 // Unix nanoseconds
	failing atomic.Int64 // since when the other side cannot be reached, Unix nanoseconds; 0: it can, or nobody tried

	mu      sync.Mutex
	address string
	lately  string
	when    time.Time
	rates   rates
}

// Counts is what a status says at one moment.
type Counts struct {
	Address  string    `json:"address,omitempty"` // on which it listens
	Messages uint64    `json:"messages"`          // received since the start
	Bytes    uint64    `json:"bytes"`             // of them
	Dropped  uint64    `json:"dropped"`           // received or sent to us, and lost for want of room
	Turned   uint64    `json:"turned_away"`       // refused with a reason that the sender was told, to come again
	Peers    int64     `json:"peers"`             // connected now
	Last     time.Time `json:"last,omitzero"`     // the last message, by our clock
	PerSec   float64   `json:"per_second"`        // over the last minute
	Fault    string    `json:"fault,omitempty"`   // the newest trouble with the other side
	FaultAt  time.Time `json:"fault_at,omitzero"` // when
	// Unreached is since when what we poll, dial, subscribe to or look into cannot be
	// had; zero: it can, or others come to us.
	Unreached time.Time `json:"unreached_since,omitzero"`
}

// Counts returns what is known at a moment, and must be asked about once a
// second for its rate to be true.
func (s *Status) Counts(now time.Time) Counts {
	c := Counts{
		Messages: s.count.Load(), Bytes: s.bytes.Load(), Dropped: s.dropped.Load(), Turned: s.turned.Load(), Peers: s.peers.Load(),
	}
	if last := s.last.Load(); last != 0 {
		c.Last = time.Unix(0, last).UTC()
	}
	if failing := s.failing.Load(); failing != 0 {
		c.Unreached = time.Unix(0, failing).UTC()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c.Address, c.Fault, c.FaultAt = s.address, s.lately, s.when
	c.PerSec = s.rates.perSecond(now, c.Messages)
	return c
}

// received counts messages that came.
func (s *Status) received(at time.Time, messages, bytes int) {
	s.heard(at, bytes)
	s.messages(messages)
}

func (s *Status) heard(at time.Time, bytes int) {
	if s == nil || bytes == 0 {
		return
	}
	s.bytes.Add(uint64(bytes))
	s.last.Store(at.UnixNano())
}

func (s *Status) messages(n int) {
	if s != nil {
		s.count.Add(uint64(n))
	}
}

func (s *Status) drop(n uint64) {
	if s != nil {
		s.dropped.Add(n)
	}
}

func (s *Status) turnAway() {
	if s != nil {
		s.turned.Add(1)
	}
}

func (s *Status) connected(n int64) {
	if s != nil {
		if s.peers.Add(n); n > 0 {
			s.failing.Store(0)
		}
	}
}

// tried is told how it went to reach the other side.
func (s *Status) tried(err error) {
	switch {
	case s == nil:
	case err == nil:
		s.failing.Store(0)
	default:
		s.failing.CompareAndSwap(0, time.Now().UnixNano())
		s.fault(err)
	}
}

func (s *Status) listening(address string) {
	if s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.address = address
	}
}

func (s *Status) fault(err error) {
	if s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.lately, s.when = err.Error(), time.Now().UTC()
	}
}

// rates remembers the counts of the last minute.
type rates struct {
	at    [61]time.Time
	count [61]uint64
	next  int
}

func (r *rates) perSecond(now time.Time, count uint64) float64 {
	newest := (r.next + len(r.at) - 1) % len(r.at)
	if now.Sub(r.at[newest]) >= 900*time.Millisecond {
		r.at[r.next], r.count[r.next] = now, count
		r.next = (r.next + 1) % len(r.at)
	}
	oldest := r.next
	for i := range r.at {
		k := (oldest + i) % len(r.at)
		if span := now.Sub(r.at[k]); !r.at[k].IsZero() && span < 65*time.Second && span > 0 {
			return float64(count-r.count[k]) / span.Seconds()
		}
	}
	return 0
}
