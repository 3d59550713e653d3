/** Stereo sources as one plane, in the way the profile asks for. Knows nothing of textures or of what comes after. */
import { powerToDb } from '../dsp/elementary.ts';
import { monoSum } from '../dsp/mono.ts';
import { meanSquareOf, pairSums } from '../dsp/plane-levels.ts';
import type { OutputSection } from '../pipeline/profile.ts';
import { inPhase } from './polarity.ts';
import type { Channels } from './texture.ts';

export type FoldDown = OutputSection['fold_down'];

export interface FoldedSource {
  readonly segments: readonly Channels[];
  /** Mean power of the two sides over that of what is left, in dB: 0 for one signal on both, 3 for unlike ones, at most 120. 0 for silence. */
  readonly lossDb: number;
}

const MOST_LOSS_DB = 120;

/**
 * Each of `segments` (one or two planes) as one plane: `left` L, `right` R, `mid` (L + R) ÷ 2 as a mixer's mono button, `sum` the same with R
 * turned round first where the sides are opposed. None is louder than the louder side. Mono segments are left alone.
 */
export function foldedDown(segments: readonly Channels[], how: FoldDown): FoldedSource {
  const folded = segments.map((planes) => [foldedPlane(planes, how)]);
  const before = powerOf(segments);
  const after = powerOf(folded);
  const lossDb = before > 0 ? Math.min(MOST_LOSS_DB, powerToDb(before / (after + before * 1e-12))) : 0;
  return { segments: folded, lossDb };
}

function foldedPlane(planes: Channels, how: FoldDown): Float32Array {
  if (how === 'sum') return monoSum(inPhase(planes));
  if (how === 'mid') return monoSum(planes);
  return how === 'right' ? planes[planes.length - 1] : planes[0];
}

/** Energy over all segments, as the mean of their planes. */
const powerOf = (segments: readonly Channels[]): number =>
  segments.reduce((sum, planes) => sum + meanSquareOf(pairSums(planes)) * planes[0].length, 0);
