/** Draws a swell's source out to its pitch and length, by the stretch that suits it. Knows nothing of filters and envelopes. */
import { droneStretched } from '../dsp/drone-stretch.ts';
import type { Random } from '../dsp/random.ts';
import { resampleBy } from '../dsp/resample.ts';
import { stretched } from '../dsp/time-stretch.ts';
import { transpositionRatio } from '../dsp/transposition.ts';
import type { SwellsSection } from '../pipeline/profile.ts';
import type { Channels } from './texture.ts';

export interface Stretch {
  readonly frames: number;
  readonly pitchSemitones: number;
  readonly method: SwellsSection['stretch_method'];
  /** Whether the source changes so little that nothing is lost with its phases. */
  readonly isSteady: boolean;
  /** Hits that are to keep their shape, in source frames. */
  readonly onsetFrames: readonly number[];
}

/** Ratios that the phase vocoder does. */
export const LOCKED_RATIOS = { least: 0.25, most: 32 } as const;
/** From about six times on, locked phases ring; a steady sound is smoother without. */
const SCATTERED_FROM_RATIO = 5.5;

function scatters({ method, isSteady }: Stretch, ratio: number): boolean {
  if (method !== 'auto') return method === 'scattered';
  return ratio > LOCKED_RATIOS.most || (isSteady && ratio >= SCATTERED_FROM_RATIO);
}

/**
 * `source` at its new pitch and of exactly `frames` frames; the ratio alone when it is outside of what the method does. Transposing the short source
 * first and stretching it by what is then missing gives the same sound as stretching first, for a fraction of the work; shortening is
 * band-limited in `resampleBy`.
 */
export function drawnOut(source: Channels, sampleRateHz: number, stretch: Stretch, random: Random) {
  const pitchRatio = transpositionRatio(stretch.pitchSemitones);
  const transposed = pitchRatio === 1 ? source : source.map((plane) => resampleBy(plane, 1 / pitchRatio));
  const ratio = stretch.frames / Math.max(1, transposed[0].length);
  const scattered = scatters(stretch, ratio);
  if (scattered) return { channels: droneStretched(transposed, sampleRateHz, ratio, random), ratio, scattered };
  if (ratio < LOCKED_RATIOS.least || ratio > LOCKED_RATIOS.most) return { channels: null, ratio, scattered };
  const onsetFrames = stretch.onsetFrames.map((frame) => frame / pitchRatio);
  return { channels: stretched(transposed, sampleRateHz, ratio, onsetFrames), ratio, scattered };
}
