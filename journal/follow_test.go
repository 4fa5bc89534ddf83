package journal

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/truceline/truceline"
)

func TestFollow(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir, Options{})
	appended(t, j, data("a", "1", "2", "3"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	got := make(chan truceline.Entry, 100)
	done := make(chan error, 1)
	follow := func(ctx context.Context) {
		done <- j.Follow(ctx, "engine", func(es []truceline.Entry) error {
			for _, e := range es {
				got <- e
			}
			return nil
		})
	}
	expect := func(bodies ...string) {
		t.Helper()
		for _, b := range bodies {
			select {
			case e := <-got:
				if string(e.Body) != b {
					t.Fatalf("followed to %q, want %q", e.Body, b)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%q never came", b)
			}
		}
	}
	go follow(ctx)
	expect("1", "2", "3")
	if err := j.Follow(ctx, "engine", nil); !errors.Is(err, truceline.ErrUsage) {
		t.Errorf("following twice under one name: %v", err)
	}
	appended(t, j, data("a", "4"))
	expect("4")
	cancel()
	if err := <-done; err != context.Canceled {
		t.Fatal(err)
	}
	appended(t, j, data("a", "5"))
	shut(t, j)

	j = opened(t, dir, Options{})
	if p, err := j.Position("engine"); p != 4 || err != nil {
		t.Fatalf("position %d, %v", p, err)
	}
	failure := errors.New("no room")
	err := j.Follow(t.Context(), "engine", func(es []truceline.Entry) error { return failure })
	if !errors.Is(err, failure) {
		t.Fatal(err)
	}
	go follow(t.Context())
	expect("5") // again, as it failed
	shut(t, j)
	if err := <-done; !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	j = opened(t, dir, Options{})
	if err := j.Forget("engine"); err != nil {
		t.Fatal(err)
	}
	go follow(t.Context())
	expect("1", "2", "3", "4", "5")
	shut(t, j)
	<-done
}

// TestFollowerMayAppend plays the engine, which puts its conclusions back.
func TestFollowerMayAppend(t *testing.T) {
	j := opened(t, t.TempDir(), Options{})
	appended(t, j, data("a", "1", "2", "3"))
	enough := errors.New("enough")
	err := j.Follow(t.Context(), "engine", func(es []truceline.Entry) error {
		for _, e := range es {
			if e.Kind == truceline.KindConclusion && e.Seq == 6 {
				return enough
			}
			if e.Kind == truceline.KindData {
				c := truceline.Entry{Kind: truceline.KindConclusion, Feed: "engine", Key: e.ID.String(), Body: e.Body}
				if _, err := j.Append(t.Context(), []truceline.Entry{c}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if !errors.Is(err, enough) || j.Last() != 6 {
		t.Fatalf("%v, last %d", err, j.Last())
	}
}

func TestATornPositionFallsBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	p, err := openPosition(path)
	if err != nil {
		t.Fatal(err)
	}
	for p.seq = range uint64(10) {
		if err := p.save(); err != nil {
			t.Fatal(err)
		}
	}
	torn := 1 - p.place // where 9 was written
	p.file.WriteAt([]byte{0xff}, torn*placeSize+3)
	p.file.Close()
	p, err = openPosition(path)
	if err != nil || p.seq != 8 || p.place != torn {
		t.Fatalf("%+v, %v", p, err)
	}
	p.file.Close()
}
