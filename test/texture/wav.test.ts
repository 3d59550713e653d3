import assert from 'node:assert/strict';
import { test } from 'node:test';
import wavefile from 'wavefile';
import { encodeWav } from '../../src/texture/wav.ts';
import { appendInfo, infoChunk, riffSizeWith } from '../../src/texture/wav-info.ts';

const RATE = 44100;
const left = Float32Array.of(0, 0.5, -0.5, 1, -1);
const right = Float32Array.of(0.25, -0.25, 0.125, 2, -2);
const text = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
const u32 = (bytes: Uint8Array, at: number) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
const base = { sampleRateHz: RATE, loop: null, rootNote: null } as const;

interface Chunks {
  readonly fmt: {
    readonly audioFormat: number;
    readonly numChannels: number;
    readonly bitsPerSample: number;
    readonly chunkSize: number;
  };
  readonly fact: { readonly dwSampleLength: number };
  readonly smpl: {
    readonly dwMIDIUnityNote: number;
    readonly dwNumSampleLoops: number;
    readonly dwSamplePeriod: number;
    readonly loops: readonly { readonly dwStart: number; readonly dwEnd: number; readonly dwType: number }[];
  };
}

type ReadWave = InstanceType<typeof wavefile.WaveFile> & Chunks;

function read(bytes: Uint8Array): ReadWave {
  const file = new wavefile.WaveFile();
  file.fromBuffer(bytes);
  return file as ReadWave;
}

for (const bitDepth of [16, 24] as const) {
  test(`a ${bitDepth}-bit stereo file reads back with every sample on its nearest step, clamped at full scale`, () => {
    const file = read(encodeWav({ ...base, channels: [left, right], bitDepth }));
    const scale = 2 ** (bitDepth - 1);
    const expected = (plane: Float32Array) =>
      [...plane].map((x) => Math.max(-scale, Math.min(scale - 1, Math.round(x * scale))));
    const samples = file.getSamples(false) as unknown as ArrayLike<number>[];
    assert.deepEqual(Array.from(samples[0]), expected(left));
    assert.deepEqual(Array.from(samples[1]), expected(right));
    assert.equal(file.fmt.audioFormat, 1);
    assert.equal(file.fmt.chunkSize, 16);
    assert.equal(file.fmt.bitsPerSample, bitDepth);
  });
}

test('a 32-bit file is IEEE float with a fact chunk and keeps values beyond full scale', () => {
  const file = read(encodeWav({ ...base, channels: [right], bitDepth: 32 }));
  assert.equal(file.fmt.audioFormat, 3);
  assert.equal(file.fact.dwSampleLength, right.length);
  assert.deepEqual(Array.from(file.getSamples(false) as unknown as ArrayLike<number>), [...right]);
});

test('the exclusive loop end becomes the inclusive end of smpl, and the root note is written', () => {
  const { smpl } = read(
    encodeWav({ ...base, channels: [left], bitDepth: 16, loop: { startFrame: 1, endFrame: 5 }, rootNote: 45 }),
  );
  assert.equal(smpl.dwMIDIUnityNote, 45);
  assert.equal(smpl.dwNumSampleLoops, 1);
  assert.equal(smpl.dwSamplePeriod, Math.round(1e9 / RATE));
  assert.deepEqual([smpl.loops[0].dwStart, smpl.loops[0].dwEnd, smpl.loops[0].dwType], [1, 4, 0]);
});

test('a one-shot of unknown pitch has a smpl chunk without loops at middle C', () => {
  const { smpl } = read(encodeWav({ ...base, channels: [left], bitDepth: 16 }));
  assert.equal(smpl.dwNumSampleLoops, 0);
  assert.equal(smpl.dwMIDIUnityNote, 60);
});

test('data of odd length is padded and the RIFF size covers the file', () => {
  const bytes = encodeWav({ ...base, channels: [left], bitDepth: 24 });
  assert.equal(bytes.length % 2, 0);
  assert.equal(u32(bytes, 4), bytes.length - 8);
  assert.equal(text(bytes, 44 + left.length * 3 + 1), 'smpl');
});

test('appended text reads back, UTF-8 and even, and leaves every other byte alone', () => {
  const bare = encodeWav({ ...base, channels: [left], bitDepth: 16 });
  const info = { title: 'Été 01', sourceArtist: 'Björk', sourceTitle: 'La Mer', comment: 'odd', software: 'grainmill' };
  const whole = appendInfo(bare, info);
  assert.equal(u32(whole, 4), whole.length - 8);
  assert.equal(whole.length % 2, 0);
  assert.deepEqual(whole.subarray(8, bare.length), bare.subarray(8));
  const file = read(whole);
  assert.deepEqual(
    ['INAM', 'IART', 'ISRC', 'ICMT', 'ISFT'].map((tag) =>
      Buffer.from(String(file.getTag(tag)), 'utf8').toString('utf8'),
    ),
    ['Été 01', 'Björk', 'La Mer', 'odd', 'grainmill'],
  );
});

test('a clone patched with the two parts equals the appended file', () => {
  const bare = encodeWav({ ...base, channels: [left], bitDepth: 16 });
  const chunk = infoChunk({ title: 'a' });
  const patched = new Uint8Array([...bare, ...chunk]);
  patched.set(riffSizeWith(bare.length, chunk.length), 4);
  assert.deepEqual(patched, appendInfo(bare, { title: 'a' }));
});

test('no text, no chunk', () => {
  const bare = encodeWav({ ...base, channels: [left], bitDepth: 16 });
  assert.deepEqual(appendInfo(bare, {}), bare);
});

test('shapes that no file can have are refused', () => {
  assert.throws(() => encodeWav({ ...base, channels: [], bitDepth: 16 }), RangeError);
  assert.throws(() => encodeWav({ ...base, channels: [left, left.subarray(1)], bitDepth: 16 }), RangeError);
  assert.throws(
    () => encodeWav({ ...base, channels: [left], bitDepth: 16, loop: { startFrame: 0, endFrame: 6 } }),
    RangeError,
  );
  assert.throws(() => encodeWav({ ...base, channels: [left], bitDepth: 16, rootNote: 128 }), RangeError);
});
