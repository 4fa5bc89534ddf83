package posture

import (
	"flag"
	"testing"

	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/feedtest"
)

var update = flag.Bool("update", false, "rewrite the wants of the cases")

func config() feed.Config { return feed.Config{Feed: "posture", Source: "monitor"} }

func format(t testing.TB) feed.Format {
	t.Helper()
	return feedtest.Format(t, New, config())
}

func TestCases(t *testing.T) {
	feedtest.Cases(t, format(t), config(), "*.case", *update)
	feedtest.Sample(t, New)
	if _, err := New(feed.Config{Options: map[string]string{"zone": "UTC"}}); err == nil {
		t.Error("an unknown option was taken")
	}
}

func FuzzPosture(f *testing.F) {
	feedtest.Seed(f, "*.case")
	posture := format(f)
	f.Fuzz(func(t *testing.T, file []byte) { feedtest.Check(t, posture, config(), "posture.yaml", file) })
}
