// The words of the server's JSON, as the Go package truceline defines them.
// Lists may come as null; api.ts turns those into empty lists.

import type { Feature, Geometry, LineString } from 'geojson';

export type Lang = 'en' | 'uk' | 'fr' | 'ru';
export type Names = Partial<Record<string, string>>;
export type Position = [number, number]; // longitude, latitude

export interface Window { from: string; to?: string }
export interface Interval { from: string; to: string; open?: boolean; clock?: { quality: string; error_ns: number } }
export interface LatLon { lat: number; lon: number }

export interface Place {
  shape: 'point' | 'sector' | 'area' | 'unknown';
  at?: LatLon;
  ellipse?: { semi_major_m: number; semi_minor_m: number; bearing_deg: number };
  sector?: { range_min_m: number; range_max_m: number; bearing_from_deg: number; bearing_to_deg: number };
  area?: string;
  name?: string;
}

export interface Count { least: number; most?: number; unit?: string }
export interface Probability { p: number; low: number; high: number }

export interface Party { id: string; name: string; names?: Names | null }
export interface Agreement {
  id: string; version: number; title: string; titles?: Names; note?: string;
  status: { state: string; declared_by: string[] | null; accepted_by: string[] | null; note?: string };
  parties: Party[];
  windows: { from: string; to?: string; announced: string }[] | null;
  clauses: { id: string; article?: string; text: string; texts?: Names; severity: string }[] | null;
  zones?: { id: string; names?: Names }[] | null;
  definitions?: { word: string; words?: Names; means: string; meanings?: Names; readings?: Record<string, string> }[];
  languages?: string[]; authoritative?: string; authoritative_read?: string;
  /** What shall follow a breach: after is counted in nanoseconds from when it was first found. */
  response?: { after_ns: number; who: string; names?: Names; text: string; texts?: Names; severity?: string }[];
}

export interface Run {
  name: string; title: string; kind: string; agreement: Agreement; window: Window; compared_with: Window | null;
  mission_zone: string; line: boolean; counts: boolean; attribution: string[] | null;
}

export interface RunAnswer {
  run: Run; as_of: string; extent: { from: string; to: string }; bounds: [number, number, number, number] | null;
  truth: boolean; version: string;
}

export interface Ground {
  side: string; certain: number; distance_km: number; along_km: number; band: string; line_as_of: string; area?: string;
}

export interface Incident {
  id: string; version: number; kind: string; means: string[] | null; count: Count; place: Place; when: Interval;
  direction?: string; weapons?: string[]; exempt?: string;
  standing?: { days: number; months: number; of_days: number };
  causes?: { cause: string; p: number }[];
  kinds?: { kind: string; p: number }[];
  rulings?: string[];
  into?: string;
  circular?: Circular[];
  directions?: { direction: string; p: number }[];
  weapon_sets?: { weapons: string[]; p: number }[];
  exists: Probability; lineages: number; observations: string[] | null; ground?: Ground; reasons?: string[]; concluded: string;
}

/** BriefIncident is what lists and the map need of an incident. */
export type BriefIncident = Pick<Incident, 'id' | 'version' | 'kind' | 'count' | 'place' | 'when' | 'standing'> & { ground?: { side: string; distance_km: number; area?: string } };

/** FindingCount is how many findings under a clause came out so. */
export interface FindingCount { clause: string; subject: string; severity: string; exists: string; breach: string; attribution: string; n: number }

export interface Observation {
  id: string; entry: string; feed: string; source: string; means: string; kind: string; count: Count; place: Place;
  when: Interval; direction?: string; confidence?: string; strength?: number; strength_unit?: string;
  grade?: { reliability?: string; credibility?: string }; remarks?: string; lineage?: string[];
}

export interface RawEntry {
  id: string; seq: number; feed: string; source: string; received: string; file: string; line: number; body: string; erased: boolean;
  base64?: boolean; size?: number; cut?: boolean; problem?: string;
}

export interface Judgement extends Probability { threshold: number; verdict: string; reasons: string[] | null }
export interface Attribution extends Judgement { side?: string; shares: { side: string; p: number }[] | null }
export interface Finding {
  id: string; version: number; agreement: string; agreement_version: number; clause: string;
  subject: { kind: string; id: string; version: number; title: string; incidents?: string[] };
  when: Interval; exists: Judgement; breach: Judgement; attribution: Attribution; severity: string; gap?: string; concluded: string;
  ruled?: { by: string; at: string; note?: string; automatic_breach: string; automatic_side?: string };
  decisive?: Decisive[]; changed?: string[];
}
/** Decisive is the smallest set of observations found without which a verdict would be another. */
export interface Decisive { of: string; without: string[]; becomes: string; exact: boolean }

export interface Watch {
  id: string; by: string; means: string; kinds?: string[]; place: Place; when: Interval; state: string; cause?: string;
  detection: number; note?: string;
}

/** Silence is one who could have noticed an incident and said nothing of it. */
export interface Silence { by: string; means: string; chance: number; corrected?: number; state: string; cause?: string }

/** CoverageHead is a kind of happening for which it is known how the line was watched, hour by hour. */
export interface CoverageHead { kind: string; line_as_of: string; from: string; hours: number }
/** Coverage has pieces of the line; their property states holds a letter an hour. */
export interface Coverage extends CoverageHead { features: Feature<Geometry, { from_km: number; to_km: number; states: string; chances: number[] }>[] }

