/**
 * Pads: sustained, tonal stretches of a track as seamless loops. Knows nothing of levels and files.
 *
 * One file, though a long one: plan and render of one kind, each with the gates that it alone knows.
 */
import { analyseTrack, type TrackAnalysis } from '../dsp/analysis.ts';
import { pow } from '../dsp/elementary.ts';
import type { LoopCandidate } from '../dsp/loop-point.ts';
import { monoSum } from '../dsp/mono.ts';
import { newPlane } from '../dsp/planes.ts';
import { levelSpreadDb } from '../dsp/stereo-level.ts';
import type { PadsSection } from '../pipeline/profile.ts';
import { type Gate, numbered, plansFor, selectRegions } from './candidates.ts';
import { HarmonicCourse } from './harmony.ts';
import { fitted, type PadFit, padFit } from './pad-fit.ts';
import { bestLoop, type PadLoop, rankedLoops } from './pad-loop.ts';
import { type RegionFigures, rating, referenceLevelDb, scanRegions } from './regions.ts';
import { rootNoteOf } from './root-note.ts';
import { seamParameters, seamRejection } from './seam-gate.ts';
import { sustainedPart } from './sustained-part.ts';
import type { Channels, PlanInput, RenderInput, Texture, TextureRejection, TextureSource } from './texture.ts';

interface PadDetail {
  readonly score: number;
  /** Of the region; of the pad itself in its parameters. */
  readonly onsetRateHz: number;
  readonly flatness: number;
  readonly levelDbfs: number;
  readonly harmonicSteadiness: number;
  /** Hits intrude: only the harmonic part is used. */
  readonly harmonicOnly: boolean;
}

/** How far below the track a pad's source may lie. */
const LOWEST_RELATIVE_DB = -22;
const LOWEST_LEVEL_DBFS = -70;
/** From this many onsets per second on, percussion is taken out. */
const SEPARATE_FROM_RATE_HZ = 0.6;
/** Lengths of regions that are looked at. */
const LENGTHS = 4;
/** Regions that a pad may be tried from, when its seam or its likeness to another stops it. */
const ATTEMPTS = 3;
/** Of 50 pads of real tracks 48 have no more than 5.4 dB; two that had 13 were the end of a note and the next one's attack. */
const MOST_SPREAD_DB = 8;
/** Of drums nothing has a pitch, of music nearly everything: stretches of 20 real tracks have more than this but for a few drum breaks. */
const LEAST_PITCHED_RATIO = 0.25;
/** Rounding to frames may take this from what is read. */
const ROUNDING_SECONDS = 0.01;
/** What onsets are told by does not reach farther back. */
const ONSET_LEAD_SECONDS = 1;

/** Long enough for the longest loop, its fade and a choice of starts; less where the track is short. In seconds of the track. */
function longestRegionSeconds(analysis: TrackAnalysis, fit: PadFit): number {
  const wanted = fit.maxSeconds * 1.25 + fit.crossfadeSeconds;
  return Math.max(shortestRegionSeconds(fit), Math.min(wanted / fit.timeRatio, analysis.durationSeconds / 2));
}

/** Enough for the shortest loop and its fade. */
const shortestRegionSeconds = (fit: PadFit): number =>
  (fit.minSeconds + fit.crossfadeSeconds + ROUNDING_SECONDS) / fit.timeRatio;

/** The longest and, down to the shortest, some between: where chords change soon, a pad fits into one only if it is short. */
function regionLengths(analysis: TrackAnalysis, fit: PadFit): number[] {
  const longest = longestRegionSeconds(analysis, fit);
  const ratio = shortestRegionSeconds(fit) / longest;
  const lengths = Array.from({ length: LENGTHS }, (_, i) => longest * pow(ratio, i / (LENGTHS - 1)));
  return fit.isExact || ratio > 0.9 ? [longest] : lengths;
}

function gatesFor(analysis: TrackAnalysis, pads: PadsSection): readonly Gate[] {
  const lowest = Math.max(LOWEST_LEVEL_DBFS, referenceLevelDb(analysis) + LOWEST_RELATIVE_DB);
  return [
    { rule: 'level-dbfs', measure: (region) => region.levelDbfs, threshold: lowest, side: 'at-least' },
    {
      rule: 'flatness-ratio',
      measure: (region) => region.flatness,
      threshold: pads.max_flatness_ratio,
      side: 'at-most',
    },
    {
      rule: 'pitched-ratio',
      measure: (region) => region.pitchedRatio,
      threshold: LEAST_PITCHED_RATIO,
      side: 'at-least',
    },
  ];
}

/** Steady in level and harmony, tonal, without hits, not far below the track, and long: 0 to 1. */
function scoreOf(region: RegionFigures, referenceDb: number, longestSeconds: number, pads: PadsSection): number {
  return (
    0.1 * rating(region.levelSpreadDb, 8, 1) +
    0.4 * rating(region.harmonicSteadiness, 0.8, 0.96) +
    0.15 * rating(region.onsetRateHz, Math.max(0.1, pads.max_onset_rate_hz), 0) +
    0.05 * rating(region.flatness, Math.max(0.01, pads.max_flatness_ratio), 0) +
    0.1 * rating(region.levelDbfs, referenceDb + LOWEST_RELATIVE_DB, referenceDb) +
    0.2 * rating(region.endSeconds - region.startSeconds, 0, longestSeconds)
  );
}

const nameOf = (index: number): string => numbered('pad', index);

