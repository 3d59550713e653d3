import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SelectedTrack } from '../../src/library/track.ts';
import type { Ledger } from '../../src/plan/ledger.ts';
import { type InScope, nextTree, type SettledAction } from '../../src/plan/next-tree.ts';
import type { Vanished } from '../../src/plan/vanished.ts';
import { KINDS } from '../../src/texture/kinds.ts';
import { ledgerOf, trackOf } from './tracks.ts';

const NOBODY: Vanished = { removed: [], kept: [], untouched: [] };
const [a, b] = [trackOf('a'), trackOf('b')];

const done = (track = a, kinds: readonly SettledAction['kind'][] = KINDS): SettledAction[] =>
  kinds.map((kind) => ({ track, kind, key: `new-${kind}`, error: null, autoRejectGrade: 'none' as const }));

const failed = (track = a, kind: SettledAction['kind'] = 'pads'): SettledAction => ({
  track,
  kind,
  key: null,
  error: 'disk full',
  autoRejectGrade: 'none',
});

/** The tracks of `settled` with its kinds. */
const scopeOf = (settled: readonly SettledAction[]): InScope => ({
  tracks: [...new Set(settled.map(({ track }) => track))],
  kinds: [...new Set(settled.map(({ kind }) => kind))],
});

const treeAfter = (
  ledger: Ledger,
  vanished: Vanished,
  selected: readonly SelectedTrack[],
  settled: readonly SettledAction[],
  inScope: InScope = scopeOf(settled),
) => nextTree(ledger, vanished, selected, inScope, settled);

describe('nextTree', () => {
  it('holds what was settled', () => {
    const next = treeAfter(ledgerOf([]), NOBODY, [a], done());
    assert.deepEqual(next, {
      [a.id]: {
        track: a,
        errors: {},
        kinds: Object.fromEntries(KINDS.map((kind) => [kind, `new-${kind}`])),
      },
    });
  });

  it('keeps kinds and tracks that are out of scope as they were', () => {
    const next = treeAfter(ledgerOf([a, b]), NOBODY, [a, b], done(a, ['hiss']));
    assert.deepEqual(next[a.id].kinds, { ...ledgerOf([a]).tracks[a.id].kinds, hiss: 'new-hiss' });
    assert.deepEqual(next[b.id], ledgerOf([b]).tracks[b.id]);
  });

  it('keeps what the tree had of a kind that failed, with the error beside it until it succeeds', () => {
    const next = treeAfter(ledgerOf([a]), NOBODY, [a], [failed()]);
    assert.deepEqual(next[a.id].kinds.pads, 'a-pads');
    assert.deepEqual(next[a.id].errors, { pads: 'disk full' });
    const ledger: Ledger = { ...ledgerOf([]), tracks: next };
    const elsewhere = treeAfter(ledger, NOBODY, [a], done(a, ['hiss']));
    assert.deepEqual(elsewhere[a.id].errors, { pads: 'disk full' });
    assert.deepEqual(treeAfter(ledger, NOBODY, [a], done(a, ['pads']))[a.id].errors, {});
  });

  it('keeps what was made of a file before it was edited, where the edited one fails', () => {
    const edited = trackOf('a', { payloadDigest: '9'.repeat(64) });
    const next = treeAfter(ledgerOf([a]), NOBODY, [edited], [failed(edited)]);
    assert.deepEqual(next[edited.id], {
      track: edited,
      kinds: ledgerOf([a]).tracks[a.id].kinds,
      errors: { pads: 'disk full' },
    });
  });

  it('says nothing of a selected track that is out of scope and was never made', () => {
    assert.deepEqual(Object.keys(treeAfter(ledgerOf([]), NOBODY, [a, b], done(a))), [a.id]);
  });

  it('remembers a track that failed at its first try', () => {
    assert.deepEqual(treeAfter(ledgerOf([]), NOBODY, [a], [failed()]), {
      [a.id]: { track: a, kinds: {}, errors: { pads: 'disk full' } },
    });
  });

  it('lets go of a kind in scope that is no longer asked for, and of its error', () => {
    const ledger: Ledger = {
      ...ledgerOf([]),
      tracks: { [a.id]: { ...ledgerOf([a]).tracks[a.id], errors: { hiss: 'x' } } },
    };
    const inScope: InScope = { tracks: [a], kinds: ['pads', 'hiss'] };
    const { kinds, errors } = treeAfter(ledger, NOBODY, [a], done(a, ['pads']), inScope)[a.id];
    const { hiss: _, ...others } = ledgerOf([a]).tracks[a.id].kinds;
    assert.deepEqual(kinds, { ...others, pads: 'new-pads' });
    assert.deepEqual(errors, {});
  });

  it('holds a track of which nothing is asked for', () => {
    assert.deepEqual(treeAfter(ledgerOf([]), NOBODY, [a], [], { tracks: [a], kinds: KINDS }), {
      [a.id]: { track: a, kinds: {}, errors: {} },
    });
  });

  it('keeps what is protected or untouched, and lets go of what is removed', () => {
    const [kept, untouched, removed] = ['k', 'u', 'r'].map(
      (letter) => ledgerOf([trackOf(letter)]).tracks[trackOf(letter).id],
    );
    const ledger = ledgerOf(['k', 'u', 'r'].map((letter) => trackOf(letter)));
    const next = treeAfter(ledger, { kept: [kept], untouched: [untouched], removed: [removed] }, [], []);
    assert.deepEqual(Object.values(next), [kept, untouched]);
  });

  it('takes over the track as it is now: moved, renamed, re-tagged', () => {
    const moved = trackOf('a', { relPath: 'new/a2.wav', slug: 'a2' });
    assert.equal(treeAfter(ledgerOf([a]), NOBODY, [moved], done(moved))[a.id].track, moved);
  });

  it('lets an out-of-scope track make way when a track in scope now has its name', () => {
    const newA = trackOf('n', { slug: 'a' });
    const renamed = trackOf('a', { slug: 'a_610000' });
    const next = treeAfter(ledgerOf([a]), NOBODY, [newA, renamed], done(newA));
    assert.equal(next[a.id].track.slug, 'a_610000');
    assert.equal(next[newA.id].track.slug, 'a');
  });
});
