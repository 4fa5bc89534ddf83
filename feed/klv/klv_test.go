package klv

import (
	"bytes"
	"encoding/binary"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
	"github.com/truceline/truceline/geo"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config(options ...string) feed.Config {
	return feedtest.With(feed.Config{Feed: "camera", Source: "drone 3"}, options...)
}

func format(t testing.TB, c feed.Config) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, c)
}

func TestCases(t *testing.T) {
	if *update {
		writeCases(t)
	}
	feedtest.Cases(t, format(t, config()), config(), "*.case", *update)
	feedtest.Sample(t, New)
	for _, bad := range []feed.Config{config("every", "soon"), config("every", "1ms"), config("zone", "UTC")} {
		if _, err := New(bad); err == nil {
			t.Errorf("%v was taken", bad.Options)
		}
	}
}

func mustTable(t testing.TB, name string) table {
	t.Helper()
	table, err := readTable(name)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// TestPublished decodes the worked examples of ST 0601.
func TestPublished(t *testing.T) {
	items := mustTable(t, "st0601.txt")
	good := func(tag uint64, octets string, want, within float64) {
		t.Helper()
		if got := items[tag].value([]byte(octets)); !(math.Abs(got-want) <= within) {
			t.Errorf("tag %d (%s) of %x is %v, published %v", tag, items[tag].name, octets, got, want)
		}
	}
	good(5, "\x71\xc2", 159.9744, 1e-4)
	good(6, "\xfd\x3d", -0.4315, 5e-5)
	good(7, "\x08\xb8", 3.4058, 1e-4)
	good(8, "\x93", 147, 0)
	good(13, "\x55\x95\xb6\x6d", 60.1768229669783, 1e-10)
	good(14, "\x5b\x53\x60\xc4", 128.426759042045, 1e-10)
	good(15, "\xc2\x21", 14190.72, 0.005)
	good(16, "\xcd\x9c", 144.5713, 5e-5)
	good(17, "\xd9\x17", 152.6436, 5e-5)
	good(18, "\x72\x4a\x0a\x20", 160.7192, 5e-5)
	good(19, "\x87\xf8\x4b\x86", -168.792324833941, 1e-10)
	good(20, "\x7d\xc5\x5e\xce", 176.8654, 5e-5)
	good(21, "\x03\x83\x09\x26", 68590.98, 0.005)
	good(22, "\x12\x81", 722.8199, 5e-5)
	good(23, "\xf1\x01\xa2\x29", -10.5423886331461, 1e-10)
	good(24, "\x14\xbc\x08\x2b", 29.157890122923, 1e-10)
	good(25, "\x34\xf3", 3216.037, 5e-4)
	good(26, "\xc0\x6e", -0.037249, 1e-6)
	good(27, "\xcb\xe9", -0.0305, 5e-5)
	good(35, "\xa7\xc4", 235.924, 5e-4)
	good(36, "\xb2", 69.80392, 1e-5)
	good(37, "\xbe\xba", 3725.185, 5e-4)
	good(39, "\x54", 84, 0)
	good(43, "\x03", 6, 0)
	good(45, "\x1a\x95", 425.215, 5e-4)
	good(51, "\xd3\xfe", -61.887, 1e-3)
	good(55, "\x81", 50.58823, 1e-5)
	good(57, "\xb3\x8e\xac\xf1", 3506979.0316063, 1e-4)
	good(58, "\xa4\x5d", 6420.539, 5e-4)
	good(79, "\x09\xfb", 25.4977, 1e-4)
	good(82, "\xf1\x06\x9b\x63", -10.5287284, 1e-7)
	good(96, "\x00\xd9\x2a", 13898.5, 0.01)
	good(103, "\x2f\x92\x1e", 23456.24, 0.01)
	good(112, "\x1f\x40", 125, 0.02)
	good(120, "\x48\x00", 72, 0.02)
	good(136, "\x1e", 30, 0)
	good(137, "\x0f\x42\x40", 1_000_000, 0)
	for _, tag := range []uint64{6, 13, 26} {
		b := make([]byte, items[tag].octets)
		b[0] = 0x80
		if got := items[tag].value(b); !math.IsNaN(got) {
			t.Errorf("tag %d: out of range is %v", tag, got)
		}
	}
}

// TestIMAPB maps there and back, and tells special numbers from others.
func TestIMAPB(t *testing.T) {
	for _, r := range [][2]float64{{-900, 19000}, {-19.2, 19.2}, {0, 650}, {-1, 1}, {0, 1500000}, {-180, 180}} {
		for octets := 2; octets <= 4; octets++ {
			bits := 8 * octets
			step := math.Exp2(math.Ceil(math.Log2(r[1]-r[0])) - float64(bits-1))
			zero := 0.0
			if r[0] < 0 && r[1] > 0 {
				zero = r[0]/step - math.Floor(r[0]/step)
			}
			for i := range 101 {
				v := r[0] + (r[1]-r[0])*float64(i)/100
				raw := uint64(math.Trunc((v-r[0])/step + zero))
				if got := imapb(r[0], r[1], raw, bits); !(math.Abs(got-v) <= step*1.000001) {
					t.Errorf("%v of %v in %d octets came back as %v", v, r, octets, got)
				}
			}
			if r[0] < 0 && r[1] > 0 {
				raw := uint64(math.Trunc(-r[0]/step + zero))
				if got := imapb(r[0], r[1], raw, bits); math.Abs(got) > 1e-9 {
					t.Errorf("nought of %v in %d octets is %v", r, octets, got)
				}
			}
			for _, special := range []uint64{0xc8, 0xe8, 0xd0, 0xff} { // infinities, not a number, reserved
				if got := imapb(r[0], r[1], special<<(bits-8), bits); !math.IsNaN(got) {
					t.Errorf("%x of %v is %v", special, r, got)
				}
			}
		}
	}
	if got := imapb(-1, 1, 0x8000, 16); got != 1 {
		t.Errorf("the highest of a range that is a power of two is %v", got)
	}
}

func TestBER(t *testing.T) {
	good := func(octets string, length, n int) {
		t.Helper()
		if l, m, err := berLength([]byte(octets)); err != nil || l != length || m != n {
			t.Errorf("%x: %d in %d octets, %v", octets, l, m, err)
		}
	}
	bad := func(octets string) {
		t.Helper()
		if l, _, err := berLength([]byte(octets)); err == nil {
			t.Errorf("%x is %d", octets, l)
		}
	}
	good("\x00", 0, 1)
	good("\x7f", 127, 1)
	good("\x81\x05", 5, 2) // longer than it need be
	good("\x82\x01\x00", 256, 3)
	good("\x84\x00\x00\x00\x01", 1, 5)
	bad("")
	bad("\x80")                     // of no stated length
	bad("\x82\x01")                 // cut off
	bad("\x85\x00\x00\x00\x00\x01") // longer than anything
	tag := func(octets string, want uint64, n int) {
		t.Helper()
		if l, m, err := berOID([]byte(octets)); err != nil || l != want || m != n {
			t.Errorf("%x: %d in %d octets, %v", octets, l, m, err)
		}
	}
	badTag := func(octets string) {
		t.Helper()
		if l, _, err := berOID([]byte(octets)); err == nil {
			t.Errorf("%x is tag %d", octets, l)
		}
	}
	tag("\x00", 0, 1)
	tag("\x7f", 127, 1)
	tag("\x81\x00", 128, 2)
	tag("\x81\x80\x00", 16384, 3)
	badTag("")
	badTag("\x81")
	badTag("\x80\x01") // begins with nought
	badTag("\xff\xff\xff\xff\xff\x01")
}

// local writes items into a local set with its key, length and checksum.
func local(name string, items ...any) []byte {
	body := bare(items...)
	packet := append([]byte(string(key[:])+name), long(len(body)+4)...)
	packet = append(append(packet, body...), 1, 2)
	sum := uint16(0)
	for i, c := range packet {
		if i%2 == 0 {
			sum += uint16(c) << 8
		} else {
			sum += uint16(c)
		}
	}
	return binary.BigEndian.AppendUint16(packet, sum)
}

// long writes a length in the shortest form.
func long(n int) []byte {
	switch {
	case n < 128:
		return []byte{byte(n)}
	case n < 256:
		return []byte{0x81, byte(n)}
	}
	return []byte{0x82, byte(n >> 8), byte(n)}
}

// bare writes items: a tag, then its octets as a string.
func bare(items ...any) (body []byte) {
	for i := 0; i < len(items); i += 2 {
		tag, octets := items[i].(int), items[i+1].(string)
		if tag >= 128 {
			body = append(body, byte(tag>>7)|0x80)
		}
		body = append(append(append(body, byte(tag&0x7f)), long(len(octets))...), octets...)
	}
	return body
}

func mapped(bits int, v, low, high float64) string {
	raw := uint64(int64(math.Round(v / (high - low) * (math.Exp2(float64(bits)) - 2))))
	b := binary.BigEndian.AppendUint64(nil, raw)
	return string(b[8-bits/8:])
}

func lat(v float64) string { return mapped(32, v, -90, 90) }
func lon(v float64) string { return mapped(32, v, -180, 180) }
func when(at time.Time) string {
	return string(binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro())))
}

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// looking writes a set of a camera that looks at a rectangle of ground, in degrees.
func looking(at time.Time, south, west, north, east float64, more ...any) []byte {
	return local(keyDatalink, append([]any{2, when(at), 11, "EO", 13, lat(south - 0.05), 14, lon(west), 23, lat((south + north) / 2), 24, lon((west + east) / 2),
		82, lat(north), 83, lon(west), 84, lat(north), 85, lon(east), 86, lat(south), 87, lon(east), 88, lat(south), 89, lon(west)}, more...)...)
}

