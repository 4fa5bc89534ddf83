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
)

// page is what is known of a document that was polled: what its server is told, so
// that it sends it again only when it has changed, and which page comes after it.
type page struct {
	tag, modified string
	next          string // as written there; empty: none
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
	if at == nil {
		if at, err = url.Parse(p.r.Settings.Address); err != nil {
			return 0, err
		}
		p.walked, p.again = map[string]bool{}, false
	}
	for range pagesAtOnce {
		got, wait, err := p.page(ctx, at)
		asked = max(asked, wait)
		if err != nil {
			if p.again || len(p.walked) == 0 {
				p.next = nil
			} else {
				p.next, p.again = at, true
			}
			return asked, err
		}
		p.again = false
		if p.walked[at.String()] = true; got.next == "" {
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
	maps.DeleteFunc(p.pages, func(address string, _ page) bool { return !p.walked[address] })
	p.next = nil
}

// after is the address of the next page. Only the document's own host is asked.
func (p *poller) after(at *url.URL, link string) (*url.URL, error) {
	next, err := at.Parse(link)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the next page: %w", err)
	case !sameHost(next, at):
		return nil, errElsewhere
	case p.walked[next.String()]:
		return nil, errLoop
	case len(p.walked) >= pagesMost:
		return nil, errManyPages
	}
	return next, nil
}

// page gets one page, and what it lists, and answers what is known of it then.
func (p *poller) page(ctx context.Context, at *url.URL) (got page, wait time.Duration, err error) {
	request, err := p.request(ctx, at.String())
	if err != nil {
		return got, 0, err
	}
	known := p.pages[at.String()]
	if known.tag != "" {
		request.Header.Set("If-None-Match", known.tag)
	}
	if known.modified != "" {
		request.Header.Set("If-Modified-Since", known.modified)
	}
	client := p.client
	if len(p.walked) > 0 {
		client = p.staying(at)
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
		if got.next, err = p.r.Format.Next(body); err != nil {
			p.r.status.fault(err)
		}
	}
	if whole { // only what is on disk need not be sent again
		got.tag, got.modified = answer.Header.Get("ETag"), answer.Header.Get("Last-Modified")
	}
	p.pages[at.String()] = got
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
