import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mayRemove, tracksInScope, WHOLE } from '../../src/plan/scope.ts';
import { trackOf } from './tracks.ts';

const tracks = ['a', 'b', 'c', 'd', 'e'].map((letter) => trackOf(letter, { relPath: `dub/${letter}.wav` }));
const slugsOf = (scope: Partial<typeof WHOLE>): string =>
  tracksInScope(tracks, { ...WHOLE, ...scope })
    .map(({ slug }) => slug)
    .join('');

describe('tracksInScope', () => {
  it('is all of them without a limit', () => assert.equal(slugsOf({}), 'abcde'));

  it('takes globs over path or slug, any of which may match', () => {
    assert.equal(slugsOf({ only: ['dub/c.wav'] }), 'c');
    assert.equal(slugsOf({ only: ['b', 'dub/?.wav'] }), 'abcde');
    assert.equal(slugsOf({ only: ['b', 'd'] }), 'bd');
    assert.equal(slugsOf({ only: ['none'] }), '');
  });

  it('counts over what the globs leave', () => {
    assert.equal(slugsOf({ startIndex: 1, count: 2 }), 'bc');
    assert.equal(slugsOf({ only: ['b', 'd', 'e'], startIndex: 1, count: 1 }), 'd');
    assert.equal(slugsOf({ count: 0 }), '');
    assert.equal(slugsOf({ startIndex: 9 }), '');
  });

  it('makes windows that join to the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), (count) => {
        const windows = Array.from({ length: 5 }, (_, i) => slugsOf({ startIndex: i * count, count }));
        assert.equal(windows.join(''), 'abcde');
      }),
    );
  });
});

describe('mayRemove', () => {
  it('holds for whole builds and for what --only names', () => {
    assert.ok(mayRemove(tracks[0], WHOLE));
    assert.ok(mayRemove(tracks[0], { ...WHOLE, only: ['dub/**'] }));
    assert.ok(!mayRemove(tracks[0], { ...WHOLE, only: ['techno/**'] }));
  });

  it('does not hold for windows, some kinds, or one kind many times', () => {
    for (const part of [{ count: 5 }, { startIndex: 1 }, { kinds: ['pads'] as const }])
      assert.ok(!mayRemove(tracks[0], { ...WHOLE, ...part }));
    assert.ok(!mayRemove(tracks[0], { ...WHOLE, kinds: ['pads', 'pads', 'pads', 'pads'] }));
  });
});
