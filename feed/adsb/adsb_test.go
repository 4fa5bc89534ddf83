package adsb

import (
	"bytes"
	"flag"
	"fmt"
	"math"
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
	return feedtest.With(feed.Config{Feed: "adsb", Source: "receiver 1"}, options...)
}

func format(t testing.TB, c feed.Config) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, c)
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t, config()), config(), "*.hex.case", *update)
	feedtest.Cases(t, format(t, config("form", "sbs")), config("form", "sbs"), "*.sbs.case", *update)
	feedtest.Cases(t, format(t, config("form", "json")), config("form", "json"), "*.json.case", *update)
	feedtest.Sample(t, New)
	for _, bad := range []feed.Config{config("form", "telex"), config("lat", "91", "lon", "0"), config("lat", "50"), config("clock", "sun"), config("zone", "UTC")} {
		if _, err := New(bad); err == nil {
			t.Errorf("%v was taken", bad.Options)
		}
	}
}

func frameOf(t testing.TB, text string) frame {
	t.Helper()
	f, err := parseHex([]byte(text))
	if err != nil || f.remainder() != 0 {
		t.Fatalf("%s: %v, remainder %x", text, err, f.remainder())
	}
	return f
}

// TestPublished decodes the worked examples of J. Sun, The 1090 Megahertz
// Riddle, 2nd edition, chapters 4 to 7.
func TestPublished(t *testing.T) {
	near := func(what string, got, want, within float64) {
		t.Helper()
		if !(math.Abs(got-want) <= within) {
			t.Errorf("%s is %v, published %v", what, got, want)
		}
	}
	f := frameOf(t, "8D4840D6202CC371C32CE0576098")
	if s := f.read(); s.callsign != "KLM1023" || s.address != 0x4840d6 {
		t.Errorf("%+v", s)
	}
	even, odd := frameOf(t, "8D40621D58C382D690C8AC2863A7"), frameOf(t, "8D40621D58C386435CC412692AD6")
	e, o := even.read(), odd.read()
	lat, lon, ok := global(e.position, o.position)
	if !ok || e.address != 0x40621d {
		t.Fatal("the pair gives no place")
	}
	near("latitude", lat, 52.25720, 1e-5)
	near("longitude", lon, 3.91937, 1e-5)
	near("altitude", e.altitude, 38000, 0)
	lat, lon = local(e.position, 52.258, 3.918)
	near("latitude by a place nearby", lat, 52.25720, 1e-5)
	near("longitude by a place nearby", lon, 3.91937, 1e-5)
	f = frameOf(t, "8C4841753A8A35323FAEBDAC702D") // on the ground
	lat, lon = local(f.read().position, 51.990, 4.375)
	near("latitude on the ground", lat, 52.320607, 1e-6)
	near("longitude on the ground", lon, 4.734735, 1e-6)
	f = frameOf(t, "8C4841753A9A153237AEF0F275BE")
	s := f.read()
	near("speed on the ground", s.speed, 17, 0)
	near("track on the ground", s.course, 92.8125, 0)
	f = frameOf(t, "8D485020994409940838175B284F")
	s = f.read()
	near("speed over ground", s.speed, 159.2, 0.05)
	near("course", s.course, 182.88, 0.005)
	near("climb", s.climb, -832, 0)
	f = frameOf(t, "8DA05F219B06B6AF189400CBC33F")
	s = f.read()
	near("airspeed", s.speed, 375, 0)
	near("heading", s.course, 243.98, 0.005)
	near("climb through the air", s.climb, -2304, 0)
}

// encode is compact position reporting the other way, for the property below.
func encode(lat, lon float64, odd bool) fraction {
	f := fraction{odd: odd}
	part := func(v, zone float64) float64 { return math.Floor(mod(v, zone)/zone*(1<<17)+0.5) / (1 << 17) }
	f.lat = part(lat, f.latZone())
	at := f.latZone() * (f.lat + math.Floor(lat/f.latZone())) // the latitude as the receiver will find it
	f.lon = part(lon, f.lonZone(at))
	f.lat, f.lon = mod(f.lat, 1), mod(f.lon, 1)
	return f
}

