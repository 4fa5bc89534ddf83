package sapient

import (
	"bytes"
	"encoding/binary"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config {
	return feed.Config{Feed: "sensors", Source: "perimeter network", Options: map[string]string{
		"nodes": "5b1c9f3e-7a4d-4c0e-9b21-3f60d1a7e001=RD-1;5b1c9f3e-7a4d-4c0e-9b21-3f60d1a7e002=CAM-1"}}
}

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	feedtest.Readme(t, "node_id", "nodes", "kinds", "declination")
	bad := func(name, value string) {
		t.Helper()
		if _, err := New(feed.Config{Options: map[string]string{name: value}}); err == nil {
			t.Errorf("option %s=%q was taken", name, value)
		}
	}
	bad("form", "json")          // there is no such option
	bad("node_id", "fusion")     // not a UUID
	bad("nodes", "camera=CAM-1") // not a UUID
	bad("kinds", "boar=Z9")      // not in the taxonomy
	bad("kinds", "wild boar=C3") // words are matched one by one
	bad("declination", "eight")  // not a number
}

// framed is a message as it goes over a connection.
func framed(body []byte) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body...)
}

// inBytes is the messages of a case in the other form.
func inBytes(t testing.TB, r *reader, file []byte) (out []byte) {
	t.Helper()
	for _, piece := range feed.SplitFrames(file, frame, nil) {
		if body, err := r.schema.fromJSON(piece.Body); err == nil {
			out = append(out, framed(body)...)
		}
	}
	return out
}

func newReader(t testing.TB) *reader {
	t.Helper()
	s, err := newSchema()
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{config: config(), schema: s, names: map[string]string{}}
	if err := r.options(); err != nil {
		t.Fatal(err)
	}
	return r
}

func caseFile(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".case")
	if err != nil {
		t.Fatal(err)
	}
	file, _, _ := bytes.Cut(text, []byte("\n-- want --\n"))
	return file
}

// TestForms reads the same messages as JSON and as bytes: they say the same.
func TestForms(t *testing.T) {
	f, r := format(t), newReader(t)
	for _, name := range []string{"radar", "camera"} {
		file := caseFile(t, name)
		wire := inBytes(t, r, file)
		feedtest.Check(t, f, config(), name, wire)
		a, b := feedtest.All(f, config(), name, file), feedtest.All(f, config(), name, wire)
		if len(a.Refusals)+len(b.Refusals) > 0 || len(a.Observations) != len(b.Observations) || len(a.Watches) != len(b.Watches) || len(b.Watches) == 0 {
			t.Fatalf("%s: %d and %d observations, %d and %d watches, refused %v %v", name, len(a.Observations), len(b.Observations), len(a.Watches), len(b.Watches), a.Refusals, b.Refusals)
		}
		for i := range a.Observations {
			x, y := a.Observations[i], b.Observations[i]
			x.ID, x.Entry, y.ID, y.Entry = truceline.ID{}, truceline.ID{}, truceline.ID{}, truceline.ID{}
			if x.Remarks != y.Remarks || x.Place != y.Place || x.Kind != y.Kind || !x.When.From.Equal(y.When.From) {
				t.Errorf("%s: %+v\n%+v", name, x, y)
			}
		}
	}
}

