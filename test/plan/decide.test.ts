import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide } from '../../src/plan/decide.ts';
import type { Fingerprint } from '../../src/plan/fingerprint.ts';
import { emptyLedger, type Ledger } from '../../src/plan/ledger.ts';
import type { RenderAction } from '../../src/plan/render-actions.ts';
import { actionsOf, trackOf } from './tracks.ts';

const cacheOf = (...actions: readonly RenderAction[]) => {
  const known = new Map<string, Fingerprint>(actions.map(({ key, fingerprint }) => [key, fingerprint]));
  return {
    has: (key: string) => known.has(key),
    isWhole: (key: string) => known.has(key),
    fingerprintOf: (key: string) => known.get(key) ?? null,
  };
};

/** A ledger of a tree made from exactly these actions. */
function treeOf(actions: readonly RenderAction[]): Ledger {
  const tracks: Record<string, Ledger['tracks'][string]> = {};
  for (const { track, kind, key } of actions)
    tracks[track.id] = { track, kinds: { ...tracks[track.id]?.kinds, [kind]: key }, errors: {} };
  return { ...emptyLedger('/export', 'balanced'), tracks };
}

const EMPTY = emptyLedger('/export', 'balanced');
const actions = actionsOf([trackOf('a')]);
const retuned = actionsOf([trackOf('a')], { sets: ['clouds.overlap_ratio=0.6'] });

const told = (...args: Parameters<typeof decide>): string[] =>
  decide(...args).map(({ kind, decision, reason }) => `${kind} ${decision}: ${reason}`);

describe('decide', () => {
  it('renders what was never rendered', () => {
    assert.deepEqual(
      told(actions, EMPTY, cacheOf(), false),
      ['pads', 'swells', 'clouds', 'hiss'].map((kind) => `${kind} stale: never rendered`),
    );
  });

  it('leaves alone what the tree was made of', () => {
    for (const line of told(actions, treeOf(actions), cacheOf(...actions), false))
      assert.match(line, /up-to-date: nothing/);
  });

  it('restores what the cache has and the tree has not', () => {
    for (const line of told(actions, EMPTY, cacheOf(...actions), false))
      assert.match(line, /restore: new here, in the cache already/);
  });

  it('renders again what the cache has no more than a part of, unless the tree holds it', () => {
    const known = { ...cacheOf(...actions), isWhole: () => false };
    for (const line of told(actions, EMPTY, known, false))
      assert.match(line, /stale: .* gone from the cache or damaged/);
    for (const line of told(actions, treeOf(actions), known, false)) assert.match(line, /up-to-date/);
  });

  it('tells the very value that changed, for what runs and for what is restored', () => {
    const stale = told(retuned, treeOf(actions), cacheOf(...actions), false);
    assert.equal(stale[2], 'clouds stale: clouds.overlap_ratio 0.7 → 0.6');
    assert.match(stale[0], /pads up-to-date/);
    const back = told(actions, treeOf(retuned), cacheOf(...actions, ...retuned), false);
    assert.equal(back[2], 'clouds restore: clouds.overlap_ratio 0.6 → 0.7');
  });

  it('tells an edited file by its path, though its identity is another', () => {
    const edited = actionsOf([trackOf('a', { payloadDigest: 'b'.repeat(64) })]);
    for (const line of told(edited, treeOf(actions), cacheOf(...actions), false))
      assert.match(line, /stale: source audio 6100… → bbbb… \(edited\)/);
  });

  it('says when a result got lost, and when nothing is known of the last one', () => {
    assert.match(told(actions, treeOf(actions), cacheOf(), false)[0], /gone from the cache or damaged/);
    assert.match(told(retuned, treeOf(actions), cacheOf(), false)[2], /changed since the last build/);
  });

  it('renders everything when forced', () => {
    for (const line of told(actions, treeOf(actions), cacheOf(...actions), true)) assert.match(line, /stale: forced/);
  });

  it('always has a reason in words', () => {
    for (const ledger of [EMPTY, treeOf(actions), treeOf(retuned)])
      for (const known of [cacheOf(), cacheOf(...actions), cacheOf(...retuned)])
        for (const { reason } of decide(retuned, ledger, known, false)) assert.notEqual(reason, '');
  });
});
