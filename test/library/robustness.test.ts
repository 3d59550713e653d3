import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { identifyAudio } from '../../src/library/identify.ts';
import { readTags } from '../../src/library/tags.ts';
import { openTrackAudio } from '../../src/library/track-audio.ts';
import { aiff, flac, id3v2, infoChunk, infoFrame, int16Bytes, mp3, noise16, wav16 } from './audio-bytes.ts';
import { noFfmpeg, scratchFolder, writeScratch } from './scratch.ts';

const folder = scratchFolder();
const NOISE = noise16(192 * 2 * 12);
const floatWav = Buffer.from(aiff(Buffer.alloc(4000, 0x7f), 2, 32, 'fl32'));
const SOUND: Readonly<Record<string, Buffer>> = {
  wav: wav16(NOISE, 2, [infoChunk('title')]),
  aiff: aiff(int16Bytes(NOISE, true), 2, 16, null),
  float: floatWav,
  flac: flac(NOISE),
  mp3: Buffer.concat([id3v2('title'), infoFrame(20, 576, 1000), mp3(20)]),
};

/** A sound file cut anywhere, with some of its bytes replaced, mostly near the start where the fields are. */
const damagedArbitrary = fc
  .record({
    name: fc.constantFrom(...Object.keys(SOUND)),
    keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    flips: fc.array(fc.tuple(fc.oneof(fc.nat(120), fc.nat(9000)), fc.nat(255)), { maxLength: 8 }),
  })
  .map(({ name, keep, flips }) => {
    const bytes = Buffer.from(SOUND[name].subarray(0, Math.round(SOUND[name].length * keep)));
    for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value;
    return { name, bytes };
  });

async function decodeIfPossible(path: string): Promise<void> {
  const identified = await identifyAudio(path);
  if (!identified.ok) return;
  const opened = await openTrackAudio(path, identified.value, {
    ffmpeg: noFfmpeg,
    retain: { memoryBytes: 1 << 20, scratchBytes: 0 },
  });
  if (!opened.ok) return;
  const track = opened.value;
  let frames = 0;
  const summary = await track.stream((planes) => {
    assert.equal(planes.length, track.channels);
    frames += planes[0].length;
    for (const plane of planes) assert.ok(plane.every(Number.isFinite), 'a sample is not finite');
  });
  if (summary.ok) assert.equal(summary.value.frames, frames);
  await track.readRanges([{ startFrame: 10, endFrame: 5000 }]);
  await track.close();
}

describe('damaged files', () => {
  it('never make identification, decoding or tags throw, hang or give NaN', async (t) => {
    t.mock.method(console, 'error', () => assert.fail('a decoder wrote to the console'));
    await fc.assert(
      fc.asyncProperty(damagedArbitrary, async ({ name, bytes }) => {
        const path = writeScratch(folder, `damaged.${name}`, bytes);
        await decodeIfPossible(path);
        await readTags(path, name === 'float' ? 'aiff' : (name as 'wav' | 'aiff' | 'flac' | 'mp3'), 2000);
      }),
      { numRuns: 150 },
    );
  });
});
