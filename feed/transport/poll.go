package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// errTooLong is a message of more than the feed allows.
var errTooLong = errors.New("longer than the feed allows (max_bytes)")

// poll fetches a document again and again. It asks only for what has changed,
// where the server can tell (ETag and Last-Modified, RFC 9110, 13.1), waits
// longer while it fails and as long as the server says (Retry-After), and never
// at the same beat as others.
func (r *receiver) poll(ctx context.Context) error {
	p, err := r.poller()
	if err != nil {
		return err
	}
	every := r.Settings.Every
	if every == 0 {
		every = time.Minute
	}
	pause := every
	for {
		after, err := p.fetch(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, errJournal):
			return err
		case err != nil:
			r.status.fault(err)
			pause = min(2*pause, max(every, time.Hour))
		default:
			pause = every
		}
		wait := max(pause, after)
		if err := sleep(ctx, wait-wait/20+rand.N(wait/10)); err != nil {
			return nil
		}
	}
}

// poller is one polled address.
type poller struct {
	r        *receiver
	client   *http.Client
	token    string
	tag      string
	modified string
	followed map[string]bool // links whose documents are on disk
}

func (r *receiver) poller() (*poller, error) {
	secure, err := r.Settings.peerTLS()
	if err != nil {
		return nil, err
	}
	secure.ServerName = "" // the address says
	token, err := secret(r.Settings.TokenFile)
	if err != nil {
		return nil, err
	}
	road := &http.Transport{
		TLSClientConfig: secure, Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: 30 * time.Second, ForceAttemptHTTP2: true,
		IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second,
	}
	switch r.Settings.Proxy {
	case "":
	case "none":
		road.Proxy = nil
	default:
		u, err := url.Parse(r.Settings.Proxy)
		if err != nil {
			return nil, err
		}
		road.Proxy = http.ProxyURL(u)
	}
	return &poller{r: r, client: &http.Client{Transport: road, Timeout: 2 * time.Minute}, token: token, followed: map[string]bool{}}, nil
}

// fetch gets the document once, and what it lists. After is how long the server
// wants to be left alone.
func (p *poller) fetch(ctx context.Context) (after time.Duration, err error) {
	request, err := p.request(ctx, p.r.Settings.Address)
	if err != nil {
		return 0, err
	}
	if p.tag != "" {
		request.Header.Set("If-None-Match", p.tag)
	}
	if p.modified != "" {
		request.Header.Set("If-Modified-Since", p.modified)
	}
	answer, err := p.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil {
		after = min(time.Duration(seconds)*time.Second, time.Hour)
	}
	if answer.StatusCode == http.StatusNotModified {
		p.r.status.heard(time.Now().UTC(), 1)
		return after, nil
	}
	body, err := p.take(ctx, answer, request.URL)
	whole := err == nil
	if whole && p.r.Format.Links != nil {
		whole, err = p.follow(ctx, request.URL, p.r.Format.Links(body))
	}
	if whole { // only what is on disk need not be sent again
		p.tag, p.modified = answer.Header.Get("ETag"), answer.Header.Get("Last-Modified")
	}
	return after, err
}

// request asks for an address as the feed is set.
func (p *poller) request(ctx context.Context, address string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "truceline")
	for name, value := range p.r.Settings.Head {
		request.Header.Set(name, value)
	}
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
	}
	return request, nil
}

// take reads an answer and hands it to the journal.
func (p *poller) take(ctx context.Context, answer *http.Response, from *url.URL) (body []byte, err error) {
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answers %s", answer.Status)
	}
	if body, err = io.ReadAll(io.LimitReader(answer.Body, int64(p.r.Settings.most())+1)); err != nil {
		return nil, err
	}
	if len(body) > p.r.Settings.most() {
		return nil, errTooLong
	}
	return body, p.r.deliver(ctx, message{name: polled(from), body: body, file: true})
}

// Links that are followed of one document, and remembered in all: a document that
// lists more is a fault, or meant ill.
const (
	linksMost  = 500
	linksKnown = 10_000
)

// Errors of links.
var (
	errManyLinks = errors.New("the document lists more than 500 others; the rest is not fetched")
	errElsewhere = errors.New("the document lists one on another host, which is not fetched")
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
		if err == nil && (to.Scheme != list.Scheme || to.Host != list.Host) {
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
	request, err := p.request(ctx, to.String())
	if err != nil {
		return err
	}
	client := *p.client
	client.CheckRedirect = func(next *http.Request, _ []*http.Request) error {
		if next.URL.Scheme != to.Scheme || next.URL.Host != to.Host {
			return errElsewhere
		}
		return nil
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = p.take(ctx, answer, to)
	return err
}

// polled names a polled document without what may be a key: the query.
func polled(u *url.URL) string {
	return fmt.Sprintf("poll %s://%s%s %s", u.Scheme, u.Host, u.Path, time.Now().UTC().Format(time.RFC3339Nano))
}
