// Package web is the doors out for people: the page, the HTTP API it lives on,
// and the report. It shows one store, and reads raw entries from the journal
// the store was made from.
//
// Everything is served to this machine only ([Listen] refuses any other
// address) because there are no accounts yet, and nothing is fetched from
// anywhere else: the page works with no network.
//
// Every door asks who the reader is and hands what it has to
// [access.View] before it writes a byte; a test walks every door as each role.
// The API answers GET and HEAD with JSON in the encoding of the root words.
// Lists are [] and never null, errors are {"error", "hint"}. The doors:
//
//	/api/run                  what the record is about
//	/api/incidents            newest versions; from, to, kind, side, band, area, standing; brief: what a list needs
//	/api/incidents/{id}       one, with its versions, evidence, findings, watches; lang: in which language
//	                          its reasons and theirs are told (en, uk, fr, ru)
//	/api/findings             from, to, subject, clause, exists, breach, attribution, side, severity,
//	                          incidents (whether about one); limit, offset: the gravest first; lang
//	/api/findings/counts      by clause, severity and verdicts
//	/api/claims  /api/tallies  /api/watches (from, to)  /api/feeds  /api/kinds
//	/api/sources              how the statements of each source fared, with its Admiralty letter
//	/api/circular             what texts of the press have from one another in a ring
//	/api/feeds/live           the state of live feeds, {} where none run
//	/api/feeds/raw/{entry}    the bytes of an entry as they came, such as of a refused one
//	/api/tracks               what moved, with its path and what it moved like, GeoJSON; from, to
//	/api/coverage             for which kinds it is known how the line was watched
//	/api/coverage/{kind}      piece by piece and hour by hour, GeoJSON
//	/api/coverage/{kind}/unwatched  where nobody watched, since when and why; hours: at least
//	/api/lines                the days of the contact line
//	/api/lines/{as_of}        one day as GeoJSON; kind main, other or pocket
//	/api/areas  /api/zones    GeoJSON; of zones line, a day: corridors along it
//	/api/truth                of an exercise, with who did it
//	/api/report  /report.html the truce report
//	/base/{name}.geojson      the base map
//	/                         the page
//
// Times in questions are RFC 3339 (2026-04-11T13:00:00Z); a kind may be given
// more than once or as a list with commas.
package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/store"
)

// Options is what the pages show. Only Store must be there.
type Options struct {
	Store *store.Store
	// Entry reads a raw entry with its body, and Read makes a reading of it:
	// (*journal.Journal).Entry and the parser of the entry's feed. Without
	// either, incidents are shown without their observations or raw entries.
	Entry func(context.Context, truceline.ID) (truceline.Entry, error)
	Read  func(context.Context, truceline.Entry) (truceline.Reading, error)

	// Released says whether a role of the mission may see raw statements of a feed;
	// nil: each may.
	Released func(feed string, role access.Role) bool
	// Sealed says of which feeds nobody is shown raw bodies; nil: of none.
	Sealed func(feed string) bool
	// Feeds is the state of live feeds now as a reader may see it, to be written as
	// JSON; nil where none run.
	Feeds func(access.Reader) any

	Report     []byte       // report.html
	ReportJSON []byte       // report.json
	UI         fs.FS        // the built page; nil: the one built into the binary
	Base       fs.FS        // land.geojson, borders.geojson, places.geojson
	Version    string       // of Truceline, for the foot of the page
	Logger     *slog.Logger // nil: says nothing
	// Reader says who is asking. Nil: an officer, as is right only where Listen
	// lets nobody in but this machine.
	Reader func(*http.Request) access.Reader
}

// kindExercise is the kind of a run whose truth is known.
const kindExercise = "exercise"

// server is the state behind the handler; nothing in it changes.
type server struct {
	Options
	run   truceline.Run
	asOf  time.Time
	moved *truceline.Moved
	lines []truceline.ContactLine
	areas []truceline.Area
	truth []store.Truth
	memo  memo
}

