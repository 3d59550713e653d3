/**
 * Swells: short stretches of a track drawn out into evolving one-shots: transposed, stretched, some of them backwards, under a filter that
 * opens and closes, from silence to silence. Knows nothing of levels and files.
 */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { swell } from '../dsp/envelope.ts';
import { transpositionRatio } from '../dsp/transposition.ts';
import type { SwellsSection } from '../pipeline/profile.ts';
import { type Gate, plansFor, selectRegions } from './candidates.ts';
import { transposedKey } from './key-name.ts';
import { confidentKey, transpositionOf } from './musicality.ts';
import { type RegionFigures, rating, referenceLevelDb, scanRegions } from './regions.ts';
import { rootNoteOf } from './root-note.ts';
import { sustainedPart } from './sustained-part.ts';
import { coloured } from './swell-filter.ts';
import { longestSeconds, type SwellManner, shortestSourceSeconds, swellManner, swellName } from './swell-manner.ts';
import { drawnOut, LOCKED_RATIOS } from './swell-stretch.ts';
import type {
  Channels,
  PlanInput,
  RenderInput,
  SourceRange,
  Texture,
  TextureRejection,
  TextureSource,
} from './texture.ts';

interface SwellDetail {
  readonly score: number;
  readonly centroidHz: number;
  /** Hits intrude: only the harmonic part is used. */
  readonly harmonicOnly: boolean;
  /** Hardly a hit, hardly a change of level: a drone. */
  readonly isSteady: boolean;
}

const LOWEST_RELATIVE_DB = -24;
const LOWEST_LEVEL_DBFS = -70;
const SEPARATE_FROM_RATE_HZ = 0.8;
const STEADY = { mostOnsetRateHz: 0.3, mostSpreadDb: 3 } as const;
/** Regions that a swell may be tried from. */
const ATTEMPTS = 2;

function regionSeconds(analysis: TrackAnalysis, swells: SwellsSection): number {
  const longest = longestSeconds(swells) / swells.stretch_ratio;
  return Math.max(shortestSourceSeconds(swells), Math.min(longest, analysis.durationSeconds / 2));
}

function gatesFor(analysis: TrackAnalysis): readonly Gate[] {
  const lowest = Math.max(LOWEST_LEVEL_DBFS, referenceLevelDb(analysis) + LOWEST_RELATIVE_DB);
  return [{ rule: 'level-dbfs', measure: (region) => region.levelDbfs, threshold: lowest, side: 'at-least' }];
}

function scoreOf(region: RegionFigures, referenceDb: number): number {
  return (
    0.4 * rating(region.levelDbfs, referenceDb + LOWEST_RELATIVE_DB, referenceDb) +
    0.3 * rating(region.flatness, 0.4, 0) +
    0.3 * rating(region.onsetRateHz, 6, 0)
  );
}

export function plan({ analysis, profile }: PlanInput) {
  const { swells } = profile;
  const seconds = regionSeconds(analysis, swells);
  const referenceDb = referenceLevelDb(analysis);
  const request = {
    count: swells.count,
    attempts: ATTEMPTS,
    mustDiffer: false,
    nameOf: (index: number) => swellName(swells, index),
  };
  const { chosen, rejections } = selectRegions(analysis, scanRegions(analysis, seconds), {
    ...request,
    gates: gatesFor(analysis),
    score: (region) => scoreOf(region, referenceDb),
    minSeconds: seconds,
  });
  const sources = chosen.map(
    ({ region, score }): TextureSource<SwellDetail> => ({
      ranges: [{ startSeconds: region.startSeconds, endSeconds: region.endSeconds }],
      detail: {
        score,
        centroidHz: region.centroidHz,
        harmonicOnly: region.onsetRateHz > SEPARATE_FROM_RATE_HZ,
        isSteady: region.onsetRateHz <= STEADY.mostOnsetRateHz && region.levelSpreadDb <= STEADY.mostSpreadDb,
      },
    }),
  );
  return { plans: plansFor(sources, request), rejections };
}

