package transport_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/feed/sensorthings"
	"github.com/truceline/truceline/feed/stac"
	"github.com/truceline/truceline/feed/transport"
)

// catalogue is a server of pages, each a document under an address of its own.
type catalogue struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]string // by path, query and what was posted; one that is missing answers 500
	asked []string          // with the answer: 200, 304 or 500
}

func newCatalogue(t *testing.T) *catalogue {
	c := &catalogue{pages: map[string]string{}}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		c.mu.Lock()
		defer c.mu.Unlock()
		at := q.URL.RequestURI()
		if q.Method == http.MethodPost {
			body, _ := io.ReadAll(q.Body)
			at += " " + string(body)
		}
		code, text := 200, c.pages[at]
		tag := fmt.Sprintf(`"%x"`, text)
		switch {
		case text == "":
			code = 500
		case q.Header.Get("If-None-Match") == tag:
			code = 304
		}
		c.asked = append(c.asked, at+" "+strconv.Itoa(code))
		w.Header().Set("ETag", tag)
		if w.WriteHeader(code); code == 200 {
			io.WriteString(w, text)
		}
	}))
	t.Cleanup(c.Close)
	return c
}

// put writes a page, or takes it away.
func (c *catalogue) put(address, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[address] = text
}

// times is how often an address was asked for and answered so.
func (c *catalogue) times(address string, code int) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range c.asked {
		if a == address+" "+strconv.Itoa(code) {
			n++
		}
	}
	return n
}

