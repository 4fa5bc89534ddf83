package feedtest

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/truceline/truceline/feed"
	"go.yaml.in/yaml/v3"
)

// Sample reads a sample configuration and checks that the format takes it.
func Sample(t *testing.T, newFormat func(feed.Config) (feed.Format, error)) {
	t.Helper()
	b, err := os.ReadFile("sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var sample struct {
		Feeds []struct {
			Feed    string            `yaml:"feed"`
			Format  string            `yaml:"format"`
			Source  string            `yaml:"source"`
			Lineage []string          `yaml:"lineage"`
			Files   []string          `yaml:"files"`
			Options map[string]string `yaml:"options"`
		} `yaml:"feeds"`
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&sample); err != nil {
		t.Fatal(err)
	}
	if len(sample.Feeds) == 0 {
		t.Fatal("no feed in sample.yaml")
	}
	for _, s := range sample.Feeds {
		if _, err := newFormat(feed.Config{Feed: s.Feed, Source: s.Source, Lineage: s.Lineage, Options: s.Options}); err != nil {
			t.Error(err)
		}
	}
}

// Readme checks that the format's README explains each of its fields.
func Readme(t *testing.T, fields ...string) {
	t.Helper()
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range fields {
		if !strings.Contains(string(b), "| `"+field+"` |") {
			t.Errorf("README.md has no row for the field %s", field)
		}
	}
}
