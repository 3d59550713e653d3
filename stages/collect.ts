/**
 * collect: the export tree as it must be: which texture goes where with which text in it, and the documents that describe the whole
 * tree. Pure: writing it is the export's business.
 */
import { catalogCsv, catalogMarkdown, catalogRecord } from '../src/document/catalog-document.ts';
import { type FileDigests, manifestCsv, manifestRecord, missingTextures } from '../src/document/manifest-document.ts';
import { page } from '../src/document/page-document.ts';
import { batchResults } from '../src/document/results-document.ts';
import { json } from '../src/document/rounding.ts';
import { rejectedCsv, rejectedRecord, selectedCsv, selectedRecord } from '../src/document/selection-document.ts';
import { type PlacedTexture, placeTextures, type TreeTrack, verdictOf } from '../src/document/tree.ts';
import type { CatalogTrack, RejectedFile, SelectedTrack } from '../src/library/track.ts';
import type { NamingSection } from '../src/pipeline/profile.ts';
import type { WavInfo } from '../src/texture/wav.ts';

/** Raised when the same tree is described differently. */
export const COLLECT_VERSION = 3;

export interface CollectInput {
  readonly profile: string;
  /** Digest of the profile's values, without per-track overrides. */
  readonly profileDigest: string;
  readonly naming: NamingSection;
  readonly catalog: readonly CatalogTrack[];
  readonly selected: readonly SelectedTrack[];
  readonly rejected: readonly RejectedFile[];
  readonly tracks: readonly TreeTrack[];
}

export interface TextureFile {
  readonly path: string;
  readonly objectDigest: string;
  readonly info: WavInfo;
}

export interface TreeDocument {
  readonly path: string;
  readonly text: string;
}

const bySlug = (a: TreeTrack, b: TreeTrack): number => (a.track.slug < b.track.slug ? -1 : 1);

export const placed = (input: CollectInput): PlacedTexture[] =>
  placeTextures([...input.tracks].sort(bySlug), input.naming.include);

/** The texture files, each with the text that its `LIST/INFO` will carry. */
export function textureFiles(input: CollectInput): TextureFile[] {
  return placed(input).map(({ track, record, path }) => ({
    path,
    objectDigest: record.objectDigest,
    info: infoOf(track, record.name),
  }));
}

function infoOf(track: SelectedTrack, name: string): WavInfo {
  const { title, artist } = track.tags;
  return {
    title: `${track.slug} ${name}`,
    software: 'grainmill',
    ...(artist === null ? {} : { sourceArtist: artist }),
    ...(title === null ? {} : { sourceTitle: title }),
  };
}

/** Selected tracks whose bytes turned out to hold nothing to render, as rejections. */
export const renderVerdicts = (tracks: readonly TreeTrack[], stage: string): RejectedFile[] =>
  tracks.flatMap((entry) => {
    const verdict = verdictOf(entry);
    const { rule, measured, threshold } = verdict ?? { rule: '', measured: 0, threshold: 0 };
    return verdict === null
      ? []
      : [{ id: entry.track.id, relPath: entry.track.relPath, stage, rule, measured, threshold }];
  });

/** The documents at the top of the tree. `digests` are those of the texture files as exported. */
export function documents(input: CollectInput, digests: FileDigests, timestamp: string): TreeDocument[] {
  const tracks = [...input.tracks].sort(bySlug);
  const textures = placed(input);
  return [
    { path: 'catalog.csv', text: catalogCsv(input.catalog) },
    { path: 'catalog.json', text: json(input.catalog.map(catalogRecord)) },
    { path: 'catalog.md', text: catalogMarkdown(input.catalog) },
    { path: 'selected.csv', text: selectedCsv(input.selected) },
    { path: 'selected.json', text: json(input.selected.map(selectedRecord)) },
    { path: 'rejected.csv', text: rejectedCsv(input.rejected) },
    { path: 'rejected.json', text: json(input.rejected.map(rejectedRecord)) },
    { path: 'manifest.csv', text: manifestCsv(textures, digests) },
    { path: 'manifest.json', text: manifestJson(input, tracks, textures, digests) },
    { path: 'index.html', text: page(input.profile, textures) },
    { path: 'batch_results.json', text: batchResults(tracks, timestamp) },
  ];
}

function manifestJson(
  input: CollectInput,
  tracks: readonly TreeTrack[],
  textures: readonly PlacedTexture[],
  digests: FileDigests,
): string {
  return json({
    version: 1,
    profile: input.profile,
    profile_digest: input.profileDigest,
    textures: textures.map((texture) => manifestRecord(texture, digests)),
    not_made: missingTextures(tracks),
  });
}
