package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
)

// door is one way to ask. Its answer has been through access.View and becomes
// JSON; a json.RawMessage goes out as it is.
type door struct {
	answer func(*http.Request, access.Reader) (any, error)
	secret bool // it may show sensors or people: each reading of it is logged
	polled bool // a page asks it every few seconds: its readings are logged together, once a minute
}

// unasked makes a door that takes no parameters refuse any.
func unasked(answer func(*http.Request, access.Reader) (any, error)) func(*http.Request, access.Reader) (any, error) {
	return func(r *http.Request, who access.Reader) (any, error) {
		if err := asked(r).end(); err != nil {
			return nil, err
		}
		return answer(r, who)
	}
}

// problem is an error with what the asker can do about it.
type problem struct {
	kind error // one of the root's errors
	what string
	hint string
}

func (p problem) Error() string { return p.what }
func (p problem) Unwrap() error { return p.kind }

func notFound(what, hint string) error   { return problem{truceline.ErrNotFound, what, hint} }
func notAllowed(what, hint string) error { return problem{truceline.ErrNotAllowed, what, hint} }
func wrongUsage(what, hint string) error { return problem{truceline.ErrUsage, what, hint} }

// open makes a handler of a door.
func (s *server) open(d door) http.Handler {
	var quiet atomic.Int64 // until when a polled door is not logged, Unix seconds
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		who := s.Reader(r)
		answer, err := d.answer(r, who)
		if err != nil {
			s.refuse(w, r, who, err)
			return
		}
		body, err := encode(answer)
		if err != nil {
			s.refuse(w, r, who, fmt.Errorf("write %s: %w", r.URL.Path, err))
			return
		}
		send(w, r, "application/json", "private, no-cache", body)
		log := s.Logger.Debug
		if until := quiet.Load(); d.secret && (!d.polled || began.Unix() >= until && quiet.CompareAndSwap(until, began.Unix()+60)) {
			log = s.Logger.Info
		}
		log("read", "door", r.URL.Path, "role", who.Role, "bytes", len(body), "took", time.Since(began))
	})
}

// encode writes an answer as JSON, without making < and > unreadable: it is
// never put into a page as text.
func encode(answer any) ([]byte, error) {
	if raw, ok := answer.(json.RawMessage); ok {
		return raw, nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(answer)
	return b.Bytes(), err
}

// refuse answers with an error.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, who access.Reader, err error) {
	status, hint := http.StatusInternalServerError, "the server's log says more"
	switch {
	case errors.Is(err, truceline.ErrNotFound):
		status, hint = http.StatusNotFound, ""
	case errors.Is(err, truceline.ErrNotAllowed):
		status, hint = http.StatusForbidden, ""
	case errors.Is(err, truceline.ErrUsage):
		status, hint = http.StatusBadRequest, ""
	}
	what := err.Error()
	if status == http.StatusInternalServerError {
		s.Logger.Error("answer", "door", r.URL.Path, "role", who.Role, "err", err)
		if !who.Mission() { // a fault may name anything
			what = "something is wrong with this server"
		}
	}
	if p := (problem{}); errors.As(err, &p) {
		hint = p.hint
	}
	refusal(w, r, status, what, hint)
}

// refusal writes {error, hint}.
func refusal(w http.ResponseWriter, r *http.Request, status int, what, hint string) {
	body, err := encode(struct {
		Error string `json:"error"`
		Hint  string `json:"hint"`
	}{what, hint})
	if err != nil {
		body = []byte("{}") // two strings always encode
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body) // nobody is left to tell of a failure
	}
}

// gzipFrom is the size from which packing an answer is worth the while.
const gzipFrom = 1024

// send writes a body with its fingerprint, so that a page that has it already
// is only told so; packed where that helps and is understood.
func send(w http.ResponseWriter, r *http.Request, contentType, caching string, body []byte) {
	sum := sha256.Sum256(body)
	tag := fmt.Sprintf(`W/"%x"`, sum[:12])
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", caching)
	h.Set("ETag", tag)
	h.Set("Vary", "Accept-Encoding")
	if hasTag(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if len(body) >= gzipFrom && isText(contentType) && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = pack(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		w.Write(body) // nobody is left to tell of a failure
	}
}

// hasTag reports whether the asker already has what the tag names.
func hasTag(headers []string, tag string) bool {
	for _, header := range headers {
		for have := range strings.SplitSeq(header, ",") {
			have = strings.TrimSpace(have)
			if have == "*" || strings.TrimPrefix(have, "W/") == strings.TrimPrefix(tag, "W/") {
				return true
			}
		}
	}
	return false
}

// isText reports whether a type of content gets smaller by packing.
func isText(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") || strings.Contains(contentType, "json") || strings.Contains(contentType, "svg")
}

// acceptsGzip reports whether the asker understands gzip (RFC 9110, 12.5.3).
func acceptsGzip(r *http.Request) bool {
	for _, header := range r.Header.Values("Accept-Encoding") {
		for coding := range strings.SplitSeq(header, ",") {
			name, weight, _ := strings.Cut(coding, ";")
			if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
				continue
			}
			q, ok := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			v, err := strconv.ParseFloat(q, 64)
			return !ok || err == nil && v > 0
		}
	}
	return false
}

// pack compresses for a connection that never leaves the machine: fast rather
// than small.
func pack(body []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(body) / 4)
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		panic(err) // only for a level that does not exist
	}
	z.Write(body) // a buffer takes all
	z.Close()
	return b.Bytes()
}