// scenes is a page of a search for scenes; next is a link as JSON, or empty.
func scenes(next string, ids ...string) string {
	var items []string
	for _, id := range ids {
		items = append(items, `{"type":"Feature","stac_version":"1.0.0","id":"`+id+`","geometry":{"type":"Polygon","coordinates":[[[36,48],[37,48],[37,49],[36,48]]]},`+
			`"properties":{"datetime":"2026-01-02T08:40:00Z","platform":"sat"},"links":[{"rel":"next","href":"/elsewhere"}],"assets":{}}`)
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(items, ",") + `],"links":[{"rel":"self","href":"/search"}` + next + `]}`
}

func nextLink(href string) string { return `,{"rel":"next","href":"` + href + `"}` }

func (c *catalogue) feed(t *testing.T, of func(feed.Config) (feed.Format, error), options map[string]string) transport.Feed {
	t.Helper()
	config := feed.Config{Feed: "pages", Source: "catalogue", Options: options}
	f, err := of(config)
	if err != nil {
		t.Fatal(err)
	}
	return transport.Feed{Config: config, Format: f, Settings: transport.Settings{Kind: transport.KindPoll, Address: c.URL + "/search?limit=2", Every: 100 * time.Millisecond}}
}

// bodies are the raw pages on disk, in order.
func bodies(all []truceline.Entry) (texts []string) {
	for _, e := range all {
		texts = append(texts, string(e.Body))
	}
	return texts
}

// TestPages: all pages of a search are kept, each as it came, once; a page that is new
// or has changed is noticed although the first one is as it was; after a restart
// nothing is kept again.
func TestPages(t *testing.T) {
	d, c := newDoor(t), newCatalogue(t)
	one, two, three := scenes(nextLink("?limit=2&after=b"), "a", "b"), scenes(nextLink(c.URL+"/search?limit=2&after=d"), "c", "d"), scenes("", "e")
	c.put("/search?limit=2", one)
	c.put("/search?limit=2&after=b", two)
	c.put("/search?limit=2&after=d", three)
	s := d.run(c.feed(t, stac.New, nil))
	if got := bodies(d.await(3)); !slices.Equal(got, []string{one, two, three}) {
		t.Errorf("%q", got)
	}
	d.until("each is asked for again, and has not changed", func() bool {
		return c.times("/search?limit=2", 304) > 1 && c.times("/search?limit=2&after=b", 304) > 1 && c.times("/search?limit=2&after=d", 304) > 1
	})
	more := scenes(nextLink("/search?limit=2&after=f"), "e", "f")
	c.put("/search?limit=2&after=d", more)
	c.put("/search?limit=2&after=f", scenes("", "g"))
	if got := bodies(d.await(5)); got[3] != more || got[4] != scenes("", "g") {
		t.Errorf("%q", got)
	}
	if counts := s.Counts(time.Now()); counts.Fault != "" || counts.Messages != 5 {
		t.Errorf("%+v", counts)
	}
	d.run(c.feed(t, stac.New, nil)) // knows of no page
	d.until("all are fetched anew", func() bool { return c.times("/search?limit=2&after=f", 200) == 2 })
	time.Sleep(200 * time.Millisecond)
	if got := d.journal.Last(); got != 5 {
		t.Errorf("%d entries, want 5", got)
	}
	if n := c.times("/elsewhere", 500); n > 0 {
		t.Errorf("the link of an Item was followed %d times", n)
	}
}

// TestPagesOfReadings: the pages of a SensorThings server.
func TestPagesOfReadings(t *testing.T) {
	d, c := newDoor(t), newCatalogue(t)
	page := func(at, next string) string {
		return `{` + next + `"value":[{"phenomenonTime":"2026-01-02T03:1` + at + `:00Z","result":0.1,"Datastream":{"name":"dose"}}]}`
	}
	c.put("/search?limit=2", page("0", `"@iot.nextLink":"`+c.URL+`/search?limit=2&$skip=1",`))
	c.put("/search?limit=2&$skip=1", page("1", ""))
	d.run(c.feed(t, sensorthings.New, map[string]string{"rules": "dose above 0.3 is N1", "lat": "47", "lon": "34"}))
	if e := d.await(2); !strings.Contains(string(e[1].Body), "03:11") {
		t.Errorf("%s", e[1].Body)
	}
}

// TestPagesByPost: a search that is posted, and whose pages are: the link's body stands
// alone, or with merge in the place of the search's own members of the same names (STAC
// API, Item Search, "Pagination").
func TestPagesByPost(t *testing.T) {
	d, c := newDoor(t), newCatalogue(t)
	search := `{"collections":["s2"],"limit":1,"token":"none"}`
	pages := []string{
		scenes(`,{"rel":"next","href":"/search","method":"POST","body":{"token":"b"},"merge":true}`, "a"),
		scenes(`,{"rel":"next","href":"/search","method":"post","body":{"token":"c"}}`, "b"),
		scenes(`,{"rel":"next","href":"/last"}`, "c"),
		scenes("", "d"),
	}
	c.put("/search?limit=2 "+search, pages[0])
	c.put(`/search {"collections":["s2"],"limit":1,"token":"b"}`, pages[1])
	c.put(`/search {"token":"c"}`, pages[2])
	c.put("/last", pages[3])
	f := c.feed(t, stac.New, nil)
	f.Settings.Body = search
	s := d.run(f)
	if got := bodies(d.await(4)); !slices.Equal(got, pages) {
		t.Errorf("%q", got)
	}
	d.until("it is asked for again", func() bool { return c.times("/last", 304) > 1 })
	if fault := s.Counts(time.Now()).Fault; fault != "" || d.journal.Last() != 4 {
		t.Errorf("fault %q, %d entries", fault, d.journal.Last())
	}
}

// TestPagesGoOn: a page that fails is where the next poll goes on; one that fails
// again is no reason to hear nothing of what is new on the first.
func TestPagesGoOn(t *testing.T) {
	d, c := newDoor(t), newCatalogue(t)
	c.put("/search?limit=2", scenes(nextLink("/2"), "a"))
	c.put("/2", scenes(nextLink("/3"), "b"))
	s := d.run(c.feed(t, stac.New, nil))
	d.until("the third has failed", func() bool { return c.times("/3", 500) == 1 })
	c.put("/3", scenes("", "c"))
	d.await(3)
	if first, second := c.times("/search?limit=2", 200)+c.times("/search?limit=2", 304), c.times("/2", 200); first != 1 || second != 1 {
		t.Errorf("the first was asked for %d times, the second %d", first, second)
	}
	if f := s.Counts(time.Now()).Fault; !strings.Contains(f, "500") {
		t.Errorf("fault %q", f)
	}
	c.put("/3", "")
	c.put("/search?limit=2", scenes(nextLink("/2"), "new"))
	d.await(4)
	failed := c.times("/3", 500)
	d.until("it has failed twice more", func() bool { return c.times("/3", 500) >= failed+2 })
	c.put("/search?limit=2", scenes(nextLink("/2"), "newer"))
	if e := d.await(5); !strings.Contains(string(e[4].Body), "newer") {
		t.Errorf("%s", e[4].Body)
	}
}

// TestPagesNotFollowed: pages that lead in a circle, to another host, nowhere, or can
// only be had as nobody can ask for them: what there is is kept, and the fault is told.
func TestPagesNotFollowed(t *testing.T) {
	bad := func(second, fault string) {
		t.Helper()
		d, c := newDoor(t), newCatalogue(t)
		c.put("/search?limit=2", scenes(nextLink("/2"), "a"))
		c.put("/2", scenes(strings.ReplaceAll(second, "HERE", c.URL), "b"))
		s := d.run(c.feed(t, stac.New, nil))
		d.await(2)
		d.until("the fault is told", func() bool { return strings.Contains(s.Counts(time.Now()).Fault, fault) })
		d.until("the first is asked for again, at its beat", func() bool { return c.times("/search?limit=2", 304) > 3 })
		if got := d.journal.Last(); got != 2 {
			t.Errorf("%s: %d entries", second, got)
		}
	}
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) { t.Errorf("%s was asked for on another host", q.URL) }))
	defer elsewhere.Close()
	bad(nextLink("/2"), "back to one")
	bad(nextLink("HERE/search?limit=2"), "back to one")
	bad(nextLink(elsewhere.URL+"/3"), "another host")
	bad(nextLink("//["), "next page")
	bad(`,{"rel":"next","href":"/3","method":"PUT"}`, "another method")
	bad(`,{"rel":"next","href":"/3","method":"POST","body":{"token":"3"},"merge":true}`, "poll it by POST") // the search was asked for by GET
	bad(`,{"rel":"next","href":"/3","method":"POST","body":"token"}`, "the link next")
}

