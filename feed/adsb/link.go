package adsb

import (
	"maps"
	"time"

	"github.com/truceline/truceline/feed"
)

// pairWithin is how far apart two positions may be that are decoded together
// (DO-260B, 2.2.10.3: ten seconds).
const pairWithin = 10 * time.Second

// fallWithin is how long before a fall of accuracy the aircraft must have been
// heard to be accurate, and its place: it flies 8 km at most meanwhile.
const fallWithin = 30 * time.Second

// statusWithin is how long an operational status serves: it is sent every 2.5
// seconds by DO-260B, and some are not heard.
const statusWithin = 30 * time.Second

// fallNeeds is how many frames at most a fall of accuracy needs.
const fallNeeds = 3

// pairPieces is within how many pieces frames without a time are tied.
const pairPieces = 1000

// pairs ties each position to the newest one of the other grid from the same
// aircraft and to its newest operational status, and each fall of accuracy to what fell and where.
func pairs(read func(body []byte) (timed, bool, error)) feed.Link {
	return func() func(body []byte) []int {
		l := links{newest: map[grid]seen{}, accurate: map[uint32]seen{}, statuses: map[phase]seen{}}
		return func(body []byte) (needs []int) {
			if f, ours, err := read(body); err == nil && ours && f.squitter() && f.remainder() == 0 {
				needs = l.of(f)
			}
			l.pieces++
			return needs
		}
	}
}

// links is what a conversation said last.
type links struct {
	newest   map[grid]seen   // positions
	accurate map[uint32]seen // statements of accuracy, by address
	statuses map[phase]seen  // operational statuses
	pieces   int
}

// grid is one of the two grids of an aircraft's positions.
type grid struct {
	address uint32
	odd     bool
}

// phase is an aircraft in the air, or on the ground.
type phase struct {
	address uint32
	surface bool
}

type seen struct {
	piece    int
	at       time.Time
	category int // of accuracy
	surface  bool
}

// of answers with what a frame needs.
func (l *links) of(f timed) (needs []int) {
	s := f.read()
	now := seen{piece: l.pieces, at: f.at, category: s.accuracy, surface: s.position.surface}
	if s.status.stated {
		l.statuses[phase{s.address, s.status.surface}] = now
		forget(l.statuses, l.pieces)
	}
	switch {
	case s.accuracy >= 0:
		needs = l.ofFall(s, now)
		l.accurate[s.address] = now
		forget(l.accurate, l.pieces)
	case s.placed:
		o, ok := l.newest[grid{s.address, !s.position.odd}]
		if ok && !s.position.surface && now.near(o, pairWithin) {
			needs = append(needs, o.piece)
		}
		if o, ok = l.statuses[phase{s.address, s.position.surface}]; ok && now.near(o, statusWithin) {
			needs = append(needs, o.piece)
		}
		l.newest[grid{s.address, s.position.odd}] = now
		forget(l.newest, l.pieces)
	}
	return needs
}

// ofFall answers, where the accuracy fell, with the frame that stated it before,
// that of the newest position, and that of the other grid to decode it with.
func (l *links) ofFall(s squitter, now seen) []int {
	before, ok := l.accurate[s.address]
	if !ok || !fell(before.category, s.accuracy) || !now.near(before, fallWithin) {
		return nil
	}
	newest, ok := l.newest[grid{s.address, false}]
	other, both := l.newest[grid{s.address, true}]
	if both && (!ok || other.piece > newest.piece) {
		newest, other, ok, both = other, newest, true, ok
	}
	if !ok || !now.near(newest, fallWithin) {
		return nil
	}
	needs := []int{before.piece, newest.piece}
	if both && newest.surface == other.surface && newest.near(other, pairWithin) {
		needs = append(needs, other.piece)
	}
	return needs
}

// near reports whether an earlier frame is recent enough, and can still be named.
func (s seen) near(o seen, within time.Duration) bool {
	if !s.at.IsZero() && !o.at.IsZero() {
		return s.at.Sub(o.at).Abs() <= within && s.piece-o.piece <= feed.LinkBack
	}
	return s.piece-o.piece <= pairPieces
}

// forget keeps made-up addresses from filling the memory.
func forget[K comparable](of map[K]seen, piece int) {
	if len(of) > 2*feed.LinkBack {
		maps.DeleteFunc(of, func(_ K, old seen) bool { return old.piece < piece-feed.LinkBack })
	}
}
