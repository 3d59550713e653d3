/** Turns a rendered demo track into the bytes of its file. Knows nothing of the disk. */
import { encodeWav } from '../src/texture/wav.ts';
import { encodeAiff16 } from './aiff.ts';
import type { DemoTrack } from './track.ts';

/** Renders `track` and encodes it as its container says: about half a second of work, the same bytes at each call. */
export function encodeTrack(track: DemoTrack): Uint8Array {
  const channels = track.render();
  if (track.container === 'aiff') return encodeAiff16(channels, track.sampleRateHz);
  const { sampleRateHz, bitDepth } = track;
  return encodeWav({ channels, sampleRateHz, bitDepth, loop: null, rootNote: null });
}
