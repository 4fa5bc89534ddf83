package report

import (
	"fmt"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// LineWatch is how well the contact line was watched for one kind over a
// window, as "truceline coverage" tells it.
type LineWatch struct {
	Name     string                `json:"name"` // of the run
	RunKind  string                `json:"run_kind"`
	AsOf     time.Time             `json:"as_of"`
	Window   Hours                 `json:"window"`
	Kind     truceline.Kind        `json:"kind"`
	KindName string                `json:"kind_name"`
	LineAsOf truceline.Date        `json:"line_as_of"`
	LengthKm float64               `json:"length_km"`
	Whole    StretchWatch          `json:"whole"`
	Parts    []StretchWatch        `json:"stretches"`
	Events   []WatchedEvent        `json:"events"`
	Table    *truceline.WatchTable `json:"table"`
}

// StretchWatch is how well a stretch was watched: shares of its pieces and
// hours, which together are 1.
type StretchWatch struct {
	FromKm   float64 `json:"from_km"`
	ToKm     float64 `json:"to_km"`
	Watched  float64 `json:"watched"`
	Partly   float64 `json:"partly"`
	Blind    float64 `json:"blind"`
	NotKnown float64 `json:"not_known"`
	// Chance is the mean probability that an event there and then is noticed; where
	// it is not known who watched, or how well, it counts as 0.
	Chance float64 `json:"chance"`
	// LongestHours is the longest run of hours in which some piece of the stretch
	// was neither watched nor partly watched.
	LongestHours int `json:"longest_unwatched_hours"`
	// LastHour is the share that had a look in the last hour of the window, and
	// SinceHours how long before its end the piece that has waited longest had one;
	// SinceBegin says that some piece had none since the window began.
	LastHour   float64 `json:"looked_in_last_hour"`
	SinceHours int     `json:"since_look_hours"`
	SinceBegin bool    `json:"never_looked"`
	Events     int     `json:"events"`
}

// WatchedEvent is an incident of the kind, where it lies along the line.
type WatchedEvent struct {
	ID      truceline.ID `json:"id"`
	At      time.Time    `json:"at"`
	AlongKm float64      `json:"along_km"`
	P       float64      `json:"p"` // that it exists
}

// BuildLineWatch adds up a table of watching, stretch by stretch, and lays the
// incidents of its kind beside it: those that begin in the window and whose
// place against the line is known.
func BuildLineWatch(rec truceline.Record, t *truceline.WatchTable) LineWatch {
	info, _ := truceline.KindNamed(t.Kind)
	end := t.From.Add(time.Duration(t.Hours) * time.Hour)
	l := LineWatch{Name: rec.Run.Name, RunKind: rec.Run.Kind, AsOf: rec.AsOf.UTC(), Window: hoursOf(truceline.Window{From: t.From, To: end}),
		Kind: t.Kind, KindName: info.Name, LineAsOf: t.LineAsOf, Parts: []StretchWatch{}, Events: []WatchedEvent{}, Table: t}
	for _, i := range rec.Incidents {
		if i.Kind == t.Kind && i.Ground != nil && !i.When.From.Before(t.From) && i.When.From.Before(end) {
			l.Events = append(l.Events, WatchedEvent{i.ID, i.When.From.UTC(), i.Ground.AlongKm, i.Exists.P})
		}
	}
	slices.SortStableFunc(l.Events, func(a, b WatchedEvent) int { return a.At.Compare(b.At) })
	if len(t.Pieces) == 0 {
		return l
	}
	l.LengthKm = t.Pieces[len(t.Pieces)-1].ToKm
	for from := 0; from < len(t.Pieces); {
		to := from + 1
		for to < len(t.Pieces) && t.Pieces[to].FromKm < t.Pieces[from].FromKm+stretchKm {
			to++
		}
		l.Parts = append(l.Parts, l.stretch(t.Pieces[from:to]))
		from = to
	}
	l.Whole = l.stretch(t.Pieces)
	return l
}

// stretch adds up some pieces, each by its length.
func (l LineWatch) stretch(pieces []truceline.WatchPiece) StretchWatch {
	s := StretchWatch{FromKm: pieces[0].FromKm, ToKm: pieces[len(pieces)-1].ToKm}
	whole := (s.ToKm - s.FromKm) * float64(l.Table.Hours)
	for _, p := range pieces {
		share, unwatched := (p.ToKm-p.FromKm)/whole, 0
		for hour := range l.Table.Hours {
			s.Chance += share * float64(p.Chances[hour])
			unwatched++
			switch p.State(hour) {
			case truceline.Watched:
				s.Watched, unwatched = s.Watched+share, 0
			case truceline.PartlyWatched:
				s.Partly, unwatched = s.Partly+share, 0
			case truceline.Blind:
				s.Blind += share
			default:
				s.NotKnown += share
			}
			s.LongestHours = max(s.LongestHours, unwatched)
		}
		hours, looked := p.SinceLook(l.Table.Hours - 1)
		if hours == 0 {
			s.LastHour += (p.ToKm - p.FromKm) / (s.ToKm - s.FromKm)
		}
		s.SinceHours, s.SinceBegin = max(s.SinceHours, hours), s.SinceBegin || !looked
	}
	for _, e := range l.Events {
		if e.AlongKm >= s.FromKm && (e.AlongKm < s.ToKm || s.ToKm >= l.LengthKm) {
			s.Events++
		}
	}
	return s
}

// SinceWords says what had a look in the last hour of the window, and how long the
// rest has waited for one.
func (s StretchWatch) SinceWords() string {
	switch {
	case s.Watched+s.Partly == 0:
		return "none in the window"
	case s.SinceBegin:
		return percent(s.LastHour) + " in the last hour, some not at all"
	case s.SinceHours == 0:
		return "all in the last hour"
	}
	return fmt.Sprintf("%s in the last hour, all in %d h", percent(s.LastHour), s.SinceHours+1)
}

// ChanceWords says the chance of noticing, or that it is not known: somebody
// watched, and how well nobody can tell (a satellite without word of cloud).
func (s StretchWatch) ChanceWords() string {
	if s.Chance == 0 && s.Watched+s.Partly > 0 {
		return "not known"
	}
	return percent(s.Chance)
}
