/**
 * Makes a steady sound very much longer: its spectrum stays and moves on slowly, its phases are left to chance, so that no window, beat
 * or metallic ring is heard in it. Hits become washes. Knows nothing of when that is wanted.
 */
import { cos, sin } from './elementary.ts';
import { realFft } from './fft.ts';
import { newPlane } from './planes.ts';
import type { Random } from './random.ts';
import { applyWindow, overlapAdd } from './window.ts';

/** Long windows hold close partials apart and beat slowly. */
const WINDOW_SECONDS = 0.3;
const SMALLEST_SIZE = 256;
/** Directions that a phase may take. */
const DIRECTIONS = 4096;

const directionCosines = Float64Array.from({ length: DIRECTIONS }, (_, i) => cos((2 * Math.PI * i) / DIRECTIONS));
const directionSines = Float64Array.from({ length: DIRECTIONS }, (_, i) => sin((2 * Math.PI * i) / DIRECTIONS));

/** sin(π(n + ½) ÷ size): its squares sum to 1 at half overlap, so frames that have nothing to do with each other add up to even power. */
function sineWindow(size: number, gain: number): Float32Array {
  return Float32Array.from({ length: size }, (_, n) => gain * sin((Math.PI * (n + 0.5)) / size));
}

/** Power of two nearest above the window; less where the signal is shorter. */
function sizeFor(sampleRateHz: number, frames: number): number {
  let size = SMALLEST_SIZE;
  while (size < WINDOW_SECONDS * sampleRateHz) size *= 2;
  while (size > frames && size > SMALLEST_SIZE) size /= 2;
  return size;
}

/** Another random turn for each bin, the same for all channels. */
function drawDirections(directions: Uint16Array, random: Random): void {
  for (let k = 0; k < directions.length; k += 2) {
    const bits = random.bits();
    directions[k] = bits & (DIRECTIONS - 1);
    directions[k + 1] = bits >>> 20;
  }
}

/** Turns each bin of `spectrum` by its direction, into `turned`; without DC and Nyquist. */
function turn(spectrum: Float32Array, directions: Uint16Array, turned: Float32Array): void {
  turned[0] = 0;
  turned[1] = 0;
  for (let k = 1; k < directions.length; k++) {
    const c = directionCosines[directions[k]];
    const s = directionSines[directions[k]];
    const re = spectrum[2 * k];
    const im = spectrum[2 * k + 1];
    turned[2 * k] = re * c - im * s;
    turned[2 * k + 1] = re * s + im * c;
  }
}

/**
 * `channels` made `ratio` times as long at the same pitch, as new planes of round(length · ratio) frames: windows of about 0.37 s (a power of two
 * at or below the length), half overlapped, each with its magnitudes and with random phases from `random`. All channels are turned alike, so
 * the stereo image stays. The mean power is that of the source; at its ends the first and the last whole window are held.
 * `ratio` above 0, a RangeError else. Silence gives silence, empty gives empty.
 * Accuracy: noise and chords keep their level within 0.5 dB, and it has no pulse at the rate of the windows
 * (`test/dsp/drone-stretch.test.ts`). A lone sine beats like narrow noise: that is what scattered phases are.
 * Source: N. O. Paul, "Paul's Extreme Sound Stretch" (2006).
 */
export function droneStretched(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  ratio: number,
  random: Random,
): Float32Array[] {
  if (!(ratio > 0 && ratio < Infinity)) throw new RangeError(`a stretch ratio is above 0, got ${ratio}`);
  const sourceFrames = channels[0]?.length ?? 0;
  const frames = Math.round(sourceFrames * ratio);
  const outputs = channels.map(() => newPlane(frames));
  if (frames === 0) return outputs;
  const size = sizeFor(sampleRateHz, sourceFrames);
  const half = size / 2;
  const fft = realFft(size);
  const analysisWindow = sineWindow(size, 1);
  const synthesisWindow = sineWindow(size, Math.SQRT2 / size); // the first window halved the power; the inverse transform multiplies by its size
  const spectrum = new Float32Array(size);
  const directions = new Uint16Array(half);
  for (let at = 0; at < frames + half; at += half) {
    const start = Math.max(0, Math.min(sourceFrames - size, Math.round(at / ratio) - half));
    drawDirections(directions, random);
    for (const [c, plane] of channels.entries()) {
      applyWindow(plane, start, analysisWindow, fft.input());
      spectrum.set(fft.forwardOfInput());
      turn(spectrum, directions, fft.input());
      overlapAdd(fft.inverseOfInput(), synthesisWindow, outputs[c], at - half);
    }
  }
  return outputs;
}
