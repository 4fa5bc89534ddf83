package terrain

import "errors"

// Codes of LZW as TIFF packs it (TIFF 6.0, section 13): 0 to 255 stand for
// themselves, then two that steer, then strings as they come up. The width of a
// code grows one code early against other uses of LZW, which is why the standard
// library's reader does not fit.
const (
	lzwClear = 256
	lzwEnd   = 257
	lzwFirst = 258
	lzwCodes = 4096
)

var errLZW = errors.New("unpack: not LZW as TIFF writes it")

// unpackLZW returns the first size bytes that were packed.
func unpackLZW(packed []byte, size int) ([]byte, error) {
	out := make([]byte, 0, size)
	// A string is a run of what was unpacked already: where it begins, how long.
	var begins, lengths [lzwCodes]int
	next, width := lzwFirst, 9
	last := -1 // where the string before this one begins; -1: none
	var held uint32
	var bits int
	for len(out) < size {
		for bits < width {
			if len(packed) == 0 {
				return nil, errLZW
			}
			held, packed, bits = held<<8|uint32(packed[0]), packed[1:], bits+8
		}
		bits -= width
		code := int(held >> bits & (1<<width - 1))
		if code == lzwClear {
			next, width, last = lzwFirst, 9, -1
			continue
		}
		begin := len(out)
		switch {
		case code < lzwClear:
			out = append(out, byte(code))
		case code >= lzwFirst && code < next:
			out = repeat(out, begins[code], lengths[code], size)
		case code == next && last >= 0: // the string before, and its first byte again
			out = repeat(out, last, begin-last+1, size)
		default:
			return nil, errLZW
		}
		if last >= 0 && next < lzwCodes {
			begins[next], lengths[next] = last, begin-last+1
			next++
		}
		if next == 1<<width-1 && width < 12 {
			width++
		}
		last = begin
	}
	return out, nil
}

// repeat appends a run of what is there already, which may reach into itself,
// and stops at size.
func repeat(out []byte, begin, length, size int) []byte {
	for i := range min(length, size-len(out)) {
		out = append(out, out[begin+i])
	}
	return out
}
