package track

import "math"

// Detection is what a sensor says of one thing at one moment: a place on the
// plane with its covariance, or a bearing from where the sensor stands.
type Detection struct {
	X, Y       float64 // metres east and north
	XX, XY, YY float64 // covariance, m²
	// Bearing is set for a sensor that gives no range. The sensor stands at X, Y;
	// Angle is where the thing lies from there in radians, anticlockwise from
	// east, with this standard deviation.
	Bearing    bool
	Angle      float64
	AngleSigma float64
	// Name is what the thing was called, as a number made of it; 0: nothing.
	Name uint64
	Sorted
}

// Sorted is for what sort of thing something was taken.
type Sorted struct {
	// Sort is a number made of the sort; 0: not said. Of what was noticed in passing, Slowest
	// and Fastest are how fast such go, in m/s.
	Sort             uint64
	Slowest, Fastest float64
}

// RangeBearing turns a range and an angle (radians anticlockwise from east)
// seen from a place into a position. The mean is unbiased for what a noisy angle
// does to a long range, and the covariance is that of the estimate (Lerro and
// Bar-Shalom 1993; the multiplicative form of Longbin and others 1998).
func RangeBearing(x, y, distance, angle, sigmaRange, sigmaAngle float64) Detection {
	bias := math.Exp(-sigmaAngle * sigmaAngle / 2)
	sin, cos := math.Sincos(angle)
	sin2, cos2 := math.Sincos(2 * angle)
	r2, sr2 := distance*distance, sigmaRange*sigmaRange
	b4 := bias * bias * bias * bias
	px, py := distance*cos/bias, distance*sin/bias
	return Detection{
		X: x + px, Y: y + py,
		XX: (1/(bias*bias)-2)*r2*cos*cos + (r2+sr2)*(1+b4*cos2)/2,
		YY: (1/(bias*bias)-2)*r2*sin*sin + (r2+sr2)*(1-b4*cos2)/2,
		XY: (1/(bias*bias)-2)*r2*sin*cos + (r2+sr2)*b4*sin2/2,
	}
}

// innovation is how a detection differs from what a state foretold.
type innovation struct {
	nu            [2]float64
	a, b, c       float64 // covariance [a b; b c]; a alone for a bearing
	det, distance float64 // squared Mahalanobis distance
	bearing       bool
	hx, hy        float64 // of a bearing: its slope east and north
}

// of works out the innovation of a detection against a state.
func (in *innovation) of(g *gaussian, z *Detection) {
	if z.Bearing {
		in.ofBearing(g, z)
		return
	}
	in.nu = [2]float64{z.X - g.x[east], z.Y - g.x[north]}
	in.a, in.b, in.c = g.p[east][east]+z.XX, g.p[east][north]+z.XY, g.p[north][north]+z.YY
	in.det = in.a*in.c - in.b*in.b
	in.distance = (in.c*in.nu[0]*in.nu[0] - 2*in.b*in.nu[0]*in.nu[1] + in.a*in.nu[1]*in.nu[1]) / in.det
}

func (in *innovation) ofBearing(g *gaussian, z *Detection) {
	dx, dy := g.x[east]-z.X, g.x[north]-z.Y
	r2 := max(dx*dx+dy*dy, 1)
	in.bearing = true
	in.hx, in.hy = -dy/r2, dx/r2
	in.nu[0] = math.Remainder(z.Angle-math.Atan2(dy, dx), 2*math.Pi)
	in.a = in.hx*in.hx*g.p[east][east] + 2*in.hx*in.hy*g.p[east][north] + in.hy*in.hy*g.p[north][north] + z.AngleSigma*z.AngleSigma
	in.det = in.a
	in.distance = in.nu[0] * in.nu[0] / in.a
}

// density is how likely the detection was, a square metre (a radian).
func (in *innovation) density() float64 {
	if in.bearing {
		return math.Exp(-in.distance/2) / math.Sqrt(2*math.Pi*in.det)
	}
	return math.Exp(-in.distance/2) / (2 * math.Pi * math.Sqrt(in.det))
}

// update takes in a detection (Kalman 1960; of a bearing the extended form).
func (g *gaussian) update(z *Detection) {
	var in innovation
	in.of(g, z)
	if in.bearing {
		g.updateBearing(&in)
		return
	}
	// Gain K = P Hᵀ S⁻¹ with H picking the place.
	var k [5][2]float64
	ia, ib, ic := in.c/in.det, -in.b/in.det, in.a/in.det
	for i := range 5 {
		pe, pn := g.p[i][east], g.p[i][north]
		k[i] = [2]float64{pe*ia + pn*ib, pe*ib + pn*ic}
	}
	he, hn := g.p[east], g.p[north]
	for i := range 5 {
		g.x[i] += k[i][0]*in.nu[0] + k[i][1]*in.nu[1]
		for j := i; j < 5; j++ {
			v := g.p[i][j] - k[i][0]*he[j] - k[i][1]*hn[j]
			g.p[i][j], g.p[j][i] = v, v
		}
	}
}

func (g *gaussian) updateBearing(in *innovation) {
	var ph vec
	for i := range 5 {
		ph[i] = g.p[i][east]*in.hx + g.p[i][north]*in.hy
	}
	for i := range 5 {
		g.x[i] += ph[i] / in.a * in.nu[0]
		for j := i; j < 5; j++ {
			v := g.p[i][j] - ph[i]*ph[j]/in.a
			g.p[i][j], g.p[j][i] = v, v
		}
	}
}
