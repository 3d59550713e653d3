import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import wavefile from 'wavefile';
import { aiff, int16Bytes, noise16, riff, riffChunk, wav16, wavFormat } from './audio-bytes.ts';
import { decodeWhole, identify, openTrack, scratchFolder, writeScratch } from './scratch.ts';

const folder = scratchFolder();
const NOISE = noise16(400);
const EXACT = NOISE.map((value) => value / 32_768);

/** Interleaved values of a stereo file. */
async function readStereo(name: string, bytes: Buffer): Promise<{ values: number[]; warnings: readonly string[] }> {
  const { planes, warnings } = await decodeWhole(await openTrack(writeScratch(folder, name, bytes)));
  return { values: Array.from(planes[0]).flatMap((value, frame) => [value, planes[1][frame]]), warnings };
}

/** Written by an independent library. */
function byWaveFile(depth: string, values: readonly number[]): Buffer {
  const wav = new wavefile.WaveFile();
  wav.fromScratch(2, 44_100, depth, values as number[]);
  return Buffer.from(wav.toBuffer());
}

describe('WAV files', () => {
  it('of every integer depth are read back exactly', async () => {
    for (const [depth, bits] of [
      ['8', 8],
      ['16', 16],
      ['24', 24],
      ['32', 32],
    ] as const) {
      const fullScale = 2 ** (bits - 1);
      const integers = EXACT.map((value) => Math.floor(value * fullScale));
      const bytes = byWaveFile(depth, bits === 8 ? integers.map((value) => value + 128) : integers);
      const { values, warnings } = await readStereo(`int${depth}.wav`, bytes);
      assert.deepEqual(
        values,
        integers.map((value) => Math.fround(value / fullScale)),
      );
      assert.deepEqual(warnings, []);
    }
  });

  it('of both float depths are read back exactly', async () => {
    for (const depth of ['32f', '64'])
      assert.deepEqual((await readStereo(`${depth}.wav`, byWaveFile(depth, EXACT))).values, EXACT);
  });

  it('with the extremes of 16 and 24 bits reach −1 and stay below 1', async () => {
    const { values } = await readStereo('extremes.wav', wav16([-32_768, 32_767]));
    assert.deepEqual(values, [-1, 32_767 / 32_768]);
  });

  it('in WAVE_FORMAT_EXTENSIBLE and RF64 are read like plain ones', async () => {
    const extensible = Buffer.concat([wavFormat(0xfffe, 2, 44_100, 16).subarray(8), Buffer.alloc(24)]);
    extensible.writeUInt16LE(22, 16);
    extensible.writeUInt16LE(16, 18);
    extensible.writeUInt32LE(3, 20);
    extensible.writeUInt16LE(1, 24);
    const data = int16Bytes(NOISE);
    assert.deepEqual(
      (await readStereo('ext.wav', riff([riffChunk('fmt ', extensible), riffChunk('data', data)]))).values,
      EXACT,
    );
    const sizes = Buffer.alloc(28);
    sizes.writeBigUInt64LE(BigInt(data.length), 8);
    const long = riff(
      [
        riffChunk('ds64', sizes),
        wavFormat(1, 2, 44_100, 16),
        riffChunk('data', data, 0xffffffff),
        riffChunk('junk', data),
      ],
      'RF64',
    );
    assert.deepEqual((await readStereo('rf64.wav', long)).values, EXACT);
  });

  it('with junk and odd chunks in front, padded or not, are read', async () => {
    const data = riffChunk('data', int16Bytes(NOISE));
    const odd = riffChunk('junk', Buffer.alloc(7));
    assert.deepEqual((await readStereo('odd.wav', riff([odd, wavFormat(1, 2, 44_100, 16), odd, data]))).values, EXACT);
    const unpadded = odd.subarray(0, odd.length - 1);
    assert.deepEqual(
      (await readStereo('unpadded.wav', riff([unpadded, wavFormat(1, 2, 44_100, 16), data]))).values,
      EXACT,
    );
  });

  it('whose data size was never filled in are read to the end of the file', async () => {
    for (const size of [0, 0xffffffff]) {
      const bytes = riff([wavFormat(1, 2, 44_100, 16), riffChunk('data', int16Bytes(NOISE), size)]);
      assert.deepEqual(await readStereo(`size-${size}.wav`, bytes), { values: EXACT, warnings: [] });
    }
  });

  it('that are cut short are read up to the cut, with a warning', async () => {
    const bytes = wav16(NOISE);
    const cut = await readStereo('cut.wav', bytes.subarray(0, bytes.length - 401));
    assert.deepEqual(cut.values, EXACT.slice(0, 198));
    assert.deepEqual(cut.warnings, ['truncated: data chunk says 800 bytes, file has 399']);
  });

  it('with NaN and infinite samples give 0 there, and say so', async () => {
    const floats = Buffer.alloc(16);
    for (const [at, value] of [Number.NaN, 0.5, Number.POSITIVE_INFINITY, -0.25].entries())
      floats.writeFloatLE(value, at * 4);
    const bytes = riff([wavFormat(3, 2, 44_100, 32), riffChunk('data', floats)]);
    const { values, warnings } = await readStereo('nan.wav', bytes);
    assert.deepEqual(values, [0, 0.5, 0, -0.25]);
    assert.deepEqual(warnings, ['not-a-number: 2 samples that are no finite number became 0']);
  });

  it('name their codec and length', async () => {
    const { format } = await identify(writeScratch(folder, 'format.wav', wav16(NOISE)));
    assert.deepEqual(format, {
      container: 'wav',
      codec: 'pcm-s16le',
      sampleRateHz: 44_100,
      channels: 2,
      bitDepth: 16,
      frames: 200,
      durationSeconds: 200 / 44_100,
    });
  });
});

describe('AIFF files', () => {
  it('are read exactly, big-endian and as sowt', async () => {
    const plain = await readStereo('be.aiff', aiff(int16Bytes(NOISE, true), 2, 16, null));
    assert.deepEqual(plain, { values: EXACT, warnings: [] });
    assert.deepEqual((await readStereo('sowt.aiff', aiff(int16Bytes(NOISE), 2, 16, 'sowt'))).values, EXACT);
  });

  it('with float and 24-bit samples are read exactly', async () => {
    const floats = Buffer.alloc(NOISE.length * 4);
    const doubles = Buffer.alloc(NOISE.length * 8);
    const threes = Buffer.alloc(NOISE.length * 3);
    for (const [at, value] of NOISE.entries()) {
      floats.writeFloatBE(EXACT[at], at * 4);
      doubles.writeDoubleBE(EXACT[at], at * 8);
      threes.writeIntBE(value * 256, at * 3, 3);
    }
    assert.deepEqual((await readStereo('fl32.aiff', aiff(floats, 2, 32, 'fl32'))).values, EXACT);
    assert.deepEqual((await readStereo('fl64.aiff', aiff(doubles, 2, 64, 'FL64'))).values, EXACT);
    assert.deepEqual((await readStereo('in24.aiff', aiff(threes, 2, 24, 'in24'))).values, EXACT);
  });

  it('carry their sample rate as an 80-bit number', async () => {
    const { format } = await identify(writeScratch(folder, 'rate.aiff', aiff(int16Bytes(NOISE, true), 2, 16, null)));
    assert.equal(format.sampleRateHz, 44_100);
    assert.equal(format.frames, 200);
  });
});
