package transport

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/truceline/truceline/feed"
)

// page is what is known of a document that was polled: what its server is told, so
// that it sends it again only when it has changed, and which page comes after it.
type page struct {
	tag, modified string
	next          feed.Page // without an address: none
}

// target is what is asked for: an address, by GET, or with a body by POST. It is
// compared as it stands.
type target struct {
	address string
	body    string
}

// How many pages are fetched at one poll, and in all before a walk through them is
// given up: a list that never ends is a fault, or meant ill.
const (
	pagesAtOnce = 200
	pagesMost   = 10_000
)

// Errors of pages.
var (
	errLoop      = errors.New("the pages lead back to one that was read already; what may come after it is not fetched")
	errManyPages = errors.New("the document has more than 10,000 pages; the rest is not fetched")
)

// walk gets the document and the pages after it, each kept as it came. A page that
// fails, and what is more than is fetched at once, is where the next poll goes on;
// one that fails twice begins the walk anew, since its address may be good no more.
// Asked is how long the server wants to be left alone.
func (p *poller) walk(ctx context.Context) (asked time.Duration, err error) {
	at := p.next
	if at == (target{}) {
		at = target{p.r.Settings.Address, p.r.Settings.Body}
		p.walked, p.again = map[target]bool{}, false
	}
	for range pagesAtOnce {
		got, wait, err := p.page(ctx, at)
		asked = max(asked, wait)
		if err != nil {
			if p.again || len(p.walked) == 0 {
				p.next = target{}
			} else {
				p.next, p.again = at, true
			}
			return asked, err
		}
		p.again = false
		if p.walked[at] = true; got.next.Address == "" {
			p.end()
			return asked, nil
		}
		if at, err = p.after(at, got.next); err != nil {
			p.r.status.fault(err) // of the list; the address itself is well
			p.end()
			return asked, nil
		}
	}
	p.next = at
	return asked, nil
}

// end forgets the walk, and the pages that were not part of it.
func (p *poller) end() {
	maps.DeleteFunc(p.pages, func(at target, _ page) bool { return !p.walked[at] })
	p.next = target{}
}

// after is the next page. Only the document's own host is asked.
func (p *poller) after(at target, link feed.Page) (target, error) {
	here, err := url.Parse(at.address)
	if err != nil {
		return at, err
	}
	address, err := here.Parse(link.Address)
	if err != nil {
		return at, fmt.Errorf("the next page: %w", err)
	}
	next := target{address.String(), string(link.Body)}
	switch {
	case !sameHost(address, here):
		return at, errElsewhere
	case p.walked[next]:
		return at, errLoop
	case len(p.walked) >= pagesMost:
		return at, errManyPages
	}
	return next, nil
}

// page gets one page, and what it lists, and answers what is known of it then.
func (p *poller) page(ctx context.Context, at target) (got page, wait time.Duration, err error) {
	request, err := p.request(ctx, at)
	if err != nil {
		return got, 0, err
	}
	known := p.pages[at]
	if known.tag != "" {
		request.Header.Set("If-None-Match", known.tag)
	}
	if known.modified != "" {
		request.Header.Set("If-Modified-Since", known.modified)
	}
	client := p.client
	if len(p.walked) > 0 {
		client = p.staying(request.URL)
	}
	answer, err := client.Do(request)
	if err != nil {
		return got, 0, err
	}
	defer answer.Body.Close()
	wait = retryAfter(answer.Header.Get("Retry-After"), time.Now())
	if answer.StatusCode == http.StatusNotModified {
		p.r.status.heard(time.Now().UTC(), 1)
		return known, wait, nil
	}
	body, err := p.take(ctx, answer, request.URL)
	if err != nil {
		return got, wait, err
	}
	whole := true
	if p.r.Format.Links != nil {
		if whole, err = p.follow(ctx, request.URL, p.r.Format.Links(body)); err != nil {
			return got, wait, err
		}
	}
	if p.r.Format.Next != nil {
		var asked []byte
		if at.body != "" {
			asked = []byte(at.body)
		}
		if got.next, err = p.r.Format.Next(body, asked); err != nil {
			p.r.status.fault(err)
		}
	}
	if whole { // only what is on disk need not be sent again
		got.tag, got.modified = answer.Header.Get("ETag"), answer.Header.Get("Last-Modified")
	}
	p.pages[at] = got
	return got, wait, nil
}

// retryAfter reads how long a server wants to be left alone (RFC 9110, 10.2.3):
// seconds, or a moment. An hour at most.
func retryAfter(text string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.Atoi(text); err == nil {
		wait = time.Duration(min(seconds, 3600)) * time.Second
	} else if moment, err := http.ParseTime(text); err == nil {
		wait = moment.Sub(now)
	}
	return max(0, min(wait, time.Hour))
}
