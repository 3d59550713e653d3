/** What `cache verify` and `cache gc` find, remove and keep. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sha256 } from '../../src/cache/digest.ts';
import { collectGarbage } from '../../src/cache/gc.ts';
import { writeIndex } from '../../src/cache/index-file.ts';
import { cacheLayout } from '../../src/cache/layout.ts';
import { openDiskStore } from '../../src/cache/store.ts';
import { verifyCache } from '../../src/cache/verify.ts';
import { emptyLedger, type Ledger } from '../../src/plan/ledger.ts';
import { trackOf } from '../plan/tracks.ts';
import { DAMAGES, damageFile, filesBelow, scratchFolder } from './scratch.ts';
import { resultOf } from './store-contract.ts';

const pathOf = (folder: string, digest: string): string => join(folder, digest.slice(0, 2), digest.slice(2));

/** A cache with three results of two objects each, one object shared by all. */
function filled() {
  const root = scratchFolder();
  const store = openDiskStore(root);
  const shared = store.writeObject(Buffer.from('shared'));
  const entries = ['a', 'b', 'c'].map((name) => {
    const own = store.writeObject(Buffer.from(`only ${name}`));
    const { key, ...result } = resultOf(name, [shared, own]);
    store.writeAction(key, result);
    const { objects, actions } = cacheLayout(root);
    return { key, own, objectFile: pathOf(objects, own), resultFile: pathOf(actions, key) };
  });
  return { root, store, shared, sharedFile: pathOf(cacheLayout(root).objects, shared), entries };
}

const ledgerWith = (key: string, catalogKeys: readonly string[] = []): Ledger => {
  const track = trackOf('a');
  return {
    ...emptyLedger('/export', 'balanced'),
    catalogKeys,
    tracks: { [track.id]: { track, kinds: { pads: key }, errors: {} } },
  };
};

const reasons = (root: string, repair = false): string[] =>
  verifyCache(root, repair).damaged.map(({ what, reason }) => `${what}: ${reason}`);

describe('verifyCache', () => {
  it('finds nothing in a sound cache, nor where there is none', () => {
    const { root } = filled();
    assert.deepEqual(verifyCache(root, false), { objects: 4, results: 3, damaged: [] });
    assert.deepEqual(verifyCache(join(root, 'nowhere'), true), { objects: 0, results: 0, damaged: [] });
  });

  for (const [name, damage] of DAMAGES) {
    it(`finds an object with ${name}, and the result that needs it`, () => {
      const { root, entries } = filled();
      damageFile(entries[0].objectFile, damage);
      assert.deepEqual(reasons(root), [
        'object: its bytes are not those of its digest',
        'result: 1 of its objects are missing or damaged',
      ]);
    });

    it(`finds a result with ${name}`, () => {
      const { root, entries } = filled();
      damageFile(entries[0].resultFile, damage);
      assert.equal(reasons(root).length, 1);
      assert.match(reasons(root)[0], /^result: /);
    });

    it(`finds an index file with ${name}`, () => {
      const { root } = filled();
      writeIndex(root, 'export-0123456789abcdef', emptyLedger('/export', 'balanced'));
      damageFile(join(cacheLayout(root).index, 'export-0123456789abcdef.json'), damage);
      assert.deepEqual(reasons(root), ['index: its bytes are not those of its digest']);
      assert.deepEqual([reasons(root, true).length, reasons(root).length], [1, 0]);
    });
  }

  it('finds objects that were swapped or lost, and results that were swapped', () => {
    const swapped = filled();
    const [a, b] = swapped.entries;
    renameSync(a.objectFile, `${a.objectFile}.x`);
    renameSync(b.objectFile, a.objectFile);
    renameSync(`${a.objectFile}.x`, b.objectFile);
    assert.equal(reasons(swapped.root).filter((text) => text.startsWith('object')).length, 2);
    const lost = filled();
    rmSync(lost.sharedFile);
    assert.equal(reasons(lost.root).length, 3);
    const moved = filled();
    writeFileSync(moved.entries[0].resultFile, readFileSync(moved.entries[1].resultFile));
    assert.equal(reasons(moved.root).length, 1);
  });

  it('removes on repair just what is damaged or refers to it, and is content afterwards', () => {
    const { root, store, entries } = filled();
    damageFile(entries[0].objectFile, () => Buffer.from('x'));
    damageFile(entries[1].resultFile, () => Buffer.from('x'));
    assert.equal(reasons(root, true).length, 3);
    assert.deepEqual(verifyCache(root, false), { objects: 3, results: 1, damaged: [] });
    assert.deepEqual(
      entries.map(({ key }) => store.hasAction(key)),
      [false, false, true],
    );
  });

  it('leaves alone what another version wrote', () => {
    const { root, entries } = filled();
    for (const [at, body] of ['{"format":2}', 'another encoding'].entries())
      writeFileSync(entries[at].resultFile, `${sha256(body)}\n${body}\n`);
    assert.deepEqual(reasons(root), []);
  });
});