export function plan({ analysis, profile }: PlanInput) {
  const { pads } = profile;
  const lengths = regionLengths(analysis, padFit(analysis, profile));
  const referenceDb = referenceLevelDb(analysis);
  const request = { count: pads.count, attempts: ATTEMPTS, mustDiffer: true, nameOf };
  const { chosen, rejections } = selectRegions(
    analysis,
    lengths.flatMap((seconds) => scanRegions(analysis, seconds)),
    {
      ...request,
      gates: gatesFor(analysis, pads),
      score: (region) => scoreOf(region, referenceDb, lengths[0], pads),
      minSeconds: lengths[lengths.length - 1],
    },
  );
  const candidates = chosen.map(
    ({ region, score }): TextureSource<PadDetail> => ({
      ranges: [{ startSeconds: region.startSeconds, endSeconds: region.endSeconds }],
      detail: {
        score,
        onsetRateHz: region.onsetRateHz,
        flatness: region.flatness,
        levelDbfs: region.levelDbfs,
        harmonicSteadiness: region.harmonicSteadiness,
        harmonicOnly: region.onsetRateHz > SEPARATE_FROM_RATE_HZ,
      },
    }),
  );
  return { plans: plansFor(candidates, request), rejections };
}

/** Onsets per second of a loop as it is played round: what is heard before its beginning is its end. */
function loopOnsetRateHz(channels: Channels, sampleRateHz: number): number {
  const once = monoSum(channels);
  const lead = Math.min(once.length, Math.round(ONSET_LEAD_SECONDS * sampleRateHz));
  const heard = newPlane(lead + once.length);
  heard.set(once.subarray(once.length - lead));
  heard.set(once, lead);
  const begins = lead / sampleRateHz;
  const onsets = analyseTrack([heard], sampleRateHz).onsetSeconds.filter((at) => at >= begins);
  return (onsets.length * sampleRateHz) / once.length;
}

/** Whether too many hits are left in a pad: separation takes them out of most busy regions, but not of all. */
function onsetRejection(name: string, onsetRateHz: number, pads: PadsSection): TextureRejection | null {
  if (onsetRateHz <= pads.max_onset_rate_hz) return null;
  return { name, rule: 'onset-rate-hz', measured: onsetRateHz, threshold: pads.max_onset_rate_hz };
}

/** What is told of a pad beside what was planned for it; `sourceSeconds` says where in the track a frame of what was fitted is. */
const figures = (
  { loop, candidate }: PadLoop,
  sourceSeconds: (frame: number) => number,
  fit: PadFit,
  rate: number,
) => ({
  loopStartSeconds: sourceSeconds(candidate.startFrame),
  loopEndSeconds: sourceSeconds(candidate.endFrame),
  crossfadeSeconds: fit.crossfadeSeconds,
  loopCorrelation: candidate.correlation,
  levelSpreadDb: levelSpreadDb(monoSum(loop.channels), rate),
  ...fit.parameters,
  ...seamParameters(loop.seam),
});

/** Whether a pad is a decay and an attack in place of something that lasts. */
function spreadRejection(name: string, channels: Channels, sampleRateHz: number): TextureRejection | null {
  const measured = levelSpreadDb(monoSum(channels), sampleRateHz);
  return measured <= MOST_SPREAD_DB ? null : { name, rule: 'level-spread-db', measured, threshold: MOST_SPREAD_DB };
}

export function render({ plan, profile, analysis, segments }: RenderInput<PadDetail>): Texture | TextureRejection {
  const rate = profile.output.sample_rate_hz;
  const fit = padFit(analysis, profile);
  const sourceSeconds = (frame: number) => plan.ranges[0].startSeconds + frame / rate / fit.timeRatio;
  const source = plan.detail.harmonicOnly ? sustainedPart(segments[0], rate) : segments[0];
  const channels = fitted(source, rate, fit);
  const harmony = new HarmonicCourse(analysis);
  const steadiness = ({ startFrame, endFrame }: LoopCandidate): number =>
    harmony.steadiness({ startSeconds: sourceSeconds(startFrame), endSeconds: sourceSeconds(endFrame) });
  const candidates = rankedLoops(monoSum(channels), fit, rate, steadiness);
  const best = bestLoop(channels, candidates, fit, profile);
  if (!best)
    return { name: plan.name, rule: 'no-loop-point', measured: channels[0].length / rate, threshold: fit.minSeconds };
  const { loop } = best;
  const onsetRateHz = plan.detail.harmonicOnly
    ? loopOnsetRateHz(loop.channels, rate)
    : plan.detail.onsetRateHz / fit.timeRatio;
  const rejection =
    seamRejection(plan.name, loop.seam) ??
    onsetRejection(plan.name, onsetRateHz, profile.pads) ??
    spreadRejection(plan.name, loop.channels, rate);
  if (rejection) return rejection;
  const { rootNote, rootNoteConfidence } = rootNoteOf(loop.channels, rate, analysis.tuningCents, fit.key);
  return {
    channels: loop.channels,
    loop: 'whole',
    targetLufs: profile.pads.target_lufs,
    targetShortRmsDbfs: profile.pads.target_lufs,
    rootNote,
    key: fit.key,
    tempoBpm: fit.tempoBpm,
    parameters: { ...plan.detail, onsetRateHz, rootNoteConfidence, ...figures(best, sourceSeconds, fit, rate) },
    warnings: fit.warnings,
  };
}
