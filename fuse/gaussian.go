package fuse

import (
	"math"

	"github.com/truceline/truceline"
)

// sigmas90 is how many standard deviations the semi-axis of a 90 % ellipse is:
// the square root of the 90 % quantile of chi-square with two degrees of freedom.
const sigmas90 = 2.1460

// gaussian is a place with a covariance in metres east (x) and north (y).
type gaussian struct {
	at         truceline.Point
	xx, xy, yy float64 // square metres
}

// along builds a Gaussian from standard deviations along and across a bearing.
func along(at truceline.Point, bearing, major, minor float64) gaussian {
	const least = 1 // a place is never known better than a metre
	major, minor = max(major, least), max(minor, least)
	sin, cos := math.Sincos(bearing * math.Pi / 180)
	return gaussian{
		at: at,
		xx: major*major*sin*sin + minor*minor*cos*cos,
		xy: (major*major - minor*minor) * sin * cos,
		yy: major*major*cos*cos + minor*minor*sin*sin,
	}
}

// widest is the standard deviation along the major axis.
func (g gaussian) widest() float64 {
	return math.Sqrt((g.xx+g.yy)/2 + math.Hypot((g.xx-g.yy)/2, g.xy))
}

// offset returns metres east and north from g to p.
func (g gaussian) offset(p truceline.Point) (east, north float64) { return plane{g.at}.of(p) }

// apart is the squared Mahalanobis distance between two uncertain places, and
// the determinant of the sum of their covariances.
func (g gaussian) apart(h gaussian) (distance, det float64) {
	east, north := g.offset(h.at)
	xx, xy, yy := g.xx+h.xx, g.xy+h.xy, g.yy+h.yy
	det = xx*yy - xy*xy
	return (yy*east*east - 2*xy*east*north + xx*north*north) / det, det
}

// overlap is the logarithm of the density, per square metre, with which two
// uncertain places so far apart are one.
func overlap(distance, det float64) float64 {
	const logTurn = 1.8378770664093453 // of 2 pi
	return -distance/2 - logTurn - math.Log(det)/2
}

// scaled returns the place with its covariance so many times as large.
func (g gaussian) scaled(ratio float64) gaussian {
	g.xx, g.xy, g.yy = g.xx*ratio, g.xy*ratio, g.yy*ratio
	return g
}

// grown is the same where that makes it larger.
func (g gaussian) grown(ratio float64) gaussian { return g.scaled(max(ratio, 1)) }

// atLeast is the same known no better than to a standard deviation along either axis.
func (g gaussian) atLeast(sigma float64) gaussian {
	g.xx, g.yy = max(g.xx, sigma*sigma), max(g.yy, sigma*sigma)
	return g
}

// pointScatter is up to how many times what pixels of one point scatter a fire
// is taken for a point.
const pointScatter = 2

// evenSpread is how many times the variance of a place that lies anywhere in a pixel, 1/12 of its
// side squared, is that of the Gaussian with the same 90 % ellipse, whose semi-axis is
// 0.558 sides: what is spread evenly has no middle, and its mean over several
// looks is known worse than a Gaussian's.
const evenSpread = 1.0 / 12 / (0.558 * 0.558) * sigmas90 * sigmas90

// heat returns where a fire is; it may change the places handed in. As long as its pixels scatter no more than
// those of one point do, it is a point, the better known the more looks there
// were; else it is as large as its pixels.
func heat(pixels []gaussian) gaussian {
	if len(pixels) == 1 {
		return pixels[0]
	}
	var sum information
	origin := plane{pixels[0].at}
	for k, g := range pixels {
		pixels[k] = g.grown(evenSpread)
		g = pixels[k]
		east, north := origin.of(g.at)
		sum.addGaussian(g, east, north, 1)
	}
	point := gaussian{at: origin.at(sum.step())}
	point.xx, point.xy, point.yy = sum.covariance()
	scatter := 0.0
	for _, g := range pixels {
		d, _ := g.apart(gaussian{at: point.at})
		scatter += d
	}
	scatter /= float64(2 * (len(pixels) - 1))
	if scatter > pointScatter {
		return cover(pixels)
	}
	return point.grown(scatter)
}

// cover returns a round Gaussian whose 90 % circle holds every place's own: a
// fire is as large as its pixels.
func cover(all []gaussian) gaussian {
	origin := all[0]
	var east, north float64
	for _, g := range all {
		e, n := origin.offset(g.at)
		east, north = east+e, north+n
	}
	centre := gaussian{at: plane{origin.at}.at(east/float64(len(all)), north/float64(len(all)))}
	reach := 0.0
	for _, g := range all {
		e, n := centre.offset(g.at)
		reach = max(reach, math.Hypot(e, n)/sigmas90+math.Sqrt(max(g.xx, g.yy)))
	}
	centre.xx, centre.yy = reach*reach, reach*reach
	return centre
}

// place writes the Gaussian as a point with its 90 % ellipse.
func (g gaussian) place() truceline.Place {
	mean, diff := (g.xx+g.yy)/2, (g.yy-g.xx)/2
	spread := math.Hypot(diff, g.xy)
	bearing := math.Mod(math.Atan2(g.xy, diff)*90/math.Pi+180, 180)
	return truceline.Place{
		Shape: truceline.ShapePoint, At: g.at,
		Ellipse: truceline.Ellipse{
			SemiMajor: sigmas90 * math.Sqrt(mean+spread),
			SemiMinor: sigmas90 * math.Sqrt(max(mean-spread, 0)),
			Bearing:   bearing,
		},
	}
}
