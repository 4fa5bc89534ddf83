package transport_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline/feed/transport"
)

// impatient is a feed of AIS sentences with two seats, that waits no longer than a
// moment.
func impatient(t *testing.T) transport.Feed {
	f := aisFeed(t, transport.Settings{Kind: transport.KindListen, Address: "127.0.0.1:0", Peers: 2})
	f.Patience = 300 * time.Millisecond
	return f
}

// TestDrops: peers that send a drop now and then, and never a whole message, are let
// go; what they said is on record and refused with a reason, and those who
// speak come in.
func TestDrops(t *testing.T) {
	d := newDoor(t)
	f := impatient(t)
	s := d.run(f)
	began := time.Now()
	ended := make(chan string, 2)
	for range 2 {
		conn := dialled(t, "tcp", s.Counts(time.Now()).Address)
		go func() {
			said := ""
			for i := 0; ; i++ {
				drop := sentence[i%20 : i%20+1]
				if _, err := conn.Write([]byte(drop)); err != nil {
					break
				}
				said += drop
				time.Sleep(20 * time.Millisecond)
			}
			ended <- said
		}()
	}
	said := []string{<-ended, <-ended}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("they were let go after %s", took)
	}
	entries := d.await(2)
	for _, e := range entries {
		if !strings.HasPrefix(said[0], string(e.Body)) && !strings.HasPrefix(said[1], string(e.Body)) || len(e.Body) < 5 {
			t.Errorf("%q is on record", e.Body)
		}
		if r := f.Format.Parse(e, nil); len(r.Refusals) != 1 || r.Refusals[0].Reason == "" {
			t.Errorf("%+v", r)
		}
	}
	good := dialled(t, "tcp", s.Counts(time.Now()).Address)
	good.Write([]byte(sentence))
	d.await(3)
}

// TestLargeAndSlow: a message that is long and comes steadily is not cut off, though
// it takes longer than a short one may.
func TestLargeAndSlow(t *testing.T) {
	d := newDoor(t)
	f := impatient(t)
	s := d.run(f)
	conn := dialled(t, "tcp", s.Counts(time.Now()).Address)
	line := append(bytes.Repeat([]byte("x"), 4000), '\n')
	for i := 0; i < len(line); i += 200 {
		if _, err := conn.Write(line[i:min(i+200, len(line))]); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if e := d.await(1); !bytes.Equal(e[0].Body, line) {
		t.Errorf("%d of %d bytes", len(e[0].Body), len(line))
	}
}

// TestHalfOpen: connections that are open on one side only, or where nobody says
// anything, hold a seat until another wants it, and leave nothing running.
func TestHalfOpen(t *testing.T) {
	d := newDoor(t)
	s := d.run(impatient(t))
	address := s.Counts(time.Now()).Address
	dialled(t, "tcp", address)
	dialled(t, "tcp", address)
	d.until("both are there", func() bool { return s.Counts(time.Now()).Peers == 2 })
	time.Sleep(400 * time.Millisecond)
	good := dialled(t, "tcp", address)
	good.Write([]byte(sentence))
	d.await(1)
	if c := s.Counts(time.Now()); !strings.Contains(c.Fault, "silent") {
		t.Errorf("%+v", c)
	}
	half := dialled(t, "tcp", address)
	half.Write([]byte(sentence))
	half.(*net.TCPConn).CloseWrite() // it will say no more, and reads on
	d.await(2)
	half.SetReadDeadline(time.Now().Add(5 * time.Second))
	if n, err := half.Read(make([]byte, 1)); n != 0 || err == nil || strings.Contains(err.Error(), "timeout") {
		t.Errorf("the other half stays open: %v", err)
	}
}

// TestManyHostile: thousands of connections that say something hostile and go, in
// every way of going, leave neither goroutines nor memory behind.
func TestManyHostile(t *testing.T) {
	d := newDoor(t)
	f := aisFeed(t, transport.Settings{Kind: transport.KindListen, Address: "127.0.0.1:0", Peers: 16})
	s := d.run(f)
	address := s.Counts(time.Now()).Address
	assault := func(n int) {
		for i := range n {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			switch i % 4 {
			case 0:
				fmt.Fprintf(conn, "!AIVDM,9,1,%d,A,%s", i, strings.Repeat("w", 3000))
			case 1:
				conn.Write(bytes.Repeat([]byte{0xff, 0}, 2000))
			case 2:
				fmt.Fprintf(conn, "!AIVDM,2,1,%d,A,55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53,0*3E\r\n", i%10)
			}
			if i%3 == 0 {
				conn.(*net.TCPConn).SetLinger(0) // gone without a farewell
			}
			conn.Close()
		}
		d.until("all have left", func() bool { return s.Counts(time.Now()).Peers == 0 })
	}
	used := func() (goroutines int, heap uint64) {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return runtime.NumGoroutine(), m.HeapAlloc
	}
	assault(400)
	goroutines, heap := used()
	assault(2000)
	d.until("nothing is left", func() bool { // the journal's own caches empty themselves after a while
		after, held := used()
		return after <= goroutines+2 && held < heap+16<<20
	})
}

// TestSlowDoors: who opens a post or comes to the broker and then says a letter a
// second, or nothing, is cut off within moments; meanwhile others are served, and
// nothing of it is on record.
func TestSlowDoors(t *testing.T) {
	t.Parallel()
	doors := map[string]string{
		transport.KindPost:   "POST /feeds/rows HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nabcde",
		transport.KindBroker: "\x10\x13\x00\x04MQTT\x04\x02\x00\x3c\x00\x07slowest",
	}
	for kind, words := range doors {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			d := newDoor(t)
			settings := transport.Settings{Kind: kind, Address: "127.0.0.1:0"}
			if kind == transport.KindBroker {
				settings.Topic = "rows"
			}
			s := d.run(rowFeed(t, settings))
			address := s.Counts(time.Now()).Address
			const slow = 50
			cut := make(chan time.Duration, slow)
			began := time.Now()
			for i := range slow {
				conn := dialled(t, "tcp", address)
				go func() {
					for said := 0; ; said++ {
						if i%2 == 0 && said < len(words)-1 {
							conn.Write([]byte(words[said : said+1]))
						}
						conn.SetReadDeadline(time.Now().Add(time.Second))
						if _, err := conn.Read(make([]byte, 512)); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
							cut <- time.Since(began)
							return
						}
					}
				}()
			}
			for range slow {
				select {
				case <-cut:
				case <-time.After(40 * time.Second):
					t.Fatal("a slow one is not cut off")
				}
			}
			if d.journal.Last() != 0 {
				t.Errorf("%d entries are on record", d.journal.Last())
			}
		})
	}
}
