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
	return &poller{r: r, client: &http.Client{Transport: road, Timeout: 2 * time.Minute}, token: token}, nil
}

// fetch gets the document once. After is how long the server wants to be left
// alone.
func (p *poller) fetch(ctx context.Context) (after time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.r.Settings.Address, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("User-Agent", "truceline")
	for name, value := range p.r.Settings.Head {
		request.Header.Set(name, value)
	}
	if p.token != "" {
		request.Header.Set("Authorization", "Bearer "+p.token)
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
	switch {
	case answer.StatusCode == http.StatusNotModified:
		p.r.status.heard(time.Now().UTC(), 1)
		return after, nil
	case answer.StatusCode != http.StatusOK:
		return after, fmt.Errorf("the server answers %s", answer.Status)
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, int64(p.r.Settings.most())+1))
	if err != nil {
		return after, err
	}
	if len(body) > p.r.Settings.most() {
		return after, errTooLong
	}
	err = p.r.deliver(ctx, message{name: polled(request.URL), body: body, file: true})
	if err == nil { // only what is on disk need not be sent again
		p.tag, p.modified = answer.Header.Get("ETag"), answer.Header.Get("Last-Modified")
	}
	return after, err
}

// polled names a polled document without what may be a key: the query.
func polled(u *url.URL) string {
	return fmt.Sprintf("poll %s://%s%s %s", u.Scheme, u.Host, u.Path, time.Now().UTC().Format(time.RFC3339Nano))
}
