/**
 * Onset strength and onset times, from band levels and the attack envelope. Knows nothing of beats.
 *
 * Novelty is absolute: decibels of rise, as a root mean square over bands, of levels compressed so that what lies far below the track's own
 * loudness does not count. A steady drone has none, however faint noise flickers on it; nothing is normalised per file.
 *
 * Source: S. Böck and G. Widmer, "Maximum filter vibrato suppression for onset detection" (DAFx 2013).
 */
import { BLOCKS_PER_HOP } from './attack-envelope.ts';
import { dbToGain, gainToDb } from './elementary.ts';
import { LEVEL_CODES, levelDbfs } from './level-code.ts';
import { ONSET_BANDS } from './onset-bands.ts';

/** Rises are taken over two hops, half a window: over one hop a window still hears most of the same sound. */
const LAG_FRAMES = 2;
/** A band this far below the track's loud frames weighs half; further below, less and less. */
const COMPRESSION_DB = -46;
/** Rise over all bands, and its excess over the neighbourhood's median, that make an onset. */
const GATE_DB = 3;
const EXCESS_DB = 1.8;
/** Frames this far below the loud ones carry no onset. */
const QUIETEST_DB = -40;
/** Tracks whose loud frames stay below this are silent. */
const SILENT_DBFS = -80;
/** Frames so near to an end of the track hear its mirror image, which may jump where the track does not. */
const EDGE_FRAMES = 2;
const SOUNDING_DB = 50;
const PEAK_REACH_FRAMES = 3;
const MEDIAN_REACH_FRAMES = 21;
const SHORTEST_GAP_SECONDS = 0.05;
/** Rise between attack blocks that is trusted to be the attack itself. */
const ATTACK_RISE_DB = 3;
/** What rises so much less than the steepest block, at most so long before it, is the beginning of the same sound: a hammer before its string. */
const STARTING_SHARE = 0.2;
const LONGEST_RISE_BLOCKS = 8;

/**
 * Level exceeded by a tenth of the sounding frames (those within 50 dB of the loudest), dBFS: what the gates are relative to, also where
 * sounds are rare. −Infinity for no frames.
 */
export function loudLevelDbfs(rmsDbfs: Float32Array): number {
  const ascending = rmsDbfs.slice().sort();
  if (ascending.length === 0) return -Infinity;
  const quietest = ascending[ascending.length - 1] - SOUNDING_DB;
  const sounding = ascending.subarray(ascending.findIndex((level) => level >= quietest));
  return sounding[Math.floor(0.9 * (sounding.length - 1))];
}

/** Decibels that each level code is worth above the compression knee. */
function compressedLevels(loudDbfs: number): Float32Array {
  const knee = loudDbfs + COMPRESSION_DB;
  return Float32Array.from({ length: LEVEL_CODES }, (_, code) => gainToDb(1 + dbToGain(levelDbfs(code) - knee)));
}

/** Bands from here on are the middle and the treble: with 40 bands up to 16 kHz, from 220 Hz and from 2.8 kHz on. */
const MIDDLE_FROM = 3;
const TREBLE_FROM = 20;

/** Onset strength of each frame in dB of rise (root mean square over bands), ≥ 0: of all bands, and of those of the bass, the middle and the treble. */
export interface OnsetStrengths {
  readonly all: Float32Array;
  readonly bass: Float32Array;
  readonly middle: Float32Array;
  readonly treble: Float32Array;
}

/**
 * The strengths from `codes` (`ONSET_BANDS` per frame). Over all bands a hit reads 5 to 35, white noise up to 2, a steady drone with noise 30 dB below it
 * less than 1. All 0 for a silent track.
 */
export function onsetStrengthsOf(codes: Uint8Array, loudDbfs: number): OnsetStrengths {
  const frames = codes.length / ONSET_BANDS;
  const [all, bass, middle, treble] = [0, 1, 2, 3].map(() => new Float32Array(frames));
  if (!(loudDbfs > SILENT_DBFS)) return { all, bass, middle, treble };
  const levels = compressedLevels(loudDbfs);
  const last = frames - 1 - EDGE_FRAMES;
  for (let n = EDGE_FRAMES + LAG_FRAMES; n <= last; n++) {
    const low = riseAcrossBands(codes, n * ONSET_BANDS, 0, MIDDLE_FROM, levels);
    const mid = riseAcrossBands(codes, n * ONSET_BANDS, MIDDLE_FROM, TREBLE_FROM, levels);
    const high = riseAcrossBands(codes, n * ONSET_BANDS, TREBLE_FROM, ONSET_BANDS, levels);
    all[n] = Math.sqrt((low + mid + high) / ONSET_BANDS);
    bass[n] = Math.sqrt(low / MIDDLE_FROM);
    middle[n] = Math.sqrt(mid / (TREBLE_FROM - MIDDLE_FROM));
    treble[n] = Math.sqrt(high / (ONSET_BANDS - TREBLE_FROM));
  }
  return { all, bass, middle, treble };
}

