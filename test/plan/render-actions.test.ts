import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AudioFormat } from '../../src/library/audio.ts';
import { actionKey } from '../../src/plan/fingerprint.ts';
import { renderActions } from '../../src/plan/render-actions.ts';
import { byteShapers } from '../../src/run/byte-shapers.ts';
import type { Kind } from '../../src/texture/kinds.ts';
import { noFfmpeg } from '../library/scratch.ts';
import { complaintIn, resolveText, STAGES, valueIn } from '../pipeline/project.ts';
import { actionsOf, profileWith, SHAPERS, trackOf, WAV_FORMAT } from './tracks.ts';

const keys = (options: Parameters<typeof actionsOf>[1] = {}, track = trackOf('a')) =>
  new Map(actionsOf([track], options).map(({ kind, key }) => [kind, key]));

/** The kinds whose key differs. */
const changed = (a: ReadonlyMap<Kind, string>, b: ReadonlyMap<Kind, string>): Kind[] =>
  [...a.keys()].filter((kind) => a.get(kind) !== b.get(kind));

describe('renderActions', () => {
  it('makes one action for each track and kind, in order, each under a key of its own', () => {
    const actions = actionsOf([trackOf('b'), trackOf('a')], { kinds: ['clouds', 'hiss'] });
    assert.deepEqual(
      actions.map(({ track, kind }) => `${track.slug} ${kind}`),
      ['b clouds', 'b hiss', 'a clouds', 'a hiss'],
    );
    assert.equal(new Set(actions.map(({ key }) => key)).size, 4);
  });

  it('gives each action the key of its fingerprint', () => {
    const tracks = [trackOf('a'), trackOf('b', { payloadDigest: '3'.repeat(64) })];
    for (const { fingerprint, key } of actionsOf([
      ...tracks,
      trackOf('c', { format: { ...WAV_FORMAT, container: 'ogg' } }),
    ]))
      assert.equal(key, actionKey(fingerprint));
  });

  it('says in each fingerprint what it is of, in this order', () => {
    const [{ fingerprint }] = actionsOf([trackOf('a')], { kinds: ['hiss'] });
    const lines = fingerprint
      .slice(0, 7)
      .map(([name, value]) => (name.includes('version') ? name : `${name} ${value}`));
    assert.deepEqual(lines, [
      'cache format 1',
      'stage render',
      'kind hiss',
      'sound version',
      'analysis version',
      'fft fft 1',
      'decoder wav decoder 1',
    ]);
    assert.deepEqual(fingerprint.at(-1), ['source audio', trackOf('a').payloadDigest]);
  });

  it('makes none for a kind of which nothing is asked for, and one again for a track that an override asks it of', () => {
    const kindsOf = (...sets: string[]) => actionsOf([trackOf('a')], { sets }).map(({ kind }) => kind);
    assert.deepEqual(kindsOf('pads.count=0'), ['swells', 'clouds', 'hiss']);
    assert.deepEqual(kindsOf('hiss.loop_count=0'), ['pads', 'swells', 'clouds', 'hiss']);
    assert.deepEqual(kindsOf('hiss.loop_count=0', 'hiss.flicker_count=0'), ['pads', 'swells', 'clouds']);
    const pipeline = `version: 1\noverrides: [{ match: a, set: { pads.count: 0 } }]\n${STAGES}`;
    const [profile] = valueIn(resolveText({ pipeline })).profiles;
    const actions = renderActions({ tracks: [trackOf('a'), trackOf('b')], kinds: ['pads'], profile, shapers: SHAPERS });
    assert.deepEqual(
      valueIn(actions).map(({ track }) => track.slug),
      ['b'],
    );
  });

  it('keeps path, slug, tags, size, score and warnings out of the key', () => {
    const moved = trackOf('a', {
      relPath: 'elsewhere/b.wav',
      slug: 'b',
      tagDigest: '2'.repeat(64),
      tags: { title: '<script>', artist: 'x', album: 'y', track: 3, bpm: 120, key: 'Am' },
      sizeBytes: 1,
      score: 99,
      scoreReasons: ['x +99'],
      warnings: ['truncated: x'],
    });
    assert.deepEqual(keys({}, moved), keys());
  });

  it('names nothing in a fingerprint but what shapes bytes', () => {
    const names = actionsOf([trackOf('a')]).flatMap(({ fingerprint, kind }) =>
      fingerprint.map(([name]) =>
        name.replace(`${kind}.`, 'own.').replace(/^(own|output|random|musicality)\..*/, '$1'),
      ),
    );
    assert.deepEqual([...new Set(names)].sort(), [
      'analysis version',
      'cache format',
      'decoder',
      'fft',
      'kind',
      'musicality',
      'output',
      'own',
      'random',
      'sound version',
      'source audio',
      'stage',
    ]);
    const text = JSON.stringify(actionsOf([trackOf('a')]).map(({ fingerprint }) => fingerprint));
    for (const absent of [process.version, process.versions.v8, process.cwd(), 'a.wav', 'mtime'])
      assert.ok(!text.includes(absent), `${absent} is in a fingerprint`);
  });

  it('has names that are unique within a fingerprint', () => {
    for (const { fingerprint } of actionsOf([trackOf('a')]))
      assert.equal(new Set(fingerprint.map(([name]) => name)).size, fingerprint.length);
  });

  it('changes the key of those kinds that read a value, and of no other', () => {
    const all: Kind[] = ['pads', 'swells', 'clouds', 'hiss'];
    const cases: [string, Kind[]][] = [
      ['clouds.overlap_ratio=0.6', ['clouds']],
      ['musicality.target_key=Am', ['pads', 'swells', 'clouds']],
      ['musicality.snap_to_bars=[2]', ['pads', 'clouds', 'hiss']],
      ['pads.count=1', ['pads']],
      ['swells.filters=[dark]', ['swells']],
      ['hiss.low_hz=3000', ['hiss']],
      ['output.bit_depth=16', all],
      ['random.seed=1', all],
      ['naming.include=[key]', []],
      ['clouds.overlap_ratio=0.7', []],
    ];
    for (const [set, kinds] of cases) assert.deepEqual(changed(keys(), keys({ sets: [set] })), kinds, set);
  });

  it('changes every key with the audio, the FFT or the decoder', () => {
    assert.equal(changed(keys(), keys({}, trackOf('b'))).length, 4);
    assert.equal(changed(keys(), keys({ shapers: { ...SHAPERS, fft: 'fft 2' } })).length, 4);
    assert.equal(changed(keys(), keys({ shapers: { ...SHAPERS, decoderOf: () => 'wav decoder 2' } })).length, 4);
  });

  it('asks for the decoder of the track at hand only', () => {
    const flac = trackOf('f', { format: { ...WAV_FORMAT, container: 'flac', codec: 'flac' } });
    const newFlac = {
      ...SHAPERS,
      decoderOf: ({ container }: AudioFormat) => `${container} decoder ${container === 'flac' ? 2 : 1}`,
    };
    assert.deepEqual(keys({ shapers: newFlac }), keys());
    assert.equal(changed(keys({}, flac), keys({ shapers: newFlac }, flac)).length, 4);
  });

  it('hands on what is wrong with the values of a single track', () => {
    const pipeline = `version: 1
overrides:
  - { match: a, set: { clouds.min_grain_ms: 400, clouds.max_grain_ms: 500 } }
  - { match: "*a*", set: { clouds.max_grain_ms: 300 } }
  - { match: other, set: { clouds.min_grain_ms: 10 } }
${STAGES}`;
    const [profile] = valueIn(resolveText({ pipeline })).profiles;
    const actions = renderActions({ tracks: [trackOf('a')], kinds: ['pads'], profile, shapers: SHAPERS });
    assert.match(complaintIn(actions).message, /min_grain_ms \(400\)/);
  });

  it('gives the values of the profile along', () => {
    const [{ values, profileName }] = actionsOf([trackOf('a')], { sets: ['pads.count=9'] });
    assert.equal(values.pads.count, 9);
    assert.equal(profileName, profileWith().name);
  });
});

