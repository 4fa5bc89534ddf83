package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/cot"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/geo"
)

// TestTakMarkers holds what is shown of an incident, and where.
func TestTakMarkers(t *testing.T) {
	square := truceline.Ring{{Lat: 48, Lon: 36}, {Lat: 48, Lon: 37}, {Lat: 49, Lon: 37}, {Lat: 49, Lon: 36}}
	areas := []truceline.Area{{ID: "S1", Name: "sector 1", Polygons: []truceline.Polygon{{square}}}, {ID: "S2", Name: "no outline"}}
	now := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	at := truceline.Point{Lat: 48.512, Lon: 36.267}
	incident := func(kind truceline.Kind, direction truceline.Direction, p truceline.Point, area string) truceline.Incident {
		return truceline.Incident{ID: truceline.IDOf("x"), Kind: kind, Direction: direction, Count: truceline.One("explosion"),
			Place:  truceline.Place{Shape: truceline.ShapePoint, At: p, Ellipse: truceline.Ellipse{SemiMajor: 50, SemiMinor: 50}},
			Ground: &truceline.Ground{Area: area}, When: truceline.Interval{From: now.Add(-time.Hour), To: now.Add(-time.Hour)}}
	}
	show := func(role access.Role, i truceline.Incident) (cot.Marker, bool) {
		t.Helper()
		m, left := takMarkers(access.Reader{Role: role, Now: now}, []truceline.Incident{i}, areas, time.Hour)
		if len(m)+left != 1 {
			t.Fatalf("%d shown, %d left out", len(m), left)
		}
		if left == 1 {
			return cot.Marker{}, false
		}
		return m[0], true
	}
	middle := truceline.Point{Lat: 48.5, Lon: 36.5}
	inCell := func(role access.Role, i truceline.Incident) {
		t.Helper()
		m, ok := show(role, i)
		if d := geo.Distance(m.Place, at); !ok || d < 100 || d > m.Error || m.Error > 6000 {
			t.Errorf("%+v: %.0f m away", m, d)
		}
	}
	inArea := func(role access.Role, i truceline.Incident) {
		t.Helper()
		if m, ok := show(role, i); !ok || m.Place != middle || m.Error < 60_000 {
			t.Errorf("%+v, %v", m, ok)
		}
	}
	nowhere := func(role access.Role, i truceline.Incident) {
		t.Helper()
		if m, ok := show(role, i); ok {
			t.Errorf("shown: %+v", m)
		}
	}
	impact := incident(truceline.KindIndirectFire, truceline.DirectionImpact, at, "S1")
	inCell(access.Officer, impact)
	inCell(access.Officer, incident(truceline.KindExplosion, "", at, "S1"))
	inArea(access.Officer, incident(truceline.KindIndirectFire, truceline.DirectionOutgoing, at, "S1")) // a firing point
	inArea(access.Officer, incident(truceline.KindSmallArms, "", at, "S1"))                             // may be one
	inArea(access.Officer, incident(truceline.KindSmallArms, truceline.DirectionCrossfire, at, "S1"))   // from both sides
	inArea(access.Officer, incident(truceline.KindAerial, truceline.DirectionOutgoing, at, "S1"))       // a launch
	nowhere(access.Officer, incident(truceline.KindSmallArms, "", at, "S2"))                            // the area has no outline
	for _, role := range []access.Role{access.Party, access.Public} {
		inArea(role, impact) // outside the mission nothing is finer than an area
		nowhere(role, incident(truceline.KindIndirectFire, truceline.DirectionImpact, at, ""))
	}
	doubtful := incident(truceline.KindExplosion, "", at, "S1")
	doubtful.Kinds = []truceline.KindShare{{Kind: truceline.KindExplosion, P: 0.9}, {Kind: truceline.KindIndirectFire, P: 0.1}}
	inArea(access.Officer, doubtful) // it may have been a shot

	// What is shown does not tell one place of a cell from another.
	a, _ := show(access.Officer, incident(truceline.KindExplosion, "", truceline.Point{Lat: 48.5001, Lon: 36.2001}, "S1"))
	b, _ := show(access.Officer, incident(truceline.KindExplosion, "", truceline.Point{Lat: 48.5499, Lon: 36.2999}, "S1"))
	if a != b {
		t.Errorf("%+v\n%+v", a, b)
	}
	merged := impact
	merged.Into = truceline.IDOf("y")
	if m, left := takMarkers(access.Reader{Role: access.Officer, Now: now}, []truceline.Incident{merged}, areas, time.Hour); len(m)+left != 0 {
		t.Errorf("%v %d", m, left)
	}
}

