/**
 * Turns stored PCM samples into Float32 planes. Pure. Knows nothing of files.
 */
import { kernels } from '../dsp/kernel/machine.ts';
import { Bytes, Floats } from '../dsp/kernel/memory.ts';
import type { SampleEncoding } from './layout.ts';

/** Frames that a kernel turns at a time; it may write up to 3 more, and read as many. */
const STAGED_FRAMES = 8192;
const stagedBytes = new Bytes((STAGED_FRAMES + 8) * 6);
const stagedPlanes = [new Floats(STAGED_FRAMES + 8), new Floats(STAGED_FRAMES + 8)] as const;

/** The value of the sample at a byte offset, full scale ±1. */
type SampleReader = (view: DataView, at: number) => number;

/**
 * De-interleaves `frames` sample frames from `bytes` into the first `frames` values of each plane. Integers are divided by
 * 2^(bits − 1), as ffmpeg does, so 8 to 24 bits are exact; 32-bit integers and 64-bit floats are rounded to float32. A float
 * that is NaN, infinite or beyond float32 becomes 0. Returns how many did.
 */
export function decodePcm(
  bytes: Uint8Array,
  encoding: SampleEncoding,
  planes: readonly Float32Array[],
  frames: number,
): number {
  const pairs = kernelOfPairs(encoding, planes.length);
  if (pairs) {
    decodePairs(bytes, encoding, planes, frames, pairs);
    return 0;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = sampleReader(encoding);
  const { bytesPerSample } = encoding;
  const strideBytes = bytesPerSample * planes.length;
  let replaced = 0;
  for (const [channel, plane] of planes.entries()) {
    let at = channel * bytesPerSample;
    for (let frame = 0; frame < frames; frame++) {
      plane[frame] = read(view, at);
      at += strideBytes;
    }
    if (encoding.kind === 'float') replaced += zeroNonFinite(plane, frames);
  }
  return replaced;
}

type PairsKernel = typeof kernels.pairsOf16;

/** Most music is stereo in 16 or 24 bits. */
function kernelOfPairs({ kind, bytesPerSample }: SampleEncoding, channels: number): PairsKernel | null {
  if (kind !== 'signed' || channels !== 2) return null;
  return bytesPerSample === 2 ? kernels.pairsOf16 : bytesPerSample === 3 ? kernels.pairsOf24 : null;
}

function decodePairs(
  bytes: Uint8Array,
  { bytesPerSample, littleEndian }: SampleEncoding,
  planes: readonly Float32Array[],
  frames: number,
  pairs: PairsKernel,
): void {
  const frameBytes = 2 * bytesPerSample;
  for (let start = 0; start < frames; start += STAGED_FRAMES) {
    const end = Math.min(frames, start + STAGED_FRAMES);
    stagedBytes.view.set(bytes.subarray(start * frameBytes, end * frameBytes));
    pairs(stagedBytes.pointer, end - start, !littleEndian, stagedPlanes[0].pointer, stagedPlanes[1].pointer);
    for (const [channel, plane] of planes.entries())
      plane.set(stagedPlanes[channel].view.subarray(0, end - start), start);
  }
}

function zeroNonFinite(plane: Float32Array, frames: number): number {
  let replaced = 0;
  for (let frame = 0; frame < frames; frame++) {
    if (Number.isFinite(plane[frame])) continue;
    plane[frame] = 0;
    replaced++;
  }
  return replaced;
}

function sampleReader({ kind, bytesPerSample, littleEndian }: SampleEncoding): SampleReader {
  if (kind === 'float') {
    return bytesPerSample === 4
      ? (view, at) => view.getFloat32(at, littleEndian)
      : (view, at) => view.getFloat64(at, littleEndian);
  }
  if (kind === 'unsigned') return (view, at) => (view.getUint8(at) - 128) / 128;
  switch (bytesPerSample) {
    case 1:
      return (view, at) => view.getInt8(at) / 128;
    case 2:
      return (view, at) => view.getInt16(at, littleEndian) / 32_768;
    case 3:
      return littleEndian
        ? (view, at) => (view.getUint16(at, true) | (view.getInt8(at + 2) << 16)) / 8_388_608
        : (view, at) => ((view.getInt8(at) << 16) | view.getUint16(at + 1, false)) / 8_388_608;
    default:
      return (view, at) => view.getInt32(at, littleEndian) / 2_147_483_648;
  }
}
