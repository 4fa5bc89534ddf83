// Marks for incidents, one shape for each sort of happening, and the patterns
// of areas that were not well watched. Drawn here, so that no picture is
// fetched. The legend draws the same paths as SVG.
import type { Palette } from './palette';

export type Mark = 'small' | 'direct' | 'burst' | 'strike' | 'drone' | 'blast' | 'flash' | 'air' | 'alert' | 'heat' | 'works' | 'other' | 'truth' | 'flying' | 'sailing';
type Tone = 'fire' | 'heat' | 'air' | 'other' | 'alert' | 'truth';

interface Drawing { path: string; tone: Tone; hollow?: boolean }

// Paths in a box of 24 by 24.
export const marks: Record<Mark, Drawing> = {
  small: { path: 'M12 7a5 5 0 1 1-.01 0Z', tone: 'fire' },
  direct: { path: 'M6 6H18V18H6Z', tone: 'fire' },
  burst: { path: 'M12 2l2.2 5.3 5.3-2.2-2.2 5.3L22.6 12l-5.3 2.2 2.2 5.3-5.3-2.2L12 22l-2.2-4.7-5.3 2.2 2.2-5.3L1.4 12l5.3-1.6-2.2-5.3 5.3 2.2Z', tone: 'fire' },
  strike: { path: 'M9 2h6v9h5l-8 11-8-11h5Z', tone: 'fire' },
  drone: { path: 'M4 4l5 3h6l5-3-3 5v6l3 5-5-3H9l-5 3 3-5V9Z', tone: 'fire' },
  blast: { path: 'M12 2l2.6 6.6 7 .4-5.4 4.5 1.8 6.9-6-3.9-6 3.9 1.8-6.9L2.4 9l7-.4Z', tone: 'fire' },
  flash: { path: 'M13 2L5 13h5l-1 9 9-12h-5.5Z', tone: 'fire' },
  air: { path: 'M12 3l9 17-9-5-9 5Z', tone: 'air' },
  alert: { path: 'M12 3l10 18H2Z', tone: 'alert' },
  heat: { path: 'M12 2c1 4 6 6.5 6 12a6 6 0 0 1-12 0c0-3 2-4.5 2.5-6.5C10 9 11 10 11 11.5 13 9 12.5 5 12 2Z', tone: 'heat' },
  works: { path: 'M12 2c1 4 6 6.5 6 12a6 6 0 0 1-12 0c0-3 2-4.5 2.5-6.5C10 9 11 10 11 11.5 13 9 12.5 5 12 2Z', tone: 'heat', hollow: true },
  // What moves points where it goes: north as drawn here.
  flying: { path: 'M12 2l7 19-7-5-7 5Z', tone: 'air', hollow: true },
  sailing: { path: 'M12 2c4 4 5 8 5 13l-2 6H9l-2-6c0-5 1-9 5-13Z', tone: 'air', hollow: true },
  other: { path: 'M12 3l9 9-9 9-9-9Z', tone: 'other' },
  truth: { path: 'M5 3l7 7 7-7 2 2-7 7 7 7-2 2-7-7-7 7-2-2 7-7-7-7Z', tone: 'truth' },
};

const byKind: Record<string, Mark> = {
  F1: 'small', F2: 'direct', F3: 'burst', F4: 'strike', F5: 'drone', F6: 'blast', F7: 'flash', A1: 'air', A3: 'alert', H1: 'heat',
};

/** markOf picks the mark for a kind; a standing heat source has its own. */
export function markOf(kind: string, standing: boolean): Mark {
  return kind === 'H1' && standing ? 'works' : byKind[kind] ?? 'other';
}

const ratio = 2; // pixels drawn for one pixel shown

/** drawMark makes the picture of a mark, with an edge that stands off any ground. */
export function drawMark(mark: Mark, p: Palette): ImageData {
  const size = 20;
  const c = canvas(size);
  const shape = new Path2D(marks[mark].path);
  c.scale((size * ratio) / 24, (size * ratio) / 24);
  c.lineJoin = 'round';
  c.strokeStyle = p.halo;
  c.lineWidth = 3;
  c.stroke(shape);
  c.fillStyle = marks[mark].hollow ? p.halo : p[marks[mark].tone];
  c.fill(shape);
  c.strokeStyle = p[marks[mark].tone];
  c.lineWidth = marks[mark].hollow ? 2 : 0.5;
  c.stroke(shape);
  return c.getImageData(0, 0, size * ratio, size * ratio);
}

export const patterns = ['blind', 'not_known', 'partly'] as const;
export type Pattern = (typeof patterns)[number];

/** drawPattern makes a tile: strokes for blind, crosses for not known, dots for partly watched. */
export function drawPattern(pattern: Pattern, p: Palette): ImageData {
  const size = 12;
  const s = size * ratio;
  const c = canvas(size);
  c.strokeStyle = c.fillStyle = pattern === 'partly' ? p.watched : p.hatch;
  c.lineWidth = 2.4;
  if (pattern === 'blind') {
    for (const shift of [-s, 0, s]) {
      c.beginPath();
      c.moveTo(shift - 2, s + 2);
      c.lineTo(shift + s + 2, -2);
      c.stroke();
    }
  } else if (pattern === 'not_known') {
    c.lineWidth = 1.8;
    c.beginPath();
    c.moveTo(s / 2 - 4, s / 2);
    c.lineTo(s / 2 + 4, s / 2);
    c.moveTo(s / 2, s / 2 - 4);
    c.lineTo(s / 2, s / 2 + 4);
    c.stroke();
  } else {
    c.beginPath();
    c.arc(s / 2, s / 2, 2.6, 0, 2 * Math.PI);
    c.fill();
  }
  return c.getImageData(0, 0, s, s);
}

/** drawBand makes a tile of the band along the line, on its own ground: strokes across for blind, dots for partly, crosses for not known. */
export function drawBand(pattern: Pattern, p: Palette): ImageData {
  const size = 16;
  const s = size * ratio;
  const c = canvas(size);
  c.strokeStyle = c.fillStyle = pattern === 'partly' ? p.watched : p.hatch;
  c.lineWidth = 3;
  if (pattern === 'blind') {
    for (const at of [0, s / 2, s]) {
      c.beginPath();
      c.moveTo(at - s / 4, s);
      c.lineTo(at + s / 4, 0);
      c.stroke();
    }
  } else if (pattern === 'not_known') {
    c.beginPath();
    c.moveTo(s / 2 - 6, s / 2);
    c.lineTo(s / 2 + 6, s / 2);
    c.moveTo(s / 2, s / 2 - 6);
    c.lineTo(s / 2, s / 2 + 6);
    c.stroke();
  } else {
    for (const [x, y] of [[s / 4, s / 4], [(3 * s) / 4, (3 * s) / 4]] as const) {
      c.beginPath();
      c.arc(x, y, 4.5, 0, 2 * Math.PI);
      c.fill();
    }
  }
  return c.getImageData(0, 0, s, s);
}

function canvas(size: number): CanvasRenderingContext2D {
  const e = document.createElement('canvas');
  e.width = e.height = size * ratio;
  return e.getContext('2d', { willReadFrequently: true })!;
}

export const pixelRatio = ratio;
