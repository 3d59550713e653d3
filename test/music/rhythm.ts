/** Drum patterns in beats. Knows nothing of tempo, harmony or MIDI files. */
import { DRUM_CHANNEL, type Note } from './midi.ts';

/** The kit of General MIDI. */
const KIT = {
  kick: 36,
  rim: 37,
  snare: 38,
  clap: 39,
  closedHat: 42,
  openHat: 46,
  ride: 51,
  shaker: 70,
  lowTom: 45,
  highTom: 50,
  conga: 63,
  lowConga: 64,
} as const;

type Drum = keyof typeof KIT;

export interface Pattern {
  readonly name: string;
  readonly beatsPerBar: number;
  /** The tempi that it is played at, from the slowest to the fastest: beyond them the same hits are heard as another beat. */
  readonly styleBpm: readonly [number, number];
  /** Where in the bar each drum is hit, in beats, and how hard. */
  readonly hits: readonly (readonly [Drum, number, readonly number[]])[];
}

const every = (step: number, first = 0, bar = 4): number[] =>
  Array.from({ length: Math.ceil((bar - first) / step) }, (_, i) => first + i * step);
/** Quavers whose second comes late: at `share` of the beat. */
const swung = (share: number, unit = 1): number[] => every(unit).flatMap((beat) => [beat, beat + share * unit]);

const pattern = (name: string, styleBpm: Pattern['styleBpm'], hits: Pattern['hits'], beatsPerBar = 4): Pattern => ({
  name,
  beatsPerBar,
  styleBpm,
  hits,
});

export const PATTERNS = {
  fourOnTheFloor: pattern(
    'four on the floor',
    [90, 160],
    [
      ['kick', 112, every(1)],
      ['openHat', 80, every(1, 0.5)],
      ['clap', 92, [1, 3]],
    ],
  ),
  techno: pattern(
    'techno',
    [110, 160],
    [
      ['kick', 116, every(1)],
      ['closedHat', 64, every(0.25)],
      ['openHat', 78, every(1, 0.5)],
      ['rim', 70, [0.75, 2.25, 3.5]],
    ],
  ),
  rock: pattern(
    'rock',
    [70, 185],
    [
      ['kick', 112, [0, 2, 2.5]],
      ['snare', 104, [1, 3]],
      ['closedHat', 76, every(0.5)],
    ],
  ),
  sixteenths: pattern(
    'sixteenths',
    [60, 125],
    [
      ['kick', 112, [0, 0.75, 2.5]],
      ['snare', 104, [1, 3]],
      ['closedHat', 70, every(0.25)],
    ],
  ),
  shuffle: pattern(
    'shuffle',
    [70, 170],
    [
      ['kick', 110, [0, 2]],
      ['snare', 104, [1, 3]],
      ['closedHat', 74, swung(2 / 3)],
    ],
  ),
  swungSixteenths: pattern(
    'swung sixteenths',
    [80, 135],
    [
      ['kick', 112, every(1)],
      ['clap', 92, [1, 3]],
      ['closedHat', 72, swung(0.6, 0.5)],
    ],
  ),
  jazzRide: pattern(
    'jazz ride',
    [80, 200],
    [
      ['ride', 96, [0, 1, 5 / 3, 2, 3, 11 / 3]],
      ['closedHat', 80, [1, 3]],
      ['kick', 60, every(1)],
    ],
  ),
  breakbeat: pattern(
    'breakbeat',
    [80, 180],
    [
      ['kick', 112, [0, 0.5, 2.5]],
      ['snare', 106, [1, 1.75, 2.25, 3, 3.75]],
      ['ride', 70, every(0.5)],
    ],
  ),
  oneDrop: pattern(
    'one drop',
    [60, 95],
    [
      ['kick', 110, [2]],
      ['rim', 96, [2]],
      ['closedHat', 74, swung(0.58)],
    ],
  ),
  steppers: pattern(
    'steppers',
    [65, 150],
    [
      ['kick', 112, every(1)],
      ['rim', 92, [1, 3]],
      ['closedHat', 66, [0.5, 1, 1.5, 2.5, 3, 3.5]],
    ],
  ),
  halfTime: pattern(
    'half time',
    [120, 170],
    [
      ['kick', 114, [0, 1.75, 3.5]],
      ['snare', 108, [2]],
      ['closedHat', 72, every(0.5)],
    ],
  ),
  waltz: pattern(
    'waltz',
    [80, 190],
    [
      ['kick', 108, [0]],
      ['snare', 72, [1, 2]],
      ['closedHat', 66, every(1, 0, 3)],
    ],
    3,
  ),
  congas: pattern(
    'congas',
    [80, 140],
    [
      ['conga', 100, [0, 0.75, 1.5, 2, 3.5]],
      ['lowConga', 104, [1, 2.5, 3]],
      ['shaker', 70, every(0.25)],
    ],
  ),
  toms: pattern(
    'toms',
    [80, 160],
    [
      ['lowTom', 104, [0, 1.5, 2.5]],
      ['highTom', 92, [0.75, 3, 3.5]],
      ['kick', 108, [0, 2]],
      ['closedHat', 66, every(0.5)],
    ],
  ),
} as const satisfies Record<string, Pattern>;

export type PatternName = keyof typeof PATTERNS;

/** A drummer who never hits twice alike: ±`spread` of what is asked, the same at every call. */
function* wavering(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2147483648 - 1;
  }
}

/** `bars` bars of a pattern; hits vary by ±8 in velocity and come up to `looseBeats` early or late. */
export function playPattern(name: PatternName, bars: number, looseBeats = 0): Note[] {
  const { beatsPerBar, hits } = PATTERNS[name];
  const waver = wavering(bars + 1);
  return every(1, 0, bars).flatMap((bar) =>
    hits.flatMap(([drum, velocity, beats]) =>
      beats.map((beat) => ({
        channel: DRUM_CHANNEL,
        note: KIT[drum],
        velocity: Math.round(velocity + 8 * waver.next().value),
        startBeats: Math.max(0, bar * beatsPerBar + beat + looseBeats * waver.next().value),
        beats: 0.2,
      })),
    ),
  );
}
