/**
 * Looks at the library as it is today: scan → identities (remembered by stat) → tracks → catalog → selection. Everything the plan needs
 * and nothing rendered. Effects at the edges, decisions in the stages.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Discovered, discover, type SeenFile } from '../../stages/discover.ts';
import { type Selection, select } from '../../stages/select.ts';
import { indexName, readIndex, writeIndex } from '../cache/index-file.ts';
import type { CacheStore } from '../cache/store.ts';
import { readManifest } from '../export/manifest-file.ts';
import type { Failure } from '../failure.ts';
import { type FileStamp, isTooYoung } from '../library/file-stamp.ts';
import { identifyAudio } from '../library/identify.ts';
import { type FoundFile, type LibraryScan, scanLibrary } from '../library/scan.ts';
import { type SnapshotEntry, type SnapshotMemo, takeSnapshot } from '../library/snapshot.ts';
import type { CatalogTrack, RejectedFile } from '../library/track.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { err, ok, type Result } from '../result.ts';
import { type CatalogAction, catalogTracks } from './catalog-tracks.ts';

const CONCURRENT_READS = 4;

export interface Survey {
  readonly catalog: readonly CatalogTrack[];
  readonly selection: Selection;
  /** Of discover and select; render may add verdicts. */
  readonly rejected: readonly RejectedFile[];
  /** Where each track's file is, by its path below the library. */
  readonly files: ReadonlyMap<string, FoundFile>;
  /** Files that failed for reasons that are not in their bytes, other than the system refusing to read them. */
  readonly failures: ReadonlyMap<string, Failure>;
  /** Files and folders that are there and cannot be read today: what was made of them stays. */
  readonly unreadable: readonly string[];
  readonly catalogActions: readonly CatalogAction[];
  /** Every folder and file that was looked at. As long as all their stamps stay, a survey comes out the same; null where stamps do not tell all. */
  readonly vouched: readonly VouchedPath[] | null;
}

/** Below the library; the stamp is from before it was read. */
export type VouchedPath = FileStamp & { readonly relPath: string };

export interface SurveyInput {
  readonly pipeline: Pipeline;
  readonly store: CacheStore;
  /** False for a look that must leave nothing behind. */
  readonly remember: boolean;
  readonly forceCatalog: boolean;
  /** Tracks in the export when it was last built, for the message when nothing is found now. */
  readonly lastBuildTracks: number;
}

export async function surveyLibrary(input: SurveyInput): Promise<Result<Survey>> {
  const { pipeline } = input;
  if (!statSync(pipeline.libraryFolder, { throwIfNoEntry: false })?.isDirectory()) {
    return err({ reason: 'library-missing', path: pipeline.libraryFolder });
  }
  const startedMs = Date.now();
  const scanned = await scanLibrary(pipeline.libraryFolder, {
    extensions: pipeline.discover.extensions,
    skipDirs: pipeline.discover.skip_dirs,
    excludePaths: [pipeline.exportFolder, pipeline.cacheFolder],
  });
  const files = withoutTextures(pipeline.libraryFolder, scanned.files);
  const { entries, isMemoised } = await identify(files, input);
  const discovered = discover(entries.flatMap(asSeenFile), scanned.diagnostics);
  const failures = new Map(
    entries.flatMap((entry) => (isFailure(entry) ? [[entry.file.relPath, entry.failure] as const] : [])),
  );
  if (discovered.tracks.length === 0 && failures.size === 0) {
    const filesSeen = files.length;
    return err({
      reason: 'library-empty',
      path: pipeline.libraryFolder,
      filesSeen,
      lastBuildTracks: input.lastBuildTracks,
    });
  }
  const unreadable = [
    ...scanned.diagnostics.filter(({ isUnreadable }) => isUnreadable).map(({ relPath }) => relPath),
    ...entries.filter((entry) => 'failure' in entry).map(({ file }) => file.relPath),
  ];
  const surveyed = { ...(await catalogAndSelect(discovered, files, input)), failures, unreadable };
  const isVouched = isMemoised && failures.size === 0 && surveyed.catalogActions.every(({ kept }) => kept);
  return ok({ ...surveyed, vouched: isVouched ? vouchedBy(scanned, startedMs) : null });
}

