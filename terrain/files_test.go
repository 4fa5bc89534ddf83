package terrain

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// equal reports whether two grids are the same, bit for bit but for the place,
// which files hold as a corner.
func equal(a, b *Grid) bool {
	near := func(x, y float64) bool { return math.Abs(x-y) < 1e-9*max(1, math.Abs(x)) }
	if a.EPSG != b.EPSG || a.Columns != b.Columns || a.Rows != b.Rows || !near(a.West, b.West) || !near(a.North, b.North) || !near(a.StepX, b.StepX) || !near(a.StepY, b.StepY) {
		return false
	}
	for i, h := range a.Heights {
		if h != b.Heights[i] && (h == h || b.Heights[i] == b.Heights[i]) {
			return false
		}
	}
	return true
}

func written(t testing.TB, g *Grid) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteGeoTIFF(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func rough(columns, rows int) *Grid {
	rng := rand.New(rand.NewPCG(1, 2))
	return degrees(columns, rows, func(x, y int) float64 {
		if x == 3 && y == 2 {
			return math.NaN()
		}
		return math.Round(400*rng.Float64()) - 20
	})
}

func TestWriteAndRead(t *testing.T) {
	for _, size := range [][2]int{{2, 2}, {7, 5}, {130, 129}, {64, 64}} {
		g := rough(size[0], size[1])
		file := written(t, g)
		back, err := ReadGeoTIFF(file)
		if err != nil {
			t.Fatal(err)
		}
		if !equal(g, back) {
			t.Errorf("%v: written and read, not the same", size)
		}
		if !bytes.Equal(file, written(t, g)) {
			t.Errorf("%v: written twice, not the same", size)
		}
	}
	plane := rough(9, 9)
	plane.EPSG, plane.West, plane.North, plane.StepX, plane.StepY = 32637, 500125, 5500000, 250, 200
	if back, err := ReadGeoTIFF(written(t, plane)); err != nil || !equal(plane, back) {
		t.Errorf("a plane of metres: %v", err)
	}
	if WriteGeoTIFF(&bytes.Buffer{}, &Grid{}) == nil {
		t.Error("an empty grid was written")
	}
}

// TestWhatGDALWrites reads the same heights in all forms that are read, as
// Debian's gdal_translate writes them.
func TestWhatGDALWrites(t *testing.T) {
	if _, err := exec.LookPath("gdal_translate"); err != nil {
		t.Skip("gdal_translate is not installed: apt-get install gdal-bin")
	}
	dir := t.TempDir()
	g := rough(150, 140)
	in := filepath.Join(dir, "in.tif")
	if err := os.WriteFile(in, written(t, g), 0o644); err != nil {
		t.Fatal(err)
	}
	convert := func(options string) []byte {
		t.Helper()
		out := filepath.Join(dir, "out.tif")
		if text, err := exec.Command("gdal_translate", append(strings.Fields(options), "-q", "-a_nodata", "-9999", in, out)...).CombinedOutput(); err != nil {
			t.Fatalf("gdal_translate %s: %v\n%s", options, err, text)
		}
		file, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	// Heights are whole numbers, so that every type holds them; what was not
	// known became one in the types that have no NaN.
	good := func(options string) {
		t.Helper()
		back, err := ReadGeoTIFF(convert(options))
		if err != nil {
			t.Errorf("%s: %v", options, err)
			return
		}
		want := *g
		if !strings.Contains(options, "Float32") {
			want.Heights = append([]float32{}, g.Heights...)
			want.Heights[2*150+3] = back.Heights[2*150+3]
		}
		if !equal(&want, back) {
			t.Errorf("%s: not the same", options)
		}
	}
	bad := func(options, why string) {
		t.Helper()
		if _, err := ReadGeoTIFF(convert(options)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, want %q", options, err, why)
		}
	}
	for _, kind := range []string{"Int16", "Int32", "Float32"} {
		for _, pack := range []string{"NONE", "LZW", "DEFLATE"} {
			for _, more := range []string{"", "-co TILED=YES -co BLOCKXSIZE=64 -co BLOCKYSIZE=32", "-co PREDICTOR=2", "-co ENDIANNESS=BIG", "-co ENDIANNESS=BIG -co PREDICTOR=2 -co TILED=YES"} {
				good("-ot " + kind + " -co COMPRESS=" + pack + " " + more)
			}
		}
	}
	good("-ot Float32 -co COMPRESS=LZW -co PREDICTOR=3 -co TILED=YES")
	bad("-ot Float64", "64 bits")
	bad("-ot Float32 -co COMPRESS=DEFLATE -co PREDICTOR=3 -co ENDIANNESS=BIG", "predictor") // GDAL itself misreads it
	bad("-co COMPRESS=PACKBITS", "compression")
	bad("-co BIGTIFF=YES", "BigTIFF")
	bad("-b 1 -b 1", "2 bands")
	bad("-a_srs EPSG:4267", "EPSG:4267")
	bad("-a_srs EPSG:2263", "metres") // feet of New York
}

func TestHGT(t *testing.T) {
	file := make([]byte, 2*1201*1201)
	put := func(x, y int, h int16) { binary.BigEndian.PutUint16(file[2*(y*1201+x):], uint16(h)) }
	put(0, 0, 111)
	put(1200, 1200, -5)
	put(600, 600, math.MinInt16)
	g, err := ReadHGT("srtm/N49E036.hgt", file)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	if h, ok := g.Height(at(0, -50)); !ok || h != 111 { // 50 N 36 E
		t.Errorf("north-west corner: %g %v", h, ok)
	}
	if h, ok := g.Height(at(100, 50)); !ok || math.Abs(h+5) > 1e-6 { // 49 N 37 E
		t.Errorf("south-east corner: %g %v", h, ok)
	}
	if _, ok := g.Height(at(50, 0)); ok { // 49.5 N 36.5 E
		t.Error("a void has a height")
	}
	if g, err := ReadHGT("s05w070.SRTMGL1.hgt", make([]byte, 2*3601*3601)); err != nil || g.West != -70 || g.North != -4 {
		t.Errorf("south and west: %v", err)
	}
	bad := func(name string, file []byte, why string) {
		t.Helper()
		if _, err := ReadHGT(name, file); err == nil {
			t.Errorf("%s: taken, but %s", name, why)
		}
	}
	bad("heights.hgt", file, "its name does not say where it lies")
	bad("N49E036.hgt", file[1:], "a byte is missing")
	bad("N95E036.hgt", file, "there is no such latitude")
}

// TestBelievable checks that small files which say they are huge are refused
// before memory is taken for what they say.
func TestBelievable(t *testing.T) {
	bad := func(change func(d *directory), why string) {
		t.Helper()
		file := written(t, rough(40, 40))
		d, err := readDirectory(file)
		if err != nil {
			t.Fatal(err)
		}
		change(d)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := ReadGeoTIFF(file); err == nil {
			t.Error("taken, but " + why)
		}
		runtime.ReadMemStats(&after)
		allocated := after.TotalAlloc - before.TotalAlloc
		if allocated > 1<<20 {
			t.Errorf("%d bytes allocated, but %s", allocated, why)
		}
	}
	four := func(tag uint16, v uint32) func(*directory) {
		return func(d *directory) { d.order.PutUint32(d.fields[tag].value, v) }
	}
	bad(four(tagLength, 1_000_000), "one strip cannot hold that")
	bad(four(tagWidth, 1_000_000), "one strip cannot hold that")
	bad(four(tagLength, math.MaxUint32), "no grid is so great")
	bad(four(tagStripOffsets, math.MaxUint32), "the strip lies outside the file")
	bad(four(tagStripCounts, 0), "the strip is left out")
	bad(func(d *directory) { d.order.PutUint16(d.fields[tagBits].value, 64) }, "64 bits are not read")
}

func FuzzGeoTIFF(f *testing.F) {
	g := rough(5, 66)
	f.Add(written(f, g))
	g.EPSG = 32637
	f.Add(written(f, g))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		g, err := ReadGeoTIFF(file)
		if err != nil {
			return
		}
		if err := g.Check(); err != nil {
			t.Fatal(err)
		}
		if len(g.Heights) > 1<<16 {
			return
		}
		back, err := ReadGeoTIFF(written(t, g))
		if err != nil {
			t.Fatal(err)
		}
		if back.Columns != g.Columns || len(back.Heights) != len(g.Heights) {
			t.Fatal("written and read, not the same")
		}
	})
}

func FuzzLZW(f *testing.F) {
	f.Add([]byte{0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01}, 9)
	f.Fuzz(func(t *testing.T, packed []byte, size int) {
		if size < 0 || size > 1<<20 {
			return
		}
		if out, err := unpackLZW(packed, size); err == nil && len(out) != size {
			t.Fatalf("%d bytes, want %d", len(out), size)
		}
	})
}
