package klv

import (
	"math"
	"time"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
)

// picture is the ground that a camera looks at.
type picture struct {
	centre  truceline.Point
	centred bool
	corners [4]truceline.Point // upper left, upper right, lower right, lower left
	framed  bool
	ellipse truceline.Ellipse // that lies within; none: it is not known how much is seen
}

// pictureOf reads where a camera looks: its frame's centre, its corners in full or
// as offsets from the centre, else a width of the ground in the picture. A camera
// that looks at the sky states none of it.
func pictureOf(s set) (p picture) {
	p.centre = truceline.Point{Lat: s.number(tagCentreLat), Lon: s.number(tagCentreLon)}
	p.centred = placed(p.centre)
	corner := func(first uint64, add truceline.Point) (all [4]truceline.Point, ok bool) {
		ok = true
		for i := range all {
			tag := first + 2*uint64(i)
			all[i] = truceline.Point{Lat: add.Lat + s.number(tag), Lon: add.Lon + s.number(tag+1)}
			ok = ok && placed(all[i])
		}
		return all, ok
	}
	if p.corners, p.framed = corner(tagCorners, truceline.Point{}); !p.framed && p.centred {
		p.corners, p.framed = corner(tagOffsets, p.centre)
	}
	switch width := targetWidth(s); {
	case p.framed:
		p.centre, p.ellipse = inscribed(p.corners)
		p.centred = true
	case p.centred && width > 0:
		height := width
		if h, v := s.number(tagHorizontal), s.number(tagVertical); h > 0 && v > 0 && v < h {
			height = width * v / h // the least that it can be: looking down
		}
		p.ellipse = truceline.Ellipse{SemiMajor: math.Min(width, height) / 2, SemiMinor: math.Min(width, height) / 2}
	}
	return p
}

// placed reports whether a point lies on the earth.
func placed(p truceline.Point) bool { return math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 }

// targetWidth is how wide the ground in the middle of the picture is, in metres.
func targetWidth(s set) float64 {
	if wide := s.number(tagWiderTarget); !math.IsNaN(wide) {
		return wide
	}
	return s.number(tagTargetWidth)
}

// widest is how wide ground in a picture can be and still be looked at, in metres.
const widest = 100_000

// inscribed is an ellipse that touches the sides of a picture's ground where they
// are cut in half: within it for a parallelogram, and near it for what perspective
// makes. What is wider than can be looked at, or folded over, gives none.
func inscribed(corners [4]truceline.Point) (centre truceline.Point, e truceline.Ellipse) {
	var lat, lon float64
	for _, c := range corners {
		lat += c.Lat / 4
		lon += math.Remainder(c.Lon-corners[0].Lon, 360) / 4
	}
	centre = truceline.Point{Lat: lat, Lon: math.Remainder(corners[0].Lon+lon, 360)}
	north, east := geo.MetresPerDegree(centre.Lat)
	var x, y [4]float64
	for i, c := range corners {
		x[i], y[i] = math.Remainder(c.Lon-centre.Lon, 360)*east, (c.Lat-centre.Lat)*north
		if math.Hypot(x[i], y[i]) > widest {
			return centre, e
		}
	}
	for i := range 4 { // turning the same way at every corner
		j, k := (i+1)%4, (i+2)%4
		if (x[j]-x[i])*(y[k]-y[j])-(y[j]-y[i])*(x[k]-x[j]) >= 0 { // corners run clockwise
			return centre, e
		}
	}
	// Half of the lines between the middles of opposite sides are conjugate radii.
	ux, uy := (x[1]+x[2]-x[0]-x[3])/4, (y[1]+y[2]-y[0]-y[3])/4
	vx, vy := (x[0]+x[1]-x[2]-x[3])/4, (y[0]+y[1]-y[2]-y[3])/4
	xx, yy, xy := ux*ux+vx*vx, uy*uy+vy*vy, ux*uy+vx*vy
	middle, spread := (xx+yy)/2, math.Hypot((xx-yy)/2, xy)
	e.SemiMajor, e.SemiMinor = math.Sqrt(middle+spread), math.Sqrt(math.Max(middle-spread, 0))
	bearing := 90 - math.Atan2(2*xy, xx-yy)/2*180/math.Pi
	e.Bearing = math.Mod(bearing+360, 180)
	return centre, e
}

// watch says that the ground in a picture was looked at. Where the platform is, is
// said to nobody: it stays in the raw body.
func (in *input) watch(s set, p picture, at time.Time) {
	if !p.centred || p.ellipse.SemiMinor <= 0 {
		return
	}
	note := s.text(tagImageSource)
	in.out.Watches = append(in.out.Watches, truceline.Watch{
		ID:    truceline.IDOf("watch", string(in.entry.ID[:]), at.Format(time.RFC3339Nano), string(rune(len(in.out.Watches)))),
		Entry: in.entry.ID, By: in.source, Means: truceline.MeansDrone,
		Place: truceline.Place{Shape: truceline.ShapePoint, At: p.centre, Ellipse: p.ellipse},
		When:  truceline.Interval{From: at, To: at.Add(in.every), Clock: clock()},
		State: truceline.Watched, Detection: -1, Note: note,
	})
}
