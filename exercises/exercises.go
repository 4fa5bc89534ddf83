// Package exercises embeds the exercises that ship with Truceline. It holds
// files and nothing else: each folder with an exercise.yaml is a made-up world that
// package sim plays, with known truth; country is what several of them have in
// common; each folder under real says how to replay a truce that was, from raw
// files that are not shipped.
package exercises

import (
	"embed"
	"io/fs"
)

//go:embed demo real country full-day quiet-week bad-night probing-attack raid sea-corridor plant-under-fire deceiver silent-line
var files embed.FS

// Files returns the folder of exercises, with forward slashes:
// "demo/exercise.yaml", "real/easter-2026/replay.yaml".
func Files() fs.FS { return files }
