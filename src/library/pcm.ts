/**
 * Turns stored PCM samples into Float32 planes. Pure. Knows nothing of files.
 */
import type { SampleEncoding } from './layout.ts';

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
