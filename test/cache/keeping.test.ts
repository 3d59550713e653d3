/** What `cache verify` finds and removes. */
import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sha256 } from '../../src/cache/digest.ts';
import { writeIndex } from '../../src/cache/index-file.ts';
import { cacheLayout } from '../../src/cache/layout.ts';
import { verifyCache } from '../../src/cache/verify.ts';
import { emptyLedger } from '../../src/plan/ledger.ts';
import { filled } from './filled.ts';
import { DAMAGES, damageFile } from './scratch.ts';

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
      assert.deepEqual(reasons(root), ['result: its bytes are not those of its digest']);
    });

    it(`finds an index file with ${name}`, () => {
      for (const index of ['export-0123456789abcdef', 'snapshot-0123456789abcdef']) {
        const { root } = filled();
        writeIndex(root, index, emptyLedger('/export', 'balanced'));
        damageFile(join(cacheLayout(root).index, `${index}.json`), damage);
        assert.deepEqual(reasons(root), ['index: its bytes are not those of its digest']);
        assert.deepEqual([reasons(root, true).length, reasons(root).length], [1, 0]);
      }
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
    assert.deepEqual(reasons(moved.root), ['result: it is the result of another action']);
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