// vmti writes a set of two targets: one that says where it is, one by its pixel.
func vmti(extra ...any) string {
	place := append(binary.BigEndian.AppendUint32(nil, uint32((48.5+90)/math.Exp2(8-31))), 0, 0, 0, 0)
	binary.BigEndian.PutUint32(place[4:], uint32((36.25+180)/math.Exp2(9-31)))
	place = append(place, 0, 0, 1, 0, 0, 128) // its height, and 8 m to the east and 4 m to the north, of 1,024 m in 2^15 steps
	one := append([]byte{1}, bare(5, "\x50", 17, string(place))...)
	two := append([]byte{0x81, 0x00}, bare(19, "\x00\x01", 20, "\x02\x80")...)
	three := append([]byte{3}, bare(1, "\x01")...)
	var series []byte
	for _, t := range [][]byte{one, two, three} {
		series = append(append(series, byte(len(t))), t...)
	}
	return string(bare(append([]any{4, "\x05", 8, "\x05\x00", 9, "\x02\xd0", 101, string(series)}, extra...)...))
}

func TestMeaning(t *testing.T) {
	f := format(t, config())
	read := func(file []byte) truceline.Reading {
		t.Helper()
		feedtest.Check(t, f, config(), "a.klv", file)
		return feedtest.All(f, config(), "a.klv", file)
	}
	bad := func(file []byte, reason string) {
		t.Helper()
		r := read(file)
		if len(r.Watches)+len(r.Observations) != 0 || len(r.Refusals) == 0 || !strings.Contains(r.Refusals[0].Reason, reason) {
			t.Errorf("%+v", r)
		}
	}
	square := looking(noon, 48.49, 36.24, 48.51, 36.26)
	r := read(square)
	if len(r.Watches) != 1 || len(r.Refusals) != 0 {
		t.Fatalf("%+v", r)
	}
	w := r.Watches[0]
	north, east := geo.MetresPerDegree(48.5)
	if geo.Distance(w.Place.At, truceline.Point{Lat: 48.5, Lon: 36.25}) > 1 || math.Abs(w.Place.Ellipse.SemiMajor-north/100) > 1 ||
		math.Abs(w.Place.Ellipse.SemiMinor-east/100) > 1 || math.Abs(math.Remainder(w.Place.Ellipse.Bearing, 180)) > 0.1 ||
		!w.When.From.Equal(noon) || w.When.Duration() != time.Second || w.By != "drone 3" || w.Note != "EO" {
		t.Errorf("%+v", w)
	}
	// a picture a second counts
	var file []byte
	for i := range 50 {
		file = append(file, looking(noon.Add(time.Duration(i)*200*time.Millisecond), 48.49, 36.24, 48.51, 36.26)...)
	}
	if r = read(file); len(r.Watches) != 10 || len(r.Refusals) != 0 {
		t.Errorf("%d watches of ten seconds", len(r.Watches))
	}
	// where the configuration names nobody, the call sign says whose it is
	c := config()
	c.Source = ""
	nobody := format(t, c)
	file = append(looking(noon, 48.49, 36.24, 48.51, 36.26, 59, "UAV-1"), looking(noon, 48.49, 36.24, 48.51, 36.26, 59, "UAV-2", 74, vmti())...)
	file = append(file, looking(noon, 48.49, 36.24, 48.51, 36.26)...)
	feedtest.Check(t, nobody, c, "a.klv", file)
	r = feedtest.All(nobody, c, "a.klv", file)
	if len(r.Watches) != 2 || r.Watches[0].By != "UAV-1" || r.Watches[1].By != "UAV-2" || len(r.Refusals) != 1 || r.Refusals[0].Field != "source" ||
		len(r.Observations) == 0 || r.Observations[0].Source != "UAV-2" {
		t.Errorf("%+v", r)
	}
	// a set of targets has no call sign: that tag means nothing there
	v, err := readSet(mustTable(t, "st0903.txt"), []byte(vmti()))
	if err != nil {
		t.Fatal(err)
	}
	alone := local(keyVMTI, 2, when(noon), 59, "UAV-1", 101, string(v.octets(tagTargetSeries)))
	if r = feedtest.All(nobody, c, "a.klv", alone); len(r.Observations) != 0 || len(r.Refusals) != 1 || r.Refusals[0].Field != "source" {
		t.Errorf("%+v", r)
	}
	if r = read(alone); len(r.Observations) != 1 || r.Observations[0].Source != config().Source {
		t.Errorf("%+v", r)
	}
	// time is put right as the set says
	r = read(looking(noon, 48.49, 36.24, 48.51, 36.26, 136, "\xe5", 137, "\x0f\x42\x40"))
	if len(r.Watches) != 1 || !r.Watches[0].When.From.Equal(noon.Add(-26*time.Second)) {
		t.Errorf("%+v", r)
	}
	silent := func(file []byte) {
		t.Helper()
		if r := read(file); len(r.Watches)+len(r.Observations)+len(r.Refusals) != 0 {
			t.Errorf("%+v", r)
		}
	}
	silent(local(keyDatalink, 2, when(noon), 13, lat(48), 14, lon(36)))                            // looks at the sky
	silent(local(keyDatalink, 2, when(noon), 23, "\x80\x00\x00\x00", 24, lon(36), 22, "\x10\x00")) // out of range
	silent(looking(noon, 48.49, 36.24, 48.49, 36.26))                                              // a line
	silent(looking(noon, 48.51, 36.24, 48.49, 36.26))                                              // turned inside out
	silent(looking(noon, 48, 36, 51, 39))                                                          // to the horizon
	silent(local("\x02\x0b\x01\x01\x0e\x01\x03\x03\x02\x00\x00\x00", 1, "\x01"))                   // a security set alone
	if r = read(local(keyDatalink, 2, when(noon), 23, lat(48.5), 24, lon(36.25), 22, "\x10\x00", 16, "\x40\x00", 17, "\x20\x00")); len(r.Watches) != 1 ||
		math.Abs(r.Watches[0].Place.Ellipse.SemiMajor-625.0/4) > 1 {
		t.Errorf("by its width: %+v", r)
	}
	if r = read(local(keyDatalink, 2, when(noon), 23, lat(48.5), 24, lon(36.25), 26, mapped(16, 0.01, -0.075, 0.075), 27, mapped(16, -0.01, -0.075, 0.075),
		28, mapped(16, 0.01, -0.075, 0.075), 29, mapped(16, 0.01, -0.075, 0.075), 30, mapped(16, -0.01, -0.075, 0.075), 31, mapped(16, 0.01, -0.075, 0.075),
		32, mapped(16, -0.01, -0.075, 0.075), 33, mapped(16, -0.01, -0.075, 0.075))); len(r.Watches) != 1 || math.Abs(r.Watches[0].Place.Ellipse.SemiMajor-north/100) > 5 {
		t.Errorf("by offsets: %+v", r)
	}
	damaged := bytes.Clone(square)
	damaged[40]++
	bad(damaged, "checksum")
	bad(local(keyDatalink, 13, lat(48)), "time stamp")
	bad(local(keyDatalink, 2, when(time.Unix(1, 0))), "time stamp") // 1970
	bad(local(keyDatalink, 2, when(noon), 23, "\x01\x02"), "tag 23")
	bad(square[:len(square)-1], "cut off")
	bad([]byte("neither"), "neither")
}

