package transport

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// post takes messages by HTTP POST. The answer 200 means that the message is on
// disk. A post with an Idempotency-Key that came before is answered the same way
// and kept once. Feeds with the same address share one server.
func (r *receiver) post(ctx context.Context) error {
	secure, err := r.Settings.serverTLS()
	if err != nil {
		return err
	}
	token, err := secret(r.Settings.TokenFile)
	if err != nil {
		return err
	}
	where := r.Settings.Path
	if where == "" {
		where = "/feeds/" + r.Config.Feed
	}
	server, err := r.in.posts.join(ctx, r.Settings.Address, where, secure, &mailbox{r: r, token: token})
	if err != nil {
		return err
	}
	defer r.in.posts.leave(r.Settings.Address, where)
	r.status.listening(server.address)
	select {
	case <-ctx.Done():
		return nil
	case <-server.gone:
		return fmt.Errorf("the server on %s ended", server.address)
	}
}

// mailbox is where the posts of one feed go.
type mailbox struct {
	r     *receiver
	token string
}

// posted is the answer to a post.
type posted struct {
	Pieces int    `json:"pieces,omitempty"` // into which it was cut, all on disk
	Error  string `json:"error,omitempty"`
	Hint   string `json:"hint,omitempty"`
}

func (b *mailbox) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	refuse := func(code int, problem, hint string) {
		b.r.status.turnAway()
		answer(w, code, posted{Error: problem, Hint: hint})
	}
	if q.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(http.StatusMethodNotAllowed, "messages are posted here", "use POST")
		return
	}
	given, _ := strings.CutPrefix(q.Header.Get("Authorization"), "Bearer ")
	if subtle.ConstantTimeCompare([]byte(given), []byte(b.token)) != 1 {
		w.Header().Set("WWW-Authenticate", "Bearer")
		refuse(http.StatusUnauthorized, "the token is missing or wrong", "send Authorization: Bearer TOKEN")
		return
	}
	key := q.Header.Get("Idempotency-Key")
	if len(key) > 200 {
		refuse(http.StatusBadRequest, "the Idempotency-Key is longer than 200 bytes", "send a shorter one")
		return
	}
	if wait, ok := b.r.pace.take(1, false); !ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		refuse(http.StatusTooManyRequests, "more messages a second than the feed's limit", "send it again later")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, int64(b.r.Settings.most())))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		refuse(http.StatusRequestEntityTooLarge, fmt.Sprintf("the message is longer than %d bytes", long.Limit), "send it in parts")
		return
	case err != nil:
		refuse(http.StatusBadRequest, "the message did not come whole", "send it again")
		return
	}
	now := time.Now().UTC()
	name := fmt.Sprintf("post %s %s", q.RemoteAddr, now.Format(time.RFC3339Nano))
	if key != "" {
		key = "post/" + key
	}
	entries := b.r.entries(message{name: name, body: body, key: key}, now)
	b.r.status.received(now, 1, len(body))
	if err := b.r.in.Put(q.Context(), entries); err != nil {
		w.Header().Set("Retry-After", "5")
		refuse(http.StatusServiceUnavailable, "the message is not on disk", "send it again later, with the same Idempotency-Key")
		return
	}
	answer(w, http.StatusOK, posted{Pieces: len(entries)})
}

func answer(w http.ResponseWriter, code int, p posted) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(p) // a sender that has gone does not read it
}

// posts is the servers of an intake, by address.
type posts struct {
	mu      sync.Mutex
	servers map[string]*postServer
}

// postServer takes the posts of all feeds of one address.
type postServer struct {
	address string
	secure  *tls.Config
	http    *http.Server
	gone    chan struct{}

	mu    sync.RWMutex
	boxes map[string]*mailbox
}

func (s *postServer) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	s.mu.RLock()
	b := s.boxes[q.URL.Path]
	s.mu.RUnlock()
	if b == nil {
		answer(w, http.StatusNotFound, posted{Error: "no feed takes posts at this path", Hint: "post to /feeds/NAME"})
		return
	}
	b.ServeHTTP(w, q)
}

// join adds a feed's path to the server of an address, and starts one for the
// first.
func (p *posts) join(ctx context.Context, address, path string, secure *tls.Config, box *mailbox) (*postServer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.servers[address]
	if s == nil {
		var err error
		if s, err = startPosts(ctx, address, secure); err != nil {
			return nil, err
		}
		if p.servers == nil {
			p.servers = map[string]*postServer{}
		}
		p.servers[address] = s
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case (s.secure == nil) != (secure == nil):
		return nil, fmt.Errorf("another feed takes posts on %s with other certificates; give it an address of its own", address)
	case s.boxes[path] != nil:
		return nil, fmt.Errorf("another feed takes posts at %s%s; give it a path of its own", address, path)
	}
	s.boxes[path] = box
	return s, nil
}

// leave takes a path away, and ends the server with its last.
func (p *posts) leave(address, path string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.servers[address]
	s.mu.Lock()
	delete(s.boxes, path)
	last := len(s.boxes) == 0
	s.mu.Unlock()
	if !last {
		return
	}
	delete(p.servers, address)
	end, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if s.http.Shutdown(end) != nil {
		s.http.Close()
	}
	<-s.gone
}

func startPosts(ctx context.Context, address string, secure *tls.Config) (*postServer, error) {
	l, err := listenTCP(ctx, address, secure)
	if err != nil {
		return nil, err
	}
	s := &postServer{address: l.Addr().String(), secure: secure, gone: make(chan struct{}), boxes: map[string]*mailbox{}}
	s.http = &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	go func() {
		defer close(s.gone)
		s.http.Serve(l)
	}()
	return s, nil
}
