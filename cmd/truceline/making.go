package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// making is a file that is written piece by piece and put into place whole: until it is
// kept, what stood under its name stands there still. What is no plain file (a device,
// a pipe) is written as it comes.
type making struct {
	*bufio.Writer
	file *os.File
	name string // to be given to the file; empty: it has its name, or it is done with
}

// newMaking begins a file of this name.
func newMaking(name string) (*making, error) {
	m := &making{}
	var err error
	if info, there := os.Stat(name); there == nil && !info.Mode().IsRegular() {
		m.file, err = os.OpenFile(name, os.O_WRONLY, 0)
	} else {
		m.name = name
		m.file, err = os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*.partial")
	}
	if err != nil {
		return nil, fmt.Errorf("begin to write %s: %w", name, err)
	}
	m.Writer = bufio.NewWriterSize(m.file, 1<<16)
	return m, nil
}

// keep writes what is left and puts the file into place. The first failed write shows here.
func (m *making) keep() error {
	err := m.Flush()
	if err == nil && m.name != "" {
		err = m.file.Chmod(0o644)
	}
	if err = errors.Join(err, m.file.Close()); err == nil && m.name != "" {
		err = os.Rename(m.file.Name(), m.name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", m.file.Name(), err)
	}
	m.name = ""
	return nil
}

// drop takes away what was not kept.
func (m *making) drop() {
	m.file.Close() // what it lacks matters no more
	if m.name != "" {
		os.Remove(m.file.Name())
	}
}