func TestTargets(t *testing.T) {
	f := format(t, config())
	all := feedtest.All(f, config(), "a.klv", looking(noon, 48.49, 36.24, 48.51, 36.26, 74, vmti()))
	if len(all.Observations) != 3 || len(all.Refusals) != 0 || len(all.Watches) != 1 {
		t.Fatalf("%+v", all)
	}
	one, two, three := all.Observations[0], all.Observations[1], all.Observations[2]
	if geo.Distance(one.Place.At, truceline.Point{Lat: 48.5, Lon: 36.25}) > 0.1 || one.Strength != 80 || one.Remarks != "target 1" || !one.Plot() ||
		math.Abs(one.Place.Ellipse.SemiMajor-8*standard90) > 0.1 || one.Place.Ellipse.Bearing != 90 {
		t.Errorf("%+v", one)
	}
	if d := geo.Distance(two.Place.At, truceline.Point{Lat: 48.51, Lon: 36.25}); d > 5 || two.Remarks != "target 128" {
		t.Errorf("%v m: %+v", d, two)
	}
	if d := geo.Distance(three.Place.At, truceline.Point{Lat: 48.51, Lon: 36.24}); d > 5 {
		t.Errorf("%v m: %+v", d, three)
	}
	offset := append([]byte{9}, bare(10, "\x3a\x66\x66", 11, "\x25\x99\x99")...)
	pack := string(append([]byte{byte(len(offset))}, offset...))
	all = feedtest.All(f, config(), "a.klv", looking(noon, 48.49, 36.24, 48.51, 36.26, 74, string(bare(101, pack))))
	if len(all.Observations) != 1 || math.Abs(all.Observations[0].Place.At.Lat-48.5-imapb(-19.2, 19.2, 0x3a6666, 24)) > 1e-6 {
		t.Errorf("%+v", all)
	}
	all = feedtest.All(f, config(), "a.klv", local(keyVMTI, 2, when(noon), 8, "\x05\x00", 101, pack))
	if len(all.Observations) != 0 || len(all.Refusals) != 0 {
		t.Errorf("an offset from nothing: %+v", all)
	}
	all = feedtest.All(f, config(), "a.klv", looking(noon, 48.49, 36.24, 48.51, 36.26, 74, string(bare(101, "\x7f\x01"))))
	if len(all.Observations) != 0 || len(all.Refusals) != 1 || len(all.Watches) != 1 {
		t.Errorf("a pack cut off: %+v", all)
	}
}

