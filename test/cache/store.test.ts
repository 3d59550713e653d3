import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cacheLayout } from '../../src/cache/layout.ts';
import { openDiskStore } from '../../src/cache/store.ts';
import { damageFile, filesBelow, scratchFolder } from './scratch.ts';
import { cacheStoreContract, resultOf, type Writing } from './store-contract.ts';

const WRITER = fileURLToPath(new URL('./writer.js', import.meta.url));

function writtenByProcess(root: string, { bytes, ...others }: Writing): Promise<unknown> {
  const writing = { bytes: Buffer.from(bytes).toString('base64'), ...others };
  const child = spawn(process.execPath, [WRITER, root, JSON.stringify(writing)], { stdio: 'inherit', timeout: 60_000 });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve(null) : reject(new Error(`exit ${code}`))));
  });
}

cacheStoreContract('on disk', () => {
  const root = join(scratchFolder(), 'not/there/yet');
  const { objects, actions } = cacheLayout(root);
  return {
    store: openDiskStore(root),
    reopen: () => openDiskStore(root),
    alter: (what, name, change) =>
      damageFile(join(what === 'object' ? objects : actions, name.slice(0, 2), name.slice(2)), change),
    together: async (writings) => {
      await Promise.all(writings.map((writing) => writtenByProcess(root, writing)));
    },
  };
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

describe('the disk store', () => {
  it('lays files out as the README of the cache says, and leaves no temporary file', () => {
    const { root, digest, key } = filled();
    assert.deepEqual(filesBelow(root), [
      `actions/${key.slice(0, 2)}/${key.slice(2)}`,
      `objects/${digest.slice(0, 2)}/${digest.slice(2)}`,
    ]);
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
