import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlacFrameDecoder } from '../../src/library/flac-frame.ts';
import { type FlacFrame, FlacFrameSplitter } from '../../src/library/flac-frames.ts';
import { encodeFrame, FIXED, HOW, type Subframe, withChecksum } from './flac-encoder.ts';

/** Whole numbers of `depth` bits: a slow swing with noise, both extremes among them. */
function numbers(count: number, depth: number, seed: number): number[] {
  const half = 2 ** (depth - 1);
  return Array.from({ length: count }, (_, n) => {
    if (n === 5) return -half;
    if (n === 6) return half - 1;
    const swing = Math.sin((n + seed) / 9) * 0.6 + (((n * 7919 + seed * 31) % 101) / 101 - 0.5) * 0.3;
    return Math.round(swing * half) | 0; // no −0
  });
}

/** The one frame that `bytes` are, as streams are cut into them. */
function frameOf(bytes: Buffer): FlacFrame {
  const frames: FlacFrame[] = [];
  const splitter = new FlacFrameSplitter(0, (frame) => frames.push(frame));
  splitter.push(bytes);
  splitter.end();
  assert.equal(frames.length, 1);
  return frames[0];
}

function assertDecodes(channels: readonly (readonly number[])[], depth: number, how: number, subframes: Subframe[]) {
  const decoder = new FlacFrameDecoder(channels.length, depth);
  const decoded = decoder.decode(frameOf(encodeFrame(channels, depth, how, subframes)));
  const scale = 2 ** (depth - 1);
  assert.ok(decoded.ok, decoded.ok ? '' : decoded.failure);
  assert.deepEqual(
    decoded.value.map((plane) => Array.from(plane)),
    channels.map((channel) => channel.map((value) => Math.fround(value / scale))),
  );
}

const wavering = (count: number, order: number): number[] =>
  Array.from({ length: order }, (_, i) => Math.round(Math.cos(i * 1.7 + count) * 9000 * 0.7 ** i));

test('samples as they are, and a single one for all, of every depth', () => {
  for (const depth of [4, 8, 12, 16, 17, 20, 24, 32]) {
    assertDecodes([numbers(37, depth, 1)], depth, HOW.apart, [{ weights: 'verbatim' }]);
    assertDecodes([Array(37).fill(-(2 ** (depth - 1)))], depth, HOW.apart, [{ weights: 'constant' }]);
  }
});

test('fixed predictors of every order, with Rice codes of either method in one partition and in many', () => {
  for (const [order, weights] of FIXED.entries()) {
    assertDecodes([numbers(192, 16, order)], 16, HOW.apart, [{ weights, width: 13 }]);
    assertDecodes([numbers(192, 16, order)], 16, HOW.apart, [{ weights, width: 14, partitionsLog: 4 }]);
    assertDecodes([numbers(192, 24, order)], 24, HOW.apart, [{ weights, width: 22, method: 1, partitionsLog: 2 }]);
  }
});

test('weighted predictors of every order, whatever their shift', () => {
  for (let order = 1; order <= 32; order++) {
    const told = { weights: wavering(order, order), shift: order % 16, method: 1, width: 28 } as const;
    assertDecodes([numbers(100, 16, order)], 16, HOW.apart, [told]);
    assertDecodes([numbers(100, 24, order)], 24, HOW.apart, [{ ...told, shift: 14, width: 22 }]);
  }
});

test('quotients longer than what the reader holds at a time', () => {
  const spikes = Array.from({ length: 64 }, (_, n) => (n % 9 === 8 ? 150 + n : n % 3));
  for (const width of [0, 1, 2]) assertDecodes([spikes], 16, HOW.apart, [{ weights: [], width }]);
});

test('numbers in partitions that use no codes, also of no bits', () => {
  const told = { weights: [1], method: 1, isRaw: true, partitionsLog: 1 } as const;
  assertDecodes([numbers(64, 16, 3)], 16, HOW.apart, [{ ...told, width: 18 }]);
  assertDecodes([Array(64).fill(77)], 16, HOW.apart, [{ ...told, width: 0 }]);
});

test('zeros at the end of samples that are left out', () => {
  for (const wasted of [1, 5, 8]) {
    const channel = numbers(50, 16 - wasted, 4).map((value) => value * 2 ** wasted);
    for (const weights of ['verbatim', FIXED[2]] as const)
      assertDecodes([channel], 16, HOW.apart, [{ weights, wasted, width: 12 }]);
  }
});

test('two channels told by one and their difference, or by mean and difference, at every depth', () => {
  for (const depth of [8, 16, 24, 32]) {
    const pair = [numbers(80, depth, 1), numbers(80, depth, 50).toReversed()];
    for (const how of [HOW.leftSide, HOW.sideRight, HOW.midSide])
      assertDecodes(pair, depth, how, [{ weights: 'verbatim' }, { weights: 'verbatim' }]);
  }
});

test('up to eight channels', () => {
  const channels = Array.from({ length: 8 }, (_, c) => numbers(33, 16, c));
  assertDecodes(
    channels,
    16,
    HOW.apart,
    channels.map(() => ({ weights: FIXED[1], width: 12 })),
  );
});

test('a frame with a wrong bit, with other channels or with what no frame can hold is refused with the reason', () => {
  const channel = numbers(64, 16, 1);
  const bytes = encodeFrame([channel], 16, HOW.apart, [{ weights: FIXED[2], width: 12 }]);
  const decoder = new FlacFrameDecoder(1, 16);
  const failureOf = (frame: Buffer, by = decoder): string => {
    const decoded = by.decode({ bytes: frame, position: 0, samples: 64 });
    return decoded.ok ? 'none' : decoded.failure;
  };
  const bent = Buffer.from(bytes);
  bent[30] ^= 4;
  assert.equal(failureOf(bent), 'the checksum is another');
  assert.equal(failureOf(bytes, new FlacFrameDecoder(2, 16)), 'a frame has other channels than the stream');
  assert.equal(failureOf(withChecksum(bytes.subarray(0, 40))), 'no FLAC frame');
  for (let kind = 0; kind < 128; kind++) {
    const other = Buffer.from(bytes.subarray(0, -2));
    other[9] = kind << 1;
    const isKnown = kind === 0 || kind === 1 || (kind >= 8 && kind <= 12) || (kind >= 32 && kind < 64);
    if (!isKnown) assert.equal(failureOf(withChecksum(other)), 'no FLAC frame', `${kind}`);
  }
});

test('whatever bytes stand in a frame with a right checksum, decoding it ends', () => {
  const decoder = new FlacFrameDecoder(2, 16);
  const header = encodeFrame([[0], [0]], 16, HOW.apart, [{ weights: 'constant' }, { weights: 'constant' }]).subarray(
    0,
    9,
  );
  for (let seed = 0; seed < 300; seed++) {
    const body = Buffer.from(
      Array.from({ length: 60 }, (_, n) => (Math.imul(n + 1, seed * 2654435761 + 40503) >>> 13) & 255),
    );
    body[0] = [0x10, 0x12, 0x18, 0x40, 0x5e, 0x7e, 0x02, 0x03][seed % 8];
    if (seed % 3 === 0) body.fill(0, 8);
    const bytes = withChecksum(Buffer.concat([header, body]));
    for (const samples of [16, 65_535]) {
      const decoded = decoder.decode({ bytes, position: 0, samples });
      if (samples === 65_535) assert.equal(decoded.ok, decoded.ok && decoded.value[0].length === samples);
    }
  }
});
