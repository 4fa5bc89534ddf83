package coverage

import (
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// span is a stretch of time from and up to but not including to.
type span struct{ from, to time.Time }

// merged sorts spans and joins those that touch.
func merged(list []span) []span {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b span) int { return a.from.Compare(b.from) })
	var out []span
	for _, s := range list {
		if !s.to.After(s.from) {
			continue
		}
		if n := len(out); n > 0 && !s.from.After(out[n-1].to) {
			if s.to.After(out[n-1].to) {
				out[n-1].to = s.to
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// within cuts spans to [from, to).
func within(list []span, from, to time.Time) []span {
	var out []span
	for _, s := range list {
		if s.from.Before(from) {
			s.from = from
		}
		if s.to.After(to) {
			s.to = to
		}
		if s.to.After(s.from) {
			out = append(out, s)
		}
	}
	return out
}

// without returns what merged spans leave of [from, to).
func without(list []span, from, to time.Time) []span {
	var out []span
	for _, s := range list {
		if s.from.After(from) {
			out = append(out, span{from, s.from})
		}
		if s.to.After(from) {
			from = s.to
		}
	}
	if to.After(from) {
		out = append(out, span{from, to})
	}
	return out
}

// common returns the stretches that lie in both of two merged lists.
func common(a, b []span) []span {
	var out []span
	for len(a) > 0 && len(b) > 0 {
		from, to := a[0].from, a[0].to
		if b[0].from.After(from) {
			from = b[0].from
		}
		if b[0].to.Before(to) {
			to = b[0].to
		}
		if to.After(from) {
			out = append(out, span{from, to})
		}
		if a[0].to.Before(b[0].to) {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return out
}

// total is the length of merged spans in hours.
func total(list []span) float64 {
	var d time.Duration
	for _, s := range list {
		d += s.to.Sub(s.from)
	}
	return d.Hours()
}

// Spans returns the stretches of [w.From, w.To) covered by those of the watches
// for which match says yes, sorted, joined and cut to the window.
func Spans(watches []truceline.Watch, w truceline.Window, match func(truceline.Watch) bool) []truceline.Window {
	var list []span
	for _, x := range watches {
		if x.When.From.Before(w.To) && x.When.To.After(w.From) && match(x) {
			list = append(list, span{x.When.From, x.When.To})
		}
	}
	return windows(within(merged(list), w.From, w.To))
}

// Remainder returns what the given sorted and joined stretches leave of w.
func Remainder(w truceline.Window, taken []truceline.Window) []truceline.Window {
	return windows(without(spansOf(taken), w.From, w.To))
}

// Union sorts and joins stretches of time, none of them open-ended.
func Union(list []truceline.Window) []truceline.Window { return windows(merged(spansOf(list))) }

// Hours adds up stretches that do not overlap.
func Hours(list []truceline.Window) float64 { return total(spansOf(list)) }

func spansOf(list []truceline.Window) []span {
	var out []span
	for _, w := range list {
		out = append(out, span{w.From, w.To})
	}
	return out
}

func windows(list []span) []truceline.Window {
	var out []truceline.Window
	for _, s := range list {
		out = append(out, truceline.Window{From: s.from, To: s.to})
	}
	return out
}
