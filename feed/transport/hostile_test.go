package transport_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/ais"
	"github.com/truceline/truceline/feed/transport"
)

// binaryFeed is a feed of messages with their length before them.
func binaryFeed() transport.Feed {
	frame := feed.FrameLength(4, binary.LittleEndian, 1<<16)
	return transport.Feed{
		Config: feed.Config{Feed: "binary", Source: "sensor"},
		Format: feed.Format{
			Name: "binary", Kind: truceline.KindData, Frame: frame,
			Split: func(file []byte) []feed.Piece { return feed.SplitFrames(file, frame, nil) },
			Parse: func(truceline.Entry, [][]byte) truceline.Reading { return truceline.Reading{} },
			Answer: func(e truceline.Entry) []byte {
				if frame(e.Body) != len(e.Body) {
					return nil // no message
				}
				return []byte{e.Body[4]}
			},
		},
		Settings: transport.Settings{Kind: transport.KindListen, Address: "127.0.0.1:0", Peers: 8},
	}
}

// TestHugeLength: a length that cannot be meant ends the connection, what came is
// in the journal, and other peers are not touched.
func TestHugeLength(t *testing.T) {
	d := newDoor(t)
	s := d.run(binaryFeed())
	address := s.Counts(time.Now()).Address
	good := dialled(t, "tcp", address)
	bad := dialled(t, "tcp", address)
	bad.Write([]byte("\x01\x00\x00\x00a\xff\xff\xff\xffthe rest"))
	if _, err := bad.Read(make([]byte, 2)); err != nil {
		t.Fatal(err) // the answer to the good one before
	}
	d.await(2)
	bad.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := bad.Read(make([]byte, 1)); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the connection stays open: %v", err)
	}
	good.Write([]byte("\x01\x00\x00\x00z"))
	answer := make([]byte, 1)
	if _, err := good.Read(answer); err != nil || answer[0] != 'z' || d.journal.Last() < 3 {
		t.Errorf("%q, %v with %d entries on disk", answer, err, d.journal.Last())
	}
	if c := s.Counts(time.Now()); !strings.Contains(c.Fault, "cannot be cut") {
		t.Errorf("%+v", c)
	}
}

