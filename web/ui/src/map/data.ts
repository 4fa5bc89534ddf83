// What the map draws at the chosen moment, as GeoJSON made from the record.
import type { Feature, FeatureCollection, Geometry } from 'geojson';
import { alertKind, whole, type AreaState, type Item } from '../record.svelte';
import type { Moving } from '../moving';
import type { Coverage, Lang, Names, Place, Position, Truth, Watch } from '../types';
import { markOf } from './icons';
import { best, outline } from './shape';

export const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });

const feature = (geometry: Geometry, properties: Record<string, unknown>): Feature => ({ type: 'Feature', geometry, properties });
const dot = (at: Position, properties: Record<string, unknown>): Feature => feature({ type: 'Point', coordinates: at }, properties);

/** places gives each town its name in the reader's language. */
export function places(all: FeatureCollection, lang: Lang): FeatureCollection {
  return collection(all.features.map((f) => {
    const p = f.properties ?? {};
    return { ...f, properties: { rank: p['rank'], label: (p['names'] as Names | undefined)?.[lang] ?? p['name'] } };
  }));
}

/** incidents leaves out air alerts: those are drawn as areas while they last. */
export function incidents(items: Item[]): FeatureCollection {
  const found: Feature[] = [];
  for (let n = items.length - 1; n >= 0; n--) { // the newest lies on top
    const { incident, at } = items[n]!;
    if (!at || (incident.kind === alertKind && incident.place.shape === 'area')) continue;
    found.push(dot(at, { id: incident.id, mark: markOf(incident.kind, Boolean(incident.standing)) }));
  }
  return collection(found);
}

/** areas marks every area with how well it is watched. */
export function areas(all: FeatureCollection, states: Map<string, AreaState>): FeatureCollection {
  return collection(all.features.map((f) => ({ ...f, properties: { ...f.properties, state: states.get(String(f.properties?.['id']))?.state ?? 'blind' } })));
}

/** alerts are the areas under alert, each with a mark in its middle. */
export function alerts(active: Item[], all: FeatureCollection): FeatureCollection {
  const found: Feature[] = [];
  for (const { incident, at } of active) {
    const area = all.features.find((f) => f.properties?.['id'] === incident.place.area);
    if (area?.geometry) found.push(feature(area.geometry, { id: incident.id }));
    if (at) found.push(dot(at, { id: incident.id }));
  }
  return collection(found);
}

/** footprints are the places that posts, cameras and patrols can speak of. */
export function footprints(watching: Watch[]): FeatureCollection {
  const found: Feature[] = [];
  for (const w of watching) {
    const g = outline(w.place);
    if (g) found.push(feature(g, { state: w.state }));
  }
  return collection(found);
}

const stateOf: Record<string, string> = { w: 'watched', p: 'partly', b: 'blind', n: 'not_known' };

/** covered is the line, piece by piece, with how well each was watched in an hour. */
export function covered(coverage: Coverage | null, hour: number | null): FeatureCollection {
  if (!coverage || hour === null) return collection([]);
  return collection(coverage.features.filter((f) => f.geometry).map((f) => feature(f.geometry, { state: stateOf[f.properties.states[hour]!], from_km: f.properties.from_km })));
}

/** moving is what moved at the chosen moment: a mark that points where it went, and the way it had come. */
export function moving(all: Moving[]): FeatureCollection {
  const found: Feature[] = [];
  for (const m of all) {
    if (!m.at) continue;
    const { id, class: { medium } } = m.track.properties;
    if (m.way.length > 1) found.push(feature({ type: 'LineString', coordinates: m.way }, { id }));
    found.push(dot(m.at, { id, mark: medium === 'air' ? 'flying' : 'sailing', course: m.course }));
  }
  return collection(found);
}

/** reach is where the chosen incident may lie: its ellipse, sector or area. */
export function reach(place: Place | null, all: FeatureCollection): FeatureCollection {
  if (!place) return collection([]);
  const area = all.features.find((f) => f.properties?.['id'] === place.area);
  const g = outline(place) ?? (place.shape === 'area' ? area?.geometry : null);
  return collection(g ? [feature(g, {})] : []);
}

export function selected(item: Item | null): FeatureCollection {
  return collection(item?.at ? [dot(item.at, {})] : []);
}

/** truths are what really happened up to the chosen moment, as far as it is shown. */
export function truths(all: Truth[], time: number, trailHours: number, centres: Map<string, Position>): FeatureCollection {
  const found: Feature[] = [];
  for (const t of all) {
    const [from, to] = [Date.parse(t.when.from), Date.parse(t.when.to)];
    const at = best(t.place, centres);
    if (at && (trailHours === whole || from <= time) && (trailHours <= 0 || to > time - trailHours * 3600e3)) found.push(dot(at, { id: t.id }));
  }
  return collection(found);
}
