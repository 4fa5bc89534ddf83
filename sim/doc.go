// Package sim makes a known world: an exercise in which everything that
// happened is written down, so that what a monitor concludes can be held
// against it.
//
// An [Exercise] is read from a small YAML file and a drawn line ([Parse]).
// [Generate] plays it with a seed: it lets things happen along the line (the
// truth), lets watchers notice some of them with their own errors, outages and
// false alarms, lets both sides make claims, and writes the files that a real
// mission would receive, with the truth beside them. The package writes
// nothing itself; it hands each file to the function it was given.
//
// The same exercise and seed always give the same bytes. The sides are known
// by their place in the file (who holds the ground to the left of the line, who
// to the right), never by their name: exchanging the labels gives the same
// world with the labels exchanged.
//
// How each watcher is modelled, and where its figures come from, stands in
// docs/exercise.md.
package sim
