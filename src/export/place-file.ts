/**
 * Puts one file into the tree so that it is whole or absent: built beside the tree's own folder for temporary files, then renamed. A texture is
 * cloned from the object store where the file system can, else copied, and gets its text chunk. The caller has made sure
 * that the path leads into the tree. Effects only.
 */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CacheStore } from '../cache/store.ts';
import { infoChunk, riffSizeWith, type WavInfo } from '../texture/wav-info.ts';

export const TEMPORARY_FOLDER = '.grainmill-tmp';

let serial = 0;

const temporaryPath = (treeFolder: string): string => {
  const folder = join(treeFolder, TEMPORARY_FOLDER);
  mkdirSync(folder, { recursive: true });
  return join(folder, `${process.pid}.${serial++}`);
};

function moveIntoPlace(treeFolder: string, temporary: string, path: string): void {
  const target = join(treeFolder, path);
  mkdirSync(dirname(target), { recursive: true });
  renameSync(temporary, target);
}

/** The bytes the exported file will have: those of the object; in a texture the RIFF size is corrected and the text chunk stands behind. */
export function exportedDigest(object: Uint8Array, info: WavInfo | null): { digest: string; sizeBytes: number } {
  if (info === null) return { digest: createHash('sha256').update(object).digest('hex'), sizeBytes: object.length };
  const text = infoChunk(info);
  const hash = createHash('sha256')
    .update(object.subarray(0, 4))
    .update(riffSizeWith(object.length, text.length))
    .update(object.subarray(8));
  return { digest: hash.update(text).digest('hex'), sizeBytes: object.length + text.length };
}

export interface ExportedObject {
  readonly path: string;
  readonly objectDigest: string;
  readonly info: WavInfo | null;
}

/** `objectBytes` is the size of the object, whose content the caller has verified. */
export function placeObject(treeFolder: string, file: ExportedObject, store: CacheStore, objectBytes: number): void {
  const temporary = temporaryPath(treeFolder);
  store.copyObject(file.objectDigest, temporary);
  if (file.info !== null) addInfo(temporary, file.info, objectBytes);
  moveIntoPlace(treeFolder, temporary, file.path);
}

function addInfo(path: string, info: WavInfo, objectBytes: number): void {
  const text = infoChunk(info);
  const file = openSync(path, 'r+');
  try {
    writeSync(file, riffSizeWith(objectBytes, text.length), 0, 4, 4);
    writeSync(file, text, 0, text.length, objectBytes);
  } finally {
    closeSync(file);
  }
}

export function placeDocument(treeFolder: string, path: string, bytes: Uint8Array): void {
  const temporary = temporaryPath(treeFolder);
  writeFileSync(temporary, bytes);
  moveIntoPlace(treeFolder, temporary, path);
}
