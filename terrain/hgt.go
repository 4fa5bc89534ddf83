package terrain

import (
	"encoding/binary"
	"fmt"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// ReadHGT reads a tile of the Shuttle Radar Topography Mission: 1,201 by 1,201
// heights 3 seconds of arc apart, or 3,601 by 3,601 at 1 second, big-endian, row
// by row from the north; -32768 is not known. The south-west corner is in the
// name of the file, as N49E036.hgt, and is the centre of that cell (NASA SRTM
// user guide, section 2.2).
func ReadHGT(name string, file []byte) (*Grid, error) {
	at := hgtName.FindStringSubmatch(strings.ToUpper(path.Base(name)))
	if at == nil {
		return nil, fmt.Errorf("the name of an .hgt file says where it lies, as N49E036.hgt; %q does not", path.Base(name))
	}
	south, _ := strconv.Atoi(at[2]) // digits, by the pattern
	west, _ := strconv.Atoi(at[4])
	if at[1] == "S" {
		south = -south
	}
	if at[3] == "W" {
		west = -west
	}
	if south < -90 || south > 89 || west < -180 || west > 179 {
		return nil, fmt.Errorf("%q lies outside the earth", path.Base(name))
	}
	side := 0
	switch len(file) {
	case 2 * 1201 * 1201:
		side = 1201
	case 2 * 3601 * 3601:
		side = 3601
	default:
		return nil, fmt.Errorf("an .hgt file has 1,201 or 3,601 rows and columns, which is 2,884,802 or 25,934,402 bytes, not %d; unpack it first if it is packed", len(file))
	}
	step := 1 / float64(side-1)
	g := &Grid{EPSG: WGS84, West: float64(west), North: float64(south + 1), StepX: step, StepY: step, Columns: side, Rows: side, Heights: make([]float32, side*side)}
	for i := range g.Heights {
		h := int16(binary.BigEndian.Uint16(file[2*i:]))
		g.Heights[i] = float32(h)
		if h == math.MinInt16 {
			g.Heights[i] = float32(math.NaN())
		}
	}
	return g, nil
}

var hgtName = regexp.MustCompile(`^([NS])([0-9]{2})([EW])([0-9]{3})[^/]*\.HGT$`)
