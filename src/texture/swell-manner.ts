/** What each swell of a series does with whatever source it gets: its length, pitch, filter and direction. Pure. Knows nothing of audio. */
import type { Random } from '../dsp/random.ts';
import type { SwellsSection } from '../pipeline/profile.ts';
import { numbered } from './candidates.ts';
import type { Character, Movement } from './swell-filter.ts';

export interface SwellManner {
  readonly lengthSeconds: number;
  /** Where in the source the part that is read begins, and its length: its middle, so that parts of regions that share a half share no more. */
  readonly sourceOffsetSeconds: number;
  readonly sourceSeconds: number;
  readonly pitchSemitones: number;
  readonly filter: Character;
  readonly movement: Movement;
  readonly reversed: boolean;
}

/** A short track is stretched this much more than asked for before a swell is given up. */
const MOST_EXTRA_STRETCH = 2;
/** Where in a swell its filter may be widest open. */
const OPENEST = { earliest: 0.4, latest: 0.8 } as const;

export const longestSeconds = (swells: SwellsSection): number =>
  Math.max(swells.max_duration_seconds, swells.min_duration_seconds);

/** With less of a source than this no swell reaches its shortest length. */
export const shortestSourceSeconds = (swells: SwellsSection): number =>
  swells.min_duration_seconds / (swells.stretch_ratio * MOST_EXTRA_STRETCH);

const filterOf = ({ filters }: SwellsSection, index: number): Character => filters[index % filters.length];

/** Name of swell `index`, with its filter: `swell01_warm`. */
export const swellName = (swells: SwellsSection, index: number): string =>
  `${numbered('swell', index)}_${filterOf(swells, index)}`;

/** Whether swell `index` is one of the reversed: evenly spread, and the same whatever the count. */
const isReversed = (ratio: number, index: number): boolean =>
  Math.floor((index + 1) * ratio) > Math.floor(index * ratio);

/** The manner of swell `index` where its source has `availableSeconds`; `random` is the swell's own. */
export function swellManner(
  swells: SwellsSection,
  index: number,
  availableSeconds: number,
  random: Random,
): SwellManner {
  const { min_duration_seconds: shortest, stretch_ratio: ratio, pitches_semitones: pitches } = swells;
  const wantedSeconds = random.between(shortest, longestSeconds(swells));
  const sourceSeconds = Math.min(availableSeconds, wantedSeconds / ratio);
  return {
    lengthSeconds: Math.min(wantedSeconds, Math.max(shortest, sourceSeconds * ratio * MOST_EXTRA_STRETCH)),
    sourceOffsetSeconds: (availableSeconds - sourceSeconds) / 2,
    sourceSeconds,
    pitchSemitones: pitches[index % pitches.length],
    filter: filterOf(swells, index),
    movement: {
      octaves: swells.filter_movement_semitones / 12,
      peakRatio: random.between(OPENEST.earliest, OPENEST.latest),
    },
    reversed: isReversed(swells.reversed_ratio, index),
  };
}
