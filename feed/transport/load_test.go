package transport_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/adsb"
	"github.com/truceline/truceline/feed/ais"
	"github.com/truceline/truceline/feed/table"
	"github.com/truceline/truceline/feed/transport"
	"github.com/truceline/truceline/journal"
)

// The load: so many observations a second for so long, over loopback sockets,
// from a process of its own, into a synced journal. By hand:
//
//	go test ./feed/transport -run TestLoad -load.rate 100000 -load.time 5m -timeout 20m -v
var (
	loadRate = flag.Int("load.rate", 20_000, "observations a second")
	loadTime = flag.Duration("load.time", 3*time.Second, "for how long")
	loadDir  = flag.String("load.dir", "", "folder for the journal, on the disk to measure; empty: a temporary one")
)

// A share of the load by feed, in tenths.
const (
	shareAIS   = 4 // sentences over TCP, each with the time it was sent in its TAG block
	shareBeast = 3 // frames over TCP, with it in their counter
	sharePost  = 2 // rows in posts of rowsInPost, with it in their remarks
	shareUDP   = 1 // sentences in datagrams
	rowsInPost = 200
)

// TestLoad counts every observation that was sent and every one that is in the
// journal, and measures how long each hundredth took from being sent to being on
// disk, and the memory of the process that receives.
func TestLoad(t *testing.T) {
	if os.Getenv("TRUCELINE_LOAD") != "" {
		generate(t)
		return
	}
	dir := *loadDir
	if dir == "" {
		dir = t.TempDir()
	}
	j, err := journal.Open(t.Context(), dir, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	late := &lateness{}
	intake := transport.NewIntake(func(ctx context.Context, es []truceline.Entry) (int, error) {
		n, err := j.Append(ctx, es)
		late.of(es)
		return n, err
	})
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := intake.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	statuses := map[string]*transport.Status{}
	var addresses []string
	for _, f := range loadFeeds(t) {
		s := &transport.Status{}
		statuses[f.Config.Feed] = s
		running.Go(func() {
			if err := transport.Run(ctx, f, intake, s); err != nil {
				t.Error(err)
			}
		})
		for s.Counts(time.Now()).Address == "" {
			time.Sleep(time.Millisecond)
		}
		addresses = append(addresses, s.Counts(time.Now()).Address)
	}
	began := time.Now()
	sent := generator(t, addresses)
	last := uint64(0)
	for now := j.Last(); now != last || now == 0; now = j.Last() { // until nothing more comes
		last = now
		time.Sleep(300 * time.Millisecond)
	}
	took := time.Since(began)
	memory := peakMemory()
	cancel()
	running.Wait()
	got, observations := inJournal(t, j)
	var dropped uint64
	for name, n := range sent {
		c := statuses[name].Counts(time.Now())
		t.Logf("%s: %d sent, %d in the journal, %d lost and counted", name, n, got[name], c.Dropped)
		dropped += c.Dropped
		if lost := n - got[name]; lost != c.Dropped || name != "datagrams" && lost != 0 {
			t.Errorf("%s: %d sent, %d in the journal, %d counted as lost", name, n, got[name], c.Dropped)
		}
	}
	total := got["sentences"] + got["frames"] + got["rows"] + got["datagrams"]
	if want := looked(total); observations != want {
		t.Errorf("%d entries read as %d observations", want, observations)
	}
	p50, p99 := late.percentiles()
	t.Logf("%d observations in %s: %.0f/s; in the journal after %s (median), %s (99 %%); %d MB at most; %d datagrams lost",
		total, took.Round(time.Millisecond), float64(total)/took.Seconds(), p50, p99, memory>>20, dropped)
	if memory > 600<<20 {
		t.Errorf("%d MB of memory; 600 MB is the most", memory>>20)
	}
}

// loadFeeds are the four feeds of the load.
func loadFeeds(t *testing.T) (feeds []transport.Feed) {
	add := func(name string, build func(feed.Config) (feed.Format, error), options map[string]string, kind string) {
		c := feed.Config{Feed: name, Source: name, Options: options}
		f, err := build(c)
		if err != nil {
			t.Fatal(err)
		}
		feeds = append(feeds, transport.Feed{Config: c, Format: f, Settings: transport.Settings{Kind: kind, Address: "127.0.0.1:0"}})
	}
	add("sentences", ais.New, nil, transport.KindListen)
	add("frames", adsb.New, map[string]string{"form": "beast", "lat": "52.3", "lon": "3.9", "clock": "received"}, transport.KindListen)
	add("rows", table.New, map[string]string{"form": "ndjson"}, transport.KindPost)
	add("datagrams", ais.New, nil, transport.KindUDP)
	return feeds
}

// generator runs the sending process and returns how many it sent, by feed.
func generator(t *testing.T, addresses []string) map[string]uint64 {
	cmd := exec.Command(os.Args[0], "-test.run=^TestLoad$", "-load.rate", strconv.Itoa(*loadRate), "-load.time", loadTime.String(), "-test.timeout", "2h")
	cmd.Env = append(os.Environ(), "TRUCELINE_LOAD="+strings.Join(addresses, " "))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("generator: %v\n%s", err, out)
	}
	line, _, _ := bytes.Cut(out, []byte("\n"))
	sent := map[string]uint64{}
	if err := json.Unmarshal(line, &sent); err != nil {
		t.Fatalf("generator: %v\n%s", err, out)
	}
	return sent
}

