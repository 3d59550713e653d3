/** Reads every byte of the cache and holds it against its digest. Damage is told, and removed where asked, so that the next build makes it again. */
import { readFileSync, rmSync } from 'node:fs';
import { cacheLayout } from './layout.ts';
import { decodeActionResult, openDiskStore, sha256 } from './store.ts';
import { type StoredFile, storedFiles } from './walk.ts';

export interface Damage {
  readonly path: string;
  readonly what: 'object' | 'result';
  readonly reason: string;
}

export interface Verification {
  readonly objects: number;
  readonly results: number;
  readonly damaged: readonly Damage[];
}

export function verifyCache(root: string, repair: boolean): Verification {
  const layout = cacheLayout(root);
  const objects = [...storedFiles(layout.objects)];
  const results = [...storedFiles(layout.actions)];
  const damagedObjects = objects
    .filter(({ name, path }) => sha256(readFileSync(path)) !== name)
    .map((file) => damage(file, 'object', 'its bytes are not those of its digest'));
  if (repair) for (const { path } of damagedObjects) rmSync(path);
  const store = openDiskStore(root);
  const lost = new Set(damagedObjects.map(({ path }) => path));
  const bad = new Set(objects.filter(({ path }) => lost.has(path)).map(({ name }) => name));
  const damagedResults = results.flatMap((file) => {
    const reason = faultOfResult(file, (digest) => store.objectSize(digest) !== null && !bad.has(digest));
    return reason === null ? [] : [damage(file, 'result', reason)];
  });
  if (repair) for (const { path } of damagedResults) rmSync(path);
  return { objects: objects.length, results: results.length, damaged: [...damagedObjects, ...damagedResults] };
}

const damage = ({ path }: StoredFile, what: Damage['what'], reason: string): Damage => ({ path, what, reason });

function faultOfResult({ path, name }: StoredFile, hasObject: (digest: string) => boolean): string | null {
  const result = decodeActionResult(readFileSync(path, 'utf8'), name);
  if (result === null) return 'it is damaged or the result of another action';
  const missing = result.objects.filter((digest) => !hasObject(digest));
  return missing.length === 0 ? null : `${missing.length} of its objects are missing or damaged`;
}
