package transport_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/adsb"
	"github.com/truceline/truceline/feed/transport"
)

// TestLooksOfAReceiver: polled documents of a receiver are tied together where one
// shows that an aircraft's satellite navigation fell since another; a document that was
// on disk before the start is the one that is named.
func TestLooksOfAReceiver(t *testing.T) {
	look := func(second int, nic string) string {
		return fmt.Sprintf(`{"now":%d,"aircraft":[{"hex":"40621d","lat":48.1,"lon":36.2,"seen_pos":0,%s}]}`, 1767330000+second, nic)
	}
	documents := []string{look(0, `"nic":8,"nac_p":9`), look(10, `"nic":8,"nac_p":3`), look(20, `"nic":0,"nac_p":9`), look(30, `"nic":8,"nac_p":9`)}
	var current atomic.Pointer[string]
	current.Store(&documents[0])
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, *current.Load()) }))
	defer web.Close()
	d := newDoor(t)
	c := feed.Config{Feed: "mast", Source: "receiver", Options: map[string]string{"form": "json"}}
	f, err := adsb.New(c)
	if err != nil {
		t.Fatal(err)
	}
	settings := transport.Settings{Kind: transport.KindPoll, Address: web.URL, Every: 100 * time.Millisecond}
	before, stop := context.WithCancel(t.Context()) // an earlier life of the door
	ended := make(chan error, 1)
	go func() {
		ended <- transport.Run(before, transport.Feed{Config: c, Format: f, Settings: settings}, d.intake, nil)
	}()
	d.await(1)
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	s := d.run(transport.Feed{Config: c, Format: f, Settings: settings})
	d.until("the first is seen again", func() bool { return s.Counts(time.Now()).Messages > 1 })
	for i := range documents[1:] {
		current.Store(&documents[i+1])
		d.await(i + 2)
	}
	entries := d.entries()
	for i, want := range [][]truceline.ID{nil, {entries[0].ID}, {entries[1].ID}, nil} {
		if !slices.Equal(entries[i].Needs, want) {
			t.Errorf("document %d needs %v, want %v", i, entries[i].Needs, want)
		}
	}
	var kinds []truceline.Kind
	for i, e := range entries {
		var needs [][]byte
		for range e.Needs {
			needs = append(needs, entries[i-1].Body)
		}
		for _, o := range f.Parse(e, needs).Observations {
			kinds = append(kinds, o.Kind)
		}
	}
	if want := []truceline.Kind{"A1", "A1", "A2", "A1", "A2", "A1"}; !slices.Equal(kinds, want) {
		t.Errorf("read as %v, want %v", kinds, want)
	}
}
