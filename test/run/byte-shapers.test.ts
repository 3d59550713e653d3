import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { AudioFormat } from '../../src/library/audio.ts';
import { byteShapers, PINNED } from '../../src/run/byte-shapers.ts';

const readJson = (path: string) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));

const format = (container: AudioFormat['container'], codec: string): AudioFormat => ({
  container,
  codec,
  sampleRateHz: 44_100,
  channels: 2,
  bitDepth: null,
  frames: null,
  durationSeconds: null,
});

const ffmpegThatMustNotBeAsked = { locate: () => assert.fail('ffmpeg was asked for'), tried: () => [] };
const ffmpegOfVersion = (version: string) => ({ locate: async () => ({ path: '/ffmpeg', version }), tried: () => [] });

describe('what shapes bytes', () => {
  it('is named with the versions that are installed and pinned', () => {
    const { dependencies } = readJson('package.json');
    const { packages } = readJson('package-lock.json');
    for (const [name, version] of Object.entries(PINNED)) {
      assert.equal(dependencies[name], version, `${name} is pinned exactly`);
      assert.equal(packages[`node_modules/${name}`].version, version);
    }
  });

  it('asks for no ffmpeg where every format is read in process', async () => {
    const formats = [
      format('wav', 'pcm-s16le'),
      format('aiff', 'pcm-s24be'),
      format('flac', 'flac'),
      format('mp3', 'mp3'),
    ];
    const shapers = await byteShapers(formats, ffmpegThatMustNotBeAsked);
    assert.deepEqual(
      formats.map((one) => /ffmpeg/.test(shapers.decoderOf(one))),
      [false, false, false, false],
    );
  });

  it('names the version of ffmpeg for other containers, and for WAVs that are not PCM', async () => {
    const formats = [format('ogg', 'vorbis'), format('wav', 'alaw')];
    const shapers = await byteShapers(formats, ffmpegOfVersion('7.1'));
    assert.deepEqual(formats.map(shapers.decoderOf), ['ffmpeg 7.1', 'ffmpeg 7.1']);
  });
});
