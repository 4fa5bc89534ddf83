package terrain

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Ways of packing, predictors and forms of numbers (TIFF 6.0, sections 8, 13,
// 14, 19; Adobe's technical notes on Deflate and floating point).
const (
	packNone       = 1
	packLZW        = 5
	packDeflate    = 8
	packDeflateOld = 32946

	predictNone  = 1
	predictWhole = 2
	predictReal  = 3

	formWhole  = 1
	formSigned = 2
	formReal   = 3
)

// layout is how the cells of a file are stored: in blocks, which are strips of
// the whole width or tiles.
type layout struct {
	width, length           int
	blockWidth, blockLength int
	across                  int // blocks in a row of blocks
	offsets, counts         []uint32
	bits, form              uint32
	packing, predictor      uint32
}

// mostUnpacked is how many bytes one packed byte can become: 1,032 for Deflate,
// and fewer than 2,731 for LZW, whose longest code stands for 4,096.
const mostUnpacked = 2731

// layout reads how cells are stored, and refuses what cannot be read before
// anything is allocated.
func (d *directory) layout() (*layout, error) {
	var l layout
	var failed error
	get := func(tag uint16, absent uint32) uint32 {
		v, err := d.one(tag, absent)
		if err != nil && failed == nil {
			failed = err
		}
		return v
	}
	if samples := get(tagSamples, 1); failed == nil && samples != 1 {
		return nil, fmt.Errorf("%d bands: only grids of one are read; take one with gdal_translate -b 1", samples)
	}
	width, length := get(tagWidth, 0), get(tagLength, 0)
	l.bits, l.form = get(tagBits, 1), get(tagSampleFormat, formWhole)
	l.packing, l.predictor = get(tagCompression, packNone), get(tagPredictor, predictNone)
	fill := get(tagFillOrder, 1)
	blockWidth, blockLength := width, min(get(tagRowsPerStrip, length), length)
	offsets, counts := uint16(tagStripOffsets), uint16(tagStripCounts)
	if _, tiled := d.fields[tagTileOffsets]; tiled {
		blockWidth, blockLength = get(tagTileWidth, 0), get(tagTileLength, 0)
		offsets, counts = tagTileOffsets, tagTileCounts
	}
	switch {
	case failed != nil:
		return nil, failed
	case fill != 1:
		return nil, fmt.Errorf("fill order %d is not read", fill)
	case width < 2 || length < 2 || uint64(width)*uint64(length) > MaxCells:
		return nil, fmt.Errorf("%d by %d cells: a grid has at least 2 by 2 and at most %d; cut out what is needed with gdal_translate -projwin", width, length, MaxCells)
	case blockWidth == 0 || blockLength == 0 || uint64(blockWidth)*uint64(blockLength) > MaxCells:
		return nil, fmt.Errorf("strips or tiles of %d by %d cells are not read", blockWidth, blockLength)
	}
	if err := l.supported(); err != nil {
		return nil, err
	}
	if l.predictor == predictReal && d.order == binary.ByteOrder(binary.BigEndian) {
		// libtiff 4.5 swaps the bytes once more as it writes them than as it reads them.
		return nil, fmt.Errorf("predictor %d in a big-endian file means two things: write it with gdal_translate -co ENDIANNESS=LITTLE", l.predictor)
	}
	l.width, l.length = int(width), int(length)
	l.blockWidth, l.blockLength = int(blockWidth), int(blockLength)
	l.across = (l.width + l.blockWidth - 1) / l.blockWidth
	var err error
	if l.offsets, err = d.whole(offsets); err != nil {
		return nil, err
	}
	if l.counts, err = d.whole(counts); err != nil {
		return nil, err
	}
	if n := l.across * ((l.length + l.blockLength - 1) / l.blockLength); len(l.offsets) != n || len(l.counts) != n {
		return nil, fmt.Errorf("%d strips or tiles with %d sizes, where %d belong", len(l.offsets), len(l.counts), n)
	}
	return &l, l.believable(d)
}

// supported refuses forms of numbers and packings that are not read.
func (l *layout) supported() error {
	whole := l.form == formWhole || l.form == formSigned
	switch {
	case whole && (l.bits == 8 || l.bits == 16 || l.bits == 32):
	case l.form == formReal && l.bits == 32:
	default:
		return fmt.Errorf("numbers of %d bits and sample format %d are not read: write them with gdal_translate -ot Float32", l.bits, l.form)
	}
	switch l.packing {
	case packNone, packLZW, packDeflate, packDeflateOld:
	default:
		return fmt.Errorf("compression %d is not read: write it with gdal_translate -co COMPRESS=DEFLATE", l.packing)
	}
	switch {
	case l.predictor == predictNone, l.packing == packNone:
		l.predictor = predictNone // there is none without packing
	case l.predictor == predictWhole, l.predictor == predictReal && l.form == formReal:
	default:
		return fmt.Errorf("predictor %d is not read with sample format %d", l.predictor, l.form)
	}
	return nil
}

// believable refuses a file that says it holds more than its blocks could,
// however well they were packed.
func (l *layout) believable(d *directory) error {
	size, most := uint64(l.blockWidth)*uint64(l.blockLength)*uint64(l.bits/8), uint64(1)
	if l.packing != packNone {
		most = mostUnpacked
	}
	for i, count := range l.counts {
		if count == 0 {
			return fmt.Errorf("strip or tile %d is left out (a sparse file): write it whole with gdal_translate -co SPARSE_OK=FALSE", i)
		}
		if _, err := d.bytes(int64(l.offsets[i]), int64(count)); err != nil {
			return fmt.Errorf("strip or tile %d: %w", i, err)
		}
		want := size
		if _, tiled := d.fields[tagTileOffsets]; !tiled { // the last strip may be shorter
			want = min(size, uint64(l.width)*uint64(l.length-i*l.blockLength)*uint64(l.bits/8))
		}
		if uint64(count)*most < want {
			return fmt.Errorf("strip or tile %d: %d bytes cannot hold %d", i, count, want)
		}
	}
	return nil
}

// read unpacks all blocks.
func (l *layout) read(d *directory) ([]float32, error) {
	heights := make([]float32, l.width*l.length)
	size := int(l.bits / 8)
	_, tiled := d.fields[tagTileOffsets]
	for i, count := range l.counts {
		top, left := i/l.across*l.blockLength, i%l.across*l.blockWidth
		rows := l.blockLength
		if !tiled {
			rows = min(rows, l.length-top)
		}
		packed, err := d.bytes(int64(l.offsets[i]), int64(count))
		if err != nil {
			return nil, err
		}
		block, err := l.unpack(packed, rows*l.blockWidth*size)
		if err != nil {
			return nil, fmt.Errorf("strip or tile %d: %w", i, err)
		}
		for r := range min(rows, l.length-top) {
			row := block[r*l.blockWidth*size:][:l.blockWidth*size]
			l.undo(row, d.order)
			out := heights[(top+r)*l.width+left:][:min(l.blockWidth, l.width-left)]
			l.numbers(out, row, d.order)
		}
	}
	return heights, nil
}

// unpack returns so many bytes of a block. They may be changed.
func (l *layout) unpack(packed []byte, size int) ([]byte, error) {
	switch l.packing {
	case packLZW:
		return unpackLZW(packed, size)
	case packDeflate, packDeflateOld:
		z, err := zlib.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, fmt.Errorf("unpack: %w", err)
		}
		out := make([]byte, size)
		if _, err := io.ReadFull(z, out); err != nil {
			return nil, fmt.Errorf("unpack: %w", err)
		}
		return out, nil
	}
	if len(packed) < size {
		return nil, errCut
	}
	return bytes.Clone(packed[:size]), nil
}

