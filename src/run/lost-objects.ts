/** Objects that a tree's files are to be written from and that the cache has lost: known before the first is written. Looks at the export and at sizes in the cache. */
import type { TreeFile } from '../../stages/collect.ts';
import type { CacheStore } from '../cache/store.ts';
import { filesInDoubt, type TreeLook } from '../export/write-tree.ts';
import { isObjectThere } from './whole-result.ts';

export const lostObjects = (look: TreeLook, files: readonly TreeFile[], store: CacheStore): string[] =>
  filesInDoubt(look, files)
    .filter((file) => !isObjectThere(store, file))
    .map(({ objectDigest }) => objectDigest);
