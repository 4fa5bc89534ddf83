package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline/agreements"
)

// The whole river under load: so many observations a second for so long, by ships,
// aircraft and posts, into a live mission in a process of its own; then how long it
// takes to drain. By hand:
//
//	go test ./cmd/truceline -run TestRiverLoad -river.rate 20000 -river.time 1m -timeout 30m -v
var (
	riverRate = flag.Int("river.rate", 2000, "observations a second")
	riverTime = flag.Duration("river.time", 4*time.Second, "for how long")
)

// Of a hundred observations, so many are by posts; of the rest, three of five by
// ships and two by aircraft.
const postShare = 3

// loadFeeds are the stanzas of the load, by feed.
func loadFeeds() map[string]string {
	return map[string]string{
		"ships":    "format: ais\nsource: coast\nwindow: 2s\ntransport: {kind: listen, address: \"127.0.0.1:0\"}\n",
		"aircraft": "format: adsb\nsource: receiver\nwindow: 2s\noptions: {form: sbs}\ntransport: {kind: listen, address: \"127.0.0.1:0\"}\n",
		"posts":    "format: table\nsource: post\nwindow: 2s\noptions: {form: ndjson}\ntransport: {kind: post, address: \"127.0.0.1:0\"}\n",
	}
}

// inForce gives the mission the exercise's agreement as if it were of these days, so
// that what happens is judged by it.
func (m *mission) inForce() {
	m.t.Helper()
	text, err := fs.ReadFile(agreements.Files(), "demo.yaml")
	if err != nil {
		m.t.Fatal(err)
	}
	today := time.Now().UTC()
	days := strings.NewReplacer("2030-05-01 00:00", today.AddDate(0, 0, -1).Format(time.DateOnly)+" 00:00", "2030-05-02 00:00", today.AddDate(0, 0, 2).Format(time.DateOnly)+" 00:00")
	m.write("agreement.yaml", days.Replace(string(text)))
	replay, err := os.ReadFile(filepath.Join(m.folder, fileReplay))
	if err != nil {
		m.t.Fatal(err)
	}
	m.write(fileReplay, strings.Replace(string(replay), "agreement: demo", "agreement: agreement.yaml", 1))
}

// TestRiverLoad: incidents keep up with what is received, and all of it is worked
// out soon after.
func TestRiverLoad(t *testing.T) {
	m := newMission(t, loadFeeds())
	m.inForce()
	m.start()
	sent, worst := m.load(*riverRate, *riverTime)
	ended := time.Now()
	for end := time.Now().Add(10 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		r, ok := m.feeds()
		if ok && r.AsOf.After(ended.Add(2*time.Second)) && m.received() >= sent && r.Behind < uint64(*riverRate)/10 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%d entries are still to be worked out after 10 minutes", r.Behind)
		}
	}
	drained := time.Since(ended) - 2*time.Second // for which the newest lay in their windows
	memory := residentPeak(m.process.Process.Pid)
	incidents, findings := strings.Count(m.ask("/api/incidents"), `"kind":"F3"`), strings.Count(m.ask("/api/findings"), `"clause":`)
	r, _ := m.feeds()
	if r.WorkedS == nil {
		t.Fatal("nothing was worked out")
	}
	if code := m.end(os.Interrupt); code != exitDone && code != exitFailed {
		t.Errorf("exit code %d\n%s", code, m.said)
	}
	took := m.process.ProcessState.UserTime() + m.process.ProcessState.SystemTime()
	t.Logf("%d observations at %d/s: at most %d entries not worked out meanwhile, all %s after the last; worked out within %.0f ms in the median and %.0f ms for 99 %%; %d incidents and %d findings on the page, %d MB at most, %.0f s of processor time: %.0f observations a second of it",
		sent, *riverRate, worst, drained.Round(100*time.Millisecond), 1000**r.WorkedS, 1000**r.WorkedSlowS, incidents, findings, memory>>20, took.Seconds(), float64(sent)/took.Seconds())
	if v := verifyDir(t, m.out); len(v.Different) > 0 || v.Equal == 0 {
		t.Errorf("%+v", v)
	}
}

func (m *mission) received() (n int) {
	r, _ := m.feeds()
	for _, f := range r.Feeds {
		n += int(f.Messages)
		if f.Feed == "posts" { // a message holds rows
			n += int(f.Observations) - int(f.Messages)
		}
	}
	return n
}

