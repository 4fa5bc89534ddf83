package web

import (
	"context"
	"slices"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/lineage"
)

// sourceRecord is how somebody who speaks about an incident has done so far, in the
// whole record: the reliability of the source, which has nothing to do with how
// credible what it says here is.
type sourceRecord struct {
	Source string            `json:"source"`
	Means  []truceline.Means `json:"means"`
	// Reliability is the Admiralty letter that the record gives it, from Out and Not.
	Reliability string `json:"reliability"`
	// Stated is the letter that its feed gives it; empty: none.
	Stated     string `json:"stated,omitempty"`
	Statements int    `json:"statements"`
	Out        int    `json:"borne_out"`
	Not        int    `json:"not_borne_out"`
}

// sources tells, in the order in which they first spoke, how those that speak
// about an incident have done.
func (s *server) sources(ctx context.Context, observations []truceline.Observation) ([]sourceRecord, error) {
	records, err := s.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	out := []sourceRecord{}
	at := map[string]int{}
	for _, o := range observations {
		n, known := at[o.Source]
		if !known {
			r := truceline.SourceRecord{Reliability: lineage.Reliability(lineage.Record{})}
			if k, found := slices.BinarySearchFunc(records, o.Source, func(r truceline.SourceRecord, name string) int { return strings.Compare(r.Source, name) }); found {
				r = records[k]
			}
			n = len(out)
			at[o.Source] = n
			out = append(out, sourceRecord{Source: o.Source, Means: []truceline.Means{}, Statements: r.Confirmed + r.Refuted + r.Unjudged, Out: r.Confirmed, Not: r.Refuted,
				Reliability: r.Reliability})
		}
		if !slices.Contains(out[n].Means, o.Means) {
			out[n].Means = append(out[n].Means, o.Means)
		}
		if out[n].Stated == "" {
			out[n].Stated = o.Grade.Reliability
		}
	}
	return out, nil
}
