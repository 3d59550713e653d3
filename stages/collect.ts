/**
 * collect: the export tree as it must be: which texture goes where with which text in it, and the documents that describe the whole
 * tree. Pure: writing it is the export's business.
 */
import { catalogCsv, catalogMarkdown, catalogRecord } from '../src/document/catalog-document.ts';
import { type ManifestHead, manifestCsv, manifestJson } from '../src/document/manifest-document.ts';
import { page } from '../src/document/page-document.ts';
import type { ProjectedTrack } from '../src/document/projection.ts';
import { batchResults } from '../src/document/results-document.ts';
import { json } from '../src/document/rounding.ts';
import { rejectedCsv, rejectedRecord, selectedCsv, selectedRecord } from '../src/document/selection-document.ts';
import type { DocumentSink } from '../src/document/sink.ts';
import type { ToldTrack } from '../src/document/told-track.ts';
import type { CatalogTrack, RejectedFile, SelectedTrack } from '../src/library/track.ts';
import { percentilesOf } from '../src/quality/percentiles.ts';
import type { WavInfo } from '../src/texture/wav-info.ts';

/** Raised when the same tree is described differently. */
export const COLLECT_VERSION = 5;

export interface CollectInput extends ManifestHead {
  readonly catalog: readonly CatalogTrack[];
  readonly selected: readonly SelectedTrack[];
  /** Of the stages before. */
  readonly rejected: readonly RejectedFile[];
  /** In the order of their slugs. */
  readonly tracks: readonly ToldTrack[];
}

export interface TreeFile {
  readonly path: string;
  readonly objectDigest: string;
  /** Of the object. */
  readonly sizeBytes: number;
  /** Null for what an own stage made: that is exported byte for byte. */
  readonly info: WavInfo | null;
}

/** A document is written when it is asked for: those of a large tree are not held in memory side by side. */
export interface TreeDocument {
  readonly path: string;
  readonly write: (sink: DocumentSink) => void;
}

/** The texture files of a track, each with the text that its `LIST/INFO` will carry, and the files of own stages. */
export const treeFiles = ({ exported, ownFiles }: ProjectedTrack): TreeFile[] => [
  ...exported.map(({ track, record, path }) => ({
    path,
    objectDigest: record.objectDigest,
    sizeBytes: record.sizeBytes,
    info: infoOf(track, record.name),
  })),
  ...ownFiles.map(({ path, objectDigest, sizeBytes }) => ({ path, objectDigest, sizeBytes, info: null })),
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

export const RESULTS_PATH = 'batch_results.json';

/** The one document with a time in it. */
export const results = ({ tracks }: CollectInput, timestamp: string): TreeDocument => ({
  path: RESULTS_PATH,
  write: (sink) => batchResults(tracks, timestamp, sink),
});

/** The documents at the top of the tree. */
export function documents(input: CollectInput, timestamp: string): TreeDocument[] {
  const { catalog, selected, tracks } = input;
  const outlines = tracks.map(({ outline }) => outline);
  const verdicts = outlines.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]));
  const rejected = [...input.rejected, ...verdicts, ...outlines.flatMap(({ leftOut }) => leftOut)];
  const percentiles = percentilesOf(outlines.flatMap(({ ranked }) => ranked));
  const plain = (path: string, text: () => string): TreeDocument => ({ path, write: (sink) => sink.text(text()) });
  return [
    plain('catalog.csv', () => catalogCsv(catalog)),
    plain('catalog.json', () => json(catalog.map(catalogRecord))),
    plain('catalog.md', () => catalogMarkdown(catalog)),
    plain('selected.csv', () => selectedCsv(selected)),
    plain('selected.json', () => json(selected.map(selectedRecord))),
    plain('rejected.csv', () => rejectedCsv(rejected)),
    plain('rejected.json', () => json(rejected.map(rejectedRecord))),
    { path: 'manifest.csv', write: (sink) => manifestCsv(tracks, percentiles, sink) },
    { path: 'manifest.json', write: (sink) => manifestJson(input, tracks, percentiles, sink) },
    { path: 'index.html', write: (sink) => page(input.profile, tracks, sink) },
    results(input, timestamp),
  ];
}
