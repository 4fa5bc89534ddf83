// The picture of the watching: kilometres of the line across, hours down.
import { drawPattern, patterns, pixelRatio } from './map/icons';
import type { Palette } from './map/palette';
import type { Coverage } from './types';

/** Frame is where in the picture the cells lie, in CSS pixels. */
export interface Frame { left: number; top: number; width: number; height: number }

export const frameOf = (width: number, height: number): Frame => ({ left: 58, top: 6, width: width - 66, height: height - 40 });

/** Words are what is written beside the cells. */
export interface GridWords { km: string; hour: (ms: number) => string }

const plain: Record<string, string> = { p: 'partly', b: 'blind', n: 'not_known' };

/** drawGrid draws a table of watching, and a rule at the chosen hour; null: none. */
export function drawGrid(canvas: HTMLCanvasElement, c: Coverage, hour: number | null, p: Palette, words: GridWords): void {
  const [w, h] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = w * pixelRatio;
  canvas.height = h * pixelRatio;
  const g = canvas.getContext('2d');
  if (!g || w === 0) return;
  g.scale(pixelRatio, pixelRatio);
  g.fillStyle = p.land;
  g.fillRect(0, 0, w, h);
  const f = frameOf(w, h);
  const pieces = c.features.map((x) => x.properties);
  const end = pieces.at(-1)?.to_km ?? 0;
  if (end === 0 || c.hours === 0) return;
  const x = (km: number) => f.left + (km / end) * f.width;
  const y = (at: number) => f.top + (at / c.hours) * f.height;
  const inks = inksOf(g, p);
  for (const piece of pieces) {
    for (let from = 0; from < c.hours; ) {
      let to = from + 1;
      while (to < c.hours && piece.states[to] === piece.states[from]) to++;
      const cell = [Math.round(x(piece.from_km)), Math.round(y(from))] as const; // whole pixels, so that neighbours leave no seam
      const size = [Math.round(x(piece.to_km)) - cell[0], Math.round(y(to)) - cell[1]] as const;
      if (piece.states[from] === 'p') {
        g.globalAlpha = 0.22;
        g.fillStyle = p.watched;
        g.fillRect(...cell, ...size);
        g.globalAlpha = 1;
      }
      g.fillStyle = inks[piece.states[from]!] ?? p.land;
      g.fillRect(...cell, ...size);
      from = to;
    }
  }
  axes(g, c, f, end, p, words);
  if (hour !== null) {
    g.strokeStyle = p.selected;
    g.lineWidth = 2;
    g.strokeRect(f.left - 1, y(hour) - 1, f.width + 2, Math.max(3, y(hour + 1) - y(hour)) + 1);
  }
}

function inksOf(g: CanvasRenderingContext2D, p: Palette): Record<string, string | CanvasPattern> {
  const inks: Record<string, string | CanvasPattern> = { w: p.watched };
  for (const [letter, name] of Object.entries(plain)) {
    const pattern = patterns.find((x) => x === name)!;
    const image = drawPattern(pattern, p);
    const tile = document.createElement('canvas');
    tile.width = image.width;
    tile.height = image.height;
    tile.getContext('2d')!.putImageData(image, 0, 0);
    const made = g.createPattern(tile, 'repeat')!;
    made.setTransform(new DOMMatrix().scale(0.6 / pixelRatio));
    inks[letter] = made;
  }
  return inks;
}

function axes(g: CanvasRenderingContext2D, c: Coverage, f: Frame, end: number, p: Palette, words: GridWords): void {
  g.strokeStyle = p.areaLine;
  g.lineWidth = 1;
  g.strokeRect(f.left, f.top, f.width, f.height);
  g.fillStyle = p.text;
  g.font = '11px system-ui, sans-serif';
  g.textAlign = 'center';
  g.textBaseline = 'top';
  const step = [50, 100, 200, 500].find((s) => (end / s) * 46 < f.width) ?? 1000;
  for (let km = 0; km <= end; km += step) {
    const at = f.left + (km / end) * f.width;
    g.fillRect(at, f.top + f.height, 1, 4);
    if (at < f.left + f.width - 24 || km === end) g.fillText(String(km), at, f.top + f.height + 6);
  }
  g.textAlign = 'right';
  g.fillText(words.km, f.left + f.width, f.top + f.height + 20);
  g.textBaseline = 'middle';
  const every = [1, 2, 3, 6, 12, 24, 48, 96].find((s) => (c.hours / s) * 18 < f.height) ?? 192;
  const begin = Date.parse(c.from);
  for (let hour = 0; hour < c.hours; hour++) {
    const at = begin + hour * 3600e3;
    if ((at / 3600e3) % every !== 0) continue;
    const y = f.top + (hour / c.hours) * f.height;
    if (y > f.top + f.height - 6) continue;
    g.fillRect(f.left - 4, y, 4, 1);
    g.fillText(words.hour(at), f.left - 6, Math.max(f.top + 5, y));
  }
}
