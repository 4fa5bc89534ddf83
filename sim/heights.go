package sim

import (
	"bufio"
	"fmt"
	"math"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/geo"
	elevation "github.com/truceline/truceline/terrain"
)

// The hills are handed out as a height grid: what a mission would take from a
// model of the ground. It covers the strip along the line in which things are
// seen from masts; radars look 20 km from 3 km behind the line.
const (
	heightsFile  = "terrain.tif"
	heightsCell  = 250.0   // metres; the finest hills are over 1 km wide
	heightsReach = 25000.0 // metres from the line
	heightsStep  = 0.25    // metres: finer than the grid is true, and packs well
)

// heights draws the hills as a grid; nil where the ground is flat.
func heights(ex *Exercise) *elevation.Grid {
	if ex.relief == nil {
		return nil
	}
	south, north, west, east := 90.0, -90.0, 180.0, -180.0
	for _, p := range ex.Line {
		south, north = min(south, p.Lat), max(north, p.Lat)
		west, east = min(west, p.Lon), max(east, p.Lon)
	}
	perLat, perLon := geo.MetresPerDegree((south + north) / 2)
	g := &elevation.Grid{EPSG: elevation.WGS84, StepX: round(heightsCell/perLon, 5), StepY: round(heightsCell/perLat, 5)}
	// Of the parallels that the line crosses, a degree of longitude is shortest on
	// the northern one.
	_, narrow := geo.MetresPerDegree(north)
	reachX, reachY := math.Ceil(heightsReach/narrow/g.StepX), math.Ceil(heightsReach/perLat/g.StepY)
	g.West = round((math.Floor(west/g.StepX)-reachX)*g.StepX, 5)
	g.North = round((math.Ceil(north/g.StepY)+reachY)*g.StepY, 5)
	g.Columns = int(math.Ceil((east-g.West)/g.StepX+reachX)) + 1
	g.Rows = int(math.Ceil((g.North-south)/g.StepY+reachY)) + 1
	g.Heights = make([]float32, g.Columns*g.Rows)
	for i := range g.Heights {
		g.Heights[i] = float32(math.NaN())
	}
	for i := 1; i < len(ex.Line); i++ {
		a, b := ex.Line[i-1], ex.Line[i]
		pieces := int(math.Ceil(flatKm(a, b))) // at most 1 km long
		for n := range pieces + 1 {
			u := float64(n) / float64(pieces)
			ex.relief.around(g, truceline.Point{Lat: a.Lat + u*(b.Lat-a.Lat), Lon: a.Lon + u*(b.Lon-a.Lon)})
		}
	}
	return g
}

// around fills in the cells within reach of a place that are not filled yet.
func (f *relief) around(g *elevation.Grid, p truceline.Point) {
	perLat, perLon := geo.MetresPerDegree(p.Lat)
	width, depth := g.StepX*perLon, g.StepY*perLat
	x, y := (p.Lon-g.West)/g.StepX, (g.North-p.Lat)/g.StepY
	rows, ground := heightsReach/depth, probe{relief: f}
	for j := max(0, int(y-rows)); j <= min(g.Rows-1, int(y+rows)); j++ {
		away := (float64(j) - y) * depth
		columns := math.Sqrt(max(0, heightsReach*heightsReach-away*away)) / width
		for i := max(0, int(x-columns)); i <= min(g.Columns-1, int(x+columns)); i++ {
			h := &g.Heights[j*g.Columns+i]
			if *h == *h {
				continue
			}
			at := truceline.Point{Lat: g.North - float64(j)*g.StepY, Lon: g.West + float64(i)*g.StepX}
			*h = float32(math.Round(ground.at(at)/heightsStep) * heightsStep)
		}
	}
}

// ground writes the height grid.
func (w *world) ground() error {
	if w.o.noGrid {
		return nil
	}
	g := heights(w.ex)
	if g == nil {
		return nil
	}
	f, err := w.create(heightsFile)
	if err != nil {
		return fmt.Errorf("create %s: %w", heightsFile, err)
	}
	out := bufio.NewWriterSize(f, 1<<16)
	if err := elevation.WriteGeoTIFF(out, g); err != nil {
		return fmt.Errorf("write %s: %w", heightsFile, err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", heightsFile, err)
	}
	return f.Close()
}
