package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/feed/feedtest"
)

// riverLoad is what comes of the load between two numbers of observations, at so many
// a second: the pieces of each feed, as its format cuts them, and the tick.
func riverLoad(tb testing.TB, read *reader, rng *rand.Rand, began time.Time, first, last, rate int) (entries []truceline.Entry) {
	tb.Helper()
	var ais, sbs, rows bytes.Buffer
	for n := first; n < last; n++ {
		since := time.Duration(n) * time.Second / time.Duration(rate)
		now := began.Add(since)
		switch k := n % 100; {
		case k < postShare:
			post(&rows, rng, n, now)
		case k%5 < 3:
			ship(&ais, n, now, since)
		default:
			plane(&sbs, n, now, since)
		}
	}
	end := began.Add(time.Duration(last) * time.Second / time.Duration(rate))
	for _, feed := range []struct {
		name string
		file []byte
	}{{"ships", ais.Bytes()}, {"aircraft", sbs.Bytes()}, {"posts", rows.Bytes()}} {
		for i, p := range read.formats[feed.name].Split(feed.file) {
			e := truceline.Entry{Kind: truceline.KindData, Feed: feed.name, Source: feed.name, File: "bench", Line: first + i + 1, Received: end, Body: p.Body}
			binary.BigEndian.PutUint64(e.Salt[:], uint64(e.Line))
			copy(e.Salt[8:], feed.name)
			e.ID = truceline.EntryIDOf(e.Salt, e.Body)
			entries = append(entries, e)
		}
	}
	return append(entries, tickAt(end))
}

// BenchmarkRiver takes the load of TestRiverLoad from entries to conclusions in one
// process, without sockets and disk: parsing, tracks, incidents and findings, twenty
// seconds of 20,000 observations each. The bar is 60,000 a second of processor time.
func BenchmarkRiver(b *testing.B) {
	const rate, seconds = 20_000, 20
	ctx := context.Background()
	for b.Loop() {
		read, f, began := loadedRiver(b)
		step := func(entries []truceline.Entry) {
			for _, e := range entries {
				if _, err := f.step(ctx, read, f.engine, e); err != nil {
					b.Fatal(err)
				}
			}
		}
		rng := rand.New(rand.NewPCG(1, 8470))
		var took, slowest time.Duration
		for second := range seconds {
			entries := riverLoad(b, read, rng, began, second*rate, (second+1)*rate, rate)
			before := feedtest.Processor(b)
			step(entries[:len(entries)-1])
			ticked := time.Now()
			step(entries[len(entries)-1:])
			slowest = max(slowest, time.Since(ticked))
			took += feedtest.Processor(b) - before
			f.conclusions = f.conclusions[:0]
		}
		b.ReportMetric(float64(f.engine.Observations())/took.Seconds(), "obs/CPU-s")
		b.ReportMetric(float64(slowest.Milliseconds()), "slowest-tick-ms")
		b.ReportMetric(float64(len(f.incidentVersions)), "incident-versions")
		b.ReportMetric(float64(len(f.findingVersions)), "finding-versions")
		b.ReportMetric(0, "ns/op")
	}
}

// loadedRiver is a live mission's flow that has read its configuration and waits for
// the load, and when that begins.
func loadedRiver(b *testing.B) (*reader, *flowed, time.Time) {
	b.Helper()
	m := newMission(b, nil)
	m.inForce()
	l, err := load(&loaded{folder: m.folder, live: true})
	if err != nil {
		b.Fatal(err)
	}
	head, err := l.beginning("")
	if err != nil {
		b.Fatal(err)
	}
	formats, err := feedsOf(l.config.Feeds)
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now().UTC().Truncate(time.Second)
	for name, text := range loadFeeds() {
		head = append(head, truceline.Entry{Kind: truceline.KindReference, Feed: feedConfig, File: feedFile(name), Received: began, Body: []byte("feed: " + name + "\n" + text)})
	}
	read := newReader(formats, nil)
	f := newFlowed(engine.New(l.engine()))
	for _, e := range head {
		if _, err := f.step(context.Background(), read, f.engine, e); err != nil {
			b.Fatal(err)
		}
	}
	return read, f, began
}
