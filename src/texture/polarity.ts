/** Stereo whose sides are opposed, or are one signal at two levels: made playable. Knows nothing of where it comes from. */
import { monoSum } from '../dsp/mono.ts';
import { type PairSums, pairSums } from '../dsp/plane-levels.ts';
import { stereoFigures } from '../quality/stereo.ts';
import type { Channels } from './texture.ts';

/** Sides this opposed lose half their power and more when a device sums them to mono. */
const OPPOSED_CORRELATION = -0.5;
/** What one side has that the other does not: below this nobody hears it, and two planes are one signal. */
const ONE_SIGNAL_DB = -40;

/**
 * `channels`, whose sums are `sums`, with the right side turned round where the sides are opposed, else `channels` themselves. New planes where something is
 * turned.
 */
export function inPhase(channels: Channels, sums: PairSums = pairSums(channels)): Channels {
  const [left, right] = channels;
  if (right === undefined || !((stereoFigures(sums).correlation ?? 0) < OPPOSED_CORRELATION)) return channels;
  return [left, right.map((sample) => -sample)];
}

/** `channels` in phase, or one plane where both are one signal, as `sums` tell (which side was turned round makes no difference to that). */
export function withoutDualMono(channels: Channels, sums: PairSums = pairSums(channels)): Channels {
  if (channels.length === 1) return channels;
  const { decorrelationDb } = stereoFigures(sums);
  return decorrelationDb !== null && decorrelationDb < ONE_SIGNAL_DB ? [monoSum(channels)] : channels;
}
