package feed_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline/feed"
)

// captured writes a capture of one packet.
func captured(order binary.ByteOrder, magic, link, seconds, fraction uint32, packet []byte) []byte {
	var b bytes.Buffer
	for _, v := range []uint32{magic, 0x00040002, 0, 0, 65535, link, seconds, fraction, uint32(len(packet)), uint32(len(packet))} {
		binary.Write(&b, order, v)
	}
	return append(b.Bytes(), packet...)
}

func TestCapture(t *testing.T) {
	octets := func(text string) []byte {
		t.Helper()
		b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	const (
		ethernet = "01005e000001 020000000001 0800"
		ip4      = "4500 0020 0000 0000 0111 0000 0a000001 ef000001"
		ip6      = "60000000 000c 11 01 fe800000000000000000000000000001 ff020000000000000000000000000001"
		udp      = "2198 2198 000c 0000 61626364"
	)
	read := func(file []byte) (feed.Datagram, error) {
		t.Helper()
		pieces := feed.SplitCapture(file)
		if len(pieces) != 2 || pieces[1].Needs[0] != 0 {
			t.Fatalf("%d pieces", len(pieces))
		}
		return feed.ReadPacket(pieces[0].Body, pieces[1].Body)
	}
	good := func(file []byte, at, body string) {
		t.Helper()
		d, err := read(file)
		if err != nil || d.At.Format(time.RFC3339Nano) != at || string(d.Body) != body {
			t.Errorf("%s %q: %v", d.At, d.Body, err)
		}
	}
	bad := func(file []byte) {
		t.Helper()
		if d, err := read(file); err == nil {
			t.Errorf("%q was taken", d.Body)
		}
	}
	little, big := binary.LittleEndian, binary.BigEndian
	at, nano := "2023-11-14T22:13:20.000005Z", "2023-11-14T22:13:20.000000005Z"
	good(captured(little, 0xa1b2c3d4, 1, 1_700_000_000, 5, octets(ethernet+ip4+udp)), at, "abcd")
	good(captured(big, 0xa1b2c3d4, 1, 1_700_000_000, 5, octets(ethernet+ip4+udp)), at, "abcd")
	good(captured(big, 0xa1b23c4d, 1, 1_700_000_000, 5, octets(ethernet+ip4+udp)), nano, "abcd")
	good(captured(little, 0xa1b23c4d, 101, 1_700_000_000, 5, octets(ip6+udp)), nano, "abcd")
	good(captured(little, 0xa1b2c3d4, 0, 1_700_000_000, 5, octets("02000000"+ip4+udp)), at, "abcd")
	good(captured(little, 0xa1b2c3d4, 113, 1_700_000_000, 5, octets("0000 0001 0006 0200000000010000 0800"+ip4+udp)), at, "abcd")
	good(captured(little, 0xa1b2c3d4, 276, 1_700_000_000, 5, octets("86dd 0000 00000001 0001 00 06 0200000000010000"+ip6+udp)), at, "abcd")
	good(captured(little, 0xa1b2c3d4, 1, 1_700_000_000, 5, octets("01005e000001 020000000001 8100 0005 0800"+ip4+udp+"00000000")), at, "abcd") // filled up to the least that a network carries
	good(captured(little, 0xa1b2c3d4, 1, 1_700_000_000, 5, octets("ffffffffffff 020000000001 0806 0001")), at, "")                             // no IP
	good(captured(little, 0xa1b2c3d4, 1, 1_700_000_000, 5, octets(ethernet+strings.Replace(ip4, "0111", "0106", 1)+udp)), at, "")              // no UDP
	good(captured(little, 0xa1b2c3d4, 1, 1_700_000_000, 5, nil), at, "")
	bad(captured(little, 0xa1b2c3d4, 1, 1_700_000_000, 5, octets(ethernet+"4500 0020 0000 2000 0111 0000 0a000001 ef000001"+udp))) // more fragments follow
	bad(captured(little, 0xa1b2c3d4, 105, 1_700_000_000, 5, octets(ethernet+ip4+udp)))                                             // a wireless network
	cut := captured(little, 0xa1b2c3d4, 1, 1_700_000_000, 5, octets(ethernet+ip4+udp))
	cut[24+12]++ // one octet more was on the line
	bad(cut)
	bad(captured(little, 0xa1b2c3d4, 1, 1_700_000_000, 5, octets(ethernet+ip4+udp))[:60]) // the file ends within it
	if feed.IsCapture([]byte{0xd4, 0xc3, 0xb2, 0xa1}) || feed.IsCapture(nil) {
		t.Error("a head that is cut off is no capture")
	}
}

// next writes a newer capture: a section, an interface whose times have the given
// resolution, and a packet, with a block of statistics behind.
func next(order binary.ByteOrder, link uint16, resolution byte, ticks uint64, packet []byte) []byte {
	var b bytes.Buffer
	block := func(kind uint32, body []byte) {
		body = append(body, make([]byte, (4-len(body)%4)%4)...)
		for _, v := range []any{kind, uint32(12 + len(body)), body, uint32(12 + len(body))} {
			binary.Write(&b, order, v)
		}
	}
	put := func(values ...any) []byte {
		var out bytes.Buffer
		for _, v := range values {
			binary.Write(&out, order, v)
		}
		return out.Bytes()
	}
	block(0x0a0d0d0a, put(uint32(0x1a2b3c4d), uint16(1), uint16(0), int64(-1)))
	block(1, put(uint16(9999), uint16(0), uint32(0)))
	block(1, put(link, uint16(0), uint32(0), uint16(2), uint16(3), []byte("eth\x00"), uint16(9), uint16(1), []byte{resolution, 0, 0, 0}, uint16(0), uint16(0)))
	block(6, put(uint32(1), uint32(ticks>>32), uint32(ticks), uint32(len(packet)), uint32(len(packet)), packet))
	block(5, put(uint32(1), uint64(0)))
	return b.Bytes()
}

func TestNewerCapture(t *testing.T) {
	packet, err := hex.DecodeString(strings.ReplaceAll("01005e000001 020000000001 0800 4500 0020 0000 0000 0111 0000 0a000001 ef000001 2198 2198 000c 0000 61626364", " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	good := func(file []byte, at string) {
		t.Helper()
		pieces := feed.SplitCapture(file)
		if !feed.IsCapture(file) || len(pieces) != 3 {
			t.Fatalf("%d pieces", len(pieces))
		}
		d, err := feed.ReadPacket(pieces[0].Body, pieces[1].Body)
		if err != nil || string(d.Body) != "abcd" || d.At.Format(time.RFC3339Nano) != at {
			t.Errorf("%s %q: %v", d.At, d.Body, err)
		}
		if d, err := feed.ReadPacket(pieces[0].Body, pieces[2].Body); err != nil || d.Body != nil {
			t.Errorf("statistics say %q: %v", d.Body, err)
		}
	}
	bad := func(file []byte, part int) {
		t.Helper()
		pieces := feed.SplitCapture(file)
		if d, err := feed.ReadPacket(pieces[0].Body, pieces[min(part, len(pieces)-1)].Body); err == nil {
			t.Errorf("%q was taken", d.Body)
		}
	}
	little, big := binary.LittleEndian, binary.BigEndian
	good(next(little, 1, 6, 1_700_000_000_500_000, packet), "2023-11-14T22:13:20.5Z")
	good(next(big, 1, 6, 1_700_000_000_500_000, packet), "2023-11-14T22:13:20.5Z")
	good(next(little, 1, 9, 1_700_000_000_500_000_000, packet), "2023-11-14T22:13:20.5Z")
	good(next(little, 1, 0x80|10, 1_700_000_000<<10|512, packet), "2023-11-14T22:13:20.5Z")
	whole := next(little, 1, 6, 1_700_000_000_500_000, packet)
	bad(next(little, 105, 6, 1, packet), 1)                   // a wireless network
	bad(whole[:len(whole)-40], 1)                             // the file ends within it
	bad(append(bytes.Clone(whole[:28]), whole[28+20:]...), 1) // its interface is missing
	if damaged := append(bytes.Clone(whole[:4]), bytes.Repeat([]byte{0xff}, 40)...); feed.CheckCapture(damaged) == nil || len(feed.SplitCapture(damaged)) != 1 {
		t.Error("a damaged head was taken")
	}
	if feed.CheckCapture(whole) != nil || feed.CheckCapture([]byte("neither, but as long as a head")) == nil {
		t.Error("heads are not told from others")
	}
	two := append(bytes.Clone(whole), whole...)
	bad(two, 3) // another section
	file := bytes.Clone(whole)
	for n := range file { // every octet may be anything
		for _, v := range []byte{0, 1, 0x7f, 0xff} {
			old := file[n]
			file[n] = v
			pieces := feed.SplitCapture(file)
			for _, p := range pieces {
				feed.ReadPacket(pieces[0].Body, p.Body)
			}
			file[n] = old
		}
	}
}

func FuzzCapture(f *testing.F) {
	f.Add(next(binary.LittleEndian, 1, 6, 1, []byte("packet")))
	f.Add(captured(binary.LittleEndian, 0xa1b2c3d4, 1, 1, 1, []byte("packet")))
	f.Fuzz(func(t *testing.T, file []byte) {
		var whole []byte
		pieces := feed.SplitCapture(file)
		for _, p := range pieces {
			whole = append(whole, p.Body...)
			feed.ReadPacket(pieces[0].Body, p.Body)
		}
		if !bytes.Equal(whole, file) {
			t.Error("the pieces are not the file")
		}
	})
}
