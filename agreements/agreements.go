// Package agreements holds the agreement files that ship with Truceline, one a
// truce, and nothing else. The text in them is our own paraphrase; each names
// the public pages in which the original can be read. The format is described
// in docs/agreement.md.
package agreements

import "embed"

//go:embed *.yaml
var files embed.FS

// Files returns the agreement files by name, e.g. "easter-2026.yaml".
func Files() embed.FS { return files }
