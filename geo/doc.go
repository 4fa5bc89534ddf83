// Package geo is where things are: distances and areas on WGS84, regions that
// contain points, lines that points are near to, and the contact line that is
// cut out of a map of control. It is the only package that knows S2.
//
// Read it in this order:
//
//   - [Distance], [Azimuth], [Destination], [Length] and [Area] work on the
//     ellipsoid.
//   - [Region] says whether a point lies in polygons, [ProbabilityInside] how
//     likely a place does that is not known exactly.
//   - [Line] says how far a point lies from a line and where along it. A
//     corridor is [Line.Within] its depth, on the side that the control polygons
//     say.
//   - [CutContactLine] finds the line between the sides on a map of control,
//     against the country's [Outline]; [ChangedArea] compares two such maps.
//     docs/line.md tells which line it is, with the lengths measured.
//   - [CircleRing], [EllipseRing] and [SectorRing] draw places for a map.
//
// Edges of polygons and lines are straight in longitude and latitude (RFC 7946,
// 3.1.1). [Region] is exact for such edges; [Line] adds points until the great
// circles of its S2 index lie within half a metre of them, takes from the index
// which edges may be nearest, and measures those on WGS84. So every distance
// that it returns is WGS84's, and so is every threshold within 1 %. Which side
// of the line a point is on comes from the control polygons, never from the
// line.
//
// Points are degrees, lengths metres and areas square kilometres unless a name
// says otherwise. Rings may repeat vertices and close themselves or not;
// [Clean] takes that away, and everything here does so first. Nothing here uses
// a clock, a disk or chance: the same input gives the same output.
package geo
