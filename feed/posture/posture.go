// Package posture reads posture.yaml: who watches, where, how far and how well.
// The ledger of watching reckons chances of noticing from it; without it a
// mission's watches say only where somebody was.
package posture

import (
	"errors"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/posture"
)

// New returns the format of postures. It has no options.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only(); err != nil {
		return feed.Format{}, err
	}
	return feed.Format{Name: "posture", Kind: truceline.KindReference, Split: feed.SplitNone, Parse: parser{c}.parse}, nil
}

type parser struct{ config feed.Config }

// parse hands a posture on that can be read, and says of another where its
// mistakes are.
func (p parser) parse(e truceline.Entry, _ [][]byte) (r truceline.Reading) {
	_, err := posture.Parse(e.File, e.Body)
	if err == nil {
		r.Postures = []truceline.PostureFile{{Entry: e.ID, File: e.File, Text: e.Body}}
		return r
	}
	for _, one := range mistakes(err) {
		refused := feed.Refusal(e, p.config, "", one.Error())
		var where truceline.Refusal
		if errors.As(one, &where) {
			refused.Line, refused.Field, refused.Reason = where.Line, where.Field, where.Reason
		}
		r.Refusals = append(r.Refusals, refused)
	}
	return r
}

// mistakes takes joined errors apart.
func mistakes(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}
