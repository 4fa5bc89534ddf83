package web

import (
	"context"
	"slices"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/lineage"
)

// sourceRecord is how somebody who speaks about an incident has done so far, in the
// whole record: the reliability of the source, which has nothing to do with how
// credible what it says here is.
type sourceRecord struct {
	Source string            `json:"source"`
	Means  []truceline.Means `json:"means"`
	// Reliability is the Admiralty letter, worked out from Out and Not.
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
	out := []sourceRecord{}
	at := map[string]int{}
	for _, o := range observations {
		n, known := at[o.Source]
		if !known {
			b, err := s.Store.BorneOut(ctx, o.Source)
			if err != nil {
				return nil, err
			}
			n = len(out)
			at[o.Source] = n
			out = append(out, sourceRecord{Source: o.Source, Means: []truceline.Means{}, Statements: b.Stated, Out: b.Out, Not: b.Not,
				Reliability: lineage.Reliability(lineage.Record{Confirmed: b.Out, Refuted: b.Not})})
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
