package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
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
	b := beat{every: every}
	for {
		asked, err := p.walk(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, errJournal):
			return err
		}
		r.status.tried(err)
		if err := sleep(ctx, b.wait(err != nil, asked, rand.Float64())); err != nil {
			return nil
		}
	}
}

// beat is when a polled address is asked again.
type beat struct {
	every time.Duration
	pause time.Duration // the last one
}

// wait is how long the address is left alone: every, twice as long after each fault
// up to an hour, as long as the server asked for at least, and a twentieth more or
// less by chance (from 0 to 1), so that many askers do not come at once.
func (b *beat) wait(failed bool, asked time.Duration, chance float64) time.Duration {
	if failed {
		b.pause = min(2*max(b.pause, b.every), max(b.every, time.Hour))
	} else {
		b.pause = b.every
	}
	wait := max(b.pause, asked)
	return wait - wait/20 + time.Duration(chance*float64(wait/10))
}

// poller is one polled address.
type poller struct {
	r        *receiver
	client   *http.Client
	token    string
	pages    map[target]page
	walked   map[target]bool // the pages of the walk under way
	next     target          // where it goes on; zero: a new one begins
	again    bool            // it goes on at a page that failed
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
	return &poller{r: r, client: &http.Client{Transport: road, Timeout: 2 * time.Minute}, token: token, pages: map[target]page{}, followed: map[string]bool{}}, nil
}

// request asks for something as the feed is set.
func (p *poller) request(ctx context.Context, at target) (*http.Request, error) {
	method, body := http.MethodGet, io.Reader(nil)
	if at.body != "" {
		method, body = http.MethodPost, strings.NewReader(at.body)
	}
	request, err := http.NewRequestWithContext(ctx, method, at.address, body)
	if err != nil {
		return nil, err
	}
	if at.body != "" {
		request.Header.Set("Content-Type", "application/json")
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

// polled names a polled document without what may be a key: the query.
func polled(u *url.URL) string {
	return fmt.Sprintf("poll %s://%s%s %s", u.Scheme, u.Host, u.Path, time.Now().UTC().Format(time.RFC3339Nano))
}