/** The part of the segment that the swell is made of: all of it, or what rings where hits intrude. */
function sourceOf(segment: Channels, detail: SwellDetail, manner: SwellManner, rate: number): Channels {
  const first = Math.round(manner.sourceOffsetSeconds * rate);
  const frames = Math.round(manner.sourceSeconds * rate);
  const part = segment.map((plane) => plane.subarray(first, first + frames));
  return detail.harmonicOnly ? sustainedPart(part, rate) : part;
}

/** The stretch of the track that the swell is made of. */
function usedRange(
  { plan }: RenderInput<SwellDetail>,
  { sourceOffsetSeconds, sourceSeconds }: SwellManner,
): SourceRange {
  const startSeconds = plan.ranges[0].startSeconds + sourceOffsetSeconds;
  return { startSeconds, endSeconds: startSeconds + sourceSeconds };
}

/** Hits within the source, in frames from its start; none where they have been taken out. */
function onsetFrames(input: RenderInput<SwellDetail>, manner: SwellManner, rate: number): number[] {
  if (input.plan.detail.harmonicOnly) return [];
  const { startSeconds, endSeconds } = usedRange(input, manner);
  const within = input.analysis.onsetSeconds.filter((at) => at >= startSeconds && at < endSeconds);
  return Array.from(within, (at) => (at - startSeconds) * rate);
}

function figures(input: RenderInput<SwellDetail>, manner: SwellManner) {
  const { movement, sourceSeconds, sourceOffsetSeconds, ...told } = manner;
  const { startSeconds, endSeconds } = usedRange(input, manner);
  return {
    ...input.plan.detail,
    ...told,
    filterMovementOctaves: movement.octaves,
    filterPeakRatio: movement.peakRatio,
    sourceStartSeconds: startSeconds,
    sourceEndSeconds: endSeconds,
    stretchRatio: manner.lengthSeconds / sourceSeconds,
  };
}

function drawnOutIn(input: RenderInput<SwellDetail>, manner: SwellManner, rate: number) {
  const { plan, profile, segments, randomFor } = input;
  const stretch = {
    frames: Math.round(manner.lengthSeconds * rate),
    pitchSemitones: manner.pitchSemitones,
    method: profile.swells.stretch_method,
    isSteady: plan.detail.isSteady,
    onsetFrames: onsetFrames(input, manner, rate),
  };
  return drawnOut(sourceOf(segments[0], plan.detail, manner, rate), rate, stretch, randomFor(`${plan.name}/phases`));
}

const centsBetweenNotes = (semitones: number): number => 100 * (semitones - Math.round(semitones));

export function render(input: RenderInput<SwellDetail>): Texture | TextureRejection {
  const { plan, profile, analysis, segments, randomFor } = input;
  const { detail, name } = plan;
  const { swells, musicality } = profile;
  const rate = profile.output.sample_rate_hz;
  const transposition = transpositionOf(analysis, musicality);
  const own = swellManner(swells, plan.index, segments[0][0].length / rate, randomFor(name));
  const manner = { ...own, pitchSemitones: own.pitchSemitones + transposition.semitones };
  const { channels: long, ratio, scattered } = drawnOutIn(input, manner, rate);
  if (!long) return { name, rule: 'stretch-ratio', measured: ratio, threshold: LOCKED_RATIOS.most };
  if (manner.reversed) for (const plane of long) plane.reverse();
  const centroidHz = detail.centroidHz * transpositionRatio(manner.pitchSemitones);
  const { channels, lossDb } = coloured(long, rate, manner.filter, centroidHz, manner.movement);
  for (const plane of channels) swell(plane, swells.attack_ratio);
  const sourceKey = confidentKey(analysis, musicality);
  const key = sourceKey && transposedKey(sourceKey, manner.pitchSemitones);
  const tuningCents = analysis.tuningCents + centsBetweenNotes(manner.pitchSemitones);
  const { rootNote, rootNoteConfidence } = rootNoteOf(channels, rate, tuningCents, key);
  return {
    channels,
    loop: 'none',
    targetLufs: swells.target_lufs,
    targetShortRmsDbfs: swells.target_lufs,
    rootNote,
    key,
    tempoBpm: null,
    parameters: {
      ...figures(input, manner),
      ...transposition.parameters,
      scatteredPhases: scattered,
      filterLossDb: lossDb,
      rootNoteConfidence,
    },
    warnings: transposition.warnings,
  };
}
