/**
 * Forty-six seconds of hats, shakers, claps and thuds, all made of noise: a beat without any tone.
 * Knows nothing of files.
 */
import { Random } from '../src/dsp/random.ts';
import { CLAP, CLOSED_HAT, type NoiseHit, noiseHit, OPEN_HAT, SHAKER, THUD } from './drums.ts';
import { mixInto, normalise } from './filter.ts';
import type { DemoTrack } from './track.ts';

const RATE = 44100;
const BPM = 92;
const BEAT = (60 / BPM) * RATE;
const BEATS = 70;
const FRAMES = Math.round(BEATS * BEAT);

/** A drum of the pattern: which sixteenths of a bar it plays, how loud, how far left (0) or right (1). */
interface Part {
  readonly shape: NoiseHit;
  readonly sixteenths: readonly number[];
  readonly gain: number;
  readonly position: number;
}

const PARTS: readonly Part[] = [
  { shape: THUD, sixteenths: [0, 4, 8, 12], gain: 1.6, position: 0.5 },
  { shape: CLAP, sixteenths: [4, 12], gain: 0.5, position: 0.5 },
  { shape: SHAKER, sixteenths: [0, 2, 3, 4, 6, 8, 10, 11, 12, 14], gain: 0.22, position: 0.75 },
  { shape: CLOSED_HAT, sixteenths: [1, 5, 7, 9, 13, 15], gain: 0.2, position: 0.35 },
  { shape: OPEN_HAT, sixteenths: [2, 10], gain: 0.3, position: 0.4 },
];

/** Adds one part over the whole length, panned with equal power; each hit is one of six bursts. */
function addPart(mix: readonly Float32Array[], part: Part, random: Random): void {
  const bursts = Array.from({ length: 6 }, () => noiseHit(part.shape, RATE, random));
  const sideGains = [Math.sqrt(1 - part.position), Math.sqrt(part.position)];
  for (let sixteenth = 0; sixteenth < 4 * BEATS; sixteenth++) {
    if (!part.sixteenths.includes(sixteenth % 16)) continue;
    const burst = random.pick(bursts);
    const gain = part.gain * random.between(0.75, 1);
    const start = Math.round((sixteenth * BEAT) / 4);
    for (const [side, channel] of mix.entries()) mixInto(channel, burst, start, gain * sideGains[side]);
  }
}

function render(): Float32Array[] {
  const random = new Random('9e2c05519e2c05519e2c05519e2c0551');
  const mix = [new Float32Array(FRAMES), new Float32Array(FRAMES)];
  for (const part of PARTS) addPart(mix, part, random);
  normalise(mix, 0.92);
  return mix;
}

export const percussion: DemoTrack = {
  fileName: 'Field recordings/Gravel and Tin.wav',
  sampleRateHz: RATE,
  bitDepth: 16,
  container: 'wav',
  truth: { bpm: BPM, kind: 'percussion' },
  render,
};
