/** Reads every byte of the cache and holds it against its digest. Damage is told, and removed where asked, so that the next build makes it again. */
import { readFileSync, rmSync } from 'node:fs';
import { sha256 } from './digest.ts';
import { indexPath, isDamagedIndex, listIndexes } from './index-file.ts';
import { cacheLayout } from './layout.ts';
import { unseal } from './sealed-text.ts';
import { openDiskStore } from './store.ts';
import { type StoredFile, storedFiles } from './walk.ts';

export interface Damage {
  readonly path: string;
  readonly what: 'object' | 'result' | 'index';
  readonly reason: string;
}

export interface Verification {
  readonly objects: number;
  readonly results: number;
  readonly damaged: readonly Damage[];
}

const OTHER_BYTES = 'its bytes are not those of its digest';

export function verifyCache(root: string, repair: boolean): Verification {
  const layout = cacheLayout(root);
  const objects = [...storedFiles(layout.objects)];
  const results = [...storedFiles(layout.actions)];
  const badObjects = objects.filter(({ name, path }) => sha256(readFileSync(path)) !== name);
  const bad = new Set(badObjects.map(({ name }) => name));
  const whole = new Set(objects.map(({ name }) => name).filter((name) => !bad.has(name)));
  const damaged: Damage[] = [
    ...badObjects.map(({ path }): Damage => ({ path, what: 'object', reason: OTHER_BYTES })),
    ...results.flatMap((file) => damagedResult(root, file, whole)),
    ...damagedIndexes(root),
  ];
  if (repair) for (const { path } of damaged) rmSync(path);
  return { objects: objects.length, results: results.length, damaged };
}

/** A result that another version wrote is none of our business. */
function damagedResult(root: string, { path, name }: StoredFile, whole: ReadonlySet<string>): Damage[] {
  const { state } = unseal(readFileSync(path, 'utf8'));
  if (state === 'foreign') return [];
  if (state === 'damaged') return [{ path, what: 'result', reason: OTHER_BYTES }];
  const result = openDiskStore(root).readAction(name);
  if (result === null) return [{ path, what: 'result', reason: 'it is the result of another action' }];
  const missing = result.objects.filter((digest) => !whole.has(digest)).length;
  return missing === 0 ? [] : [{ path, what: 'result', reason: `${missing} of its objects are missing or damaged` }];
}

const damagedIndexes = (root: string): Damage[] =>
  [...listIndexes(root, 'export'), ...listIndexes(root, 'snapshot')]
    .filter((name) => isDamagedIndex(root, name))
    .map((name) => ({ path: indexPath(root, name), what: 'index', reason: OTHER_BYTES }));
