package web

import (
	"net"
	"net/http"
	"net/netip"
	"path"
	"strings"
)

// pagePolicy is what the page may do: load from this server and nowhere else.
// The map works in a worker made from a blob.
const pagePolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"worker-src 'self' blob:; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'"

// reportPolicy is for the report, which is one file with its styles inside and
// runs no script. The page may show it in a frame.
const reportPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'self'"

// guard stands before every door: it refuses what is not a question, and
// questions that a foreign page asks through a name it has pointed here (DNS
// rebinding), and sets what the browser must hold to.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
		if !loopbackName(r.Host) {
			refusal(w, r, http.StatusMisdirectedRequest, "this server does not go by the name "+clipped(r.Host),
				"it serves this machine only: use http://127.0.0.1 or http://localhost with its port")
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			refusal(w, r, http.StatusMethodNotAllowed, "nothing here can be changed", "ask with GET or HEAD")
			return
		}
		if !clean(r.URL.Path) {
			refusal(w, r, http.StatusNotFound, "there is nothing at "+clipped(r.URL.Path), "the page is at /, the API at /api/")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// clean reports whether a path leads straight to what it names. The standard
// multiplexer would redirect the others; nothing here links to any.
func clean(name string) bool {
	plain := path.Clean("/" + name)
	return name == plain || name == plain+"/"
}

// loopbackName reports whether a host, with or without a port, is this machine
// by a name that cannot be pointed elsewhere.
func loopbackName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	} else {
		host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
