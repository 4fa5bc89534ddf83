package transport_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/cot"
	"github.com/truceline/truceline/feed/sapient"
	"github.com/truceline/truceline/feed/transport"
)

// text, number and part write fields of protobuf messages.
func text(out []byte, field protowire.Number, value string) []byte {
	return protowire.AppendString(protowire.AppendTag(out, field, protowire.BytesType), value)
}

func number(out []byte, field protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(out, field, protowire.VarintType), value)
}

func part(out []byte, field protowire.Number, value []byte) []byte {
	return text(out, field, string(value))
}

// framed is a SAPIENT message with its content behind its length.
func framed(content protowire.Number, body []byte) []byte {
	m := part(nil, 1, number(nil, 1, 1_777_629_600))
	m = text(m, 2, "5b1c9f3e-7a4d-4c0e-9b21-3f60d1a7e001")
	m = part(m, content, body)
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(m))), m...)
}

// sensor is what a radar says: its registration, an alert, a message without what
// it must have, and a task, which nobody may give.
func sensor() (registration, alert, bad, task []byte) {
	units := number(number(nil, 1, 1), 3, 1) // of a location: degrees, WGS84
	seconds := protowire.AppendFixed32(protowire.AppendTag(number(nil, 1, 4), 3, protowire.Fixed32Type), 0x40a00000)
	body := part(nil, 1, number(nil, 1, 2))
	body = text(body, 2, "BSI Flex 335 v2.0")
	body = part(body, 5, text(text(nil, 1, "range"), 2, "instrumented"))
	body = part(body, 6, part(nil, 1, seconds))
	mode := part(number(text(nil, 1, "watch"), 2, 1), 4, seconds)
	mode = part(mode, 11, part(number(nil, 1, 1), 2, part(number(nil, 1, 1), 3, units)))
	body = part(part(body, 7, mode), 10, text(text(nil, 1, "works"), 2, "one"))
	id := text(nil, 1, "01HWSSSSSSSSSSSSSSSSSSSSS6")
	return framed(4, body), framed(10, text(id, 4, "gunshot")), framed(7, nil), framed(8, number(id, 6, 1))
}

// TestFusionNode talks as a sensor does to a fusion node, over a connection of the
// live door: registration and alert are acknowledged when they are on disk, what
// breaks the rules is answered with what is wrong, and nothing is ever sent a task.
func TestFusionNode(t *testing.T) {
	d := newDoor(t)
	c := feed.Config{Feed: "sensors", Source: "network"}
	f, err := sapient.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s := d.run(transport.Feed{Config: c, Format: f, Settings: transport.Settings{Kind: transport.KindListen, Address: "127.0.0.1:0"}})
	conn := dialled(t, "tcp", s.Counts(time.Now()).Address)
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	registration, alert, bad, task := sensor()
	said := func(message []byte, content int, words string) {
		t.Helper()
		for _, b := range bytes.SplitAfter(message, []byte{0}) { // as it may come
			if _, err := conn.Write(b); err != nil {
				t.Fatal(err)
			}
		}
		head := make([]byte, 4)
		if _, err := io.ReadFull(conn, head); err != nil {
			t.Fatal(err)
		}
		answer := make([]byte, binary.LittleEndian.Uint32(head))
		if _, err := io.ReadFull(conn, answer); err != nil {
			t.Fatal(err)
		}
		got := 0
		for f := (feed.ProtoCursor{Rest: answer}); f.Next(); {
			if f.Number >= 4 && f.Number <= 12 {
				got = f.Number
			}
		}
		const taskContent = 8
		if got != content || got == taskContent || !strings.Contains(string(answer), words) {
			t.Errorf("answered %d %q, want %d with %q", got, answer, content, words)
		}
	}
	said(registration, 5, "\x08\x01")
	said(alert, 11, "01HWSSSSSSSSSSSSSSSSSSSSS6")
	said(bad, 12, "report_id: mandatory")
	said(task, 9, "takes no tasks")
	entries := d.await(4)
	if len(entries[1].Needs) != 1 || entries[1].Needs[0] != entries[0].ID {
		t.Error("the alert does not name its node's registration")
	}
	want := [][]byte{registration, alert, bad, task}
	for i, e := range entries {
		if !bytes.Equal(e.Body, want[i]) {
			t.Errorf("entry %d is not what was sent", i)
		}
		var needs [][]byte
		if len(e.Needs) == 1 {
			needs = [][]byte{entries[0].Body}
		}
		if r := f.Parse(e, needs); i == 1 && (len(r.Texts) != 1 || r.Texts[0].Body != "gunshot") {
			t.Errorf("%+v", r)
		}
	}
}

