/**
 * Clouds: granular textures that drift through several stretches of a track and come back to where they began. Knows nothing of levels
 * and files.
 */
import { designHighpass, designLowpass, filterLoop } from '../dsp/biquad.ts';
import { cos, pow, sin } from '../dsp/elementary.ts';
import { GrainLoop, grainOnsets, grainSourceFrames, intervalAfter } from '../dsp/grain.ts';
import { levelLoop } from '../dsp/leveller.ts';
import { type OpenedLoop, openedAtCalmest } from '../dsp/loop-opening.ts';
import type { Random } from '../dsp/random.ts';
import type { CloudsSection, Profile } from '../pipeline/profile.ts';
import { numbered } from './candidates.ts';
import { cloudRanges, secondsOf } from './cloud-ranges.ts';
import { confidentKey, keyOfMixture, loopLengthOf, transpositionOf } from './musicality.ts';
import { rootNoteOf } from './root-note.ts';
import { seamParameters, seamRejection } from './seam-gate.ts';
import { SegmentLevels, SourcePool } from './source-pool.ts';
import type { Channels, PlanInput, RenderInput, Texture, TexturePlan, TextureRejection } from './texture.ts';

interface CloudDetail {
  readonly poolSeconds: number;
  readonly grains: number;
}

/** Grains this far below the pool's level would be holes. */
const GATE_GAIN = 0.2;
/** Grains are brought this far towards the pool's level, in power of their ratio: bursts and holes are evened out, not flattened. */
const LEVELLING = 0.5;
const MOST_BOOST = 2;
/** A grain reaches this far beyond the next onset, in intervals: there are no gaps. */
const REACH_RATIO = 1.5;
/** What single grains still leave uneven. */
const EVENNESS = { windowSeconds: 0.05, strength: 0.7 } as const;
const BUTTERWORTH_Q = Math.SQRT1_2;
/** Draws of grains from one source: another scatter often has a calm place for the seam where one has none. */
const DRAWS = 3;
/** Shortest grain and loop in samples, for extreme profiles. */
const LEAST_GRAIN_FRAMES = 64;

const meanGrainSeconds = (clouds: CloudsSection): number => (clouds.min_grain_ms + clouds.max_grain_ms) / 2000;
const spacingSeconds = (clouds: CloudsSection): number => meanGrainSeconds(clouds) * (1 - clouds.overlap_ratio);
const grainCount = (clouds: CloudsSection): number =>
  Math.max(1, Math.round(clouds.duration_seconds / spacingSeconds(clouds)));

/** Source that the grains of one cloud would fill end to end, with a third to spare for chance. */
function poolSeconds(clouds: CloudsSection): number {
  const ratios = clouds.pitches_semitones.map((semitones) => pow(2, semitones / 12));
  const meanRatio = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  return (4 / 3) * grainCount(clouds) * meanGrainSeconds(clouds) * meanRatio;
}

/** The longest stretch that one grain reads. */
function longestReadSeconds(clouds: CloudsSection): number {
  const highest = clouds.pitches_semitones.reduce((most, semitones) => Math.max(most, pow(2, semitones / 12)), 0);
  return (Math.max(clouds.min_grain_ms, clouds.max_grain_ms) / 1000) * highest;
}

const nameOf = (index: number): string => numbered('cloud', index);

/** The profile with the pitches and the length that key and bars ask for, and how that was decided. */
function fitted({ analysis, profile }: PlanInput) {
  const transposition = transpositionOf(analysis, profile.musicality);
  const length = loopLengthOf(analysis, profile.musicality, profile.clouds.duration_seconds);
  const pitches = profile.clouds.pitches_semitones.map((semitones) => semitones + transposition.semitones);
  const clouds = { ...profile.clouds, duration_seconds: length.seconds, pitches_semitones: pitches };
  return { profile: { ...profile, clouds }, transposition, length };
}

export function plan(input: PlanInput) {
  const { clouds } = fitted(input).profile;
  const { planned, rejections } = cloudRanges(input.analysis, {
    count: clouds.count,
    poolSeconds: poolSeconds(clouds),
    leastPoolSeconds: clouds.duration_seconds,
    shortestSeconds: 4 * longestReadSeconds(clouds),
    nameOf,
    randomFor: input.randomFor,
  });
  const plans = planned.map(
    ({ name, index, ranges }): TexturePlan<CloudDetail> => ({
      name,
      index,
      sources: [{ ranges, detail: { poolSeconds: secondsOf(ranges), grains: grainCount(clouds) } }],
      attempts: 1,
      mustDiffer: false,
    }),
  );
  return { plans, rejections };
}

/** Equal-power pan at `position` −1 (left) to 1 (right), as gains whose squares sum to 2. */
function panGains(position: number): { readonly leftGain: number; readonly rightGain: number } {
  const angle = ((position + 1) * Math.PI) / 4;
  return { leftGain: Math.SQRT2 * cos(angle), rightGain: Math.SQRT2 * sin(angle) };
}

/** Length of the grain at an onset: random, but long enough to reach the next one wherever the profile allows it. */
function grainFrames(
  clouds: CloudsSection,
  rate: number,
  intervalFrames: number,
  loopFrames: number,
  random: Random,
): number {
  const longestMs = Math.max(clouds.min_grain_ms, clouds.max_grain_ms);
  const wanted = (random.between(clouds.min_grain_ms, longestMs) / 1000) * rate;
  const reaching = Math.min(REACH_RATIO * intervalFrames, (longestMs / 1000) * rate);
  return Math.min(loopFrames, Math.max(LEAST_GRAIN_FRAMES, Math.round(Math.max(wanted, reaching))));
}

