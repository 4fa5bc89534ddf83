package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/journal"
)

// TestWriter: what was handed over is on disk when the writer has ended, each tick that
// released anything is told of when that is so, and a journal that takes nothing
// more is told to who hands over next.
func TestWriter(t *testing.T) {
	ctx := context.Background()
	j, err := journal.Open(ctx, t.TempDir(), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	led := func(tick int) written {
		f := newFlowed(nil)
		for k := range tick % 3 {
			if err := f.add(conclusion{}, "incident", truceline.IDOf(fmt.Sprint(tick)), k, time.Unix(int64(tick), 0)); err != nil {
				t.Fatal(err)
			}
		}
		return written{f.conclusions, time.Now(), tick % 2}
	}
	told, want := 0, 0
	w := newWriter(ctx, j.Append, func(took time.Duration, statements int) {
		if told++; took < 0 || statements != 1 {
			t.Errorf("%v for %d statements", took, statements)
		}
	})
	for tick := range 2 * writerRoom {
		x := led(tick)
		want += len(x.conclusions)
		if err := w.write(x); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.end(); err != nil || j.Last() != uint64(want) || told != writerRoom {
		t.Errorf("%v; %d of %d conclusions, %d of %d ticks", err, j.Last(), want, told, writerRoom)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	w = newWriter(ctx, j.Append, func(time.Duration, int) { t.Error("told of what is not on disk") })
	for err == nil {
		err = w.write(led(5))
	}
	if last := w.end(); last == nil {
		t.Error("no error at the end")
	}
}