// TestPagesRedirected: not even a redirection leads to another host.
func TestPagesRedirected(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) { t.Errorf("%s was asked for on another host", q.URL) }))
	defer elsewhere.Close()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/2" {
			http.Redirect(w, q, elsewhere.URL, http.StatusFound)
			return
		}
		io.WriteString(w, scenes(nextLink("/2"), "a"))
	}))
	defer web.Close()
	d, c := newDoor(t), &catalogue{Server: web}
	s := d.run(c.feed(t, stac.New, nil))
	d.until("the fault is told", func() bool { return strings.Contains(s.Counts(time.Now()).Fault, "another host") })
}

// TestPagesWithoutEnd: a server that always names one page more is asked for so many
// at a poll, and goes on at the next.
func TestPagesWithoutEnd(t *testing.T) {
	asked := make(chan int, 10_000)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		n, _ := strconv.Atoi(q.URL.Query().Get("page"))
		asked <- n
		io.WriteString(w, scenes(nextLink("/search?page="+strconv.Itoa(n+1)), strconv.Itoa(n)))
	}))
	defer web.Close()
	d, c := newDoor(t), &catalogue{Server: web}
	f := c.feed(t, stac.New, nil)
	f.Settings.Every = time.Second
	d.run(f)
	d.await(200)
	time.Sleep(300 * time.Millisecond)
	if n := len(asked); n != 200 {
		t.Errorf("%d pages were asked for at once", n)
	}
	d.await(201)
	for n := range 201 {
		if got := <-asked; got != n {
			t.Fatalf("page %d was asked for after %d", got, n-1)
		}
	}
}