// TestAllRound encodes and decodes places all over the earth.
func TestAllRound(t *testing.T) {
	decoded := 0
	for lat := -86.9; lat < 87; lat += 1.37 {
		for lon := -179.9; lon < 180; lon += 3.1 {
			e, o := encode(lat, lon, false), encode(lat, lon, true)
			for _, pair := range [][2]fraction{{e, o}, {o, e}} {
				gotLat, gotLon, ok := global(pair[0], pair[1])
				if !ok {
					continue // between two bands of zones
				}
				decoded++
				if math.Abs(gotLat-lat) > 1e-4 || math.Abs(math.Remainder(gotLon-lon, 360))*math.Cos(lat*math.Pi/180) > 1e-4 {
					t.Fatalf("%v %v came back as %v %v", lat, lon, gotLat, gotLon)
				}
				nearLat, nearLon := local(pair[0], lat+0.7, lon-0.7)
				if math.Abs(nearLat-lat) > 1e-4 || math.Abs(math.Remainder(nearLon-lon, 360))*math.Cos(lat*math.Pi/180) > 1e-4 {
					t.Fatalf("%v %v came back as %v %v by a place nearby", lat, lon, nearLat, nearLon)
				}
			}
		}
	}
	if decoded < 28000 {
		t.Errorf("only %d places came back", decoded)
	}
}

// TestZones holds the number of longitude zones to the latitudes at which DO-260B,
// A.1.7.2, says that it changes.
func TestZones(t *testing.T) {
	for n, lat := range map[int]float64{59: 10.47047130, 58: 14.82817437, 30: 59.95459277, 10: 80.24923213, 3: 86.53536998, 2: 87} {
		if got := longitudeZones(lat - 1e-6); got != n {
			t.Errorf("just below %v there are %d zones, not %d", lat, got, n)
		}
		if got := longitudeZones(lat + 1e-6); got != n-1 {
			t.Errorf("just above %v there are %d zones, not %d", lat, got, n-1)
		}
	}
}

const (
	evenFrame = "8D40621D58C382D690C8AC2863A7"
	oddFrame  = "8D40621D58C386435CC412692AD6"
)

func TestHex(t *testing.T) {
	c := config()
	read := func(c feed.Config, text string) truceline.Reading {
		t.Helper()
		return feedtest.All(format(t, c), c, "x", []byte(text))
	}
	r := read(c, "1457996400.25 *"+oddFrame+";\n1457996401.5 *"+evenFrame+";\n")
	if len(r.Observations) != 1 || len(r.Refusals) != 0 {
		t.Fatalf("%+v", r)
	}
	o := r.Observations[0]
	if !o.Plot() || math.Abs(o.Place.At.Lat-52.2572) > 1e-4 || o.When.From != time.Unix(1457996401, 5e8).UTC() || !strings.HasPrefix(o.Remarks, "ICAO 40621D, 38000 ft") {
		t.Errorf("%+v", o)
	}
	if r := read(c, "1457996400 "+oddFrame+"\n1457996411 "+evenFrame+"\n"); len(r.Observations) != 0 {
		t.Error("two positions eleven seconds apart were decoded together")
	}
	if r := read(c, "1457996400 "+evenFrame+"\n1457996401 "+evenFrame+"\n"); len(r.Observations) != 0 {
		t.Error("two positions of one grid were decoded together")
	}
	if r := read(c, "*"+oddFrame+";\n*"+evenFrame+";\n"); len(r.Refusals) != 1 || r.Refusals[0].Field != "time" {
		t.Errorf("a position without a time: %+v", r)
	}
	if r := read(config("clock", "received"), "*"+oddFrame+";\n*"+evenFrame+";\n"); len(r.Observations) != 1 {
		t.Errorf("a live position: %+v", r)
	}
	if r := read(config("lat", "52", "lon", "4"), "1457996401 "+evenFrame+"\n"); len(r.Observations) != 1 || math.Abs(r.Observations[0].Place.At.Lon-3.91937) > 1e-4 {
		t.Errorf("one position and the receiver's place: %+v", r)
	}
	for _, line := range []string{"1457996400 8D40621D58C382D690C8AC2863A6", "1457996400 8D40621D58C382D690C8AC2863", "1457996400", "hello"} {
		if r := read(c, line+"\n"); len(r.Refusals) != 1 {
			t.Errorf("%q: %+v", line, r)
		}
	}
	for _, line := range []string{"", "# comment", "*7700;", "1457996400 02E197B00179C3"} {
		if r := read(c, line+"\n"); len(r.Refusals)+len(r.Observations) != 0 {
			t.Errorf("%q: %+v", line, r)
		}
	}
}

