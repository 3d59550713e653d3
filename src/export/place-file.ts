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

/** The bytes the exported texture will have: those of the object, the RIFF size corrected, the text chunk behind. */
export function exportedDigest(object: Uint8Array, info: WavInfo): { digest: string; sizeBytes: number } {
  const text = infoChunk(info);
  const hash = createHash('sha256')
    .update(object.subarray(0, 4))
    .update(riffSizeWith(object.length, text.length))
    .update(object.subarray(8));
  return { digest: hash.update(text).digest('hex'), sizeBytes: object.length + text.length };
}

export interface ExportedTexture {
  readonly path: string;
  readonly objectDigest: string;
  readonly info: WavInfo;
}

/** `objectBytes` is the size of the object, whose content the caller has verified. */
export function placeTexture(
  treeFolder: string,
  texture: ExportedTexture,
  store: CacheStore,
  objectBytes: number,
): void {
  const temporary = temporaryPath(treeFolder);
  store.copyObject(texture.objectDigest, temporary);
  const text = infoChunk(texture.info);
  const file = openSync(temporary, 'r+');
  try {
    writeSync(file, riffSizeWith(objectBytes, text.length), 0, 4, 4);
    writeSync(file, text, 0, text.length, objectBytes);
  } finally {
    closeSync(file);
  }
  moveIntoPlace(treeFolder, temporary, texture.path);
}

export function placeDocument(treeFolder: string, path: string, text: string): void {
  const temporary = temporaryPath(treeFolder);
  writeFileSync(temporary, text);
  moveIntoPlace(treeFolder, temporary, path);
}
