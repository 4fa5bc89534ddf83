package truceline

// WGS84 is the EPSG code of longitude and latitude in degrees on WGS84.
const WGS84 = 4326

// HeightGrid is heights of the ground on a regular grid, north up. Each is that
// of the ground at the centre of its cell; between the centres it is
// interpolated. Package terrain says what can be asked of it.
type HeightGrid struct {
	// EPSG is WGS84, and then X is longitude and Y latitude, both in degrees; or
	// the code of a projected plane, and both are metres.
	EPSG int `json:"epsg"`
	// West and North are X and Y of the centre of the first cell.
	West  float64 `json:"west"`
	North float64 `json:"north"`
	// StepX is from a cell to the next one east, StepY to the next one south;
	// both are above 0.
	StepX   float64 `json:"step_x"`
	StepY   float64 `json:"step_y"`
	Columns int     `json:"columns"`
	Rows    int     `json:"rows"`
	// Heights are metres, row by row from the north, each from the west; NaN
	// where the height is not known.
	Heights []float32 `json:"-"`
}
