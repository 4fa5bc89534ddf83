// Package score measures how far off Truceline was, in a world whose truth is
// known. It is handed the truth of an exercise and the record of a run over
// what sensors and people said about it, and gives a card of figures, each with
// its explanation, its number of cases and, where there is one, an exact
// interval.
//
// Rules that keep a score from being flattered:
//
//   - Truth and incidents are matched one to one by an optimal assignment. What
//     an incident says about its own precision weighs in, but does not decide
//     whether it may be matched at all: a small ellipse in the wrong place is
//     an error of place, not a miss that drops out of the place figures.
//   - The run is matched again with its times shifted; what is matched then is
//     what chance alone matches, and stands beside the recall.
//   - A figure that has no cases keeps its row. What the engine cannot do yet
//     is a bad figure with a note, never a missing row.
//   - Sides are told apart by label only at the very end, and never ordered by
//     their names.
//
// The package is pure and knows nothing of agreements or of who made the
// world: whether a true happening broke a clause and whether anything could
// have noticed it are asked through functions handed in. Nothing that judges
// may import it.
package score
