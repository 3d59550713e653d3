/**
 * Keeps in the cache what was heard of a track, so that it is not decoded and analysed again for every change of a texture's values. What is
 * missing, damaged or of another version reads as never heard. Knows nothing of what was heard.
 */

import type { Heard } from '../../stages/render.ts';
import { packValue, unpackValue } from '../cache/packed-value.ts';
import type { CacheStore } from '../cache/store.ts';
import { actionKey, type Fingerprint } from '../plan/fingerprint.ts';

export function recallHearing(store: CacheStore, fingerprint: Fingerprint): Heard | null {
  const [digest] = store.readAction(actionKey(fingerprint))?.objects ?? [];
  const packed = digest === undefined ? null : store.readObject(digest);
  return packed === null ? null : (unpackValue(packed) as Heard);
}

export function keepHearing(store: CacheStore, fingerprint: Fingerprint, heard: Heard): void {
  const objects = [store.writeObject(packValue(heard))];
  store.writeAction(actionKey(fingerprint), { stage: 'hear', fingerprint, objects, value: null });
}
