// The record as the page holds it: what was loaded, what is chosen, and what
// follows from both. Views read it; only the methods here change it.
import type { FeatureCollection } from 'geojson';
import { api } from './api';
import { language, named } from './i18n.svelte';
import { best, centre } from './map/shape';
import { movingAt } from './moving';
import type {
  BriefIncident, Circular, Claim, Coverage, CoverageHead, Detail, FeedCount, FindingCount, Interval, KindInfo, LineInfo, LiveFeeds, Names, Position, Refusal, RunAnswer, Tally, Track, Truth, Watch, Zone,
} from './types';

export const everywhere = '*'; // the area ID of a watch over the whole theatre
export const alertKind = 'A3';
export const crowd = 5000; // from so many incidents on, those that lie close are drawn as one circle with their number
export const whole = -1; // the trail that shows every incident, whatever the time

/** Item is an incident with what the page asks of it again and again. */
export interface Item { incident: BriefIncident; from: number; to: number; at: Position | null }

export interface Filters {
  kind: string; // '' is any, so for all
  side: string; // a party's ID, or '?' where the ground is not known
  heat: '' | 'standing' | 'other';
  window: '' | 'inside' | 'outside';
}

/** AreaState is how well an area is watched at the chosen moment, and by what. */
export interface AreaState { state: string; by: Watch[] }

export type View = 'map' | 'watching' | 'findings' | 'claims' | 'feeds' | 'report';

const empty: FeatureCollection = { type: 'FeatureCollection', features: [] };
const noFilters: Filters = { kind: '', side: '', heat: '', window: '' };
const order = ['watched', 'partly', 'not_known', 'blind']; // best first

class RecordOfRun {
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  failure = $state('');
  problems = $state<string[]>([]); // parts that could not be loaded; the rest works

  answer = $state.raw<RunAnswer | null>(null);
  items = $state.raw<Item[]>([]);
  findings = $state.raw<FindingCount[]>([]); // how all of them came out; the Findings view asks for them themselves
  claims = $state.raw<Claim[]>([]);
  tallies = $state.raw<Tally[]>([]);
  circular = $state.raw<Circular[]>([]); // among texts of the press
  watches = $state.raw<{ watch: Watch; from: number; to: number }[]>([]);
  tracks = $state.raw<Track[]>([]);
  coverages = $state.raw<CoverageHead[]>([]);
  feeds = $state.raw<FeedCount[]>([]);
  refusals = $state.raw<Refusal[]>([]);
  live = $state.raw<LiveFeeds | null>(null); // of a mission that runs
  kinds = $state.raw<KindInfo[]>([]);
  lines = $state.raw<LineInfo[]>([]);
  areas = $state.raw<FeatureCollection>(empty);
  zones = $state.raw<Zone[]>([]);
  truths = $state.raw<Truth[]>([]);
  base = $state.raw({ land: empty, borders: empty, places: empty });

  view = $state<View>('map');
  time = $state(0); // milliseconds; the moment the map shows
  playing = $state(false);
  trail = $state(0); // hours that incidents stay; 0 is all so far, whole is all at any time
  means = $state(''); // by which coverage is shown; '' is any
  coverKind = $state(''); // for which the watching of the line is shown; '' is none
  coverage = $state.raw<Coverage | null>(null);
  filters = $state<Filters>({ ...noFilters });
  truthShown = $state(false);
  tracksShown = $state(true);
  selected = $state('');
  detail = $state.raw<Detail | null>(null);
  detailFailure = $state('');
  closely = $state(0); // how often the reader has asked to see the chosen place closely

  centres = $derived(centresOf(this.areas));
  from = $derived(Date.parse(this.answer?.extent.from ?? ''));
  to = $derived(Date.parse(this.answer?.extent.to ?? this.answer?.extent.from ?? ''));
  window = $derived(bounds(this.answer?.run.window));
  compared = $derived(bounds(this.answer?.run.compared_with));
  zone = $derived(this.answer?.run.mission_zone || 'UTC');

