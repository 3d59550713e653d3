/** Compares what a build will write with what the disks have left, before it starts. Effects: asks the file systems. */
import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Failure } from '../failure.ts';
import type { Forecast } from '../plan/forecast.ts';

const nearestExisting = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));

export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(nearestExisting(path));
  return bavail * bsize;
}

/** A failure naming both numbers when a disk is too small; cache and export on one disk are added up. */
export function checkFreeSpace(needed: Forecast, cacheFolder: string, exportFolder: string): Failure | null {
  const device = (path: string): number => statSync(nearestExisting(path)).dev;
  const shared = device(cacheFolder) === device(exportFolder);
  const demands = shared
    ? [{ path: exportFolder, neededBytes: needed.cacheBytes + needed.exportBytes }]
    : [
        { path: cacheFolder, neededBytes: needed.cacheBytes },
        { path: exportFolder, neededBytes: needed.exportBytes },
      ];
  for (const { path, neededBytes } of demands) {
    const free = freeBytes(path);
    if (neededBytes > free) return { reason: 'disk-full', path, neededBytes, freeBytes: free };
  }
  return null;
}
