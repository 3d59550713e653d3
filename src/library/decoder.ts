/**
 * What every decoder offers to `track-audio.ts`. Knows nothing of any format.
 */
import type { AudioResult } from './audio.ts';

/** No block handed out is longer than this. */
export const MAX_BLOCK_FRAMES = 65_536;

/** Planes of the source's own channels, valid only during the call. */
export type BlockSink = (planes: readonly Float32Array[], frames: number) => void;

export interface Decoded {
  readonly frames: number;
  readonly warnings: readonly string[];
}

export interface Decoder {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly channelMask: number;
  /** Decodes from the start to the end. May be called again. */
  decode(onBlock: BlockSink): Promise<AudioResult<Decoded>>;
}

/** Hands `frames` frames on in blocks of no more than `MAX_BLOCK_FRAMES`. */
export function emitInBlocks(planes: readonly Float32Array[], frames: number, onBlock: BlockSink): void {
  for (let start = 0; start < frames; start += MAX_BLOCK_FRAMES) {
    const end = Math.min(frames, start + MAX_BLOCK_FRAMES);
    const whole = start === 0 && end === planes[0].length;
    onBlock(whole ? planes : planes.map((plane) => plane.subarray(start, end)), end - start);
  }
}
