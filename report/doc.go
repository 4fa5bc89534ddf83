// Package report tells what a record holds: the truce report with its numbers
// and pictures, and the monitor's daily table. It computes from a
// truceline.Record and nothing else, so the same record gives the same bytes.
//
// Every count stands beside the effort that made it. A count of nothing is
// never printed bare: it says whether anything was watching. The parties are
// named in the order of the agreement's text, and every sentence about one can
// be turned round to speak of the other without changing another word.
//
// # Definitions
//
//   - A count is the number of beginnings in [from, to): incidents whose first
//     moment lies in the window.
//   - Hours are the length of the window.
//   - An area that is blind throughout either window is left out of both sides
//     of a comparison, and is named with the reason.
//   - The rate ratio compares the rates of the comparable counts. Its interval
//     is the exact conditional one for two Poisson rates (see [RateRatio]). It
//     supposes that beginnings are independent, which alerts of one raid and
//     pixels of one fire are not; so alerts are compared a second time as raids.
//   - A raid is a group of beginnings, over the comparable areas, each within 30
//     minutes of the one before it.
//   - Area-hours at risk are the hours of the comparable areas in the window,
//     without the time already under alert.
package report
