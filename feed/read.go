package feed

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"time"

	"github.com/truceline/truceline"
)

// MaxFile is how large a file may be that is read from a folder, in bytes.
const MaxFile = 1 << 30

// ErrFileTooLarge is a file of more than MaxFile bytes.
var ErrFileTooLarge = errors.New("file too large")

// Reader is the transport for files and folders: it hands over what lies on
// disk as entries, cut by a format. It reads, and understands nothing.
type Reader struct {
	Files  fs.FS // e.g. os.DirFS(folder); names are relative to it, with slashes
	Config Config
	Format Format
	// Salt gives each entry the salt that its ID is made with. A replay hands in
	// a seeded generator (see [Salts]), so that it gives the same IDs again.
	Salt func() [16]byte
	// Received is when the files came to the door.
	Received time.Time
}

// Salts returns salts drawn from a generator. They are the same for the same
// seed, and must be drawn in the same order.
func Salts(rng *rand.Rand) func() [16]byte {
	return func() (salt [16]byte) {
		binary.LittleEndian.PutUint64(salt[:8], rng.Uint64())
		binary.LittleEndian.PutUint64(salt[8:], rng.Uint64())
		return salt
	}
}

// ReadFile returns the bytes of one file as they lie on disk.
func (r Reader) ReadFile(name string) ([]byte, error) {
	f, err := r.Files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("feed %s: %w", r.Config.Feed, err)
	}
	defer f.Close()
	file, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("feed %s: read %s: %w", r.Config.Feed, name, err)
	}
	if len(file) > MaxFile {
		return nil, fmt.Errorf("feed %s: read %s: %w", r.Config.Feed, name, ErrFileTooLarge)
	}
	return file, nil
}

// Entries cuts a file into entries, in order of offset. Their bodies share the
// memory of the file and put together are the file; a gzip file is kept as it is.
func (r Reader) Entries(name string, file []byte) []truceline.Entry {
	var entries []truceline.Entry
	r.Walk(name, file, func(e truceline.Entry, _ []int) { entries = append(entries, e) })
	return entries
}

// Walk calls fn with each entry of a file, in order of offset, and with the
// numbers, from 0, of the earlier ones that it needs.
// Entries that need the same share one list.
func (r Reader) Walk(name string, file []byte, fn func(e truceline.Entry, needs []int)) {
	pieces := r.Format.Split(file)
	hash := truceline.ID(sha256.Sum256(file))
	ids := make([]truceline.ID, len(pieces))
	var lastNeeds []int
	var lastIDs []truceline.ID
	for i, piece := range pieces {
		// Rows mostly need the same header: they share one list of IDs.
		if !slices.Equal(piece.Needs, lastNeeds) {
			lastNeeds, lastIDs = piece.Needs, make([]truceline.ID, len(piece.Needs))
			for n, need := range piece.Needs {
				lastIDs[n] = ids[need]
			}
		}
		salt := r.Salt()
		ids[i] = truceline.EntryIDOf(salt, piece.Body)
		fn(truceline.Entry{
			ID: ids[i], Kind: r.Format.Kind, Feed: r.Config.Feed, Source: r.Config.Source,
			Received: r.Received, File: name, FileHash: hash, Offset: piece.Offset, Line: piece.Line,
			Needs: lastIDs, Salt: salt, Body: piece.Body,
		}, piece.Needs)
	}
}

// ReadFolder calls fn with each file whose name matches a pattern (see
// [path.Match]; "front/*.geojson.gz"), in order of name. It stops at the first
// error. A pattern that matches nothing is an error, since a folder that is
// empty by mistake would look like a quiet day.
func (r Reader) ReadFolder(pattern string, fn func(name string, file []byte) error) error {
	if _, err := path.Match(pattern, ""); err != nil {
		return fmt.Errorf("feed %s: pattern %q: %w", r.Config.Feed, pattern, err)
	}
	names, err := fs.Glob(r.Files, pattern)
	if err != nil {
		return fmt.Errorf("feed %s: find %s: %w", r.Config.Feed, pattern, err)
	}
	if len(names) == 0 {
		return fmt.Errorf("feed %s: no file matches %s: %w", r.Config.Feed, pattern, fs.ErrNotExist)
	}
	slices.Sort(names)
	for _, name := range names {
		file, err := r.ReadFile(name)
		if err != nil {
			return err
		}
		if err := fn(name, file); err != nil {
			return err
		}
	}
	return nil
}
