/**
 * Keeps `cache gc` and running builds out of each other's way. Every build holds one of a few numbered locks; gc holds a lock of its own and then
 * all the numbered ones, so it knows that nobody is about to refer to what it removes.
 */
import { indexName } from '../cache/index-file.ts';
import type { Failure } from '../failure.ts';
import { type Lock, lock, tryLock } from './lock.ts';

/** Neither a build nor a clean-up touches a folder that holds other things. */
export const foreignCache = (cacheFolder: string): Failure => ({
  reason: 'usage',
  message: `${cacheFolder} holds other files and is no cache of grainmill`,
  hint: 'name an empty folder, or one that does not exist yet, with --cache DIR',
});

const BUILDS_AT_ONCE = 16;

const cleaningName = (cacheFolder: string): string => `${indexName('snapshot', cacheFolder)}-cleaning`;
const useName = (cacheFolder: string, slot: number): string => `${indexName('snapshot', cacheFolder)}-use-${slot}`;

/** Announces a build. Waits while the cache is being cleaned. */
export async function useCache(cacheFolder: string): Promise<Lock> {
  for (;;) {
    const slot = await freeSlot(cacheFolder);
    const cleaning = await tryLock(cleaningName(cacheFolder));
    if (cleaning) {
      await cleaning.release();
      return slot;
    }
    await slot.release();
    await (await lock(cleaningName(cacheFolder), () => {})).release();
  }
}

async function freeSlot(cacheFolder: string): Promise<Lock> {
  for (let slot = 0; slot < BUILDS_AT_ONCE; slot++) {
    const taken = await tryLock(useName(cacheFolder, slot));
    if (taken) return taken;
  }
  return lock(useName(cacheFolder, 0), () => {});
}

/** The cache to oneself, or null when a build is using it. */
export async function tryExclusiveUse(cacheFolder: string): Promise<Lock | null> {
  const held: Lock[] = [];
  const releaseAll = async (): Promise<void> => {
    for (const one of held) await one.release();
  };
  const names = [
    cleaningName(cacheFolder),
    ...Array.from({ length: BUILDS_AT_ONCE }, (_, slot) => useName(cacheFolder, slot)),
  ];
  for (const name of names) {
    const taken = await tryLock(name);
    if (!taken) {
      await releaseAll();
      return null;
    }
    held.push(taken);
  }
  return { release: releaseAll };
}
