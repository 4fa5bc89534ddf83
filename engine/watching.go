package engine

import (
	"time"

	"github.com/truceline/truceline/coverage"
	"github.com/truceline/truceline/posture"
)

// openLedger makes the ledger of watching, which sees the posture, status and
// the weather, and nothing of what happened.
func (e *Engine) openLedger() error {
	config := coverage.Config{
		Areas: e.areas, Period: e.config.Period, Thermal: e.config.Satellites, AlertSource: e.config.Alerts, NotCovered: e.config.NotCovered, Ground: e.heights,
	}
	if e.posture != nil {
		var err error
		if config.Posture, err = posture.Parse(e.posture.File, e.posture.Text); err != nil {
			return err
		}
	}
	e.ledger = coverage.New(config)
	for _, s := range e.early {
		e.ledger.Heard(s.by, s.at)
	}
	for _, w := range e.weather {
		e.ledger.Weather(w)
	}
	e.early, e.weather = nil, nil
	return nil
}

// sign is a sign of life of a source.
type sign struct {
	by string
	at time.Time
}

// watching tells the ledger at once what does not wait for the order of events:
// the weather, and that sources were heard. Before the first tick there is no
// ledger yet, and both are kept for it.
func (e *Engine) watching(in Input) {
	for _, w := range in.Reading.Weather {
		if e.ledger == nil {
			e.weather = append(e.weather, w)
		} else {
			e.ledger.Weather(w)
			e.fuser.Weather(w)
		}
	}
	heard := func(by string) {
		if s := (sign{by, in.Entry.Received}); e.ledger == nil {
			e.early = append(e.early, s)
		} else {
			e.ledger.Heard(s.by, s.at)
		}
	}
	for i := range in.Reading.Observations {
		heard(in.Reading.Observations[i].Source)
	}
	for i := range in.Reading.Watches {
		heard(in.Reading.Watches[i].By)
	}
}
