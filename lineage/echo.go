package lineage

import (
	"slices"
	"strconv"
	"time"

	"github.com/truceline/truceline"
)

// Echoes finds, among what the press states as observations, what goes back to
// one report. It is used by one goroutine; what it has seen decides, so the same
// observations in the same order give the same.
type Echoes struct {
	first map[statement]truceline.ID
	from  map[truceline.ID][]truceline.ID // all that a statement goes back to
}

// statement is all that a press row says of a happening. Two outlets that say
// the same to the last digit, of place, time and count, are not two witnesses.
type statement struct {
	kind     truceline.Kind
	place    truceline.Place
	from, to int64
	count    truceline.Count
}

// NewEchoes returns an Echoes that has seen nothing.
func NewEchoes() *Echoes {
	return &Echoes{first: map[statement]truceline.ID{}, from: map[truceline.ID][]truceline.ID{}}
}

// Trace returns the observation with all in DerivedFrom that it goes back to: what
// it was declared to be derived from, what these are derived from, and, for
// observations of the press, the first that made the same statement.
func (e *Echoes) Trace(o truceline.Observation) truceline.Observation {
	public := o.Means == truceline.MeansPublic
	if !public && len(o.DerivedFrom) == 0 {
		return o
	}
	all := slices.Clone(o.DerivedFrom)
	for _, id := range o.DerivedFrom {
		all = append(all, e.from[id]...)
	}
	if public {
		s := statement{o.Kind, o.Place, o.When.From.UnixNano(), o.When.To.UnixNano(), o.Count}
		if id, ok := e.first[s]; ok {
			all = append(append(all, id), e.from[id]...)
		} else {
			e.first[s] = o.ID
		}
	}
	slices.SortFunc(all, func(a, b truceline.ID) int { return slices.Compare(a[:], b[:]) })
	o.DerivedFrom = slices.DeleteFunc(slices.Compact(all), func(id truceline.ID) bool { return id == o.ID })
	if len(o.DerivedFrom) > 0 {
		e.from[o.ID] = o.DerivedFrom
	}
	return o
}

// ClaimsOf returns the figures of a report as claims of whoever makes them. The
// sentences stay behind: only the claimant, the figure and what it is of are
// passed on. received is taken for the time of a text that states none.
func ClaimsOf(r Report, truce string, received time.Time) []truceline.Claim {
	at := r.Text.Published
	if at.IsZero() {
		at = received
	}
	out := make([]truceline.Claim, 0, len(r.Claims))
	for i, c := range r.Claims {
		claimant := c.Claimant.Name
		if c.Claimant.Standing == Anonymous {
			claimant += " (unnamed)"
		}
		qualifier := c.Text
		if c.Words != "" {
			qualifier = c.Words + " " + qualifier
		}
		if c.Proposed {
			qualifier += ", proposed"
		}
		if c.Denied {
			qualifier += ", denied"
		}
		value := c.Value
		claim := truceline.Claim{ID: truceline.IDOf("text claim", r.Text.ID.String(), strconv.Itoa(i)), Entry: r.Text.Entry, Truce: truce, Claimant: claimant,
			Metric: c.About, Value: &value, Qualifier: qualifier, URL: r.Text.URL}
		claim.When.From, claim.When.To = at, at
		claim.When.Clock.Quality = truceline.ClockUnknown
		if claim.URL == "" {
			claim.URL = r.Text.Name
		}
		out = append(out, claim)
	}
	return out
}
