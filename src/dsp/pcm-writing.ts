/** Samples as the bytes that files hold: planes interleaved, rounded to whole steps. Knows nothing of headers. */
import { kernels } from './kernel/machine.ts';
import { Bytes, Floats } from './kernel/memory.ts';

export type BitDepth = 16 | 24 | 32;

/** Sample frames that are written at a time: a multiple of 4, as kernels go on to the next. */
const BLOCK_FRAMES = 4096;
const planes = [new Floats(BLOCK_FRAMES), new Floats(BLOCK_FRAMES)] as const;
const interleaved = new Floats(2 * BLOCK_FRAMES);
/** The kernel for 24 bits writes 4 bytes more. */
const integers = new Bytes(2 * BLOCK_FRAMES * 3 + 4);

/** The bytes of the first `count` of the floats at `pointer`. To be read before the next block. */
function bytesOf(samples: Floats, count: number, bitDepth: BitDepth): Uint8Array {
  if (bitDepth === 32) return new Uint8Array(samples.view.buffer, samples.pointer, 4 * count);
  const convert = bitDepth === 16 ? kernels.bytesOf16 : kernels.bytesOf24;
  convert(samples.pointer, count, integers.pointer);
  return integers.view.subarray(0, (count * bitDepth) / 8);
}

/**
 * Writes one or two planes of equal length from byte `at` of `bytes` on, sample frame by sample frame, little-endian. 16 and 24 bits: the nearest step of
 * x · 2^(bits−1), halfway the even one, clamped to the range of the integer, NaN as 0. 32 bits: the float32 itself. Dither (`dither.ts`) comes
 * before. Exact (`test/dsp/pcm-writing.test.ts`).
 */
export function writePcm(bytes: Uint8Array, at: number, channels: readonly Float32Array[], bitDepth: BitDepth): void {
  const { length } = channels[0];
  for (let start = 0; start < length; start += BLOCK_FRAMES) {
    const frames = Math.min(BLOCK_FRAMES, length - start);
    for (let c = 0; c < channels.length; c++) planes[c].view.set(channels[c].subarray(start, start + frames));
    if (channels.length === 2) kernels.interleave(planes[0].pointer, planes[1].pointer, frames, interleaved.pointer);
    const samples = channels.length === 2 ? interleaved : planes[0];
    const block = bytesOf(samples, frames * channels.length, bitDepth);
    bytes.set(block, at);
    at += block.length;
  }
}
