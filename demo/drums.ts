/**
 * One hit each of the demo's drums. A hit is made once and mixed in many times. Knows nothing of patterns.
 */
import { exp, sin } from '../src/dsp/elementary.ts';
import type { Random } from '../src/dsp/random.ts';
import { decay, filter } from './filter.ts';
import { whiteNoise } from './oscillators.ts';

/** A sine falling from about 160 to 48 Hz in 30 ms, dying away with a time constant of 110 ms. */
export function kick(sampleRateHz: number): Float32Array {
  const hit = new Float32Array(Math.round(0.5 * sampleRateHz));
  const fall = exp(-1 / (0.03 * sampleRateHz));
  let sweepHz = 112;
  let phase = 0;
  for (let i = 0; i < hit.length; i++) {
    hit[i] = sin(phase);
    phase += (2 * Math.PI * (48 + sweepHz)) / sampleRateHz;
    sweepHz *= fall;
  }
  decay(hit, sampleRateHz, 0.001, 0.11);
  return hit;
}

export interface NoiseHit {
  readonly lowHz: number;
  readonly highHz: number;
  readonly attackSeconds: number;
  readonly decaySeconds: number;
}

export const CLOSED_HAT: NoiseHit = { lowHz: 7000, highHz: 15000, attackSeconds: 0.0005, decaySeconds: 0.025 };
export const OPEN_HAT: NoiseHit = { lowHz: 6000, highHz: 14000, attackSeconds: 0.001, decaySeconds: 0.11 };
export const SHAKER: NoiseHit = { lowHz: 4000, highHz: 12000, attackSeconds: 0.018, decaySeconds: 0.03 };
export const CLAP: NoiseHit = { lowHz: 900, highHz: 5000, attackSeconds: 0.001, decaySeconds: 0.07 };
export const THUD: NoiseHit = { lowHz: 60, highHz: 260, attackSeconds: 0.002, decaySeconds: 0.06 };

/** A burst of band-limited noise; another state of `random` gives another burst of the same character. */
export function noiseHit(shape: NoiseHit, sampleRateHz: number, random: Random): Float32Array {
  const hit = whiteNoise(Math.round((shape.attackSeconds + 6 * shape.decaySeconds) * sampleRateHz), random);
  filter(hit, sampleRateHz, { pass: 'high', cutoffHz: shape.lowHz, resonance: 0.7 });
  filter(hit, sampleRateHz, { pass: 'low', cutoffHz: shape.highHz, resonance: 0.7 });
  decay(hit, sampleRateHz, shape.attackSeconds, shape.decaySeconds);
  return hit;
}
