package feed

import (
	"fmt"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// MostAhead is how far the clock of a live source may be before ours, beyond the
// error that it states itself, until what it says is refused.
const MostAhead = 10 * time.Minute

// Timely is a parser of live messages that refuses what cannot have happened yet: an
// observation that begins after it came was timed by a clock that is wrong, and
// would wait for its day, or stand in the record under it. Warnings and announcements
// (air alerts, exempt activities) may speak of what is to come.
func Timely(c Config, parse func(truceline.Entry, [][]byte) truceline.Reading) func(truceline.Entry, [][]byte) truceline.Reading {
	return func(e truceline.Entry, needs [][]byte) truceline.Reading {
		r := parse(e, needs)
		r.Observations = slices.DeleteFunc(r.Observations, func(o truceline.Observation) bool {
			ahead := o.When.From.Sub(e.Received)
			if ahead <= MostAhead+o.When.Clock.Error || o.Kind == truceline.KindAirAlert || o.Kind == truceline.KindExempt {
				return false
			}
			r.Refusals = append(r.Refusals, Refusal(e, c, "time", fmt.Sprintf("%s is %s after it came: the clock of %s is wrong",
				o.When.From.UTC().Format(time.RFC3339), ahead.Round(time.Second), o.Source)))
			return true
		})
		return r
	}
}
