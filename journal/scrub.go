package journal

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/minio/highwayhash"
)

// The server destroys a message in two steps: it writes a note that the message
// is deleted, then overwrites its bytes. After a crash between the two it takes
// the message for deleted and never looks at the bytes again. So after a crash
// during an erasure, and only then, scrub does the second step, in the way the
// server would have done it. It relies on how the server writes its blocks
// (checked against nats-server 2.15, filestore.go: eraseMsg and
// rebuildStateFromBufLocked): a test breaks if that changes.
//
// A record in a block, little-endian:
//
//	length (4, top bit: has headers) | sequence (8) | time (8) |
//	subject length (2) | subject | [header length (4) | headers] | message |
//	checksum (8)
const (
	recordHead  = 22
	recordSum   = 8
	withHeaders = 1 << 31 // in the length
	isErased    = 1 << 63 // in the sequence: bytes were overwritten
	isDeleted   = 1 << 62 // in the sequence: a note that it was deleted
)

// record is where a record lies in a block.
type record struct {
	at, end int
	seq     uint64
}

// records lists the records of a block, up to the first that is cut short.
func records(block []byte) []record {
	var all []record
	for at := 0; at+recordHead+recordSum <= len(block); {
		length := int(binary.LittleEndian.Uint32(block[at:]) &^ withHeaders)
		if length < recordHead+recordSum || at+length > len(block) {
			break
		}
		all = append(all, record{at, at + length, binary.LittleEndian.Uint64(block[at+4:])})
		at += length
	}
	return all
}

// blockPaths lists the blocks of a folder in their order.
func blockPaths(dir string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.blk"))
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) // 9.blk before 10.blk
	})
	return paths, err
}

// scrub overwrites every message in the folder's blocks that has a note of its
// deletion but still has its bytes.
func scrub(dir, stream string) error {
	paths, err := blockPaths(dir)
	if err != nil {
		return err
	}
	deleted := map[uint64]bool{}
	for _, path := range paths {
		block, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, r := range records(block) {
			if r.seq&isDeleted != 0 {
				deleted[r.seq&^isDeleted] = true
			}
		}
	}
	for _, path := range paths {
		block, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		changed := false
		for _, r := range records(block) {
			if r.seq&(isDeleted|isErased) == 0 && deleted[r.seq] {
				if err := overwrite(block[r.at:r.end], stream, path); err != nil {
					return err
				}
				changed = true
			}
		}
		if changed {
			if err := writeSafely(path, block); err != nil {
				return err
			}
		}
	}
	return nil
}

// overwrite turns a record into one of an erased message.
func overwrite(rec []byte, stream, path string) error {
	le := binary.LittleEndian
	le.PutUint32(rec, le.Uint32(rec)&^withHeaders)
	le.PutUint64(rec[4:], le.Uint64(rec[4:])|isErased)
	le.PutUint64(rec[12:], 0)
	le.PutUint16(rec[20:], 0)
	body := rec[recordHead : len(rec)-recordSum]
	if _, err := rand.Read(body); err != nil {
		return err
	}
	h, err := blockHash(stream, path)
	if err != nil {
		return err
	}
	copy(rec[len(rec)-recordSum:], checksum(h, rec))
	return nil
}

// blockHash returns the keyed hash that guards the records of a block.
func blockHash(stream, path string) (hash.Hash64, error) {
	number := strings.TrimSuffix(filepath.Base(path), ".blk")
	key := sha256.Sum256([]byte(stream + "-" + number))
	h, err := highwayhash.NewDigest64(key[:])
	if err != nil {
		return nil, fmt.Errorf("checksum of a block: %w", err)
	}
	return h, nil
}

// checksum computes what must stand at the end of a record.
func checksum(h hash.Hash64, rec []byte) []byte {
	body := rec[recordHead : len(rec)-recordSum]
	subject := min(int(binary.LittleEndian.Uint16(rec[20:])), len(body))
	h.Reset()
	h.Write(rec[4:20])
	h.Write(body[:subject])
	if body = body[subject:]; binary.LittleEndian.Uint32(rec)&withHeaders != 0 {
		body = body[min(4, len(body)):] // the length of the headers is not summed
	}
	h.Write(body)
	return h.Sum(nil)
}

// dropHalfWritten removes the blocks that the server was writing anew when it
// was stopped. It never reads them again, and they hold bodies that a later
// erasure would miss.
func dropHalfWritten(dir string) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*.blk.tmp"))
	for _, path := range paths {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return err
}
