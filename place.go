package truceline

// Point is a place on the earth in WGS84 degrees, latitude north and longitude
// east positive. The fields are named so that they cannot be swapped unseen.
type Point struct {
	Lat float64 `json:"lat"` // degrees north of the equator, WGS84
	Lon float64 `json:"lon"` // degrees east of Greenwich, WGS84
}

// Ring is a closed line; the first point is not repeated at the end. Edges are
// straight in longitude and latitude (RFC 7946, 3.1.1).
type Ring []Point

// Polygon is an outer ring and its holes.
type Polygon []Ring

// Polyline is an open line of at least two points.
type Polyline []Point

// Shape says how a place is known.
type Shape string

const (
	// ShapePoint is a point with an ellipse of uncertainty.
	ShapePoint Shape = "point"
	// ShapeSector is a range and bearing from where the observer stood.
	ShapeSector Shape = "sector"
	// ShapeArea is a named area (an oblast, a zone) and nothing finer.
	ShapeArea Shape = "area"
	// ShapeUnknown is a place that was not stated.
	ShapeUnknown Shape = "unknown"
)

// Place is where something happened, with what is not known about it.
//
// For a point, At is the best estimate and Ellipse holds the truth with 90 %
// probability. For a sector, At is where the observer stood. For an area only
// Area is set, unless the area's centre is given to help a map.
type Place struct {
	Shape   Shape   `json:"shape"`
	At      Point   `json:"at,omitzero"`
	Ellipse Ellipse `json:"ellipse,omitzero"`
	Sector  Sector  `json:"sector,omitzero"`
	Area    string  `json:"area,omitempty"` // ID of an Area, e.g. ISO 3166-2 "UA-63"
	Name    string  `json:"name,omitempty"` // as people say it
}

// Ellipse is the area that holds the true place with 90 % probability.
type Ellipse struct {
	SemiMajor float64 `json:"semi_major_m"` // metres
	SemiMinor float64 `json:"semi_minor_m"` // metres
	Bearing   float64 `json:"bearing_deg"`  // of the major axis, clockwise from true north
}

// Sector is the part of a ring round the observer: "2-3 km NNE".
type Sector struct {
	RangeMin    float64 `json:"range_min_m"`      // metres from the observer
	RangeMax    float64 `json:"range_max_m"`      // 0: range not known (a bearing alone)
	BearingFrom float64 `json:"bearing_from_deg"` // degrees clockwise from true north
	BearingTo   float64 `json:"bearing_to_deg"`   // clockwise from BearingFrom; equal: all round
}

// Area is a named piece of the earth that statements refer to: an oblast, a
// sector of the mission.
type Area struct {
	ID       string            `json:"id"` // ISO 3166-2 where there is one
	Name     string            `json:"name"`
	Names    map[string]string `json:"names,omitempty"` // by language: uk, ru, en
	Polygons []Polygon         `json:"-"`
}

// Zone is an area that an agreement gives rules for.
type Zone struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Names Texts  `json:"names,omitempty"`
	// Exactly one of the following says where it is.
	Everywhere bool      `json:"everywhere,omitempty"` // "all fronts": wherever the parties fight
	Areas      []string  `json:"areas,omitempty"`      // IDs of areas
	Polygons   []Polygon `json:"polygons,omitempty"`
	Corridor   *Corridor `json:"corridor,omitempty"`
}

// Corridor is a zone measured from the contact line. Depths are per side, by
// the ID of the side on whose ground it lies; an agreement that gives a width
// must say how it is shared.
type Corridor struct {
	DepthKm map[string]float64 `json:"depth_km"`
}

// Site is a place under protection: a plant, a port, a switchyard.
type Site struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind"` // nuclear, port, power, dam, hospital
	At   Point  `json:"at"`
}

// ControlMap is who held what ground as of one moment, as one source drew it.
type ControlMap struct {
	Entry    ID        `json:"entry"`
	Source   string    `json:"source"`
	AsOf     Date      `json:"as_of"`
	Holder   string    `json:"holder"` // side that holds the polygons; all else is the other side's
	Polygons []Polygon `json:"-"`
}

// ContactLine is the line between the sides, cut out of one control map.
type ContactLine struct {
	AsOf        Date       `json:"as_of"`
	Source      string     `json:"source"`
	Definition  string     `json:"definition"` // which line this is, in words
	ToleranceKm float64    `json:"tolerance_km"`
	LengthKm    float64    `json:"length_km"` // of the main line, on WGS84
	Main        Polyline   `json:"main"`
	Others      []Polyline `json:"others,omitempty"`  // further pieces, longest first
	Pockets     []Pocket   `json:"pockets,omitempty"` // held areas apart from the main one
}

// Pocket is a held area that does not touch the main one.
type Pocket struct {
	Centre  Point   `json:"centre"`
	AreaKm2 float64 `json:"area_km2"`
	LineKm  float64 `json:"line_km"` // of its edge that is neither coast nor state border
	Ring    Ring    `json:"ring"`
}
