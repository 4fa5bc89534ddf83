package web

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/store"
)

// runAnswer is what /api/run says.
type runAnswer struct {
	Run  truceline.Run `json:"run"`
	AsOf time.Time     `json:"as_of"`
	// Extent is the hours worth playing: the report's window and the one it is
	// compared with, and what lies between. Without a window, the incidents'.
	Extent  truceline.Window `json:"extent"`
	Bounds  []float64        `json:"bounds"` // west, south, east, north; null: nothing has a place
	Moved   *truceline.Moved `json:"moved"`
	Truth   bool             `json:"truth"`  // whether /api/truth has something for this reader
	Report  bool             `json:"report"` // whether /api/report has
	Role    access.Role      `json:"role"`
	Version string           `json:"version"`
}

func (s *server) aboutRun(r *http.Request, who access.Reader) (any, error) {
	run, ok := access.One(who, s.run)
	if !ok {
		return nil, notAllowed("the record is not for this reader", "")
	}
	whole, err := s.first(who)
	if err != nil {
		return nil, err
	}
	var moved *truceline.Moved
	if s.moved != nil {
		if m, ok := access.One(who, *s.moved); ok {
			moved = &m
		}
	}
	return runAnswer{
		Run: run, AsOf: s.asOf, Moved: moved, Role: who.Role, Version: s.Version,
		Extent: whole.extent, Bounds: whole.bounds,
		Truth: len(s.truth) > 0 && s.document(who, "truth", nil), Report: len(s.ReportJSON) > 0 && s.document(who, "report", s.ReportJSON),
	}, nil
}

// overview is what the page shows first. It takes one pass over all incidents, so it
// is made once.
type overview struct {
	extent truceline.Window // the hours worth playing
	bounds []float64        // of the part of the map in which anything lies
	briefs json.RawMessage  // all incidents, in brief
	ground []truceline.Incident
}

// first returns the overview as it is for a reader.
func (s *server) first(who access.Reader) (overview, error) {
	made, err := s.memo.of("overview "+group(who), func() (any, error) { return s.overview(access.Reader{Role: who.Role}) })
	if err != nil {
		return overview{}, err
	}
	return made.(overview), nil
}

func (s *server) overview(who access.Reader) (overview, error) {
	all, err := s.Store.Incidents(context.Background(), store.Filter{})
	if err != nil {
		return overview{}, err
	}
	tracks, err := s.Store.Tracks(context.Background())
	if err != nil {
		return overview{}, err
	}
	incidents := access.All(who, all)
	o := overview{extent: extent(s.run, s.asOf, incidents), bounds: s.bounds(who, incidents, access.All(who, tracks))}
	for _, i := range all { // which side of the line is whose, which its own map says to everybody
		if i.Ground != nil {
			o.ground = append(o.ground, truceline.Incident{Place: truceline.Place{Shape: i.Place.Shape, At: i.Place.At}, Ground: i.Ground})
		}
	}
	body, err := encode(briefs(incidents))
	o.briefs = body
	return o, err
}

// extent is the hours worth playing. Incidents do not stretch the windows: an
// alert that has lasted for years would leave nothing to see of a truce.
func extent(run truceline.Run, asOf time.Time, incidents []truceline.Incident) truceline.Window {
	w := run.Window
	if w.From.IsZero() {
		for _, i := range incidents {
			if w.From.IsZero() || i.When.From.Before(w.From) {
				w.From = i.When.From
			}
		}
	}
	if w.To.IsZero() {
		w.To = asOf
	}
	if asOf.Before(w.To) && asOf.After(w.From) {
		w.To = asOf // a mission that still runs: nothing is known of what comes
	}
	if c := run.ComparedWith; c != nil {
		if c.From.Before(w.From) {
			w.From = c.From
		}
		if c.To.After(w.To) {
			w.To = c.To
		}
	}
	return w
}

// document reports whether the reader may have a whole document.
func (s *server) document(who access.Reader, name string, body []byte) bool {
	_, ok := access.One(who, access.Document{Name: name, Body: body})
	return ok
}