describe('collectGarbage', () => {
  it('keeps what the ledgers need and removes the rest', () => {
    const { root, store, entries, shared } = filled();
    writeIndex(root, 'export-0000000000000001', ledgerWith(entries[0].key));
    writeIndex(root, 'export-0000000000000002', ledgerWith('gone', [entries[1].key]));
    const { removedFiles, keptFiles } = collectGarbage(root);
    assert.deepEqual([removedFiles, keptFiles], [2, 5]);
    assert.deepEqual(
      entries.map(({ key }) => store.hasAction(key)),
      [true, true, false],
    );
    assert.deepEqual(
      [shared, ...entries.map(({ own }) => own)].map((digest) => store.objectSize(digest) !== null),
      [true, true, true, false],
    );
    assert.deepEqual(reasons(root), []);
    assert.equal(collectGarbage(root).removedFiles, 0);
  });

  it('keeps what was finished for a build that stopped before it collected', () => {
    const { root, store, entries } = filled();
    writeIndex(root, 'export-0000000000000001', { ...emptyLedger('/export', 'balanced'), reserved: [entries[2].key] });
    collectGarbage(root);
    assert.deepEqual(
      entries.map(({ key }) => store.hasAction(key)),
      [false, false, true],
    );
  });

  it('counts the bytes it frees and keeps', () => {
    const { root } = filled();
    writeIndex(root, 'export-0000000000000001', emptyLedger('/export', 'balanced'));
    const { removedBytes, keptBytes } = collectGarbage(root);
    assert.ok(removedBytes > 'sharedonly aonly bonly c'.length);
    assert.equal(keptBytes, 0);
    assert.deepEqual(
      filesBelow(root).filter((path) => !path.includes('index')),
      [],
    );
  });

  it('keeps the results of a first build that was killed before it had a ledger', () => {
    const { root } = filled();
    assert.equal(collectGarbage(root).removedFiles, 0);
    assert.equal(verifyCache(root, false).results, 3);
  });

  it('clears what killed builds left', () => {
    const { root, entries } = filled();
    writeIndex(root, 'export-0000000000000001', ledgerWith(entries[0].key));
    const { temporary } = cacheLayout(root);
    writeFileSync(join(temporary, 'half.123.0'), 'half a file');
    collectGarbage(root);
    assert.deepEqual(readdirSync(temporary), []);
  });

  it('removes nothing but leftovers while a damaged ledger hides what it needs', () => {
    const { root, entries } = filled();
    writeIndex(root, 'export-0000000000000001', ledgerWith(entries[0].key));
    damageFile(join(cacheLayout(root).index, 'export-0000000000000001.json'), (bytes) => bytes.subarray(0, 9));
    writeFileSync(join(cacheLayout(root).temporary, 'half.123.0'), 'half a file');
    assert.deepEqual([collectGarbage(root).removedFiles, verifyCache(root, false).results], [1, 3]);
  });
});
