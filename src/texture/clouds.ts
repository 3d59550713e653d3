/**
 * Clouds: granular textures that drift through several stretches of a track and come back to where they began. Knows nothing of levels
 * and files.
 */
import { designHighpass, designLowpass, filterLoop } from '../dsp/biquad.ts';
import { levelLoop } from '../dsp/leveller.ts';
import { type OpenedLoop, openedAtCalmest } from '../dsp/loop-opening.ts';
import type { Random } from '../dsp/random.ts';
import { transpositionRatio } from '../dsp/transposition.ts';
import type { CloudsSection, Profile } from '../pipeline/profile.ts';
import { numbered } from './candidates.ts';
import { type GrainSource, grainCount, meanGrainSeconds, scatteredGrains } from './cloud-grains.ts';
import { cloudRanges, secondsOf } from './cloud-ranges.ts';
import { confidentKey, keyOfGrains, loopLengthOf, transpositionOf } from './musicality.ts';
import { rootNoteOf } from './root-note.ts';
import { seamParameters, seamRejection } from './seam-gate.ts';
import type { PlanInput, RenderInput, Texture, TexturePlan, TextureRejection } from './texture.ts';

interface CloudDetail {
  readonly poolSeconds: number;
  readonly grains: number;
  /** Which scattering of the same source it is, from 1. */
  readonly scattering: number;
}

/** What single grains still leave uneven. */
const EVENNESS = { windowSeconds: 0.05, strength: 0.7 } as const;
const BUTTERWORTH_Q = Math.SQRT1_2;
/** Draws of grains for one scattering: another often has a calm place for the seam where one has none. */
const DRAWS = 3;
/** And scatterings of one source, where a finished cloud turns out to have a fault. */
const SCATTERINGS = 2;

/** Source that the grains of one cloud, read at these ratios, would fill end to end, with a third to spare for chance. */
function poolSeconds(clouds: CloudsSection, ratios: readonly number[]): number {
  const meanRatio = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  return (4 / 3) * grainCount(clouds) * meanGrainSeconds(clouds) * meanRatio;
}

/** The longest stretch that one grain reads. */
function longestReadSeconds(clouds: CloudsSection, ratios: readonly number[]): number {
  const highest = ratios.reduce((most, ratio) => Math.max(most, ratio), 0);
  return (Math.max(clouds.min_grain_ms, clouds.max_grain_ms) / 1000) * highest;
}

const nameOf = (index: number): string => numbered('cloud', index);

/** The profile with the length that bars ask for, the transposition that a key asks for, and how that was decided. */
function fitted({ analysis, profile }: PlanInput) {
  const transposition = transpositionOf(analysis, profile.musicality);
  const length = loopLengthOf(analysis, profile.musicality, profile.clouds.duration_seconds);
  const clouds = { ...profile.clouds, duration_seconds: length.seconds };
  return { clouds, transposition, length };
}

export function plan(input: PlanInput) {
  const { clouds, transposition } = fitted(input);
  const ratios = clouds.pitches_semitones.map((pitch) => transpositionRatio(pitch + transposition.semitones));
  const { planned, rejections } = cloudRanges(input.analysis, {
    count: clouds.count,
    poolSeconds: poolSeconds(clouds, ratios),
    leastPoolSeconds: clouds.duration_seconds,
    shortestSeconds: 4 * longestReadSeconds(clouds, ratios),
    nameOf,
    randomFor: input.randomFor,
  });
  const plans = planned.map(
    ({ name, index, ranges }): TexturePlan<CloudDetail> => ({
      name,
      index,
      sources: Array.from({ length: SCATTERINGS }, (_, i) => ({
        ranges,
        detail: { poolSeconds: secondsOf(ranges), grains: grainCount(clouds), scattering: i + 1 },
      })),
      attempts: SCATTERINGS,
      mustDiffer: false,
    }),
  );
  return { plans, rejections };
}

function filtered(channels: readonly Float32Array[], clouds: CloudsSection, rate: number): void {
  const filters = [designHighpass(clouds.highpass_hz, BUTTERWORTH_Q, rate)];
  if (clouds.lowpass_hz < 0.45 * rate) filters.push(designLowpass(clouds.lowpass_hz, BUTTERWORTH_Q, rate));
  filterLoop(channels, filters);
}

/** One draw of a cloud: laid, filtered, evened out and opened; or why it is none. */
function drawn(
  name: string,
  source: GrainSource,
  { clouds, output }: Profile,
  random: Random,
): { readonly opened: OpenedLoop; readonly placed: number } | TextureRejection {
  const rate = output.sample_rate_hz;
  const { loop, placed } = scatteredGrains(
    source,
    clouds,
    Math.round(clouds.duration_seconds * rate),
    output.channels,
    random,
  );
  const threshold = Math.ceil(0.9 * grainCount(clouds));
  if (placed < threshold) return { name, rule: 'grains-above-gate', measured: placed, threshold };
  const channels = loop.finish();
  filtered(channels, clouds, rate);
  levelLoop(channels, rate, EVENNESS);
  const opened = openedAtCalmest(channels, rate);
  return seamRejection(name, opened.seam) ?? { opened, placed };
}

/** The first draw that gives a cloud, or what was wrong with the first. */
function firstGoodDraw(source: GrainSource, profile: Profile, { plan, randomFor }: RenderInput<CloudDetail>) {
  const { name, detail } = plan;
  const before = (detail.scattering - 1) * DRAWS;
  const draw = (number: number) => drawn(name, source, profile, randomFor(`${name}/grains${before + number}`));
  const first = draw(1);
  for (let number = 2, made = first; ; number++) {
    if (!('rule' in made)) return made;
    if (number > DRAWS) return first;
    made = draw(number);
  }
}

/** What is told of a cloud beside what was planned for it. */
const figures = (clouds: CloudsSection, opened: OpenedLoop, placed: number, rootNoteConfidence: number) => ({
  grains: placed,
  overlapRatio: clouds.overlap_ratio,
  densityMovementRatio: clouds.density_movement_ratio,
  widthRatio: clouds.width_ratio,
  rootNoteConfidence,
  ...seamParameters(opened.seam),
});

export function render(input: RenderInput<CloudDetail>): Texture | TextureRejection {
  const { analysis, segments, plan } = input;
  const { clouds, transposition, length } = fitted(input);
  const profile = { ...input.profile, clouds };
  const rate = profile.output.sample_rate_hz;
  const key = confidentKey(analysis, profile.musicality);
  const transposedSemitones = transposition.semitones;
  const source = { analysis, ranges: plan.ranges, segments, sampleRateHz: rate, key, transposedSemitones };
  const made = firstGoodDraw(source, profile, input);
  if ('rule' in made) return made;
  const { opened, placed } = made;
  const cloudKey = keyOfGrains(transposition.key, clouds.pitches_semitones);
  const { rootNote, rootNoteConfidence } = rootNoteOf(opened.channels, rate, analysis.tuningCents, cloudKey);
  return {
    channels: opened.channels,
    loop: 'whole',
    targetLufs: clouds.target_lufs,
    targetShortRmsDbfs: clouds.target_lufs,
    rootNote,
    key: cloudKey,
    tempoBpm: length.bpm,
    parameters: {
      ...plan.detail,
      ...transposition.parameters,
      ...length.parameters,
      ...figures(clouds, opened, placed, rootNoteConfidence),
    },
    warnings: [...transposition.warnings, ...length.warnings],
  };
}
