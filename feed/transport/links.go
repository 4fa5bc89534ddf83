package transport

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// Links that are followed of one document, and remembered in all: a document that
// lists more is a fault, or meant ill.
const (
	linksMost  = 500
	linksKnown = 10_000
)

// Errors of links.
var (
	errManyLinks = errors.New("the document lists more than 500 others; the rest is not fetched")
	errElsewhere = errors.New("the document names an address on another host, which is not fetched")
	errRedirects = errors.New("the server sends from one address to the next without end")
)

// follow fetches what a document lists and is not on disk yet. Only the document's
// own host is asked, so that whoever writes the list cannot send the door into the
// mission's own network, nor its token anywhere else. What fails is told, holds the
// list up no longer than that, and is tried again with the next: whole is false.
func (p *poller) follow(ctx context.Context, list *url.URL, links []string) (whole bool, err error) {
	whole = true
	if len(links) > linksMost {
		links = links[:linksMost]
		p.r.status.fault(errManyLinks)
	}
	for _, link := range links {
		to, err := list.Parse(link)
		if err == nil && p.followed[to.String()] {
			continue
		}
		if err == nil && !sameHost(to, list) {
			p.r.status.fault(errElsewhere)
			continue
		}
		if err == nil {
			err = p.fetchLink(ctx, to)
		}
		switch {
		case ctx.Err() != nil:
			return false, ctx.Err()
		case errors.Is(err, errJournal):
			return false, err
		case err != nil:
			p.r.status.fault(err)
			whole = false
			continue
		}
		if len(p.followed) >= linksKnown {
			clear(p.followed)
		}
		p.followed[to.String()] = true
	}
	return whole, nil
}

// fetchLink fetches one listed document, and does not let itself be sent to another
// host.
func (p *poller) fetchLink(ctx context.Context, to *url.URL) error {
	request, err := p.request(ctx, target{address: to.String()})
	if err != nil {
		return err
	}
	answer, err := p.staying(to).Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = p.take(ctx, answer, to)
	return err
}

// staying is a client that does not let itself be sent to another host.
func (p *poller) staying(at *url.URL) *http.Client {
	client := *p.client
	client.CheckRedirect = func(next *http.Request, before []*http.Request) error {
		if !sameHost(next.URL, at) {
			return errElsewhere
		}
		if len(before) >= 10 {
			return errRedirects
		}
		return nil
	}
	return &client
}

// sameHost reports whether two addresses are of one origin (RFC 6454, 4).
func sameHost(a, b *url.URL) bool {
	port := func(u *url.URL) string {
		if u.Port() == "" {
			return map[string]string{"http": "80", "https": "443"}[u.Scheme]
		}
		return u.Port()
	}
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}
