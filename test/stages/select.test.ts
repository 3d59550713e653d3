import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CatalogTrack } from '../../src/library/track.ts';
import { select, summarise } from '../../stages/select.ts';
import { resolveText, valueIn } from '../pipeline/project.ts';
import { trackOf, WAV_FORMAT } from '../plan/tracks.ts';

const PARAMETERS = valueIn(resolveText({})).select;

interface Facts {
  readonly seconds?: number | null;
  readonly channels?: number;
  readonly rate?: number;
  readonly payload?: string;
}

const track = (relPath: string, { seconds = 60, channels = 2, rate = 44100, payload }: Facts = {}): CatalogTrack =>
  trackOf(relPath, {
    relPath,
    payloadDigest: (payload ?? Buffer.from(relPath).toString('hex')).padEnd(64, '0'),
    format: { ...WAV_FORMAT, durationSeconds: seconds, channels, sampleRateHz: rate },
  });

const rulesOf = (tracks: readonly CatalogTrack[], parameters = PARAMETERS): string[] =>
  select(tracks, parameters).rejected.map(
    ({ relPath, rule, measured, threshold }) => `${relPath}: ${rule} ${measured} / ${threshold}`,
  );
const chosen = (tracks: readonly CatalogTrack[], parameters = PARAMETERS): string[] =>
  select(tracks, parameters).selected.map(({ relPath, score }) => `${relPath} ${score}`);

describe('the rules of select', () => {
  it('reject what is too short or too long, with measure and threshold, and take both limits themselves', () => {
    assert.deepEqual(rulesOf([track('a', { seconds: 29.9996 }), track('b', { seconds: 30 })]), [
      'a: too-short 30 / 30',
    ]);
    assert.deepEqual(rulesOf([track('a', { seconds: 12.3456 })]), ['a: too-short 12.346 / 30']);
    assert.deepEqual(rulesOf([track('a', { seconds: 3600 }), track('b', { seconds: 3601 })]), [
      'b: too-long 3601 / 3600',
    ]);
  });

  it('reject a length that nobody knows', () => {
    assert.deepEqual(rulesOf([track('a', { seconds: null })]), [
      'a: unknown-duration not told by the file / 30 to 3600 s',
    ]);
  });

  it('reject by pattern, naming the pattern', () => {
    assert.deepEqual(rulesOf([track('drums/Test 3.wav'), track('Greatest.wav'), track('song_old.wav')]), [
      'drums/Test 3.wav: skip-pattern drums/Test 3.wav / test',
      'song_old.wav: skip-pattern song_old.wav / _old',
    ]);
  });

  it('take the same audio once: the copy with the better score, then the first by path', () => {
    const twins = [
      track('z/master.wav', { payload: 'aa' }),
      track('b.wav', { payload: 'aa' }),
      track('a.wav', { payload: 'aa' }),
    ];
    assert.deepEqual(chosen(twins), ['z/master.wav 20']);
    assert.deepEqual(rulesOf(twins), [
      'a.wav: duplicate-audio same audio as z/master.wav / each audio once',
      'b.wav: duplicate-audio same audio as z/master.wav / each audio once',
    ]);
    assert.deepEqual(chosen(twins.slice(1)), ['a.wav 10']);
  });
});

describe('the score of select', () => {
  it('adds 10 a preferred pattern, 5 for the channels and 5 for the rate, and tells why', () => {
    const { selected } = select([track('bounces/master.wav')], PARAMETERS);
    assert.equal(selected[0].score, 30);
    assert.deepEqual(selected[0].scoreReasons, ['bounces +10', 'master +10', '2 channels +5', '44100 Hz +5']);
    assert.deepEqual(chosen([track('a', { channels: 1, rate: 48000 })]), ['a 0']);
    assert.deepEqual(
      chosen([track('a', { channels: 1, rate: 48000 })], {
        ...PARAMETERS,
        prefer_channels: 1,
        prefer_sample_rate_hz: 48000,
      }),
      ['a 10'],
    );
  });

  it('orders the best first, then by path', () => {
    assert.deepEqual(chosen([track('b.wav'), track('c/master.wav'), track('a.wav', { channels: 1 }), track('B.wav')]), [
      'c/master.wav 20',
      'B.wav 10',
      'b.wav 10',
      'a.wav 5',
    ]);
  });
});

describe('select', () => {
  const anyTrack = fc
    .record({
      relPath: fc.constantFrom('a.wav', 'b/a.wav', 'master/x.wav', 'test/y.wav', 'z.wav', 'Ä.wav', 'ä.wav'),
      seconds: fc.constantFrom(10, 30, 60, 5000, null),
      channels: fc.constantFrom(1, 2),
      payload: fc.constantFrom('aa', 'bb', 'cc', 'dd'),
    })
    .map(({ relPath, ...facts }) => track(relPath, facts));
  const anyCatalog = fc.uniqueArray(anyTrack, { selector: ({ relPath }) => relPath, maxLength: 7 });

  it('selects or rejects each track once, names it uniquely, and does not mind the order', () => {
    fc.assert(
      fc.property(anyCatalog, (tracks) => {
        const selection = select(tracks, PARAMETERS);
        const { selected, rejected } = selection;
        assert.deepEqual(
          [...selected, ...rejected].map(({ relPath }) => relPath).sort(),
          tracks.map(({ relPath }) => relPath).sort(),
        );
        assert.equal(new Set(selected.map(({ slug }) => slug)).size, selected.length);
        for (const { slug } of selected) assert.match(slug, /^[a-z0-9_]{1,100}$/);
        assert.deepEqual(select([...tracks].reverse(), PARAMETERS), selection);
      }),
    );
  });
});

describe('summarise', () => {
  it('counts, adds up and names the five best', () => {
    const tracks = [...'abcdefg'].map((letter) => track(`${letter}.wav`, { seconds: 1800 }));
    const summary = summarise(select([...tracks, track('test.wav')], PARAMETERS), 8);
    assert.deepEqual(
      { ...summary, topFive: summary.topFive.map(({ relPath }) => relPath) },
      {
        considered: 8,
        selected: 7,
        rejected: 1,
        totalHours: 3.5,
        averageSeconds: 1800,
        topFive: ['a.wav', 'b.wav', 'c.wav', 'd.wav', 'e.wav'],
      },
    );
  });

  it('of nothing has an average of nothing', () => {
    assert.equal(summarise(select([], PARAMETERS), 0).averageSeconds, 0);
  });
});
