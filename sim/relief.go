package sim

import (
	"math"

	"github.com/truceline/truceline"
)

// relief is a height field: three octaves of smooth noise over a lattice.
type relief struct {
	seed   uint64
	height float64
	perDeg float64 // lattice points per degree of latitude
	steep  float64 // it rises nowhere by more, metres on a metre
}

// octaves are what share of the height each octave has.
func octaves() [3]float64 { return [3]float64{0.55, 0.3, 0.15} }

func drawRelief(ex *Exercise, seed uint64) *relief {
	if ex.Relief.HeightM <= 0 {
		return nil
	}
	f := &relief{seed: stream(seed, forRelief, 0).Uint64(), height: ex.Relief.HeightM, perDeg: 2 * 111 / max(1, ex.Relief.WaveKm)}
	// Between two points of the lattice smooth noise rises by at most one, and no
	// faster than 1.5 a lattice step, in each of two directions. A step is shortest
	// where a degree of longitude is: 0.65 of one of latitude is at 49.5 degrees, and
	// made-up countries end before 60.
	const degree, narrow = 111_000.0, 0.5 / 0.65
	step := degree * narrow / f.perDeg
	for octave, share := range octaves() {
		f.steep += math.Sqrt2 * 1.5 * share * f.height / (step / float64(int(1)<<octave))
	}
	return f
}

// at is the height of the ground in metres.
func (f *relief) at(p truceline.Point) float64 {
	x, y := p.Lon*0.65*f.perDeg, p.Lat*f.perDeg
	share := octaves()
	return f.height * (share[0]*f.noise(x, y, 0) + share[1]*f.noise(2*x, 2*y, 7) + share[2]*f.noise(4*x, 4*y, 14))
}

func (f *relief) noise(x, y float64, octave int) float64 {
	i, j := math.Floor(x), math.Floor(y)
	u, v := x-i, y-j
	u, v = u*u*(3-2*u), v*v*(3-2*v)
	at := func(di, dj int) float64 { return cast(f.seed, int(i)+di, int(j)+dj+octave<<16) }
	return (at(0, 0)*(1-u)+at(1, 0)*u)*(1-v) + (at(0, 1)*(1-u)+at(1, 1)*u)*v
}

// How much larger the earth seems to a ray that bends with the air: 4/3 for radio
// (ITU-R P.310), and 1/(1-0.13) for light, by the coefficient of refraction that
// surveyors use since Gauss.
const (
	earthM  = 6371e3 // mean radius
	byRadio = 4.0 / 3
	byLight = 1 / (1 - 0.13)
)

// bends is how much larger the earth seems to what a watcher looks by.
func bends(means truceline.Means) float64 {
	if means == truceline.MeansRadar {
		return byRadio
	}
	return byLight
}

// hidden reports whether the ground, or the curve of the earth, stands between two
// places, at heights in metres above the ground. It goes along the line in steps
// that are as long as the ground, however steep, cannot reach the line within
// them, and nowhere shorter than 25 m. It asks the hills themselves, and shares
// nothing with how the ledger reckons sight from the grid that is handed out.
func (f *relief) hidden(a, b truceline.Point, aboveA, aboveB, km, bend float64) bool {
	if f == nil {
		return false
	}
	const least = 25.0
	metres := 1000 * km
	ha, hb := f.at(a)+aboveA, f.at(b)+aboveB
	slope := (hb - ha) / metres
	// The line sags below the chord by no more than it does in its middle, and
	// nowhere falls faster than at its ends.
	fall := f.steep + math.Abs(slope) + metres/(2*bend*earthM)
	for d := least; d < metres; {
		u := d / metres
		sag := d * (metres - d) / (2 * bend * earthM)
		p := truceline.Point{Lat: a.Lat + u*(b.Lat-a.Lat), Lon: a.Lon + u*(b.Lon-a.Lon)}
		clear := ha + slope*d - sag - f.at(p)
		if clear < 0 {
			return true
		}
		d += max(least, clear/fall)
	}
	return false
}
