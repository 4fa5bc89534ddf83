package sim

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/truceline/truceline/posture"
)

// purpose keeps the random numbers of one part of the world apart from those of
// another, so that a camera more or less does not change what happened.
type purpose uint64

const (
	forLine purpose = iota + 1
	forTruth
	forNames
	forSites
	forOutages
	forNotice
	forFalse
	forSending
	forClaims
	forWeather
	forRelief
	forTours
	forTraffic
	forRaids
	forSea
	forFires
	forPress
	forPlots
	forStorms
	forJamming
	forAir
	forMeters
	forColumns
	forHotline
	forAlerts
	forCover
	forDevices
	forDrones
)

// stream returns the generator for a purpose and a numbered part of it. It
// depends on nothing but its arguments.
func stream(seed uint64, p purpose, part int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(p)<<32|uint64(part)))
}

// poisson returns how many of something happen when mean are expected.
func poisson(r *rand.Rand, mean float64) int {
	n := 0
	for sum := r.ExpFloat64(); sum < mean; sum += r.ExpFloat64() {
		n++
	}
	return n
}

// some returns a count of at least 1 and at most most, with about the mean
// given (a geometric distribution, cut off).
func some(r *rand.Rand, mean float64, most int) int {
	if mean <= 1 || most <= 1 {
		return 1
	}
	n := 1 + int(math.Log(1-r.Float64())/math.Log(1-1/mean))
	return min(n, most)
}

// about returns a duration spread exponentially about its mean, up to four
// times the mean.
func about(r *rand.Rand, mean time.Duration) time.Duration {
	return time.Duration(min(4, r.ExpFloat64()) * float64(mean))
}

// pick returns an index with the chance of its weight.
func pick(r *rand.Rand, weights []float64) int {
	left := r.Float64() * total(weights)
	for i, w := range weights {
		if left < w {
			return i
		}
		left -= w
	}
	return len(weights) - 1
}

// pickSay returns what a watcher calls something.
func pickSay(r *rand.Rand, says []posture.Say) posture.Say {
	weights := make([]float64, len(says))
	for i, s := range says {
		weights[i] = s.Weight
	}
	return says[pick(r, weights)]
}

func round(x float64, digits int) float64 {
	f := math.Pow(10, float64(digits))
	return math.Round(x*f) / f
}

// turn brings an angle into [0, 360).
func turn(deg float64) float64 {
	deg = math.Mod(deg, 360)
	if deg < 0 {
		deg += 360
	}
	return deg
}

// within reports whether a bearing lies in the sector from one bearing
// clockwise to another; equal bounds mean all round.
func within(deg, from, to float64) bool {
	return from == to || turn(deg-from) <= turn(to-from)
}

// pareto draws from a distribution with a heavy tail, 1 at the least.
func pareto(r *rand.Rand, shape float64) float64 {
	return math.Pow(1-r.Float64(), -1/shape)
}

// cast returns a number in [0, 1) that depends on nothing but its arguments;
// for fields that are looked up again and again (splitmix64).
func cast(seed uint64, a, b int) float64 {
	x := seed ^ uint64(uint32(a))<<32 ^ uint64(uint32(b))
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return float64((x^x>>31)>>11) / (1 << 53)
}
