/** Objects that a tree's files are to be written from and that the cache has lost: known before the first is written. Looks at the export and at sizes in the cache. */
import { type TreeFile, treeFiles } from '../../stages/collect.ts';
import type { CacheStore } from '../cache/store.ts';
import type { Projection } from '../document/projection.ts';
import { filesInDoubt, type TreeLook } from '../export/write-tree.ts';
import { isObjectThere } from './whole-result.ts';

export const lostObjects = (look: TreeLook, projected: Projection, store: CacheStore): string[] =>
  filesInDoubt(look, sizedFiles(projected))
    .filter((file) => !isObjectThere(store, file))
    .map(({ objectDigest }) => objectDigest);

function sizedFiles(projected: Projection): (TreeFile & { readonly sizeBytes: number })[] {
  const sizes = new Map([
    ...projected.exported.map(({ path, record }) => [path, record.sizeBytes] as const),
    ...projected.ownFiles.map(({ path, sizeBytes }) => [path, sizeBytes] as const),
  ]);
  return treeFiles(projected).map((file) => ({ ...file, sizeBytes: sizes.get(file.path) ?? 0 }));
}
