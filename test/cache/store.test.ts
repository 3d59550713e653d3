import assert from 'node:assert/strict';
import { chmodSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sha256 } from '../../src/cache/digest.ts';
import { cacheLayout } from '../../src/cache/layout.ts';
import { openDiskStore } from '../../src/cache/store.ts';
import { DAMAGES, damageFile, filesBelow, scratchFolder } from './scratch.ts';
import { cacheStoreContract, resultOf } from './store-contract.ts';

cacheStoreContract('on disk', () => {
  const root = join(scratchFolder(), 'not/there/yet');
  return { store: openDiskStore(root), reopen: () => openDiskStore(root) };
});

function filled() {
  const root = scratchFolder();
  const store = openDiskStore(root);
  const digest = store.writeObject(Buffer.from('the bytes of a texture'));
  const { key, ...result } = resultOf('a', [digest]);
  store.writeAction(key, result);
  const objectFile = join(cacheLayout(root).objects, digest.slice(0, 2), digest.slice(2));
  const resultFile = join(cacheLayout(root).actions, key.slice(0, 2), key.slice(2));
  return { root, store, digest, key, result, objectFile, resultFile };
}

/** A result file as another version of the program would have written it: whole, but not ours to understand. */
const sealed = (body: string): string => `${sha256(body)}\n${body}\n`;

describe('the disk store', () => {
  it('lays files out as the README of the cache says, and leaves no temporary file', () => {
    const { root, digest, key } = filled();
    assert.deepEqual(filesBelow(root), [
      `actions/${key.slice(0, 2)}/${key.slice(2)}`,
      `objects/${digest.slice(0, 2)}/${digest.slice(2)}`,
    ]);
  });

  for (const [name, damage] of DAMAGES) {
    it(`reads an object with ${name} as absent, and mends it when it is written again`, () => {
      const { store, digest, objectFile } = filled();
      damageFile(objectFile, damage);
      assert.equal(store.readObject(digest), null);
      assert.equal(store.writeObject(Buffer.from('the bytes of a texture')), digest);
      assert.equal(Buffer.from(store.readObject(digest) ?? '').toString(), 'the bytes of a texture');
    });

    it(`reads a result with ${name} as absent`, () => {
      const { store, key, result, resultFile } = filled();
      damageFile(resultFile, damage);
      assert.equal(store.readAction(key), null);
      store.writeAction(key, result);
      assert.deepEqual(store.readAction(key), result);
    });
  }

  it('reads a result of another format as absent, whatever that format is', () => {
    const { store, key, result, resultFile } = filled();
    const bodies = [
      JSON.stringify({ format: 2, ...result }),
      JSON.stringify(result),
      'null',
      '[]',
      '7',
      'not JSON',
      '',
    ];
    for (const body of bodies) {
      writeFileSync(resultFile, sealed(body));
      assert.equal(store.readAction(key), null, body);
    }
  });

  it('does not take the result of another action that was moved here', () => {
    const { root, store, resultFile } = filled();
    const other = resultOf('b').key;
    store.writeAction(other, resultOf('b'));
    renameSync(resultFile, join(cacheLayout(root).actions, other.slice(0, 2), other.slice(2)));
    assert.equal(store.readAction(other), null);
  });

  it('writes nothing when the object is there already', () => {
    const { store, objectFile } = filled();
    const before = statSync(objectFile, { bigint: true });
    store.writeObject(Buffer.from('the bytes of a texture'));
    const after = statSync(objectFile, { bigint: true });
    assert.deepEqual([after.ino, after.mtimeNs], [before.ino, before.mtimeNs]);
  });

  it('never shares a file with the copy it hands out', () => {
    const { store, digest, objectFile } = filled();
    const copy = join(scratchFolder(), 'copy.wav');
    store.copyObject(digest, copy);
    assert.notEqual(statSync(copy).ino, statSync(objectFile).ino);
    chmodSync(copy, 0o600);
    writeFileSync(copy, 'edited by somebody');
    assert.equal(readFileSync(objectFile, 'utf8'), 'the bytes of a texture');
  });
});
