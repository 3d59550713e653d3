/** Whether a cached result can be used: it is there and so is every object that it names, as far as sizes tell. What is in an object shows when it is read. */
import type { CacheStore } from '../cache/store.ts';
import type { OwnResult, TrackFile } from '../plan/own-actions.ts';
import type { KindResult } from '../texture/record.ts';

type SizedObject = Pick<TrackFile, 'objectDigest' | 'sizeBytes'>;

/** Of a render or of an own stage. */
export function isWholeResult(store: CacheStore, key: string): boolean {
  const value = store.readAction<KindResult | OwnResult>(key)?.value;
  if (value === undefined) return false;
  const made: readonly SizedObject[] = 'textures' in value ? value.textures : value.files;
  return made.every((object) => isObjectThere(store, object));
}

export const isObjectThere = (store: CacheStore, { objectDigest, sizeBytes }: SizedObject): boolean =>
  store.objectSize(objectDigest) === sizeBytes;
