package web

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/lineage"
	"github.com/truceline/truceline/store"
)

const (
	// bodyShown is how many bytes of a raw entry are shown.
	bodyShown = 64 << 10
	// entriesShown is how many raw entries of one incident are shown; a place
	// that burns for days has hundreds.
	entriesShown = 200
)

// incidentAnswer is one incident with all it stands on.
type incidentAnswer struct {
	Incident truceline.Incident `json:"incident"` // the newest version
	// Credibility is the Admiralty number of it, worked out from its independent
	// lineages and never stated by anybody.
	Credibility int `json:"credibility"`
	// Independent counts the independent lineages among the observations below, by what
	// is asked: existence, attribution, nation. Empty where the reader is shown none.
	Independent  map[string]lineage.Count `json:"independent,omitempty"`
	Versions     []truceline.Incident     `json:"versions"` // all stored ones, newest first
	Observations []truceline.Observation  `json:"observations"`
	Entries      []rawEntry               `json:"entries"`
	MoreEntries  int                      `json:"more_entries"` // not shown, nor their observations
	Sources      []sourceRecord           `json:"sources"`      // who speaks, and how each has done so far
	Findings     []truceline.Finding      `json:"findings"`
	// FindingVersions are all versions of its findings, the newest of each first:
	// each says what is otherwise than in the one before, and why.
	FindingVersions []truceline.Finding `json:"finding_versions"`
	Watches         []truceline.Watch   `json:"watches"`  // that speak about its place and time
	Silences        []truceline.Silence `json:"silences"` // who could have noticed it and said nothing of it
	// Scenes are the satellites' pictures that show its place, from before, meanwhile and after.
	Scenes []truceline.Attached `json:"scenes"`
}

// rawEntry is one piece of what came in, as it came in.
type rawEntry struct {
	ID       truceline.ID        `json:"id"`
	Seq      uint64              `json:"seq"`
	Kind     truceline.EntryKind `json:"kind"`
	Feed     string              `json:"feed"`
	Source   string              `json:"source"`
	Received time.Time           `json:"received"`
	File     string              `json:"file"`
	Line     int                 `json:"line"`
	Body     string              `json:"body"`
	Base64   bool                `json:"base64"` // the body is not text, so it is written in base64
	Size     int                 `json:"size"`   // of the whole body, bytes
	Cut      bool                `json:"cut"`    // Body holds the first 64 kB only
	Erased   bool                `json:"erased"`
	Problem  string              `json:"problem,omitempty"` // why it cannot be shown or read
}

func (s *server) incident(r *http.Request, who access.Reader) (any, error) {
	q := asked(r)
	tell := s.tell(q.language())
	if err := q.end(); err != nil {
		return nil, err
	}
	id, err := truceline.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, wrongUsage(err.Error(), "take the id from /api/incidents")
	}
	versions, err := s.Store.Incident(r.Context(), id)
	if errors.Is(err, truceline.ErrNotFound) {
		return nil, notFound("there is no incident "+id.Short(), "take the id from /api/incidents")
	}
	if err != nil {
		return nil, err
	}
	// What the reader may see of it comes first; the rest is worked out from
	// that, so that it cannot say more.
	versions = access.All(who, versions)
	if len(versions) == 0 {
		return nil, notAllowed("this incident is not for this reader", "")
	}
	answer := incidentAnswer{Incident: versions[0], Versions: versions, Credibility: lineage.Credibility(versions[0].Lineages, 0)}
	if answer.Findings, err = s.Store.Findings(r.Context(), store.FindingFilter{Subject: id}); err != nil {
		return nil, err
	}
	answer.Findings = access.All(who, answer.Findings)
	answer.FindingVersions = []truceline.Finding{}
	for _, f := range answer.Findings {
		versions, err := s.Store.Finding(r.Context(), f.ID)
		if err != nil {
			return nil, err
		}
		answer.FindingVersions = append(answer.FindingVersions, access.All(who, versions)...)
	}
	answer.Incident, answer.Findings, answer.FindingVersions = tell.incident(answer.Incident), tell.findings(answer.Findings), tell.findings(answer.FindingVersions)
	if answer.Watches, err = s.watchesOf(r.Context(), who, versions[0]); err != nil {
		return nil, err
	}
	if answer.Scenes, err = s.scenesOf(r.Context(), who, versions[0]); err != nil {
		return nil, err
	}
	silences, err := s.Store.Silences(r.Context(), id)
	if err != nil {
		return nil, err
	}
	answer.Silences = access.All(who, silences)
	if err := s.evidence(r.Context(), who, id, &answer); err != nil {
		return nil, err
	}
	answer.Independent = independent(answer.Observations, answer.MoreEntries == 0)
	answer.Sources, err = s.sources(r.Context(), answer.Observations)
	return answer, err
}

