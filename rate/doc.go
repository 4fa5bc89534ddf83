// Package rate says how often things happened, corrected for how well it was
// watched, with honest intervals: per kilometre of contact line and day, by kind,
// side, stretch and hour.
//
// # What is estimated
//
// The number of events that truly began in a stretch and window, seen or not,
// by the kilometres and days of both. It is a count of what happened and not the
// strength of some process behind it; before and after are compared as processes
// ([Compare]). Where nearly nothing watched, nothing is said.
//
// # How
//
// Events are taken as a thinned point process: on cell c and side s of the line,
// n of a kind begin at rate λ per kilometre and day, and each is noticed with the
// chance that the coverage ledger gives for its place and time. The likelihood of
// λ given what was reported is
//
//	L(λ) = exp(-λE) Π (λ gᵢ + bᵢ)
//
// E is the effort: kilometres and days, each by the chance of noticing. gᵢ is how
// well report i fits a true event in this cell: who spoke and, above all, who
// should have and did not, its ellipse, and the name that was given to it. bᵢ is
// all else it may be: a false alarm, an event of another kind, an event next door.
// With bᵢ = 0 this is Garwood's exact interval. The number that truly happened is
// then the number seen, which may be in doubt, and the number missed, of which the
// part in times and places hardly watched allows for bursts: see predict.go.
//
// What the ledger cannot know is learnt from the reports themselves: how often each
// means raises a false alarm of each kind, how often it calls one kind by the name
// of a vaguer one, how far from the line and at what hours things happen (learn.go),
// and whether two means that watch one place bear each other out (recapture.go).
//
// The package is pure: the same input gives the same figures, bit for bit.
package rate