// withParity puts the parity behind eleven bytes.
func withParity(f frame) frame {
	f.length = 14
	f.bytes[11], f.bytes[12], f.bytes[13] = 0, 0, 0
	sum := f.remainder()
	f.bytes[11], f.bytes[12], f.bytes[13] = byte(sum>>16), byte(sum>>8), byte(sum)
	return f
}

// TestNavigationLost has an aircraft vouch for 0.1 miles and then for 20.
func TestNavigationLost(t *testing.T) {
	before, after := frameOf(t, oddFrame), frameOf(t, evenFrame)
	after.bytes[4] = 17<<3 | after.bytes[4]&7 // type code 17
	after = withParity(after)
	text := fmt.Sprintf("1457996400 %X\n1457996401 %X\n", before.bytes, after.bytes)
	r := feedtest.All(format(t, config()), config(), "x", []byte(text))
	if len(r.Observations) != 2 || r.Observations[1].Kind != truceline.KindInterference || r.Observations[1].Plot() || !r.Observations[0].Plot() {
		t.Errorf("%+v", r)
	}
}

// status is an operational status (type code 31, version 2) or a target state
// (29) of an aircraft that states a navigation accuracy category.
func status(t testing.TB, code, category byte) frame {
	f := frameOf(t, oddFrame)
	clear(f.bytes[4:11])
	f.bytes[4] = code << 3
	if code == 29 {
		f.bytes[4] |= 1 << 1           // subtype 1
		f.bytes[8] = category >> 3 & 1 // bits 72 to 75
		f.bytes[9] = category << 5
	} else {
		f.bytes[9] = 2<<5 | category // bits 73 to 75 and 77 to 80
	}
	return withParity(f)
}

// TestAccuracyFell has an aircraft know its place to 30 m, and then to 1,800.
func TestAccuracyFell(t *testing.T) {
	lost := func(c feed.Config, frames ...string) (n int) {
		t.Helper()
		r := feedtest.All(format(t, c), c, "x", []byte(strings.Join(frames, "\n")+"\n"))
		if len(r.Refusals) > 0 {
			t.Error(r.Refusals)
		}
		for _, o := range r.Observations {
			if o.Kind == truceline.KindInterference {
				n++
				if geo.Distance(o.Place.At, truceline.Point{Lat: 52.2572, Lon: 3.9194}) > 1000 || o.Place.Ellipse.SemiMajor != 20_000 || o.When.From.Unix() < 1457996402 {
					t.Errorf("%+v", o)
				}
			}
		}
		return n
	}
	at := func(second int, f frame) string { return fmt.Sprintf("%d %X", 1457996400+second, f.bytes) }
	odd, even := at(0, frameOf(t, oddFrame)), at(1, frameOf(t, evenFrame))
	good := func(frames ...string) { // it is said once, with the receiver's place and without
		t.Helper()
		for _, c := range []feed.Config{config(), config("lat", "52", "lon", "4")} {
			if n := lost(c, frames...); n != 1 {
				t.Errorf("%v: said %d times", frames, n)
			}
		}
	}
	bad := func(frames ...string) {
		t.Helper()
		if n := lost(config(), frames...); n != 0 {
			t.Errorf("%v: said %d times", frames, n)
		}
	}
	good(at(0, status(t, 31, 9)), odd, even, at(2, status(t, 31, 4)))
	good(odd, even, at(1, status(t, 31, 9)), at(3, status(t, 29, 0)))
	good(odd, even, at(1, status(t, 29, 8)), at(3, status(t, 31, 5)), at(4, status(t, 31, 4))) // once, not at each frame
	bad(odd, even, at(2, status(t, 31, 4)))                                                    // nothing was better before
	bad(odd, even, at(1, status(t, 31, 9)), at(2, status(t, 31, 6)))                           // not so bad
	bad(odd, even, at(1, status(t, 31, 9)), at(2, status(t, 31, 14)))                          // reserved
	bad(odd, even, at(1, status(t, 31, 9)), at(40, status(t, 31, 4)))                          // too long ago
	bad(at(1, status(t, 31, 9)), at(2, status(t, 31, 4)))                                      // nobody knows where
	bad(odd, at(1, status(t, 31, 9)), at(2, status(t, 31, 4)))                                 // one grid alone places nothing
	first := status(t, 31, 4)
	first.bytes[9] &= 0x0f // a transmitter of the first version states none
	bad(odd, even, at(1, status(t, 31, 9)), at(2, withParity(first)))
}