  matching = $derived(this.items.filter((i) => this.passes(i)));
  later = $derived(this.matching.reduce((n, i) => n + (i.from > this.to ? 1 : 0), 0)); // than the slider reaches
  shown = $derived(this.trail === whole ? this.matching : this.matching.filter((i) => i.from <= this.time && (this.trail === 0 || i.to > this.time - this.trail * 3600e3)));
  alerts = $derived(this.matching.filter((i) => i.incident.kind === alertKind && this.goesOn(i.incident.when, i.from, i.to)));
  watching = $derived(this.watches.filter((w) => this.goesOn(w.watch.when, w.from, w.to) && (!this.means || w.watch.means === this.means)).map((w) => w.watch));
  moving = $derived(movingAt(this.tracks, this.time));
  areaStates = $derived(statesOf(this.areas, this.watching));
  meansUsed = $derived([...new Set(this.watches.map((w) => w.watch.means))].sort());
  // The hour of the chosen moment in the table of watching; null outside it.
  coverHour = $derived.by(() => {
    if (!this.coverage) return null;
    const hour = Math.floor((Math.min(this.time, this.to - 1) - Date.parse(this.coverage.from)) / 3600e3);
    return hour >= 0 && hour < this.coverage.hours ? hour : null;
  });
  // Kilometres of line by state at that hour.
  coverShares = $derived.by(() => {
    const km: Record<string, number> = { w: 0, p: 0, b: 0, n: 0 };
    if (this.coverage && this.coverHour !== null) {
      for (const f of this.coverage.features) km[f.properties.states[this.coverHour]!]! += f.properties.to_km - f.properties.from_km;
    }
    return km as { w: number; p: number; b: number; n: number };
  });
  line = $derived(lineAt(this.lines, this.time));

  async load(): Promise<void> {
    this.phase = 'loading';
    this.problems = [];
    try {
      this.answer = await api.run();
      await Promise.all([this.loadAreas(), this.part(async () => { this.kinds = await api.kinds(); })]);
      this.items = itemsOf(await api.incidents(), this.centres);
    } catch (e) {
      this.failure = e instanceof Error ? e.message : String(e);
      this.phase = 'failed';
      return;
    }
    await Promise.all([
      this.parts(),
      this.part(async () => {
        const [land, borders, places] = await Promise.all([api.base('land'), api.base('borders'), api.base('places')]);
        this.base = { land, borders, places };
      }),
    ]);
    this.time = this.to;
    this.zonesOf = '';
    this.means = usualMeans(this.watches.map((w) => w.watch));
    await this.cover(usualKind(this.coverages, this.items));
    this.phase = 'ready';
    void this.follow();
  }

  /** parts loads what stands beside the incidents. */
  private async parts(): Promise<void> {
    await Promise.all([
      this.part(async () => { this.findings = await api.findingCounts(); }),
      this.part(async () => { this.claims = await api.claims(); }),
      this.part(async () => { this.circular = await api.circular(); }),
      this.part(async () => { this.tallies = await api.tallies(); }),
      this.part(async () => { this.watches = (await api.watches()).map((watch) => ({ watch, from: Date.parse(watch.when.from), to: Date.parse(watch.when.to) })); }),
      this.part(async () => { this.tracks = await api.tracks(); }),
      this.part(async () => { this.coverages = await api.coverages(); }),
      this.part(async () => { this.lines = (await api.lines()).sort((a, b) => a.as_of.localeCompare(b.as_of)); }),
      this.part(async () => { this.zones = await api.zones(); }),
      this.part(async () => { const f = await api.feeds(); this.feeds = f.feeds; this.refusals = f.refusals; }),
      this.part(async () => { this.live = await api.liveFeeds(); }),
    ]);
  }

  /** follow asks a live mission every few seconds how its feeds are, and loads its record anew when there is a newer one. */
  private async follow(): Promise<void> {
    if (this.following || !this.live?.feeds) return;
    this.following = true;
    for (;;) {
      await new Promise((done) => setTimeout(done, 3000));
      try {
        this.live = await api.liveFeeds();
        const answer = await api.run();
        if (answer.as_of !== this.answer?.as_of) await this.renew(answer);
      } catch {
        // The door is being started again, or has ended: what is shown bears its time.
      }
    }
  }
  private following = false;

