/**
 * A minute of dub techno: kick, hats and stabs through a delay over a noise bed, with a breakdown of held chords in the middle.
 * Knows nothing of files.
 */
import { Random } from '../src/dsp/random.ts';
import { A_MINOR, type Chord, D_MINOR, E_MINOR, F_MAJOR, heldChord, stab } from './chords.ts';
import { dubDelay } from './delay.ts';
import { CLOSED_HAT, kick, noiseHit, OPEN_HAT } from './drums.ts';
import { filter, mixInto, normalise } from './filter.ts';
import { whiteNoise } from './oscillators.ts';
import type { DemoTrack } from './track.ts';

const RATE = 44100;
const BPM = 120;
const BEAT = (60 / BPM) * RATE;
const BEATS = 120;
/** The breakdown: 20 beats, 10 seconds. */
const BREAK_START_BEAT = 52;
const BREAK_END_BEAT = 72;
const FRAMES = BEATS * BEAT;

const inBreakdown = (beat: number): boolean => beat >= BREAK_START_BEAT && beat < BREAK_END_BEAT;

/** Kick on every beat and hats between, left out of the breakdown. */
function addDrums(mix: readonly Float32Array[], random: Random): void {
  const kickHit = kick(RATE);
  const closed = [0, 1, 2, 3].map(() => noiseHit(CLOSED_HAT, RATE, random));
  const open = [0, 1].map(() => noiseHit(OPEN_HAT, RATE, random));
  for (let beat = 0; beat < BEATS; beat++) {
    if (inBreakdown(beat)) continue;
    const start = beat * BEAT;
    for (const side of mix) {
      mixInto(side, kickHit, start, 0.5);
      mixInto(side, random.pick(open), start + BEAT / 2, 0.1);
      mixInto(side, random.pick(closed), start + BEAT / 4, random.between(0.03, 0.08));
      mixInto(side, random.pick(closed), start + (3 * BEAT) / 4, random.between(0.03, 0.08));
    }
  }
}

/** Two stabs a bar; the send stops one bar before the breakdown, so that the echoes have died away when it begins. */
function stabTrack(random: Random): Float32Array[] {
  const sides = [new Float32Array(FRAMES), new Float32Array(FRAMES)];
  const chords = [A_MINOR, A_MINOR, F_MAJOR, A_MINOR].map((chord) => stab(chord, RATE, random));
  for (let bar = 0; bar < BEATS / 4; bar++) {
    if (inBreakdown(4 * bar) || inBreakdown(4 * bar + 4)) continue;
    const chord = chords[bar % chords.length];
    for (const [side, voice] of chord.entries()) {
      mixInto(sides[side], voice, (4 * bar + 0.5) * BEAT, 0.9);
      mixInto(sides[side], voice, (4 * bar + 2.75) * BEAT, 0.6);
    }
  }
  return sides;
}

/** Two chords of five seconds each in the breakdown, and quieter ones under the end. */
function addHeldChords(mix: readonly Float32Array[], random: Random): void {
  const held: readonly (readonly [Chord, number, number])[] = [
    [A_MINOR, BREAK_START_BEAT, 0.55],
    [F_MAJOR, BREAK_START_BEAT + 10, 0.55],
    [D_MINOR, 88, 0.2],
    [E_MINOR, 98, 0.2],
    [A_MINOR, 108, 0.25],
  ];
  for (const [chord, beat, gain] of held) {
    const sides = heldChord(chord, 5, 0.25, RATE, random);
    for (const [side, voice] of sides.entries()) mixInto(mix[side], voice, beat * BEAT, gain);
  }
}

/** Tape-like noise outside the breakdown, with edges of half a second. */
function addNoiseBed(mix: readonly Float32Array[], random: Random): void {
  const edgeFrames = RATE / 2;
  const breakStart = BREAK_START_BEAT * BEAT;
  const breakEnd = BREAK_END_BEAT * BEAT;
  for (const side of mix) {
    const noise = whiteNoise(FRAMES, random);
    filter(noise, RATE, { pass: 'band', cutoffHz: 3500, resonance: 0.5 });
    for (let i = 0; i < FRAMES; i++) {
      const distance = Math.max(breakStart - i, i - breakEnd, 0);
      side[i] += 0.02 * Math.min(1, distance / edgeFrames) * noise[i];
    }
  }
}

function render(): Float32Array[] {
  const random = new Random('d0b7ec40d0b7ec40d0b7ec40d0b7ec40');
  const mix = stabTrack(random);
  const echoes = dubDelay(mix, RATE, { delaySeconds: (0.75 * BEAT) / RATE, feedback: 0.6, darkening: 0.35 });
  for (const [side, echo] of echoes.entries()) mixInto(mix[side], echo, 0, 0.7);
  addDrums(mix, random);
  addHeldChords(mix, random);
  addNoiseBed(mix, random);
  normalise(mix, 0.89);
  return mix;
}

export const dubTechno: DemoTrack = {
  fileName: 'Masters/Low Tide.wav',
  sampleRateHz: RATE,
  bitDepth: 24,
  container: 'wav',
  truth: { key: 'Am', bpm: BPM, kind: 'dub-techno' },
  render,
};
