// What moved, at a chosen moment: where each track was then, and the way it had come.
import type { Position, Track } from './types';

/** Moving is a track at the chosen moment; at is null where the reader is not told the place. */
export interface Moving { track: Track; last: number; at: Position | null; course: number; speed: number; error: number; way: Position[] }

const tail = 30 * 60e3; // how far back the way is drawn

/** movingAt gives the tracks that were followed at a moment, in the order in which they began. */
export function movingAt(tracks: Track[], time: number): Moving[] {
  const found: Moving[] = [];
  for (const track of tracks) {
    const p = track.properties;
    if (Date.parse(p.confirmed) > time || (p.ended && Date.parse(p.ended) < time)) continue;
    found.push(along(track, time));
  }
  return found;
}

function along(track: Track, time: number): Moving {
  const p = track.properties;
  const nowhere: Moving = { track, last: Date.parse(p.confirmed), at: null, course: 0, speed: 0, error: 0, way: [] };
  if (!track.geometry) return nowhere;
  const times = p.times.map((t) => Date.parse(t));
  const path = track.geometry.coordinates as Position[];
  let i = times.length - 1;
  while (i > 0 && times[i]! > time) i--;
  const at = between(path, times, i, time);
  const way = path.slice(0, i + 1).filter((_, k) => times[k]! >= time - tail);
  return { track, last: Math.min(time, times[Math.min(i + 1, times.length - 1)]!), at, course: p.courses_deg[i]!, speed: p.speeds_km_h[i]!, error: p.errors_m[i]!, way: [...way, at] };
}

// Between two places of its path a thing went evenly, within what was left out of it.
function between(path: Position[], times: number[], i: number, time: number): Position {
  const [here, next] = [path[i]!, path[i + 1]];
  const whole = (times[i + 1] ?? times[i]!) - times[i]!;
  if (!next || whole <= 0) return here;
  const share = Math.min(1, Math.max(0, (time - times[i]!) / whole));
  return [here[0] + share * (next[0] - here[0]), here[1] + share * (next[1] - here[1])];
}