  /** renew takes a newer record and leaves the reader where he is; whoever looked at its end goes on looking at its end. */
  private async renew(answer: RunAnswer): Promise<void> {
    const atEnd = this.time === this.to;
    const items = itemsOf(await api.incidents(), this.centres);
    this.problems = [];
    this.answer = answer;
    this.items = items;
    if (atEnd) this.time = this.to;
    await this.parts();
  }

  /** cover shows how the line was watched for a kind; '' shows nothing. */
  async cover(kind: string): Promise<void> {
    this.coverKind = kind;
    this.coverage = null;
    if (!kind) return;
    await this.part(async () => {
      const found = await api.coverage(kind);
      if (this.coverKind === kind) this.coverage = found;
    });
  }

  /** zonesFor draws corridors along the line of a day; a failure keeps the old ones. */
  async zonesFor(day: string): Promise<void> {
    if (!this.zones.some((z) => z.properties.corridor) || this.zonesOf === day) return;
    this.zonesOf = day;
    try {
      const zones = await api.zones(day);
      if (this.zonesOf === day) this.zones = zones;
    } catch {
      if (this.zonesOf === day) this.zonesOf = '';
    }
  }
  private zonesOf = '';

  private async loadAreas(): Promise<void> {
    await this.part(async () => { this.areas = await api.areas(); });
  }

  private async part(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (e) {
      this.problems = [...this.problems, e instanceof Error ? e.message : String(e)];
    }
  }

  /** select shows one incident in list, map and panel; '' shows none. */
  async select(id: string): Promise<void> {
    this.selected = id;
    this.detail = null;
    this.detailFailure = '';
    if (!id) return;
    const item = this.byID.get(id);
    if (item && item.from > this.time && this.trail !== whole) this.setTime(item.from);
    try {
      const detail = await api.incident(id, language.code);
      if (this.selected === id) this.detail = detail;
    } catch (e) {
      if (this.selected === id) this.detailFailure = e instanceof Error ? e.message : String(e);
    }
  }

  /** retell asks for the chosen incident again: its reasons come in the reader's language. */
  async retell(): Promise<void> {
    const id = this.selected;
    if (!id || !this.detail) return;
    const detail = await api.incident(id, language.code).catch(() => null); // what is there stays
    if (detail && this.selected === id) this.detail = detail;
  }

  /** lookClosely goes to the chosen incident's place and moment: what was watched there is drawn for then. */
  lookClosely(): void {
    const item = this.selectedItem;
    if (item) this.setTime(item.from);
    this.closely++;
  }

  async showTruth(on: boolean): Promise<void> {
    if (on && this.truths.length === 0) await this.part(async () => { this.truths = await api.truth(); });
    this.truthShown = on;
  }

  setTime(t: number): void {
    this.time = Math.min(this.to, Math.max(this.from, t));
  }

  clearFilters(): void {
    this.filters = { ...noFilters };
    this.trail = 0;
    this.time = this.to;
  }

  private byID = $derived(new Map(this.items.map((i) => [i.incident.id, i])));
  selectedItem = $derived(this.byID.get(this.selected) ?? null);

  /** itemOf is an incident by its id, undefined where the record holds none. */
  itemOf(id: string): Item | undefined {
    return this.byID.get(id);
  }

  /** show leads to an incident on the map, from wherever it was named. */
  show(id: string): void {
    this.view = 'map';
    void this.select(id);
  }

  areaName(id: string): string {
    const f = this.areas.features.find((a) => a.properties?.['id'] === id);
    return f ? named(f.properties?.['names'] as Names | null, String(f.properties?.['name'] ?? id)) : id;
  }

  /** parties in the order of the agreement, which is the order of every list of sides. */
  bySide(sides: string[]): string[] {
    const order = (this.answer?.run.agreement.parties ?? []).map((p) => p.id);
    const place = (id: string) => (order.includes(id) ? order.indexOf(id) : order.length);
    return [...sides].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
  }