// TestTAKStream: on one connection XML and TAK protocol 1 come one after the other,
// and each ping is answered in the form in which it came.
func TestTAKStream(t *testing.T) {
	d := newDoor(t)
	c := feed.Config{Feed: "tak", Source: "server"}
	f, err := cot.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s := d.run(transport.Feed{Config: c, Format: f, Settings: transport.Settings{Kind: transport.KindListen, Address: "127.0.0.1:0"}})
	conn := dialled(t, "tcp", s.Counts(time.Now()).Address)
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	ping := cot.Marker{UID: "device", Type: "t-x-c-t", How: "m-g", At: time.Now(), Stale: time.Now().Add(time.Minute)}
	seen := cot.Marker{UID: "drone-1", Type: "a-h-A", How: "h-e", At: time.Now(), Stale: time.Now().Add(time.Minute), Place: truceline.Point{Lat: 48.5, Lon: 36.25}}
	read := make([]byte, 4096)
	for _, message := range [][]byte{ping.XML(), seen.XML(), ping.TAK(), seen.TAK()} {
		conn.Write(message)
		if !bytes.Contains(message, []byte("t-x-c-t")) {
			continue
		}
		n, err := conn.Read(read)
		if err != nil || read[0] != message[0] || !bytes.Contains(read[:n], []byte("t-x-c-t-r")) {
			t.Errorf("%q answered with %q, %v", message, read[:n], err)
		}
	}
	observations := 0
	for _, e := range d.await(5) { // the line feed between XML and TAK protocol is one
		r := f.Parse(e, nil)
		observations += len(r.Observations)
		if len(r.Refusals) > 0 {
			t.Error(r.Refusals)
		}
	}
	if observations != 2 {
		t.Errorf("%d observations, want 2", observations)
	}
}

// TestTAKMesh: a device of the mesh says one message a datagram.
func TestTAKMesh(t *testing.T) {
	d := newDoor(t)
	c := feed.Config{Feed: "tak", Source: "mesh"}
	f, err := cot.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s := d.run(transport.Feed{Config: c, Format: f, Settings: transport.Settings{Kind: transport.KindUDP, Address: "127.0.0.1:0"}})
	conn := dialled(t, "udp", s.Counts(time.Now()).Address)
	m := cot.Marker{UID: "drone-1", Type: "a-h-A", How: "h-e", At: time.Now(), Stale: time.Now().Add(time.Minute), Place: truceline.Point{Lat: 48.5, Lon: 36.25}}
	stream := m.TAK()
	payload := feed.ProtoCursor{Rest: append([]byte{0x0a}, stream[1:]...)} // behind 0xbf: a length and so many bytes
	if !payload.Next() {
		t.Fatal("no payload")
	}
	for _, datagram := range [][]byte{append([]byte{0xbf, 1, 0xbf}, payload.Bytes...), append([]byte{0xbf, 0, 0xbf}, m.XML()...)} {
		conn.Write(datagram)
	}
	for _, e := range d.await(2) {
		if r := f.Parse(e, nil); len(r.Observations) != 1 {
			t.Errorf("%q: %+v", e.Body, r)
		}
	}
}
