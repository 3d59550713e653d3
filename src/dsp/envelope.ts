/** Amplitude shapes: fades, swells and tremolo. Knows nothing of what they are applied to. */
import { cos, dbToGain } from './elementary.ts';
import { changeBlocks } from './kernel/blocks.ts';
import { kernels } from './kernel/machine.ts';

/** Frames between which the gain of a tremolo is reckoned. */
const TREMOLO_FRAMES = 64;

/** From 0 at `position` 0 to 1 at 1, level at both ends, point-symmetric about the middle: 3p² − 2p³. Clamped outside 0 to 1. */
export const smoothStep = (position: number): number => {
  if (position <= 0) return 0;
  return position >= 1 ? 1 : position * position * (3 - 2 * position);
};

/** Fades the first `fadeFrames` of `signal` in from silence, in place. Fades longer than the signal are cut to it. */
export function fadeIn(signal: Float32Array, fadeFrames: number): void {
  const frames = Math.min(fadeFrames, signal.length);
  for (let i = 0; i < frames; i++) signal[i] *= smoothStep(i / frames);
}

/** Fades the last `fadeFrames` of `signal` out to an exact 0 on the last frame, in place. */
export function fadeOut(signal: Float32Array, fadeFrames: number): void {
  const frames = Math.min(fadeFrames, signal.length);
  for (let i = 0; i < frames; i++) signal[signal.length - 1 - i] *= smoothStep(i / frames);
}

/** Lets `signal` die away exponentially, in place: by `decibels` (0 or more) over its length, evenly in dB. */
export function fadeDecibels(signal: Float32Array, decibels: number): void {
  const step = dbToGain(-decibels / Math.max(1, signal.length));
  let gain = 1;
  for (let i = 0; i < signal.length; i++) {
    signal[i] *= gain;
    gain *= step;
  }
}

/**
 * Lets `signal` swell, in place: a smooth step up to 1 at `attackRatio` (0 to 1) of the length, another down to 0 at the last frame. Starts and
 * ends on an exact 0 with no slope. Within 1e-6 of the formula (`test/dsp/kernel/gains.test.ts`).
 */
export function swell(signal: Float32Array, attackRatio: number): void {
  const last = signal.length - 1;
  const peak = Math.max(1, Math.min(last - 1, Math.round(last * attackRatio)));
  changeBlocks(signal, signal, (pointer, count, first) => {
    kernels.swelled(pointer, count, first, last, 1 / peak, 1 / Math.max(1, last - peak));
  });
}

/** A tremolo that closes over its loop. */
export interface Tremolo {
  /** In the loop; a whole number. */
  readonly cycles: number;
  /** 0 to 1. */
  readonly depth: number;
  /** Where it begins, in cycles. */
  readonly phase: number;
}

/**
 * Lets the loop that is the whole of `signal` tremble, in place: sample n of N times 1 − depth · (0.5 − 0.5·cos(2π · (cycles · n ÷ N + phase))), reckoned
 * every 64 samples and linear between them: within 0.003 of it up to 20 Hz at 44.1 kHz (`test/dsp/envelope.test.ts`). RangeError where the cycles are
 * not whole.
 */
export function tremble(signal: Float32Array, { cycles, depth, phase }: Tremolo): void {
  if (!Number.isInteger(cycles)) throw new RangeError(`a tremolo closes over whole cycles, got ${cycles}`);
  const gainAt = (n: number): number =>
    1 - depth * (0.5 - 0.5 * cos(2 * Math.PI * ((cycles * n) / signal.length + phase)));
  let gain = gainAt(0);
  changeBlocks(signal, signal, (pointer, count, first) => {
    for (let start = 0; start < count; start += TREMOLO_FRAMES) {
      const next = gainAt(first + start + TREMOLO_FRAMES);
      const frames = Math.min(TREMOLO_FRAMES, count - start);
      kernels.ramped(pointer + 4 * start, frames, gain, (next - gain) / TREMOLO_FRAMES);
      gain = next;
    }
  });
}
