/** Where a loop of a given length fits a signal best. Knows nothing of bars or of what is good enough. */
import { highestPeaks, type LoopCandidate } from './loop-point.ts';

/**
 * Up to `count` loops of exactly `loopFrames` frames, by how alike the `fadeFrames` frames after either point are, best first, at least
 * an eighth of a fade apart: r(s) = Σ x[s+n]·x[s+n+L] ÷ √(Σ x[s+n]²·Σ x[s+n+L]²), n below `fadeFrames`, for every start s.
 * Empty when the signal has no `loopFrames` + `fadeFrames` frames or the fade is none. Silence gives correlation 0.
 * Accuracy: the one place where a signal repeats is found to the frame (`test/dsp/fixed-loop.test.ts`).
 */
export function loopStarts(
  signal: Float32Array,
  loopFrames: number,
  fadeFrames: number,
  count: number,
): LoopCandidate[] {
  const starts = signal.length - loopFrames - fadeFrames + 1;
  if (starts < 1 || fadeFrames < 1 || loopFrames < 1) return [];
  const correlation = repeatCorrelation(signal, loopFrames, fadeFrames, starts);
  return highestPeaks(correlation, count, Math.ceil(fadeFrames / 8)).map((startFrame) => ({
    startFrame,
    endFrame: startFrame + loopFrames,
    correlation: correlation[startFrame],
  }));
}

function repeatCorrelation(signal: Float32Array, lag: number, frames: number, starts: number): Float32Array {
  const correlation = new Float32Array(starts);
  let product = 0;
  let first = 0;
  let second = 0;
  for (let n = 0; n < starts + frames - 1; n++) {
    const a = signal[n];
    const b = signal[n + lag];
    product += a * b;
    first += a * a;
    second += b * b;
    const start = n - frames + 1;
    if (start < 0) continue;
    const energy = first * second;
    correlation[start] = energy > 1e-20 ? product / Math.sqrt(energy) : 0;
    product -= signal[start] * signal[start + lag];
    first -= signal[start] * signal[start];
    second -= signal[start + lag] * signal[start + lag];
  }
  return correlation;
}