/** Sum of squares of the rise of bands [first, end) over the highest of each and its neighbours `LAG_FRAMES` earlier, so that a glide is not a rise. */
function riseAcrossBands(codes: Uint8Array, at: number, first: number, end: number, levels: Float32Array): number {
  const before = at - LAG_FRAMES * ONSET_BANDS;
  let sum = 0;
  for (let b = first; b < end; b++) {
    const lower = codes[before + Math.max(0, b - 1)];
    const upper = codes[before + Math.min(ONSET_BANDS - 1, b + 1)];
    const earlier = Math.max(lower, codes[before + b], upper);
    if (codes[at + b] <= earlier) continue;
    const rise = levels[codes[at + b]] - levels[earlier];
    sum += rise * rise;
  }
  return sum;
}

interface OnsetInput {
  readonly strength: Float32Array;
  readonly rmsDbfs: Float32Array;
  readonly loudDbfs: number;
  /** `BLOCKS_PER_HOP` codes per hop, from time 0. */
  readonly attackCodes: Uint8Array;
  readonly hopSeconds: number;
}

/**
 * Onset times in seconds, ascending, at least 50 ms apart. Within 10 ms of the true time for clicks and hits, which is 10 times finer than
 * the window (`test/dsp/onset.test.ts`). What sounds within
 * the first 35 ms counts as sounding from the beginning.
 */
export function pickOnsets(input: OnsetInput): Float64Array {
  const times: number[] = [];
  for (let n = 0; n < input.strength.length; n++) {
    if (!isOnset(input, n)) continue;
    const seconds = attackSeconds(input, n);
    if (times.length === 0 || seconds - times[times.length - 1] >= SHORTEST_GAP_SECONDS) times.push(seconds);
  }
  return Float64Array.from(times);
}

function isOnset({ strength, rmsDbfs, loudDbfs }: OnsetInput, n: number): boolean {
  const value = strength[n];
  if (value < GATE_DB) return false;
  const last = Math.min(strength.length - 1, n + PEAK_REACH_FRAMES);
  for (let i = Math.max(0, n - PEAK_REACH_FRAMES); i <= last; i++) {
    if (strength[i] > value || (strength[i] === value && i < n)) return false;
  }
  const around = strength.slice(Math.max(0, n - MEDIAN_REACH_FRAMES), n + MEDIAN_REACH_FRAMES + 1).sort();
  if (value - around[around.length >> 1] < EXCESS_DB) return false;
  const loudest = Math.max(...rmsDbfs.subarray(n, n + LAG_FRAMES + 1));
  return loudest > loudDbfs + QUIETEST_DB;
}

/** The attack near frame `n`: where its steepest rise in the attack envelope begins, or the interpolated novelty peak where there is none. */
function attackSeconds({ attackCodes, strength, hopSeconds }: OnsetInput, n: number): number {
  const first = Math.max(1, (n - 1) * BLOCKS_PER_HOP);
  const last = Math.min(attackCodes.length - 1, (n + 2) * BLOCKS_PER_HOP + 2);
  let steepest = 0;
  let attack = first;
  for (let j = first; j <= last; j++) {
    const rise = attackCodes[j] - loudestBefore(attackCodes, j);
    if (rise > steepest) {
      steepest = rise;
      attack = j;
    }
  }
  if (levelDbfs(steepest) - levelDbfs(0) < ATTACK_RISE_DB) return (n + 0.5 + peakOffset(strength, n)) * hopSeconds;
  const start = startOfRise(attackCodes, Math.max(first, attack - LONGEST_RISE_BLOCKS), attack);
  return ((start + 0.5) * hopSeconds) / BLOCKS_PER_HOP;
}

/** The first block from `first` on that rises by a share of what block `steepest` does, and after which the level does not fall back. */
function startOfRise(codes: Uint8Array, first: number, steepest: number): number {
  const share = STARTING_SHARE * (codes[steepest] - loudestBefore(codes, steepest));
  let start = steepest;
  for (let j = steepest - 1; j >= first; j--) {
    const before = loudestBefore(codes, j);
    if (Math.min(...codes.subarray(j, steepest)) - before < share) continue;
    start = j;
  }
  return start;
}

function loudestBefore(codes: Uint8Array, j: number): number {
  return Math.max(codes[j - 1], codes[Math.max(0, j - 2)], codes[Math.max(0, j - 3)]);
}

/** Where between n − ½ and n + ½ the parabola through three values has its top. */
export function peakOffset(values: Float32Array | Float64Array, n: number): number {
  if (n < 1 || n >= values.length - 1) return 0;
  const curvature = values[n - 1] - 2 * values[n] + values[n + 1];
  if (!(curvature < 0)) return 0;
  return Math.max(-0.5, Math.min(0.5, (values[n - 1] - values[n + 1]) / (2 * curvature)));
}
