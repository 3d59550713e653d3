/** A cache with something in it. */
import { join } from 'node:path';
import { cacheLayout } from '../../src/cache/layout.ts';
import { openDiskStore } from '../../src/cache/store.ts';
import { scratchFolder } from './scratch.ts';
import { resultOf } from './store-contract.ts';

const pathOf = (folder: string, digest: string): string => join(folder, digest.slice(0, 2), digest.slice(2));

/** A cache with three results of two objects each, one object shared by all. */
export function filled() {
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
