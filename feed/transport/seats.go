package transport

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// seat is a connection that knows when its peer last said something.
type seat struct {
	net.Conn
	heard atomic.Int64 // Unix nanoseconds
}

func newSeat(conn net.Conn) *seat {
	s := &seat{Conn: conn}
	s.heard.Store(time.Now().UnixNano())
	return s
}

// Read is the connection's, and notes that something came.
func (s *seat) Read(b []byte) (int, error) {
	n, err := s.Conn.Read(b)
	if n > 0 {
		s.heard.Store(time.Now().UnixNano())
	}
	return n, err
}

// seats are the peers that are connected to one feed, so that those who connect and
// say nothing cannot keep the others out.
type seats struct {
	most     int
	patience time.Duration

	mu    sync.Mutex
	taken map[*seat]struct{}
}

// take finds a connection a seat. When all are taken, whoever has been silent for
// longest, and for longer than the patience, has to leave: that one is returned, and
// is to be closed. Where nobody has, at is nil.
func (s *seats) take(conn net.Conn) (at, left *seat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.taken) >= s.most {
		quiet := time.Now().Add(-s.patience).UnixNano()
		for other := range s.taken { // the least is the same in any order
			if heard := other.heard.Load(); heard < quiet {
				left, quiet = other, heard
			}
		}
		if left == nil {
			return nil, nil
		}
		delete(s.taken, left)
	}
	at = newSeat(conn)
	s.taken[at] = struct{}{}
	return at, left
}

func (s *seats) leave(at *seat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.taken, at)
}
