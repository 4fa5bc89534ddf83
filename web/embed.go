package web

import (
	"embed"
	"io/fs"
)

// dist is the built page. In a fresh copy of the source it holds only .keep,
// and the server says how to build it.
//
//go:embed all:ui/dist
var dist embed.FS

// UI returns the files of the page as they were built into the binary.
func UI() fs.FS {
	files, err := fs.Sub(dist, "ui/dist")
	if err != nil {
		panic(err) // a constant and valid path, so never
	}
	return files
}