/** Gains and pitch of one grain, drawn anew for each. */
function grainCharacter(clouds: CloudsSection, random: Random) {
  const readRatio = pow(2, clouds.pitches_semitones[random.integer(clouds.pitches_semitones.length)] / 12);
  const pan = panGains(clouds.width_ratio * random.between(-1, 1));
  return { readRatio, ...pan, swapped: random.uniform() < clouds.width_ratio / 2 };
}

/** Lays all grains of a cloud over `loop`; returns how many found a place. */
function scatter(
  loop: GrainLoop,
  loopFrames: number,
  segments: readonly Channels[],
  profile: Profile,
  random: Random,
): number {
  const { clouds, output } = profile;
  const rate = output.sample_rate_hz;
  const levels = new SegmentLevels(segments);
  const overall = levels.overall();
  const pool = new SourcePool(segments, (place, frames) => levels.evenRms(place, frames) > GATE_GAIN * overall);
  const spacing = {
    spacingFrames: spacingSeconds(clouds) * rate,
    jitterRatio: clouds.jitter_ratio,
    movementRatio: clouds.density_movement_ratio,
  };
  const onsets = grainOnsets(loopFrames, spacing, random);
  let placed = 0;
  for (const [index, onsetFrame] of onsets.entries()) {
    const frames = grainFrames(clouds, rate, intervalAfter(onsets, index, loopFrames), loopFrames, random);
    const character = grainCharacter(clouds, random);
    const sourceFrames = grainSourceFrames(frames, character.readRatio);
    const place = pool.place(onsetFrame / loopFrames, sourceFrames, random);
    if (!place) continue;
    const boost = Math.min(MOST_BOOST, pow(overall / levels.rms(place, sourceFrames), LEVELLING));
    loop.add(segments[place.segment], {
      ...character,
      onsetFrame,
      frames,
      sourceFrame: place.frame + (sourceFrames - frames * character.readRatio) / 2,
      leftGain: character.leftGain * boost,
      rightGain: character.rightGain * boost,
    });
    placed++;
  }
  return placed;
}

function filtered(channels: readonly Float32Array[], clouds: CloudsSection, rate: number): void {
  const filters = [designHighpass(clouds.highpass_hz, BUTTERWORTH_Q, rate)];
  if (clouds.lowpass_hz < 0.45 * rate) filters.push(designLowpass(clouds.lowpass_hz, BUTTERWORTH_Q, rate));
  filterLoop(channels, filters);
}

/** One draw of a cloud: laid, filtered, evened out and opened; or why it is none. */
function drawn(
  { plan: { name, detail }, segments, profile }: RenderInput<CloudDetail>,
  random: Random,
): { readonly opened: OpenedLoop; readonly placed: number } | TextureRejection {
  const { clouds, output } = profile;
  const rate = output.sample_rate_hz;
  const loopFrames = Math.round(clouds.duration_seconds * rate);
  const loop = new GrainLoop(loopFrames, output.channels);
  const placed = scatter(loop, loopFrames, segments, profile, random);
  if (placed < 0.9 * detail.grains)
    return { name, rule: 'grains-above-gate', measured: placed, threshold: Math.ceil(0.9 * detail.grains) };
  const channels = loop.finish();
  filtered(channels, clouds, rate);
  levelLoop(channels, rate, EVENNESS);
  const opened = openedAtCalmest(channels, rate);
  return seamRejection(name, opened.seam) ?? { opened, placed };
}

/** The first draw that gives a cloud, or what was wrong with the first. */
function firstGoodDraw(input: RenderInput<CloudDetail>): ReturnType<typeof drawn> {
  const { name } = input.plan;
  const first = drawn(input, input.randomFor(`${name}/grains`));
  for (let draw = 2, made = first; ; draw++) {
    if (!('rule' in made)) return made;
    if (draw > DRAWS) return first;
    made = drawn(input, input.randomFor(`${name}/grains${draw}`));
  }
}

export function render(input: RenderInput<CloudDetail>): Texture | TextureRejection {
  const { profile, transposition, length } = fitted(input);
  const { clouds } = profile;
  const made = firstGoodDraw({ ...input, profile });
  if ('rule' in made) return made;
  const { opened, placed } = made;
  const key = keyOfMixture(confidentKey(input.analysis, profile.musicality), clouds.pitches_semitones);
  const rate = profile.output.sample_rate_hz;
  const { rootNote, rootNoteConfidence } = rootNoteOf(opened.channels, rate, input.analysis.tuningCents, key);
  return {
    channels: opened.channels,
    loop: 'whole',
    targetLufs: clouds.target_lufs,
    targetShortRmsDbfs: clouds.target_lufs,
    rootNote,
    key,
    tempoBpm: length.bpm,
    parameters: {
      ...input.plan.detail,
      ...transposition.parameters,
      ...length.parameters,
      grains: placed,
      overlapRatio: clouds.overlap_ratio,
      densityMovementRatio: clouds.density_movement_ratio,
      widthRatio: clouds.width_ratio,
      rootNoteConfidence,
      ...seamParameters(opened.seam),
    },
    warnings: [...transposition.warnings, ...length.warnings],
  };
}
