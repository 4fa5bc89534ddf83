// Package track works out what moved: plots of aircraft, drones, missiles,
// vessels and vehicles by many sensors become tracks.
//
// Each scan goes through the same six steps: predict, gate, associate, update,
// initiate, delete.
//
//   - Predict: three motion models run side by side, nearly straight, coordinated
//     turn, and loitering (or lying moored), and mix by how well each foretold what
//     came (interacting multiple models: Blom and Bar-Shalom 1988).
//   - Gate: a grid over the scan's detections finds those near a track's
//     prediction.
//   - Associate: tracks that want the same detections are solved together: jointly
//     over all hypotheses where there are few (joint probabilistic data
//     association: Fortmann, Bar-Shalom and Scheffe 1983), and by the one best
//     assignment where there are many (global nearest neighbour; shortest
//     augmenting paths: Jonker and Volgenant 1987).
//   - Update: each model by each hypothesis, moment-matched. Beside its place every
//     track has a probability that it exists at all, which detections raise and
//     misses lower (integrated probabilistic data association: Musicki, Evans and
//     Stankovic 1994; joint: Musicki and Evans 2004).
//   - Initiate: a detection that no track explains is a sprout, a small filter that
//     costs little, as most of them are false alarms. It becomes a track when it is
//     more likely one than not, given how many false alarms and how many things not
//     yet seen are to be expected.
//     Bearings alone begin a track where they cross (see crossings).
//   - Delete: a track ends when it exists no more with sufficient probability.
//
// A detection that comes late, up to ten minutes, is put where it belongs: the
// track goes back to what it was before it and takes everything since again
// (out-of-sequence measurements: Bar-Shalom 2002 gives the optimal single step;
// here the bounded history is filtered anew).
//
// What a thing calls itself (MMSI, ICAO address, an object id) weighs like any
// evidence: it may be false, shared or changed.
//
// The [Tracker] works on a plane in metres and seconds; [Picture] puts it under
// the observations of the earth. The package is pure, and on its way through a
// scan it allocates nothing once its lists have grown.
package track
