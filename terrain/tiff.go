package terrain

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Tags of TIFF 6.0, of its supplement on floating point, of GeoTIFF 1.1 (OGC
// 19-008) and GDAL's own for what is not known.
const (
	tagWidth           = 256
	tagLength          = 257
	tagBits            = 258
	tagCompression     = 259
	tagPhotometric     = 262
	tagFillOrder       = 266
	tagStripOffsets    = 273
	tagSamples         = 277
	tagRowsPerStrip    = 278
	tagStripCounts     = 279
	tagPredictor       = 317
	tagTileWidth       = 322
	tagTileLength      = 323
	tagTileOffsets     = 324
	tagTileCounts      = 325
	tagSampleFormat    = 339
	tagPixelScale      = 33550
	tagTiepoint        = 33922
	tagTransformation  = 34264
	tagGeoKeys         = 34735
	tagNoData          = 42113
	typeASCII, typeTwo = 2, 3 // types of a field: text, two bytes
	typeFour, typeReal = 4, 12
)

var errCut = errors.New("the file is cut off, or its directory points outside it")

// directory is the first directory of a TIFF file: fields by tag. Later ones
// (overviews, masks) are not looked at.
type directory struct {
	file   []byte
	order  binary.ByteOrder
	fields map[uint16]field
}

type field struct {
	kind  uint16
	count uint32
	value []byte // count values
}

// sizes of the types of a field, by number (TIFF 6.0, page 15).
func sizeOf(kind uint16) int {
	switch kind {
	case 1, 2, 6, 7:
		return 1
	case 3, 8:
		return 2
	case 4, 9, 11:
		return 4
	case 5, 10, 12:
		return 8
	}
	return 0
}

func readDirectory(file []byte) (*directory, error) {
	if len(file) < 8 {
		return nil, errors.New("not a TIFF file: too short")
	}
	d := &directory{file: file, fields: map[uint16]field{}}
	switch string(file[:2]) {
	case "II":
		d.order = binary.LittleEndian
	case "MM":
		d.order = binary.BigEndian
	default:
		return nil, errors.New("not a TIFF file: it does not begin with II or MM")
	}
	switch d.order.Uint16(file[2:]) {
	case 42:
	case 43:
		return nil, errors.New("a BigTIFF file is not read: write it with gdal_translate -co BIGTIFF=NO")
	default:
		return nil, errors.New("not a TIFF file: no 42 after the order of bytes")
	}
	at := int64(d.order.Uint32(file[4:]))
	head, err := d.bytes(at, 2)
	if err != nil {
		return nil, err
	}
	entries, err := d.bytes(at+2, 12*int64(d.order.Uint16(head)))
	if err != nil {
		return nil, err
	}
	for ; len(entries) > 0; entries = entries[12:] {
		tag := d.order.Uint16(entries)
		f := field{kind: d.order.Uint16(entries[2:]), count: d.order.Uint32(entries[4:])}
		if sizeOf(f.kind) == 0 {
			continue // readers skip fields of types that they do not know (TIFF 6.0, page 16)
		}
		size := int64(sizeOf(f.kind)) * int64(f.count)
		f.value = entries[8:12]
		if size > 4 {
			if f.value, err = d.bytes(int64(d.order.Uint32(entries[8:])), size); err != nil {
				return nil, fmt.Errorf("tag %d: %w", tag, err)
			}
		} else {
			f.value = f.value[:size]
		}
		d.fields[tag] = f
	}
	return d, nil
}

// bytes returns a part of the file.
func (d *directory) bytes(at, n int64) ([]byte, error) {
	if at < 0 || n < 0 || at > int64(len(d.file)) || n > int64(len(d.file))-at {
		return nil, errCut
	}
	return d.file[at : at+n], nil
}

// whole returns the whole numbers of a field, nil where it is not there.
func (d *directory) whole(tag uint16) ([]uint32, error) {
	f, ok := d.fields[tag]
	if !ok {
		return nil, nil
	}
	out := make([]uint32, f.count)
	for i := range out {
		switch f.kind {
		case 1:
			out[i] = uint32(f.value[i])
		case typeTwo:
			out[i] = uint32(d.order.Uint16(f.value[2*i:]))
		case typeFour:
			out[i] = d.order.Uint32(f.value[4*i:])
		default:
			return nil, fmt.Errorf("tag %d: type %d where a whole number belongs", tag, f.kind)
		}
	}
	return out, nil
}

// one returns the only number of a field, or what stands for it where it is not
// there.
func (d *directory) one(tag uint16, absent uint32) (uint32, error) {
	all, err := d.whole(tag)
	switch {
	case err != nil:
		return 0, err
	case all == nil:
		return absent, nil
	case len(all) != 1:
		return 0, fmt.Errorf("tag %d: %d numbers where one belongs: only grids of one band are read", tag, len(all))
	}
	return all[0], nil
}

// reals returns the floating-point numbers of a field, nil where it is not there.
func (d *directory) reals(tag uint16) ([]float64, error) {
	f, ok := d.fields[tag]
	if !ok {
		return nil, nil
	}
	if f.kind != typeReal {
		return nil, fmt.Errorf("tag %d: type %d where numbers of 8 bytes belong", tag, f.kind)
	}
	out := make([]float64, f.count)
	for i := range out {
		out[i] = math.Float64frombits(d.order.Uint64(f.value[8*i:]))
	}
	return out, nil
}
