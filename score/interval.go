package score

import "github.com/truceline/truceline/stat"

// Bounds is an interval.
type Bounds struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// ClopperPearson returns the exact interval for a share of which x of n cases
// were seen, with coverage of at least 1-alpha. With no cases it is 0 to 1.
func ClopperPearson(x, n int, alpha float64) Bounds {
	low, high := stat.ClopperPearson(x, n, alpha)
	return Bounds{low, high}
}
