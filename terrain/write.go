package terrain

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
)

// stripRows is how many rows a written strip holds.
const stripRows = 64

// WriteGeoTIFF writes a grid as a GeoTIFF file of floating-point numbers, packed
// by Deflate with the predictor for them: heights rounded to a quarter or an
// eighth of a metre take about a byte each. Heights that are not known are NaN.
// The same grid gives the same bytes.
func WriteGeoTIFF(w io.Writer, g *Grid) error {
	if err := g.Check(); err != nil {
		return fmt.Errorf("write grid: %w", err)
	}
	strips, err := g.strips()
	if err != nil {
		return fmt.Errorf("write grid: %w", err)
	}
	head := header(g, strips)
	for _, part := range append([][]byte{head}, strips...) {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("write grid: %w", err)
		}
	}
	return nil
}

// strips packs the heights.
func (g *Grid) strips() ([][]byte, error) {
	var strips [][]byte
	row, planes := make([]byte, 4*g.Columns), make([]byte, 4*g.Columns)
	for top := 0; top < g.Rows; top += stripRows {
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		for r := top; r < min(top+stripRows, g.Rows); r++ {
			for i, h := range g.Heights[r*g.Columns:][:g.Columns] {
				bits := math.Float32bits(h)
				if h != h {
					bits = math.Float32bits(float32(math.NaN())) // all of them alike
				}
				for plane := range 4 {
					planes[plane*g.Columns+i] = byte(bits >> (24 - 8*plane))
				}
			}
			row[0] = planes[0]
			for i := 1; i < len(planes); i++ {
				row[i] = planes[i] - planes[i-1]
			}
			if _, err := z.Write(row); err != nil {
				return nil, err
			}
		}
		if err := z.Close(); err != nil {
			return nil, err
		}
		if packed.Len()%2 == 1 {
			packed.WriteByte(0) // offsets are even
		}
		strips = append(strips, packed.Bytes())
	}
	return strips, nil
}

// header is all that stands before the strips: TIFF header, directory, values.
func header(g *Grid, strips [][]byte) []byte {
	geographic := []uint16{1, 1, 0, 3, keyModelType, 0, 1, modelGeographic, keyRasterType, 0, 1, rasterArea, keyGeographic, 0, 1, WGS84}
	if g.EPSG != WGS84 {
		geographic = []uint16{1, 1, 0, 3, keyModelType, 0, 1, modelProjected, keyRasterType, 0, 1, rasterArea, keyProjected, 0, 1, uint16(g.EPSG)}
	}
	offsets, counts := make([]uint32, len(strips)), make([]uint32, len(strips))
	entries := []entry{
		numbers(tagWidth, []uint32{uint32(g.Columns)}), numbers(tagLength, []uint32{uint32(g.Rows)}),
		numbers(tagBits, []uint16{32}), numbers(tagCompression, []uint16{packDeflate}), numbers(tagPhotometric, []uint16{1}),
		numbers(tagStripOffsets, offsets), numbers(tagSamples, []uint16{1}), numbers(tagRowsPerStrip, []uint32{stripRows}),
		numbers(tagStripCounts, counts), numbers(tagPredictor, []uint16{predictReal}), numbers(tagSampleFormat, []uint16{formReal}),
		numbers(tagPixelScale, []float64{g.StepX, g.StepY, 0}),
		numbers(tagTiepoint, []float64{0, 0, 0, g.West - g.StepX/2, g.North + g.StepY/2, 0}),
		numbers(tagGeoKeys, geographic), {tag: tagNoData, kind: typeASCII, count: 4, value: []byte("nan\x00")},
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.tag, b.tag) })
	at := uint32(8 + 2 + 12*len(entries) + 4)
	for _, e := range entries {
		if len(e.value) > 4 {
			at += uint32(len(e.value)+1) &^ 1
		}
	}
	for i, s := range strips {
		offsets[i], counts[i] = at, uint32(len(s))
		at += counts[i]
	}
	for i := range entries {
		switch entries[i].tag {
		case tagStripOffsets:
			entries[i] = numbers(tagStripOffsets, offsets)
		case tagStripCounts:
			entries[i] = numbers(tagStripCounts, counts)
		}
	}
	return lay(entries)
}

// entry is one field of a directory that is written.
type entry struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

func numbers[N uint16 | uint32 | float64](tag uint16, list []N) entry {
	e := entry{tag: tag, count: uint32(len(list))}
	switch any(list).(type) {
	case []uint16:
		e.kind = typeTwo
	case []uint32:
		e.kind = typeFour
	default:
		e.kind = typeReal
	}
	e.value, _ = binary.Append(nil, binary.LittleEndian, list) // numbers of a fixed size cannot fail
	return e
}

// lay puts header and directory together.
func lay(entries []entry) []byte {
	le := binary.LittleEndian
	out := le.AppendUint32(append([]byte("II"), 42, 0), 8)
	out = le.AppendUint16(out, uint16(len(entries)))
	at := uint32(8 + 2 + 12*len(entries) + 4)
	var values []byte
	for _, e := range entries {
		out = le.AppendUint16(le.AppendUint16(out, e.tag), e.kind)
		out = le.AppendUint32(out, e.count)
		if len(e.value) <= 4 {
			out = append(append(out, e.value...), make([]byte, 4-len(e.value))...)
			continue
		}
		out = le.AppendUint32(out, at+uint32(len(values)))
		values = append(values, e.value...)
		if len(values)%2 == 1 {
			values = append(values, 0)
		}
	}
	out = append(out, 0, 0, 0, 0) // no further directory
	return append(out, values...)
}
