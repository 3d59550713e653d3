/** Pieces of music of known key and tempo, for an analysis to be held against. Knows nothing of how they are played or heard. */
import {
  BEATS_PER_BAR,
  CADENCES,
  LOOPS,
  type Manner,
  MODAL,
  type Mode,
  type Progression,
  playProgression,
} from './harmony.ts';
import { DRUM_CHANNEL, type Note, type Score } from './midi.ts';
import { PATTERNS, type PatternName } from './patterns.ts';
import { playPattern } from './rhythm.ts';

export interface Piece {
  readonly name: string;
  readonly group: string;
  readonly seconds: number;
  readonly hasReverb: boolean;
  readonly score: Score;
  /** Null where there is none; absent where the piece leaves it open. */
  readonly key?: { readonly tonic: number; readonly mode: Mode } | null;
  readonly bpm?: number | null;
  /** Whether the tempo is one at which such music is played. */
  readonly isInStyle?: boolean;
}

/** General MIDI programs, one a family that carries chords. */
const INSTRUMENTS = {
  piano: 0,
  'electric piano': 4,
  vibraphone: 11,
  'church organ': 19,
  'steel guitar': 25,
  strings: 48,
  choir: 52,
  brass: 61,
  'saw lead': 81,
  'warm pad': 89,
} as const;
type Instrument = keyof typeof INSTRUMENTS;
const NAMES = Object.keys(INSTRUMENTS) as Instrument[];
const FINGERED_BASS = 33;
const SYNTH_BASS = 38;

interface Harmony {
  readonly group: string;
  readonly progression: Progression;
  readonly tonic: number;
  readonly instrument: Instrument;
  readonly manner: Manner;
  readonly bpm: number;
  readonly bars: number;
  readonly drums?: PatternName;
  readonly tuningCents?: number;
  readonly hasReverb?: boolean;
}

function harmonicPiece({ group, progression, tonic, instrument, manner, bpm, bars, ...rest }: Harmony): Piece {
  const { drums, tuningCents = 0, hasReverb = false } = rest;
  const chords = playProgression(progression, tonic, manner, bars);
  return {
    name: `${progression.name} on ${tonic}, ${instrument}, ${manner}${drums ? `, ${PATTERNS[drums].name}` : ''}`,
    group,
    seconds: (bars * BEATS_PER_BAR * 60) / bpm + 0.5,
    hasReverb,
    key: { tonic, mode: progression.mode },
    score: {
      bpm,
      tuningCents,
      programs: {
        0: INSTRUMENTS[instrument],
        1: manner === 'bassLine' || manner === 'stabs' ? SYNTH_BASS : FINGERED_BASS,
      },
      notes: drums ? [...chords, ...playPattern(PATTERNS[drums], bars)] : chords,
    },
  };
}

/** A cadence in every key, each on another instrument: 7 is prime to the ten instruments and 5 to the twelve tonics. */
export function cadencePieces(rounds: number): Piece[] {
  const manners: Manner[] = ['held', 'struck', 'arpeggio'];
  return Array.from({ length: 24 * rounds }, (_, i) =>
    harmonicPiece({
      group: 'cadence',
      progression: CADENCES[(i + (i >> 2)) % CADENCES.length],
      tonic: (5 * i + Math.floor(i / 12)) % 12,
      instrument: NAMES[(7 * i) % NAMES.length],
      manner: manners[i % 3],
      bpm: 120,
      bars: 4,
      hasReverb: i % 2 === 1,
      tuningCents: [0, 0, 20, 0, -35, 0][i % 6],
    }),
  );
}

/** Loops and church modes, with and without drums. */
export function loopPieces(rounds: number): Piece[] {
  const progressions = [...LOOPS, ...MODAL];
  const manners: Manner[] = ['held', 'stabs', 'arpeggio', 'bassLine', 'struck'];
  const drums: (PatternName | undefined)[] = [
    undefined,
    'fourOnTheFloor',
    undefined,
    'rock',
    'oneDrop',
    undefined,
    'toms',
  ];
  return Array.from({ length: progressions.length * rounds }, (_, i) => {
    const manner = manners[(i + Math.floor(i / progressions.length)) % manners.length];
    const pattern = drums[i % drums.length];
    const progression = progressions[i % progressions.length];
    return harmonicPiece({
      group: MODAL.includes(progression) ? 'mode' : manner === 'bassLine' ? 'bass line' : 'loop',
      progression,
      tonic: (7 * i + Math.floor(i / 12)) % 12,
      instrument: NAMES[(3 * i + Math.floor(i / 10)) % NAMES.length],
      manner,
      bpm: 110,
      bars: 4,
      hasReverb: i % 2 === 0,
      ...(pattern ? { drums: pattern } : {}),
    });
  });
}

/** What is played over the drums. */
type Company = 'alone' | 'bass' | 'stabs' | 'held';

interface Beat {
  readonly group: string;
  readonly pattern: PatternName;
  readonly bpm: number;
  readonly company?: Company;
  readonly looseBeats?: number;
  readonly seconds?: number;
}

