package main

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/truceline/truceline/feed/cot"
)

// takPicture is the markers as they are now; changed is closed when they change.
type takPicture struct {
	mu      sync.Mutex
	markers []cot.Marker
	changed chan struct{}
}

// follow looks at the run again and again until ctx ends.
func (p *takPicture) follow(ctx context.Context, env *environment, o takOptions) {
	tick := time.NewTicker(o.every)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			if now, _, err := o.markers(ctx); err == nil {
				p.put(now)
			} else if ctx.Err() == nil {
				env.log.Error("look at the run", "dir", o.dir, "error", err)
			}
		}
	}
}

func (p *takPicture) put(markers []cot.Marker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.markers = markers
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *takPicture) now() ([]cot.Marker, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.markers, p.changed
}

// mostDevices is how many may be connected at once.
const mostDevices = 256

func (p *takPicture) accept(ctx context.Context, env *environment, l net.Listener, valid time.Duration, talks *sync.WaitGroup) {
	places := make(chan struct{}, mostDevices)
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() == nil && !errors.Is(err, net.ErrClosed) {
				env.log.Error("accept a TAK device", "error", err)
				time.Sleep(100 * time.Millisecond) // out of files, perhaps: others may leave
				continue
			}
			return
		}
		select {
		case places <- struct{}{}:
		default:
			conn.Close()
			continue
		}
		talks.Go(func() {
			defer func() { <-places }()
			d := &takDevice{conn: conn, sent: map[string]cot.Marker{}}
			if err := d.talk(ctx, p, valid); err != nil && ctx.Err() == nil {
				env.log.Info("a TAK device left", "address", conn.RemoteAddr().String(), "reason", err)
			}
		})
	}
}

// takDevice is one connected device and what it was sent.
type takDevice struct {
	conn net.Conn
	mu   sync.Mutex // of writing
	sent map[string]cot.Marker
	full time.Time // when all were sent last
}

// patienceTAK is how long a device may take to take what it is sent.
const patienceTAK = 30 * time.Second

// talk sends what changes until the device leaves or ctx ends.
func (d *takDevice) talk(ctx context.Context, p *takPicture, valid time.Duration) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	heard := make(chan struct{})
	go func() { // ends when the connection is closed
		defer close(heard)
		stop(d.hear())
	}()
	defer func() { d.conn.Close(); <-heard }()
	for {
		markers, changed := p.now()
		if err := d.send(markers, valid); err != nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// send writes the markers that the device has not got, and all of them when half
// of their validity is over.
func (d *takDevice) send(markers []cot.Marker, valid time.Duration) error {
	again := len(markers) > 0 && markers[0].At.Sub(d.full) >= valid/2
	if again {
		d.full, d.sent = markers[0].At, map[string]cot.Marker{}
	}
	for _, m := range markers {
		same := m
		same.At, same.Stale, same.Remarks = time.Time{}, time.Time{}, m.Remarks[:len(m.Remarks)-len(asOf(m.At))]
		if d.sent[m.UID] == same {
			continue
		}
		d.sent[m.UID] = same
		if err := d.write(m.XML()); err != nil {
			return err
		}
	}
	return nil
}

func (d *takDevice) write(message []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.conn.SetWriteDeadline(time.Now().Add(patienceTAK)); err != nil {
		return err
	}
	_, err := d.conn.Write(message)
	return err
}

// hear answers what the device asks, a ping above all. What it says of itself is
// not taken: a feed of format cot is for that.
func (d *takDevice) hear() error {
	buffer, read := make([]byte, 0, 4096), make([]byte, 4096)
	for {
		n, err := d.conn.Read(read)
		if err != nil {
			if errors.Is(err, io.EOF) {
				return errors.New("it closed the connection")
			}
			return err
		}
		buffer = append(buffer, read[:n]...)
		rest, answers, err := cot.Answers(buffer, time.Now().UTC())
		if err != nil {
			return err
		}
		buffer = append(buffer[:0], rest...)
		if len(answers) > 0 {
			if err := d.write(answers); err != nil {
				return err
			}
		}
	}
}
