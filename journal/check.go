package journal

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash"
	"os"
	"path/filepath"

	"github.com/truceline/truceline"
)

// checkBlocks refuses blocks that are damaged in their middle, before the
// server sees them. The server, on meeting a bad record as it starts after a
// crash, cuts the block off there and goes on without the good records behind
// it: one flipped bit would cost megabytes of evidence. Only what a crash
// leaves is let through, for the server to cut: a last record of the last block
// that was not written to its end.
func checkBlocks(dir, stream string) error {
	paths, err := blockPaths(dir)
	if err != nil {
		return err
	}
	var buf bytes.Buffer // one for all: blocks are 8 MB
	for i, path := range paths {
		block, err := readInto(&buf, path)
		if err != nil {
			return err
		}
		h, err := blockHash(stream, path)
		if err != nil {
			return err
		}
		good := soundUpTo(h, block)
		if good == len(block) || i == len(paths)-1 && !soundAfter(h, block, good+1) {
			continue
		}
		return fmt.Errorf("%w: block %s is damaged at or after byte %d; nothing was changed",
			truceline.ErrDamaged, filepath.Base(path), good)
	}
	return nil
}

// readInto reads a file into the place of what the buffer held before.
func readInto(buf *bytes.Buffer, path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	buf.Reset()
	if info, err := f.Stat(); err == nil {
		buf.Grow(int(info.Size()) + bytes.MinRead)
	}
	_, err = buf.ReadFrom(f)
	return buf.Bytes(), err
}

// soundUpTo returns where the first bad record begins, the length of the block
// if there is none.
func soundUpTo(h hash.Hash64, block []byte) int {
	good := 0
	for _, r := range records(block) {
		if !sound(h, block[r.at:r.end]) {
			break
		}
		good = r.end
	}
	return good
}

// soundAfter tells whether a good record begins anywhere from the given byte on.
func soundAfter(h hash.Hash64, block []byte, from int) bool {
	for at := from; at+recordHead+recordSum <= len(block); at++ {
		length := int(binary.LittleEndian.Uint32(block[at:]) &^ withHeaders)
		name := int(binary.LittleEndian.Uint16(block[at+20:]))
		if length < recordHead+recordSum+name || length > len(block)-at || name != 0 && name != len(subject) {
			continue
		}
		if sound(h, block[at:at+length]) {
			return true
		}
	}
	return false
}

func sound(h hash.Hash64, rec []byte) bool {
	return bytes.Equal(checksum(h, rec), rec[len(rec)-recordSum:])
}
