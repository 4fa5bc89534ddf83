// Package geo is where things are: distances and areas on WGS84, regions that
// contain points, lines that points are near to, and the contact line that is
// cut out of a map of control. It is the only package that knows S2.
//
// Edges of polygons and lines are straight in longitude and latitude (RFC 7946,
// 3.1.1). [Region] is exact for such edges; [Line] adds points until the great
// circles of its S2 index lie within half a metre of them, and computes every
// distance that it returns, and every threshold within 1 %, on WGS84. Which
// side of the line a point is on comes from the control polygons, never from
// the line.
package geo
