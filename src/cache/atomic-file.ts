/**
 * Writes a file so that after a crash or power cut it is whole or absent: temporary file → fsync → rename → fsync of the folder.
 * Knows nothing of what is in it.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The temporary file lies in `temporaryFolder`, which must be on the same file system. Throws the system's error. */
export function writeFileAtomically(path: string, content: Uint8Array | string, temporaryFolder: string): void {
  // Random, as process ids repeat: in containers every build may have the same one, and killed builds leave files behind.
  const temporary = join(temporaryFolder, `${basename(path).slice(0, 40)}.${randomBytes(8).toString('hex')}`);
  mkdirSync(temporaryFolder, { recursive: true });
  try {
    writeDurably(temporary, typeof content === 'string' ? Buffer.from(content) : content);
    mkdirSync(dirname(path), { recursive: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx');
  try {
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes a rename in `folder` durable. Windows has no such call and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
