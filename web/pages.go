package web

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/truceline/truceline/access"
)

// reportPage serves the report as a page.
func (s *server) reportPage(w http.ResponseWriter, r *http.Request) {
	who := s.Reader(r)
	switch {
	case !s.document(who, "report", s.Report):
		s.refuse(w, r, who, notAllowed("the report is the mission's", ""))
	case len(s.Report) == 0:
		s.refuse(w, r, who, notFound("this run has no report", "make it with `truceline report`"))
	default:
		w.Header().Set("Content-Security-Policy", reportPolicy)
		send(w, r, "text/html; charset=utf-8", "private, no-cache", s.Report)
	}
}

// baseLayer serves a layer of the base map, which is everybody's.
func (s *server) baseLayer(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if s.Base == nil || path.Ext(name) != ".geojson" || !fs.ValidPath(name) {
		s.refuse(w, r, s.Reader(r), notFound("there is no layer "+clipped(name), "see /base/land.geojson, borders.geojson and places.geojson"))
		return
	}
	s.file(w, r, s.Base, name, "no-cache")
}

// page serves the files of the page. The page holds no part of the record, so
// it is the same for every reader.
func (s *server) page(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	caching := "no-cache"
	switch {
	case name == "":
		name = "index.html"
		if _, err := fs.Stat(s.UI, name); err != nil {
			s.notBuilt(w, r)
			return
		}
	case strings.HasPrefix(name, "assets/"): // named by their content
		caching = "public, max-age=31536000, immutable"
	}
	s.file(w, r, s.UI, name, caching)
}

// file serves one file of a folder.
func (s *server) file(w http.ResponseWriter, r *http.Request, folder fs.FS, name, caching string) {
	body, err := []byte(nil), fs.ErrNotExist
	if fs.ValidPath(name) && !hidden(name) {
		body, err = fs.ReadFile(folder, name)
	}
	if err != nil {
		if info, statErr := fs.Stat(folder, name); errors.Is(err, fs.ErrNotExist) || statErr == nil && info.IsDir() {
			err = notFound("there is nothing at "+clipped(r.URL.Path), "the page is at /, the API at /api/")
		}
		s.refuse(w, r, s.Reader(r), err)
		return
	}
	send(w, r, contentType(name), caching, body)
}

// hidden reports whether any part of a path starts with a dot.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.Contains(name, "/.")
}

// contentType names the type of the few sorts of file the page is made of. The
// machine's own tables are not asked, so that every machine answers the same.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".geojson":
		return "application/geo+json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".webp":
		return "image/webp"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".pbf":
		return "application/x-protobuf"
	case ".wasm":
		return "application/wasm"
	case ".txt", ".md":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

// notBuilt is the page of a binary that was built without one.
func (s *server) notBuilt(w http.ResponseWriter, r *http.Request) {
	var b strings.Builder
	title := "Truceline"
	if run, ok := access.One(s.Reader(r), s.run); ok && run.Title != "" {
		title = run.Title
	}
	err := notBuiltPage().Execute(&b, struct {
		Title  string
		Report bool
	}{title, len(s.Report) > 0})
	if err != nil {
		s.refuse(w, r, s.Reader(r), fmt.Errorf("write page: %w", err))
		return
	}
	send(w, r, "text/html; charset=utf-8", "no-cache", []byte(b.String()))
}

func notBuiltPage() *template.Template {
	return template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{{.Title}}</title>
<h1>{{.Title}}</h1>
<p>This binary was built without its page. Build it with <code>make ui</code>, then build the binary again with
<code>make</code>.</p>
<p>The record can be read all the same: <a href="/api/run">run</a>, <a href="/api/incidents">incidents</a>,
<a href="/api/findings">findings</a>, <a href="/api/claims">claims</a>, <a href="/api/watches">watches</a>{{if .Report}},
<a href="/report.html">report</a>{{end}}.</p>
</html>
`))
}
