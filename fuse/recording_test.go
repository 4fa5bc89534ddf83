package fuse

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestArrivalsRecorded runs the chain on a recording of eight microphones (shared data,
// acoustic/audioToSave.mat) and holds it against what was published with it: where the same
// recording's makers place the loudspeaker by Chan and Ho's estimator (xyz_data.mat, first row).
//
// The microphones stand at the corners of a cube, 150 to an edge, in the order of TDOA/experience_3D.m
// of the repository that acoustic/SOURCE.md names, sampled 44,100 times a second on one clock
// (microphone/Dealy_LMS.m there). That file counts edges in the unit of which sound
// makes 343,200 a second, which is millimetres, and so do the times of arrival: from the corner
// beside which the loudspeaker stands an edge takes 18 to 19 samples, which is 0.15 m.
//
// The onset is lost: the recorder kept some blocks of 1,024 samples two and three times and dropped others. So
// the delays are those at which a block of each channel agrees best with that of the nearest microphone. The
// solver knows a plane; each of the three faces that meet at that corner gives two coordinates.
func TestArrivalsRecorded(t *testing.T) {
	sound := matrixIn(t, "audioToSave.mat")
	if len(sound) != 8 || len(sound[0]) != 89156 {
		t.Fatalf("%d channels", len(sound))
	}
	published := matrixIn(t, "xyz_data.mat")
	const rate, block, from, nearest, speed = 44100, 4096, 45124, 4, 343200
	corners := [8][3]float64{{0, 0, 0}, {150, 0, 0}, {0, 150, 0}, {150, 150, 0}, {0, 0, 150}, {150, 0, 150}, {150, 150, 150}, {0, 150, 150}}
	var late [8]float64 // seconds behind the nearest microphone
	for c := range sound {
		late[c] = delay(sound[nearest][from-60:from+block+60], sound[c][from:from+block]) / rate
	}
	for _, c := range []int{0, 5, 7} { // one edge away
		if edge := late[c] * speed; edge < 135 || edge > 155 {
			t.Errorf("channel %d is an edge of %.0f mm away", c+1, edge)
		}
	}
	for _, face := range []struct {
		channels [4]int
		axes     [2]int
		off      float64 // mm
	}{
		{[4]int{4, 5, 6, 7}, [2]int{0, 1}, 12},
		{[4]int{4, 0, 2, 7}, [2]int{1, 2}, 12},
		{[4]int{4, 0, 1, 5}, [2]int{0, 2}, 35}, // in channel 2 an echo is as strong as the sound
	} {
		var all []arrival
		for _, c := range face.channels {
			all = append(all, arrival{x: corners[c][face.axes[0]], y: corners[c][face.axes[1]], at: late[c], sigma: 0.5 / rate, speed: speed})
		}
		x, y := solved(all)
		dx, dy := x-published[face.axes[0]][0], y-published[face.axes[1]][0]
		t.Logf("axes %v: (%.0f, %.0f) mm, published (%.0f, %.0f)", face.axes, x, y, published[face.axes[0]][0], published[face.axes[1]][0])
		if off := math.Hypot(dx, dy); off > face.off {
			t.Errorf("axes %v: %.0f %.0f mm, which is %.0f mm from the published place", face.axes, x, y, off)
		}
	}
}

// solved goes from the closed form to the place of least squares.
func solved(all []arrival) (x, y float64) {
	start := startsOf(all)
	x, y = start[0][0], start[0][1]
	for range 10 {
		var sum fit
		bearArrivals(all, x, y, &sum)
		dx, dy := sum.step()
		x, y = x+dx, y+dy
	}
	return x, y
}

// delay is by how many samples, and parts of one, a block agrees best with a reference that begins 60
// samples before it and ends 60 after it, by the parabola through the greatest correlation and those beside it.
func delay(reference, block []float64) float64 {
	agree := make([]float64, len(reference)-len(block)+1)
	for k := range agree {
		for i, v := range block {
			agree[k] += v * reference[k+i]
		}
	}
	best := 0
	for k := range agree {
		if agree[k] > agree[best] {
			best = k
		}
	}
	part := 0.0
	if best > 0 && best < len(agree)-1 {
		a, b, c := agree[best-1], agree[best], agree[best+1]
		part = (a - c) / (2 * (a - 2*b + c))
	}
	return 60 - float64(best) - part
}

// matrixIn reads the one matrix of numbers of a file of shared acoustic data, column by column, as MATLAB writes it:
// a header of 128 bytes, one compressed element (type 15), in it the matrix, whose last
// element holds the numbers (MAT-File Format, Level 5).
func matrixIn(t *testing.T, name string) [][]float64 {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(sharedData(), "acoustic", name))
	if err != nil {
		t.Skip("shared data are not there")
	}
	if len(file) < 136 || binary.LittleEndian.Uint32(file[128:]) != 15 {
		t.Fatal("the matrix is not compressed")
	}
	r, err := zlib.NewReader(bytes.NewReader(file[136:]))
	if err != nil {
		t.Fatal(err)
	}
	m, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	m = m[8:]                                                                                         // that it is a matrix
	rows, columns := int(binary.LittleEndian.Uint32(m[24:])), int(binary.LittleEndian.Uint32(m[28:])) // behind 16 bytes of flags
	if len(m) < 8*rows*columns {
		t.Fatal("the matrix is cut")
	}
	var out [][]float64
	for column := range slices.Chunk(m[len(m)-8*rows*columns:], 8*rows) {
		var numbers []float64
		for number := range slices.Chunk(column, 8) {
			numbers = append(numbers, math.Float64frombits(binary.LittleEndian.Uint64(number)))
		}
		out = append(out, numbers)
	}
	return out
}
