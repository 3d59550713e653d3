/**
 * Standard MIDI files (format 0) from notes in beats. Knows nothing of harmony, of rhythm, nor of how they are played.
 *
 * Source: MIDI Manufacturers Association, "Standard MIDI Files 1.0" (1988).
 */

/** Channel 9 is the drum kit of General MIDI. */
export const DRUM_CHANNEL = 9;
const TICKS_PER_BEAT = 480;
/** Range of the pitch bend unless a file changes it. */
const BEND_RANGE_CENTS = 200;

export interface Note {
  readonly channel: number;
  /** MIDI number: 60 is middle C, or an instrument of the drum kit. */
  readonly note: number;
  /** 1 to 127. */
  readonly velocity: number;
  readonly startBeats: number;
  readonly beats: number;
}

export interface Score {
  readonly bpm: number;
  /** General MIDI program (0 to 127) by channel; a channel without one plays the piano. */
  readonly programs: Readonly<Record<number, number>>;
  readonly notes: readonly Note[];
  /** How far all channels but the drums are bent, −200 to 200. */
  readonly tuningCents: number;
}

interface MidiEvent {
  readonly tick: number;
  readonly bytes: readonly number[];
}

const uint32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);

/** Seven bits a byte, the highest first; all but the last have the top bit set. */
function variableLength(value: number): number[] {
  const bytes = [value & 127];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 127) | 128);
  return bytes;
}

function noteEvents({ channel, note, velocity, startBeats, beats }: Note): MidiEvent[] {
  const tick = (at: number): number => Math.round(at * TICKS_PER_BEAT);
  return [
    { tick: tick(startBeats), bytes: [0x90 | channel, note, velocity] },
    { tick: tick(startBeats + beats), bytes: [0x80 | channel, note, 0] },
  ];
}

function settingEvents({ bpm, programs, tuningCents, notes }: Score): MidiEvent[] {
  const bend = Math.max(0, Math.min(16383, 8192 + Math.round((tuningCents / BEND_RANGE_CENTS) * 8192)));
  const channels = new Set(notes.map(({ channel }) => channel).filter((channel) => channel !== DRUM_CHANNEL));
  return [
    [0xff, 0x51, 3, ...uint32(Math.round(60e6 / bpm)).slice(1)],
    ...Object.entries(programs).map(([channel, program]) => [0xc0 | Number(channel), program]),
    ...[...channels].map((channel) => [0xe0 | channel, bend & 127, bend >> 7]),
  ].map((bytes) => ({ tick: 0, bytes }));
}

/** The bytes of a file that plays `score`: settings first, and at one tick what ends before what begins. */
export function midiFile(score: Score): Uint8Array {
  const isEnd = ({ bytes }: MidiEvent): number => ((bytes[0] & 0xf0) === 0x80 ? 0 : 1);
  const played = score.notes.flatMap(noteEvents).sort((a, b) => a.tick - b.tick || isEnd(a) - isEnd(b));
  let now = 0;
  const track = [...settingEvents(score), ...played].flatMap(({ tick, bytes }) => {
    const wait = variableLength(tick - now);
    now = tick;
    return [...wait, ...bytes];
  });
  const end = [0, 0xff, 0x2f, 0];
  return Uint8Array.from([
    ...Buffer.from('MThd'),
    ...uint32(6),
    ...[0, 0, 0, 1, TICKS_PER_BEAT >> 8, TICKS_PER_BEAT & 255],
    ...Buffer.from('MTrk'),
    ...uint32(track.length + end.length),
    ...track,
    ...end,
  ]);
}
