/**
 * The gate of integrated loudness: which of a programme's moments count. Knows nothing of filters or of audio.
 *
 * Source: Recommendation ITU-R BS.1770-4 (2015), annex 1.
 */
import { dbToGain, powerToDb } from './elementary.ts';

/** A gating block is 400 ms, and starts every 100 ms (overlap 75 %). */
const SUBBLOCKS_PER_BLOCK = 4;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;
/** L_K = −0.691 + 10·log10 Σ mean square: the constant takes back the weighting's gain at 997 Hz. */
const OFFSET_LU = -0.691;

const powerRatio = (db: number): number => dbToGain(db) * dbToGain(db);
const powerOf = (lufs: number): number => powerRatio(lufs - OFFSET_LU);

function blockPowers(subblocks: readonly number[]): Float64Array {
  const powers = new Float64Array(Math.max(0, subblocks.length - SUBBLOCKS_PER_BLOCK + 1));
  for (let i = 0; i < powers.length; i++) {
    powers[i] = (subblocks[i] + subblocks[i + 1] + subblocks[i + 2] + subblocks[i + 3]) / SUBBLOCKS_PER_BLOCK;
  }
  return powers;
}

/** Mean of the blocks strictly above the gate; 0 when there are none. */
function meanAbove(powers: Float64Array, gate: number): number {
  let sum = 0;
  let count = 0;
  for (const power of powers) {
    if (power <= gate) continue;
    sum += power;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/**
 * Integrated loudness in LUFS of K-weighted audio, amplified by `gain`, from its mean squares over successive 100 ms (all channels summed). −Infinity where
 * nothing is above the absolute gate, and for less than 400 ms.
 */
export function gatedLufs(meanSquares: readonly number[], gain = 1): number {
  const blocks = blockPowers(meanSquares).map((power) => power * gain * gain);
  const absolute = meanAbove(blocks, powerOf(ABSOLUTE_GATE_LUFS));
  if (absolute === 0) return -Infinity;
  const relative = meanAbove(blocks, Math.max(powerOf(ABSOLUTE_GATE_LUFS), absolute * powerRatio(RELATIVE_GATE_LU)));
  return OFFSET_LU + powerToDb(relative);
}
