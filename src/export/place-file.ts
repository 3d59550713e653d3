/**
 * Puts one file into the tree so that it is whole or absent: built beside the tree's own folder for temporary files, then renamed. A texture is
 * cloned from the object store where the file system can, else copied, and gets its text chunk. Effects only.
 */
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, realpathSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { CacheStore } from '../cache/store.ts';
import { infoChunk, riffSizeWith, type WavInfo } from '../texture/wav.ts';

export const TEMPORARY_FOLDER = '.grainmill-tmp';

let serial = 0;

const temporaryPath = (treeFolder: string): string => {
  const folder = join(treeFolder, TEMPORARY_FOLDER);
  mkdirSync(folder, { recursive: true });
  return join(folder, `${process.pid}.${serial++}`);
};

/** A link planted inside the tree must not lead our writes out of it. Throws a RangeError when it does. */
function ensureFolderInside(treeFolder: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const root = realpathSync(treeFolder);
  const real = realpathSync(folder);
  if (real !== root && !real.startsWith(root + sep))
    throw new RangeError(`${folder} leads out of the export, to ${real}`);
}

function moveIntoPlace(treeFolder: string, temporary: string, path: string): void {
  const target = join(treeFolder, path);
  ensureFolderInside(treeFolder, dirname(target));
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