// load sends, and returns how much, and the most that was waiting to be worked out.
func (m *mission) load(rate int, long time.Duration) (sent int, worst uint64) {
	m.t.Helper()
	dial := func(feed string) net.Conn {
		conn, err := net.Dial("tcp", m.listening(feed))
		if err != nil {
			m.t.Fatal(err)
		}
		return conn
	}
	ships, aircraft := dial("ships"), dial("aircraft")
	defer ships.Close()
	defer aircraft.Close()
	posts := "http://" + m.listening("posts") + "/feeds/posts"
	rng := rand.New(rand.NewPCG(1, 8470))
	began := time.Now()
	var ais, sbs, rows bytes.Buffer
	for time.Since(began) < long {
		now := time.Now()
		due := int(now.Sub(began).Seconds()*float64(rate)) - sent
		ais.Reset()
		sbs.Reset()
		rows.Reset()
		for range due {
			sent++
			switch k := sent % 100; {
			case k < postShare:
				post(&rows, rng, sent, now)
			case k%5 < 3:
				ship(&ais, sent, now, now.Sub(began))
			default:
				plane(&sbs, sent, now, now.Sub(began))
			}
		}
		ships.Write(ais.Bytes())
		aircraft.Write(sbs.Bytes())
		if rows.Len() > 0 {
			answer, err := http.Post(posts, "application/x-ndjson", bytes.NewReader(rows.Bytes()))
			if err != nil || answer.StatusCode != http.StatusOK {
				m.t.Fatalf("%v %v", answer, err)
			}
			io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
		if r, ok := m.feeds(); ok {
			worst = max(worst, r.Behind)
		}
		time.Sleep(20 * time.Millisecond)
	}
	return sent, worst
}

// Many ships and aircraft, each of which says where it is in turn.
const (
	fleet = 3000
	wings = 1500
)

// ship writes a position report (ITU-R M.1371-5, message 1) of a ship that sails
// east at ten knots.
func ship(out *bytes.Buffer, n int, now time.Time, since time.Duration) {
	k := n % fleet
	lon := 30 + float64(k%60)*0.1 + since.Hours()*0.27
	lat := 43 + float64(k/60)*0.05
	var bits strings.Builder
	put := func(v int64, width int) {
		fmt.Fprintf(&bits, "%0*b", width, uint64(v)&(1<<width-1))
	}
	put(1, 6)
	put(0, 2)
	put(int64(200000000+k), 30)
	put(0, 4)
	put(-128, 8)
	put(100, 10)
	put(0, 1)
	put(int64(math.Round(lon*600000)), 28)
	put(int64(math.Round(lat*600000)), 27)
	put(900, 12)
	put(90, 9)
	put(int64(now.UTC().Second()), 6)
	put(0, 25)
	text := bits.String()
	payload := make([]byte, 28)
	for i := range payload {
		v, _ := strconv.ParseUint(text[6*i:6*i+6], 2, 8)
		if v += 48; v > 87 {
			v += 8
		}
		payload[i] = byte(v)
	}
	line := fmt.Sprintf("AIVDM,1,1,,A,%s,0", payload)
	tag := fmt.Sprintf("c:%d", now.Unix())
	fmt.Fprintf(out, "\\%s*%02X\\!%s*%02X\r\n", tag, xor(tag), line, xor(line))
}

func xor(text string) (sum byte) {
	for i := range len(text) {
		sum ^= text[i]
	}
	return sum
}

// plane writes a BaseStation line of an aircraft that flies north at 250 knots.
func plane(out *bytes.Buffer, n int, now time.Time, since time.Duration) {
	k := n % wings
	at := now.UTC().Format("2006/01/02,15:04:05.000")
	fmt.Fprintf(out, "MSG,3,1,1,%06X,1,%s,%s,,30000,,,%.5f,%.5f,,,0,0,0,0\r\n", 0x400000+k, at, at, 45+float64(k%50)*0.1+since.Hours()*4.2, 30+float64(k/50)*0.2)
}

// post writes what one of three posts heard of an explosion somewhere.
func post(out *bytes.Buffer, rng *rand.Rand, n int, now time.Time) {
	event := n / 100 // three reports each
	place := rand.New(rand.NewPCG(uint64(event), 7))
	at := now.UTC().Format(time.RFC3339Nano)
	fmt.Fprintf(out, `{"id":"r%d","time_from":%q,"time_to":%q,"clock":"gnss","clock_error_s":1,"source":"AP-%03d","means":"acoustic","kind":"F3","count_least":1,"count_most":1,"unit":"explosion","lat":%.5f,"lon":%.5f,"error_m":300}`+"\n",
		n, at, at, rng.IntN(300), 46+place.Float64()*4+rng.NormFloat64()*0.001, 30+place.Float64()*8+rng.NormFloat64()*0.001)
}

// residentPeak is the most memory that a process ever had in hand, bytes.
func residentPeak(pid int) uint64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			kb, _ := strconv.ParseUint(fields[1], 10, 64)
			return kb << 10
		}
	}
	return 0
}
