/** Whether two channels hold more than one signal. Knows nothing of panning or decorrelation methods. */
import { powerToDb } from '../dsp/elementary.ts';
import type { Channels } from '../texture/texture.ts';

export interface StereoFigures {
  /** Σ l·r ÷ √(Σ l² · Σ r²), −1 to 1; null for mono or when a side is silent. */
  readonly correlation: number | null;
  /** Power of what one side cannot be predicted from the other, 10·log10(1 − correlation²) dB, floored at −120; null likewise. */
  readonly decorrelationDb: number | null;
}

const FLOOR_DB = -120;

/** The figures of the first two of `channels`. Dual mono, and one signal panned, give a decorrelation near −120 dB. */
export function stereoFigures(channels: Channels): StereoFigures {
  const [left, right] = channels;
  let product = 0;
  let leftEnergy = 0;
  let rightEnergy = 0;
  for (let i = 0; i < (right?.length ?? 0); i++) {
    product += left[i] * right[i];
    leftEnergy += left[i] * left[i];
    rightEnergy += right[i] * right[i];
  }
  if (leftEnergy === 0 || rightEnergy === 0) return { correlation: null, decorrelationDb: null };
  const correlation = Math.max(-1, Math.min(1, product / Math.sqrt(leftEnergy * rightEnergy)));
  const unexplained = Math.max(0, 1 - correlation * correlation);
  return { correlation, decorrelationDb: Math.max(FLOOR_DB, powerToDb(unexplained)) };
}
