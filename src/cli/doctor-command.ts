/** `grainmill doctor`: what this machine offers, what it lacks, and what that means. */
import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { ffmpegLocator } from '../library/ffmpeg-locator.ts';
import type { Check, Outcome } from '../outcome.ts';
import { formatBytes } from '../report/format.ts';
import { freeBytes } from '../run/free-space.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';
import { packageVersion } from './package-folder.ts';

const OLDEST_NODE = [20, 19] as const;

export async function doctorCommand(options: ProjectOptions): Promise<Outcome> {
  const checks = [
    nodeCheck(),
    {
      name: 'grainmill',
      isFine: true,
      finding: `${packageVersion()}, ${availableParallelism()} jobs at once by default`,
    },
    await ffmpegCheck(),
    ...projectChecks(options),
  ];
  return { outcome: checks.every(({ isFine }) => isFine) ? 'healthy' : 'unhealthy', checks };
}

function nodeCheck(): Check {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isFine = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return { name: 'node', isFine, finding: `${process.versions.node} (needs ${OLDEST_NODE.join('.')} or newer)` };
}

async function ffmpegCheck(): Promise<Check> {
  const located = await ffmpegLocator(null).locate();
  const finding = located
    ? `${located.version} at ${located.path}`
    : 'none: fine for WAV, AIFF, FLAC and MP3; other formats need one (GRAINMILL_FFMPEG names it)';
  return { name: 'ffmpeg', isFine: true, finding };
}

function projectChecks(options: ProjectOptions): Check[] {
  const loaded = loadProject(options);
  if (!loaded.ok) return [{ name: 'pipeline', isFine: false, finding: 'is not valid: `grainmill check` tells where' }];
  const { libraryFolder, exportFolder, cacheFolder } = loaded.value;
  const isThere = existsSync(libraryFolder) && statSync(libraryFolder).isDirectory();
  return [
    { name: 'pipeline', isFine: true, finding: 'is valid' },
    {
      name: 'library',
      isFine: true,
      finding: `${libraryFolder}${isThere ? '' : ' (not there: name one with --library DIR)'}`,
    },
    { name: 'export', isFine: true, finding: `${exportFolder}, ${formatBytes(freeBytes(exportFolder))} free` },
    { name: 'cache', isFine: true, finding: `${cacheFolder}, ${formatBytes(freeBytes(cacheFolder))} free` },
  ];
}
