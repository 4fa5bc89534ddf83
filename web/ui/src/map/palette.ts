// Colours of the map in the two themes. What a colour says is always said by a
// shape, a pattern or a word as well.

export interface Palette {
  sea: string; land: string; border: string; areaLine: string; text: string; halo: string;
  line: string; casing: string; pocket: string; zone: string; alert: string;
  watched: string; hatch: string; selected: string; truth: string;
  fire: string; heat: string; air: string; other: string;
}

export const light: Palette = {
  sea: '#cfdfe8', land: '#f7f5ef', border: '#7d766a', areaLine: '#b9b2a4', text: '#2b2b2b', halo: '#ffffff',
  line: '#161616', casing: '#ffffff', pocket: '#5b4a00', zone: '#1d4f91', alert: '#8a2fb0',
  watched: '#1c7a52', hatch: '#57534b', selected: '#0b57d0', truth: '#00695c',
  fire: '#b3261e', heat: '#a84300', air: '#0a5a8c', other: '#3d3d3d',
};

export const dark: Palette = {
  sea: '#111a21', land: '#262d33', border: '#98a3ad', areaLine: '#55606a', text: '#e8eaed', halo: '#14191d',
  line: '#ffffff', casing: '#000000', pocket: '#e3c65b', zone: '#8ab4f8', alert: '#d59bf0',
  watched: '#4fc08d', hatch: '#a8aeb4', selected: '#8ab4f8', truth: '#4dd0c0',
  fire: '#ff8a80', heat: '#ffb074', air: '#7cc7f5', other: '#d0d4d8',
};
