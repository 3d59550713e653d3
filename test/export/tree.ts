/** An export tree on disk with a few files, for what removes and adopts them. */
import { createHash } from 'node:crypto';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stampOf } from '../../src/export/stamp.ts';
import type { LedgerFile } from '../../src/plan/ledger.ts';
import { scratchFolder } from '../cache/scratch.ts';

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export function treeWith(files: Readonly<Record<string, string>>): string {
  const folder = scratchFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** What the ledger has of a file that we wrote just so. */
export function entryOf(treeFolder: string, path: string, text: string): LedgerFile {
  const stamp = stampOf(join(treeFolder, path));
  return {
    contentDigest: 'content',
    fileDigest: digestOf(text),
    sizeBytes: stamp?.sizeBytes ?? 0,
    mtimeNs: stamp?.mtimeNs ?? '0',
  };
}

/** Gives the file another date, as a copy of a tree has. */
export const redate = (treeFolder: string, path: string): void => utimesSync(join(treeFolder, path), 1, 1);

/** A manifest that names these files with the digests of these texts. */
export const manifestOf = (files: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    version: 1,
    textures: Object.entries(files).map(([path, text]) => ({ path, sha256: digestOf(text) })),
  });