func (s *server) incidents(r *http.Request, who access.Reader) (any, error) {
	q := asked(r)
	window := q.window()
	f := store.Filter{From: window.From, To: window.To, Side: q.text("side"), Band: q.text("band"), Area: q.text("area")}
	for _, k := range q.list("kind") {
		kind := truceline.Kind(k)
		if _, ok := truceline.KindNamed(kind); !ok {
			return nil, wrongUsage("there is no kind "+quoted(k), "see /api/kinds")
		}
		f.Kinds = append(f.Kinds, kind)
	}
	f.Standing = q.yesNo("standing")
	brief := q.yesNo("brief")
	if !who.Mission() && (f.Side != "" || f.Band != "") {
		// To be told which incidents lie near the line is to be told where.
		return nil, notAllowed("side and band cannot be asked for", "ask by time, kind or area")
	}
	if err := q.end(); err != nil {
		return nil, err
	}
	if brief != nil && *brief && r.URL.RawQuery == "brief=true" { // what the page asks first
		first, err := s.first(who)
		return first.briefs, err
	}
	incidents, err := s.Store.Incidents(r.Context(), f)
	if seen := access.All(who, incidents); brief == nil || !*brief {
		return seen, err
	} else {
		return briefs(seen), err
	}
}

func (s *server) findings(r *http.Request, who access.Reader) (any, error) {
	q := asked(r)
	window := q.window()
	f := store.FindingFilter{From: window.From, To: window.To, Clause: q.text("clause"), Side: q.text("side"), Subject: q.id("subject"),
		Exists: q.verdict("exists"), Breach: q.verdict("breach"), Attribution: q.verdict("attribution"), Severity: q.text("severity"),
		Incidents: q.yesNo("incidents"), Limit: q.number("limit", 0, 10000), Offset: q.number("offset", 0, math.MaxInt32)}
	language := q.language()
	if err := q.end(); err != nil {
		return nil, err
	}
	findings, err := s.Store.Findings(r.Context(), f)
	return s.tell(language).findings(access.All(who, findings)), err
}

// findingCounts counts all findings by clause, severity and verdicts.
func (s *server) findingCounts(r *http.Request, who access.Reader) (any, error) {
	counts, err := s.countedFor(r.Context(), who)
	if err != nil {
		return nil, err
	}
	out := make([]findingCount, 0, len(counts))
	for g, n := range counts {
		out = append(out, findingCount{g, n})
	}
	slices.SortFunc(out, func(a, b findingCount) int {
		return cmp.Or(strings.Compare(a.Clause, b.Clause), strings.Compare(string(a.Subject), string(b.Subject)), strings.Compare(a.Severity, b.Severity),
			strings.Compare(string(a.Exists), string(b.Exists)), strings.Compare(string(a.Breach), string(b.Breach)), strings.Compare(string(a.Attribution), string(b.Attribution)))
	})
	return out, nil
}

// countedFor counts what a reader may see of all findings.
func (s *server) countedFor(ctx context.Context, who access.Reader) (map[store.FindingGroup]int, error) {
	if who.Mission() {
		return s.Store.CountFindings(ctx)
	}
	findings, err := s.Store.Findings(ctx, store.FindingFilter{}) // some of them are not for this reader
	counts := map[store.FindingGroup]int{}
	for _, f := range access.All(who, findings) {
		counts[store.GroupOf(f)]++
	}
	return counts, err
}

func (s *server) claims(r *http.Request, who access.Reader) (any, error) {
	claims, err := s.Store.Claims(r.Context())
	return access.All(who, claims), err
}

func (s *server) tallies(r *http.Request, who access.Reader) (any, error) {
	tallies, err := s.Store.Tallies(r.Context())
	return access.All(who, tallies), err
}

func (s *server) allSources(r *http.Request, who access.Reader) (any, error) {
	sources, err := s.Store.Sources(r.Context())
	return access.All(who, sources), err
}

func (s *server) circular(r *http.Request, who access.Reader) (any, error) {
	circular, err := s.Store.Circular(r.Context())
	return access.All(who, circular), err
}

func (s *server) watches(r *http.Request, who access.Reader) (any, error) {
	q := asked(r)
	window := q.window()
	if err := q.end(); err != nil {
		return nil, err
	}
	watches, err := s.Store.Watches(r.Context(), window)
	return access.All(who, watches), err
}

// feedsAnswer is what came through the feeds, and what was refused.
type feedsAnswer struct {
	Feeds    []truceline.FeedCount `json:"feeds"`
	Refusals []truceline.Refusal   `json:"refusals"`
}

func (s *server) feeds(r *http.Request, who access.Reader) (any, error) {
	feeds, err := s.Store.Feeds(r.Context())
	if err != nil {
		return nil, err
	}
	refusals, err := s.Store.Refusals(r.Context())
	return feedsAnswer{access.All(who, feeds), access.All(who, refusals)}, err
}

func (s *server) kinds(_ *http.Request, who access.Reader) (any, error) {
	return access.All(who, truceline.Kinds()), nil
}

