/** The table of a quality report: one row a kind. Knows nothing of how it is printed. */
import type { Kind } from '../texture/kinds.ts';
import type { Grade } from './grade.ts';
import type { Judgement } from './judge.ts';
import type { TextureMeasures } from './measure.ts';
import type { StrictSeam } from './strict-seam.ts';

export interface JudgedTexture {
  readonly measures: TextureMeasures;
  readonly judgement: Judgement;
  /** Null for a one-shot. */
  readonly strict: StrictSeam | null;
}

/** Figures that a row shows; each is better the smaller it is, except loudness, which only has a middle. */
const SHOWN = [
  'integratedLufs',
  'truePeakDbtp',
  'crestDb',
  'seamStepRatio',
  'seamFluxRatio',
  'seamLevelDb',
  'seamDriftDb',
  'seamDipDb',
  'edgeStepDb',
  'silentRatio',
  'recycledCorrelation',
  'dcDbfs',
] as const satisfies readonly (keyof TextureMeasures)[];
export type ShownFigure = (typeof SHOWN)[number];

export interface Spread {
  readonly median: number;
  /** The largest, and the texture that has it. */
  readonly largest: number;
  readonly largestName: string;
}

export interface StrictCounts {
  readonly loops: number;
  readonly all: number;
  readonly step: number;
  readonly flux: number;
  readonly level: number;
}

export interface KindSummary {
  readonly kind: Kind;
  readonly count: number;
  readonly clean: number;
  /** Clean ÷ count, 0 to 1. */
  readonly cleanRatio: number;
  readonly grades: Readonly<Record<Grade, number>>;
  /** How many loops meet the plain limits of a seam, each and all of them; null where there is no loop. */
  readonly strict: StrictCounts | null;
  /** How many textures broke each rule, most frequent first; ties by name. */
  readonly faults: readonly { readonly rule: string; readonly count: number }[];
  /** Null where no texture of the kind has the figure. */
  readonly figures: Readonly<Record<ShownFigure, Spread | null>>;
}

/** Median (the mean of the middle two for an even count) and largest of the values that exist. */
function spreadOf(judged: readonly JudgedTexture[], figure: ShownFigure): Spread | null {
  const values = judged
    .flatMap(({ measures }) => {
      const value = measures[figure];
      return value === null ? [] : [{ value, name: measures.name }];
    })
    .sort((a, b) => a.value - b.value);
  if (values.length === 0) return null;
  const upper = Math.floor(values.length / 2);
  const lower = Math.floor((values.length - 1) / 2);
  const last = values[values.length - 1];
  return { median: (values[lower].value + values[upper].value) / 2, largest: last.value, largestName: last.name };
}

function faultCounts(judged: readonly JudgedTexture[]): { rule: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { judgement } of judged) {
    for (const { rule } of judgement.faults) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return Array.from(counts, ([rule, count]) => ({ rule, count })).sort(
    (a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1),
  );
}

function strictCounts(judged: readonly JudgedTexture[]): StrictCounts | null {
  const met = judged.flatMap(({ strict }) => (strict === null ? [] : [strict.meets]));
  const count = (test: (meets: StrictSeam['meets']) => boolean): number => met.filter(test).length;
  if (met.length === 0) return null;
  return {
    loops: met.length,
    all: count(({ step, flux, level }) => step && flux && level),
    step: count(({ step }) => step),
    flux: count(({ flux }) => flux),
    level: count(({ level }) => level),
  };
}

function summariseKind(kind: Kind, judged: readonly JudgedTexture[]): KindSummary {
  const grades: Record<Grade, number> = { A: 0, B: 0, C: 0, D: 0, F: 0 };
  for (const { judgement } of judged) grades[judgement.grade]++;
  const clean = judged.filter(({ judgement }) => judgement.clean).length;
  const figures = Object.fromEntries(SHOWN.map((figure) => [figure, spreadOf(judged, figure)]));
  return {
    kind,
    count: judged.length,
    clean,
    cleanRatio: clean / judged.length,
    grades,
    strict: strictCounts(judged),
    faults: faultCounts(judged),
    figures: figures as Record<ShownFigure, Spread | null>,
  };
}

/** One summary for each kind that has textures, in the order of `kinds`. */
export function summarise(judged: readonly JudgedTexture[], kinds: readonly Kind[]): KindSummary[] {
  return kinds
    .map((kind) => ({ kind, ofKind: judged.filter(({ measures }) => measures.kind === kind) }))
    .filter(({ ofKind }) => ofKind.length > 0)
    .map(({ kind, ofKind }) => summariseKind(kind, ofKind));
}
