package sapient

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed/feedtest"
)

func corpus(t *testing.T, set string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(feedtest.DataDir(t), "formats", "sapient", set, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	out := map[string][]byte{}
	for _, file := range files {
		if out[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestCorpus judges the messages of the standard's test harness: every good one
// is taken, every bad one refused with a reason.
func TestCorpus(t *testing.T) {
	f := format(t)
	for name, text := range corpus(t, "bsi_flex_335_v2_valid") {
		feedtest.Check(t, f, config(), name, text)
		r := feedtest.All(f, config(), name, text)
		if len(r.Refusals) > 0 {
			t.Errorf("%s: refused %v", name, r.Refusals)
		}
		if strings.HasPrefix(name, "DetectionReport.") && len(r.Observations) != 1 {
			t.Errorf("%s: %d observations", name, len(r.Observations))
		}
	}
	for name, text := range corpus(t, "bsi_flex_335_v2_invalid") {
		feedtest.Check(t, f, config(), name, text)
		r := feedtest.All(f, config(), name, text)
		if len(r.Refusals) == 0 || len(r.Observations)+len(r.Watches)+len(r.Texts) > 0 {
			t.Errorf("%s: accepted", name)
		}
	}
}

// BenchmarkFullDetection reads the corpus's detection with every field filled in.
func BenchmarkFullDetection(b *testing.B) {
	feedtest.AtWork(b)
	r := newReader(b)
	body, err := r.schema.fromJSON(feedtest.Data(b, "formats/sapient/bsi_flex_335_v2_valid/DetectionReport.FullMessage.json"))
	if err != nil {
		b.Fatal(err)
	}
	e := truceline.Entry{Body: framed(body)}
	b.ReportAllocs()
	b.SetBytes(int64(len(e.Body)))
	before := feedtest.Processor(b)
	for b.Loop() {
		if out := r.parse(e, nil); len(out.Observations) != 1 {
			b.Fatal(out.Refusals)
		}
	}
	b.ReportMetric(float64(b.N)/(feedtest.Processor(b)-before).Seconds(), "detections/s-of-processor")
}

// BenchmarkLibrary takes the same message apart with the protobuf library, without
// a look at any rule, for comparison.
func BenchmarkLibrary(b *testing.B) {
	feedtest.AtWork(b)
	r := newReader(b)
	body, err := r.schema.fromJSON(feedtest.Data(b, "formats/sapient/bsi_flex_335_v2_valid/DetectionReport.FullMessage.json"))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	before := feedtest.Processor(b)
	for b.Loop() {
		if err := proto.Unmarshal(body, dynamicpb.NewMessage(r.schema.descriptor)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/(feedtest.Processor(b)-before).Seconds(), "detections/s-of-processor")
}
