/** What every `CacheStore` must do, wherever it keeps its bytes. One file, though a long one: a store is held to all of it, or to nothing. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { sha256 } from '../../src/cache/digest.ts';
import type { ActionResult, CacheStore } from '../../src/cache/store.ts';
import { actionKey, CACHE_FORMAT, type Fingerprint } from '../../src/plan/fingerprint.ts';
import { DAMAGES, scratchFolder } from './scratch.ts';

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

/** An object and a result. */
export interface Writing {
  readonly bytes: Uint8Array;
  readonly key: string;
  readonly result: ActionResult;
}

export interface OpenedStore {
  readonly store: CacheStore;
  /** Another view of the same store, as a second process would have. */
  readonly reopen: () => CacheStore;
  /** What a medium that fails, or another version of the program, does to what is kept under a digest or a key. */
  readonly alter: (what: 'object' | 'result', name: string, change: (kept: Buffer) => Buffer) => void;
  /** Writes all of them, each by a writer of its own, at the same time as the medium allows. */
  readonly together: (writings: readonly Writing[]) => Promise<void>;
}

/** A result as another version of the program would have written it: whole, but not ours to understand. */
const sealed = (body: string): Buffer => Buffer.from(`${sha256(body)}\n${body}\n`);

const TEXTURE = Buffer.from('the bytes of a texture');

/** `open` gives a new and empty store. */
export function cacheStoreContract(name: string, open: () => OpenedStore): void {
  const filled = () => {
    const opened = open();
    const digest = opened.store.writeObject(TEXTURE);
    const { key, ...result } = resultOf('a', [digest]);
    opened.store.writeAction(key, result);
    return { ...opened, digest, key, result };
  };

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

    it('says so when it is asked to copy what it has not', () => {
      const { store } = open();
      const path = join(scratchFolder(), 'copy.wav');
      assert.throws(() => store.copyObject('0'.repeat(64), path));
      assert.equal(existsSync(path), false);
    });

    for (const [what, damage] of DAMAGES) {
      it(`takes an object with ${what} for absent, and mends it when it is written again`, () => {
        const { store, reopen, alter, digest } = filled();
        alter('object', digest, damage);
        for (const one of [store, reopen()]) assert.equal(one.readObject(digest), null);
        assert.equal(store.writeObject(TEXTURE), digest);
        for (const one of [store, reopen()]) assert.deepEqual(Buffer.from(one.readObject(digest) ?? ''), TEXTURE);
      });

      it(`takes a result with ${what} for absent, and mends it when it is written again`, () => {
        const { store, reopen, alter, key, result } = filled();
        alter('result', key, damage);
        for (const one of [store, reopen()]) assert.equal(one.readAction(key), null);
        store.writeAction(key, result);
        assert.equal(store.hasAction(key), true);
        for (const one of [store, reopen()]) assert.deepEqual(one.readAction(key), result);
      });
    }

    it('leaves all else alone when one thing is damaged', () => {
      const { store, alter, digest, key, result } = filled();
      const other = store.writeObject(Buffer.from('another texture'));
      alter('object', other, () => Buffer.from('something else!'));
      assert.deepEqual(store.readAction(key), result);
      assert.deepEqual(Buffer.from(store.readObject(digest) ?? ''), TEXTURE);
    });

    it('takes a result of another format for absent, whatever that format is', () => {
      const { store, reopen, alter, key, result } = filled();
      const whole = JSON.stringify({ format: CACHE_FORMAT, ...result });
      const others = [
        JSON.stringify({ format: CACHE_FORMAT + 1, ...result }),
        JSON.stringify({ format: String(CACHE_FORMAT), ...result }),
        JSON.stringify(result),
        JSON.stringify({ format: CACHE_FORMAT }),
        JSON.stringify({ format: CACHE_FORMAT, fingerprint: 'text' }),
        'null',
        '[]',
        '7',
        'not JSON',
        '',
      ];
      for (const body of others) {
        alter('result', key, () => sealed(body));
        for (const one of [store, reopen()]) assert.equal(one.readAction(key), null, body);
      }
      alter('result', key, () => sealed(whole));
      assert.deepEqual(store.readAction(key), result, 'nothing but the format was wrong');
    });

    it('does not take the result of another action that came here', () => {
      const { store, alter, key } = filled();
      const { key: other, ...result } = resultOf('b');
      store.writeAction(other, result);
      let text: Buffer = Buffer.alloc(0);
      alter('result', key, (kept) => {
        text = kept;
        return kept;
      });
      alter('result', other, () => text);
      assert.equal(store.readAction(other), null);
    });

    it('keeps an object and a result of one name apart', () => {
      const { store } = open();
      const { key, ...result } = resultOf('a');
      const named = Buffer.from(JSON.stringify(result.fingerprint));
      assert.equal(store.writeObject(named), key, 'the key is the digest of these bytes');
      assert.equal(store.hasAction(key), false);
      assert.equal(store.readAction(key), null);
      store.writeAction(key, result);
      assert.deepEqual(Buffer.from(store.readObject(key) ?? ''), named);
      assert.deepEqual(store.readAction(key), result);
    });

    it('keeps objects and results apart whose names begin alike', () => {
      const { store } = open();
      const byStart = new Map<string, string[]>();
      for (let number = 0; number < 400; number++) {
        const text = `text ${number}`;
        const { key, ...result } = resultOf(text);
        store.writeAction(key, result);
        const start = store.writeObject(Buffer.from(text)).slice(0, 2);
        byStart.set(start, [...(byStart.get(start) ?? []), text]);
      }
      const alike = [...byStart.values()].filter((texts) => texts.length > 1).flat();
      assert.ok(alike.length > 100);
      for (const text of alike) {
        assert.equal(Buffer.from(store.readObject(sha256(Buffer.from(text))) ?? '').toString(), text);
        assert.deepEqual(store.readAction<{ name: string }>(resultOf(text).key)?.value.name, text);
      }
    });

    it('holds objects of many megabytes, and none', () => {
      const { store, reopen } = open();
      for (const size of [5_000_000, 0]) {
        const bytes = Buffer.alloc(size, 'some text of a length that is no power of two');
        const digest = store.writeObject(bytes);
        assert.equal(store.objectSize(digest), size);
        assert.ok(bytes.equals(reopen().readObject(digest) ?? Buffer.from('absent')));
      }
    });

    it('never shows half of what several writers write at once, and keeps the result of one of them', async () => {
      const { store, reopen, together } = open();
      const bytes = Buffer.alloc(60_000, 'of one texture');
      const digest = sha256(bytes);
      const { key, ...result } = resultOf('a', [digest]);
      const writings = [1, 2, 3].map((writer) => ({ bytes, key, result: { ...result, value: { writer } } }));
      const isOne = (seen: unknown): boolean => writings.some((one) => isDeepStrictEqual(one.result, seen));
      let isDone = false;
      const written = together(writings).finally(() => {
        isDone = true;
      });
      const look = (): void => {
        const seen = reopen().readAction(key);
        assert.ok(seen === null || isOne(seen), JSON.stringify(seen));
        // Whoever finds the result finds the object that it names.
        if (seen !== null) assert.ok(bytes.equals(reopen().readObject(digest) ?? Buffer.from('absent')));
      };
      while (!isDone) {
        look();
        await wait(1);
      }
      await written;
      assert.ok(isOne(store.readAction(key)));
      look();
    });
  });
}
