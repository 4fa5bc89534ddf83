package transport

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
)

// pcap plays the datagrams of a capture file, once: after a restart those that are
// in the journal are known as repeats. Packets that are no datagrams are passed over.
// A format that reads captures gets the packets whole, with when they were captured.
func (r *receiver) pcap(ctx context.Context) error {
	text, err := r.capture()
	if err != nil {
		return err
	}
	pieces := feed.SplitCapture(text)
	hash := sha256.Sum256(text)
	name := "pcap " + filepath.Base(r.Settings.File)
	head := r.entry(name, pieces[0].Body, time.Now().UTC())
	head.ID, head.Line = truceline.EntryIDOf(head.Salt, head.Body), pieces[0].Line
	if r.Format.Captures {
		if err := r.in.Send(ctx, []truceline.Entry{head}); err != nil {
			return err
		}
	}
	return r.play(ctx, pieces, func(number int, d feed.Datagram, now time.Time) []truceline.Entry {
		m := message{name: fmt.Sprintf("%s packet %d", name, number), body: d.Body, key: fmt.Sprintf("pcap/%x/%d", hash[:16], number)}
		if !r.Format.Captures {
			return r.entries(m, now)
		}
		e := r.entry(m.name, pieces[number].Body, now)
		e.Offset, e.Line, e.Needs, e.Key = pieces[number].Offset, pieces[number].Line, []truceline.ID{head.ID}, m.key
		return []truceline.Entry{e}
	})
}

// capture reads the capture file.
func (r *receiver) capture() ([]byte, error) {
	file, err := os.Open(r.Settings.File)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, feed.MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > feed.MaxFile {
		return nil, errTooLong
	}
	if !feed.IsCapture(text) {
		return nil, fmt.Errorf("%s is no capture (pcap or pcapng); write one with tcpdump -w", r.Settings.File)
	}
	return text, nil
}

// play sends what the datagrams become, each when it is due.
func (r *receiver) play(ctx context.Context, pieces []feed.Piece, become func(number int, d feed.Datagram, now time.Time) []truceline.Entry) error {
	began := time.Now()
	var first time.Time
	for i, p := range pieces[1:] {
		d, err := feed.ReadPacket(pieces[0].Body, p.Body)
		if err != nil {
			r.status.fault(fmt.Errorf("packet %d: %w", i+1, err))
			r.status.drop(1)
			continue
		}
		if d.Body == nil {
			continue
		}
		if first.IsZero() {
			first = d.At
		}
		if r.Settings.Pace > 0 {
			due := time.Duration(float64(d.At.Sub(first)) / r.Settings.Pace)
			if err := sleep(ctx, due-time.Since(began)); err != nil {
				return nil
			}
		}
		now := time.Now().UTC()
		r.status.received(now, 1, len(d.Body))
		if err := r.pace.wait(ctx, 1); err != nil {
			return nil
		}
		if err := r.in.Send(ctx, become(i+1, d, now)); err != nil {
			return err
		}
	}
	return nil
}
