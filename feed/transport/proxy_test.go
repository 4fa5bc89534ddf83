package transport_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/truceline/truceline/feed/transport"
)

// TestPollByProxy: where a proxy is named, all questions go to it, with the feed's own
// fields; a proxy that is not there is a fault that is told, and tried again.
func TestPollByProxy(t *testing.T) {
	d := newDoor(t)
	asked := make(chan *http.Request, 10)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		asked <- q
		io.WriteString(w, rows)
	}))
	defer proxy.Close()
	s := d.run(rowFeed(t, transport.Settings{
		Kind: transport.KindPoll, Address: "http://catalogue.invalid/fires.csv", Proxy: proxy.URL, Every: time.Hour, Head: map[string]string{"X-Key": "k"},
	}))
	d.await(3)
	if q := <-asked; q.URL.String() != "http://catalogue.invalid/fires.csv" || q.Header.Get("X-Key") != "k" {
		t.Errorf("the proxy was asked for %s with %v", q.URL, q.Header)
	}
	if c := s.Counts(time.Now()); c.Fault != "" || c.Messages != 1 {
		t.Errorf("%+v", c)
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	s = d.run(rowFeed(t, transport.Settings{Kind: transport.KindPoll, Address: "http://catalogue.invalid/fires.csv", Proxy: gone.URL, Every: 100 * time.Millisecond}))
	d.until("the fault is told", func() bool { return strings.Contains(s.Counts(time.Now()).Fault, "proxy") })
	if d.journal.Last() != 3 {
		t.Errorf("%d entries", d.journal.Last())
	}
}
