package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// listenTCP listens on an address; secure is nil where TLS is not spoken.
func listenTCP(ctx context.Context, address string, secure *tls.Config) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err != nil || secure == nil {
		return l, err
	}
	return tls.NewListener(l, secure), nil
}

// listen takes connections and receives a stream on each.
func (r *receiver) listen(ctx context.Context) error {
	secure, err := r.Settings.serverTLS()
	if err != nil {
		return err
	}
	l, err := listenTCP(ctx, r.Settings.Address, secure)
	if err != nil {
		return err
	}
	r.status.listening(l.Addr().String())
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	var peers sync.WaitGroup
	defer peers.Wait()
	seats := &seats{most: r.Settings.peers(), patience: r.Patience, taken: map[*seat]struct{}{}}
	failed := make(chan error, 1)
	for {
		conn, err := l.Accept()
		if err != nil {
			select {
			case broken := <-failed:
				return broken
			default:
			}
			if ctx.Err() != nil {
				return nil
			}
			if errors.Is(err, net.ErrClosed) {
				return err
			}
			r.status.fault(err) // such as too many open files: it passes
			if err := sleep(ctx, time.Second); err != nil {
				return nil
			}
			continue
		}
		at, left := seats.take(conn)
		if left != nil {
			r.status.fault(fmt.Errorf("%s let go, as it was silent and others want its place", left.RemoteAddr()))
			left.Close()
		}
		if at == nil {
			r.status.fault(fmt.Errorf("%s turned away: %d peers are connected already", conn.RemoteAddr(), seats.most))
			conn.Close()
			continue
		}
		peers.Go(func() {
			defer seats.leave(at)
			if err := r.serve(ctx, at); errors.Is(err, errJournal) {
				select {
				case failed <- err:
				default:
				}
				l.Close()
			}
		})
	}
}

// serve receives one peer's stream and closes it.
func (r *receiver) serve(ctx context.Context, conn *seat) error {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	defer conn.Close()
	if secure, ok := conn.Conn.(*tls.Conn); ok {
		hello, cancel := context.WithTimeout(ctx, 10*time.Second)
		err := secure.HandshakeContext(hello)
		cancel()
		if err != nil {
			r.status.fault(fmt.Errorf("%s: %w", conn.RemoteAddr(), err))
			return nil
		}
	}
	r.status.connected(1)
	defer r.status.connected(-1)
	name := fmt.Sprintf("%s %s %s", r.Settings.Kind, conn.RemoteAddr(), time.Now().UTC().Format(time.RFC3339Nano))
	err := r.stream(ctx, conn, name)
	if err != nil && ctx.Err() == nil && !errors.Is(err, net.ErrClosed) { // by ourselves
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = errors.New("fell silent; the connection was closed")
		}
		r.status.fault(fmt.Errorf("%s: %w", conn.RemoteAddr(), err))
	}
	return err
}

// dial connects, receives, and connects again, each time after a longer pause
// while it fails.
func (r *receiver) dial(ctx context.Context) error {
	secure, err := r.Settings.clientTLS()
	if err != nil {
		return err
	}
	return r.again(ctx, func() error {
		dialer := net.Dialer{Timeout: 10 * time.Second}
		var conn net.Conn
		var err error
		if secure != nil {
			conn, err = (&tls.Dialer{NetDialer: &dialer, Config: secure}).DialContext(ctx, "tcp", r.Settings.Address)
		} else {
			conn, err = dialer.DialContext(ctx, "tcp", r.Settings.Address)
		}
		if err != nil {
			return err
		}
		if err := r.serve(ctx, newSeat(conn)); errors.Is(err, errJournal) {
			return err
		}
		return nil
	})
}

// stdin receives standard input as one stream, and ends with it.
func (r *receiver) stdin(ctx context.Context) error {
	r.status.connected(1)
	defer r.status.connected(-1)
	// A read of a terminal cannot be called back: it is left to itself when ctx ends.
	// Nobody reads what would be answered, and whoever pipes has all the time.
	input := struct{ io.Reader }{os.Stdin}
	ended := make(chan error, 1)
	go func() { ended <- r.stream(ctx, input, "stdin "+time.Now().UTC().Format(time.RFC3339Nano)) }()
	select {
	case err := <-ended:
		if err != nil && !errors.Is(err, errJournal) {
			r.status.fault(err)
			return nil
		}
		return err
	case <-ctx.Done():
		return nil
	}
}
