/** What a transposition makes of frequencies. Knows nothing of how it is done. */
import { pow } from './elementary.ts';
import { fractionNear } from './fraction.ts';

/** 0.05 cents: less than a hundredth of what anybody hears. */
const TOLERANCE = 3e-5;
/** As many phases as `resample.ts` takes exactly. */
const LARGEST_PART = 640;

/**
 * The factor that `semitones` (12 to the octave) multiply frequencies by: 2^(semitones ÷ 12), or a fraction of small numbers within 0.05 cents of it
 * where there is one, as `resampleBy` takes half the time for it (`test/dsp/transposition.test.ts`).
 */
export function transpositionRatio(semitones: number): number {
  const ratio = pow(2, semitones / 12);
  const fraction = fractionNear(ratio, TOLERANCE, LARGEST_PART);
  return fraction ? fraction.numerator / fraction.denominator : ratio;
}
