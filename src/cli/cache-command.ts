/** `grainmill cache …`: looks at the cache and keeps it clean and sound. */
import { rmSync } from 'node:fs';
import { collectGarbage } from '../cache/gc.ts';
import { cacheLayout } from '../cache/layout.ts';
import { cacheKind } from '../cache/marker.ts';
import type { Retention } from '../cache/retention.ts';
import { forgetStanding } from '../cache/standing-file.ts';
import { verifyCache } from '../cache/verify.ts';
import { filesIn, storedFiles } from '../cache/walk.ts';
import type { Outcome } from '../outcome.ts';
import { foreignCache, tryExclusiveUse } from '../run/cache-use.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';
import { refused } from './refused.ts';

async function withCache(
  options: ProjectOptions,
  run: (cacheFolder: string) => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  const loaded = loadProject(options);
  if (!loaded.ok) return refused(loaded);
  const { cacheFolder } = loaded.value;
  return cacheKind(cacheFolder) === 'foreign' ? refused({ failure: foreignCache(cacheFolder) }) : run(cacheFolder);
}

/** Runs only while no build uses the cache. */
const alone =
  (run: (cacheFolder: string) => Outcome) =>
  async (cacheFolder: string): Promise<Outcome> => {
    const held = await tryExclusiveUse(cacheFolder);
    const holder = 'a build that uses this cache';
    if (!held) return refused({ failure: { reason: 'locked', path: cacheFolder, holder } });
    try {
      return run(cacheFolder);
    } finally {
      await held.release();
    }
  };

export const cacheStats = (options: ProjectOptions): Promise<Outcome> =>
  withCache(options, (folder) => {
    const layout = cacheLayout(folder);
    const sum = (below: string) =>
      [...storedFiles(below)].reduce(
        (total, { sizeBytes }) => ({ files: total.files + 1, bytes: total.bytes + sizeBytes }),
        { files: 0, bytes: 0 },
      );
    const runs = filesIn(layout.runs).length;
    return { outcome: 'cache-stats', folder, objects: sum(layout.objects), results: sum(layout.actions), runs };
  });

export const cacheVerify = (options: ProjectOptions & { readonly repair?: boolean }): Promise<Outcome> => {
  const isRepaired = options.repair ?? false;
  const verify = (root: string): Outcome => {
    const verified = verifyCache(root, isRepaired);
    if (isRepaired) forgetStanding(root);
    const isSound = verified.damaged.length === 0 || isRepaired;
    return { outcome: isSound ? 'cache-sound' : 'cache-damaged', verified, isRepaired };
  };
  return withCache(options, isRepaired ? alone(verify) : verify);
};

export interface CacheGcOptions extends ProjectOptions {
  readonly keepRuns?: number;
  /** In bytes. */
  readonly maxSize?: number;
}

export const cacheGc = ({ keepRuns, maxSize, ...options }: CacheGcOptions): Promise<Outcome> =>
  withCache(
    options,
    alone((root) => {
      const retention: Retention = {
        ...(keepRuns === undefined ? {} : { keepRuns }),
        ...(maxSize === undefined ? {} : { maxBytes: maxSize }),
      };
      return { outcome: 'cache-collected', collected: collectGarbage(root, retention), retention };
    }),
  );

export const cacheClear = (options: ProjectOptions): Promise<Outcome> =>
  withCache(
    options,
    alone((root) => {
      const { objects, actions, runs, index, temporary, formatFile } = cacheLayout(root);
      for (const folder of [actions, objects, runs, index, temporary, formatFile])
        rmSync(folder, { recursive: true, force: true });
      return { outcome: 'cache-cleared', folder: root };
    }),
  );