// knownTruth is what is known to have happened in an exercise: for those who
// run it, not for those who play the sides.
func (s *server) knownTruth(_ *http.Request, who access.Reader) (any, error) {
	if !s.document(who, "truth", nil) {
		return nil, notAllowed("the truth of an exercise is the mission's", "")
	}
	if len(s.truth) == 0 {
		return nil, notFound("nothing is known for certain of this run", "only exercises have a known truth")
	}
	return access.All(who, s.truth), nil
}

func (s *server) report(_ *http.Request, who access.Reader) (any, error) {
	if !s.document(who, "report", s.ReportJSON) {
		return nil, notAllowed("the report is the mission's", "")
	}
	if len(s.ReportJSON) == 0 {
		return nil, notFound("this run has no report", "make it with `truceline report`")
	}
	return json.RawMessage(s.ReportJSON), nil
}

// question reads the parameters of a request. It remembers the first mistake,
// so that a door can read all it knows and ask at the end.
type question struct {
	values url.Values
	known  []string
	err    error
}

// asked takes the question out of a request. One that cannot be read in full is
// a mistake: what is left of it would pass for the whole.
func asked(r *http.Request) *question {
	values, err := url.ParseQuery(r.URL.RawQuery)
	q := &question{values: values}
	if err != nil {
		q.err = wrongUsage("the question after ? cannot be read", "write it as name=value, with & between and %20 for a space")
	}
	return q
}

// text reads one value, empty if it was not given.
func (q *question) text(name string) string {
	q.known = append(q.known, name)
	if len(q.values[name]) > 1 {
		q.wrong(name, "is given more than once", "give it once")
	}
	return q.values.Get(name)
}

func (q *question) wrong(name, what, hint string) {
	if q.err == nil {
		q.err = wrongUsage(name+" "+what, hint)
	}
}

func (q *question) time(name string) time.Time {
	text := q.text(name)
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1700 || t.Year() > 2250 { // the store counts nanoseconds
		q.wrong(name, "is not a time: "+quoted(text), "write it as 2026-04-11T13:00:00Z")
		return time.Time{}
	}
	return t
}

func (q *question) id(name string) truceline.ID {
	text := q.text(name)
	if text == "" {
		return truceline.ID{}
	}
	id, err := truceline.ParseID(text)
	if err != nil {
		q.wrong(name, "is not an ID: "+quoted(text), "an ID has 64 hexadecimal digits")
	}
	return id
}

func (q *question) verdict(name string) truceline.Verdict {
	v := truceline.Verdict(q.text(name))
	if v != "" && v != truceline.Met && v != truceline.NotMet && v != truceline.CannotBeDetermined {
		q.wrong(name, "is not a verdict: "+quoted(string(v)), "write met, not met or cannot be determined")
	}
	return v
}

func (q *question) yesNo(name string) *bool {
	var v bool
	switch text := q.text(name); text {
	case "":
		return nil
	case "true":
		v = true
	case "false":
	default:
		q.wrong(name, "is neither true nor false: "+quoted(text), "write true or false")
	}
	return &v
}

// number reads a whole number between two, the lower if none was given.
func (q *question) number(name string, least, most int) int {
	text := q.text(name)
	if text == "" {
		return least
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		q.wrong(name, "is no number that can be asked for: "+quoted(text), fmt.Sprintf("write a whole number from %d to %d", least, most))
		return least
	}
	return n
}

// list reads a value that may be given more than once, or with commas.
func (q *question) list(name string) []string {
	q.known = append(q.known, name)
	var all []string
	for _, text := range q.values[name] {
		for v := range strings.SplitSeq(text, ",") {
			if v != "" {
				all = append(all, v)
			}
		}
	}
	return all
}

// end returns the first mistake, or one for a parameter that nothing read: a
// misspelt filter must not pass for an unfiltered answer.
func (q *question) end() error {
	for _, name := range slices.Sorted(maps.Keys(q.values)) {
		if !slices.Contains(q.known, name) {
			hint := "nothing can be asked of this door"
			if len(q.known) > 0 {
				hint = "ask with " + strings.Join(q.known, ", ")
			}
			q.wrong(clipped(name), "cannot be asked for here", hint)
		}
	}
	return q.err
}

// window reads from and to, which must not be the wrong way round.
func (q *question) window() truceline.Window {
	w := truceline.Window{From: q.time("from"), To: q.time("to")}
	if !w.From.IsZero() && !w.To.IsZero() && w.To.Before(w.From) {
		q.wrong("to", "is before from", "give the earlier time as from")
	}
	return w
}

// clipped is a text as it is quoted back: whole if it is short.
func clipped(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

func quoted(text string) string { return strconv.Quote(clipped(text)) }
