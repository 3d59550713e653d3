/**
 * Puts the demo library into a folder, and leaves what is already right untouched. Knows nothing of what the tracks sound like.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ok, type Result } from '../src/result.ts';
import { DIGESTS } from './digests.ts';
import { encodeTrack } from './encode.ts';
import { fixtureTracks } from './fixture-tracks.ts';
import { demoTracks } from './synthesise.ts';

/** File names below the library folder, with `/` between the parts. */
export interface DemoLibrary {
  readonly written: readonly string[];
  readonly upToDate: readonly string[];
}

const hasCode = (error: unknown): error is Error & { code: string } => error instanceof Error && 'code' in error;

/** SHA-256 of the file at `path`, or null when there is none. */
async function digestOf(path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return null;
    throw error;
  }
}

interface DemoFile {
  readonly fileName: string;
  readonly digest: string | null;
  readonly make: () => Uint8Array | Promise<Uint8Array>;
}

async function demoFiles(fixtures: string): Promise<DemoFile[]> {
  const synthesised = demoTracks().map((track) => ({
    fileName: track.fileName,
    digest: DIGESTS[track.fileName] ?? null,
    make: () => encodeTrack(track),
  }));
  const copied = fixtureTracks.map(async ({ fileName, fixture }) => {
    const path = join(fixtures, fixture);
    return { fileName, digest: await digestOf(path), make: () => readFile(path) };
  });
  return [...synthesised, ...(await Promise.all(copied))];
}

/**
 * Makes `folder` hold the demo library, of which the folder `fixtures` has what is not synthesised: writes the files that are missing or differ (about 2 s of CPU for all), touches no other.
 * A file cut short by a kill differs, so the next call mends it. What the disk refuses is an `io` failure.
 */
export async function writeDemoLibrary(folder: string, fixtures: string): Promise<Result<DemoLibrary>> {
  const written: string[] = [];
  const upToDate: string[] = [];
  try {
    for (const { fileName, digest, make } of await demoFiles(fixtures)) {
      const path = join(folder, fileName);
      if (digest !== null && (await digestOf(path)) === digest) {
        upToDate.push(fileName);
        continue;
      }
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await make());
      written.push(fileName);
    }
  } catch (error) {
    if (!hasCode(error)) throw error;
    return {
      ok: false,
      failure: { reason: 'io', operation: 'write the demo library', path: folder, code: error.code },
    };
  }
  return ok({ written, upToDate });
}
