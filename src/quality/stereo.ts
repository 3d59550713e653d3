/** Whether two channels hold more than one signal. Knows nothing of panning or decorrelation methods. */
import { powerToDb } from '../dsp/elementary.ts';
import type { PairSums } from '../dsp/plane-levels.ts';

export interface StereoFigures {
  /** Σ l·r ÷ √(Σ l² · Σ r²), −1 to 1; null for mono or when a side is silent. */
  readonly correlation: number | null;
  /** Power of what one side cannot be predicted from the other, 10·log10(1 − correlation²) dB, floored at −120; null likewise. */
  readonly decorrelationDb: number | null;
}

const FLOOR_DB = -120;

/** The figures that `sums` tell. Dual mono, and one signal panned, give a decorrelation near −120 dB. */
export function stereoFigures({ channelCount, leftSquares, rightSquares, products }: PairSums): StereoFigures {
  if (channelCount === 1 || leftSquares === 0 || rightSquares === 0)
    return { correlation: null, decorrelationDb: null };
  const correlation = Math.max(-1, Math.min(1, products / Math.sqrt(leftSquares * rightSquares)));
  const unexplained = Math.max(0, 1 - correlation * correlation);
  return { correlation, decorrelationDb: Math.max(FLOOR_DB, powerToDb(unexplained)) };
}