// TestSealed looks for the platform's place in what is made of a set.
func TestSealed(t *testing.T) {
	const platform = 47.123456
	all := feedtest.All(format(t, config()), config(), "a.klv", looking(noon, 48.49, 36.24, 48.51, 36.26, 13, lat(platform), 67, lat(platform), 4, "tail", 59, "call sign", 74, vmti()))
	for _, w := range all.Watches {
		if math.Abs(w.Place.At.Lat-platform) < 0.1 || strings.Contains(w.Note, "tail") || strings.Contains(w.Note, "call") {
			t.Errorf("%+v", w)
		}
	}
	if len(all.Watches) != 1 || len(all.Observations) != 3 {
		t.Errorf("%+v", all)
	}
}

// TestSamples reads the real packets. The first is the example that ST 0902.5 prints,
// whose checksum is wrong there: its items are read past the checksum.
func TestSamples(t *testing.T) {
	f := format(t, config())
	want := map[string][3]int{ // watches, observations, refusals
		"DynamicConstantMISMMSPacketData.bin": {0, 0, 1}, "DynamicOnlyMISMMSPacketData.bin": {1, 0, 0}, "jmisb_0903.bin": {0, 0, 0},
	}
	for name, counts := range want {
		file := feedtest.Data(t, "formats/klv/"+name)
		feedtest.Check(t, f, config(), name, file)
		all := feedtest.All(f, config(), name, file)
		if got := [3]int{len(all.Watches), len(all.Observations), len(all.Refusals)}; got != counts {
			t.Errorf("%s: %v, %+v", name, got, all.Refusals)
		}
	}
	file := feedtest.Data(t, "formats/klv/DynamicConstantMISMMSPacketData.bin")
	length, n, err := berLength(file[keySize:])
	if err != nil || checkSum(file) == nil {
		t.Fatal("the checksum agrees", err)
	}
	s, err := readSet(mustTable(t, "st0601.txt"), file[keySize+n:keySize+n+length])
	if err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[uint64]float64{5: 159.974365, 13: 60.176822967, 14: 128.426759042, 15: 14190.7195, 22: 722.8199, 23: -10.542388633, 24: 29.157890123, 25: 3216.0372, 65: 6} {
		if got := s.number(tag); math.Abs(got-want) > 1e-4 {
			t.Errorf("tag %d is %v, published %v", tag, got, want)
		}
	}
	for tag, want := range map[uint64]string{3: "Mission 12", 10: "Predator", 11: "EO Nose", 12: "Geodetic WGS84"} {
		if got := s.text(tag); got != want {
			t.Errorf("tag %d is %q", tag, got)
		}
	}
	if at, err := stamp(s); err != nil || at.Format(time.RFC3339) != "2009-01-12T22:08:22Z" {
		t.Errorf("%s %v", at, err)
	}
}

