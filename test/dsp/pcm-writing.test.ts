import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writePcm } from '../../src/dsp/pcm-writing.ts';
import { whiteNoise } from './signals.ts';

const FRAMES = 10001;
const planes = [whiteNoise(FRAMES, 0.9, 1), whiteNoise(FRAMES, 0.9, 2)];

/** The sample of `channel` at `frame`, read back with `DataView`. */
function readBack(bytes: Uint8Array, channels: number, bits: 16 | 24 | 32) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return (frame: number, channel: number): number => {
    const at = ((frame * channels + channel) * bits) / 8;
    if (bits === 32) return view.getFloat32(at, true);
    return bits === 16 ? view.getInt16(at, true) : view.getUint16(at, true) + 65536 * view.getInt8(at + 2);
  };
}

for (const bits of [16, 24, 32] as const) {
  for (const count of [1, 2]) {
    test(`${count} planes of any length are written at ${bits} bits, each sample in its place, and nothing beside them`, () => {
      const channels = planes.slice(0, count);
      const size = (FRAMES * count * bits) / 8;
      const bytes = new Uint8Array(size + 10).fill(0xab);
      writePcm(bytes, 5, channels, bits);
      const sampleAt = readBack(bytes.subarray(5), count, bits);
      const scale = bits === 32 ? 1 : 2 ** (bits - 1);
      for (const [channel, plane] of channels.entries())
        for (let n = 0; n < FRAMES; n++)
          assert.ok(Math.abs(sampleAt(n, channel) / scale - plane[n]) <= (0.5 / scale) * (bits === 32 ? 0 : 1));
      assert.ok([...bytes.subarray(0, 5), ...bytes.subarray(5 + size)].every((byte) => byte === 0xab));
    });
  }
}