// TestAnswer holds what a fusion node says back to each kind of message.
func TestAnswer(t *testing.T) {
	f, r := format(t), newReader(t)
	at := time.Date(2026, 5, 1, 10, 0, 1, 500, time.UTC)
	answer := func(piece []byte) envelope {
		t.Helper()
		said := f.Answer(truceline.Entry{Body: piece, Received: at})
		if said == nil {
			return envelope{}
		}
		body, mistakes := r.message(said)
		if len(mistakes) > 0 {
			t.Fatalf("%q: %v", said, mistakes)
		}
		e := readEnvelope(body)
		if !e.at.Equal(at) || string(e.node) != nodeIDOf("sensors") || isWire(said) != isWire(piece) {
			t.Errorf("%q", said)
		}
		if e.content == contentTask {
			t.Errorf("a task was sent: %q", said)
		}
		return e
	}
	want := func(piece []byte, content int, reason string) {
		t.Helper()
		e := answer(piece)
		if e.content != content || !strings.Contains(string(e.body), reason) {
			t.Errorf("%.200q: answered %d %q, want %d with %q", piece, e.content, e.body, content, reason)
		}
	}
	pieces := func(name string) (out [][]byte) {
		for _, p := range feed.SplitFrames(caseFile(t, name), frame, nil) {
			out = append(out, p.Body)
		}
		return out
	}
	radar, camera, refused := pieces("radar"), pieces("camera"), pieces("refused")
	want(radar[0], contentRegistrationAck, "\x08\x01")
	want(inBytes(t, r, radar[0]), contentRegistrationAck, "\x08\x01")
	want(bytes.Replace(radar[0], []byte(`"BSI Flex 335 v2.0"`), []byte(`"v7"`), 1), contentRegistrationAck, "icd_version")
	want(radar[1], 0, "") // a status report needs no answer
	want(radar[2], 0, "") // nor does a detection
	alert := camera[len(camera)-1]
	want(alert, contentAlertAck, "\x28\x01")
	want(bytes.Replace(alert, []byte("48.5"), []byte("98.5"), 1), contentAlertAck, "alert.location.y")
	want(refused[0], contentError, "range_bearing, location")
	want(refused[2], contentError, "surprise")
	want([]byte("x"), contentError, "")
	want(nil, 0, "")
	task := bytes.Replace(refused[3], []byte("10:00:07Z"), []byte("10:00:09Z"), 1)
	task = bytes.Replace(task, []byte(`"task"`), []byte(`"destinationId": "5b1c9f3e-7a4d-4c0e-9b21-3f60d1a7e0ff", "task"`), 1)
	want(task, contentTaskAck, "takes no tasks")
	if e := answer(radar[0]); string(e.destination) != "5b1c9f3e-7a4d-4c0e-9b21-3f60d1a7e001" {
		t.Errorf("%q", e.destination)
	}
}

// TestSchema holds that each file of the standard's messages compiled with its
// rules: mandatory fields, identifiers, bounds and choices.
func TestSchema(t *testing.T) {
	s := newReader(t).schema
	if s.root.needs != 1<<1|1<<2 || !s.root.choices[0].mandatory || !s.root.fields[2].uuid || s.root.fields[7].message.fields[7].most != 1 {
		t.Errorf("%+v", s.root)
	}
}

func FuzzSAPIENT(f *testing.F) {
	feedtest.Seed(f, "*.case")
	r := newReader(f)
	for _, name := range []string{"radar", "camera"} {
		f.Add(inBytes(f, r, caseFile(f, name)))
	}
	sapient := format(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		feedtest.Check(t, sapient, config(), "sapient", file)
		for _, p := range sapient.Split(file) {
			if said := sapient.Answer(truceline.Entry{Body: p.Body, Received: time.Unix(1_777_777_777, 0)}); said != nil {
				if _, mistakes := r.message(said); len(mistakes) > 0 {
					t.Fatalf("answered %q: %v", said, mistakes)
				}
			}
		}
	})
}

func BenchmarkDetection(b *testing.B) {
	feedtest.AtWork(b)
	f, r := format(b), newReader(b)
	pieces := feed.SplitFrames(inBytes(b, r, caseFile(b, "radar")), frame, r.link)
	var needs [][]byte
	for _, n := range pieces[2].Needs {
		needs = append(needs, pieces[n].Body)
	}
	e := truceline.Entry{Body: pieces[2].Body}
	b.ReportAllocs()
	b.SetBytes(int64(len(e.Body)))
	before := feedtest.Processor(b)
	for b.Loop() {
		if out := f.Parse(e, needs); len(out.Observations) != 1 {
			b.Fatal(out.Refusals)
		}
	}
	b.ReportMetric(float64(b.N)/(feedtest.Processor(b)-before).Seconds(), "detections/s-of-processor")
}
