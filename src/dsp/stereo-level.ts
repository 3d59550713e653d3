/** Width of a stereo pair, and how evenly loud a signal is. Knows nothing of targets. */
import { powerToDb } from './elementary.ts';
import { windowEnergies } from './plane-levels.ts';

/**
 * The planes with their side signal scaled by `widthRatio` (0 mono, 1 unchanged, 2 twice as wide): L' = m + w·s, R' = m − w·s. Mono and
 * ratio 1 give the planes themselves.
 */
export function withWidth(channels: readonly Float32Array[], widthRatio: number): readonly Float32Array[] {
  if (channels.length !== 2 || widthRatio === 1) return channels;
  const [left, right] = channels.map((plane) => new Float32Array(plane.length));
  for (let n = 0; n < left.length; n++) {
    const mid = (channels[0][n] + channels[1][n]) / 2;
    const side = ((channels[0][n] - channels[1][n]) / 2) * widthRatio;
    left[n] = mid + side;
    right[n] = mid - side;
  }
  return [left, right];
}

const BLOCK_SECONDS = 0.1;
const FLOOR_POWER = 1e-12;

/** Standard deviation in dB of the levels of the 100 ms blocks of `signal`: how much it pumps. 0 for fewer than two blocks. */
export function levelSpreadDb(signal: Float32Array, sampleRateHz: number): number {
  const block = Math.max(1, Math.round(BLOCK_SECONDS * sampleRateHz));
  const count = Math.floor(signal.length / block);
  let sum = 0;
  let squares = 0;
  for (const energy of windowEnergies(signal, block, count)) {
    const db = powerToDb(energy / block + FLOOR_POWER);
    sum += db;
    squares += db * db;
  }
  return count > 1 ? Math.sqrt(Math.max(0, squares / count - (sum / count) * (sum / count))) : 0;
}
