package engine

import (
	"time"

	"github.com/truceline/truceline"
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
	for _, d := range e.declared {
		e.ledger.Feed(d.feed, d.every, d.at)
	}
	e.declared = nil
	for _, s := range e.early {
		e.hear(s)
	}
	for _, w := range e.weather {
		e.ledger.Weather(w)
	}
	e.early, e.weather = nil, nil
	return nil
}

// declared is what a live feed declares of itself.
type declared struct {
	feed  string
	every time.Duration
	at    time.Time
}

// Declare tells the engine of a live feed from a moment on: its reordering window,
// and how often at least it is heard while it works (0: not said).
func (e *Engine) Declare(feed string, window, every time.Duration, at time.Time) {
	if e.config.Windows == nil {
		e.config.Windows = map[string]time.Duration{}
	}
	if delete(e.config.Windows, feed); window > 0 {
		e.config.Windows[feed] = window
	}
	if e.ledger == nil {
		e.declared = append(e.declared, declared{feed, every, at})
	} else {
		e.ledger.Feed(feed, every, at)
	}
}

// sign is a sign of life of a source, or of a feed where none spoke.
type sign struct {
	feed, by string
	means    truceline.Means
	at       time.Time
}

func (e *Engine) hear(s sign) {
	if s.by != "" {
		e.ledger.Heard(s.by, s.at)
	}
	e.ledger.HeardThrough(s.feed, s.by, s.means, s.at)
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
	heard := func(by string, means truceline.Means) {
		if s := (sign{in.Entry.Feed, by, means, in.Entry.Received}); e.ledger == nil {
			e.early = append(e.early, s)
		} else {
			e.hear(s)
		}
	}
	for i := range in.Reading.Observations {
		heard(in.Reading.Observations[i].Source, in.Reading.Observations[i].Means)
	}
	for i := range in.Reading.Watches {
		heard(in.Reading.Watches[i].By, in.Reading.Watches[i].Means)
	}
	if file := in.Entry.Kind == truceline.KindReference; (file || in.Entry.Kind == truceline.KindData) && len(in.Reading.Refusals) == 0 {
		heard("", "") // a message that is no statement, or a map of control, shows all the same that the feed is there
	}
}

// looked is how likely radars that worked would have plotted something that flies
// about a place, as the ledger has it.
func (e *Engine) looked(at truceline.Point, from, to time.Time) float64 {
	if e.ledger == nil {
		return 0
	}
	none := 1.0
	for _, w := range e.ledger.Noticing(truceline.Place{Shape: truceline.ShapePoint, At: at}, truceline.Interval{From: from, To: to}, truceline.KindAerial).Watchers {
		if w.Means == truceline.MeansRadar {
			none *= 1 - w.Chance
		}
	}
	return 1 - none
}