// New returns the handler of all doors. It reads from the store at once what
// every page needs, and fails where that fails.
func New(o Options) (http.Handler, error) {
	if o.Store == nil {
		return nil, fmt.Errorf("%w: web needs a store", truceline.ErrUsage)
	}
	if o.UI == nil {
		o.UI = UI()
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Reader == nil {
		o.Reader = func(*http.Request) access.Reader { return access.Reader{Role: access.Officer, Now: time.Now()} }
	}
	if o.Released != nil {
		who := o.Reader
		o.Reader = func(r *http.Request) access.Reader {
			reader := who(r)
			reader.Withheld = func(feed string) bool { return !o.Released(feed, reader.Role) }
			return reader
		}
	}
	if o.Sealed != nil {
		who := o.Reader
		o.Reader = func(r *http.Request) access.Reader {
			reader := who(r)
			reader.Sealed = o.Sealed
			return reader
		}
	}
	s := &server{Options: o}
	ctx := context.Background()
	var err [6]error
	s.run, err[0] = o.Store.Run(ctx)
	s.asOf, err[1] = o.Store.AsOf(ctx)
	s.moved, err[2] = o.Store.Moved(ctx)
	s.lines, err[3] = o.Store.Lines(ctx)
	s.areas, err[4] = o.Store.Areas(ctx)
	s.truth, err[5] = o.Store.Truth(ctx)
	if err := errors.Join(err[:]...); err != nil {
		return nil, err
	}
	if s.run.Kind != kindExercise {
		s.truth = nil // nothing is known for certain of what really happened
	}
	return guard(s.routes()), nil
}

// routes is every door there is.
func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, d := range s.doors() {
		mux.Handle("GET "+pattern, s.open(d))
	}
	none := s.open(door{answer: func(r *http.Request, _ access.Reader) (any, error) {
		return nil, notFound("there is no door "+clipped(r.URL.Path), "see /api/run, /api/incidents, /api/findings, /api/claims, /api/tallies, /api/watches, "+
			"/api/tracks, /api/sources, /api/circular, /api/feeds, /api/coverage, /api/lines, /api/areas, /api/zones, /api/kinds, /api/truth and /api/report")
	}})
	mux.Handle("GET /api/", none)
	mux.Handle("GET /api", none)
	mux.HandleFunc("GET /api/feeds/raw/{id}", s.rawEntry)
	mux.HandleFunc("GET /report.html", s.reportPage)
	mux.HandleFunc("GET /base/{name}", s.baseLayer)
	mux.HandleFunc("GET /", s.page)
	return mux
}

// doors are the doors of the API.
func (s *server) doors() map[string]door {
	return map[string]door{
		"/api/run":                       {answer: unasked(s.aboutRun)},
		"/api/incidents":                 {answer: s.incidents},
		"/api/incidents/{id}":            {answer: s.incident, secret: true},
		"/api/findings":                  {answer: s.findings},
		"/api/findings/counts":           {answer: unasked(s.findingCounts)},
		"/api/claims":                    {answer: unasked(s.claims)},
		"/api/tallies":                   {answer: unasked(s.tallies)},
		"/api/sources":                   {answer: unasked(s.allSources), secret: true},
		"/api/circular":                  {answer: unasked(s.circular), secret: true},
		"/api/watches":                   {answer: s.watches, secret: true},
		"/api/tracks":                    {answer: s.tracks, secret: true},
		"/api/feeds":                     {answer: unasked(s.feeds), secret: true},
		"/api/feeds/live":                {answer: unasked(s.liveFeeds), secret: true, polled: true},
		"/api/kinds":                     {answer: unasked(s.kinds)},
		"/api/coverage":                  {answer: unasked(s.coverageTables), secret: true},
		"/api/coverage/{kind}":           {answer: unasked(s.coverageMap), secret: true},
		"/api/coverage/{kind}/unwatched": {answer: s.unwatched, secret: true},
		"/api/lines":                     {answer: unasked(s.lineDays)},
		"/api/lines/{as_of}":             {answer: unasked(s.lineOfDay)},
		"/api/areas":                     {answer: unasked(s.areaMap)},
		"/api/zones":                     {answer: s.zoneMap},
		"/api/truth":                     {answer: unasked(s.knownTruth)},
		"/api/report":                    {answer: unasked(s.report)},
	}
}
