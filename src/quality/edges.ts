/** Whether a one-shot starts and ends at silence. Knows nothing of loops. */
import { gainToDb } from '../dsp/elementary.ts';
import type { Channels } from '../texture/texture.ts';

export interface EdgeFigures {
  /** The larger of the first and last sample over all channels, dB relative to the sample peak, floored at −120. */
  readonly edgeStepDb: number;
  /** The largest sample of the first and last 0.1 ms, likewise: a missing fade that happens to begin near 0 shows here. */
  readonly edgeLevelDb: number;
}

const EDGE_SECONDS = 1e-4;
const FLOOR_DB = -120;

/** Largest magnitude within `frames` sample frames of either end. */
function edgePeak(channels: Channels, frames: number): number {
  let peak = 0;
  for (const channel of channels) {
    for (let i = 0; i < Math.min(frames, channel.length); i++) {
      peak = Math.max(peak, Math.abs(channel[i]), Math.abs(channel[channel.length - 1 - i]));
    }
  }
  return peak;
}

/** The figures of `channels`, whose largest sample is `peak`. Silence and empty audio give the floor. */
export function edgeFigures(channels: Channels, sampleRateHz: number, peak: number): EdgeFigures {
  const relativeDb = (edge: number): number => (peak > 0 ? Math.max(FLOOR_DB, gainToDb(edge / peak)) : FLOOR_DB);
  return {
    edgeStepDb: relativeDb(edgePeak(channels, 1)),
    edgeLevelDb: relativeDb(edgePeak(channels, Math.max(1, Math.round(EDGE_SECONDS * sampleRateHz)))),
  };
}
