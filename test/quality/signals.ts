/** Made audio with known flaws, or none, for the tests of the judge. Knows nothing of the thresholds. */
import { sin } from '../../src/dsp/elementary.ts';
import { Random } from '../../src/dsp/random.ts';
import { hann } from '../../src/dsp/window.ts';

export const RATE = 44100;
export const seeded = (seed: number): Random => new Random((seed + 1).toString(16).padStart(8, '0').repeat(4));

/** A sum of sines at `frequenciesHz`, each of amplitude `gain`. */
export function tones(seconds: number, frequenciesHz: readonly number[], gain: number): Float32Array {
  const out = new Float32Array(Math.round(seconds * RATE));
  for (const [index, hz] of frequenciesHz.entries()) {
    for (let i = 0; i < out.length; i++) out[i] += gain * sin(((2 * Math.PI * hz) / RATE) * i + index);
  }
  return out;
}

/** Noise that has no seam: smoothed round the ends. `smoothing` is the reach of a moving mean in samples. */
export function loopNoise(seconds: number, seed: number, gain: number, smoothing = 0): Float32Array {
  const random = seeded(seed);
  const white = Float32Array.from({ length: Math.round(seconds * RATE) }, () => random.normal());
  const width = 2 * smoothing + 1;
  let sum = 0;
  for (let i = -smoothing; i <= smoothing; i++) sum += white.at(i) ?? 0;
  return white.map((_, i) => {
    const mean = sum / width;
    sum += white[(i + smoothing + 1) % white.length] - (white.at(i - smoothing) ?? 0);
    return gain * Math.sqrt(width) * mean;
  });
}

export interface CloudShape {
  readonly seconds: number;
  readonly grainSeconds: number;
  readonly hopSeconds: number;
  /** How far a grain may stray from its place, as a share of the hop. */
  readonly jitterRatio: number;
  /** After this long the grain list begins again. */
  readonly listSeconds: number;
}

/** A cloud of Hann grains cut at random from `source`, wrapped round its end so that it has no seam. */
export function cloud(source: Float32Array, shape: CloudShape, seed: number): Float32Array {
  const random = seeded(seed);
  const out = new Float32Array(Math.round(shape.seconds * RATE));
  const window = hann(Math.round(shape.grainSeconds * RATE));
  const hop = shape.hopSeconds * RATE;
  const listed = Math.round(shape.listSeconds / shape.hopSeconds);
  const grains = Array.from({ length: listed }, (_, i) => ({
    at: Math.round((i + random.between(-0.5, 0.5) * shape.jitterRatio) * hop),
    from: random.integer(source.length - window.length),
    gain: random.between(0.5, 1),
  }));
  for (let n = 0; n < Math.round(out.length / hop); n++) {
    const grain = grains[n % listed];
    const start = grain.at + Math.round(Math.floor(n / listed) * listed * hop);
    for (let i = 0; i < window.length; i++) {
      const place = (start + i + out.length) % out.length;
      out[place] += grain.gain * window[i] * source[grain.from + i];
    }
  }
  return out;
}

export const HONEST_CLOUD: CloudShape = {
  seconds: 8,
  grainSeconds: 0.08,
  hopSeconds: 0.024,
  jitterRatio: 0.8,
  listSeconds: 8,
};

/** The audio scaled so that its highest sample is `peak`. */
export function scaled(channels: readonly Float32Array[], peak: number): Float32Array[] {
  let highest = 0;
  for (const channel of channels) for (const sample of channel) highest = Math.max(highest, Math.abs(sample));
  return channels.map((channel) => channel.map((sample) => (sample * peak) / highest));
}