// exerciseRun is a folder with a run of an exercise, and what a role is shown of it.
func exerciseRun(t *testing.T, role access.Role) (dir string, want []cot.Marker) {
	t.Helper()
	dir = t.TempDir()
	world, run := filepath.Join(dir, "world"), filepath.Join(dir, "run")
	must(t, "sim", "plant-under-fire", "--seed", "3", "--hours", "3", "--out", world)
	must(t, "replay", world, "--data", world, "--out", run)
	want, _, err := takOptions{dir: run, role: role, valid: time.Hour}.markers(context.Background())
	if err != nil || len(want) == 0 {
		t.Fatal(len(want), err)
	}
	return dir, want
}

// takRun is a run of an exercise, and a server of its markers, with the address it
// listens on and the files of its certificate, which is the devices' too.
func takRun(t *testing.T, role access.Role) (addr, cert, key string, want []cot.Marker) {
	t.Helper()
	dir, want := exerciseRun(t, role)
	cert, key = feedtest.Certificate(t, dir, "tak")
	o := takOptions{dir: filepath.Join(dir, "run"), addr: "127.0.0.1:0", cert: cert, key: key, ca: cert, role: role, every: 100 * time.Millisecond, valid: time.Hour}
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	env := quiet()
	env.stdout = in
	go func() { ended <- serveTAK(ctx, env, o); in.Close() }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(<-ended)
	}
	go io.Copy(io.Discard, out)
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	_, rest, _ := strings.Cut(line, "devices on ")
	addr, _, _ = strings.Cut(rest, " ")
	return addr, cert, key, want
}

// TestTakServer connects as a device does: it is sent every marker once, its ping is
// answered, and without a certificate nobody gets in.
func TestTakServer(t *testing.T) {
	addr, cert, key, want := takRun(t, access.Officer)
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := tls.Dial("tcp", addr, &tls.Config{Certificates: []tls.Certificate{pair}, InsecureSkipVerify: true}) // the server checks us here
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	ping := cot.Marker{UID: "device", Type: "t-x-c-t", How: "m-g", At: time.Now(), Stale: time.Now().Add(time.Minute)}
	for _, part := range bytes.SplitAfter(ping.XML(), []byte("point")) { // as it may come on a bad line
		conn.Write(part)
		time.Sleep(20 * time.Millisecond)
	}
	seen, pong := map[string]int{}, 0
	for lines := bufio.NewScanner(conn); (len(seen) < len(want) || pong == 0) && lines.Scan(); {
		if strings.Contains(lines.Text(), `type="t-x-c-t-r"`) {
			pong++
			continue
		}
		_, rest, _ := strings.Cut(lines.Text(), `uid="`)
		uid, _, _ := strings.Cut(rest, `"`)
		seen[uid]++
	}
	for _, m := range want {
		if seen[m.UID] != 1 {
			t.Errorf("%s came %d times", m.UID, seen[m.UID])
		}
	}
	conn.SetDeadline(time.Now().Add(time.Second))
	if n, err := conn.Read(make([]byte, 1)); err == nil { // nothing changed since
		t.Errorf("%d bytes more", n)
	}
	stranger, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true})
	if err == nil {
		stranger.SetDeadline(time.Now().Add(5 * time.Second))
		if _, err := stranger.Read(make([]byte, 1)); err == nil {
			t.Error("markers were sent to a device without a certificate")
		}
		stranger.Close()
	}
}

