/** Where everything lies below the cache folder. Knows nothing of what it holds. */
import { join } from 'node:path';

export interface CacheLayout {
  readonly root: string;
  readonly objects: string;
  readonly actions: string;
  readonly runs: string;
  readonly index: string;
  /** Files being written; whatever is left here is rubbish. */
  readonly temporary: string;
  readonly formatFile: string;
}

export const cacheLayout = (root: string): CacheLayout => ({
  root,
  objects: join(root, 'objects'),
  actions: join(root, 'actions'),
  runs: join(root, 'runs'),
  index: join(root, 'index'),
  temporary: join(root, 'tmp'),
  formatFile: join(root, 'format'),
});

const sharded = (folder: string, digest: string): string => join(folder, digest.slice(0, 2), digest.slice(2));

export const objectPath = (layout: CacheLayout, digest: string): string => sharded(layout.objects, digest);
export const actionPath = (layout: CacheLayout, key: string): string => sharded(layout.actions, key);
