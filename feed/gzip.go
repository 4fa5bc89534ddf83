package feed

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// MaxUnpacked is how many bytes a compressed file may unpack to. What is larger
// is refused, so that a small file cannot fill the memory.
const MaxUnpacked = 64 << 20

// ErrTooLarge is a compressed file that unpacks to more than is allowed.
var ErrTooLarge = errors.New("unpacks to more than is allowed")

// IsGzip reports whether a file begins as a gzip file does (RFC 1952, 2.3.1).
func IsGzip(file []byte) bool { return len(file) >= 2 && file[0] == 0x1f && file[1] == 0x8b }

// Gunzip unpacks a gzip file, and returns any other file as it is. It returns
// ErrTooLarge when more than limit bytes would come out.
func Gunzip(file []byte, limit int64) ([]byte, error) {
	if !IsGzip(file) {
		return file, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("unpack gzip: %w", err)
	}
	// The file's own statement of its length saves growing the buffer; it is
	// believed only as far as deflate can pack (1032 to 1).
	stated := int64(binary.LittleEndian.Uint32(file[len(file)-4:]))
	var out bytes.Buffer
	out.Grow(int(min(stated, limit, 1032*int64(len(file)))) + bytes.MinRead)
	n, err := io.Copy(&out, io.LimitReader(z, limit+1))
	if err != nil {
		return nil, fmt.Errorf("unpack gzip: %w", err)
	}
	if n > limit {
		return nil, fmt.Errorf("unpack gzip: %w: %d bytes", ErrTooLarge, limit)
	}
	return out.Bytes(), nil
}
