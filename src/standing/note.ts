/** Writes down what a finished build stands on, where stamps can vouch for all of it. Decides what is watched; knows nothing of how it is checked. */
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { indexPath } from '../cache/index-file.ts';
import { contentFolders, writeStandingFile } from '../cache/standing-file.ts';
import type { StageCounts, SummaryEvent } from '../event.ts';
import { isOwn, type Pipeline } from '../pipeline/pipeline.ts';
import type { VouchedPath } from '../run/survey.ts';
import type { PlannedTree } from '../run/trees.ts';
import type { SeenFolders } from '../run/up-to-date.ts';
import { figuresOf } from './look.ts';
import { encodeRecord, type StandingAnswer, type StandingRecord, type WatchedGroup } from './record.ts';

export interface FinishedBuild {
  readonly pipeline: Pipeline;
  readonly version: string;
  readonly trees: readonly PlannedTree[];
  readonly vouched: readonly VouchedPath[] | null;
  /** Of each tree, what was seen of its folders. */
  readonly folders: readonly SeenFolders[];
  /** Where an ffmpeg was looked for that is needed; empty where none is. */
  readonly ffmpegTried: readonly string[];
  readonly rejectedFiles: number;
  readonly summary: SummaryEvent;
  readonly stages: Readonly<Record<string, StageCounts>>;
}

/**
 * Keeps a record of `finished` under the digest `request`, or nothing: own stages read what they please, and what has no stamp to vouch for it must
 * be looked at. The build went well and said nothing that the next one would have to say again; its locks of export and cache are still held.
 */
export function noteStanding(request: string, finished: FinishedBuild): void {
  const { pipeline, vouched, folders, trees, ffmpegTried } = finished;
  if (vouched === null || folders.length !== trees.length || pipeline.stages.some(isOwn)) return;
  const record: StandingRecord = {
    request,
    answer: answerOf(finished),
    links: [...pipeline.links, ...linksOf(ffmpegTried)],
    groups: [
      ledgers(pipeline.cacheFolder, trees),
      watched(pipeline.cacheFolder, 1, contentFolders(pipeline.cacheFolder)),
      library(pipeline.libraryFolder, vouched),
      ...ffmpegTried.map((path) => program(path)),
      ...trees.map(({ folder }, index) => exported(folder, folders[index])),
    ],
  };
  writeStandingFile(pipeline.cacheFolder, request, encodeRecord(record));
}

const linksOf = (paths: readonly string[]): Pipeline['links'] =>
  paths.filter((path) => existsSync(path)).map((named) => ({ named, real: realpathSync(named) }));

/** A program, or where none was. */
function program(path: string): WatchedGroup {
  const real = existsSync(path) ? realpathSync(path) : path;
  return watched(dirname(real), 4, [basename(real)]);
}

/** The same build once more, with nothing to do. */
function answerOf({ pipeline, version, summary, rejectedFiles, stages }: FinishedBuild): StandingAnswer {
  const { elapsedMs: _, ...counts } = summary;
  const nothing = { ran: 0, restored: 0, failed: 0, skipped: 0 };
  return {
    start: {
      event: 'start',
      schemaVersion: 1,
      version,
      library: pipeline.libraryFolder,
      export: pipeline.exportFolder,
      profiles: pipeline.profiles.map(({ name }) => name),
      dryRun: false,
    },
    plan: {
      event: 'plan',
      tracks: summary.tracks,
      rejected: rejectedFiles,
      staleActions: 0,
      staleTracks: 0,
      forecastBytes: 0,
    },
    summary: { ...counts, ...nothing, upToDate: summary.actions, rendered: 0, bytesWritten: 0 },
    stages: Object.fromEntries(
      Object.entries(stages).map(([name, { ran, restored, upToDate }]) => [
        name,
        { ...nothing, upToDate: ran + restored + upToDate, elapsedMs: 0 },
      ]),
    ),
  };
}

/** What was last made of each tree: another build of the same export writes it anew. */
function ledgers(cacheFolder: string, trees: readonly PlannedTree[]): WatchedGroup {
  const paths = trees.map(({ ledgerName }) => indexPath(cacheFolder, ledgerName));
  return watched(
    cacheFolder,
    4,
    paths.map((path) => relative(cacheFolder, path)),
  );
}

const watched = (folder: string, figures: 1 | 4, names: readonly string[]): WatchedGroup => ({
  folder,
  figures,
  names,
  stamps: BigUint64Array.from(names.flatMap((name) => figuresOf(join(folder, name), figures))),
});

function library(folder: string, vouched: readonly VouchedPath[]): WatchedGroup {
  const stamps = new BigUint64Array(4 * vouched.length);
  for (const [i, { sizeBytes, mtimeNs, ctimeNs, inode }] of vouched.entries())
    stamps.set([BigInt(sizeBytes), mtimeNs, ctimeNs, inode], 4 * i);
  return { folder, figures: 4, names: vouched.map(({ relPath }) => relPath), stamps };
}

function exported(treeFolder: string, folders: SeenFolders): WatchedGroup {
  const names = Object.keys(folders);
  const stamps = BigUint64Array.from(names, (name) => BigInt(folders[name] === '' ? 0 : folders[name]));
  return { folder: treeFolder, figures: 1, names, stamps };
}
