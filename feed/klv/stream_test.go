package klv

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

// How a stream carries metadata.
const (
	asynchronous = iota // private data registered as KLVA
	synchronous         // metadata stream, a cell's head before the KLV
	unregistered        // private data that no program map tells of
)

// muxer writes a transport stream: tables, video, and metadata between.
type muxer struct {
	out      bytes.Buffer
	rng      *rand.Rand
	counters map[int]byte
}

const (
	pidMap   = 0x1000
	pidVideo = 0x100
	pidKLV   = 0x101
)

// packets writes a section or packetised elementary stream into packets. What is
// left of the last is stuffed in an adaptation field, for a section behind it.
func (m *muxer) packets(pid int, body []byte, section bool) {
	if section {
		body = append([]byte{0}, body...)
		body = append(body, bytes.Repeat([]byte{0xff}, 184-len(body))...)
	}
	for first := true; len(body) > 0; first = false {
		head := []byte{syncByte, byte(pid >> 8), byte(pid), 0x10 | m.counters[pid]&15}
		if first {
			head[1] |= 0x40
		}
		m.counters[pid]++
		n := min(184, len(body))
		if stuff := 184 - n; stuff > 0 {
			head[3] |= 0x20
			head = append(head, byte(stuff-1))
			if stuff > 1 {
				head = append(head, 0)
				head = append(head, bytes.Repeat([]byte{0xff}, stuff-2)...)
			}
		}
		m.out.Write(head)
		m.out.Write(body[:n])
		body = body[n:]
		if !section && len(body) > 0 && m.rng.IntN(2) == 0 {
			m.video(1)
		}
	}
}

// video writes packets of a picture.
func (m *muxer) video(packets int) {
	body := make([]byte, 184*packets-20)
	for i := range body {
		body[i] = byte(m.rng.Uint32())
	}
	m.packets(pidVideo, append([]byte{0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0}, body...), false)
}

// tables writes the program association and the program map.
func (m *muxer) tables(how int) {
	section := func(id byte, body []byte) []byte {
		s := append([]byte{id, 0xb0, byte(len(body) + 9), 0, 1, 0xc1, 0, 0}, body...)
		return append(s, 0, 0, 0, 0) // its checksum is not looked at
	}
	m.packets(mapPID, section(0, []byte{0, 1, 0xe0 | pidMap>>8, pidMap & 0xff}), true)
	program := []byte{0xe1, 0, 0xf0, 0, 0x1b, 0xe0 | pidVideo>>8, pidVideo & 0xff, 0xf0, 0}
	switch how {
	case asynchronous:
		program = append(program, 0x06, 0xe0|pidKLV>>8, pidKLV&0xff, 0xf0, 6, 5, 4, 'K', 'L', 'V', 'A')
	case synchronous:
		program = append(program, 0x15, 0xe0|pidKLV>>8, pidKLV&0xff, 0xf0, 6, 5, 4, 'K', 'L', 'V', 'A')
	}
	m.packets(pidMap, section(2, program), true)
}

// metadata writes a packetised elementary stream of metadata.
func (m *muxer) metadata(klv []byte, how int) {
	head := []byte{0, 0, 1, streamPrivate, 0, 0, 0x84, 0x80, 5, 0x21, 0, 1, 0, 1}
	if how == synchronous {
		head[3] = streamMetadata
		klv = append([]byte{0, 0, 0xdf, byte(len(klv) >> 8), byte(len(klv))}, klv...)
	}
	binary.BigEndian.PutUint16(head[4:], uint16(len(head)-6+len(klv)))
	m.packets(pidKLV, append(head, klv...), false)
}

// muxed is a stream of sets among video.
func muxed(rng *rand.Rand, sets [][]byte, how int) []byte {
	m := &muxer{rng: rng, counters: map[int]byte{}}
	for _, klv := range sets {
		m.tables(how)
		m.video(1 + rng.IntN(5))
		m.metadata(klv, how)
		m.video(1 + rng.IntN(3))
	}
	return m.out.Bytes()
}