// TestTakToServer supplies a TAK server, which goes away and comes back: it is sent
// every marker again. What is not on this machine is not spoken to in the clear.
func TestTakToServer(t *testing.T) {
	dir, want := exerciseRun(t, access.Officer)
	cert, key := feedtest.Certificate(t, dir, "tak")
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAnyClientCert})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	o := takOptions{dir: filepath.Join(dir, "run"), to: l.Addr().String(), cert: cert, key: key, ca: cert, role: access.Officer, every: 50 * time.Millisecond, valid: time.Hour}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- feedTAK(ctx, quiet(), o) }()
	for range 2 {
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(10 * time.Second))
		seen := 0
		for lines := bufio.NewScanner(conn); seen < len(want) && lines.Scan(); {
			seen++
		}
		conn.Close()
		if seen != len(want) {
			t.Errorf("%d markers of %d came", seen, len(want))
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for _, plain := range []string{"192.0.2.1:8087", "tak.example:8087", "nowhere"} {
		if _, err := (takOptions{to: plain}).dial(context.Background()); !errors.Is(err, truceline.ErrUsage) {
			t.Errorf("%s: %v", plain, err)
		}
	}
}

// TestTakPeer lets the library that CloudTAK is made with connect: it reads our
// markers, takes our pong, and what it writes is read as an observation.
func TestTakPeer(t *testing.T) {
	if _, err := os.Stat("../../test/tak/node_modules/@tak-ps/node-tak"); err != nil {
		t.Skip("@tak-ps/node-tak is not here; \"scripts/need tak\" installs it")
	}
	addr, cert, key, want := takRun(t, access.Officer)
	talk := func(addr string, count string) []byte {
		t.Helper()
		c := exec.Command("node", "talk.mjs", addr, cert, key, count)
		c.Dir = "../../test/tak"
		var complaint bytes.Buffer
		c.Stderr = &complaint
		said, err := c.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, complaint.String())
		}
		return said
	}
	type heard struct {
		UID, Callsign, Remarks string
		Lat, Lon, CE           float64
		Pong                   bool
	}
	got := map[string]heard{}
	for lines := bufio.NewScanner(bytes.NewReader(talk(addr, jsonNumber(len(want))))); lines.Scan(); {
		var h heard
		if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
			t.Fatal(err)
		}
		got[h.UID] = h
	}
	if !got[""].Pong {
		t.Error("the peer's ping was not answered")
	}
	for _, m := range want {
		h := got[m.UID]
		if h.Callsign != m.Name || !near(h.Lat, m.Place.Lat) || !near(h.Lon, m.Place.Lon) || !strings.Contains(h.Remarks, "probability") {
			t.Errorf("%+v\nheard as %+v", m, h)
		}
	}
	t.Run("writes", func(t *testing.T) { readsPeer(t, cert, key, talk) })
}

func near(a, b float64) bool { return a-b < 1e-6 && b-a < 1e-6 }

func jsonNumber(n int) string {
	text, _ := json.Marshal(n)
	return string(text)
}

// readsPeer takes what the peer writes and reads it as the feed does.
func readsPeer(t *testing.T, cert, key string, talk func(addr, count string) []byte) {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	came := make(chan []byte, 1)
	go func() {
		var all []byte
		defer func() { came <- all }()
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		read, rest := make([]byte, 4096), []byte{}
		for {
			n, err := conn.Read(read)
			if err != nil {
				return
			}
			all = append(all, read[:n]...)
			var said []byte
			if rest, said, err = cot.Answers(append(rest, read[:n]...), time.Now()); err != nil {
				return
			}
			conn.Write(said)
		}
	}()
	talk(l.Addr().String(), "0")
	f, err := cot.New(feed.Config{Feed: "tak", Source: "cloud"})
	if err != nil {
		t.Fatal(err)
	}
	var seen []truceline.Observation
	for n, p := range f.Split(<-came) {
		r := f.Parse(truceline.Entry{ID: truceline.IDOf(jsonNumber(n)), Feed: "tak", File: "peer", Line: p.Line, Body: p.Body}, nil)
		if len(r.Refusals) > 0 {
			t.Errorf("%q: %v", p.Body, r.Refusals)
		}
		seen = append(seen, r.Observations...)
	}
	if len(seen) != 1 || seen[0].Kind != truceline.KindAerial || seen[0].Place.At != (truceline.Point{Lat: 48.5, Lon: 36.25}) || !strings.Contains(seen[0].Remarks, "drone & co") || !strings.Contains(seen[0].Remarks, "seen <twice>") {
		t.Errorf("%+v", seen)
	}
}
