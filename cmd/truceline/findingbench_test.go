package main

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/engine"
	"github.com/truceline/truceline/journal"
)

// BenchmarkFinding plays a bad night with a tick a second, as live, and tells how
// long the steps took that found anything. A finding comes in the same step as the
// version of the incident that it is about; the bar is 50 ms.
func BenchmarkFinding(b *testing.B) {
	world := filepath.Join(b.TempDir(), "world")
	if code := run(context.Background(), quiet(), []string{"sim", "bad-night", "--seed", "101", "--out", world}); code != exitDone {
		b.Fatal(code)
	}
	var took []time.Duration
	steps := 0
	for b.Loop() {
		took, steps = nil, 0
		err := journalOf(b.Context(), quiet(), world, "", func(j *journal.Journal, l *loaded) error {
			return eachSecond(b.Context(), j, l, func(of time.Duration, out engine.Output) {
				if steps++; len(out.Findings) > 0 {
					took = append(took, of)
				}
			})
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(took)
	at := func(share float64) float64 {
		return took[int(share*float64(len(took)-1))].Seconds() * 1000
	}
	b.ReportMetric(float64(steps), "steps")
	b.ReportMetric(at(0.5), "median-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "longest-ms")
	b.ReportMetric(0, "ns/op")
}

// eachSecond takes a journal through an engine with a tick a second, and tells of each
// of these.
func eachSecond(ctx context.Context, j *journal.Journal, l *loaded, told func(time.Duration, engine.Output)) error {
	formats, err := feedsOf(l.config.Feeds)
	if err != nil {
		return err
	}
	read, eng := newReader(formats, j.Entry), engine.New(l.engine())
	var last time.Time
	tick := func(at time.Time) error {
		began := time.Now()
		out, err := eng.Step(engine.Input{Entry: truceline.Entry{Kind: truceline.KindTick, Received: at}})
		told(time.Since(began), out)
		last = at
		return err
	}
	return j.Read(ctx, 1, 0, func(entries []truceline.Entry) error {
		for _, e := range entries {
			if e.Feed == feedConfig {
				continue
			}
			if e.Kind == truceline.KindTick {
				for at := last.Add(time.Second); !last.IsZero() && at.Before(e.Received); at = at.Add(time.Second) {
					if err := tick(at); err != nil {
						return err
					}
				}
				if err := tick(e.Received); err != nil {
					return err
				}
				continue
			}
			reading, err := read.read(ctx, e)
			if err != nil {
				return err
			}
			if _, err := eng.Step(engine.Input{Entry: e, Reading: reading}); err != nil {
				return err
			}
		}
		return nil
	})
}
