package transport

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// seen is a file as it was when the folder was last looked through.
type seen struct {
	size    int64
	changed time.Time
	done    bool // read as it is now
}

// folder reads files that are put into a folder, each once it has stopped
// changing. What was read before is known by its hash, so that a file that is
// touched, or found again after a restart, adds nothing. Files are left where
// they are.
func (r *receiver) folder(ctx context.Context) error {
	every := r.Settings.Every
	if every == 0 {
		every = time.Second
	}
	r.status.listening(r.Settings.Folder)
	known := map[string]seen{}
	for {
		err := r.look(ctx, known)
		if errors.Is(err, errJournal) {
			return err
		}
		if ctx.Err() == nil {
			r.status.tried(err)
		}
		if err := sleep(ctx, every); err != nil {
			return nil
		}
	}
}

// look goes through the folder once, in order of name.
func (r *receiver) look(ctx context.Context, known map[string]seen) error {
	files, err := os.ReadDir(r.Settings.Folder)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, f := range files {
		if match, _ := filepath.Match(r.Settings.Match, f.Name()); !match && r.Settings.Match != "" || f.Name()[0] == '.' || !f.Type().IsRegular() {
			continue
		}
		there[f.Name()] = true
		if err := r.file(ctx, known, f); err != nil {
			return err
		}
	}
	for name := range known {
		if !there[name] {
			delete(known, name)
		}
	}
	return nil
}

// file reads one file if it lies there as it did the last time.
func (r *receiver) file(ctx context.Context, known map[string]seen, f fs.DirEntry) error {
	info, err := f.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	was, now := known[f.Name()], seen{size: info.Size(), changed: info.ModTime()}
	if was.size != now.size || !was.changed.Equal(now.changed) {
		known[f.Name()] = now
		return nil
	}
	if was.done {
		return nil
	}
	was.done = true
	known[f.Name()] = was
	if now.size > int64(r.Settings.most()) {
		return fmt.Errorf("%s: %w", f.Name(), errTooLong)
	}
	body, err := os.ReadFile(filepath.Join(r.Settings.Folder, f.Name()))
	if err != nil {
		return err
	}
	return r.deliver(ctx, message{name: f.Name(), body: body, file: true})
}
