/** Chord progressions in keys and modes, and the ways of playing them. Knows nothing of instruments, drums or MIDI files. */
import type { Note } from './midi.ts';

export type Mode = 'major' | 'minor';

/** A chord as semitones above the tonic, its root first. */
type Chord = readonly number[];

const chord = (root: number, ...intervals: number[]): Chord => [0, ...intervals].map((interval) => root + interval);
const major = (root: number): Chord => chord(root, 4, 7);
const minor = (root: number): Chord => chord(root, 3, 7);
const major7 = (root: number): Chord => chord(root, 4, 7, 11);
const minor7 = (root: number): Chord => chord(root, 3, 7, 10);
const seventh = (root: number): Chord => chord(root, 4, 7, 10);

export interface Progression {
  readonly name: string;
  readonly mode: Mode;
  /** A chord a bar. */
  readonly chords: readonly Chord[];
}

/** They end the question: every one states its key by a dominant that resolves. */
export const CADENCES: readonly Progression[] = [
  { name: 'I IV V I', mode: 'major', chords: [major(0), major(5), major(7), major(0)] },
  { name: 'ii V7 I', mode: 'major', chords: [minor7(2), seventh(7), major7(0), major7(0)] },
  { name: 'i iv V i', mode: 'minor', chords: [minor(0), minor(5), major(7), minor(0)] },
  { name: 'i iv V7 i', mode: 'minor', chords: [minor(0), minor7(5), seventh(7), minor(0)] },
];

/** Loops of popular music, in which the tonic is where they start or come to rest. */
export const LOOPS: readonly Progression[] = [
  { name: 'I V vi IV', mode: 'major', chords: [major(0), major(7), minor(9), major(5)] },
  { name: 'I vi ii V', mode: 'major', chords: [major(0), minor(9), minor(2), major(7)] },
  { name: 'I IV vamp', mode: 'major', chords: [major7(0), major7(5), major7(0), major7(5)] },
  { name: 'i VI III VII', mode: 'minor', chords: [minor(0), major(8), major(3), major(10)] },
  { name: 'i VII VI VII', mode: 'minor', chords: [minor(0), major(10), major(8), major(10)] },
  { name: 'i iv vamp', mode: 'minor', chords: [minor7(0), minor7(5), minor7(0), minor7(5)] },
  { name: 'i v VI iv', mode: 'minor', chords: [minor(0), minor(7), major(8), minor(5)] },
  { name: 'i alone', mode: 'minor', chords: [minor7(0), minor7(0), minor(0), minor7(0)] },
  { name: 'IV V I vi', mode: 'major', chords: [major(5), major(7), major(0), minor(9)] },
  { name: 'VI VII i i', mode: 'minor', chords: [major(8), major(10), minor(0), minor(0)] },
];

/** Church modes; the key is the tonic with its third. */
export const MODAL: readonly Progression[] = [
  { name: 'mixolydian I VII IV I', mode: 'major', chords: [major(0), major(10), major(5), major(0)] },
  { name: 'lydian I II', mode: 'major', chords: [major(0), major(2), major(0), major(2)] },
  { name: 'dorian i IV', mode: 'minor', chords: [minor7(0), seventh(5), minor7(0), seventh(5)] },
  { name: 'phrygian i II', mode: 'minor', chords: [minor(0), major(1), minor(0), major(1)] },
];

export const BEATS_PER_BAR = 4;
const CHORD_CHANNEL = 0;
const BASS_CHANNEL = 1;
/** Chords lie in the octave from the F below middle C, whatever their inversion becomes; the bass in that from E1. */
const CHORD_FLOOR = 53;
const BASS_FLOOR = 28;

const within = (floor: number, pitch: number): number => floor + ((((pitch - floor) % 12) + 12) % 12);

const voiced = (tonic: number, pitches: Chord): number[] =>
  pitches.map((pitch) => within(CHORD_FLOOR, tonic + pitch)).sort((a, b) => a - b);

const bassOf = (tonic: number, pitches: Chord): number => within(BASS_FLOOR, tonic + pitches[0]);

type Play = (pitches: number[], bass: number, barStart: number) => Note[];

const note = (channel: number, pitch: number, startBeats: number, beats: number, velocity = 88): Note => ({
  channel,
  note: pitch,
  velocity,
  startBeats,
  beats,
});

