/**
 * What every decoder offers to `track-audio.ts`. Knows nothing of any format.
 */
import type { AudioResult } from './audio.ts';
import type { EntryPoints } from './entry-points.ts';
import type { FrameRange } from './range-collector.ts';

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
  /** Sample frames of the whole, where they are known without a whole pass. */
  readonly frames: number | null;
  /** Known after a whole pass, or from an earlier one; null where there is no need of them, or none to be had. */
  readonly entryPoints: EntryPoints | null;
  /** Whether `decodeRange` may be asked. */
  readonly readsAnywhere: boolean;
  /** Decodes from the start to the end. May be called again. */
  decode(onBlock: BlockSink): Promise<AudioResult<Decoded>>;
  /**
   * Hands out the sample frames of `range`, as far as there are any, without decoding much else. False when what was handed out may not be
   * what a whole pass gives; from then on the decoder does not read anywhere.
   */
  decodeRange(range: FrameRange, onBlock: BlockSink): Promise<boolean>;
  close(): void;
}

/** Hands `frames` frames on in blocks of no more than `MAX_BLOCK_FRAMES`. */
export function emitInBlocks(planes: readonly Float32Array[], frames: number, onBlock: BlockSink): void {
  for (let start = 0; start < frames; start += MAX_BLOCK_FRAMES) {
    const end = Math.min(frames, start + MAX_BLOCK_FRAMES);
    const whole = start === 0 && end === planes[0].length;
    onBlock(whole ? planes : planes.map((plane) => plane.subarray(start, end)), end - start);
  }
}
