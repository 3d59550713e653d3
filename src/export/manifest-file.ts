/**
 * Reads what an export's own `manifest.json` says of its textures. Somebody may have edited it, or put a file of that name there: whatever is not as
 * we write it is passed over.
 */
import { join } from 'node:path';
import { readIfPresent } from '../cache/read-if-present.ts';
import type { SourceRange } from '../texture/texture.ts';

export interface ManifestTexture {
  /** Below the tree folder, with `/`. */
  readonly path: string;
  /** Of the exported file. */
  readonly sha256: string;
  readonly ranges: readonly SourceRange[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

function manifestFields(treeFolder: string): Fields | null {
  const text = readIfPresent(join(treeFolder, 'manifest.json'));
  const manifest = text === null ? {} : fieldsOf(parsed(text.toString('utf8')));
  return manifest.version === 1 && Array.isArray(manifest.textures) ? manifest : null;
}

const listed = (entries: unknown): Fields[] => (Array.isArray(entries) ? entries.map(fieldsOf) : []);

/** Null where there is no manifest of ours. */
export function readManifest(treeFolder: string): ManifestTexture[] | null {
  const manifest = manifestFields(treeFolder);
  return manifest === null ? null : listed(manifest.textures).flatMap(textureOf);
}

export type ManifestFile = Pick<ManifestTexture, 'path' | 'sha256'>;

/** Every file that the manifest says is ours: textures, what own stages made, and what earlier builds left; null where there is no manifest of ours. */
export function filesInManifest(treeFolder: string): ManifestFile[] | null {
  const manifest = manifestFields(treeFolder);
  if (manifest === null) return null;
  const { textures, own_files: own, left_files: left } = manifest;
  return [...listed(textures).flatMap(textureOf), ...[...listed(own), ...listed(left)].flatMap(fileOf)];
}

const fileOf = ({ path, sha256 }: Fields): ManifestFile[] =>
  typeof path === 'string' && typeof sha256 === 'string' && /^by_source\/[^/.]+\/[a-z0-9_-]+\/[^/.][^/]*$/.test(path)
    ? [{ path, sha256 }]
    : [];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function textureOf({ path, sha256, source, parameters }: Fields): ManifestTexture[] {
  if (typeof path !== 'string' || typeof sha256 !== 'string' || !/^by_source\/[^/.]+\/[a-z]+\/[^/]+\.wav$/.test(path))
    return [];
  const ranges = fieldsOf(source).ranges;
  return [
    { path, sha256, ranges: Array.isArray(ranges) ? ranges.flatMap(rangeOf) : [], parameters: fieldsOf(parameters) },
  ];
}

function rangeOf(range: unknown): SourceRange[] {
  const { start_sec: startSeconds, end_sec: endSeconds } = fieldsOf(range);
  return typeof startSeconds === 'number' && typeof endSeconds === 'number' ? [{ startSeconds, endSeconds }] : [];
}