/** Unwatched tells where and for how long nobody watched the line for a kind, the longest spells first. */
export interface Unwatched extends CoverageHead { as_of: string; spells: Spell[]; left_out: number }
export interface Spell {
  from_km: number; to_km: number; state: string; from: string; to: string; hours: number;
  from_the_first_hour: boolean; to_the_last_hour: boolean;
  causes: { by: string; means: string; cause: string; caused_by?: string }[];
}

/** Attached is a satellite's scene that shows an incident's place: to be looked at; it says nothing itself. */
export interface Attached { id: string; collection?: string; address?: string; cloud_percent?: number; by: string; means: string; when: Interval; after_ns: number; credit?: string; absent?: boolean; ruled?: { by: string; at: string; note?: string } }

/** Circular is a ring of sources that have it from one another, in order. */
export interface Circular { names: string[]; texts?: string[]; alarm: string }

/** SourceLetter is how the statements of a source fared, and the letter that follows. */
export interface SourceLetter { source: string; means: string; confirmed: number; refuted: number; unjudged: number; reliability: string }

/** SourceRecord is how somebody who speaks has done so far, in the whole record. */
export interface SourceRecord { source: string; means: string[]; reliability: string; stated?: string; statements: number; borne_out: number; not_borne_out: number }

export interface Claim {
  id: string; truce: string; claimant: string; accused: string; side?: string; metric: string; value: number | null;
  window: Interval; ends_on?: string; starts_on?: string; qualifier?: string; source: string;
}

export interface Tally {
  id: string; report: string; by: string; metric: string; area: string; when: Interval; value: number;
  explosions?: number; basis: string; note?: string;
}

export interface FeedCount { feed: string; files: number; entries: number; observations: number; refused: number }
export interface Refusal { entry: string; feed: string; file: string; line: number; field?: string; reason: string }
/** LiveFeed is how a feed is while the mission runs; without live feeds there are none. */
export interface LiveFeed {
  feed: string; format: string; transport: string; source?: string; owner?: string;
  health: 'ok' | 'silent' | 'waiting' | 'refused' | 'down' | 'mistaken' | 'taken away'; why?: string; mistakes?: string; fault?: string; fault_at?: string;
  last?: string; per_second: number; messages: number; observations: number; refused: number; dropped: number;
  delay_s?: number; slow_s?: number; offset_s?: number; offset_of?: number;
  gaps: { from: string; to?: string }[]; refusals: Refusal[];
}
export interface LiveFeeds { as_of?: string; entries?: number; behind?: number; feeds?: LiveFeed[] }
export interface KindInfo { kind: string; name: string; unit: string }
export interface LineInfo { as_of: string; length_km: number; source: string; definition: string; tolerance_km: number }
/** Zone is one of the agreement's, with its outline where there is one. */
export interface Zone {
  type: 'Feature'; geometry: Geometry | null;
  properties: { id: string; name: string; everywhere: boolean; areas: string[]; corridor: { depth_km: Record<string, number> } | null; line_as_of?: string };
}
/** Track is one thing that moved, with its path; without one where the reader is not told. */
export interface Track {
  type: 'Feature'; geometry: LineString | null;
  properties: {
    id: string; class: { medium: string; low_km_h: number; high_km_h: number; things: string[] }; words: string; names: string[]; means: string[];
    plots: number; exists: Probability; only_said: boolean; begun: string; confirmed: string; ended: string | null; as_of: string;
    times: string[]; courses_deg: number[]; speeds_km_h: number[]; errors_m: number[];
  };
}
/** Truth is what really happened in an exercise; ground says on whose ground, by who did it. */
export interface Truth { id: string; kind: string; when: Interval; place: Place; by?: string; ground?: { side: string } }

export interface Detail {
  incident: Incident; credibility: number; independent?: Record<'existence' | 'attribution' | 'nation', { lineages: number; exact: boolean; of: number }>; sources: SourceRecord[]; finding_versions: Finding[]; versions: Incident[]; observations: Observation[]; entries: RawEntry[]; findings: Finding[]; watches: Watch[]; silences: Silence[];
  more_entries?: number; scenes: Attached[];
}

export interface Counted { count: number | null; hours: number }
export interface Ratio { rate_ratio?: number | null; ci95?: (number | null)[] | null }
export interface Rate extends Ratio {
  class: string; kind?: string; name?: string; state?: string; inside: Counted; before: Counted | null;
  comparable: { inside: number; before: number; areas_left_out: unknown[] | null } | null;
}
export interface Range { least: number; most: number }
export interface CodebookWords { name: string; assumptions: string[] }
export interface Recount {
  codebook: CodebookWords & { id: string; party?: string; translations?: Partial<Record<Lang, CodebookWords>>; published?: { from: string; to: string; total: number; parts: Record<string, number> } };
  window: Window; rows: { category: string; name: string; count: Range; published?: number }[]; whole: Range; counted: number; rest?: Range;
}
export interface Report {
  window: { from: string; to: string; hours: number }; compared_with: { from: string; to: string } | null;
  line: { length_km: number } | null; rates: Rate[] | null;
  /** The record counted under other people's rules, where the run is configured with any. */
  recounts?: Recount[];
}