// TestStream takes sets out of streams of every kind, whole and in datagrams of
// seven packets, and finds what it finds in the sets alone.
func TestStream(t *testing.T) {
	f := format(t, config())
	var sets [][]byte
	for i := range 12 {
		sets = append(sets, looking(noon.Add(time.Duration(i)*time.Second), 48.49, 36.24, 48.51, 36.26, 74, vmti()))
	}
	alone := feedtest.All(f, config(), "a.klv", bytes.Join(sets, nil))
	if len(alone.Watches) != 12 || len(alone.Observations) != 36 {
		t.Fatalf("%d watches, %d observations", len(alone.Watches), len(alone.Observations))
	}
	for seed := range 20 {
		rng := rand.New(rand.NewPCG(uint64(seed), 13818))
		for how := range 3 {
			file := muxed(rng, sets, how)
			feedtest.Check(t, f, config(), "a.ts", file)
			all := feedtest.All(f, config(), "a.ts", file)
			if len(all.Watches) != 12 || len(all.Observations) != 36 || len(all.Refusals) != 0 {
				t.Fatalf("seed %d, kind %d: %d watches, %d observations, %v", seed, how, len(all.Watches), len(all.Observations), all.Refusals)
			}
			for i, w := range all.Watches {
				if w.Place != alone.Watches[i].Place || w.When != alone.Watches[i].When {
					t.Fatalf("seed %d, kind %d: %+v", seed, how, w)
				}
			}
			watches, hits := datagrams(f, file)
			if watches != 12 || hits != 36 {
				t.Fatalf("seed %d, kind %d, in datagrams: %d watches, %d observations", seed, how, watches, hits)
			}
		}
	}
}

// datagrams reads a stream as UDP carries it, as a receiver of datagrams does: one
// link for all.
func datagrams(f feed.Format, file []byte) (watches, hits int) {
	needs := f.Link()
	var bodies [][]byte
	for at := 0; at < len(file); at += 7 * packetSize {
		body := file[at:min(at+7*packetSize, len(file))]
		var before [][]byte
		for _, n := range needs(body) {
			before = append(before, bodies[n])
		}
		bodies = append(bodies, body)
		e := feedtest.Entries(f, config(), "a.ts", body)[0]
		e.Body = body
		r := f.Parse(e, before)
		watches, hits = watches+len(r.Watches), hits+len(r.Observations)
	}
	return watches, hits
}

// TestBroken loses packets, and says so.
func TestBroken(t *testing.T) {
	f := format(t, config())
	var sets [][]byte
	for i := range 3 {
		sets = append(sets, looking(noon.Add(time.Duration(i)*time.Second), 48.49, 36.24, 48.51, 36.26, 3, "a mission of so many words that it takes two packets to say them all"))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	file := muxed(rng, sets, asynchronous)
	var second []int // packets of the second set
	count := 0
	for at := 0; at < len(file); at += packetSize {
		p, ok := readPacket(file[at : at+packetSize])
		if ok && p.pid == pidKLV {
			if p.begins {
				count++
			}
			if count == 2 {
				second = append(second, at)
			}
		}
	}
	if len(second) < 2 {
		t.Fatal("the set is in one packet")
	}
	without := func(at, to int) []byte { return append(bytes.Clone(file[:at]), file[to:]...) }
	for what, damaged := range map[string][]byte{
		"its last packet":  without(second[len(second)-1], second[len(second)-1]+packetSize),
		"its first packet": without(second[0], second[0]+packetSize),
		"half a packet":    without(second[1]+50, second[1]+140),
	} {
		feedtest.Check(t, f, config(), "a.ts", damaged)
		all := feedtest.All(f, config(), "a.ts", damaged)
		if len(all.Watches) != 2 || len(all.Observations) != 0 || what != "its first packet" && len(all.Refusals) == 0 {
			t.Errorf("%s: %d watches, %v", what, len(all.Watches), all.Refusals)
		}
	}
}