/** Null where a folder changed a moment ago, or where more than names and stamps decided: links, refusals, manifests of exports. */
function vouchedBy({ files, folders, isPlain }: LibraryScan, startedMs: number): readonly VouchedPath[] | null {
  const isUnsure = folders.some((folder) => isTooYoung(folder, startedMs)) || files.some(isBelowAnExport);
  return isPlain && !isUnsure ? [...folders, ...files] : null;
}

/** Where the part below the export's folder begins in `relPath`, or −1. */
const exportPartAt = (relPath: string): number => `/${relPath}`.indexOf('/by_source/');
const isBelowAnExport = ({ relPath }: FoundFile): boolean => exportPartAt(relPath) >= 0;

/** Textures of an export that lies in the library are not music to make textures of. */
function withoutTextures(libraryFolder: string, files: readonly FoundFile[]): readonly FoundFile[] {
  const known = new Map<string, boolean>();
  const isExport = (folder: string): boolean => {
    const is = known.get(folder) ?? readManifest(join(libraryFolder, folder)) !== null;
    known.set(folder, is);
    return is;
  };
  return files.filter(({ relPath }) => {
    const at = exportPartAt(relPath);
    return at < 0 || !isExport(relPath.slice(0, at));
  });
}

const asSeenFile = (entry: SnapshotEntry): SeenFile[] => {
  const { relPath, sizeBytes } = entry.file;
  if ('identity' in entry) return [{ relPath, sizeBytes, identity: entry.identity }];
  if ('rejection' in entry) return [{ relPath, sizeBytes, rejection: entry.rejection }];
  const { failure } = entry;
  return failure.reason === 'io' ? [{ relPath, sizeBytes, unreadable: `${failure.operation}: ${failure.code}` }] : [];
};

/** A file that cannot be read is a rejection, if one of the day. */
const isFailure = (entry: SnapshotEntry): entry is SnapshotEntry & { readonly failure: Failure } =>
  'failure' in entry && entry.failure.reason !== 'io';

async function identify(
  files: readonly FoundFile[],
  { pipeline, remember }: SurveyInput,
): Promise<{ entries: readonly SnapshotEntry[]; isMemoised: boolean }> {
  const name = indexName('snapshot', pipeline.libraryFolder);
  const memo = readIndex<SnapshotMemo>(pipeline.cacheFolder, name);
  const snapshot = await takeSnapshot(files, memo, {
    nowMs: Date.now,
    concurrency: CONCURRENT_READS,
    identify: identifyAudio,
  });
  const changed = snapshot.hashedFiles > 0 || memo === null || Object.keys(memo?.files ?? {}).length !== files.length;
  if (remember && changed) writeIndex(pipeline.cacheFolder, name, snapshot.memo);
  return { entries: snapshot.entries, isMemoised: Object.keys(snapshot.memo.files).length === files.length };
}

async function catalogAndSelect(
  discovered: Discovered,
  files: readonly FoundFile[],
  input: SurveyInput,
): Promise<Omit<Survey, 'failures' | 'unreadable' | 'vouched'>> {
  const fileOf = new Map(files.map((file) => [file.relPath, file]));
  const { cacheFolder, libraryFolder } = input.pipeline;
  const made = await catalogTracks(discovered.tracks, fileOf, { ...input, cacheFolder, libraryFolder });
  const tracks = made.map(({ entry }) => entry);
  const selection = select(tracks, input.pipeline.select);
  return {
    catalog: tracks,
    selection,
    rejected: [...discovered.rejected, ...selection.rejected],
    files: fileOf,
    catalogActions: made.map(({ action }) => action),
  };
}
