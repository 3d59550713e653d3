/** `grainmill cache …`: looks at the cache and keeps it clean and sound. */
import { rmSync } from 'node:fs';
import { type Amount, type Collected, collectGarbage } from '../cache/gc.ts';
import { cacheLayout } from '../cache/layout.ts';
import { cacheKind } from '../cache/marker.ts';
import type { Retention } from '../cache/retention.ts';
import { forgetStanding } from '../cache/standing-file.ts';
import { verifyCache } from '../cache/verify.ts';
import { filesIn, storedFiles } from '../cache/walk.ts';
import type { Failure } from '../failure.ts';
import { print, tell, tellFailure } from '../report/console.ts';
import { formatBytes, plural, printable } from '../report/format.ts';
import { foreignCache, tryExclusiveUse } from '../run/cache-use.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';

function fail(failure: Failure): number {
  tellFailure(failure);
  return exitCodeOf(failure);
}

async function withCache(
  options: ProjectOptions,
  run: (cacheFolder: string) => number | Promise<number>,
): Promise<number> {
  const loaded = loadProject(options);
  if (!loaded.ok) return fail(loaded.failure);
  const { cacheFolder } = loaded.value;
  return cacheKind(cacheFolder) === 'foreign' ? fail(foreignCache(cacheFolder)) : run(cacheFolder);
}

/** Runs only while no build uses the cache. */
const alone =
  (run: (cacheFolder: string) => number) =>
  async (cacheFolder: string): Promise<number> => {
    const held = await tryExclusiveUse(cacheFolder);
    if (!held) {
      tellFailure({ reason: 'locked', path: cacheFolder, holder: 'a build that uses this cache' });
      return EXIT.failed;
    }
    try {
      return run(cacheFolder);
    } finally {
      await held.release();
    }
  };

export const cacheStats = (options: ProjectOptions & { readonly json?: boolean }): Promise<number> =>
  withCache(options, (root) => {
    const layout = cacheLayout(root);
    const sum = (folder: string) =>
      [...storedFiles(folder)].reduce(
        (total, { sizeBytes }) => ({ files: total.files + 1, bytes: total.bytes + sizeBytes }),
        { files: 0, bytes: 0 },
      );
    const stats = {
      folder: root,
      objects: sum(layout.objects),
      results: sum(layout.actions),
      runs: filesIn(layout.runs).length,
    };
    if (options.json) print(JSON.stringify(stats));
    else {
      print(`cache    ${root}`);
      print(`objects  ${stats.objects.files} (${formatBytes(stats.objects.bytes)})`);
      print(`results  ${stats.results.files} (${formatBytes(stats.results.bytes)})`);
      print(`runs     ${stats.runs}`);
    }
    return EXIT.done;
  });

export const cacheVerify = (options: ProjectOptions & { readonly repair?: boolean }): Promise<number> => {
  const verify = (root: string): number => {
    const { objects, results, damaged } = verifyCache(root, options.repair ?? false);
    if (options.repair) forgetStanding(root);
    for (const { what, path, reason } of damaged)
      tell(`${what} ${path}: ${reason}${options.repair ? '; removed' : ''}`);
    print(`${plural(objects, 'object')} and ${plural(results, 'result')} read, ${damaged.length} damaged`);
    return damaged.length > 0 && !options.repair ? EXIT.corrupt : EXIT.done;
  };
  return withCache(options, options.repair ? alone(verify) : verify);
};

export interface CacheGcOptions extends ProjectOptions {
  readonly keepRuns?: number;
  /** In bytes. */
  readonly maxSize?: number;
  readonly json?: boolean;
}

export const cacheGc = ({ keepRuns, maxSize, json, ...options }: CacheGcOptions): Promise<number> =>
  withCache(
    options,
    alone((root) => {
      const retention: Retention = {
        ...(keepRuns === undefined ? {} : { keepRuns }),
        ...(maxSize === undefined ? {} : { maxBytes: maxSize }),
      };
      const collected = collectGarbage(root, retention);
      if (json) print(JSON.stringify(collected));
      else tellCollected(collected, retention);
      return EXIT.done;
    }),
  );

const amountText = ({ files, bytes }: Amount): string => `${plural(files, 'file')} (${formatBytes(bytes)})`;

function tellCollected({ needed, spared, removed, forgotten, isBlind }: Collected, { maxBytes }: Retention): void {
  for (const folder of forgotten) print(`forgot   the export ${printable(folder)}, which is gone`);
  if (isBlind) print(`kept     ${amountText(needed)}: what builds need is not known before the next one`);
  else print(`kept     ${amountText(needed)} that the last builds need, ${amountText(spared)} of builds before`);
  print(`removed  ${amountText(removed)}`);
  if (maxBytes !== undefined && needed.bytes > maxBytes)
    tell(`the last builds alone need ${formatBytes(needed.bytes)}, more than --max-size ${formatBytes(maxBytes)}`);
}

export const cacheClear = (options: ProjectOptions): Promise<number> =>
  withCache(
    options,
    alone((root) => {
      const { objects, actions, runs, index, temporary, formatFile } = cacheLayout(root);
      for (const folder of [actions, objects, runs, index, temporary, formatFile])
        rmSync(folder, { recursive: true, force: true });
      print(`cleared ${root}`);
      return EXIT.done;
    }),
  );
