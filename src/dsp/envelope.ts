/** Amplitude shapes: fades, swells and tremolo. Knows nothing of what they are applied to. */
import { cos, dbToGain, sin } from './elementary.ts';
import { changeBlocks } from './kernel/blocks.ts';
import { kernels } from './kernel/machine.ts';

/** A phasor turned step by step is set right this often: its error stays below 1e-13. */
const EXACT_EVERY_FRAMES = 256;

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

/**
 * Gains of a tremolo that closes over a loop of `frames` frames: 1 − depth · (0.5 − 0.5·cos(2π · (cycles · n ÷ frames + phase))).
 * `cycles` is a whole number, else a RangeError; `depth` 0 to 1; `phase` in cycles.
 */
export function loopTremolo(frames: number, cycles: number, depth: number, phase: number): Float32Array {
  if (!Number.isInteger(cycles)) throw new RangeError(`a tremolo closes over whole cycles, got ${cycles}`);
  const gains = new Float32Array(frames);
  const step = (2 * Math.PI * cycles) / frames;
  const turn = { cosine: cos(step), sine: sin(step) };
  for (let start = 0; start < frames; start += EXACT_EVERY_FRAMES) {
    let cosine = cos(step * start + 2 * Math.PI * phase);
    let sine = sin(step * start + 2 * Math.PI * phase);
    for (let n = start; n < Math.min(frames, start + EXACT_EVERY_FRAMES); n++) {
      gains[n] = 1 - depth * (0.5 - 0.5 * cosine);
      const turned = cosine * turn.cosine - sine * turn.sine;
      sine = sine * turn.cosine + cosine * turn.sine;
      cosine = turned;
    }
  }
  return gains;
}
