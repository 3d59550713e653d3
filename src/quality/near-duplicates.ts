/**
 * Finds textures of one track and kind that are the same material again: alike at some lag, or cut from overlapping ranges of the
 * source. Knows nothing of how textures are chosen.
 */
import type { Channels, SourceRange } from '../texture/texture.ts';
import { likeness, Sound } from './likeness.ts';

export interface ComparedTexture {
  readonly name: string;
  readonly channels: Channels;
  readonly sampleRateHz: number;
  /** Where it came from, if that is known. */
  readonly ranges?: readonly SourceRange[];
}

export interface NearDuplicate {
  readonly first: string;
  readonly second: string;
  /** Largest normalised cross-correlation over all lags, 0 to 1. */
  readonly correlation: number;
  /** Seconds of source that both use ÷ seconds that the shorter one uses, 0 to 1; null where a range is unknown. */
  readonly overlapRatio: number | null;
}

/** From here on two textures sound like one: shared grains among others stay below. */
export const NEAR_DUPLICATE_CORRELATION = 0.9;
/** "Overlap > 50 %" of the rule about diversity. */
export const LARGEST_OVERLAP_RATIO = 0.5;

const secondsOf = (ranges: readonly SourceRange[]): number =>
  ranges.reduce((sum, range) => sum + range.endSeconds - range.startSeconds, 0);

/** Seconds that both lists of ranges cover ÷ seconds of the shorter list; ranges of one list are taken not to overlap. */
export function overlapRatio(first: readonly SourceRange[], second: readonly SourceRange[]): number {
  const shorter = Math.min(secondsOf(first), secondsOf(second));
  let shared = 0;
  for (const a of first) {
    for (const b of second) {
      shared += Math.max(0, Math.min(a.endSeconds, b.endSeconds) - Math.max(a.startSeconds, b.startSeconds));
    }
  }
  return shorter > 0 ? Math.min(1, shared / shorter) : 0;
}

/**
 * Every pair of `textures` (one track, one kind, one sample rate; a RangeError for several rates) that is alike by at least 0.9 or comes
 * from source ranges that overlap by more than half. Silence is like nothing. Shifted loops and parts of one another are found;
 * tested in `test/quality/near-duplicates.test.ts`.
 */
export function nearDuplicates(textures: readonly ComparedTexture[]): NearDuplicate[] {
  if (textures.some((texture) => texture.sampleRateHz !== textures[0].sampleRateHz)) {
    throw new RangeError('textures are compared at one sample rate');
  }
  const sounds = textures.map(({ channels, sampleRateHz }) => new Sound(channels, sampleRateHz));
  const found: NearDuplicate[] = [];
  for (let i = 0; i < textures.length; i++) {
    for (let j = i + 1; j < textures.length; j++) {
      const correlation = likeness(sounds[i], sounds[j]);
      const { ranges: first } = textures[i];
      const { ranges: second } = textures[j];
      const overlap = first && second ? overlapRatio(first, second) : null;
      if (correlation < NEAR_DUPLICATE_CORRELATION && (overlap ?? 0) <= LARGEST_OVERLAP_RATIO) continue;
      found.push({ first: textures[i].name, second: textures[j].name, correlation, overlapRatio: overlap });
    }
  }
  return found;
}
