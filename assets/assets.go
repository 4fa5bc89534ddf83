// Package assets holds the files that ship inside the binary and are not
// Truceline's own work: the base map. Each file's origin and licence are in
// LICENCE.md; only public domain and CC BY files may lie here.
//
// The layers are made by make/make.mjs and committed, so building Truceline
// needs no network.
package assets

import (
	"embed"
	"io/fs"
)

//go:embed base/*.geojson LICENCE.md
var files embed.FS

const (
	// Attribution stands on every map that is drawn on the base map.
	Attribution = "Made with Natural Earth"
	// Disclaimer stands beside it.
	Disclaimer = "Borders and names imply no endorsement"
)

// Files returns the folder of base map layers, each an RFC 7946
// FeatureCollection clipped to 20-46 E, 43.3-55 N:
//
//   - land.geojson: a MultiPolygon a country; properties id (ISO 3166-1),
//     name, names (by language: en, uk, ru, fr). What is not land is sea.
//   - borders.geojson: a MultiLineString for each pair of neighbours;
//     properties kind ("border") and between (the two ids).
//   - places.geojson: towns for labels; properties name, names and rank
//     (1 is shown first).
func Files() fs.FS {
	base, err := fs.Sub(files, "base")
	if err != nil {
		panic(err) // "base" is a constant and a valid path, so never
	}
	return base
}

// Licence returns LICENCE.md: where each file comes from and on what terms.
func Licence() []byte {
	text, err := files.ReadFile("LICENCE.md")
	if err != nil {
		panic(err) // embedded above, so never
	}
	return text
}
