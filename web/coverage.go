package web

import (
	"net/http"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/access"
	"github.com/truceline/truceline/geo"
)

// coverageHead says what one table of watching is about.
type coverageHead struct {
	Kind     truceline.Kind `json:"kind"`
	LineAsOf truceline.Date `json:"line_as_of"`
	From     time.Time      `json:"from"` // of the first hour
	Hours    int            `json:"hours"`
}

// coverageAnswer is one table as a map: pieces of the contact line.
type coverageAnswer struct {
	coverageHead
	featureCollection
}

// coveragePiece describes a piece of the line, see [truceline.WatchPiece].
type coveragePiece struct {
	FromKm  float64   `json:"from_km"`
	ToKm    float64   `json:"to_km"`
	States  string    `json:"states"` // a letter an hour: w, p, b, n
	Chances []float32 `json:"chances"`
}

func headOf(t truceline.WatchTable) coverageHead {
	return coverageHead{t.Kind, t.LineAsOf, t.From, t.Hours}
}

// coverageTables lists for which kinds it is known how the line was watched.
func (s *server) coverageTables(r *http.Request, who access.Reader) (any, error) {
	tables, err := s.Store.Coverage(r.Context())
	if err != nil {
		return nil, err
	}
	heads := []coverageHead{}
	for _, t := range access.All(who, tables) {
		heads = append(heads, headOf(t))
	}
	return heads, nil
}

// coverageMap draws how the line was watched for a kind.
func (s *server) coverageMap(r *http.Request, who access.Reader) (any, error) {
	t, err := s.table(r, who)
	if err != nil {
		return nil, err
	}
	answer := coverageAnswer{headOf(t), collection()}
	line, err := s.lineFor(who, string(t.LineAsOf))
	if err != nil {
		return nil, err
	}
	courses := map[float64]truceline.Polyline{}
	if len(t.Pieces) > 0 {
		for _, p := range geo.Cut(line.Main, t.Pieces[0].ToKm-t.Pieces[0].FromKm) {
			courses[p.FromKm] = p.Course
		}
	}
	for _, p := range t.Pieces {
		answer.add(lineString(courses[p.FromKm]), coveragePiece{p.FromKm, p.ToKm, p.States, rounds(p.Chances)})
	}
	return answer, nil
}

// table is how the line was watched for the kind that was asked about.
func (s *server) table(r *http.Request, who access.Reader) (truceline.WatchTable, error) {
	tables, err := s.Store.Coverage(r.Context())
	if err != nil {
		return truceline.WatchTable{}, err
	}
	kind := r.PathValue("kind")
	for _, t := range access.All(who, tables) {
		if string(t.Kind) == kind {
			return t, nil
		}
	}
	return truceline.WatchTable{}, notFound("it is not known how the line was watched for "+clipped(kind), "see /api/coverage for the kinds there are")
}

// rounds keeps two decimals, which is more than is known.
func rounds(chances []float32) []float32 {
	out := make([]float32, len(chances))
	for i, c := range chances {
		out[i] = float32(int(c*100+0.5)) / 100
	}
	return out
}
