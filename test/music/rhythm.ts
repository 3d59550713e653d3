/** What a drum pattern is, in beats, and how it is played. Knows nothing of which patterns there are, of harmony or of MIDI files. */
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

export const every = (step: number, first = 0, bar = 4): number[] =>
  Array.from({ length: Math.ceil((bar - first) / step) }, (_, i) => first + i * step);
/** Quavers whose second comes late: at `share` of the beat. */
export const swung = (share: number, unit = 1): number[] => every(unit).flatMap((beat) => [beat, beat + share * unit]);

export const pattern = (
  name: string,
  styleBpm: Pattern['styleBpm'],
  hits: Pattern['hits'],
  beatsPerBar = 4,
): Pattern => ({
  name,
  beatsPerBar,
  styleBpm,
  hits,
});

/** A drummer who never hits twice alike: ±`spread` of what is asked, the same at every call. */
function* wavering(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2147483648 - 1;
  }
}

/** `bars` bars of a pattern; hits vary by ±8 in velocity and come up to `looseBeats` early or late. */
export function playPattern({ beatsPerBar, hits }: Pattern, bars: number, looseBeats = 0): Note[] {
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
