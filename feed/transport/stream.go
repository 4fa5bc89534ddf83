package transport

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

const (
	readSize = 64 << 10
	// Of a large message that is still coming in drops, the beginning is not
	// looked through again with every drop.
	largeMessage = 64 << 10
	breath       = 5 * time.Millisecond
	// partPatience is how long the rest of a message may take, and byteTime what is
	// given beyond that for each byte that came, so that a peer that sends a drop now
	// and then is let go; idlePatience is how long it may say nothing at all. Peers
	// that are gone are noticed by the connection's own keep-alive long before.
	partPatience = time.Minute
	byteTime     = time.Millisecond
	idlePatience = time.Hour
)

// deadliner is what can wait for a limited time: a network connection.
type deadliner interface{ SetReadDeadline(time.Time) error }

// stream receives one conversation on a stream until it ends, and journals every
// byte of it: what is no message any more is a piece too. It returns nil at the
// end of the stream.
func (r *receiver) stream(ctx context.Context, from io.Reader, name string) error {
	s := &reading{c: r.conversation(name), from: from, buffer: make([]byte, readSize), patience: r.Patience}
	for {
		n, err := s.read()
		now := time.Now().UTC()
		r.status.heard(now, n)
		entries, used, lost := s.c.cut(s.buffer[:s.held], now)
		ended := err != nil || lost || s.held-used >= feed.MaxMessage
		if ended && used < s.held {
			entries = append(entries, s.c.piece(s.buffer[used:s.held], now))
			used = s.held
		}
		if len(entries) > 0 {
			if err := r.hand(ctx, entries, from); err != nil {
				return err
			}
			s.keep(used)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case ended:
			return errors.New("cannot be cut into messages any more; what came is kept")
		}
	}
}

// hand passes entries on and, where the format answers, answers them once they
// are on disk.
func (r *receiver) hand(ctx context.Context, entries []truceline.Entry, peer io.Reader) error {
	if err := r.pace.wait(ctx, len(entries)); err != nil {
		return err
	}
	r.status.messages(len(entries))
	w, ok := peer.(io.Writer)
	if r.Format.Answer == nil || !ok {
		return r.in.Send(ctx, entries)
	}
	if err := r.in.Put(ctx, entries); err != nil {
		return err
	}
	for i := range entries {
		if answer := r.Format.Answer(entries[i]); len(answer) > 0 {
			if conn, ok := peer.(net.Conn); ok {
				conn.SetWriteDeadline(time.Now().Add(r.Patience)) // a peer that does not listen must not hold its feed up
			}
			if _, err := w.Write(answer); err != nil {
				return err
			}
		}
	}
	return nil
}

// reading is a stream with what has come of the next message.
type reading struct {
	c      *conversation
	from   io.Reader
	buffer []byte
	held   int
	// began is when the beginning of the next message came.
	began    time.Time
	patience time.Duration
}

// read waits for more.
func (s *reading) read() (int, error) {
	if s.held == len(s.buffer) {
		s.buffer = append(make([]byte, 0, 2*len(s.buffer)), s.buffer...)
		s.buffer = s.buffer[:cap(s.buffer)]
	}
	if s.held > largeMessage {
		time.Sleep(breath)
	}
	if d, ok := s.from.(deadliner); ok {
		until := time.Now().Add(idlePatience)
		if s.held > 0 {
			until = s.began.Add(s.patience + time.Duration(s.held)*byteTime)
		}
		if err := d.SetReadDeadline(until); err != nil && !errors.Is(err, os.ErrNoDeadline) {
			return 0, err
		}
	}
	n, err := s.from.Read(s.buffer[s.held:])
	if s.held == 0 {
		s.began = time.Now()
	}
	s.held += n
	return n, err
}

// keep goes on with a new buffer, as the old one belongs to what was cut from
// it, and takes the beginning of the next message along.
func (s *reading) keep(used int) {
	rest := s.buffer[used:s.held]
	next := make([]byte, max(readSize, 2*len(rest)))
	s.held, s.began = copy(next, rest), time.Now()
	s.buffer = next
}
