/**
 * Finds an ffmpeg that runs: configured path or environment, ffmpeg-static, PATH, @ffmpeg-installer. Knows nothing of decoding.
 */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join, resolve } from 'node:path';

interface LocatedFfmpeg {
  readonly path: string;
  /** The first line of `ffmpeg -version`, without the word `ffmpeg version`. */
  readonly version: string;
}

/** Versions by path, size and mtime: asking costs up to 220 ms. Plain data, filled by the locator, kept by the caller. */
export type FfmpegMemo = Record<string, string>;

export interface FfmpegLocator {
  /** The first that runs, or null. Looked for once. */
  locate(): Promise<LocatedFfmpeg | null>;
  /** What `locate` looked at, for a message. */
  tried(): readonly string[];
}

const VERSION_TIME_LIMIT_MS = 10_000;

/** `configured`: a path, or null to go by the environment variable GRAINMILL_FFMPEG and the usual places. */
export function ffmpegLocator(configured: string | null, memo: FfmpegMemo = {}): FfmpegLocator {
  const tried: string[] = [];
  let located: Promise<LocatedFfmpeg | null> | null = null;
  return {
    locate: () => {
      located ??= firstThatRuns(configured, memo, tried);
      return located;
    },
    tried: () => tried,
  };
}

async function firstThatRuns(
  configured: string | null,
  memo: FfmpegMemo,
  tried: string[],
): Promise<LocatedFfmpeg | null> {
  for (const path of candidates(configured)) {
    tried.push(path);
    const version = await memoisedVersion(path, memo);
    if (version !== null) return { path, version };
  }
  return null;
}

/** A path that somebody chose is the only candidate: another version would give other bytes behind his back. */
function candidates(configured: string | null): string[] {
  const chosen = configured ?? process.env.GRAINMILL_FFMPEG;
  if (chosen !== undefined && chosen !== '') return [resolve(chosen)];
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [
    ...packaged('ffmpeg-static'),
    ...onPath.map((folder) => join(folder, name)),
    ...packaged('@ffmpeg-installer/ffmpeg'),
  ];
}

/** ffmpeg-static exports the path itself, @ffmpeg-installer an object with it. Both are optional and may be absent. */
function packaged(name: string): string[] {
  try {
    const exported: unknown = createRequire(import.meta.url)(name);
    if (typeof exported === 'string') return [exported];
    const path = typeof exported === 'object' && exported !== null && 'path' in exported ? exported.path : null;
    return typeof path === 'string' ? [path] : [];
  } catch {
    // Not installed, or not for this platform: there are other places to look.
    return [];
  }
}

async function memoisedVersion(path: string, memo: FfmpegMemo): Promise<string | null> {
  const stats = await stat(path, { bigint: true }).catch(() => null);
  if (stats === null || !stats.isFile()) return null;
  const key = `${path}\n${stats.size}\n${stats.mtimeNs}`;
  const version = memo[key] ?? (await askVersion(path));
  if (version !== null) memo[key] = version;
  return version;
}

function askVersion(path: string): Promise<string | null> {
  return new Promise((settle) => {
    execFile(path, ['-version'], { timeout: VERSION_TIME_LIMIT_MS, killSignal: 'SIGKILL' }, (error, stdout) => {
      const version = /^ffmpeg version (\S+)/.exec(stdout);
      settle(error === null && version !== null ? version[1] : null);
    });
  });
}
