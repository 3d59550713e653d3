import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { SelectedTrack } from '../../src/library/track.ts';
import type { LedgerTrack } from '../../src/plan/ledger.ts';
import { type Scope, WHOLE } from '../../src/plan/scope.ts';
import { type Vanished, vanishedTracks } from '../../src/plan/vanished.ts';
import { ledgerOf, trackOf } from './tracks.ts';

const letters = (text: string): SelectedTrack[] => [...text].map((letter) => trackOf(letter));
const slugs = (entries: readonly LedgerTrack[]): string => entries.map(({ track }) => track.slug).join('');

interface Case {
  readonly last: readonly SelectedTrack[];
  readonly now: readonly SelectedTrack[];
  readonly scoped?: readonly SelectedTrack[];
  readonly scope?: Partial<Scope>;
  readonly unreadable?: readonly string[];
  readonly prune?: boolean;
}

const vanish = ({ last, now, scoped, scope, unreadable, prune }: Case): Vanished =>
  vanishedTracks({
    ledger: ledgerOf(last),
    selected: now,
    scoped: scoped ?? now,
    scope: { ...WHOLE, ...scope },
    unreadable: unreadable ?? [],
    prune: prune ?? false,
  });

const fates = (one: Case): string => {
  const { removed, kept, untouched } = vanish(one);
  return `removed:${slugs(removed)} kept:${slugs(kept)} untouched:${slugs(untouched)}`;
};

describe('vanishedTracks', () => {
  it('removes up to half of the last build, and keeps all when more are gone', () => {
    assert.equal(fates({ last: letters('abcd'), now: letters('abcd') }), 'removed: kept: untouched:');
    assert.equal(fates({ last: letters('abcd'), now: letters('ab') }), 'removed:cd kept: untouched:');
    assert.equal(fates({ last: letters('abcd'), now: letters('a') }), 'removed: kept:bcd untouched:');
    assert.equal(fates({ last: letters('abcd'), now: letters('a'), prune: true }), 'removed:bcd kept: untouched:');
  });

  it('does not forget that tracks were kept when the next build asks again', () => {
    const first = vanish({ last: letters('abcd'), now: letters('a') });
    const ledger = ledgerOf(letters('a'));
    const kept = Object.fromEntries(first.kept.map((entry) => [entry.track.id, entry]));
    const again = vanishedTracks({
      ledger: { ...ledger, tracks: { ...ledger.tracks, ...kept } },
      selected: letters('a'),
      scoped: letters('a'),
      scope: WHOLE,
      unreadable: [],
      prune: false,
    });
    assert.deepEqual([slugs(again.removed), slugs(again.kept)], ['', 'bcd']);
  });

  it('removes what was kept before with --prune, and beside it what is gone since without', () => {
    const last = letters('abcdefgh');
    const ledger = ledgerOf(last);
    const [a] = Object.values(ledger.tracks);
    const tracks = { ...ledger.tracks, [a.track.id]: { ...a, isKept: true } as const };
    const after = (prune: boolean): Vanished =>
      vanishedTracks({
        ledger: { ...ledger, tracks },
        selected: letters('cdefgh'),
        scoped: letters('cdefgh'),
        scope: WHOLE,
        unreadable: [],
        prune,
      });
    assert.deepEqual([slugs(after(false).removed), slugs(after(false).kept)], ['b', 'a']);
    assert.deepEqual([slugs(after(true).removed), slugs(after(true).kept)], ['ab', '']);
  });

  it('replaces a track by what now lies at its path or has its name, however many', () => {
    const edited = letters('abc').map((track) =>
      trackOf(track.slug, { payloadDigest: `9${track.payloadDigest.slice(1)}` }),
    );
    assert.equal(fates({ last: letters('abc'), now: edited }), 'removed:abc kept: untouched:');
    assert.equal(fates({ last: letters('abcd'), now: [trackOf('z', { slug: 'a' })] }), 'removed:a kept:bcd untouched:');
  });

  it('leaves alone what could not be read this time', () => {
    assert.equal(
      fates({ last: letters('abcd'), now: letters('abc'), unreadable: ['d.wav'] }),
      'removed: kept: untouched:d',
    );
  });

  it('leaves alone what lies in a folder that could not be read this time', () => {
    const last = [trackOf('a'), trackOf('b', { relPath: 'disc 1/b.wav' }), trackOf('c', { relPath: 'disc 10/c.wav' })];
    const now = [trackOf('a')];
    assert.equal(fates({ last, now, unreadable: ['disc 1'], prune: true }), 'removed:c kept: untouched:b');
    assert.equal(fates({ last, now, unreadable: [''], prune: true }), 'removed: kept: untouched:bc');
  });

  it('leaves alone what is out of scope', () => {
    const outside: Partial<Scope>[] = [{ only: ['a'] }, { count: 9 }, { startIndex: 1 }, { kinds: ['hiss'] }];
    for (const scope of outside)
      assert.equal(fates({ last: letters('abcd'), now: letters('abc'), scope }), 'removed: kept: untouched:d');
    assert.equal(
      fates({ last: letters('abcd'), now: letters('abc'), scope: { only: ['d'] } }),
      'removed:d kept: untouched:',
    );
  });

  it('leaves a track alone whose successor is out of scope', () => {
    const edited = trackOf('d', { payloadDigest: '9'.repeat(64) });
    const now = [...letters('abc'), edited];
    assert.equal(
      fates({ last: letters('abcd'), now, scoped: letters('a'), scope: { only: ['a'] } }),
      'removed: kept: untouched:d',
    );
  });

  it('gives every vanished track one fate, and never removes most of an archive unasked', () => {
    const some = fc.subarray(letters('abcdefgh'));
    fc.assert(
      fc.property(some, some, fc.boolean(), (last, now, prune) => {
        const { removed, kept, untouched } = vanish({ last, now, prune });
        const ids = new Set(now.map(({ id }) => id));
        const vanished = last.filter(({ id }) => !ids.has(id)).map(({ slug }) => slug);
        assert.deepEqual([...slugs([...removed, ...kept, ...untouched])].sort(), vanished.sort());
        if (!prune) assert.ok(removed.length * 2 <= last.length);
        else assert.equal(kept.length, 0);
      }),
    );
  });
});
