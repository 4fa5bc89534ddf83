// Asking the server. Every address is relative: the page asks the binary that
// served it and nobody else.
import type {
  BriefIncident, Circular, Claim, Coverage, CoverageHead, Detail, FeedCount, Finding, FindingCount, KindInfo, Lang, LineInfo, LiveFeeds, Refusal, Report, RunAnswer, SourceLetter, Tally, Track, Truth, Unwatched, Watch, Zone,
} from './types';
import type { FeatureCollection } from 'geojson';

/** ApiError says which address failed and how, for the reader to act on. */
export class ApiError extends Error {
  constructor(readonly path: string, readonly status: number, message: string) {
    super(message);
  }
}

interface ZoneCollection { features: Zone[] | null }
interface TrackCollection { features: Track[] | null }

async function get<T>(path: string): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, { headers: { accept: 'application/json' } });
  } catch {
    throw new ApiError(path, 0, `no answer from ${path}`);
  }
  if (!answer.ok) {
    throw new ApiError(path, answer.status, `${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
  }
  return (await answer.json()) as T;
}

const list = async <T>(path: string): Promise<T[]> => (await get<T[] | null>(path)) ?? [];
const shapes = async (path: string): Promise<FeatureCollection> => {
  const found = await get<FeatureCollection | null>(path);
  return { type: 'FeatureCollection', features: (found?.features ?? []).filter((f) => f.geometry) };
};

export const api = {
  run: () => get<RunAnswer>('./api/run'),
  incidents: () => list<BriefIncident>('./api/incidents?brief=true'),
  // Reasons come in the reader's language.
  incident: async (id: string, lang: Lang): Promise<Detail> => {
    const d = await get<Detail>(`./api/incidents/${encodeURIComponent(id)}?lang=${lang}`);
    return {
      incident: d.incident, credibility: d.credibility, independent: d.independent, versions: d.versions ?? [], observations: d.observations ?? [],
      entries: d.entries ?? [], sources: d.sources ?? [], findings: d.findings ?? [], finding_versions: d.finding_versions ?? [], scenes: d.scenes ?? [], watches: d.watches ?? [], silences: d.silences ?? [], more_entries: d.more_entries ?? 0,
    };
  },
  findingCounts: () => list<FindingCount>('./api/findings/counts'),
  // A part of the findings, the gravest first.
  findings: (wanted: Record<string, string | number>) =>
    list<Finding>(`./api/findings?${new URLSearchParams(Object.entries(wanted).filter(([, v]) => v !== '').map(([k, v]) => [k, String(v)]))}`),
  claims: () => list<Claim>('./api/claims'),
  tallies: () => list<Tally>('./api/tallies'),
  watches: () => list<Watch>('./api/watches'),
  tracks: async () => (await get<TrackCollection>('./api/tracks')).features ?? [],
  coverages: () => list<CoverageHead>('./api/coverage'),
  coverage: (kind: string) => get<Coverage>(`./api/coverage/${encodeURIComponent(kind)}`),
  unwatched: (kind: string) => get<Unwatched>(`./api/coverage/${encodeURIComponent(kind)}/unwatched`),
  circular: () => list<Circular>('./api/circular'),
  sources: () => list<SourceLetter>('./api/sources'),
  feeds: async () => {
    const f = await get<{ feeds: FeedCount[] | null; refusals: Refusal[] | null }>('./api/feeds');
    return { feeds: f.feeds ?? [], refusals: f.refusals ?? [] };
  },
  liveFeeds: () => get<LiveFeeds>('./api/feeds/live'),
  raw: (entry: string) => `./api/feeds/raw/${encodeURIComponent(entry)}`,
  lines: () => list<LineInfo>('./api/lines'),
  line: (asOf: string) => shapes(`./api/lines/${encodeURIComponent(asOf)}`),
  areas: () => shapes('./api/areas'),
  // All of them, drawn or not: a zone that cannot be drawn is named in words.
  zones: async (line = '') => (await get<ZoneCollection>(`./api/zones${line && `?line=${encodeURIComponent(line)}`}`)).features ?? [],
  kinds: () => list<KindInfo>('./api/kinds'),
  truth: () => list<Truth>('./api/truth'),
  report: () => get<Report>('./api/report'),
  base: (layer: 'land' | 'borders' | 'places') => shapes(`./base/${layer}.geojson`),
};
