// Shapes for drawing only: circles, ellipses and sectors on a sphere. Whatever
// is decided by geometry is decided by the server.
import type { FeatureCollection, Geometry } from 'geojson';
import type { LatLon, Place, Position } from '../types';

const radius = 6371008.8; // metres
const rad = Math.PI / 180;
const farthest = 30000; // metres drawn for a bearing without a range

/** away is the point that lies so many metres off, at this bearing in degrees. */
export function away(from: LatLon, bearing: number, metres: number): Position {
  const d = metres / radius;
  const [lat, b] = [from.lat * rad, bearing * rad];
  const lat2 = Math.asin(Math.sin(lat) * Math.cos(d) + Math.cos(lat) * Math.sin(d) * Math.cos(b));
  const lon = from.lon + Math.atan2(Math.sin(b) * Math.sin(d) * Math.cos(lat), Math.cos(d) - Math.sin(lat) * Math.sin(lat2)) / rad;
  return [lon, lat2 / rad];
}

/** distance in metres between two points. */
export function distance(a: LatLon, b: LatLon): number {
  const h = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * radius * Math.asin(Math.sqrt(h));
}

function ellipse(at: LatLon, major: number, minor: number, bearing: number): Position[] {
  const ring: Position[] = [];
  for (let i = 0; i <= 48; i++) {
    const a = (i / 48) * 2 * Math.PI;
    const [x, y] = [major * Math.cos(a), minor * Math.sin(a)];
    ring.push(away(at, bearing + Math.atan2(y, x) / rad, Math.hypot(x, y)));
  }
  return ring;
}

function sector(at: LatLon, min: number, max: number, from: number, to: number): Position[][] {
  const sweep = (to - from + 360) % 360 || 360;
  const steps = Math.max(6, Math.ceil(sweep / 5));
  const arc = (r: number): Position[] => Array.from({ length: steps + 1 }, (_, i) => away(at, from + (sweep * i) / steps, r));
  const outer = arc(max);
  if (sweep === 360) return min > 0 ? [outer, arc(min).reverse()] : [outer];
  const inner: Position[] = min > 0 ? arc(min).reverse() : [[at.lon, at.lat]];
  return [[...outer, ...inner, outer[0]!]];
}

/** outline draws how far a place reaches; null when it has no extent of its own. */
export function outline(p: Place): Geometry | null {
  if (!p.at) return null;
  if (p.shape === 'sector' && p.sector) {
    const s = p.sector;
    return { type: 'Polygon', coordinates: sector(p.at, s.range_min_m, s.range_max_m || farthest, s.bearing_from_deg, s.bearing_to_deg) };
  }
  if (p.shape === 'point' && p.ellipse?.semi_major_m) {
    const e = p.ellipse;
    return { type: 'Polygon', coordinates: [ellipse(p.at, e.semi_major_m, e.semi_minor_m || e.semi_major_m, e.bearing_deg)] };
  }
  return null;
}

/** boundsOf is the box round all points of the drawing; null when it has none. */
export function boundsOf(all: FeatureCollection): [Position, Position] | null {
  const points = all.features.flatMap((f) => ('coordinates' in f.geometry ? (f.geometry.coordinates as unknown[]).flat(Infinity) as number[] : []));
  if (points.length < 2) return null;
  const [lons, lats] = [points.filter((_, i) => i % 2 === 0), points.filter((_, i) => i % 2 === 1)];
  const span = (v: number[], of: 'min' | 'max') => v.reduce((a, b) => Math[of](a, b));
  return [[span(lons, 'min'), span(lats, 'min')], [span(lons, 'max'), span(lats, 'max')]];
}

/** best is the point at which to put a mark for a place; null when there is none. */
export function best(p: Place, centres: Map<string, Position>): Position | null {
  if (p.shape === 'sector' && p.at && p.sector) {
    const s = p.sector;
    const sweep = (s.bearing_to_deg - s.bearing_from_deg + 360) % 360;
    if (sweep === 0) return [p.at.lon, p.at.lat];
    return away(p.at, s.bearing_from_deg + sweep / 2, s.range_max_m > 0 ? (s.range_min_m + s.range_max_m) / 2 : 0);
  }
  if (p.at) return [p.at.lon, p.at.lat];
  return (p.area && centres.get(p.area)) || null;
}

/** centre is the middle of the biggest ring of a geometry, by area-weighted mean. */
export function centre(g: Geometry): Position | null {
  const rings = g.type === 'Polygon' ? [g.coordinates[0]] : g.type === 'MultiPolygon' ? g.coordinates.map((p) => p[0]) : [];
  let found: Position | null = null;
  let largest = 0;
  for (const ring of rings) {
    if (!ring || ring.length < 3) continue;
    let [area, x, y] = [0, 0, 0];
    for (let i = 0; i < ring.length; i++) {
      const [a, b] = [ring[i] as Position, ring[(i + 1) % ring.length] as Position];
      const w = a[0] * b[1] - b[0] * a[1];
      area += w;
      x += (a[0] + b[0]) * w;
      y += (a[1] + b[1]) * w;
    }
    if (Math.abs(area) > largest) {
      largest = Math.abs(area);
      found = [x / (3 * area), y / (3 * area)];
    }
  }
  return found;
}
