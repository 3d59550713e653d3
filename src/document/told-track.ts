/**
 * One track as the documents tell of it: a short outline, by which its parts are placed and its textures ranked among all, and the parts themselves,
 * which depend on the track alone. Pure.
 */
import type { RejectedFile } from '../library/track.ts';
import type { Profile } from '../pipeline/profile.ts';
import { type Ranked, rankedOf } from '../quality/percentiles.ts';
import {
  type FileDigests,
  LISTS,
  type List,
  leftOutRecord,
  manifestCells,
  manifestRecord,
  missingTextures,
  ownFileRecord,
} from './manifest-parts.ts';
import { trackSection } from './page-document.ts';
import { leftOutRejections, type ProjectedTrack, projectTrack } from './projection.ts';
import { trackResult } from './results-document.ts';
import { openRecord, records } from './rounding.ts';
import type { Part, PartedDocument } from './sink.ts';
import { errorMessages, type TreeTrack, verdictOf } from './tree.ts';

/** Plain data. */
export interface TrackOutline {
  /** Of the exported textures in the order of their paths, then of own files; below the tree folder. */
  readonly paths: readonly string[];
  /** Of each exported texture. */
  readonly ranked: readonly Ranked[];
  /** Those that have something of the track, in the order of `LISTS`. */
  readonly lists: readonly List[];
  /** Its textures that are left out for their grade. */
  readonly leftOut: readonly RejectedFile[];
  /** Its own rejection, where its bytes hold nothing to render. */
  readonly verdict: RejectedFile | null;
  readonly isSuccessful: boolean;
}

export interface ToldTrack {
  readonly outline: TrackOutline;
  /** The `index`th part of the track in a document. */
  readonly part: (document: PartedDocument, index: number) => Part;
}

/** How many parts a track has in each document: a row or a record for each texture, a section, a result. */
export function partCounts({ ranked, lists, verdict }: TrackOutline): Readonly<Record<PartedDocument, number>> {
  return {
    'manifest.csv': ranked.length,
    'manifest.json': ranked.length + lists.length,
    'index.html': ranked.length > 0 ? 1 : 0,
    'batch_results.json': verdict === null ? 1 : 0,
  };
}

/** A track told from its results, with the textures and files it brings into the tree. */
export interface NewlyTold extends ToldTrack {
  readonly projected: ProjectedTrack;
}

/** `digests` are those of the files as exported: asked for when a part is, and not before. */
export function tellTrack(entry: TreeTrack, values: Profile, digests: FileDigests): NewlyTold {
  const projected = projectTrack(entry, values);
  const { exported, ownFiles } = projected;
  const listed: Readonly<Record<List, () => string>> = {
    own_files: () => records(ownFiles.map(ownFileRecord)),
    left_out: () => records(projected.leftOut.map(leftOutRecord)),
    not_made: () => records(missingTextures(entry)),
  };
  const lists = LISTS.filter((list) => listed[list]() !== '');
  const texts: Readonly<Record<PartedDocument, (index: number) => string>> = {
    'manifest.csv': (index) => manifestCells(exported[index], digests),
    'manifest.json': (index) =>
      index < exported.length
        ? openRecord(manifestRecord(exported[index], digests))
        : listed[lists[index - exported.length]](),
    'index.html': () => trackSection(entry.track, exported),
    'batch_results.json': () => records([trackResult(projected)]),
  };
  return {
    projected,
    outline: {
      paths: [...exported, ...ownFiles].map(({ path }) => path),
      ranked: exported.map(({ record }) => rankedOf(record.measures)),
      lists,
      leftOut: leftOutRejections(projected, 'collect'),
      verdict: renderVerdict(entry, 'render'),
      isSuccessful: errorMessages(entry).length === 0,
    },
    part: (document, index) => texts[document](index),
  };
}

/** A selected track whose bytes turned out to hold nothing to render, as a rejection. */
export function renderVerdict(entry: TreeTrack, stage: string): RejectedFile | null {
  const verdict = verdictOf(entry);
  if (verdict === null) return null;
  const { rule, measured, threshold } = verdict;
  return { id: entry.track.id, relPath: entry.track.relPath, stage, rule, measured, threshold };
}
