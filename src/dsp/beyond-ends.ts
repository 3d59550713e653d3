/** Signals read from beyond their ends: loops go round, one-shots are silent there. Knows nothing of what they sound like. */
import { newPlane } from './planes.ts';

/** Fills `to` with the frames of the loop `plane` (not empty) from `start` on, which may be any whole number. */
export function copyCircular(plane: Float32Array, start: number, to: Float32Array): void {
  const { length } = plane;
  let from = ((start % length) + length) % length;
  for (let at = 0; at < to.length; ) {
    const frames = Math.min(length - from, to.length - at);
    to.set(plane.subarray(from, from + frames), at);
    at += frames;
    from = 0;
  }
}

/** Fills `to` with the samples of `signal` from `start` on, which may be any whole number, with silence before and after it. */
export function copyFromSilence(signal: Float32Array, start: number, to: Float32Array): void {
  const first = Math.max(0, start);
  const last = Math.min(signal.length, start + to.length);
  to.fill(0);
  if (first < last) to.set(signal.subarray(first, last), first - start);
}

/** `signal` turned so that frame `offset` comes first; a loop stays the same loop. `offset` 0 to length. */
export function rotated(signal: Float32Array, offset: number): Float32Array {
  const turned = newPlane(signal.length);
  if (signal.length > 0) copyCircular(signal, offset, turned);
  return turned;
}
