/**
 * Pieces with a beat in many styles, each at a tempo of its style, in two sets: what the choice of tempo is fitted to, and what is held out, whose
 * patterns and manners the fit has never heard. Drawn by a seeded generator, the same at every call. Knows nothing of how they are heard.
 */
import { Random } from '../../src/dsp/random.ts';
import { BEATS_PER_BAR, LOOPS, type Manner, playProgression } from './harmony.ts';
import type { Note } from './midi.ts';
import { METRONOME, PATTERNS } from './patterns.ts';
import type { Piece } from './pieces.ts';
import { type Pattern, playPattern } from './rhythm.ts';
import { UNHEARD_PATTERNS } from './unheard-patterns.ts';

const SECONDS = 30;
const CHORD_PROGRAMS = [0, 2, 4, 11, 16, 25, 48, 62, 81, 89];
const BASS_PROGRAMS = [32, 33, 38, 39];
/** Chords and basses with a beat but without drums, and the tempi that they are played at. */
const UNDRUMMED: readonly Manner[] = ['struck', 'arpeggio', 'stabs', 'bassLine', 'sequence'];
const UNHEARD_UNDRUMMED: readonly Manner[] = ['alberti', 'offbeats', 'dottedBass'];
const UNDRUMMED_BPM = [60, 140] as const;
const COMPANIES: readonly (Manner | 'alone')[] = ['alone', 'alone', 'bassLine', 'stabs', 'held', 'arpeggio', 'struck'];

/** `each` pieces of every style that the choice of tempo is fitted to. */
export const fittedPieces = (each: number): Piece[] => [
  ...variedPieces(Object.values(PATTERNS), UNDRUMMED, each, '51'),
  ...variedPieces([METRONOME], [], each, '3c'),
];

/** `each` pieces of every style that it has never heard. */
export const heldOutPieces = (each: number): Piece[] => variedPieces(UNHEARD_PATTERNS, UNHEARD_UNDRUMMED, each, 'a7');

function variedPieces(
  patterns: readonly Pattern[],
  manners: readonly Manner[],
  each: number,
  seedByte: string,
): Piece[] {
  const random = new Random(seedByte.repeat(16));
  return [
    ...patterns.flatMap((pattern) => Array.from({ length: each }, (_, i) => drummedPiece(pattern, random, i / each))),
    ...manners.flatMap((manner) => Array.from({ length: each }, (_, i) => undrummedPiece(manner, random, i / each))),
  ];
}

/** Between the slowest and the fastest, even in octaves; `share` keeps those of one style apart. */
const tempoBetween = ([slowest, fastest]: readonly [number, number], share: number, random: Random): number =>
  Math.round(10 * slowest * (fastest / slowest) ** Math.min(1, share + random.between(0, 0.1))) / 10;

function drummedPiece(pattern: Pattern, random: Random, share: number): Piece {
  const bpm = tempoBetween(pattern.styleBpm, share, random);
  const bars = Math.ceil((SECONDS * bpm) / 60 / pattern.beatsPerBar);
  const company = random.pick(pattern.beatsPerBar === BEATS_PER_BAR ? COMPANIES : ['alone' as const]);
  const looseBeats = (random.between(0, 0.009) * bpm) / 60;
  const drums = playPattern(arranged(pattern, random), bars, looseBeats);
  const introBeats = random.pick([0, 0, 0, 4 * pattern.beatsPerBar]);
  const played = drums.filter(({ startBeats, note }) => startBeats >= introBeats || note !== drums[0].note);
  return piece(`${pattern.name} at ${bpm}, ${company}`, pattern.name, bpm, random, [
    ...played,
    ...(company === 'alone' ? [] : playProgression(random.pick(LOOPS), random.integer(12), company, bars)),
  ]);
}

/** The pattern with other accents, sometimes without one of its lighter parts. */
function arranged(pattern: Pattern, random: Random): Pattern {
  const left =
    pattern.hits.length > 2 && random.between(0, 1) < 0.25 ? 2 + random.integer(pattern.hits.length - 2) : -1;
  const hits = pattern.hits
    .filter((_, part) => part !== left)
    .map(([drum, velocity, beats]) => [drum, Math.min(118, velocity * random.between(0.75, 1.1)), beats] as const);
  return { ...pattern, hits };
}

function undrummedPiece(manner: Manner, random: Random, share: number): Piece {
  const bpm = tempoBetween(UNDRUMMED_BPM, share, random);
  const bars = Math.ceil((SECONDS * bpm) / 60 / BEATS_PER_BAR);
  const notes = playProgression(random.pick(LOOPS), random.integer(12), manner, bars);
  return piece(`${manner} at ${bpm}`, `${manner}, no drums`, bpm, random, notes);
}

const piece = (name: string, group: string, bpm: number, random: Random, notes: Note[]): Piece => ({
  name,
  group,
  seconds: SECONDS,
  hasReverb: random.between(0, 1) < 0.5,
  bpm,
  isInStyle: true,
  score: { bpm, tuningCents: 0, programs: { 0: random.pick(CHORD_PROGRAMS), 1: random.pick(BASS_PROGRAMS) }, notes },
});
