import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { slugs, trackId } from '../../src/library/slug.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const slugOf = (relPath: string): string | undefined => slugs([{ relPath, payloadDigest: digest('x') }]).get(relPath);

/** Few stems and few payloads, so that they collide. */
const tracksArbitrary = fc.uniqueArray(
  fc.record({
    relPath: fc
      .tuple(
        fc.constantFrom('a', 'b/c', 'D'),
        fc.oneof(fc.constantFrom('x', 'X', 'x_', '', 'con', 'ж', '😀'), fc.string()),
      )
      .map(([folder, stem]) => `${folder}/${stem.replaceAll('/', '')}.wav`),
    payloadDigest: fc.constantFrom('1', '2', '3').map(digest),
  }),
  { selector: (track) => track.relPath, maxLength: 12 },
);

describe('slugs', () => {
  it('brings a stem into small letters, digits and underscores', () => {
    assert.equal(slugOf('Été/01 - Ça Va?.wav'), '01_ca_va');
    assert.equal(slugOf('Straße Ærø.flac'), 'strasse_aero');
    assert.equal(slugOf('Москва.mp3'), 'moskva');
    assert.equal(slugOf('Ψυχή.mp3'), 'psychi');
    assert.equal(slugOf("Don't.mp3"), 'dont');
    assert.equal(slugOf('v1.2.wav'), 'v1_2');
    assert.equal(slugOf('東京.wav'), `track_${digest('x').slice(0, 6)}`);
    assert.equal(slugOf('NUL.wav'), `nul_${digest('x').slice(0, 6)}`);
  });

  it('gives every track that shares a slug the start of its digest', () => {
    const named = slugs([
      { relPath: 'a/x.wav', payloadDigest: digest('1') },
      { relPath: 'b/X.flac', payloadDigest: digest('2') },
      { relPath: 'b/y.flac', payloadDigest: digest('3') },
    ]);
    assert.equal(named.get('a/x.wav'), `x_${digest('1').slice(0, 6)}`);
    assert.equal(named.get('b/X.flac'), `x_${digest('2').slice(0, 6)}`);
    assert.equal(named.get('b/y.flac'), 'y');
  });

  it('tells tracks apart whose first six digits are the same too', () => {
    const named = slugs([
      { relPath: 'a/x.wav', payloadDigest: `abcdef11${'0'.repeat(56)}` },
      { relPath: 'b/x.wav', payloadDigest: `abcdef22${'0'.repeat(56)}` },
    ]);
    assert.deepEqual([...named.values()], ['x_abcdef11', 'x_abcdef22']);
  });

  it('tells copies of the same audio apart by their rank in path order', () => {
    const payloadDigest = digest('same');
    const named = slugs(['b/x.wav', 'a/x.wav'].map((relPath) => ({ relPath, payloadDigest })));
    const stem = `x_${payloadDigest.slice(0, 6)}`;
    assert.deepEqual([named.get('a/x.wav'), named.get('b/x.wav')], [`${stem}_1`, `${stem}_2`]);
  });

  it('keeps to the alphabet and to 100 bytes, gives each its own, and does not depend on the order', () => {
    fc.assert(
      fc.property(tracksArbitrary, fc.nat(), (tracks, turn) => {
        const named = slugs(tracks);
        for (const slug of named.values()) assert.match(slug, /^[a-z0-9_]{1,100}$/);
        assert.equal(new Set(named.values()).size, tracks.length);
        const at = tracks.length === 0 ? 0 : turn % tracks.length;
        const turned = slugs([...tracks.slice(at), ...tracks.slice(0, at)].reverse());
        for (const [relPath, slug] of named) assert.equal(turned.get(relPath), slug);
      }),
    );
    assert.equal(slugOf(`${'long '.repeat(60)}.wav`)?.length, 99);
  });

  it('names a track by twelve digits of its payload', () => {
    assert.equal(trackId(digest('x')), `t_${digest('x').slice(0, 12)}`);
  });
});
