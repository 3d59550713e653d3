/**
 * Chords of detuned voices: short stabs and long pads. Knows nothing of tempo or arrangement.
 */
import { pow } from '../src/dsp/elementary.ts';
import type { Random } from '../src/dsp/random.ts';
import { decay, fadeEnds, filter } from './filter.ts';
import { addTone, sawPartials, wavetable } from './oscillators.ts';

/** Notes as MIDI numbers (69 is A4, 440 Hz). */
export type Chord = readonly number[];

export const A_MINOR: Chord = [57, 60, 64, 67];
export const F_MAJOR: Chord = [53, 57, 60, 64];
export const D_MINOR: Chord = [50, 57, 60, 65];
export const E_MINOR: Chord = [52, 59, 64, 67];

const VOICE = wavetable(sawPartials(10, 0.85));
const DETUNE_CENTS = [-7, 5];

const noteHz = (note: number, cents: number): number => 440 * pow(2, (note - 69 + cents / 100) / 12);

/** Left and right of `chord` held for `seconds`: the same notes, each side with detuning and phases of its own. */
function voices(chord: Chord, seconds: number, sampleRateHz: number, random: Random): Float32Array[] {
  return [0, 1].map(() => {
    const side = new Float32Array(Math.round(seconds * sampleRateHz));
    for (const note of chord) {
      for (const cents of DETUNE_CENTS) {
        const frequencyHz = noteHz(note, cents + random.between(-2, 2));
        addTone(side, sampleRateHz, { table: VOICE, frequencyHz, gain: 0.1, phase: random.uniform() });
      }
    }
    return side;
  });
}

/** A short, dark, decaying chord, as dub techno feeds to its delay. */
export function stab(chord: Chord, sampleRateHz: number, random: Random): Float32Array[] {
  const sides = voices(chord, 0.6, sampleRateHz, random);
  for (const side of sides) {
    filter(side, sampleRateHz, { pass: 'low', cutoffHz: 1400, resonance: 1.2 });
    filter(side, sampleRateHz, { pass: 'high', cutoffHz: 150, resonance: 0.7 });
    decay(side, sampleRateHz, 0.003, 0.12);
    fadeEnds(side, 0, Math.round(0.05 * sampleRateHz));
  }
  return sides;
}

/** A chord held for `seconds` between soft fades of `fadeSeconds`. */
export function heldChord(
  chord: Chord,
  seconds: number,
  fadeSeconds: number,
  sampleRateHz: number,
  random: Random,
): Float32Array[] {
  const sides = voices(chord, seconds, sampleRateHz, random);
  const fadeFrames = Math.round(fadeSeconds * sampleRateHz);
  for (const side of sides) {
    filter(side, sampleRateHz, { pass: 'low', cutoffHz: 1100, resonance: 0.7 });
    fadeEnds(side, fadeFrames, fadeFrames);
  }
  return sides;
}