// inJournal counts what the journal holds, by feed, and what it reads as.
func inJournal(t *testing.T, j *journal.Journal) (entries map[string]uint64, observations uint64) {
	formats := map[string]feed.Format{}
	for _, f := range loadFeeds(t) {
		formats[f.Config.Feed] = f.Format
	}
	entries = map[string]uint64{}
	every := uint64(1)
	if j.Last() > wholly {
		every = partly
	}
	n := uint64(0)
	err := j.Read(t.Context(), 1, 0, func(es []truceline.Entry) error {
		for _, e := range es {
			entries[e.Feed]++
			if n++; n%every != 0 {
				continue
			}
			r := formats[e.Feed].Parse(e, nil)
			observations += uint64(len(r.Observations))
			if len(r.Refusals) > 0 {
				t.Fatalf("%q: %v", e.Body, r.Refusals)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries, observations
}

// Up to so many entries each is read as an observation; of more, each so-manieth.
const (
	wholly = 1_000_000
	partly = 50
)

// looked is how many of so many entries are read.
func looked(total uint64) uint64 {
	if total > wholly {
		return total / partly
	}
	return total
}

// lateness keeps how long messages took from being sent to being on disk.
type lateness struct {
	mu   sync.Mutex
	took []time.Duration
	next int
}

// of looks at each hundredth entry that says when it was sent.
func (l *lateness) of(es []truceline.Entry) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	for ; l.next < len(es); l.next += 101 {
		if at, ok := sentAt(es[l.next]); ok {
			l.took = append(l.took, now.Sub(at))
		}
	}
	l.next -= len(es)
}

func sentAt(e truceline.Entry) (time.Time, bool) {
	if e.Feed == "frames" {
		if bytes.Count(e.Body, []byte{0x1a}) != 1 {
			return time.Time{}, false // the counter holds an escaped byte
		}
		var b [8]byte
		copy(b[2:], e.Body[2:8])
		now := uint64(time.Now().UnixMicro())
		return time.UnixMicro(int64(now&^(1<<48-1) | binary.BigEndian.Uint64(b[:]))), true
	}
	i := bytes.Index(e.Body, []byte("t:17"))
	if i < 0 {
		return time.Time{}, false
	}
	us, err := strconv.ParseInt(string(e.Body[i+2:i+18]), 10, 64)
	return time.UnixMicro(us), err == nil
}

func (l *lateness) percentiles() (p50, p99 time.Duration) {
	if len(l.took) == 0 {
		return 0, 0
	}
	slices.Sort(l.took)
	return l.took[len(l.took)/2].Round(time.Microsecond), l.took[len(l.took)*99/100].Round(time.Microsecond)
}

// peakMemory is the most memory that this process ever had in hand, bytes.
func peakMemory() uint64 {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			kb, _ := strconv.ParseUint(fields[1], 10, 64)
			return kb << 10
		}
	}
	return 0
}

// generate is the sending process: it sends its share of the load on each road and
// prints how many it sent.
func generate(t *testing.T) {
	addresses := strings.Fields(os.Getenv("TRUCELINE_LOAD"))
	var sent [4]uint64
	var roads sync.WaitGroup
	for i, road := range []func(net.Conn, string, int) uint64{sendSentences, sendFrames, sendPosts, sendDatagrams} {
		share := []int{shareAIS, shareBeast, sharePost, shareUDP}[i]
		network := "tcp"
		if i == 3 {
			network = "udp"
		}
		roads.Go(func() {
			var conn net.Conn
			if i != 2 {
				var err error
				if conn, err = net.Dial(network, addresses[i]); err != nil {
					t.Error(err)
					return
				}
				defer conn.Close()
			}
			sent[i] = road(conn, addresses[i], *loadRate*share/10)
		})
	}
	roads.Wait()
	json.NewEncoder(os.Stdout).Encode(map[string]uint64{"sentences": sent[0], "frames": sent[1], "rows": sent[2], "datagrams": sent[3]})
}

// paced calls send with how many are due, every few milliseconds.
func paced(rate int, send func(n int)) (sent uint64) {
	began := time.Now()
	for {
		elapsed := time.Since(began)
		due := uint64(min(elapsed, *loadTime).Seconds() * float64(rate))
		if n := int(due - sent); n > 0 {
			send(n)
			sent = due
		}
		if elapsed >= *loadTime {
			return sent
		}
		time.Sleep(4 * time.Millisecond)
	}
}

// tagged writes sentences with the time in a TAG block (IEC 61162-450, 7.2): c is
// the second, t a text.
func tagged(out []byte, n int) []byte {
	now := time.Now()
	tag := fmt.Appendf(nil, "t:%d,c:%d", now.UnixMicro(), now.Unix())
	sum := byte(0)
	for _, b := range tag {
		sum ^= b
	}
	line := fmt.Appendf(nil, "\\%s*%02X\\%s", tag, sum, sentence)
	for range n {
		out = append(out, line...)
	}
	return out
}

func sendSentences(conn net.Conn, _ string, rate int) uint64 {
	var buffer []byte
	return paced(rate, func(n int) {
		buffer = tagged(buffer[:0], n)
		conn.Write(buffer)
	})
}

func sendDatagrams(conn net.Conn, _ string, rate int) uint64 {
	return paced(rate, func(n int) {
		line := tagged(nil, 1)
		for range n {
			conn.Write(line)
		}
	})
}

// sendFrames sends an airborne position (DO-260B, 2.2.3.2.3) again and again.
func sendFrames(conn net.Conn, _ string, rate int) uint64 {
	reply := []byte{0x8d, 0x40, 0x62, 0x1d, 0x58, 0xc3, 0x82, 0xd6, 0x90, 0xc8, 0xac, 0x28, 0x63, 0xa7}
	var buffer []byte
	return paced(rate, func(n int) {
		var counter [8]byte
		binary.BigEndian.PutUint64(counter[:], uint64(time.Now().UnixMicro()))
		frame := []byte{0x1a, '3'}
		for _, b := range slices.Concat(counter[2:], []byte{0x80}, reply) {
			frame = append(frame, b)
			if b == 0x1a {
				frame = append(frame, b)
			}
		}
		buffer = buffer[:0]
		for range n {
			buffer = append(buffer, frame...)
		}
		conn.Write(buffer)
	})
}

// sendPosts sends rows, several posts at once, as a service for many posts would.
func sendPosts(_ net.Conn, address string, rate int) uint64 {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, MaxConnsPerHost: 16}}
	seats := make(chan struct{}, 16)
	var posts sync.WaitGroup
	rows := paced(rate/rowsInPost, func(n int) {
		for range n {
			seats <- struct{}{}
			posts.Go(func() {
				defer func() { <-seats }()
				answer, err := client.Post("http://"+address+"/feeds/rows", "application/x-ndjson", bytes.NewReader(postedRows()))
				if err == nil && answer.StatusCode != http.StatusOK {
					err = fmt.Errorf("%s", answer.Status)
				}
				if err != nil {
					fmt.Fprintln(os.Stderr, "post:", err)
					return
				}
				io.Copy(io.Discard, bufio.NewReader(answer.Body))
				answer.Body.Close()
			})
		}
	})
	posts.Wait()
	return rows * rowsInPost
}

func postedRows() []byte {
	now := time.Now()
	row := fmt.Appendf(nil, `{"id":"x","time_from":%q,"clock":"gnss","clock_error_s":1,"source":"AP-070","means":"acoustic","kind":"F3","count_least":1,"count_most":1,"unit":"explosion","lat":49.59,"lon":34.57,"error_m":300,"remarks":"t:%d"}`+"\n",
		now.UTC().Format(time.RFC3339Nano), now.UnixMicro())
	return bytes.Repeat(row, rowsInPost)
}
