package transport

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/truceline/truceline/feed"
)

// pcap plays the datagrams of a capture file, once: after a restart those that are
// in the journal are known as repeats. Packets that are no datagrams are passed over.
func (r *receiver) pcap(ctx context.Context) error {
	file, err := os.Open(r.Settings.File)
	if err != nil {
		return err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, feed.MaxFile+1))
	if err != nil {
		return err
	}
	if len(text) > feed.MaxFile {
		return errTooLong
	}
	if !feed.IsCapture(text) {
		return fmt.Errorf("%s is no capture (pcap or pcapng); write one with tcpdump -w", r.Settings.File)
	}
	pieces := feed.SplitCapture(text)
	hash := sha256.Sum256(text)
	name := "pcap " + filepath.Base(r.Settings.File)
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
		m := message{name: fmt.Sprintf("%s packet %d", name, i+1), body: d.Body, key: fmt.Sprintf("pcap/%x/%d", hash[:16], i+1)}
		now := time.Now().UTC()
		r.status.received(now, 1, len(d.Body))
		if err := r.pace.wait(ctx, 1); err != nil {
			return nil
		}
		if err := r.in.Send(ctx, r.entries(m, now)); err != nil {
			return err
		}
	}
	return nil
}
