/** Scatters the grains of a cloud over its loop: when each begins, how long, how high, how loud, and from where. Knows nothing of what becomes of the loop. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { cos, pow, sin } from '../dsp/elementary.ts';
import { GrainLoop, grainOnsets, grainSourceFrames } from '../dsp/grain.ts';
import type { Random } from '../dsp/random.ts';
import { transpositionRatio } from '../dsp/transposition.ts';
import type { CloudsSection } from '../pipeline/profile.ts';
import { GrainAir } from './grain-air.ts';
import { GrainPitches, isOctave, MOST_DEVIATION_SEMITONES } from './grain-pitches.ts';
import type { Key } from './key-name.ts';
import { type PoolPlace, SegmentLevels, SourcePool } from './source-pool.ts';
import type { Channels, SourceRange } from './texture.ts';

/** What the grains of a cloud are taken from. */
export interface GrainSource {
  readonly analysis: TrackAnalysis;
  readonly ranges: readonly SourceRange[];
  /** One for each range. */
  readonly segments: readonly Channels[];
  readonly sampleRateHz: number;
  /** Of the track. */
  readonly key: Key | null;
  /** What all grains are transposed by, on top of their own pitches. */
  readonly transposedSemitones: number;
}

/** Grains this far below the pool's level would be holes. */
const GATE_GAIN = 0.2;
/** Grains are brought this far towards the pool's level, in power of their ratio: bursts and holes are evened out, not flattened. */
const LEVELLING = 0.5;
const MOST_BOOST = 2;
/** A grain reaches so many times as far as the next onset, one that is not transposed downwards as the next such: there are no gaps, neither in the treble. */
const REACH_RATIO = 2;
/** Shortest grain and loop in samples, for extreme profiles. */
const LEAST_GRAIN_FRAMES = 64;

export const meanGrainSeconds = (clouds: CloudsSection): number => (clouds.min_grain_ms + clouds.max_grain_ms) / 2000;
const spacingSeconds = (clouds: CloudsSection): number => meanGrainSeconds(clouds) * (1 - clouds.overlap_ratio);
export const grainCount = (clouds: CloudsSection): number =>
  Math.max(1, Math.round(clouds.duration_seconds / spacingSeconds(clouds)));

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

/** Where a grain is heard in the stereo field, drawn anew for each. */
function grainField(clouds: CloudsSection, random: Random) {
  const pan = panGains(clouds.width_ratio * random.between(-1, 1));
  return { ...pan, swapped: random.uniform() < clouds.width_ratio / 2 };
}

/** Finds places for grains in their source. */
class GrainPlaces {
  readonly #source: GrainSource;
  readonly #levels: SegmentLevels;
  readonly #pool: SourcePool;
  readonly #overall: number;

  constructor(source: GrainSource, grainSeconds: number) {
    const { analysis, ranges } = source;
    const levels = new SegmentLevels(source.segments);
    const overall = levels.overall();
    const air = new GrainAir(analysis, ranges, grainSeconds);
    this.#source = source;
    this.#levels = levels;
    this.#overall = overall;
    this.#pool = new SourcePool(
      source.segments,
      (place, frames) => levels.evenRms(place, frames) > GATE_GAIN * overall,
      (place, frames) => air.worth(this.#rangeOf(place, frames)),
    );
  }

  /** A place for a grain of `frames` at about `position` of the source, and how high it is to be read there; null where there is none. */
  place(position: number, frames: number, wantedSemitones: number, pitches: GrainPitches, random: Random) {
    const { segments, transposedSemitones } = this.#source;
    const highest = wantedSemitones + (isOctave(wantedSemitones) ? 0 : MOST_DEVIATION_SEMITONES);
    const reserved = grainSourceFrames(frames, transpositionRatio(highest + transposedSemitones));
    const place = this.#pool.place(position, reserved, random);
    if (!place) return null;
    const semitones = pitches.fitting(wantedSemitones, this.#rangeOf(place, reserved));
    const readRatio = transpositionRatio(semitones + transposedSemitones);
    return {
      source: segments[place.segment],
      sourceFrame: place.frame + (reserved - frames * readRatio) / 2,
      readRatio,
      boost: Math.min(MOST_BOOST, pow(this.#overall / this.#levels.rms(place, reserved), LEVELLING)),
    };
  }

  #rangeOf({ segment, frame }: PoolPlace, frames: number): SourceRange {
    const { ranges, sampleRateHz } = this.#source;
    const startSeconds = ranges[segment].startSeconds + frame / sampleRateHz;
    return { startSeconds, endSeconds: startSeconds + frames / sampleRateHz };
  }
}

/** Scatters the grains of one cloud over a loop of `loopFrames`; tells how many found a place. */
export function scatteredGrains(
  source: GrainSource,
  clouds: CloudsSection,
  loopFrames: number,
  channels: 1 | 2,
  random: Random,
): { readonly loop: GrainLoop; readonly placed: number } {
  const { sampleRateHz: rate } = source;
  const loop = new GrainLoop(loopFrames, channels);
  const places = new GrainPlaces(source, meanGrainSeconds(clouds));
  const pitches = new GrainPitches(source.analysis, source.key, clouds.pitches_semitones);
  const onsets = grainOnsets(loopFrames, spacingOf(clouds, rate), random);
  const wanted = Array.from(onsets, () => pitches.next(random));
  let placed = 0;
  for (const [index, onsetFrame] of onsets.entries()) {
    const frames = grainFrames(clouds, rate, reachAfter(onsets, index, loopFrames, wanted), loopFrames, random);
    const field = grainField(clouds, random);
    const place = places.place(onsetFrame / loopFrames, frames, wanted[index], pitches, random);
    if (!place) continue;
    const { source: planes, boost, ...read } = place;
    const gains = { leftGain: field.leftGain * boost, rightGain: field.rightGain * boost };
    loop.add(planes, { ...read, ...gains, onsetFrame, frames, swapped: field.swapped });
    placed++;
  }
  return { loop, placed };
}

/** Frames to the next onset, or of a grain that is not transposed downwards to the next such. */
function reachAfter(onsets: Int32Array, index: number, loopFrames: number, semitones: readonly number[]): number {
  const count = onsets.length;
  let next = index + 1;
  while (semitones[index] >= 0 && semitones[next % count] < 0) next++;
  return onsets[next % count] - onsets[index] + (next < count ? 0 : loopFrames);
}

const spacingOf = (clouds: CloudsSection, rate: number) => ({
  spacingFrames: spacingSeconds(clouds) * rate,
  jitterRatio: clouds.jitter_ratio,
  movementRatio: clouds.density_movement_ratio,
});
