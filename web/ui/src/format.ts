// Numbers, times and places in words, always with their units.
import { language, t, tr } from './i18n.svelte';
import type { Count, Interval, LatLon, Place } from './types';

export function number(n: number, digits = 0): string {
  return new Intl.NumberFormat(language.locale, { maximumFractionDigits: digits }).format(n);
}

/** probability keeps two decimals and never rounds to a false 0 or 1. */
export function probability(p: number): string {
  if (p > 0 && p < 0.005) return `<${number(0.01, 2)}`;
  if (p < 1 && p > 0.995) return `>${number(0.99, 2)}`;
  if (p === 0 || p === 1) return number(p);
  return new Intl.NumberFormat(language.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(p);
}

/** stated tells a moment from one that was never set: the server's is the year 1. */
const stated = (when: string | number): boolean => new Date(when).getTime() > -6e13;

function parts(when: string | number, zone: string, seconds: boolean): string {
  return new Intl.DateTimeFormat(language.locale, {
    timeZone: zone, day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}), hourCycle: 'h23',
  }).format(new Date(when));
}

export const utc = (when: string | number, seconds = false): string => (stated(when) ? `${parts(when, 'UTC', seconds)} UTC` : t('unknownPlace'));

/** local gives the clock of the mission's zone, and names the zone. */
export function local(when: string | number, zone: string): string {
  const clock = new Intl.DateTimeFormat(language.locale, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return `${clock.format(new Date(when))} ${zone}`;
}

export const both = (when: string | number, zone: string, seconds = false): string =>
  stated(when) ? `${utc(when, seconds)} (${local(when, zone)})` : t('unknownPlace');

/** shortUTC is for rows and marks: day, month, clock. */
export function shortUTC(when: string | number): string {
  if (!stated(when)) return t('unknownPlace');
  return new Intl.DateTimeFormat(language.locale, {
    timeZone: 'UTC', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).format(new Date(when));
}

export function day(date: string): string {
  return new Intl.DateTimeFormat(language.locale, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(date));
}

/** span puts seconds, of either sign, in the one unit in which a person would say them, as "truceline feeds" does. */
export function span(seconds: number): string {
  const sizes = [['year', 365.25 * 86400], ['day', 86400], ['hour', 3600], ['minute', 60]] as const;
  const [unit, size] = sizes.find(([, size]) => Math.abs(seconds) >= 2 * size) ?? ['second', 1];
  return new Intl.NumberFormat(language.locale, {
    style: 'unit', unit, unitDisplay: 'short', minimumFractionDigits: 1, maximumFractionDigits: 1,
  }).format(seconds / size);
}

/** length puts milliseconds as "2 h 5 min". */
export function length(ms: number): string {
  const unit = (n: number, u: string) =>
    new Intl.NumberFormat(language.locale, { style: 'unit', unit: u, unitDisplay: 'short', maximumFractionDigits: u === 'second' ? 1 : 0 }).format(n);
  const minutes = Math.floor(ms / 60e3);
  if (minutes < 1) return unit(ms / 1e3, 'second');
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  return [days && unit(days, 'day'), hours && unit(hours, 'hour'), minutes % 60 && unit(minutes % 60, 'minute')].filter(Boolean).join(' ');
}

export const duration = (i: Interval): number => Date.parse(i.to) - Date.parse(i.from);

/** either joins what a thing may be: "a, b or c". */
export const either = (list: string[]): string => new Intl.ListFormat(language.locale, { type: 'disjunction' }).format(list);

export function count(c: Count): string {
  const range = !c.most ? t('atLeast', { n: c.least }) : c.most === c.least ? number(c.least) : `${number(c.least)}–${number(c.most)}`;
  return c.unit ? `${range} × ${tr('units', c.unit)}` : range;
}

/** point writes degrees with a letter for the hemisphere, to about 10 m. */
export function point(p: LatLon): string {
  const half = (v: number, plus: string, minus: string) => `${number(Math.abs(v), 4)}° ${v < 0 ? minus : plus}`;
  return `${half(p.lat, 'N', 'S')}, ${half(p.lon, 'E', 'W')}`;
}

/** place says where, and how well that is known. */
export function place(p: Place, areaName: (id: string) => string): string {
  const name = p.name ? `${p.name}: ` : '';
  if (p.shape === 'area') return p.area ? areaName(p.area) : p.name ?? '';
  if (p.shape === 'sector' && p.sector) {
    const s = p.sector;
    const fill = {
      min: number(s.range_min_m), max: number(s.range_max_m), from: number(s.bearing_from_deg), to: number(s.bearing_to_deg),
      at: p.at ? point(p.at) : '?',
    };
    return name + t(s.range_max_m > 0 ? 'sectorWords' : 'bearingOnly', fill);
  }
  if (p.shape === 'point' && p.at) {
    const close = p.ellipse?.semi_major_m ? `, ${t('within', { m: number(p.ellipse.semi_major_m) })}` : '';
    return name + point(p.at) + close;
  }
  return p.name ?? t('unknownPlace');
}
