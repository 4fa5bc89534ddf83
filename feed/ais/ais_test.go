package ais

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config { return feed.Config{Feed: "ais", Source: "coast station"} }

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	if _, err := New(feed.Config{Options: map[string]string{"form": "x"}}); err == nil {
		t.Error("an unknown option was taken")
	}
}

// sealed puts the checksum behind a sentence.
func sealed(body string) string { return fmt.Sprintf("!%s*%02X", body, checksum([]byte(body))) }

// armour writes bits, given as pairs of value and width, as a payload.
func armour(pairs ...int64) (payload string, fill int) {
	var all []byte
	for i := 0; i < len(pairs); i += 2 {
		for bit := pairs[i+1] - 1; bit >= 0; bit-- {
			all = append(all, byte(pairs[i]>>bit&1))
		}
	}
	for len(all)%6 != 0 {
		all, fill = append(all, 0), fill+1
	}
	var out strings.Builder
	for i := 0; i < len(all); i += 6 {
		c := byte(0)
		for _, b := range all[i : i+6] {
			c = c<<1 | b
		}
		if c += '0'; c > 'W' {
			c += 8
		}
		out.WriteByte(c)
	}
	return out.String(), fill
}

// ship is message 1 of a ship at 46.5 N 31 E, going 12.3 knots, second 40.
func ship(second int64) string {
	payload, fill := armour(1, 6, 0, 2, 123456789, 30, 0, 4, 0, 8, 123, 10, 1, 1, 31*tenThousandths, 28, 46.5*tenThousandths, 27, 2700, 12, 269, 9, second, 6, 0, 2, 0, 3, 0, 1, 0, 19)
	return sealed(fmt.Sprintf("AIVDM,1,1,,A,%s,%d", payload, fill))
}

func TestLine(t *testing.T) {
	f := format(t)
	good := func(line string) truceline.Observation {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(line+"\n"))
		if len(r.Observations) != 1 || len(r.Refusals) > 0 {
			t.Fatalf("%s: %v, refused %v", line, r.Observations, r.Refusals)
		}
		return r.Observations[0]
	}
	bad := func(line, reason string) {
		t.Helper()
		r := feedtest.All(f, config(), "x", []byte(line+"\n"))
		if len(r.Observations) > 0 || len(r.Refusals) == 0 || !strings.Contains(r.Refusals[0].Reason, reason) {
			t.Errorf("%s: %v, refused %v, wanted %q", line, r.Observations, r.Refusals, reason)
		}
	}
	tag := func(text string) string { return fmt.Sprintf("\\%s*%02X\\", text, checksum([]byte(text))) }

	// 1700000000 is 2023-11-14T22:13:20Z.
	o := good(tag("s:Odesa,c:1700000000") + ship(15))
	if o.Source != "Odesa" || o.When.From != time.Date(2023, 11, 14, 22, 13, 15, 0, time.UTC) || !o.Plot() ||
		math.Abs(o.Place.At.Lat-46.5) > 1e-6 || math.Abs(o.Place.At.Lon-31) > 1e-6 || o.Place.Ellipse.SemiMajor != 10 ||
		o.Remarks != "MMSI 123456789, 12.3 kn, course 270.0, heading 269, status 0" {
		t.Errorf("%+v", o)
	}
	// Sent at second 58, received at 20: it is of the minute before.
	if o := good(tag("c:1700000000") + ship(58)); o.When.From != time.Date(2023, 11, 14, 22, 12, 58, 0, time.UTC) || o.Source != "coast station" {
		t.Errorf("%+v", o)
	}
	// Second 60 is "not available": the receiver's time stands.
	if o := good(tag("c:1700000000") + ship(60)); o.When.From.Unix() != 1700000000 || o.When.Clock.Quality != truceline.ClockNTP {
		t.Errorf("%+v", o)
	}
	if o := good(ship(15) + ",d-109,S2105,r003669946,1700000000"); o.Source != "r003669946" || o.When.From.Second() != 15 {
		t.Errorf("%+v", o)
	}
	if o := good("1700000000123456789 " + ship(60)); o.When.From.Nanosecond() != 123456789 {
		t.Errorf("%+v", o)
	}
	bad(ship(15), "no time") // nobody says when
	bad(tag("c:1700000000")+strings.Replace(ship(15), "A,1", "B,1", 1), "checksum")
	bad(strings.Replace(tag("c:1700000000"), "c:17", "c:18", 1)+ship(15), "TAG block") // its time is lost with it
	bad(sealed("AIVDM,1,1,,A,15"), "seven fields")
	bad(sealed("AIVDM,1,1,,A,15,9"), "fill bits")
	bad(sealed("AIVDM,1,2,,A,15,0"), "number of parts")
	bad(sealed("AIVDM,2,2,3,A,15,0"), "the parts before it")
	bad(sealed("AIVDM,1,1,,A,15\x7f,0"), "64")
	bad(sealed("AIVDM,1,1,,A,w00000000000000,0"), "1 to 27")
	bad(sealed("AIVDM,1,1,,A,1000000000,0"), "the least")

	for _, silent := range []string{"", "# a comment", "$GPGGA,184353.07,1929.045,S,02410.506,E,1,04,2.6,100.00,M,-33.9,M,,0000*6D", "# " + ship(15)} {
		if r := feedtest.All(f, config(), "x", []byte(silent+"\n")); len(r.Observations)+len(r.Refusals) > 0 {
			t.Errorf("%q: %v", silent, r)
		}
	}
}

