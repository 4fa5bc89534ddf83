// Package coverage is the ledger of watching: who was able to notice what,
// where, when and how well, and where nobody was. Every rate in a report is
// divided by what stands here, and every zero is explained from here.
//
// A [Ledger] is told three things, in any order: observations (a satellite's
// rows show that it looked; an alert hides the next one), watches that a
// mission posted (posts, cameras, patrols and their outages), and the days for
// which a satellite's file is there. From these it gives watches back, and
// answers one question: how well was this place watched, over this time, for
// this kind of happening?
//
// # How states combine
//
// From best to worst a state is watched, partly, not known, blind. Only the
// first two count as watching.
//
//   - Within one watcher, the best positive statement (watched, partly) holds,
//     unless the watcher also states an outage (blind) or a doubt (not known)
//     for the same place and moment; then the worst of those holds.
//   - Between watchers, the best holds.
//   - Over a place and a stretch of time, the answer is watched only when every
//     part of both was watched; partly when some part was watched or partly
//     watched; not known when nothing watched but for some part that cannot be
//     said; and blind otherwise.
//
// It follows that one more watcher never lowers an answer and one more outage
// never raises it.
//
// # What the first version does not know
//
// There is no terrain, no cloud and no swath: a satellite's look is taken to
// have seen the whole theatre, and for that reason, and for want of cloud data,
// is never better than partly. Nothing here computes probabilities of
// detection.
package coverage
