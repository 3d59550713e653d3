/**
 * collect: the export tree as it must be: which texture goes where with which text in it, and the documents that describe the whole
 * tree. Pure: writing it is the export's business.
 */
import { catalogCsv, catalogMarkdown, catalogRecord } from '../src/document/catalog-document.ts';
import {
  type FileDigests,
  leftOutRecord,
  manifestCsv,
  manifestRecord,
  missingTextures,
  ownFileRecord,
} from '../src/document/manifest-document.ts';
import { page } from '../src/document/page-document.ts';
import { leftOutRejections, type Projection, project } from '../src/document/projection.ts';
import { batchResults } from '../src/document/results-document.ts';
import { json } from '../src/document/rounding.ts';
import { rejectedCsv, rejectedRecord, selectedCsv, selectedRecord } from '../src/document/selection-document.ts';
import { bySlug, type TreeTrack, verdictOf } from '../src/document/tree.ts';
import type { CatalogTrack, RejectedFile, SelectedTrack } from '../src/library/track.ts';
import type { Profile } from '../src/pipeline/profile.ts';
import type { WavInfo } from '../src/texture/wav-info.ts';

/** Raised when the same tree is described differently. */
export const COLLECT_VERSION = 4;

export interface CollectInput {
  readonly profile: string;
  /** The profile's values, without per-track overrides. */
  readonly values: Profile;
  /** Digest of `values`. */
  readonly profileDigest: string;
  readonly catalog: readonly CatalogTrack[];
  readonly selected: readonly SelectedTrack[];
  readonly rejected: readonly RejectedFile[];
  readonly tracks: readonly TreeTrack[];
}

export interface TreeFile {
  readonly path: string;
  readonly objectDigest: string;
  /** Null for what an own stage made: that is exported byte for byte. */
  readonly info: WavInfo | null;
}

/** A document's text is made when it is asked for: those of a large tree are not held in memory side by side. */
export interface TreeDocument {
  readonly path: string;
  readonly text: () => string;
}

/** Which textures the tree holds and which are left out. Made once for the files and the documents. */
export const projection = ({ tracks, values }: CollectInput): Projection => project(tracks, values);

/** The texture files, each with the text that its `LIST/INFO` will carry, and the files of own stages. */
export const treeFiles = ({ exported, ownFiles }: Projection): TreeFile[] => [
  ...exported.map(({ track, record, path }) => ({
    path,
    objectDigest: record.objectDigest,
    info: infoOf(track, record.name),
  })),
  ...ownFiles.map(({ path, objectDigest }) => ({ path, objectDigest, info: null })),
];

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

export const RESULTS_PATH = 'batch_results.json';

/** The one document with a time in it. */
export const results = ({ tracks }: CollectInput, projected: Projection, timestamp: string): string =>
  batchResults(tracks, projected, timestamp);

/** The documents at the top of the tree. `digests` are those of the texture files as exported, `left` those of files that stay there without being part of it. */
export function documents(
  input: CollectInput,
  projected: Projection,
  digests: FileDigests,
  left: FileDigests,
  timestamp: string,
): TreeDocument[] {
  const { catalog, selected } = input;
  const { exported } = projected;
  const rejected = [...input.rejected, ...leftOutRejections(projected, 'collect')];
  return [
    { path: 'catalog.csv', text: () => catalogCsv(catalog) },
    { path: 'catalog.json', text: () => json(catalog.map(catalogRecord)) },
    { path: 'catalog.md', text: () => catalogMarkdown(catalog) },
    { path: 'selected.csv', text: () => selectedCsv(selected) },
    { path: 'selected.json', text: () => json(selected.map(selectedRecord)) },
    { path: 'rejected.csv', text: () => rejectedCsv(rejected) },
    { path: 'rejected.json', text: () => json(rejected.map(rejectedRecord)) },
    { path: 'manifest.csv', text: () => manifestCsv(exported, digests) },
    { path: 'manifest.json', text: () => manifestJson(input, projected, digests, left) },
    { path: 'index.html', text: () => page(input.profile, exported) },
    { path: RESULTS_PATH, text: () => results(input, projected, timestamp) },
  ];
}

function manifestJson(
  { profile, profileDigest, tracks }: CollectInput,
  { exported, leftOut, ownFiles }: Projection,
  digests: FileDigests,
  left: FileDigests,
): string {
  return json({
    version: 1,
    profile,
    profile_digest: profileDigest,
    textures: exported.map((texture) => manifestRecord(texture, digests)),
    own_files: ownFiles.map(ownFileRecord),
    left_out: leftOut.map(leftOutRecord),
    not_made: missingTextures([...tracks].sort(bySlug)),
    ...(left.size === 0 ? {} : { left_files: Array.from(left, ([path, sha256]) => ({ path, sha256 })) }),
  });
}
