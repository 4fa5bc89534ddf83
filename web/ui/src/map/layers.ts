// The map's layers, from the sea up. The same list serves both themes:
// paints are set anew when the theme changes.
import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from './palette';

export const sources = ['land', 'borders', 'places', 'areas', 'zones', 'line', 'covered', 'footprints', 'alerts', 'reach', 'moving', 'incidents', 'truth', 'selected'] as const;
export type SourceName = (typeof sources)[number];

const fonts = ['system-ui', 'sans-serif'];

export function layers(p: Palette, theme: string): LayerSpecification[] {
  return [...ground(p), ...coverage(p, theme), ...alongLine(p, theme), ...agreed(p), ...labels(p), ...happenings(p, theme)];
}

function ground(p: Palette): LayerSpecification[] {
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': p.sea } },
    { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': p.land } },
  ];
}

function coverage(p: Palette, theme: string): LayerSpecification[] {
  const state = (s: string): ['==', ['get', string], string] => ['==', ['get', 'state'], s];
  return [
    { id: 'areas-watched', type: 'fill', source: 'areas', filter: state('watched'), paint: { 'fill-color': p.watched, 'fill-opacity': 0.2 } },
    { id: 'areas-partly', type: 'fill', source: 'areas', filter: state('partly'), paint: { 'fill-pattern': `${theme}:partly`, 'fill-opacity': 0.55 } },
    { id: 'areas-not-known', type: 'fill', source: 'areas', filter: state('not_known'), paint: { 'fill-pattern': `${theme}:not_known`, 'fill-opacity': 0.7 } },
    { id: 'areas-blind', type: 'fill', source: 'areas', filter: state('blind'), paint: { 'fill-pattern': `${theme}:blind`, 'fill-opacity': 0.4 } },
    { id: 'areas-line', type: 'line', source: 'areas', paint: { 'line-color': p.areaLine, 'line-width': 0.8 } },
    { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': p.border, 'line-width': 1.4 } },
    // Ground that a footprint covers is not hatched, whatever its area is.
    { id: 'feet-clear', type: 'fill', source: 'footprints', filter: ['!=', ['get', 'state'], 'blind'], paint: { 'fill-color': p.land } },
    { id: 'feet-watched', type: 'fill', source: 'footprints', filter: state('watched'), paint: { 'fill-color': p.watched, 'fill-opacity': 0.16 } },
    { id: 'feet-partly', type: 'fill', source: 'footprints', filter: state('partly'), paint: { 'fill-pattern': `${theme}:partly`, 'fill-opacity': 0.8 } },
    { id: 'feet-not-known', type: 'fill', source: 'footprints', filter: state('not_known'), paint: { 'fill-pattern': `${theme}:not_known`, 'fill-opacity': 0.8 } },
    { id: 'feet-blind', type: 'fill', source: 'footprints', filter: state('blind'), paint: { 'fill-pattern': `${theme}:blind`, 'fill-opacity': 0.7 } },
    { id: 'feet-line', type: 'line', source: 'footprints', filter: ['!=', ['get', 'state'], 'blind'], paint: { 'line-color': p.watched, 'line-width': 1 } },
    { id: 'feet-line-blind', type: 'line', source: 'footprints', filter: state('blind'), paint: { 'line-color': p.hatch, 'line-width': 1.2, 'line-dasharray': [2, 2] } },
  ];
}

// A band along the contact line: how well each piece was watched. The ground
// under it is plain, so that its hatching is not mixed with that of the areas.
function alongLine(p: Palette, theme: string): LayerSpecification[] {
  const band = (id: string, state: string, paint: Record<string, unknown>): LayerSpecification => ({
    id, type: 'line', source: 'covered', filter: ['==', ['get', 'state'], state],
    paint: { 'line-width': width(0), ...paint } as never,
  });
  return [
    { id: 'covered-edge', type: 'line', source: 'covered', layout: { 'line-join': 'round' }, paint: { 'line-color': p.areaLine, 'line-width': width(2) } },
    { id: 'covered-ground', type: 'line', source: 'covered', layout: { 'line-join': 'round' }, paint: { 'line-color': p.land, 'line-width': width(0) } },
    band('covered-watched', 'watched', { 'line-color': p.watched, 'line-opacity': 0.75 }),
    band('covered-partly', 'partly', { 'line-pattern': `${theme}:band-partly` }),
    band('covered-not-known', 'not_known', { 'line-pattern': `${theme}:band-not_known` }),
    band('covered-blind', 'blind', { 'line-pattern': `${theme}:band-blind` }),
  ];
}

const width = (more: number) => ['interpolate', ['linear'], ['zoom'], 4, 9 + more, 7, 18 + more, 11, 40 + more] as never;

function agreed(p: Palette): LayerSpecification[] {
  return [
    { id: 'alerts', type: 'fill', source: 'alerts', paint: { 'fill-color': p.alert, 'fill-opacity': 0.28 } },
    { id: 'alerts-line', type: 'line', source: 'alerts', paint: { 'line-color': p.alert, 'line-width': 1.6 } },
    { id: 'zones', type: 'fill', source: 'zones', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': p.zone, 'fill-opacity': 0.1 } },
    { id: 'zones-line', type: 'line', source: 'zones', paint: { 'line-color': p.zone, 'line-width': 1.4, 'line-dasharray': [4, 2] } },
    { id: 'pockets', type: 'line', source: 'line', filter: ['==', ['get', 'kind'], 'pocket'], paint: { 'line-color': p.pocket, 'line-width': 1.6, 'line-dasharray': [1, 1.5] } },
    { id: 'line-casing', type: 'line', source: 'line', filter: ['!=', ['get', 'kind'], 'pocket'], layout: { 'line-join': 'round' }, paint: { 'line-color': p.casing, 'line-width': 5, 'line-opacity': 0.85 } },
    { id: 'line-other', type: 'line', source: 'line', filter: ['==', ['get', 'kind'], 'other'], paint: { 'line-color': p.line, 'line-width': 1.6 } },
    { id: 'line-main', type: 'line', source: 'line', filter: ['==', ['get', 'kind'], 'main'], layout: { 'line-join': 'round' }, paint: { 'line-color': p.line, 'line-width': 2.4 } },
  ];
}

function labels(p: Palette): LayerSpecification[] {
  return [
    { id: 'place-dots', type: 'circle', source: 'places', filter: rankShown, paint: { 'circle-radius': 2, 'circle-color': p.text, 'circle-opacity': 0.8 } },
    {
      id: 'place-names', type: 'symbol', source: 'places', filter: rankShown,
      layout: {
        'text-field': ['get', 'label'], 'text-font': fonts, 'text-size': ['match', ['get', 'rank'], 1, 13, 2, 12, 11],
        'text-anchor': 'left', 'text-offset': [0.5, 0], 'symbol-sort-key': ['get', 'rank'], 'text-optional': true,
      },
      paint: { 'text-color': p.text, 'text-halo-color': p.halo, 'text-halo-width': 1.4 },
    },
  ];
}

// Towns of rank 1 always, 2 from zoom 6, 3 from zoom 7.
const rankShown = ['<=', ['get', 'rank'], ['step', ['zoom'], 1, 6, 2, 7, 3]] as never;

function happenings(p: Palette, theme: string): LayerSpecification[] {
  const icon = (name: unknown, size: number) => ({ 'icon-image': name as string, 'icon-size': ['interpolate', ['linear'], ['zoom'], 4, size * 0.55, 8, size] as never, 'icon-allow-overlap': true, 'icon-ignore-placement': true });
  return [
    { id: 'reach', type: 'fill', source: 'reach', paint: { 'fill-color': p.selected, 'fill-opacity': 0.14 } },
    { id: 'reach-line', type: 'line', source: 'reach', paint: { 'line-color': p.selected, 'line-width': 2 } },
    { id: 'moving-way', type: 'line', source: 'moving', filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-join': 'round' }, paint: { 'line-color': p.air, 'line-width': 1.8, 'line-opacity': 0.8 } },
    { id: 'moving', type: 'symbol', source: 'moving', filter: ['==', ['geometry-type'], 'Point'], layout: { ...icon(['concat', `${theme}:`, ['get', 'mark']], 0.7), 'icon-rotate': ['get', 'course'], 'icon-rotation-alignment': 'map' } },
    { id: 'alert-marks', type: 'symbol', source: 'alerts', filter: ['==', ['geometry-type'], 'Point'], layout: icon(`${theme}:alert`, 0.9) },
    { id: 'incident-groups', type: 'circle', source: 'incidents', filter: ['has', 'point_count'], paint: { 'circle-color': p.halo, 'circle-stroke-color': p.fire, 'circle-stroke-width': 2, 'circle-radius': ['step', ['get', 'point_count'], 9, 10, 11, 100, 14, 1000, 18] } },
    { id: 'incident-numbers', type: 'symbol', source: 'incidents', filter: ['has', 'point_count'], layout: { 'text-field': ['get', 'point_count_abbreviated'], 'text-font': fonts, 'text-size': 11, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': p.text } },
    { id: 'incidents', type: 'symbol', source: 'incidents', filter: ['!', ['has', 'point_count']], layout: icon(['concat', `${theme}:`, ['get', 'mark']], 0.8) },
    { id: 'truth', type: 'symbol', source: 'truth', layout: icon(`${theme}:truth`, 0.6) },
    { id: 'selected', type: 'circle', source: 'selected', paint: { 'circle-radius': 13, 'circle-color': p.selected, 'circle-opacity': 0, 'circle-stroke-color': p.selected, 'circle-stroke-width': 3 } },
  ];
}
