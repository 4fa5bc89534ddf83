// Package terrain reads height grids, so that hills hide from the ledger of
// watching what they hide from a camera: GeoTIFF files, and tiles of the Shuttle
// Radar Topography Mission by their names (N49E036.hgt).
package terrain

import (
	"fmt"
	"path"
	"strings"

	"github.com/truceline/truceline"
	"github.com/truceline/truceline/feed"
	"github.com/truceline/truceline/terrain"
)

// New returns the format of height grids. It has no options.
func New(c feed.Config) (feed.Format, error) {
	if err := c.Only(); err != nil {
		return feed.Format{}, err
	}
	return feed.Format{Name: "terrain", Kind: truceline.KindReference, Split: feed.SplitNone, Parse: parser{c}.parse}, nil
}

type parser struct{ config feed.Config }

// parse reads one grid, plain or gzipped.
func (p parser) parse(e truceline.Entry, _ [][]byte) (r truceline.Reading) {
	g, err := read(e.File, e.Body)
	if err != nil {
		r.Refusals = append(r.Refusals, feed.Refusal(e, p.config, "", err.Error()))
		return r
	}
	r.Terrain = append(r.Terrain, truceline.HeightGrid(*g))
	return r
}

func read(name string, body []byte) (*terrain.Grid, error) {
	file, err := feed.Gunzip(body, feed.MaxUnpacked)
	if err != nil {
		return nil, err
	}
	if name = strings.TrimSuffix(strings.ToLower(name), ".gz"); path.Ext(name) == ".hgt" {
		return terrain.ReadHGT(name, file)
	}
	g, err := terrain.ReadGeoTIFF(file)
	if err != nil {
		return nil, err
	}
	if g.EPSG != terrain.WGS84 {
		return nil, fmt.Errorf("the grid lies in EPSG:%d, and everything else in degrees: gdalwarp -t_srs EPSG:%d", g.EPSG, terrain.WGS84)
	}
	return g, nil
}