  partyName(id: string): string {
    const p = this.answer?.run.agreement.parties.find((q) => q.id === id);
    return p ? named(p.names, p.name) : id;
  }

  /** zoneName is a drawn zone's name in the reader's language, which the agreement holds. */
  zoneName(z: Zone): string {
    return named(this.answer?.run.agreement.zones?.find((a) => a.id === z.properties.id)?.names, z.properties.name);
  }

  private passes(i: Item): boolean {
    const f = this.filters;
    const side = i.incident.ground?.side || '?';
    const inside = this.window !== null && i.from >= this.window.from && i.from < this.window.to;
    return (!f.kind || i.incident.kind === f.kind) && (!f.side || side === f.side) &&
      (!f.heat || (f.heat === 'standing') === Boolean(i.incident.standing)) && (!f.window || (f.window === 'inside') === inside);
  }

  // goesOn asks about the chosen moment; at the very end of the record, about
  // the moment before it, since intervals do not include their end.
  private goesOn(when: Interval, from: number, to: number): boolean {
    const at = Math.min(this.time, this.to - 1);
    return from <= at && (at < to || when.open === true);
  }
}

function bounds(w: { from: string; to?: string } | null | undefined): { from: number; to: number } | null {
  return w ? { from: Date.parse(w.from), to: w.to ? Date.parse(w.to) : Infinity } : null;
}

function itemsOf(incidents: BriefIncident[], centres: Map<string, Position>): Item[] {
  return incidents
    .map((incident) => ({ incident, from: Date.parse(incident.when.from), to: Date.parse(incident.when.to), at: best(incident.place, centres) }))
    .sort((a, b) => b.from - a.from || a.incident.id.localeCompare(b.incident.id));
}

function centresOf(areas: FeatureCollection): Map<string, Position> {
  const found = new Map<string, Position>();
  for (const f of areas.features) {
    const c = f.geometry && centre(f.geometry);
    if (c) found.set(String(f.properties?.['id']), c);
  }
  return found;
}

// statesOf takes the best state of all watches over an area; an area that no
// watch speaks of is blind.
function statesOf(areas: FeatureCollection, watching: Watch[]): Map<string, AreaState> {
  const all = watching.filter((w) => w.place.shape === 'area' && w.place.area === everywhere);
  const found = new Map<string, AreaState>();
  for (const f of areas.features) {
    const id = String(f.properties?.['id']);
    const by = [...all, ...watching.filter((w) => w.place.shape === 'area' && w.place.area === id)];
    const state = order.find((s) => by.some((w) => w.state === s)) ?? 'blind';
    found.set(id, { state, by });
  }
  return found;
}

// usualMeans is the means that most watches over single areas have: an area
// watched for alerts is not watched for gunfire, so the two are not shown as
// one unless the reader asks. Without such watches, all means are shown.
function usualMeans(watches: Watch[]): string {
  const seen = new Map<string, number>();
  for (const w of watches) {
    if (w.place.shape === 'area' && w.place.area !== everywhere) seen.set(w.means, (seen.get(w.means) ?? 0) + 1);
  }
  return [...seen].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0]?.[0] ?? '';
}

// usualKind is the kind with most incidents among those with a table.
function usualKind(tables: CoverageHead[], items: Item[]): string {
  const count = (kind: string) => items.reduce((n, i) => n + (i.incident.kind === kind ? 1 : 0), 0);
  return [...tables].sort((a, b) => count(b.kind) - count(a.kind))[0]?.kind ?? '';
}

// lineAt is the newest line drawn for the day of a moment or before; before
// the first, the first.
function lineAt(lines: LineInfo[], time: number): LineInfo | null {
  if (lines.length === 0 || !Number.isFinite(time)) return null;
  const today = new Date(time).toISOString().slice(0, 10);
  return lines.findLast((l) => l.as_of <= today) ?? lines[0]!;
}

export const record = new RecordOfRun();
