// Package truceline holds the words of ceasefire monitoring: the few nouns that
// every other package speaks in, and nothing else. It imports the standard
// library only, and does nothing but describe.
//
// Read it top to bottom as a vocabulary:
//
//   - An [Entry] is one piece of what came in, byte for byte.
//   - A [Reading] is what a format's parser made of one entry: observations,
//     claims, tallies, watches, maps of control; or a [Refusal] that says why not.
//   - An [Observation] is one statement by one source. An [Incident] is one
//     physical happening, supported by observations. A [Claim] is a party's
//     allegation, kept with its claimant and never turned into an observation.
//     A [Tally] is a monitor's own count of many happenings that cannot be told
//     apart any more; it never becomes an incident.
//   - A [Watch] says who was able to notice what, where and when, or why not.
//     "Not observed" is not "did not happen": every zero is watched, partly
//     watched or blind.
//   - An [Agreement] is what was agreed, made of versioned clauses. A [Finding]
//     is what is concluded about one subject under one [Clause], in three
//     judgements that are never collapsed: exists, breach, attribution.
//
// All times are UTC. All points are WGS84 degrees. Lengths are metres unless a
// name says otherwise (RangeKm).
package truceline
