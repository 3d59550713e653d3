/**
 * Cuts a single hit out of what it was played in: from its onset to where it has died away or another begins. Knows nothing of which hits
 * are wanted.
 */
import { dbToGain, powerToDb } from '../dsp/elementary.ts';
import { fadeIn, fadeOut } from '../dsp/envelope.ts';
import { copyOfPlane, newPlane } from '../dsp/planes.ts';
import { blockPowers } from './block-powers.ts';
import { rating } from './regions.ts';
import type { Channels } from './texture.ts';

/** Onsets are known to 10 ms. */
export const ONSET_TOLERANCE_SECONDS = 0.012;
const BLOCK_SECONDS = 0.001;
const ATTACK_SECONDS = 0.001;
/** The peak of a hit is looked for so long after its onset. */
const PEAK_SECONDS = 0.06;
/** An onset is where its hit passes this share of its peak, −20 dB. */
const ONSET_SHARE = 0.01;
/** A hit is over where it has fallen this far below its peak, or back to what sounded before, but by no less than 12 dB. */
const OVER_DB = -50;
const LEAST_FALL_SHARE = 0.0625;
/** Quiet for so many blocks is over: a low drum has pauses of half a period. */
const RING = 12;
/** A rise within 24 ms, to no less than 30 dB below the hit, is another: separation blurs attacks. */
const ANOTHER_SHARE = 0.001;
/** What has not died away yet is faded over up to this share of it. */
const LONGEST_FADE_RATIO = 0.5;
const SHORTEST_FADE_SECONDS = 0.005;
const HIGHEST_RATIO_DB = 120;

/** Which hit is wanted; times are in seconds from the start of what it is cut out of. */
export interface WantedHit {
  /** Where it is expected, within 12 ms. */
  readonly onsetSeconds: number;
  /** Where it ends at the latest. */
  readonly latestSeconds: number;
  /** It goes on for as long as this where no other begins, though it be over. */
  readonly leastSeconds: number;
  /** It is over where it is by so much louder than what sounded before; negative: softer. */
  readonly overBeforeDb: number;
  /** Another begins where the level rises by so much. */
  readonly anotherRiseDb: number;
}

export interface Hit {
  /** New planes that begin from silence. */
  readonly channels: readonly Float32Array[];
  /** Where it begins in what it was cut out of. */
  readonly startFrame: number;
  /** Its peak above what sounded before, and above its own last moments before the fade. 0 to 120. */
  readonly riseDb: number;
  readonly decayDb: number;
}

const largest = (powers: Float64Array, first: number, end: number): number =>
  powers.subarray(Math.max(0, first), Math.max(0, end)).reduce((most, power) => Math.max(most, power), 0);

/** `power` over `other` in dB, 0 to 120; 0 for silence. */
function ratioDb(power: number, other: number): number {
  if (!(power > other)) return 0;
  return other > 0 ? Math.min(HIGHEST_RATIO_DB, powerToDb(power / other)) : HIGHEST_RATIO_DB;
}

/** The differences between successive samples: attacks stand out of the bass that they sit on. */
const differences = (channels: Channels): Float32Array[] =>
  channels.map((plane) => {
    const steps = newPlane(plane.length);
    for (let n = 1; n < plane.length; n++) steps[n] = plane[n] - plane[n - 1];
    return steps;
  });

/** The first block after `first` where another hit begins, too soft to be an onset of the track; the end where there is none. */
function anotherHit(attacks: Float64Array, first: number, riseDb: number): number {
  const audible = ANOTHER_SHARE * largest(attacks, first, first + 5 * RING);
  const rise = dbToGain(2 * riseDb);
  const threshold = (at: number): number => Math.max(audible, rise * largest(attacks, at - 4 * RING, at - 2 * RING));
  let at = first + 4 * RING;
  while (at < attacks.length && attacks[at] < threshold(at)) at++;
  return at;
}

/** The block from which on a hit is over, from `earliest` on and at most `latest`. */
function endOf(powers: Float64Array, earliest: number, latest: number, over: number): number {
  let end = Math.max(1, Math.min(earliest, latest));
  while (end < latest && largest(powers, end - 1, end + RING) >= over) end++;
  return end;
}

/** Fades a hit out, in place, over as much of it as it has not died away by itself. */
export function letDie({ channels, decayDb }: Hit, sampleRateHz: number): void {
  const fadeRatio = LONGEST_FADE_RATIO * rating(decayDb, -OVER_DB, 10);
  for (const plane of channels)
    fadeOut(plane, Math.round(SHORTEST_FADE_SECONDS * sampleRateHz + fadeRatio * plane.length));
}

/**
 * The hit of `source` that is wanted: begun 1 ms before its onset, ended 50 dB below its peak, where it is back at what sounded before it, or
 * where another hit begins. Silence gives a hit with no rise; a source too short for any a hit without frames.
 */
export function cutHit(source: Channels, sampleRateHz: number, wanted: WantedHit): Hit {
  const block = Math.max(1, Math.round(BLOCK_SECONDS * sampleRateHz));
  const blocks = (seconds: number): number => Math.floor((seconds * sampleRateHz) / block);
  const powers = blockPowers(source, block);
  const earliest = Math.max(0, blocks(wanted.onsetSeconds - ONSET_TOLERANCE_SECONDS));
  const peak = largest(powers, earliest, blocks(wanted.onsetSeconds + PEAK_SECONDS));
  const before = largest(powers, 0, earliest);
  const threshold = Math.max(ONSET_SHARE * peak, Math.min(2 * before, peak / 4));
  let first = Math.min(earliest, powers.length);
  while (first < powers.length - 1 && powers[first] < threshold) first++;
  const another = anotherHit(blockPowers(differences(source), block), first, wanted.anotherRiseDb) - 2;
  const latest = Math.min(blocks(wanted.latestSeconds), another, powers.length);
  const backAtBefore = Math.min(dbToGain(2 * wanted.overBeforeDb) * before, LEAST_FALL_SHARE * peak);
  const over = Math.max(peak * dbToGain(2 * OVER_DB), backAtBefore);
  const end = endOf(powers, first + Math.max(1, blocks(wanted.leastSeconds)), latest, over);
  const attackFrames = Math.round(ATTACK_SECONDS * sampleRateHz);
  const startFrame = Math.max(0, first * block - attackFrames);
  const decayDb = ratioDb(peak, largest(powers, end - RING, end));
  const channels = source.map((plane) => {
    const hit = copyOfPlane(plane.subarray(startFrame, end * block));
    fadeIn(hit, attackFrames);
    return hit;
  });
  return { channels, startFrame, riseDb: ratioDb(peak, before), decayDb };
}
