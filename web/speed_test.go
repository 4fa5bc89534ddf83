package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
)

// BenchmarkIncidents asks for 10,000 incidents, packed as a browser wants them.
func BenchmarkIncidents(b *testing.B) {
	c := content()
	for n := range 10000 {
		i := incident()
		i.ID = truceline.IDOf("incident", fmt.Sprint(n))
		i.Place.At.Lon += float64(n) / 1e4
		c.Record.Incidents = append(c.Record.Incidents, i)
	}
	h := handler(b, options(b, c, access.Officer))
	for b.Loop() {
		if w := get(h, "/api/incidents", "Accept-Encoding", "gzip"); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// BenchmarkIncident asks for one among 10,000 watches.
func BenchmarkIncident(b *testing.B) {
	c := content()
	for n := range 10000 {
		w := watches()[n%7]
		w.ID = truceline.IDOf("watch", fmt.Sprint(n))
		c.Record.Watches = append(c.Record.Watches, w)
	}
	h := handler(b, options(b, c, access.Officer))
	for b.Loop() {
		if w := get(h, "/api/incidents/"+incident().ID.String()); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// BenchmarkFirst asks for what the page shows first of 50,000 incidents, of a server
// that was just started.
func BenchmarkFirst(b *testing.B) {
	c := content()
	for n := range 50000 {
		i := incident()
		i.ID = truceline.IDOf("incident", fmt.Sprint(n))
		i.Place.At.Lon += float64(n) / 1e4
		c.Record.Incidents = append(c.Record.Incidents, i)
	}
	o := options(b, c, access.Officer)
	for b.Loop() {
		h := handler(b, o)
		for _, door := range []string{"/api/run", "/api/incidents?brief=true", "/api/findings/counts", "/api/zones"} {
			if w := get(h, door, "Accept-Encoding", "gzip"); w.Code != http.StatusOK {
				b.Fatal(door, w.Code)
			}
		}
	}
}
