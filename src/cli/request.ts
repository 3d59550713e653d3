/** The digest of everything that a build is asked for before it looks at any music: options, files of the project, environment, program. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BuildCommandOptions } from './build-command.ts';
import { packageVersion } from './package-folder.ts';
import { projectFiles } from './project-files.ts';

/** How it is told and how fast it is done changes nothing of what is done; `strict` only the exit code. */
const NOT_ASKED_FOR = ['json', 'quiet', 'verbose', 'explain', 'jobs', 'strict'] as const;

/**
 * SHA-256 in hex, or null for a build that is never answered by a standing record: one that is told to do things again, only to look, or to trace what it does, and
 * one whose files cannot be read.
 */
export function requestOf(stages: readonly string[], options: BuildCommandOptions): string | null {
  if (stages.length > 0 || options.force || options.dryRun || options.frozen || options.trace !== undefined)
    return null;
  const asked = Object.entries(options).filter(([name]) => !(NOT_ASKED_FOR as readonly string[]).includes(name));
  const { projectFolder, pipeline, profiles } = projectFiles(options.directory);
  try {
    const files = [pipeline, ...profiles.values()].sort().map((path) => [path, readFileSync(path, 'utf8')]);
    const place = [projectFolder, process.cwd(), homedir()];
    return createHash('sha256')
      .update(JSON.stringify([programStamp(), asked.sort(), place, files, environment()]))
      .digest('hex');
  } catch {
    return null;
  }
}

/** Which program this is: the version, and for whoever works on the program itself when it was compiled. */
export function programStamp(): string {
  const { mtimeNs, size } = statSync(fileURLToPath(import.meta.url), { bigint: true });
  return `${packageVersion()} ${mtimeNs} ${size}`;
}

/** What decides which ffmpeg is found. */
function environment(): (string | undefined)[] {
  return [process.env.PATH, process.env.GRAINMILL_FFMPEG];
}
