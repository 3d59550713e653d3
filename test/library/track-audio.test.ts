import assert from 'node:assert/strict';
import { appendFileSync, renameSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { foldDown, foldWeights } from '../../src/library/fold-down.ts';
import { openTrackAudio } from '../../src/library/track-audio.ts';
import { flac, int16Bytes, mp3, noise16, riff, riffChunk, wav16, wavFormat } from './audio-bytes.ts';
import { decodeWhole, identify, noFfmpeg, openTrack, ruleOf, scratchFolder, valueIn, writeScratch } from './scratch.ts';

const folder = scratchFolder();
const NOISE = noise16(192 * 2 * 30);
const FRAMES = NOISE.length / 2;
const left = NOISE.filter((_, at) => at % 2 === 0).map((value) => value / 32_768);
const WAV = writeScratch(folder, 'noise.wav', wav16(NOISE));
const FLAC = writeScratch(folder, 'noise.flac', flac(NOISE));

const rangesArbitrary = fc.array(
  fc
    .tuple(fc.nat(FRAMES + 500), fc.nat(2000))
    .map(([startFrame, length]) => ({ startFrame, endFrame: startFrame + length })),
  { maxLength: 6 },
);

describe('openTrackAudio', () => {
  it('hands out blocks of at most 65,536 frames', async () => {
    const long = writeScratch(folder, 'long.wav', wav16(noise16(150_000), 1));
    const { planes, longestBlockFrames } = await decodeWhole(await openTrack(long));
    assert.equal(planes[0].length, 150_000);
    assert.equal(longestBlockFrames, 65_536);
  });

  it('reads the same ranges by position, from what it kept, and by decoding again', async () => {
    const tracks = [await openTrack(WAV), await openTrack(FLAC), await openTrack(FLAC, 0)];
    for (const track of tracks) valueIn(await track.stream(() => {}));
    await fc.assert(
      fc.asyncProperty(rangesArbitrary, async (ranges) => {
        for (const track of tracks) {
          const read = valueIn(await track.readRanges(ranges));
          const expected = ranges.map(({ startFrame, endFrame }) => left.slice(startFrame, endFrame));
          assert.deepEqual(
            read.map((planes) => Array.from(planes[0])),
            expected,
          );
        }
      }),
      { numRuns: 25 },
    );
    for (const track of tracks) await track.close();
  });

  it('reads ranges of a track that was not streamed before', async () => {
    const track = await openTrack(FLAC);
    const [[plane]] = valueIn(await track.readRanges([{ startFrame: 500, endFrame: 600 }]));
    assert.deepEqual(Array.from(plane), left.slice(500, 600));
    await track.close();
  });

  it('throws on a range that runs backwards', async () => {
    const track = await openTrack(WAV);
    await assert.rejects(track.readRanges([{ startFrame: 2, endFrame: 1 }]), RangeError);
    await track.close();
  });

  it('folds six channels down to stereo and keeps the number of the source', async () => {
    const frame = [1000, 2000, 4000, 8000, 16_000, 32_000];
    const bytes = riff([wavFormat(1, 6, 48_000, 16), riffChunk('data', int16Bytes([...frame, ...frame]))]);
    const track = await openTrack(writeScratch(folder, 'six.wav', bytes));
    assert.deepEqual([track.channels, track.sourceChannels], [2, 6]);
    const { planes } = await decodeWhole(track);
    const expected = [1000 + Math.SQRT1_2 * (4000 + 16_000), 2000 + Math.SQRT1_2 * (4000 + 32_000)];
    for (const side of [0, 1]) assert.ok(Math.abs(planes[side][1] * 32_768 - expected[side]) < 0.01);
  });

  it('notices a file that grows or is replaced while it is open', async () => {
    const grown = writeScratch(folder, 'grown.wav', wav16(NOISE));
    const track = await openTrack(grown);
    appendFileSync(grown, 'x');
    assert.equal(ruleOf(await track.stream(() => {})), 'source-changed');
    await track.close();
    const replaced = writeScratch(folder, 'replaced.wav', wav16(NOISE));
    const other = await openTrack(replaced);
    valueIn(await other.stream(() => {}));
    renameSync(writeScratch(folder, 'new.wav', wav16(NOISE)), replaced);
    assert.equal(ruleOf(await other.readRanges([{ startFrame: 0, endFrame: 1 }])), 'source-changed');
    await other.close();
  });

  it('notices a file that changed between hashing and opening', async () => {
    const expectedStamp = { sizeBytes: 1, mtimeNs: 0n, ctimeNs: 0n, inode: 0n };
    const opened = await openTrackAudio(WAV, await identify(WAV), { ffmpeg: noFfmpeg, retain: null, expectedStamp });
    assert.equal(ruleOf(opened), 'source-changed');
  });

  it('stops when interrupted, and lets an error of the caller through', async () => {
    const signal = AbortSignal.abort();
    const opened = await openTrackAudio(FLAC, await identify(FLAC), { ffmpeg: noFfmpeg, retain: null, signal });
    const track = valueIn(opened);
    assert.equal(ruleOf(await track.stream(() => {})), 'interrupted');
    await track.close();
    const other = await openTrack(FLAC);
    const thrown = new Error('a bug in the analysis');
    await assert.rejects(
      other.stream(() => {
        throw thrown;
      }),
      thrown,
    );
    await other.close();
  });

  it('misses a decoder only for what it cannot read itself', async () => {
    const alaw = writeScratch(
      folder,
      'alaw.wav',
      riff([wavFormat(6, 1, 8000, 8), riffChunk('data', Buffer.alloc(800))]),
    );
    const opened = await openTrackAudio(alaw, await identify(alaw), { ffmpeg: noFfmpeg, retain: null });
    assert.equal(ruleOf(opened), 'decoder-missing');
  });

  it('rejects as unreadable what has a head and no frame that decodes', async () => {
    const bytes = flac(NOISE);
    const path = writeScratch(folder, 'dead.flac', Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(5000, 0x55)]));
    const track = await openTrack(path);
    assert.equal(ruleOf(await track.stream(() => {})), 'unreadable');
    await track.close();
  });

  it('keeps MP3 between the two looks at it', async () => {
    const track = await openTrack(writeScratch(folder, 'kept.mp3', mp3(20)));
    valueIn(await track.stream(() => {}));
    const [planes] = valueIn(await track.readRanges([{ startFrame: 20 * 1152 - 10, endFrame: 20 * 1152 + 10 }]));
    assert.deepEqual(
      planes.map((plane) => plane.length),
      [10, 10],
    );
    await track.close();
  });
});

describe('foldWeights', () => {
  it('follow the speakers that the file names', () => {
    // Front left, front right, low frequency, front centre would be the order without the mask of 2.1 and a back centre.
    const weights = foldWeights(4, 0x1 | 0x2 | 0x8 | 0x100, 'wav');
    assert.deepEqual(weights, { left: [1, 0, 0, 0.5], right: [0, 1, 0, 0.5] });
  });

  it('alternate sides where nobody says anything, without going over full scale', () => {
    const weights = foldWeights(12, 0, 'wav');
    const ones = Array.from({ length: 12 }, () => new Float32Array([1]));
    const sides = [new Float32Array(1), new Float32Array(1)];
    foldDown(ones, weights, sides[0], sides[1], 1);
    assert.deepEqual(
      sides.map((side) => side[0]),
      [1, 1],
    );
  });
});