/** Ways of playing one bar of a chord. */
export const MANNERS = {
  held: (pitches, bass, at) => [
    ...pitches.map((pitch) => note(CHORD_CHANNEL, pitch, at, 3.9)),
    note(BASS_CHANNEL, bass, at, 3.9),
  ],
  struck: (pitches, bass, at) =>
    [0, 1, 2, 3].flatMap((beat) => [
      ...pitches.map((pitch) => note(CHORD_CHANNEL, pitch, at + beat, 0.8, beat === 0 ? 96 : 76)),
      ...(beat % 2 === 0 ? [note(BASS_CHANNEL, bass, at + beat, 1.8)] : []),
    ]),
  arpeggio: (pitches, bass, at) => [
    ...Array.from({ length: 8 }, (_, i) => {
      const step = [0, 1, 2, 1, 3, 2, 1, 2][i] % pitches.length;
      return note(CHORD_CHANNEL, pitches[step], at + i / 2, 0.9, i % 4 === 0 ? 96 : 78);
    }),
    note(BASS_CHANNEL, bass, at, 3.9),
  ],
  stabs: (pitches, bass, at) => [
    ...[0.5, 1.5, 2.5, 3.5].flatMap((beat) => pitches.map((pitch) => note(CHORD_CHANNEL, pitch, at + beat, 0.25, 84))),
    ...[0, 0.75, 1.5, 2, 3.5].map((beat, i) => note(BASS_CHANNEL, i === 2 ? bass + 7 : bass, at + beat, 0.45, 104)),
  ],
  bassLine: (pitches, bass, at) => {
    const above = pitches.map((pitch) => within(bass, pitch));
    const third = Math.min(...above.filter((pitch) => pitch > bass));
    return [bass, bass, bass + 12, bass, bass + 7, third, bass + 12, bass + 7].map((pitch, i) =>
      note(BASS_CHANNEL, pitch, at + i / 2, 0.45, i % 4 === 0 ? 112 : 92),
    );
  },
  sequence: (pitches, bass, at) => [
    ...Array.from({ length: 16 }, (_, i) => {
      const step = [0, 2, 1, 2, 0, 1, 2, 1][i % 8] % pitches.length;
      return note(CHORD_CHANNEL, pitches[step], at + i / 4, 0.22, i % 4 === 0 ? 96 : 80);
    }),
    note(BASS_CHANNEL, bass, at, 1.9),
    note(BASS_CHANNEL, bass, at + 2, 1.9),
  ],
  alberti: (pitches, bass, at) => [
    ...Array.from({ length: 8 }, (_, i) => {
      const step = [0, 2, 1, 2][i % 4] % pitches.length;
      return note(CHORD_CHANNEL, pitches[step], at + i / 2, 0.48, i % 2 === 0 ? 90 : 72);
    }),
    note(BASS_CHANNEL, bass, at, 1.9),
    note(BASS_CHANNEL, bass + 12, at + 2, 1.9),
  ],
  offbeats: (pitches, bass, at) => [
    ...[0.5, 1.5, 2.5, 3.5].flatMap((beat) => pitches.map((pitch) => note(CHORD_CHANNEL, pitch, at + beat, 0.3, 92))),
    ...[0, 1, 2, 3].map((beat) => note(BASS_CHANNEL, beat % 2 === 0 ? bass : bass + 7, at + beat, 0.6, 104)),
  ],
  dottedBass: (pitches, bass, at) => [
    ...[0, 2].flatMap((beat) => pitches.map((pitch) => note(CHORD_CHANNEL, pitch, at + beat, 1.8, 84))),
    ...[0, 0.75, 1, 2, 2.75, 3].map((beat) => note(BASS_CHANNEL, bass, at + beat, 0.3, 106)),
  ],
} as const satisfies Record<string, Play>;

export type Manner = keyof typeof MANNERS;

/** `bars` bars of a progression on `tonic` (0 is C), over and over. */
export function playProgression(progression: Progression, tonic: number, manner: Manner, bars: number): Note[] {
  const { chords } = progression;
  return Array.from({ length: bars }, (_, bar) => {
    const pitches = chords[bar % chords.length];
    return MANNERS[manner](voiced(tonic, pitches), bassOf(tonic, pitches), bar * BEATS_PER_BAR);
  }).flat();
}
