package asterix

import (
	"flag"
	"fmt"
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

const stations = "25/201 radar north @ 48 36 150 400; 25/100 tracker @ 49 36 0 500"

func config(options ...string) feed.Config {
	return feedtest.With(feed.Config{Feed: "radar", Source: "air picture", Options: map[string]string{"stations": stations, "from": "2026-01-02T09:00:00Z", "every": "10s"}}, options...)
}

func format(t testing.TB, c feed.Config) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, c)
}

func TestCases(t *testing.T) {
	c := config()
	feedtest.Cases(t, format(t, c), c, "*.case", *update)
	feedtest.Sample(t, New)
	for _, option := range []string{"stations", "from", "clock", "every", "zone"} {
		if _, err := New(config(option, "x")); err == nil {
			t.Errorf("option %s took x", option)
		}
	}
}

func TestStations(t *testing.T) {
	good := func(text string) {
		t.Helper()
		if _, err := parseStations(text); err != nil {
			t.Error(err)
		}
	}
	bad := func(text string) {
		t.Helper()
		if _, err := parseStations(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
	good("")
	good("25/201")
	good("25/201 north; 25/202 south;")
	good("25/201 north @ -90 180 -400 470")
	good("25/201 north@48 36")
	good("25/201 coast @ 48 36 20 0 15 0.6 surface") // its errors, and that it watches the sea
	good("25/201 coast @ 48 36 surface")
	bad("25 north")                  // no SIC
	bad("256/1 north")               // a SAC is an octet
	bad("25/201 a; 25/201 b")        // twice
	bad("25/201 north @ 48")         // half a place
	bad("25/201 north @")            // none
	bad("25/201 north @ 91 0")       // beyond the pole
	bad("25/201 north @ 48 36 NaN")  // no height
	bad("25/201 north @ 48 36 0 -1") // reaches less than nothing
	bad("25/201 north @ 1 2 3 4 5")  // an error of range without one of azimuth
	bad("25/201 north @ 1 2 3 4 0 0.5")
	bad("25/201 north @ 1 2 3 4 15 NaN")
	bad("25/201 north @ 1 2 3 4 5 6 7") // too many
}

// TestRecordedDay resolves times of day round midnight, by when they came and by
// when a recording began.
func TestRecordedDay(t *testing.T) {
	at := func(text string) time.Time {
		t.Helper()
		v, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	came := func(came, want string, seconds float64) {
		t.Helper()
		in := input{reader: &reader{}, came: at(came)}
		if got, err := in.moment(seconds); err != nil || !got.Equal(at(want)) {
			t.Errorf("%v that came %s is %s, want %s (%v)", seconds, came, got, want, err)
		}
	}
	came("2026-01-02T12:00:01Z", "2026-01-02T12:00:00Z", 43200)
	came("2026-01-03T00:00:01Z", "2026-01-02T23:59:59.5Z", 86399.5)         // came after midnight
	came("2026-01-02T23:59:59Z", "2026-01-03T00:00:00.5Z", 0.5)             // the radar's clock is a little fast
	came("2026-01-02T00:30:00Z", "2026-01-01T13:00:00Z", 46800)             // eleven hours and a half late
	came("2026-01-02T13:00:00+02:00", "2026-01-02T10:59:58Z", 10*3600+3598) // came by a clock of another zone
	began := func(began, want string, seconds float64) {
		t.Helper()
		in := input{reader: &reader{began: at(began)}}
		if got, err := in.moment(seconds); err != nil || !got.Equal(at(want)) {
			t.Errorf("%v of a recording from %s is %s, want %s (%v)", seconds, began, got, want, err)
		}
	}
	began("2026-01-02T22:00:00Z", "2026-01-02T22:00:00Z", 79200)
	began("2026-01-02T22:00:00Z", "2026-01-02T21:59:30Z", 79170) // within a minute before
	began("2026-01-02T22:00:00Z", "2026-01-03T00:00:05Z", 5)     // after midnight
	began("2026-01-02T22:00:00Z", "2026-01-03T21:58:00Z", 79080) // nearly a day later
	began("2026-01-02T00:00:00Z", "2026-01-01T23:59:50Z", 86390) // begun at midnight
	if _, err := (&input{reader: &reader{}}).moment(1); err == nil {
		t.Error("a time of day alone became a moment")
	}
}

// TestSlant places what a radar sees, and measures the way back.
func TestSlant(t *testing.T) {
	s := station{at: truceline.Point{Lat: 48, Lon: 36}, height: 150}
	for _, azimuth := range []float64{0, 45, 133, 270, 359.9} {
		for _, height := range []float64{150, 3000, 12_000} {
			for _, ground := range []float64{20_000, 100_000, 380_000} {
				a, b := earth+s.height, earth+height
				slant := math.Sqrt(a*a + b*b - 2*a*b*math.Cos(ground/earth))
				at := s.seen(slant, azimuth, height)
				if got := geo.Distance(s.at, at); math.Abs(got-ground) > 1 {
					t.Errorf("%.0f m away and %.0f m up is placed %.1f m away", ground, height, got)
				}
				if turn := math.Remainder(geo.Azimuth(s.at, at)-azimuth, 360); math.Abs(turn) > 1e-6 {
					t.Errorf("azimuth %v is placed %v off", azimuth, turn)
				}
			}
		}
	}
	if at := s.seen(5000, 0, 12_000); geo.Distance(s.at, at) > 1 {
		t.Errorf("what is higher than it is far stands %v m away", geo.Distance(s.at, at))
	}
	if at := s.seen(5000, 90, math.NaN()); math.Abs(geo.Distance(s.at, at)-5000) > 1 {
		t.Error("without a height the slant range is not the distance")
	}
}

// TestRead writes records with every item, expansion fields and chains too,
// filled by chance, and reads every bit again.
func TestRead(t *testing.T) {
	known, err := categories()
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(34, 65))
	for number, c := range known {
		seen := map[string]bool{}
		for range 400 {
			var got []uint64
			r := record{each: func(p *part, raw uint64) { got, seen[p.name] = append(got, raw), true }}
			w := &writer{rng: rng, chain: 2}
			w.record(c, func(int) bool { return rng.IntN(3) == 0 })
			body := w.block(number)[3:]
			length, err := r.read(c, body)
			if err != nil || length != len(body) || r.expansion != nil {
				t.Fatalf("category %d: %d octets of %d: %v, %v\n%x", number, length, len(body), err, r.expansion, body)
			}
			if len(got) != len(w.written) {
				t.Fatalf("category %d: %d fields of %d", number, len(got), len(w.written))
			}
			for i := range got {
				if got[i] != w.written[i] {
					t.Fatalf("category %d: field %d is %x, not %x", number, i, got[i], w.written[i])
				}
			}
			for cut := range body { // what is cut off is refused, and nothing is made of it
				if _, err := r.read(c, body[:cut]); err == nil && len(w.written) > 0 {
					t.Fatalf("category %d: cut to %d octets of %d it was read", number, cut, len(body))
				}
			}
		}
		for _, f := range c.fields {
			if !seen[f.name] {
				t.Errorf("category %d: %s was never written", number, f.name)
			}
		}
	}
}

// TestSamples reads the real recordings, as captures and bare. Plots are those
// records of category 048 that are a detection, as tshark counts them; where their
// radars stand is made up.
func TestSamples(t *testing.T) {
	var places []string
	for _, sic := range []int{11, 12, 13, 14, 201, 204, 205} {
		places = append(places, fmt.Sprintf("25/%d radar %d @ 45.8 15.9 120 400", sic, sic))
	}
	c := config("stations", strings.Join(places, ";"), "from", "2016-05-05T00:00:00Z")
	f := format(t, c)
	for name, want := range map[string]int{"cat_034_048.pcap": 126, "cat048.raw": 1, "cat_062_065.pcap": 2, "cat062cat065.raw": 2, "cat034.raw": 0} {
		file := feedtest.Data(t, "formats/asterix/"+name)
		feedtest.Check(t, f, c, name, file)
		all := feedtest.All(f, c, name, file)
		if len(all.Observations) != want {
			t.Errorf("%s: %d observations, not %d", name, len(all.Observations), want)
		}
		for _, refusal := range all.Refusals {
			t.Error(refusal)
		}
		for _, o := range all.Observations {
			if !o.Plot() || geo.Distance(o.Place.At, truceline.Point{Lat: 45.8, Lon: 15.9}) > 600_000 {
				t.Errorf("%s: %+v", name, o)
			}
			if day := o.When.From.Format(time.DateOnly); strings.Contains(name, "034_048") && day != "2016-05-05" {
				t.Errorf("%s: on %s, but captured on 2016-05-05", name, day)
			}
		}
	}
}

// TestFormatsList checks that docs/formats.txt has a line for every item.
func TestFormatsList(t *testing.T) {
	b, err := os.ReadFile("../../docs/formats.txt")
	if err != nil {
		t.Fatal(err)
	}
	known, err := categories()
	if err != nil {
		t.Fatal(err)
	}
	for number, c := range known {
		for _, item := range c.items {
			if item != nil && !strings.Contains(string(b), "\tI"+padded(int(number))+"/"+item.name+" ") {
				t.Errorf("docs/formats.txt has no line for I%s/%s", padded(int(number)), item.name)
			}
		}
	}
}

func padded(n int) string {
	return string([]byte{'0' + byte(n/100), '0' + byte(n/10%10), '0' + byte(n%10)})
}

func FuzzASTERIX(f *testing.F) {
	feedtest.Seed(f, "*.case")
	f.Add(capture([][]byte{{48, 0, 4, 0}}))
	c := config()
	format := format(f, c)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, format, c, "a.raw", file) })
}

// BenchmarkPlots reads blocks of category 048 with all that a mode S radar sends.
func BenchmarkPlots(b *testing.B) {
	file := feedtest.Data(b, "formats/asterix/cat048.raw")
	c := config()
	f := format(b, c)
	e := truceline.Entry{Body: file, Feed: "radar", File: "a", Line: 1}
	if r := f.Parse(e, nil); len(r.Observations) != 1 {
		b.Fatalf("%+v", r)
	}
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		f.Parse(e, nil)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkFields reads the fields of such a record alone.
func BenchmarkFields(b *testing.B) {
	file := feedtest.Data(b, "formats/asterix/cat048.raw")
	known, err := categories()
	if err != nil {
		b.Fatal(err)
	}
	var r record
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.read(known[48], file[3:]); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