function beatPiece({ group, pattern, bpm, company = 'alone', looseBeats = 0, seconds = 30 }: Beat): Piece {
  const { name, beatsPerBar, styleBpm } = PATTERNS[pattern];
  const beats = (seconds * bpm) / 60;
  const progression = LOOPS[bpm % LOOPS.length];
  const manner = { alone: null, bass: 'bassLine', stabs: 'stabs', held: 'held' } as const;
  const played = manner[company];
  const drums = playPattern(PATTERNS[pattern], Math.ceil(beats / beatsPerBar), looseBeats);
  const chords =
    played === null ? [] : playProgression(progression, bpm % 12, played, Math.ceil(beats / BEATS_PER_BAR));
  return {
    name: `${name} at ${bpm}${company === 'alone' ? '' : ` with ${company}`}${looseBeats > 0 ? ', loose' : ''}`,
    group,
    seconds,
    hasReverb: company !== 'alone',
    bpm,
    isInStyle: bpm >= styleBpm[0] && bpm <= styleBpm[1],
    ...(company === 'alone' ? { key: null } : {}),
    score: {
      bpm,
      tuningCents: 0,
      programs: { 0: INSTRUMENTS['electric piano'], 1: SYNTH_BASS },
      notes: [...drums, ...chords],
    },
  };
}

const TEMPI = [40, 47, 56, 63, 70, 76, 84, 92, 101, 112, 120, 128, 138, 150, 163, 174, 188, 200];

/** Every pattern at tempi spread over 40 to 200 BPM, `share` of 1 taking all of them. */
export function beatPieces(step: number): Piece[] {
  const companies: Company[] = ['alone', 'bass', 'stabs', 'held', 'alone'];
  return (Object.keys(PATTERNS) as PatternName[])
    .flatMap((pattern, p) =>
      TEMPI.filter((_, t) => (t + p) % step === 0).map((bpm, t) =>
        beatPiece({
          group: PATTERNS[pattern].name,
          pattern,
          bpm: bpm + (p % 3),
          company: companies[(t + p) % companies.length],
          looseBeats: (t + p) % 4 === 3 ? (0.008 * bpm) / 60 : 0,
        }),
      ),
    )
    .filter(({ score }) => score.bpm <= 200);
}

/** Chords and arpeggios with a beat but without drums. */
export function undrummedPieces(step: number): Piece[] {
  const manners: Manner[] = ['struck', 'arpeggio', 'stabs', 'bassLine'];
  return manners.flatMap((manner, m) =>
    TEMPI.filter((_, t) => (t + m) % step === 0).map((bpm, t) => {
      const bars = Math.ceil((30 * bpm) / 60 / BEATS_PER_BAR);
      const instrument = (['piano', 'steel guitar', 'electric piano', 'saw lead', 'strings'] as const)[(t + m) % 5];
      const piece = harmonicPiece({
        group: `${manner}, no drums`,
        progression: LOOPS[t % LOOPS.length],
        tonic: (5 * t + m) % 12,
        instrument,
        manner,
        bpm,
        bars,
      });
      const isInStyle = bpm >= 60 && bpm <= 140;
      return { ...piece, name: `${piece.name} at ${bpm}`, seconds: 30, bpm, isInStyle };
    }),
  );
}

/** Pads that change at no regular time, and notes in free time. */
export function beatlessPieces(count: number): Piece[] {
  return Array.from({ length: count }, (_, i) => {
    const isPad = i % 2 === 0;
    const progression = LOOPS[i % LOOPS.length];
    let at = 0;
    const notes: Note[] = [];
    for (let n = 0; at < 30; n++) {
      // the golden ratio's multiples never fall into a rhythm
      const wait = isPad
        ? 3 + 3 * ((n * 0.6180339887 + i * 0.37) % 1)
        : 0.15 + 1.3 * ((n * n * 0.6180339887 + i * 0.37) % 1);
      const pitches = progression.chords[n % progression.chords.length].map((pitch) => 50 + ((pitch + 5 * i) % 12));
      for (const [p, pitch] of (isPad ? pitches : [pitches[n % 3]]).entries())
        notes.push({
          channel: 0,
          note: pitch + (isPad ? 0 : 12),
          velocity: 70 + ((n + p) % 5) * 8,
          startBeats: at,
          beats: wait * (isPad ? 1.3 : 1),
        });
      at += wait;
    }
    const program = isPad ? [89, 94, 48, 52][(i >> 1) % 4] : [0, 4, 11, 25][(i >> 1) % 4];
    return {
      name: `${isPad ? 'pads' : 'notes in free time'} ${i}, program ${program}`,
      group: 'no beat',
      seconds: 30,
      hasReverb: true,
      bpm: null,
      score: { bpm: 60, tuningCents: 0, programs: { 0: program }, notes },
    };
  });
}

/** Single notes of known times on instruments that speak at once. */
export function notePieces(): (Piece & { readonly onsetSeconds: readonly number[] })[] {
  const programs = {
    piano: 0,
    'electric piano': 4,
    vibraphone: 11,
    'steel guitar': 25,
    marimba: 12,
    'drum kit': -1,
    'synth bass': 38,
    'fingered bass': 33,
  };
  return Object.entries(programs).map(([name, program], i) => {
    let at = 0.4;
    const notes: Note[] = [];
    for (let n = 0; at < 18; n++) {
      const isDrum = program < 0;
      notes.push({
        channel: isDrum ? DRUM_CHANNEL : 0,
        note: isDrum ? [36, 38, 42, 46, 37][n % 5] : (name.endsWith('bass') ? 33 : 52) + ((n * 5) % 17),
        velocity: 70 + ((n * 37) % 50),
        startBeats: at,
        beats: 0.3,
      });
      at += 0.25 + 0.4 * ((n * 0.6180339887 + 0.1 * i) % 1);
    }
    return {
      name,
      group: 'notes',
      seconds: 19,
      hasReverb: false,
      onsetSeconds: notes.map(({ startBeats }) => startBeats),
      score: { bpm: 60, tuningCents: 0, programs: { 0: Math.max(0, program) }, notes },
    };
  });
}
