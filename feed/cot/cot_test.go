package cot

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config {
	return feed.Config{Feed: "tak", Source: "TAK server", Options: map[string]string{"names": "ANDROID-01=patrol 1", "sees": "1500"}}
}

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, "names", "kinds", "sees", "how", "opex", "sensor")
	bad := func(name, value string) {
		t.Helper()
		if _, err := New(feed.Config{Options: map[string]string{name: value}}); err == nil {
			t.Errorf("option %s=%q was taken", name, value)
		}
	}
	bad("form", "xml")     // there is no such option
	bad("names", "patrol") // of whom?
	bad("kinds", "a-h=Z9") // not in the taxonomy
	bad("sees", "0")       // then nothing is watched
	bad("sees", "far")     // not a number
}

// marker is one that says something in every field.
func marker() Marker {
	return Marker{UID: "incident-1", Type: "a-u-A", How: "h-e", At: time.Date(2026, 5, 1, 10, 0, 0, 123e6, time.UTC), Stale: time.Date(2026, 5, 1, 11, 0, 0, 0, time.UTC),
		Place: truceline.Point{Lat: 48.5, Lon: 36.25}, Error: 100, Name: `A1 & "near" <village>`, Remarks: "first line\nsecond, ніч"}
}

// mesh is a marker as it fills a datagram.
func mesh(m Marker) []byte { return append([]byte{magic, 1, magic}, m.payload()...) }

// TestMarker reads back, in each of the three forms, what was written.
func TestMarker(t *testing.T) {
	m := marker()
	for _, message := range [][]byte{m.XML(), m.TAK(), mesh(m)} {
		e, ok, wrong := read(message)
		if !ok || wrong != nil {
			t.Fatalf("%q: %v", message, wrong)
		}
		if string(e.uid) != m.UID || string(e.kind) != m.Type || string(e.how) != m.How || !e.at.Equal(m.At) || !e.stale.Equal(m.Stale) ||
			e.lat != m.Place.Lat || e.lon != m.Place.Lon || e.ce != m.Error || string(e.callsign) != m.Name || string(e.remarks) != m.Remarks {
			t.Errorf("%q: %+v", message, e)
		}
	}
}

// TestFrame cuts a stream on which all forms come one after another, with noise
// and a broken document between.
func TestFrame(t *testing.T) {
	m := marker()
	parts := [][]byte{m.XML()[:len(m.XML())-1], []byte("\n" + string(m.XML()[:len(m.XML())-1])), []byte("\nnoise"), m.TAK(), m.TAK(),
		[]byte(`<event version="2.0"><point>`), m.XML()[:len(m.XML())-1], []byte("\n<!-- a comment > -->" + `<event a="</event>"/>`), m.TAK()}
	stream := bytes.Join(parts, nil)
	pieces := feed.SplitFrames(stream, frame, nil)
	if len(pieces) != len(parts) {
		t.Fatalf("%d pieces, want %d", len(pieces), len(parts))
	}
	for i, p := range pieces {
		if !bytes.Equal(p.Body, parts[i]) {
			t.Errorf("piece %d: %q, want %q", i, p.Body, parts[i])
		}
	}
	for n := range len(stream) { // byte by byte nothing is cut in another way
		if got := frame(stream[:n]); got != 0 && got != len(parts[0]) {
			t.Fatalf("with %d bytes %d are cut off", n, got)
		}
	}
	for _, lost := range []string{"\xbf\xff\xff\xff\xff\x7f", "\xbf\x01\xbf", "\xbf\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"} {
		if got := frame([]byte(lost)); got != feed.Lost {
			t.Errorf("%q: %d", lost, got)
		}
	}
}

func TestAnswer(t *testing.T) {
	at := time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)
	said := func(message []byte) []byte { return format(t).Answer(truceline.Entry{Body: message, Received: at}) }
	m := marker()
	if got := said(m.XML()); got != nil {
		t.Errorf("%q", got)
	}
	m.Type = "t-x-c-t"
	for _, ping := range [][]byte{m.XML(), m.TAK()} {
		e, ok, wrong := read(said(ping))
		if !ok || wrong != nil || string(e.kind) != "t-x-c-t-r" || !e.at.Equal(at) {
			t.Errorf("%q: %+v %v", ping, e, wrong)
		}
		if got := said(said(ping)); got != nil {
			t.Errorf("a pong was answered: %q", got)
		}
	}
	m.Type = "t-x-takp-q"
	for version, agreed := range map[string]string{"1": "true", "2": "false"} {
		asked := strings.Replace(string(m.XML()), "<detail>", `<detail><TakControl><TakRequest version="`+version+`"/></TakControl>`, 1)
		if got := string(said([]byte(asked))); !strings.Contains(got, `<TakResponse status="`+agreed+`"/>`) {
			t.Errorf("version %s: %q", version, got)
		}
	}
}

