// Package coverage is the ledger of watching: who was able to notice what,
// where, when and how well, and where nobody was. Every rate in a report is
// divided by what stands here, and every zero is explained from here.
//
// A [Ledger] is made with a posture (who watches, how far and how well) and
// told, in any order, of watches that a mission posted (posts, cameras, patrols
// and their outages), observations (a satellite's rows show that it looked; an
// alert hides the next one), weather, signs of life and the days for which a
// satellite's file is there. It is asked:
//
//   - [Ledger.Query]: how well was this place watched, in words and states?
//   - [Ledger.Noticing]: who could have noticed one event, and how likely?
//   - [Ledger.Strip]: the same along a line, kilometre by kilometre and hour by
//     hour, with blind windows, the last look and the effort by side.
//
// # How states combine
//
// From best to worst a state is watched, partly, not known, blind. Only the
// first two count as watching.
//
//   - Within one watcher and means, the best positive statement (watched,
//     partly) holds, unless the watcher also states an outage (blind) or a doubt
//     (not known) for the same place and moment; then the worst of those holds.
//   - Between watchers, and between one's means, the best holds.
//   - Over a place and a stretch of time, the answer is watched only when every
//     part of both was watched; partly when some part was watched or partly
//     watched; not known when nothing watched but for some part that cannot be
//     said; and blind otherwise.
//
// It follows that one more watcher never lowers an answer and one more outage
// never raises it; the chances hold to the same.
//
// # What it does not know
//
// A satellite's look counts for its swath; as whether it saw through cloud is not
// known, it is never better than partly. docs/coverage.md says how chances are reckoned, how they compare with
// made worlds, and what else is left out.
package coverage