describe('byteShapers', () => {
  const located = (version: string) => ({
    locate: () => Promise.resolve({ path: '/bin/ffmpeg', version }),
    tried: () => [],
  });

  it('names the version of ffmpeg only for what needs it', async () => {
    const ogg: AudioFormat = { ...WAV_FORMAT, container: 'ogg', codec: 'vorbis', bitDepth: null };
    const adpcm: AudioFormat = { ...WAV_FORMAT, codec: 'adpcm' };
    const formats: AudioFormat[] = [
      WAV_FORMAT,
      { ...WAV_FORMAT, container: 'aiff', codec: 'pcm-s16be' },
      { ...WAV_FORMAT, container: 'flac', codec: 'flac' },
      { ...WAV_FORMAT, container: 'mp3', codec: 'mp3', bitDepth: null },
    ];
    const [old, recent] = await Promise.all(
      ['6.0', '7.1'].map((version) => byteShapers([...formats, ogg], located(version))),
    );
    for (const format of formats) {
      assert.equal(old.decoderOf(format), recent.decoderOf(format));
      assert.doesNotMatch(old.decoderOf(format), /ffmpeg/);
    }
    for (const format of [ogg, adpcm]) assert.match(recent.decoderOf(format), /^ffmpeg .*7\.1/);
    assert.notEqual(old.decoderOf(ogg), recent.decoderOf(ogg));
    assert.match((await byteShapers([ogg], noFfmpeg)).decoderOf(ogg), /missing/);
  });

  it('does not look for ffmpeg when nothing needs it', async () => {
    const locator = { locate: () => assert.fail('asked for ffmpeg'), tried: () => [] };
    assert.equal((await byteShapers([WAV_FORMAT], locator)).decoderOf(WAV_FORMAT), 'pcm 1');
  });
});
