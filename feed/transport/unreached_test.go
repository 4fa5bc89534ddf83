package transport_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/stac"
	"github.com/truceline/truceline/feed/table"
	"github.com/truceline/truceline/feed/transport"
)

// TestUnreached: it is told since when what a feed goes to for its messages cannot be
// had, and no more once it can.
func TestUnreached(t *testing.T) {
	d := newDoor(t)
	try := func(of func(feed.Config) (feed.Format, error), s transport.Settings, mend func()) {
		t.Helper()
		c := feed.Config{Feed: "far " + s.Kind, Source: "far", Options: map[string]string{}}
		if s.Kind != transport.KindPoll {
			c.Options["form"] = "ndjson"
		}
		f, err := of(c)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		status := d.run(transport.Feed{Config: c, Format: f, Settings: s})
		at := func() time.Time { return status.Counts(time.Now()).Unreached }
		d.until(s.Kind+": it cannot be reached", func() bool { return !at().IsZero() })
		first := at()
		time.Sleep(300 * time.Millisecond)
		if !at().Equal(first) || first.Before(began) {
			t.Errorf("%s: unreached since %s, then since %s", s.Kind, first, at())
		}
		mend()
		d.until(s.Kind+": it is reached", func() bool { return at().IsZero() })
	}
	var there atomic.Bool
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !there.Load() {
			http.Error(w, "no such thing", http.StatusNotFound)
			return
		}
		io.WriteString(w, scenes("", "a"))
	}))
	defer web.Close()
	try(stac.New, transport.Settings{Kind: transport.KindPoll, Address: web.URL, Every: 100 * time.Millisecond}, func() { there.Store(true) })

	folder := filepath.Join(t.TempDir(), "drop")
	try(table.New, transport.Settings{Kind: transport.KindFolder, Folder: folder, Every: 100 * time.Millisecond}, func() { os.Mkdir(folder, 0o700) })

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	try(table.New, transport.Settings{Kind: transport.KindDial, Address: address}, func() {
		if l, err = net.Listen("tcp", address); err != nil {
			t.Fatal(err)
		}
	})
	l.Close()
}
