/** What every `CacheStore` must do, wherever it keeps its bytes. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ActionResult, CacheStore } from '../../src/cache/store.ts';
import { actionKey, type Fingerprint } from '../../src/plan/fingerprint.ts';
import { scratchFolder } from './scratch.ts';

export function resultOf(name: string, objects: readonly string[] = []): ActionResult & { readonly key: string } {
  const fingerprint: Fingerprint = [
    ['kind', name],
    ['text', 'a "quoted"\nline \u2028 of ✓ text'],
  ];
  return {
    key: actionKey(fingerprint),
    stage: 'render',
    fingerprint,
    objects,
    value: { name, list: [1, null, 'é\n'] },
  };
}

const write = (store: CacheStore, { key, ...result }: ReturnType<typeof resultOf>): void =>
  store.writeAction(key, result);

/** `open` gives a new and empty store; `reopen` another view of the same one, as a second process would have. */
export function cacheStoreContract(
  name: string,
  open: () => { readonly store: CacheStore; readonly reopen: () => CacheStore },
): void {
  describe(`the cache store ${name}`, () => {
    it('is empty at first, and says so without failing', () => {
      const { store } = open();
      const { key } = resultOf('a');
      assert.equal(store.hasAction(key), false);
      assert.equal(store.readAction(key), null);
      assert.equal(store.objectSize('0'.repeat(64)), null);
      assert.equal(store.readObject('0'.repeat(64)), null);
    });

    it('gives back the bytes of an object under their SHA-256, also to others', () => {
      const { store, reopen } = open();
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
          const digest = store.writeObject(bytes);
          assert.match(digest, /^[0-9a-f]{64}$/);
          assert.equal(store.objectSize(digest), bytes.length);
          for (const one of [store, reopen()])
            assert.deepEqual(Buffer.from(one.readObject(digest) ?? 'x'), Buffer.from(bytes));
          assert.equal(store.writeObject(bytes), digest);
        }),
        { numRuns: 30 },
      );
      assert.equal(
        store.writeObject(Buffer.from('abc')),
        'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      );
    });

    it('does not mind that the caller goes on using the array it wrote', () => {
      const { store } = open();
      const bytes = Uint8Array.from([1, 2, 3]);
      const digest = store.writeObject(bytes);
      bytes.fill(9);
      assert.deepEqual([...(store.readObject(digest) ?? [])], [1, 2, 3]);
    });

    it('gives back a result as it was written, also to others', () => {
      const { store, reopen } = open();
      const { key, ...result } = resultOf('a', [store.writeObject(Buffer.from('x'))]);
      store.writeAction(key, result);
      for (const one of [store, reopen()]) {
        assert.equal(one.hasAction(key), true);
        assert.deepEqual(one.readAction(key), result);
      }
    });

    it('lets the last of several results of one action win', () => {
      const { store } = open();
      const { key, ...result } = resultOf('a');
      store.writeAction(key, result);
      store.writeAction(key, { ...result, value: 'second' });
      assert.equal(store.readAction(key)?.value, 'second');
    });

    it('keeps results apart', () => {
      const { store } = open();
      for (const one of ['a', 'b']) write(store, resultOf(one));
      assert.deepEqual(store.readAction(resultOf('a').key)?.value, resultOf('a').value);
      assert.deepEqual(store.readAction(resultOf('b').key)?.value, resultOf('b').value);
    });

    it('gives no result to an action it was not made by', () => {
      const { store } = open();
      const { key: _, ...result } = resultOf('a');
      store.writeAction(resultOf('b').key, result);
      assert.equal(store.readAction(resultOf('b').key), null);
    });

    it('copies an object out, so that what happens to the copy leaves the store alone', () => {
      const { store } = open();
      const digest = store.writeObject(Buffer.from('texture'));
      const path = join(scratchFolder(), 'copy.wav');
      store.copyObject(digest, path);
      assert.equal(readFileSync(path, 'utf8'), 'texture');
      rmSync(path);
      assert.equal(existsSync(path), false);
      assert.equal(store.objectSize(digest), 7);
    });
  });
}
