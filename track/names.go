package track

import "math"

// called is how much more likely a detection with this name is the track's than
// one without any: a name is evidence, and may be false, shared or changed.
func (f *follow) called(name uint64) float64 {
	const same, other = 50, 0.02
	switch {
	case name == 0 || f.name == 0:
		return 1
	case name == f.name:
		return same
	}
	return other
}

// call notes what a track was called.
func (f *follow) call(name uint64) {
	switch {
	case name == 0:
	case name == f.name:
		f.named = min(f.named+1, 10)
	case f.named > 0:
		f.named--
	default:
		f.name, f.named = name, 1
	}
}

func logOf(v float64) float64 { return math.Log(max(v, 1e-300)) }
