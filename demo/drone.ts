/**
 * Fifty seconds of drone in D minor: pairs of tones that beat slowly against each other, over faint noise.
 * Knows nothing of files.
 */
import { Random } from '../src/dsp/random.ts';

import { fadeEnds, filter, mixInto, normalise } from './filter.ts';
import { addTone, sawPartials, wavetable, whiteNoise } from './oscillators.ts';
import type { DemoTrack } from './track.ts';

const RATE = 48000;
const FRAMES = 50 * RATE;

/** D2, A2, D3, F3, A3 in equal temperament, each with its level and how fast its pair beats. */
const NOTES = [
  { frequencyHz: 73.416, gain: 0.3, beatHz: 0.11 },
  { frequencyHz: 110, gain: 0.22, beatHz: 0.17 },
  { frequencyHz: 146.832, gain: 0.2, beatHz: 0.23 },
  { frequencyHz: 174.614, gain: 0.14, beatHz: 0.13 },
  { frequencyHz: 220, gain: 0.1, beatHz: 0.29 },
];

function render(): Float32Array[] {
  const random = new Random('d20e0000d20e0000d20e0000d20e0000');
  const table = wavetable(sawPartials(7, 0.7));
  const sides = [0, 1].map(() => {
    const side = new Float32Array(FRAMES);
    for (const { frequencyHz, gain, beatHz } of NOTES) {
      for (const offsetHz of [-beatHz / 2, beatHz / 2]) {
        const weight = offsetHz < 0 ? gain : 0.6 * gain;
        addTone(side, RATE, { table, frequencyHz: frequencyHz + offsetHz, gain: weight, phase: random.uniform() });
      }
    }
    const noise = whiteNoise(FRAMES, random);
    filter(noise, RATE, { pass: 'low', cutoffHz: 6000, resonance: 0.7 });
    mixInto(side, noise, 0, 0.004);
    fadeEnds(side, 3 * RATE, 4 * RATE);
    return side;
  });
  normalise(sides, 0.7);
  return sides;
}

export const drone: DemoTrack = {
  fileName: 'Masters/Long Exposure.aiff',
  sampleRateHz: RATE,
  bitDepth: 16,
  container: 'aiff',
  truth: { key: 'Dm', kind: 'drone' },
  render,
};
