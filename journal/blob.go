package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/truceline/truceline"
)

// blobs is the folder of bodies too big for a batch. A blob is salt and body,
// under the entry's ID, so "sha256sum *" checks the folder.
type blobs struct{ dir string }

func openBlobs(dir string) (blobs, error) {
	b := blobs{filepath.Join(dir, "blobs")}
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return b, err
	}
	names, err := filepath.Glob(filepath.Join(b.dir, "*.tmp"))
	if err != nil {
		return b, err
	}
	for _, name := range names { // half-written when the machine stopped
		if err := os.Remove(name); err != nil {
			return b, err
		}
	}
	return b, nil
}

func (b blobs) path(id truceline.ID) string { return filepath.Join(b.dir, id.String()) }

// put writes a body safely to disk. Writing it again is harmless.
func (b blobs) put(e *truceline.Entry) error {
	return writeSafely(b.path(e.ID), e.Salt[:], e.Body)
}

// get reads salt and body of an entry of the given body size.
func (b blobs) get(e *truceline.Entry, size int) error {
	data, err := os.ReadFile(b.path(e.ID))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: the blob of entry %d is missing", truceline.ErrDamaged, e.Seq)
	}
	if err != nil {
		return err
	}
	if len(data) != len(e.Salt)+size {
		return fmt.Errorf("%w: the blob of entry %d has %d bytes instead of %d",
			truceline.ErrDamaged, e.Seq, len(data), len(e.Salt)+size)
	}
	copy(e.Salt[:], data)
	e.Body = data[len(e.Salt):]
	return nil
}

// remove destroys a body; one that is gone already is no error.
func (b blobs) remove(id truceline.ID) error {
	if err := os.Remove(b.path(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncDir(b.dir)
}

// writeSafely writes a file so that it is there whole or not at all, even when
// the power fails.
func writeSafely(path string, parts ...[]byte) (err error) {
	f, err := os.OpenFile(path+".tmp", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	for _, p := range parts {
		if _, err = f.Write(p); err != nil {
			return err
		}
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), strings.TrimSuffix(f.Name(), ".tmp")); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
