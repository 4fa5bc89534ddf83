// Makes the base map in ../base from Natural Earth data (public domain), taken
// from the npm package world-atlas. Run `npm ci && npm run make` in this
// folder; the files it writes are committed, so nobody else has to.
//
// world-atlas 10m draws Crimea in Russia. The United Nations recognises it as
// part of Ukraine (General Assembly resolution 68/262), so the polygon is
// moved in the topology, where neighbours share their arcs: the arc on the
// isthmus then lies inside one country and is no border any more.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mergeArcs, mesh, feature } from 'topojson-client';
import { countries, cities } from './names.mjs';

const box = { west: 20, south: 43.3, east: 46, north: 55 };
const simferopol = [34.1, 44.95];
const out = new URL('../base/', import.meta.url);

const world = JSON.parse(readFileSync(new URL('node_modules/world-atlas/countries-10m.json', import.meta.url)));
const all = world.objects.countries.geometries;

giveCrimeaBack();
mkdirSync(out, { recursive: true });
write('land.geojson', all.flatMap(landOf));
write('borders.geojson', borders());
write('places.geojson', places());

// giveCrimeaBack moves every polygon of Russia that lies in the box round
// Crimea to Ukraine and merges what touches.
function giveCrimeaBack() {
  const russia = all.find((g) => g.properties.name === 'Russia');
  const ukraine = all.find((g) => g.properties.name === 'Ukraine');
  const isCrimea = (arcs) => {
    const ring = feature(world, { type: 'Polygon', arcs }).geometry.coordinates[0];
    return ring.every(([x, y]) => x > 32.3 && x < 36.7 && y > 44.2 && y < 46.3);
  };
  const moved = russia.arcs.filter(isCrimea);
  if (moved.length === 0) throw new Error('no polygon of Crimea found in Russia: has world-atlas changed?');
  russia.arcs = russia.arcs.filter((arcs) => !isCrimea(arcs));
  ukraine.arcs = mergeArcs(world, [ukraine, { type: 'MultiPolygon', arcs: moved }]).arcs;
  const rings = feature(world, ukraine).geometry.coordinates;
  if (!rings.some((p) => inRing(simferopol, p[0]))) throw new Error('Simferopol does not lie in Ukraine');
}

function landOf(g) {
  const f = feature(world, g);
  const polygons = f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates;
  const kept = polygons
    .map((rings) => rings.map(clipRing).filter((r) => r.length >= 4))
    .filter((rings) => rings.length > 0);
  if (kept.length === 0) return [];
  const names = countries[g.properties.name];
  if (!names) throw new Error(`no names for ${g.properties.name}: add them to names.mjs`);
  return [{ type: 'Feature', properties: { id: names.id, name: names.en, names: languages(names) }, geometry: { type: 'MultiPolygon', coordinates: kept } }];
}

// borders makes one feature for each pair of neighbours.
function borders() {
  const found = [];
  const land = all.filter((g) => countries[g.properties.name]);
  for (let i = 0; i < land.length; i++) {
    for (let j = i + 1; j < land.length; j++) {
      const pair = [land[i], land[j]];
      const lines = mesh(world, { type: 'GeometryCollection', geometries: pair }, (a, b) => a !== b).coordinates.flatMap(clipLine);
      if (lines.length === 0) continue;
      const between = pair.map((g) => countries[g.properties.name].id).sort();
      found.push({ type: 'Feature', properties: { kind: 'border', between }, geometry: { type: 'MultiLineString', coordinates: lines } });
    }
  }
  return found;
}

function places() {
  return cities.map(([rank, lon, lat, en, uk, ru, fr]) => ({
    type: 'Feature',
    properties: { name: en, names: { en, uk, ru, fr }, rank },
    geometry: { type: 'Point', coordinates: [lon, lat] },
  }));
}

function languages({ en, uk, ru, fr }) {
  return { en, uk, ru, fr };
}

// clipRing cuts a ring to the box, one edge of the box after the other
// (Sutherland and Hodgman). Pieces that fall apart stay joined along the edge
// of the box, which is outside what the map shows.
function clipRing(ring) {
  const edges = [
    [([x]) => x >= box.west, 0, box.west], [([x]) => x <= box.east, 0, box.east],
    [([, y]) => y >= box.south, 1, box.south], [([, y]) => y <= box.north, 1, box.north],
  ];
  let points = ring.slice(0, -1);
  for (const [inside, axis, at] of edges) {
    const next = [];
    points.forEach((p, i) => {
      const q = points[(i + points.length - 1) % points.length];
      if (inside(p) !== inside(q)) next.push(cross(q, p, axis, at));
      if (inside(p)) next.push(p);
    });
    points = next;
  }
  if (points.length < 3) return [];
  return tidy([...points, points[0]]);
}

// clipLine cuts a line to the box and returns the pieces inside.
function clipLine(line) {
  const pieces = [];
  let piece = [];
  const end = () => { if (piece.length > 1) pieces.push(tidy(piece)); piece = []; };
  for (let i = 1; i < line.length; i++) {
    const part = clipSegment(line[i - 1], line[i]);
    if (!part) { end(); continue; }
    if (piece.length === 0) piece.push(part[0]);
    piece.push(part[1]);
    if (part[1] !== line[i]) end();
  }
  end();
  return pieces.filter((p) => p.length > 1);
}

function clipSegment(a, b) {
  let [p, q] = [a, b];
  for (const [axis, at, sign] of [[0, box.west, 1], [0, box.east, -1], [1, box.south, 1], [1, box.north, -1]]) {
    const pIn = sign * (p[axis] - at) >= 0;
    const qIn = sign * (q[axis] - at) >= 0;
    if (!pIn && !qIn) return null;
    if (pIn !== qIn) {
      const c = cross(p, q, axis, at);
      if (pIn) q = c; else p = c;
    }
  }
  return [p, q];
}

function cross(a, b, axis, at) {
  const t = (at - a[axis]) / (b[axis] - a[axis]);
  const other = a[1 - axis] + t * (b[1 - axis] - a[1 - axis]);
  return axis === 0 ? [at, other] : [other, at];
}

// tidy rounds to 4 decimals (about 10 m; the source is coarser) and drops
// repeats.
function tidy(points) {
  const round = (v) => Math.round(v * 1e4) / 1e4;
  return points.map(([x, y]) => [round(x), round(y)]).filter((p, i, l) => i === 0 || p[0] !== l[i - 1][0] || p[1] !== l[i - 1][1]);
}

function inRing([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

// write puts one feature on a line, so that a change shows as one.
function write(name, features) {
  const head = {
    type: 'FeatureCollection',
    attribution: 'Made with Natural Earth (public domain); boundaries repaired to those the United Nations recognises',
    disclaimer: 'Borders and names imply no endorsement',
  };
  const text = JSON.stringify(head).slice(0, -1) + ',"features":[\n' + features.map((f) => JSON.stringify(f)).join(',\n') + '\n]}\n';
  writeFileSync(new URL(name, out), text);
  console.log(`${name}: ${features.length} features, ${text.length} characters`);
}
