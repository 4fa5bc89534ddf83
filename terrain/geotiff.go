package terrain

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ReadGeoTIFF reads a height grid: a GeoTIFF 1.1 file (OGC 19-008) of one band,
// in strips or tiles, of whole numbers of 8, 16 or 32 bits or floating point of
// 32, plain or packed by LZW or Deflate, with or without a predictor, north up,
// in degrees on WGS84 or in metres on a projected plane. docs/formats.txt lists
// what is read; the rest is refused, with what to do about it.
func ReadGeoTIFF(file []byte) (*Grid, error) {
	d, err := readDirectory(file)
	if err != nil {
		return nil, err
	}
	l, err := d.layout()
	if err != nil {
		return nil, err
	}
	g := &Grid{Columns: l.width, Rows: l.length}
	if err := d.place(g); err != nil {
		return nil, err
	}
	g.Heights, err = l.read(d)
	if err != nil {
		return nil, err
	}
	if err := d.forget(g); err != nil {
		return nil, err
	}
	return g, g.Check()
}

// place reads where the grid lies and in what.
func (d *directory) place(g *Grid) error {
	if _, turned := d.fields[tagTransformation]; turned {
		return errors.New("a grid placed by ModelTransformation is not read: turn it north up with gdalwarp")
	}
	scale, err := d.reals(tagPixelScale)
	if err != nil {
		return err
	}
	tie, err := d.reals(tagTiepoint)
	if err != nil {
		return err
	}
	if len(scale) < 2 || len(tie) != 6 {
		return errors.New("it is not said where the grid lies: ModelPixelScale and one ModelTiepoint are needed, as gdal_translate -a_srs -a_ullr writes")
	}
	keys, err := d.geoKeys()
	if err != nil {
		return err
	}
	g.StepX, g.StepY = scale[0], scale[1]
	g.West, g.North = tie[3]-tie[0]*scale[0], tie[4]+tie[1]*scale[1]
	if keys[keyRasterType] != rasterPoint { // the corner is tied, not the centre
		g.West, g.North = g.West+scale[0]/2, g.North-scale[1]/2
	}
	g.EPSG, err = system(keys)
	return err
}

// Keys and codes of GeoTIFF 1.1, annex B.
const (
	keyModelType     = 1024
	keyRasterType    = 1025
	keyGeographic    = 2048
	keyAngularUnits  = 2054
	keyProjected     = 3072
	keyLinearUnits   = 3076
	keyVerticalUnits = 4099
	modelProjected   = 1
	modelGeographic  = 2
	rasterArea       = 1
	rasterPoint      = 2
	unitMetre        = 9001
	unitDegree       = 9102
	userDefined      = 32767
)

// geoKeys reads the keys whose value stands in the directory itself: codes.
func (d *directory) geoKeys() (map[uint32]uint32, error) {
	list, err := d.whole(tagGeoKeys)
	if err != nil {
		return nil, err
	}
	if len(list) < 4 || len(list) < 4+4*int(list[3]) {
		return nil, errors.New("it is not said what the coordinates are (no GeoKeyDirectory): give it with gdal_translate -a_srs EPSG:4326")
	}
	keys := map[uint32]uint32{}
	for i := range list[3] {
		if key := list[4+4*i:][:4]; key[1] == 0 {
			keys[key[0]] = key[3]
		}
	}
	return keys, nil
}

// system returns the EPSG code of a grid's coordinates.
func system(keys map[uint32]uint32) (int, error) {
	if u := keys[keyVerticalUnits]; u != 0 && u != unitMetre {
		return 0, fmt.Errorf("heights in unit EPSG:%d are not read, only metres (%d)", u, unitMetre)
	}
	switch keys[keyModelType] {
	case modelGeographic:
		if code := keys[keyGeographic]; code != WGS84 {
			return 0, fmt.Errorf("degrees of EPSG:%d are not read, only WGS84: gdalwarp -t_srs EPSG:%d", code, WGS84)
		}
		if u := keys[keyAngularUnits]; u != 0 && u != unitDegree {
			return 0, fmt.Errorf("angles in unit EPSG:%d are not read, only degrees (%d)", u, unitDegree)
		}
		return WGS84, nil
	case modelProjected:
		code := keys[keyProjected]
		if code == 0 || code == userDefined {
			return 0, fmt.Errorf("a projected plane without an EPSG code is not read: gdalwarp -t_srs EPSG:%d", WGS84)
		}
		if u := keys[keyLinearUnits]; u != 0 && u != unitMetre {
			return 0, fmt.Errorf("a plane in unit EPSG:%d is not read, only metres (%d)", u, unitMetre)
		}
		return int(code), nil
	}
	return 0, fmt.Errorf("coordinates of model type %d are not read, only degrees (%d) and projected planes (%d)", keys[keyModelType], modelGeographic, modelProjected)
}

// forget makes heights that are said to be not known so, and those that are no
// numbers.
func (d *directory) forget(g *Grid) error {
	f, ok := d.fields[tagNoData]
	if !ok {
		return nil
	}
	if f.kind != typeASCII {
		return fmt.Errorf("tag %d: type %d where text belongs", tagNoData, f.kind)
	}
	text := strings.TrimSpace(string(bytes.TrimRight(f.value, "\x00")))
	none, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return fmt.Errorf("tag %d: %q is no number", tagNoData, text)
	}
	for i, h := range g.Heights {
		if h == float32(none) {
			g.Heights[i] = float32(math.NaN())
		}
	}
	return nil
}
