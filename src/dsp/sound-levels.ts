/** All levels of a sound, taken once; what a gain makes of them is known without listening again. Knows nothing of targets. */
import { loudestMeanSquare } from './loudest-window.ts';
import { LoudnessMeter, loopLoudness } from './loudness.ts';
import { samplePeak, truePeak } from './peak.ts';
import { louderSums, type PairSums, pairSums } from './plane-levels.ts';

export interface SoundLevels {
  readonly sums: PairSums;
  readonly samplePeak: number;
  /** As an amplitude; across the seam of a loop. */
  readonly truePeak: number;
  /** Over all channels, of the loudest 50 ms. */
  readonly loudestMeanSquare: number;
  /** K-weighted mean squares of each 100 ms, for `gatedLufs`: of the sound heard once. */
  readonly once: readonly number[];
  /** The same of a loop played on and on; of a one-shot, as `once`. */
  readonly playing: readonly number[];
}

const SHORT_WINDOW_SECONDS = 0.05;

function loudnessOf(channels: readonly Float32Array[], sampleRateHz: number, loop: boolean) {
  if (loop) return loopLoudness(channels, sampleRateHz);
  const meter = new LoudnessMeter(sampleRateHz, channels.length);
  meter.push(channels);
  return { once: meter.meanSquares, playing: meter.meanSquares };
}

/** The levels of one or two planes of equal length, not empty, of finite samples; `loop`: they are played round. */
export function soundLevels(channels: readonly Float32Array[], sampleRateHz: number, loop: boolean): SoundLevels {
  const known = samplePeak(channels);
  return {
    sums: pairSums(channels),
    samplePeak: known,
    truePeak: truePeak(channels, sampleRateHz, { loop, known }),
    loudestMeanSquare: loudestMeanSquare(channels, sampleRateHz, SHORT_WINDOW_SECONDS),
    ...loudnessOf(channels, sampleRateHz, loop),
  };
}

/** The levels of the same sound amplified by `gain`: equal to those measured on it within its rounding (`test/dsp/sound-levels.test.ts`). */
export function amplified(levels: SoundLevels, gain: number): SoundLevels {
  const power = gain * gain;
  return {
    sums: louderSums(levels.sums, gain),
    samplePeak: levels.samplePeak * gain,
    truePeak: levels.truePeak * gain,
    loudestMeanSquare: levels.loudestMeanSquare * power,
    once: levels.once.map((meanSquare) => meanSquare * power),
    playing: levels.playing.map((meanSquare) => meanSquare * power),
  };
}
