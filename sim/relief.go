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
func (f *relief) at(p truceline.Point) float64 { return (&probe{relief: f}).at(p) }

// probe asks the height of one place after another. Between places close together
// it keeps what the corners of their cells of the lattice hold.
type probe struct {
	*relief
	cells [3]latticeCell
}

type latticeCell struct {
	i, j    int
	known   bool
	corners [4]float64 // (i, j), (i+1, j), (i, j+1), (i+1, j+1)
}

func (f *probe) at(p truceline.Point) float64 {
	x, y := p.Lon*0.65*f.perDeg, p.Lat*f.perDeg
	sum := 0.0
	for octave, share := range octaves() {
		sum += share * f.noise(x, y, octave)
		x, y = 2*x, 2*y
	}
	return f.height * sum
}

// noise is smooth between the points of the octave's lattice, 0 to 1.
func (f *probe) noise(x, y float64, octave int) float64 {
	whole, part := math.Floor(x), math.Floor(y)
	i, j, c := int(whole), int(part), &f.cells[octave]
	if !c.known || c.i != i || c.j != j {
		*c = latticeCell{i: i, j: j, known: true}
		for k := range c.corners {
			c.corners[k] = cast(f.seed, i+k%2, j+k/2+7*octave<<16)
		}
	}
	u, v := x-whole, y-part
	u, v = u*u*(3-2*u), v*v*(3-2*v)
	return (c.corners[0]*(1-u)+c.corners[1]*u)*(1-v) + (c.corners[2]*(1-u)+c.corners[3]*u)*v
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
// them, and nowhere shorter than 25 m; before that it looks at a few places, where
// most of what hides anything shows. It asks the hills themselves, and shares
// nothing with how the ledger reckons sight from the grid that is handed out.
func (f *relief) hidden(a, b truceline.Point, aboveA, aboveB, km, bend float64) bool {
	if f == nil {
		return false
	}
	const (
		least = 25.0
		few   = 12
	)
	metres, ground := 1000*km, probe{relief: f}
	ha, hb := ground.at(a)+aboveA, f.at(b)+aboveB
	slope := (hb - ha) / metres
	// clear is how far the line is above the ground at a distance from a. It sags
	// below the chord, as the earth is round.
	clear := func(d float64) float64 {
		u := d / metres
		p := truceline.Point{Lat: a.Lat + u*(b.Lat-a.Lat), Lon: a.Lon + u*(b.Lon-a.Lon)}
		return ha + slope*d - d*(metres-d)/(2*bend*earthM) - ground.at(p)
	}
	for i := 1; i < few; i++ {
		if clear(metres*float64(i)/few) < 0 {
			return true
		}
	}
	fall := f.steep + math.Abs(slope) + metres/(2*bend*earthM) // it nowhere comes nearer by more, metres on a metre
	for d := least; d < metres; {
		c := clear(d)
		if c < 0 {
			return true
		}
		d += max(least, c/fall)
	}
	return false
}