// independent counts the independent lineages of observations at each level; where not all are
// there, at least so many.
func independent(all []truceline.Observation, complete bool) map[string]lineage.Count {
	if len(all) == 0 {
		return nil
	}
	counts := map[string]lineage.Count{}
	for _, level := range lineage.Levels() {
		sets := make([][]string, len(all))
		for i, o := range all {
			sets[i] = lineage.Ancestors(o, level)
		}
		c := lineage.CountIndependent(sets)
		c.Exact = c.Exact && complete
		counts[level.String()] = c
	}
	return counts
}

// watchesOf returns the watches that speak about an incident.
func (s *server) watchesOf(ctx context.Context, who access.Reader, i truceline.Incident) ([]truceline.Watch, error) {
	_, to := span(i.When)
	watches, err := s.Store.Watches(ctx, truceline.Window{To: to})
	if err != nil {
		return nil, err
	}
	return covering(i, access.All(who, watches), access.All(who, s.areas)), nil
}

// scenesOf returns the scenes that show an incident's place.
func (s *server) scenesOf(ctx context.Context, who access.Reader, i truceline.Incident) ([]truceline.Attached, error) {
	within := truceline.Window{From: i.When.From.Add(-coverage.SceneReach), To: i.When.To.Add(coverage.SceneReach)}
	if len(i.Scenes) > 0 { // an officer may have attached one of any time
		within = truceline.Window{}
	}
	watches, err := s.Store.Scenes(ctx, within)
	if err != nil {
		return nil, err
	}
	scenes := coverage.NewScenes(access.All(who, watches))
	return access.All(who, scenes.Of(i)), nil
}

// evidence reads the raw entries behind an incident, and its observations in
// them, in the order they came in.
func (s *server) evidence(ctx context.Context, who access.Reader, id truceline.ID, answer *incidentAnswer) error {
	answer.Observations, answer.Entries = []truceline.Observation{}, []rawEntry{}
	if s.Entry == nil {
		return nil
	}
	refs, err := s.Store.Refs(ctx, id)
	if err != nil {
		return err
	}
	done := map[truceline.ID]bool{}
	wanted := map[truceline.ID]bool{}
	for _, ref := range refs {
		wanted[ref.ID] = true
	}
	for _, ref := range refs {
		if done[ref.Entry] {
			continue
		}
		done[ref.Entry] = true
		if len(answer.Entries) == entriesShown {
			answer.MoreEntries++
			continue
		}
		raw, observations, ok := s.read(ctx, who, ref)
		if !ok {
			continue
		}
		answer.Entries = append(answer.Entries, raw)
		for _, o := range observations {
			if wanted[o.ID] {
				answer.Observations = append(answer.Observations, o)
			}
		}
	}
	return ctx.Err()
}

// read returns what the reader may see of one entry and of the observations in
// it; ok is false if that is nothing. An entry that cannot be had says why,
// rather than taking the whole incident with it.
func (s *server) read(ctx context.Context, who access.Reader, ref store.ObservationRef) (rawEntry, []truceline.Observation, bool) {
	entry, err := s.Entry(ctx, ref.Entry)
	if err != nil {
		entry = truceline.Entry{ID: ref.Entry, Seq: ref.Seq}
	}
	seen, ok := access.One(who, entry)
	if !ok {
		return rawEntry{}, nil, false
	}
	raw := shown(seen)
	if len(seen.Body) < len(entry.Body) {
		raw.Size, raw.Problem = len(entry.Body), sealed
	}
	var reading truceline.Reading
	if err == nil && s.Read != nil && !entry.Erased {
		reading, err = s.Read(ctx, entry)
	}
	if err != nil {
		raw.Problem = err.Error()
		s.Logger.Warn("read entry", "id", ref.Entry, "seq", ref.Seq, "err", err)
	}
	return raw, access.All(who, reading.Observations), true
}

// sealed is said in the place of a raw body that nobody is shown.
const sealed = "sealed: raw bodies of this feed tell of people what nobody is to be told"

// shown is an entry as the page shows it.
func shown(e truceline.Entry) rawEntry {
	raw := rawEntry{ID: e.ID, Seq: e.Seq, Kind: e.Kind, Feed: e.Feed, Source: e.Source, Received: e.Received,
		File: e.File, Line: e.Line, Size: len(e.Body), Erased: e.Erased}
	if e.Erased {
		return raw
	}
	body := e.Body
	text := utf8.Valid(body)
	if len(body) > bodyShown {
		raw.Cut = true
		body = body[:bodyShown]
		for text && !utf8.Valid(body) { // not through a letter
			body = body[:len(body)-1]
		}
	}
	if raw.Base64 = !text; raw.Base64 {
		raw.Body = base64.StdEncoding.EncodeToString(body)
	} else {
		raw.Body = string(body)
	}
	return raw
}
