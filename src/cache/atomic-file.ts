/**
 * Writes a file so that after a crash or power cut it is whole or absent: temporary file → fsync → rename → fsync of the folder.
 * Knows nothing of what is in it.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Random, as process ids repeat: in containers every build may have the same one, and killed builds leave files behind. */
const WRITER = randomBytes(8).toString('hex');
let written = 0;

/** The temporary file lies in `temporaryFolder`, which must be on the same file system. Throws the system's error. */
export function writeFileAtomically(path: string, content: Uint8Array | string, temporaryFolder: string): void {
  const temporary = join(temporaryFolder, `${basename(path).slice(0, 40)}.${WRITER}-${written++}`);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  try {
    makingFolder(temporaryFolder, () => writeDurably(temporary, bytes));
    makingFolder(dirname(path), () => renameSync(temporary, path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Makes the folder where it turns out to be missing: asking first would cost each of many files as much as a write. */
function makingFolder(folder: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(folder, { recursive: true });
    work();
  }
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
