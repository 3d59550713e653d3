/** Finds the textures of an export tree as they lie on disk, and what its manifest says of them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS, type Kind } from '../texture/kinds.ts';
import type { SourceRange } from '../texture/texture.ts';
import { readManifest } from './manifest-file.ts';

export interface ListedTexture {
  /** Below the tree folder, with `/`. */
  readonly path: string;
  readonly track: string;
  readonly kind: Kind;
  /** Null where the manifest does not know the file. */
  readonly provenance: Provenance | null;
}

export interface Provenance {
  readonly ranges: readonly SourceRange[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
};

export function listTextures(treeFolder: string): ListedTexture[] {
  const known = provenances(treeFolder);
  const root = join(treeFolder, 'by_source');
  return namesIn(root).flatMap((track) =>
    KINDS.flatMap((kind) =>
      namesIn(join(root, track, kind))
        .filter((name) => name.toLowerCase().endsWith('.wav'))
        .map((name) => `by_source/${track}/${kind}/${name}`)
        .map((path) => ({ path, track, kind, provenance: known.get(path) ?? null })),
    ),
  );
}

const provenances = (treeFolder: string): Map<string, Provenance> =>
  new Map((readManifest(treeFolder) ?? []).map(({ path, ranges, parameters }) => [path, { ranges, parameters }]));
