import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { matchesGlob, matchesPattern } from '../../src/library/pattern.ts';

describe('matchesPattern', () => {
  it('matches whole words, whatever the case', () => {
    for (const path of ['a_test.wav', 'Test.wav', 'x/test/y.wav', 'my-TEST-2.wav'])
      assert.ok(matchesPattern(path, 'test'));
    for (const path of ['Greatest.wav', 'tests.wav', 'test2.wav']) assert.ok(!matchesPattern(path, 'test'));
    assert.ok(matchesPattern('song_old.wav', '_old'));
    assert.ok(!matchesPattern('gold.wav', '_old'));
    assert.ok(matchesPattern('a/Rough Mix 3.wav', 'rough mix'));
    assert.ok(!matchesPattern('a/rough 2 mix.wav', 'rough mix'));
  });

  it('treats composed and decomposed letters alike', () => {
    assert.ok(matchesPattern('E\u0301te\u0301.wav', '\u00e9t\u00e9'));
  });

  it('matches nothing when there is no word in the pattern', () => {
    assert.ok(!matchesPattern('anything.wav', ''));
    assert.ok(!matchesPattern('anything.wav', '_-_'));
  });

  it('reads a pattern with a star or question mark as a glob', () => {
    assert.ok(matchesPattern('demos/Take 1.wav', '*.WAV'));
    assert.ok(!matchesPattern('demos/take.flac', '*.wav'));
  });
});

describe('matchesGlob', () => {
  it('keeps a star within a name and lets two stars cross folders', () => {
    assert.ok(matchesGlob('a/b/c.wav', 'a/**/c.wav'));
    assert.ok(matchesGlob('a/c.wav', 'a/**/c.wav'));
    assert.ok(!matchesGlob('a/b/c.wav', 'a/*.wav'));
    assert.ok(matchesGlob('a/b/c.wav', '**/*.wav'));
    assert.ok(matchesGlob('a/b/c.wav', 'a/'));
    assert.ok(matchesGlob('a/b.wav', '/a/?.wav'));
  });

  it('matches a file or any folder by name when there is no slash', () => {
    assert.ok(matchesGlob('x/demo-2019/c.wav', 'demo-*'));
    assert.ok(matchesGlob('my_slug', 'my_slug'));
    assert.ok(!matchesGlob('my_slug_2', 'my_slug'));
  });

  it('takes brackets, braces and parentheses as they are', () => {
    assert.ok(matchesGlob('[Disc 1]/a.wav', '[Disc 1]/*'));
    assert.ok(!matchesGlob('D/a.wav', '[Disc 1]/*'));
  });

  it('matches every path that the glob was made from by putting stars in', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,12}$/), fc.nat(), fc.nat(), (name, a, b) => {
        const [start, end] = [a % (name.length + 1), b % (name.length + 1)].sort((x, y) => x - y);
        return matchesGlob(`folder/${name}`, `${name.slice(0, start)}*${name.slice(end)}`);
      }),
    );
  });

  it('stays fast on patterns made to be slow', () => {
    const started = performance.now();
    assert.ok(!matchesGlob('a'.repeat(2000), `${'*a'.repeat(200)}b`));
    assert.ok(performance.now() - started < 500);
  });
});
