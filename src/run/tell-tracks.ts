/** What the documents tell of each track of a tree: of most what was told last time, of the others what their results say. Writes nothing. */
import { COLLECT_VERSION, treeFiles } from '../../stages/collect.ts';
import { sha256 } from '../cache/digest.ts';
import type { CacheStore } from '../cache/store.ts';
import type { FileDigests } from '../document/manifest-parts.ts';
import { type ToldTrack, tellTrack } from '../document/told-track.ts';
import { bySlug } from '../document/tree.ts';
import { contentDigestOf } from '../export/write-tree.ts';
import type { LedgerFile, LedgerTrack } from '../plan/ledger.ts';
import { readResults } from './collect-input.ts';
import { type KeptParts, type KeptTrack, readKeptParts } from './kept-parts.ts';
import type { Tree } from './trees.ts';
import { entryDigest } from './up-to-date.ts';

export interface TellInput {
  readonly tree: Tree;
  readonly tracks: Readonly<Record<string, LedgerTrack>>;
  readonly store: CacheStore;
  readonly cacheFolder: string;
  /** Which program tells: another may judge and word otherwise. */
  readonly program: string;
  /** Whatever was told before. */
  readonly force: boolean;
  readonly isAsLedgerSays: (path: string) => boolean;
}

export interface Telling {
  /** In the order of slugs. */
  readonly tracks: readonly DigestedTold[];
  /** Files of those that are told anew. */
  readonly newFiles: readonly ReturnType<typeof treeFiles>[number][];
  /** Files of those that are as they were, and lie where they should. */
  readonly keptFiles: Readonly<Record<string, LedgerFile>>;
  /** Keys of results that the cache does not have. */
  readonly incomplete: readonly string[];
}

export interface DigestedTold extends ToldTrack {
  readonly digest: string;
  readonly contentDigests: readonly string[];
}

/** What the parts of a track are made of, beside its entry. */
export const tellingBasis = ({ tree, program }: Pick<TellInput, 'tree' | 'program'>): string =>
  sha256(JSON.stringify([COLLECT_VERSION, program, tree.profile.baseDigest]));

/** `digests` are asked when a document is written. */
export function tellTracks(input: TellInput, digests: FileDigests): Telling {
  const { tree, tracks, cacheFolder, force } = input;
  const kept: KeptParts = force ? new Map() : readKeptParts(cacheFolder, tree.folder, tellingBasis(input));
  const keptFiles: Record<string, LedgerFile> = {};
  const newFiles: Telling['newFiles'][number][] = [];
  const incomplete: string[] = [];
  const told = Object.values(tracks)
    .sort(bySlug)
    .flatMap((entry): DigestedTold[] => {
      const digest = entryDigest(entry);
      const before = kept.get(digest);
      if (before !== undefined && isInPlace(before, input)) {
        for (const path of before.outline.paths) keptFiles[path] = tree.ledger.files[path];
        return [{ digest, ...before }];
      }
      const read = readResults({ [entry.track.id]: entry }, input.store);
      incomplete.push(...read.incomplete);
      if (read.incomplete.length > 0) return [];
      const track = tellTrack(read.tracks[0], tree.profile.base, digests);
      const files = treeFiles(track.projected);
      newFiles.push(...files);
      return [{ digest, contentDigests: files.map(contentDigestOf), outline: track.outline, part: track.part }];
    });
  return { tracks: told, newFiles, keptFiles, incomplete };
}

/** Whether the files of a track are what they were made to be when it was told. */
const isInPlace = ({ outline: { paths }, contentDigests }: KeptTrack, { tree, isAsLedgerSays }: TellInput): boolean =>
  paths.every(
    (path, index) => tree.ledger.files[path]?.contentDigest === contentDigests[index] && isAsLedgerSays(path),
  );
