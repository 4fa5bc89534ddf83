//go:build linux

package terrain

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/truceline/truceline/feed/feedtest"
)

// hills is a seeded plane of metre cells with smooth hills of several widths and
// a little roughness, so that skylines are near and far.
func hills(seed uint64, side int, cell float64) *Grid {
	rng := rand.New(rand.NewPCG(seed, 36))
	g := &Grid{EPSG: 32637, West: 500000, North: 5500000, StepX: cell, StepY: cell, Columns: side, Rows: side, Heights: make([]float32, side*side)}
	for range 40 {
		x, y := rng.Float64()*float64(side), rng.Float64()*float64(side)
		wide, high := 4+rng.ExpFloat64()*float64(side)/16, rng.NormFloat64()*60
		reach := int(3 * wide)
		for j := max(0, int(y)-reach); j < min(side, int(y)+reach); j++ {
			for i := max(0, int(x)-reach); i < min(side, int(x)+reach); i++ {
				d2 := (float64(i)-x)*(float64(i)-x) + (float64(j)-y)*(float64(j)-y)
				g.Heights[j*side+i] += float32(high * math.Exp(-d2/wide/wide))
			}
		}
	}
	for i := range g.Heights {
		g.Heights[i] = float32(math.Round(float64(g.Heights[i]+200+2*rng.Float32())*4) / 4)
	}
	return g
}

// taken is how long something took: on the processor, and by the clock.
type taken struct{ processor, clock time.Duration }

func (a taken) plus(b taken) taken { return taken{a.processor + b.processor, a.clock + b.clock} }

// gdal runs gdal_viewshed on a file and returns its cells and how long it took.
func gdal(t testing.TB, folder string, g *Grid, column, row int, s Sight) (*Grid, taken) {
	t.Helper()
	in, out := filepath.Join(folder, "in.tif"), filepath.Join(folder, "out.tif")
	os.Remove(out)
	// A quarter of a cell off its corner, so that rounding and cutting agree.
	x, y := g.West+(float64(column)-0.25)*g.StepX, g.North-(float64(row)-0.25)*g.StepY
	number := func(v float64) string { return fmt.Sprintf("%.6f", v) }
	args := []string{"-q", "-ox", number(x), "-oy", number(y), "-oz", number(s.From), "-tz", number(s.To), "-cc", number(s.Curvature), "-md", number(s.Farthest),
		"-vv", "2", "-iv", "1", "-ov", "0", in, out}
	cmd := exec.Command("gdal_viewshed", args...)
	began := time.Now()
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("gdal_viewshed %v: %v\n%s", args, err, text)
	}
	clock := time.Since(began)
	file, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := ReadGeoTIFF(file)
	if err != nil {
		t.Fatal(err)
	}
	return seen, taken{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), clock}
}

// compare returns the share of cells of a grid of which gdal_viewshed and
// [Grid.ViewshedAt] say the same, and how long each took.
func compare(t testing.TB, folder string, g *Grid, column, row int, s Sight) (same float64, theirs, ours taken) {
	t.Helper()
	want, theirs := gdal(t, folder, g, column, row, s)
	before, began := feedtest.Processor(t), time.Now()
	v, err := g.ViewshedAt(column, row, s)
	if err != nil {
		t.Fatal(err)
	}
	ours = taken{feedtest.Processor(t) - before, time.Since(began)}
	left, top := int(math.Round((want.West-g.West)/g.StepX)), int(math.Round((g.North-want.North)/g.StepY))
	n := 0
	for j := range want.Rows {
		for i := range want.Columns {
			if float32(v.Cell(left+i, top+j)) == want.Heights[j*want.Columns+i] {
				n++
			}
		}
	}
	return float64(n) / float64(len(want.Heights)), theirs, ours
}

func save(t testing.TB, folder string, g *Grid) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, "in.tif"), written(t, g), 0o644); err != nil {
		t.Fatal(err)
	}
}

func needGDAL(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("gdal_viewshed"); err != nil {
		t.Skip("gdal_viewshed is not installed: apt-get install gdal-bin")
	}
}

// TestAsGDAL compares small grids, cell by cell.
func TestAsGDAL(t *testing.T) {
	needGDAL(t)
	folder := t.TempDir()
	for seed, s := range []Sight{
		{From: 10, Curvature: 0.85714},
		{From: 2, To: 2, Curvature: 0.85714},
		{From: 30, To: 1, Curvature: 1, Farthest: 9000},
		{From: 4},
	} {
		g := hills(uint64(seed), 200, 90)
		save(t, folder, g)
		for _, at := range [][2]int{{100, 90}, {3, 196}, {0, 0}} {
			if same, _, _ := compare(t, folder, g, at[0], at[1], s); same < 0.995 {
				t.Errorf("seed %d, %+v from %v: %.4f of the cells alike", seed, s, at, same)
			}
		}
	}
}

// BenchmarkAsGDAL holds the bar: ten seeded grids of 1,000 by 1,000 cells, from
// low and high masts, to the ground and to what stands on it, with and without
// a limit of range and the curve of the earth. It reports how many of a million
// cells are unlike at most, and how many times as fast it is, by processor time and,
// which other work on the machine changes, by the clock: as the process of
// gdal_viewshed, and as that less what the process takes for a grid of four cells.
func BenchmarkAsGDAL(b *testing.B) {
	needGDAL(b)
	folder := b.TempDir()
	sights := []Sight{
		{From: 10, To: 2, Curvature: 0.85714}, {From: 2, To: 2, Curvature: 0.85714}, {From: 30, Curvature: 0.85714},
		{From: 10, To: 1, Curvature: 0.85714, Farthest: 60000}, {From: 4, To: 10},
	}
	least := 1.0
	var theirs, begin, ours taken
	for b.Loop() {
		for seed := range uint64(10) {
			g := hills(seed, 1000, 100)
			save(b, folder, g)
			s := sights[seed%5]
			same, t, o := compare(b, folder, g, 300+int(seed)*40, 700-int(seed)*40, s)
			least, theirs, ours = min(least, same), theirs.plus(t), ours.plus(o)
			tiny := hills(seed, 2, 100)
			save(b, folder, tiny)
			_, t, _ = compare(b, folder, tiny, 0, 0, s)
			begin = begin.plus(t)
		}
	}
	runs := float64(b.N * 10)
	b.ReportMetric(1e6*(1-least), "cells-unlike-most") // of a million
	b.ReportMetric(theirs.processor.Seconds()/ours.processor.Seconds(), "x-as-fast")
	b.ReportMetric((theirs.processor-begin.processor).Seconds()/ours.processor.Seconds(), "x-as-fast-started")
	b.ReportMetric((theirs.clock-begin.clock).Seconds()/ours.clock.Seconds(), "x-as-fast-started-by-clock")
	b.ReportMetric(1000*theirs.processor.Seconds()/runs, "gdal-ms/op")
	b.ReportMetric(1000*begin.processor.Seconds()/runs, "gdal-start-ms/op")
	b.ReportMetric(1000*ours.processor.Seconds()/runs, "ms/op")
	b.ReportMetric(1000*ours.clock.Seconds()/runs, "clock-ms/op")
	b.ReportMetric(0, "ns/op")
}
