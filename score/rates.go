package score

import (
	"cmp"
	"slices"
)

// TrueRate is a rate of the world, e.g. of shelling on one stretch.
type TrueRate struct {
	Row string // stretch and kind, as the run names them
	Per float64
}

// StatedRate is what the run says of a rate, corrected for how well it watched.
type StatedRate struct {
	Row  string
	CI95 Bounds
}

// RateCoverage says how often the stated intervals of a row hold the true rate.
type RateCoverage struct {
	Row       string  `json:"row"`
	Intervals int     `json:"intervals"`
	Held      int     `json:"held"`
	CI95      Bounds  `json:"ci95"` // exact, of the share held
	MeanWidth float64 `json:"mean_width"`
	Enough    bool    `json:"enough"` // at least 500 intervals
}

// enoughIntervals is how many a row needs before its coverage says much: with
// 500, 95 % is known to two in a hundred either way.
const enoughIntervals = 500

// CoverRates holds stated intervals against true rates, row by row in the order
// of their names, and all together as the last row, "all". Intervals of a row
// that has no true rate are left out. Many runs of one world may be given
// together.
func CoverRates(stated []StatedRate, truth []TrueRate) []RateCoverage {
	per := map[string]float64{}
	for _, t := range truth {
		per[t.Row] = t.Per
	}
	sorted := slices.Clone(stated)
	slices.SortFunc(sorted, func(a, b StatedRate) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.CI95.Low, b.CI95.Low), cmp.Compare(a.CI95.High, b.CI95.High))
	})
	all := RateCoverage{Row: "all"}
	var out []RateCoverage
	for _, s := range sorted {
		rate, ok := per[s.Row]
		if !ok {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Row != s.Row {
			out = append(out, RateCoverage{Row: s.Row})
		}
		out[len(out)-1].add(s.CI95, rate)
		all.add(s.CI95, rate)
	}
	out = append(out, all)
	for i := range out {
		r := &out[i]
		r.CI95, r.Enough = ClopperPearson(r.Held, r.Intervals, 0.05), r.Intervals >= enoughIntervals
		r.MeanWidth /= float64(max(1, r.Intervals))
	}
	return out
}

func (r *RateCoverage) add(b Bounds, rate float64) {
	r.Intervals++
	r.MeanWidth += b.High - b.Low
	if b.Low <= rate && rate <= b.High {
		r.Held++
	}
}

func rateFigures(rows []RateCoverage) []Figure {
	all := rows[len(rows)-1]
	f := row("rates.coverage", "95 % intervals that hold the true rate", "share", Nearer,
		"How often the 95 % interval around a rate corrected for how well was watched holds the true rate, over all stretches and kinds. It takes at least 500 intervals to say much.").
		share(all.Held, all.Intervals).near(0.95)
	width := row("rates.width", "mean width of the intervals", "", Lower, "Wide intervals hold the truth easily; this stands beside the share to show the price.")
	if all.Intervals == 0 {
		// What is not stated holds nothing.
		f, width = f.of(0, 0).noting("the run states no rates corrected for effort: 0 intervals of the 500 needed"), width.noting("the run states no rates corrected for effort")
		return []Figure{f, width}
	}
	if !all.Enough {
		f = f.noting("fewer than 500 intervals")
	}
	return []Figure{f, width.of(all.MeanWidth, all.Intervals)}
}