// TestSamples reads what programs of the field wrote.
func TestSamples(t *testing.T) {
	f := format(t)
	files, err := filepath.Glob(filepath.Join(feedtest.DataDir(t), "formats", "cot", "*", "*.xml"))
	if err != nil || len(files) < 30 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		feedtest.Check(t, f, config(), filepath.Base(file), text)
		r := feedtest.All(f, config(), filepath.Base(file), text)
		if strings.HasPrefix(filepath.Base(file), "cli_") { // a message of a test of broken ones: it says no type
			if len(r.Refusals) != 1 || r.Refusals[0].Field != "type" {
				t.Errorf("%s: %v", filepath.Base(file), r.Refusals)
			}
		} else if len(r.Refusals) > 0 {
			t.Errorf("%s: %v", filepath.Base(file), r.Refusals)
		}
	}
}

func FuzzCoT(f *testing.F) {
	feedtest.Seed(f, "*.case")
	for _, message := range [][]byte{marker().XML(), marker().TAK(), mesh(marker())} {
		f.Add(message)
	}
	cot := format(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		feedtest.Check(t, cot, config(), "cot", file)
		for _, p := range cot.Split(file) {
			if said := cot.Answer(truceline.Entry{Body: p.Body, Received: time.Unix(1_777_777_777, 0)}); said != nil {
				if _, _, wrong := read(said); wrong != nil {
					t.Fatalf("answered %q: %v", said, wrong)
				}
			}
		}
	})
}

// FuzzMarker writes any words and reads them back.
func FuzzMarker(f *testing.F) {
	f.Add("a", "b")
	f.Add(`<&">'`, "\x00\n\t\r]]>￾")
	f.Fuzz(func(t *testing.T, name, remarks string) {
		m := marker()
		m.Name, m.Remarks = name, remarks
		for _, message := range [][]byte{m.XML(), m.TAK()} {
			e, ok, wrong := read(message)
			if !ok || wrong != nil {
				t.Fatalf("%q: %v", message, wrong)
			}
			if clean := string(resolved(escaped(nil, name))); string(e.callsign) != clean {
				t.Fatalf("%q: %q", name, e.callsign)
			}
		}
	})
}

func BenchmarkXML(b *testing.B) {
	m := marker()
	text := bytes.Replace(m.XML(), []byte("<detail>"), []byte(`<detail><takv os="29" version="4.10.0.4" device="phone" platform="ATAK-CIV"/><uid Droid="one"/>`+
		`<__group name="Cyan" role="Team Member"/><status battery="78"/><track speed="0.512345" course="180.000000"/><precisionlocation altsrc="GPS" geopointsrc="GPS"/>`), 1)
	measure(b, text)
}

func BenchmarkTAK(b *testing.B) { measure(b, marker().TAK()) }

func measure(b *testing.B, message []byte) {
	feedtest.AtWork(b)
	f := format(b)
	e := truceline.Entry{Body: message}
	b.ReportAllocs()
	b.SetBytes(int64(len(message)))
	before := feedtest.Processor(b)
	for b.Loop() {
		if out := f.Parse(e, nil); len(out.Observations) != 1 {
			b.Fatal(out.Refusals)
		}
	}
	b.ReportMetric(float64(b.N)/(feedtest.Processor(b)-before).Seconds(), "events/s-of-processor")
}

// BenchmarkEncodingXML is what the standard library takes to walk the same
// document and read its attributes, for comparison.
func BenchmarkEncodingXML(b *testing.B) {
	text := marker().XML()
	b.ReportAllocs()
	before := feedtest.Processor(b)
	for b.Loop() {
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)/(feedtest.Processor(b)-before).Seconds(), "events/s-of-processor")
}

// BenchmarkScanner walks the same document with ours.
func BenchmarkScanner(b *testing.B) {
	text := marker().XML()
	b.ReportAllocs()
	before := feedtest.Processor(b)
	for b.Loop() {
		s := scanner{text: text}
		for {
			if t, err := s.next(); err != nil {
				b.Fatal(err)
			} else if t == tokenEnd {
				break
			}
		}
	}
	b.ReportMetric(float64(b.N)/(feedtest.Processor(b)-before).Seconds(), "events/s-of-processor")
}