// TestParts mixes the parts of two messages, as two receivers on one line do.
func TestParts(t *testing.T) {
	long := func(mmsi int64, group string) (first, second string) {
		pairs := []int64{19, 6, 0, 2, mmsi, 30, 0, 8, 50, 10, 0, 1, 31 * tenThousandths, 28, 46 * tenThousandths, 27, 0, 12, 0, 9, 10, 6, 0, 4}
		for range 20 {
			pairs = append(pairs, 1, 6) // A
		}
		payload, fill := armour(append(pairs, 70, 8, 0, 30, 1, 4, 0, 7)...)
		return sealed(fmt.Sprintf("AIVDM,2,1,%s,A,%s,0", group, payload[:30])), sealed(fmt.Sprintf("AIVDM,2,2,%s,A,%s,%d", group, payload[30:], fill))
	}
	a1, a2 := long(111111111, "3")
	b1, b2 := long(222222222, "4")
	at := "1700000000 "
	r := feedtest.All(format(t), config(), "x", []byte(at+a1+"\n"+at+b1+"\n"+at+a2+"\n"+at+b2+"\n"))
	if len(r.Observations) != 2 || len(r.Refusals) != 0 {
		t.Fatalf("%v, refused %v", r.Observations, r.Refusals)
	}
	for i, mmsi := range []string{"111111111", "222222222"} {
		if o := r.Observations[i]; !strings.Contains(o.Remarks, mmsi) || !strings.HasSuffix(o.Remarks, strings.Repeat("A", 20)) {
			t.Errorf("%+v", o)
		}
	}
	// The second part of one message and the first of another are not a message.
	r = feedtest.All(format(t), config(), "x", []byte(at+a1+"\n"+at+b2+"\n"))
	if len(r.Observations) != 0 || len(r.Refusals) != 1 {
		t.Errorf("%v, refused %v", r.Observations, r.Refusals)
	}
}

// TestNotice reads an area notice from the samples, as another program did.
func TestNotice(t *testing.T) {
	d := newDecoder()
	for _, m := range whole(t, samples(t, "libais_typeexamples.nmea")) {
		at, notice := 0, false
		d.each(m, func(name string, v Value) {
			switch name {
			case "fid":
				notice = m.layout.number == 8 && v.Number == 22
			case "areas":
				at = m.bits.length - v.Bits
			}
		})
		if !notice {
			continue
		}
		list := areas(m.bits, at)
		if len(list) != 1 || list[0].Shape != "circle" || list[0].Radius != 9260 || math.Abs(list[0].Lat-42.08295) > 1e-6 || math.Abs(list[0].Lon+69.864983) > 1e-6 {
			t.Errorf("%+v", list)
		}
		return
	}
	t.Error("no area notice in the samples")
}

func TestDamage(t *testing.T) {
	var file bytes.Buffer
	for i := range 8 {
		fmt.Fprintf(&file, "%d %s\n", 1700000000+i, ship(int64(20+i)))
	}
	feedtest.Damage(t, format(t), config(), "ais.nmea", file.Bytes(), 400)
}

func FuzzAIS(f *testing.F) {
	feedtest.Seed(f, "*.case")
	f.Add([]byte("1700000000 " + notice(noticeFiring, 11, 15, 6, 30, 120, append(circle(46.2, 31.1, 0), polygonOf([2]int64{90, 1000}, [2]int64{0, 1000})...)...) + "\n"))
	ais := format(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		feedtest.Check(t, ais, config(), "ais.nmea", file)
		d := newDecoder()
		for _, m := range whole(t, file) {
			d.each(m, func(string, Value) {})
			areas(m.bits, 56)
		}
	})
}

func BenchmarkSentence(b *testing.B) {
	feedtest.AtWork(b)
	d, c := newDecoder(), config()
	e := truceline.Entry{Body: []byte("1700000000 " + ship(15))}
	b.ReportAllocs()
	before := feedtest.Processor(b)
	for b.Loop() {
		if r := d.parse(e, nil, c); len(r.Observations) != 1 {
			b.Fatal(r.Refusals)
		}
	}
	b.ReportMetric(float64(b.N)/(feedtest.Processor(b)-before).Seconds(), "sentences/s-of-processor")
}
