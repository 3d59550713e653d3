/** Hiss flickers: single bursts of air, each from an onset of the track, with the decay they came with. Knows nothing of levels and files. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { fadeIn, fadeOut } from '../dsp/envelope.ts';
import type { Random } from '../dsp/random.ts';
import type { HissSection, Profile } from '../pipeline/profile.ts';
import { blockPowers } from './block-powers.ts';
import { bandFiltered, syntheticNoise } from './hiss-band.ts';
import { overlapRatio } from './regions.ts';
import type { Channels, SourceRange, Texture, TextureRejection } from './texture.ts';

/** Read before the onset, so that the attack is whole and the filters have settled. */
const LEAD_SECONDS = 0.06;
const ATTACK_SECONDS = 0.002;
const BLOCK_SECONDS = 0.004;
/** A burst is over where it has fallen this far below its peak. */
const DECAY_GAIN = 0.06;
/** Share of the flicker that the fade takes at its end. */
const FADE_RATIO = 0.35;
/** Flickers start at least this far apart. */
const SPACING_SECONDS = 0.4;

const longestSeconds = (hiss: HissSection): number => Math.max(hiss.min_flicker_ms, hiss.max_flicker_ms) / 1000;

/** A moment at which a flicker could begin, and how much of a burst it is in dB. */
interface Moment {
  readonly seconds: number;
  readonly worth: number;
}

function momentAt(analysis: TrackAnalysis, seconds: number, lowestAirDbfs: number): Moment | null {
  const frame = Math.round(seconds / analysis.hopSeconds);
  let loudest = -120;
  for (let i = 0; i <= 5; i++) loudest = Math.max(loudest, analysis.airDbfs[frame + i] ?? -120);
  if (loudest < lowestAirDbfs) return null;
  const before = analysis.airDbfs[Math.max(0, frame - 4)] ?? -120;
  return { seconds, worth: loudest + Math.min(20, Math.max(0, loudest - before)) };
}

/** Moments at onsets; without any, one every half second. */
function momentsOf(analysis: TrackAnalysis, lowestAirDbfs: number): Moment[] {
  const regular = Array.from({ length: Math.floor(analysis.durationSeconds / 0.5) }, (_, i) => 0.1 + i * 0.5);
  const atOnsets = momentsAmong(analysis, [...analysis.onsetSeconds], lowestAirDbfs);
  return atOnsets.length > 0 ? atOnsets : momentsAmong(analysis, regular, lowestAirDbfs);
}

function momentsAmong(analysis: TrackAnalysis, times: readonly number[], lowestAirDbfs: number): Moment[] {
  const found: Moment[] = [];
  for (const seconds of times) {
    const moment = momentAt(analysis, seconds, lowestAirDbfs);
    if (moment) found.push(moment);
  }
  return found.sort((a, b) => b.worth - a.worth || a.seconds - b.seconds);
}

/** Ranges of up to `count` flickers, the strongest bursts first, none near another. The first n are the same whatever the count. */
export function flickerRanges(
  analysis: TrackAnalysis,
  hiss: HissSection,
  lowestAirDbfs: number,
  count: number,
): SourceRange[] {
  const ranges: SourceRange[] = [];
  for (const { seconds } of momentsOf(analysis, lowestAirDbfs)) {
    if (ranges.length === count) break;
    const range = {
      startSeconds: Math.max(0, seconds - LEAD_SECONDS),
      endSeconds: Math.min(analysis.durationSeconds, seconds + longestSeconds(hiss) + LEAD_SECONDS),
    };
    const clear = ranges.every(
      (other) =>
        Math.abs(other.startSeconds - range.startSeconds) >= SPACING_SECONDS && overlapRatio(other, range) <= 0.5,
    );
    if (clear && range.endSeconds - seconds >= hiss.min_flicker_ms / 1000) ranges.push(range);
  }
  return ranges;
}

/** First and last block of the burst: where it rises most around the expected onset, and where it has decayed. */
function burstBlocks(powers: Float64Array, expected: number): { readonly first: number; readonly last: number } {
  const searched = Math.min(powers.length - 1, 2 * expected);
  let first = 0;
  let steepest = -1;
  for (let i = 1; i <= searched; i++) {
    const rise = powers[i] - powers[i - 1];
    if (rise > steepest) {
      steepest = rise;
      first = i;
    }
  }
  let peak = first;
  for (let i = first; i < Math.min(powers.length, first + expected); i++) if (powers[i] > powers[peak]) peak = i;
  let last = peak;
  while (last < powers.length - 1 && powers[last] > powers[peak] * DECAY_GAIN * DECAY_GAIN) last++;
  return { first, last };
}

/** The burst cut out: from just before its rise to its decay, within the profile's lengths, from silence to silence. */
function cutBurst(air: readonly Float32Array[], hiss: HissSection, rate: number, random: Random): Float32Array[] {
  const block = Math.max(1, Math.round(BLOCK_SECONDS * rate));
  const attack = Math.max(1, Math.round(ATTACK_SECONDS * rate));
  const { first, last } = burstBlocks(blockPowers(air, block), Math.round(LEAD_SECONDS / BLOCK_SECONDS));
  const start = Math.max(0, first * block - attack);
  const least = Math.round((hiss.min_flicker_ms / 1000) * rate);
  const longest = Math.round(random.between(0.5, 1) * longestSeconds(hiss) * rate);
  const frames = Math.min(air[0].length - start, Math.max(least, Math.min(longest, last * block - start)));
  return air.map((plane) => {
    const burst = plane.slice(start, start + frames);
    fadeIn(burst, attack);
    fadeOut(burst, Math.round(FADE_RATIO * frames));
    return burst;
  });
}

/** Exponential-like decay for noise that has none of its own: (1 − n ÷ N)⁴. */
function decaying(channels: Float32Array[]): Float32Array[] {
  for (const plane of channels) {
    for (let n = 0; n < plane.length; n++) {
      const left = 1 - n / plane.length;
      plane[n] *= left * left * left * left;
    }
  }
  return channels;
}

/** One flicker from the audio of one range, or from seeded noise when `segment` is null. */
export function hissFlicker(
  name: string,
  segment: Channels | null,
  profile: Profile,
  random: Random,
): Texture | TextureRejection {
  const { hiss, output } = profile;
  const rate = output.sample_rate_hz;
  const source = segment ?? decaying(syntheticNoise(Math.round(longestSeconds(hiss) * rate), output.channels, random));
  const channels = cutBurst(bandFiltered(source, hiss, rate), hiss, rate, random);
  const milliseconds = (1000 * channels[0].length) / rate;
  if (milliseconds < hiss.min_flicker_ms - 1)
    return { name, rule: 'too-short', measured: milliseconds, threshold: hiss.min_flicker_ms };
  return {
    channels,
    loop: 'none',
    targetLufs: hiss.target_lufs,
    targetShortRmsDbfs: hiss.flicker_target_rms_dbfs,
    rootNote: null,
    key: null,
    tempoBpm: null,
    parameters: { synthetic: segment === null, lengthMs: milliseconds },
    warnings: [],
  };
}