// TestLongMessage: a message that never ends is cut where the longest may end; in
// drops it costs no more than in one piece.
func TestLongMessage(t *testing.T) {
	d := newDoor(t)
	s := d.run(aisFeed(t, transport.Settings{Kind: transport.KindListen, Address: "127.0.0.1:0"}))
	conn := dialled(t, "tcp", s.Counts(time.Now()).Address)
	endless := bytes.Repeat([]byte("x"), feed.MaxMessage+1000)
	began := time.Now()
	for i := 0; i < len(endless); i += 10_000 {
		if _, err := conn.Write(endless[i:min(i+10_000, len(endless))]); err != nil {
			break // it was cut off
		}
	}
	entries := d.await(1)
	if n := len(entries[0].Body); n < feed.MaxMessage || n > len(endless) {
		t.Errorf("a piece of %d bytes", n)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestCrowd: no more peers than the feed allows are connected at once, those turned
// away are told of, and when some leave, others come in.
func TestCrowd(t *testing.T) {
	d := newDoor(t)
	s := d.run(binaryFeed())
	var peers []net.Conn
	for range 20 {
		peers = append(peers, dialled(t, "tcp", s.Counts(time.Now()).Address))
	}
	d.until("the crowd is turned away", func() bool {
		c := s.Counts(time.Now())
		return c.Peers == 8 && strings.Contains(c.Fault, "turned away")
	})
	for _, p := range peers {
		p.Close()
	}
	d.until("they have left", func() bool { return s.Counts(time.Now()).Peers == 0 })
	late := dialled(t, "tcp", s.Counts(time.Now()).Address)
	late.Write([]byte("\x01\x00\x00\x00z"))
	d.await(1)
}

// TestNoise: whatever comes, on a stream or in datagrams, is in the journal byte
// for byte, and nothing is left running when the feed ends.
func TestNoise(t *testing.T) {
	before := runtime.NumGoroutine()
	d := newDoor(t)
	stream := d.run(aisFeed(t, transport.Settings{Kind: transport.KindListen, Address: "127.0.0.1:0"}))
	rng := rand.New(rand.NewPCG(7, 8470))
	sent := map[string]bool{}
	total := 0
	for i := range 40 {
		conn := dialled(t, "tcp", stream.Counts(time.Now()).Address)
		noise := make([]byte, 1+rng.IntN(5000))
		for k := range noise {
			noise[k] = byte(rng.Uint32())
		}
		if i%3 == 0 {
			noise = append(noise, []byte(sentence+twoParts)...)
		}
		for k := 0; k < len(noise); k += 700 {
			conn.Write(noise[k:min(k+700, len(noise))])
		}
		sent[string(noise)] = true
		total += len(noise)
		conn.Close()
	}
	got := func() map[string][]byte {
		by := map[string][]byte{}
		for _, e := range d.entries() {
			by[e.File] = append(by[e.File], e.Body...)
		}
		return by
	}
	d.until("every byte is there", func() bool {
		n := 0
		for _, b := range got() {
			n += len(b)
		}
		return n == total
	})
	for name, b := range got() {
		if !sent[string(b)] {
			t.Errorf("%s: %d bytes that nobody sent so", name, len(b))
		}
	}
	format, _ := ais.New(feed.Config{Feed: "coast"})
	for _, e := range d.entries() { // and each refused one has its reason
		for _, r := range format.Parse(e, nil).Refusals {
			if r.Reason == "" || r.Line != e.Line {
				t.Errorf("%+v", r)
			}
		}
	}
	d.stop()
	d.journal.Close()
	d.until("nothing is left running", func() bool { return runtime.NumGoroutine() <= before+2 })
}

// TestFullIntake: while the disk takes nothing, streams wait and lose nothing,
// datagrams are dropped and counted to the last.
func TestFullIntake(t *testing.T) {
	d := newDoor(t)
	blocked := make(chan struct{})
	write := d.intake.Append
	d.intake.Append = func(ctx context.Context, es []truceline.Entry) (int, error) {
		<-blocked
		return write(ctx, es)
	}
	udp := d.run(aisFeed(t, transport.Settings{Kind: transport.KindUDP, Address: "127.0.0.1:0"}))
	tcp := d.run(aisFeed(t, transport.Settings{Kind: transport.KindListen, Address: "127.0.0.1:0"}))
	line := bytes.Repeat([]byte("x"), 60_000)
	line[len(line)-1] = '\n'
	const lines = 2000 // 120 MB: more than there is room for
	written := make(chan error, 1)
	conn := dialled(t, "tcp", tcp.Counts(time.Now()).Address)
	go func() {
		for range lines {
			if _, err := conn.Write(line); err != nil {
				written <- err
				return
			}
		}
		written <- conn.Close()
	}()
	var waiting uint64
	d.until("the stream has to wait", func() bool {
		time.Sleep(100 * time.Millisecond)
		was := waiting
		waiting = tcp.Counts(time.Now()).Bytes
		return waiting == was && was > 1<<20
	})
	select {
	case err := <-written:
		t.Fatalf("the sender was not made to wait: %v", err)
	default:
	}
	sender := dialled(t, "udp", udp.Counts(time.Now()).Address)
	const datagrams = 50
	for range datagrams {
		sender.Write(line[:30_000])
		time.Sleep(time.Millisecond)
	}
	d.until("datagrams are counted", func() bool {
		c := udp.Counts(time.Now())
		return c.Messages == datagrams && c.Dropped > 0
	})
	close(blocked)
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	kept := datagrams - udp.Counts(time.Now()).Dropped
	d.until("all is on disk", func() bool { return d.journal.Last() == lines+kept })
}

// TestBrokenJournal: when nothing can be written any more, nobody is told that it
// was, and the feed ends with the reason.
func TestBrokenJournal(t *testing.T) {
	full := errors.New("no space left on the disk")
	intake := transport.NewIntake(func(context.Context, []truceline.Entry) (int, error) { return 0, full })
	ended := make(chan error, 1)
	go func() { ended <- intake.Run(t.Context()) }()
	if err := intake.Put(t.Context(), []truceline.Entry{{Kind: truceline.KindData, Body: []byte("a")}}); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
	if err := <-ended; !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
	if err := intake.Try(nil); !errors.Is(err, full) || !transport.IsJournal(err) {
		t.Errorf("afterwards: %v", err)
	}
}

// TestSettings: what is wrong is said with its key.
func TestSettings(t *testing.T) {
	good := func(s transport.Settings) {
		t.Helper()
		if p := s.Check(true); len(p) > 0 {
			t.Errorf("%+v: %v", s, p)
		}
	}
	bad := func(key string, frames bool, s transport.Settings) {
		t.Helper()
		p := s.Check(frames)
		if len(p) == 0 || p[0].Key != key {
			t.Errorf("%+v: %v, want something about %s", s, p, key)
		}
	}
	good(transport.Settings{Kind: "listen", Address: "0.0.0.0:10110"})
	good(transport.Settings{Kind: "post", Address: "0.0.0.0:80", TokenFile: "t"})
	good(transport.Settings{Kind: "post", Address: "127.0.0.1:80"})
	good(transport.Settings{Kind: "stdin"})
	good(transport.Settings{Kind: "poll", Address: "https://example.org/x", Every: 100 * time.Millisecond}) // as often as may be
	bad("kind", true, transport.Settings{})
	bad("kind", true, transport.Settings{Kind: "pigeon"})
	bad("kind", false, transport.Settings{Kind: "listen", Address: "0.0.0.0:1"})                // a format without frames
	bad("address", true, transport.Settings{Kind: "listen"})                                    // nowhere
	bad("address", true, transport.Settings{Kind: "listen", Address: "example"})                // no port
	bad("address", true, transport.Settings{Kind: "poll", Address: "ftp://example.org"})        // not HTTP
	bad("address", true, transport.Settings{Kind: "post", Address: "0.0.0.0:80"})               // open to everybody
	bad("address", true, transport.Settings{Kind: "broker", Address: "0.0.0.0:1883"})           // open to everybody
	bad("topic", true, transport.Settings{Kind: "listen", Address: "0.0.0.0:1", Topic: "a"})    // of another kind
	bad("tls", true, transport.Settings{Kind: "listen", Address: "0.0.0.0:1", TLS: true})       // without a certificate
	bad("cert", true, transport.Settings{Kind: "dial", Address: "h:1", TLS: true, Cert: "c"})   // without its key
	bad("folder", true, transport.Settings{Kind: "folder"})                                     // which
	bad("match", true, transport.Settings{Kind: "folder", Folder: "f", Match: "["})             // no pattern
	bad("kind", true, transport.Settings{Kind: "folder", Folder: "f", Every: time.Millisecond}) // too often
}

func ExampleSettings_Check() {
	s := transport.Settings{Kind: transport.KindListen, Address: "harbour"}
	for _, p := range s.Check(true) {
		fmt.Println(p.Key+":", p.Text)
	}
	// Output: address: address is "harbour": write host and port, as 127.0.0.1:10110
}
