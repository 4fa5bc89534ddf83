package sapient

import (
	"os"
	"path/filepath"
	"testing"

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

// TestCorpus judges the messages of the standard's test harness.
func TestCorpus(t *testing.T) {
	s, err := newSchema()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range corpus(t, "bsi_flex_335_v2_valid") {
		body, err := s.fromJSON(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if m := s.check(body); len(m) > 0 {
			t.Errorf("%s: %+v", name, m)
		}
	}
	for name, text := range corpus(t, "bsi_flex_335_v2_invalid") {
		body, err := s.fromJSON(text)
		if err != nil {
			t.Logf("%s: %v", name, err)
			continue
		}
		m := s.check(body)
		if len(m) == 0 {
			t.Errorf("%s: accepted", name)
		}
		t.Logf("%s: %+v", name, m)
	}
}