// undo takes a predictor off one row: each number was stored as the difference
// from the one before it, or each byte of floating-point numbers whose first
// bytes stand before all second ones.
func (l *layout) undo(row []byte, order binary.ByteOrder) {
	switch {
	case l.predictor == predictReal:
		for i := 1; i < len(row); i++ {
			row[i] += row[i-1]
		}
		n := len(row) / 4
		planes := bytes.Clone(row)
		for i := range n {
			order.PutUint32(row[4*i:], uint32(planes[i])<<24|uint32(planes[n+i])<<16|uint32(planes[2*n+i])<<8|uint32(planes[3*n+i]))
		}
	case l.predictor == predictNone:
	case l.bits == 8:
		for i := 1; i < len(row); i++ {
			row[i] += row[i-1]
		}
	case l.bits == 16:
		for i := 2; i < len(row); i += 2 {
			order.PutUint16(row[i:], order.Uint16(row[i:])+order.Uint16(row[i-2:]))
		}
	case l.bits == 32:
		for i := 4; i < len(row); i += 4 {
			order.PutUint32(row[i:], order.Uint32(row[i:])+order.Uint32(row[i-4:]))
		}
	}
}

// numbers reads the cells of one row.
func (l *layout) numbers(out []float32, row []byte, order binary.ByteOrder) {
	signed := l.form == formSigned
	for i := range out {
		switch {
		case l.form == formReal:
			out[i] = math.Float32frombits(order.Uint32(row[4*i:]))
		case l.bits == 8 && signed:
			out[i] = float32(int8(row[i]))
		case l.bits == 8:
			out[i] = float32(row[i])
		case l.bits == 16 && signed:
			out[i] = float32(int16(order.Uint16(row[2*i:])))
		case l.bits == 16:
			out[i] = float32(order.Uint16(row[2*i:]))
		case signed:
			out[i] = float32(int32(order.Uint32(row[4*i:])))
		default:
			out[i] = float32(order.Uint32(row[4*i:]))
		}
	}
}
