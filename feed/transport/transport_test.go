package transport_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/ais"
	"github.com/truceline/truceline/feed/transport"
	"github.com/truceline/truceline/journal"
)

// door is a journal with an intake before it, as the live door has them.
type door struct {
	t       *testing.T
	journal *journal.Journal
	intake  *transport.Intake
	ctx     context.Context
	stop    func() // ends everything and waits for it
}

func newDoor(t *testing.T) *door {
	t.Helper()
	j, err := journal.Open(t.Context(), t.TempDir(), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	d := &door{t: t, journal: j, intake: transport.NewIntake(j.Append), ctx: ctx}
	var running sync.WaitGroup
	running.Go(func() {
		if err := d.intake.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	d.stop = sync.OnceFunc(func() { cancel(); running.Wait() })
	t.Cleanup(func() { d.stop(); j.Close() })
	return d
}

// run starts a feed and returns its status, once it listens where it does that.
func (d *door) run(f transport.Feed) *transport.Status {
	d.t.Helper()
	s := &transport.Status{}
	ended := make(chan error, 1)
	go func() { ended <- transport.Run(d.ctx, f, d.intake, s) }()
	d.t.Cleanup(func() {
		d.stop()
		select {
		case err := <-ended:
			if err != nil {
				d.t.Error(err)
			}
		case <-time.After(10 * time.Second):
			d.t.Error("the feed does not end")
		}
	})
	switch f.Settings.Kind {
	case transport.KindListen, transport.KindUDP, transport.KindPost, transport.KindBroker:
		d.until("it listens", func() bool { return s.Counts(time.Now()).Address != "" })
	}
	return s
}

// until waits for something that must come to pass.
func (d *door) until(what string, ok func() bool) {
	d.t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			d.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// entries reads the journal.
func (d *door) entries() (all []truceline.Entry) {
	d.t.Helper()
	err := d.journal.Read(d.t.Context(), 1, 0, func(es []truceline.Entry) error {
		for _, e := range es {
			e.Body = bytes.Clone(e.Body)
			all = append(all, e)
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

// await waits for so many entries and returns them.
func (d *door) await(n int) []truceline.Entry {
	d.t.Helper()
	d.until(fmt.Sprintf("%d entries are on disk", n), func() bool { return d.journal.Last() >= uint64(n) })
	return d.entries()
}

// aisFeed is a feed of AIS sentences.
func aisFeed(t *testing.T, s transport.Settings) transport.Feed {
	t.Helper()
	c := feed.Config{Feed: "coast", Source: "station", Options: map[string]string{"clock": "received"}}
	f, err := ais.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Check(f.Frame != nil) {
		t.Fatal(p)
	}
	return transport.Feed{Config: c, Format: f, Settings: s}
}

// sentence is a position report (ITU-R M.1371-5, message 1), and twoParts the
// sentences of a voyage report, which only together make sense.
const (
	sentence = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n"
	twoParts = "!AIVDM,2,1,3,B,55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53,0*3E\r\n!AIVDM,2,2,3,B,1@0000000000000,2*55\r\n"
)

func dialled(t *testing.T, network, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// TestListen: every byte of a stream is in the journal, in order, cut into
// messages however it came; what was cut off at its end too; and the last part of
// a message names the first.
func TestListen(t *testing.T) {
	d := newDoor(t)
	s := d.run(aisFeed(t, transport.Settings{Kind: transport.KindListen, Address: "127.0.0.1:0"}))
	conn := dialled(t, "tcp", s.Counts(time.Now()).Address)
	text := sentence + "garbage\x00\xff\n" + twoParts + sentence[:20]
	for i := 0; i < len(text); i += 7 {
		conn.Write([]byte(text[i:min(i+7, len(text))]))
		time.Sleep(time.Millisecond)
	}
	conn.Close()
	entries := d.await(5)
	var said strings.Builder
	for i, e := range entries {
		if e.Offset != int64(said.Len()) || e.Line != i+1 || e.Feed != "coast" || e.File != entries[0].File {
			t.Errorf("%+v", e)
		}
		said.Write(e.Body)
	}
	if said.String() != text {
		t.Errorf("%q, want %q", said.String(), text)
	}
	if last := entries[3]; len(last.Needs) != 1 || last.Needs[0] != entries[2].ID {
		t.Errorf("the second part needs %v, and the first is %s", last.Needs, entries[2].ID)
	}
	if c := s.Counts(time.Now()); c.Messages != 5 || c.Bytes != uint64(len(text)) || c.Dropped != 0 {
		t.Errorf("%+v", c)
	}
}
