package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestLiveSamples: the sample stanza of each format can be put into a mission as it
// stands, under the name that it gives; those for whom live feeds are made have one.
func TestLiveSamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../feed/*/live.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var formats []string
	roads := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		stanza, err := parseFeed(file, text)
		if err != nil {
			t.Error(err)
			continue
		}
		if folder := filepath.Base(filepath.Dir(file)); stanza.Format != folder {
			t.Errorf("%s describes a feed of format %s", file, stanza.Format)
		}
		if name := regexp.MustCompile(`(?m)^# feeds/(\w+)\.yaml: `).FindSubmatch(text); name == nil || string(name[1]) != stanza.Feed {
			t.Errorf("%s does not say that its name in a mission is feeds/%s.yaml", file, stanza.Feed)
		}
		formats, roads[stanza.Transport.Kind] = append(formats, stanza.Format), true
	}
	want := []string{"adsb", "ais", "alerts", "asterix", "cap", "control", "cot", "firms", "klv", "news", "remoteid", "sapient", "sensorthings", "stac", "table"}
	if !slices.Equal(formats, want) || len(roads) < 6 {
		t.Errorf("samples of %v by %d roads, want %v", formats, len(roads), want)
	}
}
