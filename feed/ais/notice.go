package ais

// Areas of a notice (IMO SN.1/Circ.289, area notice: message 8, 22, and message
// 6, 23). Ten at most follow its head, of 87 bits each.

// Area is one part of a notice.
type Area struct {
	Shape     string  // circle, rectangle, sector, line, polygon or text
	Lat, Lon  float64 // degrees; of shapes that have a place of their own
	Radius    float64 // metres; 0: a point
	East      float64 // metres, extent of a rectangle
	North     float64
	Turned    float64 // degrees, of a rectangle
	Left      float64 // degrees, bounds of a sector
	Right     float64
	Bearings  []float64 // degrees, of the legs of a line or polygon
	Distances []float64 // metres
	Text      string
}

const areaBits = 87

// areas reads the parts of a notice whose list begins at a bit.
func areas(b *bits, at int) (all []Area) {
	for ; at+areaBits <= b.length+7 && at+3 < b.length && len(all) < 10; at += areaBits {
		if a, ok := areaAt(b, at); ok {
			all = append(all, a)
		}
	}
	return all
}

func areaAt(b *bits, at int) (a Area, ok bool) {
	shape := b.unsigned(at, 3)
	at += 3
	names := []string{"circle", "rectangle", "sector", "line", "polygon", "text"}
	if shape >= uint64(len(names)) {
		return a, false
	}
	a.Shape = names[shape]
	if a.Shape == "text" {
		a.Text = b.text(at, 84)
		return a, true
	}
	factor := 1.0
	for range b.unsigned(at, 2) {
		factor *= 10
	}
	at += 2
	if a.Shape == "line" || a.Shape == "polygon" {
		for leg := range 4 {
			bearing, distance := b.unsigned(at+leg*20, 10), b.unsigned(at+leg*20+10, 10)
			if bearing >= 720 { // no such leg
				break
			}
			a.Bearings = append(a.Bearings, float64(bearing)/2)
			a.Distances = append(a.Distances, float64(distance)*factor)
		}
		return a, true
	}
	a.Lon, a.Lat = float64(b.signed(at, 25))/thousandths, float64(b.signed(at+25, 24))/thousandths
	at += 52 // with the number of digits that count
	switch a.Shape {
	case "rectangle":
		a.East, a.North = float64(b.unsigned(at, 8))*factor, float64(b.unsigned(at+8, 8))*factor
		a.Turned = float64(b.unsigned(at+16, 9))
	default:
		a.Radius = float64(b.unsigned(at, 12)) * factor
		if a.Shape == "sector" {
			a.Left, a.Right = float64(b.unsigned(at+12, 9)), float64(b.unsigned(at+21, 9))
		}
	}
	return a, true
}
