/**
 * Lists what awkward names lead to, those that are no UTF-8 above all: they cannot be opened as strings, so every path here is
 * a Buffer. Knows nothing of plain names, except below a folder whose own name is awkward.
 */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { displayPath, stampOf } from './file-stamp.ts';
import { attempt, isAwkwardName, isSought, type ScanState } from './scan-state.ts';

/** Adds the entries of `folder` with awkward names, and all that is below them. `relPath` is the folder's. */
export function scanBytes(state: ScanState, folder: Buffer, relPath: string): void {
  scanFolder(state, folder, relPath, (name) => isAwkwardName(name.toString('utf8')));
}

function scanFolder(state: ScanState, folder: Buffer, relPath: string, wanted: (name: Buffer) => boolean): void {
  const entries = attempt(state, relPath, () => readdirSync(folder, { encoding: 'buffer', withFileTypes: true })) ?? [];
  for (const entry of entries) {
    if (!wanted(entry.name) || isHidden(state, entry.name)) continue;
    const shown = displayPath(entry.name);
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    takeEntry(state, entry, path, relPath === '' ? shown : `${relPath}/${shown}`);
  }
}

function takeEntry(state: ScanState, entry: Dirent<Buffer>, path: Buffer, relPath: string): void {
  if (entry.isDirectory()) {
    if (!isSkipped(state, entry.name)) scanFolder(state, path, relPath, () => true);
    return;
  }
  if (!isSought(state, relPath)) return;
  const stats = attempt(state, relPath, () => statSync(path, { bigint: true }));
  if (stats === null) return;
  if (stats.isFile()) state.files.push({ relPath, absolutePath: openable(path), ...stampOf(stats) });
  else state.diagnostics.push({ relPath, reason: 'no regular file', isUnreadable: false });
}

function isHidden(state: ScanState, name: Buffer): boolean {
  return name[0] === 0x2e && !state.options.includeHidden;
}

function isSkipped(state: ScanState, name: Buffer): boolean {
  const shown = displayPath(name).toLowerCase();
  return state.options.skipDirs.some((skipped) => skipped.toLowerCase() === shown);
}

/** As a string where that says the same. */
function openable(path: Buffer): string | Buffer {
  const text = path.toString('utf8');
  return Buffer.from(text, 'utf8').equals(path) ? text : path;
}
