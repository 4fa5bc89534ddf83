// What the text says shall follow a breach, with its clocks.
import type { Agreement, Finding, Names } from './types';

/** Clocks are the steps that apply to a finding; from is when its breach was first found. */
export interface Clocks { from: number; steps: { who: string; names?: Names; text: string; texts?: Names; due: number }[] }

/** clocksOf gives the clocks of a finding, null where none run; versions are all of it. Later versions do not wind them back. */
export function clocksOf(agreement: Agreement, finding: Finding, versions: Finding[]): Clocks | null {
  const breached = [...versions, finding].filter((v) => v.exists.verdict === 'met' && v.breach.verdict === 'met');
  if (finding.exists.verdict !== 'met' || finding.breach.verdict !== 'met') return null;
  const steps = (agreement.response ?? []).filter((s) => !s.severity || finding.severity >= s.severity); // G0 to G4
  if (steps.length === 0) return null;
  const from = Math.min(...breached.map((v) => Date.parse(v.concluded)));
  return { from, steps: steps.map((s) => ({ who: s.who, names: s.names, text: s.text, texts: s.texts, due: from + s.after_ns / 1e6 })) };
}