// TestBeast makes a Beast stream, with a byte that must be doubled, and reads it.
func TestBeast(t *testing.T) {
	var stream []byte
	for i, text := range []string{oddFrame, evenFrame} {
		f := frameOf(t, text)
		stream = append(stream, escape, '3')
		for _, b := range append([]byte{0, 0, 0, escape, 0, byte(i), 200}, f.bytes[:]...) {
			if stream = append(stream, b); b == escape {
				stream = append(stream, escape)
			}
		}
	}
	c := config("form", "beast", "clock", "received")
	r := feedtest.All(format(t, c), c, "x", stream)
	if len(r.Observations) != 1 || len(r.Refusals) != 0 || math.Abs(r.Observations[0].Place.At.Lat-52.2572) > 1e-4 {
		t.Errorf("%+v", r)
	}
	if r := feedtest.All(format(t, c), c, "x", stream[:len(stream)-1]); len(r.Refusals) != 1 {
		t.Errorf("a stream that is cut off: %+v", r)
	}
	if r := feedtest.All(format(t, c), c, "x", append([]byte("noise"), stream...)); len(r.Observations) != 1 || len(r.Refusals) != 1 {
		t.Errorf("noise before the first frame: %+v", r)
	}
}

// TestSample follows the one aircraft of the sample and looks for jumps.
func TestSample(t *testing.T) {
	file, err := os.ReadFile("../../../shared/data/formats/adsb/pyModeS_sample_data_adsb.csv")
	if err != nil {
		t.Skip(err)
	}
	r := feedtest.All(format(t, config()), config(), "sample.csv", file)
	if len(r.Observations) < 500 || len(r.Refusals) != 0 {
		t.Fatalf("%d observations, refused %v", len(r.Observations), r.Refusals[:min(3, len(r.Refusals))])
	}
	for i, o := range r.Observations[1:] {
		before := r.Observations[i]
		seconds := o.When.From.Sub(before.When.From).Seconds() + 2 // times are whole seconds, some a second late
		if speed := geo.Distance(before.Place.At, o.Place.At) / seconds; speed > 340 {
			t.Errorf("from %v to %v at %.0f m/s", before.Place.At, o.Place.At, speed)
		}
	}
	t.Logf("%d positions", len(r.Observations))
}

func TestDamage(t *testing.T) {
	var file bytes.Buffer
	for i := range 4 {
		fmt.Fprintf(&file, "%d *%s;\n%d *%s;\n", 1457996400+i, oddFrame, 1457996400+i, evenFrame)
	}
	c := config("lat", "52", "lon", "4") // so that no line rests on another
	feedtest.Damage(t, format(t, c), c, "x.hex", file.Bytes(), 200)
}

func FuzzADSB(f *testing.F) {
	feedtest.Seed(f, "*.case")
	f.Add([]byte{escape, '3', 0, 0, 0, escape, escape, 0, 1, 200})
	forms := []string{"hex", "beast", "sbs", "json"}
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, form := range forms {
			c := config("form", form)
			feedtest.Check(t, format(t, c), c, "x", file)
		}
	})
}

func BenchmarkFrame(b *testing.B) {
	feedtest.AtWork(b)
	c := config("lat", "52", "lon", "4")
	f := format(b, c)
	e := truceline.Entry{Body: []byte("1457996401 *" + evenFrame + ";")}
	b.ReportAllocs()
	before := feedtest.Processor(b)
	for b.Loop() {
		if r := f.Parse(e, nil); len(r.Observations) != 1 {
			b.Fatal(r.Refusals)
		}
	}
	b.ReportMetric(float64(b.N)/(feedtest.Processor(b)-before).Seconds(), "frames/s-of-processor")
}
