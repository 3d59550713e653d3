/**
 * select: which tracks are worth rendering. Rules reject with the measured value and the threshold; preferences add to a score; the
 * same audio is taken once. Pure: the same catalog gives the same selection.
 */
import { patternsMatching } from '../src/library/pattern.ts';
import { slugs } from '../src/library/slug.ts';
import type { CatalogTrack, RejectedFile, SelectedTrack } from '../src/library/track.ts';
import type { SelectParameters } from '../src/pipeline/pipeline.ts';

const PREFERRED_PATTERN_SCORE = 10;
const PREFERRED_FORMAT_SCORE = 5;

export interface Selection {
  /** Best score first, then by path. */
  readonly selected: readonly SelectedTrack[];
  readonly rejected: readonly RejectedFile[];
}

export interface SelectionSummary {
  readonly considered: number;
  readonly selected: number;
  readonly rejected: number;
  readonly totalHours: number;
  readonly averageSeconds: number;
  readonly topFive: readonly { readonly relPath: string; readonly score: number }[];
}

type Verdict = Pick<RejectedFile, 'rule' | 'measured' | 'threshold'>;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byScore = (a: SelectedTrack, b: SelectedTrack): number => b.score - a.score || compareText(a.relPath, b.relPath);

export function select(catalog: readonly CatalogTrack[], parameters: SelectParameters): Selection {
  const rejected: RejectedFile[] = [];
  const reject = (track: CatalogTrack, verdict: Verdict): void => {
    rejected.push({ id: track.id, relPath: track.relPath, stage: 'select', ...verdict });
  };
  const [skippedBy, preferredBy] = [patternsMatching(parameters.skip), patternsMatching(parameters.prefer)];
  const qualified = catalog.filter((track) => {
    const verdict = firstBrokenRule(track, parameters, skippedBy);
    if (verdict) reject(track, verdict);
    return verdict === null;
  });
  const scored = qualified
    .map((track) => ({ ...track, ...score(track, parameters, preferredBy), slug: '' }))
    .sort(byScore);
  const firstOfAudio = new Map<string, SelectedTrack>();
  for (const track of scored) {
    const first = firstOfAudio.get(track.payloadDigest);
    if (first)
      reject(track, {
        rule: 'duplicate-audio',
        measured: `same audio as ${first.relPath}`,
        threshold: 'each audio once',
      });
    else firstOfAudio.set(track.payloadDigest, track);
  }
  const unique = [...firstOfAudio.values()];
  const slugOf = slugs(unique);
  const selected = unique.map((track) => ({ ...track, slug: slugOf.get(track.relPath) ?? track.id }));
  return { selected, rejected: rejected.sort((a, b) => compareText(a.relPath, b.relPath)) };
}

type PatternsOf = (relPath: string) => readonly string[];

function firstBrokenRule(track: CatalogTrack, parameters: SelectParameters, skippedBy: PatternsOf): Verdict | null {
  const { durationSeconds } = track.format;
  const { min_duration_seconds: shortest, max_duration_seconds: longest } = parameters;
  if (durationSeconds === null)
    return { rule: 'unknown-duration', measured: 'not told by the file', threshold: `${shortest} to ${longest} s` };
  if (durationSeconds < shortest)
    return { rule: 'too-short', measured: roundSeconds(durationSeconds), threshold: shortest };
  if (durationSeconds > longest)
    return { rule: 'too-long', measured: roundSeconds(durationSeconds), threshold: longest };
  const [skip] = skippedBy(track.relPath);
  return skip === undefined ? null : { rule: 'skip-pattern', measured: track.relPath, threshold: skip };
}

const roundSeconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;

function score(
  track: CatalogTrack,
  parameters: SelectParameters,
  preferredBy: PatternsOf,
): { score: number; scoreReasons: string[] } {
  const scoreReasons = preferredBy(track.relPath).map((pattern) => ({
    what: pattern,
    points: PREFERRED_PATTERN_SCORE,
  }));
  if (track.format.channels === parameters.prefer_channels)
    scoreReasons.push({ what: `${track.format.channels} channels`, points: PREFERRED_FORMAT_SCORE });
  if (track.format.sampleRateHz === parameters.prefer_sample_rate_hz)
    scoreReasons.push({ what: `${track.format.sampleRateHz} Hz`, points: PREFERRED_FORMAT_SCORE });
  return {
    score: scoreReasons.reduce((sum, { points }) => sum + points, 0),
    scoreReasons: scoreReasons.map(({ what, points }) => `${what} +${points}`),
  };
}

/** Counts, hours, average and the five best, for people. */
export function summarise(selection: Selection, considered: number): SelectionSummary {
  const seconds = selection.selected.reduce((sum, track) => sum + (track.format.durationSeconds ?? 0), 0);
  return {
    considered,
    selected: selection.selected.length,
    rejected: considered - selection.selected.length,
    totalHours: seconds / 3600,
    averageSeconds: selection.selected.length > 0 ? seconds / selection.selected.length : 0,
    topFive: selection.selected.slice(0, 5).map(({ relPath, score }) => ({ relPath, score })),
  };
}