func FuzzKLV(f *testing.F) {
	feedtest.Seed(f, "*.case")
	f.Add(looking(noon, 48.49, 36.24, 48.51, 36.26, 74, vmti()))
	f.Add(muxed(rand.New(rand.NewPCG(1, 1)), [][]byte{looking(noon, 48.49, 36.24, 48.51, 36.26)}, asynchronous))
	format := format(f, config())
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<14 { // every beginning of a file is looked at
			return
		}
		feedtest.Check(t, format, config(), "a.klv", file)
	})
}

func BenchmarkSet(b *testing.B) {
	c := config()
	f := format(b, c)
	e := truceline.Entry{Body: looking(noon, 48.49, 36.24, 48.51, 36.26), Feed: "camera", File: "a", Line: 1}
	if r := f.Parse(e, nil); len(r.Watches) != 1 {
		b.Fatalf("%+v", r)
	}
	b.ReportAllocs()
	for b.Loop() {
		f.Parse(e, nil)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sets/s")
}

// writeCases writes the messages of the cases.
func writeCases(t *testing.T) {
	t.Helper()
	square := looking(noon, 48.49, 36.24, 48.51, 36.26, 74, vmti())
	damaged := bytes.Clone(square)
	damaged[50]++
	plain := bytes.Join([][]byte{square, looking(noon.Add(300*time.Millisecond), 48.49, 36.24, 48.51, 36.26), damaged, looking(noon.Add(time.Second), 48.5, 36.25, 48.52, 36.27), []byte("noise")}, nil)
	rng := rand.New(rand.NewPCG(6, 1))
	stream := muxed(rng, [][]byte{square, looking(noon.Add(time.Second), 48.5, 36.25, 48.52, 36.27)}, asynchronous)
	for name, file := range map[string][]byte{"bare@flight.klv": plain, "stream@flight.ts": stream} {
		if err := os.WriteFile("testdata/"+name+".case", append(file, "\n-- want --\n"...), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
