/**
 * The collect action of one tree: brings the export in line with what the tree now holds and writes the ledger. An unchanged tree is recognised by its
 * collect key and its folders' mtimes, without reading a result.
 *
 * One file, though a long one: the order of what is written (claims, files, documents, ledger) is what keeps an export whole, and is read in one place.
 */
import { dirname, join } from 'node:path';
import { writeIndex } from '../cache/index-file.ts';
import type { CacheStore } from '../cache/store.ts';
import { makeDurable } from '../export/durable.ts';
import { folderStamps, removeStale } from '../export/remove-stale.ts';
import {
  type LedgerChecker,
  ledgerChecker,
  removeTemporaryFolder,
  type WriteRequest,
  writeTextures,
} from '../export/write-tree.ts';
import type { Failure } from '../failure.ts';
import { droppedKeys, keysOfTrack, type Ledger, type LedgerTrack } from '../plan/ledger.ts';
import { type DecidedCollect, decideCollect } from './decide-collect.ts';
import { type DescribeInput, describeTree, keepParts } from './describe-tree.ts';
import { lostObjects } from './lost-objects.ts';
import { asSystemFailure } from './system-failure.ts';
import { type DigestedTold, type Telling, tellTracks } from './tell-tracks.ts';
import { type SeenFolders, selectKeyOf } from './up-to-date.ts';

export interface FinishInput extends DescribeInput {
  readonly prune: boolean;
  readonly signal: AbortSignal;
}

export interface Finished {
  readonly status: 'up-to-date' | 'ran' | 'restored' | 'skipped';
  readonly reason: string;
  readonly textures: number;
  readonly bytesWritten: number;
  /** Absolute paths of the texture files that were missing or other. */
  readonly written: readonly string[];
  readonly failures: readonly Failure[];
  readonly warnings: readonly string[];
  /** Keys whose result or objects the cache no longer has whole. */
  readonly incomplete: readonly string[];
  readonly verdicts: number;
  /** Of a tree that is as it should be now. */
  readonly folders: SeenFolders;
  /** Keys of results that the tree needed before and does not need any more. */
  readonly dropped: readonly string[];
}

/** A disk that is full or refuses ends this tree, not the build. */
export async function finishTree(input: FinishInput): Promise<Finished> {
  try {
    return await finishOrThrow(input);
  } catch (error) {
    return { ...nothingWritten([]), failures: [asSystemFailure(error, input.tree.folder)] };
  }
}

async function finishOrThrow(input: FinishInput): Promise<Finished> {
  const { tree, tracks } = input;
  const decided = decideCollect(tree, tracks, input);
  if (decided.decision === 'up-to-date') {
    const { textures, verdicts } = tree.ledger;
    return { ...nothingWritten([]), status: 'up-to-date', textures, verdicts, folders: decided.folders };
  }
  const checker = ledgerChecker(tree.folder, tree.ledger, input.force);
  const { isAsLedgerSays } = checker;
  const digests = new Map<string, string>();
  const telling = tellTracks({ ...input, isAsLedgerSays }, digests);
  if (telling.incomplete.length > 0) return nothingWritten(telling.incomplete);
  // What is written before a hole is found leaves the tree between two states.
  const lost = lostObjects({ ledger: tree.ledger, isAsLedgerSays }, telling.newFiles, input.store);
  if (lost.length > 0) return nothingWritten(keysHolding(lost, tracks, input.store));
  try {
    return await writeTree(input, decided, { checker, digests, telling });
  } finally {
    removeTemporaryFolder(tree.folder); // where the writing was ended early
  }
}

const nothingWritten = (incomplete: readonly string[]): Finished => ({
  status: 'ran',
  reason: '',
  textures: 0,
  bytesWritten: 0,
  written: [],
  failures: [],
  warnings: [],
  incomplete,
  verdicts: 0,
  folders: {},
  dropped: [],
});

/** What the tree is to say and hold; `digests` of files that are told anew are filled in once they are written. */
interface ToldTree {
  readonly checker: LedgerChecker;
  readonly digests: Map<string, string>;
  readonly telling: Telling;
}

async function writeTree(
  input: FinishInput,
  { key, decision, reason }: DecidedCollect,
  { checker: { isAsLedgerSays, wasClean }, digests, telling }: ToldTree,
): Promise<Finished> {
  const { tree } = input;
  const request = writeRequest(input, isAsLedgerSays);
  const textures = await writeTextures(request, telling.newFiles);
  if (input.signal.aborted) return { ...nothingWritten([]), status: 'skipped', reason: 'the build was stopped' };
  if (textures.missingObjects.length > 0)
    return nothingWritten(keysHolding(textures.missingObjects, input.tracks, input.store));
  for (const [path, { fileDigest }] of Object.entries(textures.files)) digests.set(path, fileDigest);
  const files = { ...telling.keptFiles, ...textures.files };
  const paths = telling.tracks.flatMap(({ outline }) => outline.paths);
  const orphans = input.prune ? {} : orphansOf(tree.ledger.files, new Set(paths));
  const left = new Map(Object.entries(orphans).map(([path, { fileDigest }]) => [path, fileDigest]));
  const texts = describeTree(input, request, telling.tracks, left);
  const wanted = new Set([...paths, ...Object.keys(texts.files), ...Object.keys(orphans)]);
  const removal = removeStale(tree.folder, tree.ledger.files, wanted);
  removeTemporaryFolder(tree.folder); // before the folders' stamps are taken
  const failures = [...textures.failures, ...texts.failures];
  const made = { ...files, ...texts.files };
  await makeDurable(tree.folder, made, tree.ledger.files, removal.removed);
  const touched = [...textures.written, ...texts.written, ...removal.removed];
  const ledger = ledgerOf(input, { ...orphans, ...made }, stampsBefore(tree.ledger, wasClean, touched));
  const collectKey = failures.length === 0 ? key : '';
  const counts = countsOf(files, telling.tracks);
  saveLedger(input, { ...ledger, collectKey, ...counts });
  const notKept = keepParts(input, telling.tracks, texts);
  const written = textures.written.length + texts.written.length;
  return {
    status: decision === 'stale' ? 'ran' : touched.length > 0 ? 'restored' : 'up-to-date',
    reason: `${reason}: ${written} files written, ${removal.removed.length} removed${leftOutText(telling.tracks)}`,
    ...counts,
    bytesWritten: textures.bytesWritten + texts.bytesWritten,
    written: textures.written.map((path) => join(tree.folder, path)),
    failures,
    warnings: [...orphanWarnings(orphans), ...removal.kept.map(changedWarning), ...notKept],
    incomplete: [],
    folders: ledger.folders,
    dropped: droppedKeys(tree.ledger, ledger),
  };
}

/** Files of own stages are no textures. */
const countsOf = (files: Ledger['files'], tracks: readonly DigestedTold[]): Pick<Ledger, 'textures' | 'verdicts'> => ({
  textures: tracks.reduce(
    (sum, { outline: { paths, ranked } }) => sum + ranked.filter((_, index) => paths[index] in files).length,
    0,
  ),
  verdicts: tracks.filter(({ outline }) => outline.verdict !== null).length,
});

const leftOutText = (tracks: readonly DigestedTold[]): string => {
  const count = tracks.reduce((sum, { outline }) => sum + outline.leftOut.length, 0);
  return count === 0 ? '' : `, ${count} left out for their grade`;
};

const changedWarning = (path: string): string =>
  `${path} was changed since it was made and is no longer wanted: left as it is`;

/** Files of a tree whose ledger was lost that this build does not make: they stay until `--prune`. */
const orphansOf = (files: Ledger['files'], wanted: ReadonlySet<string>): Ledger['files'] =>
  Object.fromEntries(Object.entries(files).filter(([path, file]) => file.isOrphan && !wanted.has(path)));

const orphanWarnings = (orphans: Ledger['files']): string[] => {
  const count = Object.keys(orphans).length;
  return count === 0
    ? []
    : [`${count} textures of builds that the cache has forgotten stay until they are made again or --prune`];
};

const saveLedger = ({ cacheFolder, tree }: FinishInput, ledger: Ledger): void =>
  writeIndex(cacheFolder, tree.ledgerName, ledger);

/** Claims add up, so that whatever a killed build wrote is known to be ours. */
function writeRequest(input: FinishInput, isAsLedgerSays: WriteRequest['isAsLedgerSays']): WriteRequest {
  const { tree, store, signal } = input;
  let claimed = tree.ledger.files;
  const claim = (more: Ledger['files']): void => {
    claimed = { ...claimed, ...more };
    saveLedger(input, { ...tree.ledger, collectKey: '', files: claimed });
  };
  return { treeFolder: tree.folder, ledger: tree.ledger, store, isAsLedgerSays, claim, signal };
}

/** The mtimes of folders that were as the ledger has them and of whose files none was touched. */
function stampsBefore(
  { folders }: Ledger,
  wasClean: LedgerChecker['wasClean'],
  touched: readonly string[],
): (folder: string) => string | undefined {
  const written = new Set(touched.map((path) => dirname(path)));
  return (folder) => (wasClean(folder) && !written.has(folder) ? folders[folder] : undefined);
}

function ledgerOf(
  input: FinishInput,
  files: Ledger['files'],
  stampBefore: (folder: string) => string | undefined,
): Omit<Ledger, 'collectKey' | 'textures' | 'verdicts'> {
  const { tree, tracks, survey } = input;
  return {
    treeFolder: tree.folder,
    profile: tree.profile.name,
    tracks,
    selectKey: selectKeyOf(survey),
    catalogKeys: survey.catalogActions.map(({ key }) => key),
    reserved: [],
    files,
    folders: folderStamps(tree.folder, Object.keys(files), stampBefore),
  };
}

/** Which actions of the tree refer to the objects. */
export function keysHolding(
  objects: readonly string[],
  tracks: Readonly<Record<string, LedgerTrack>>,
  store: CacheStore,
): string[] {
  const missing = new Set(objects);
  const keys = Object.values(tracks).flatMap(keysOfTrack);
  return keys.filter((key) => store.readAction(key)?.objects.some((digest) => missing.has(digest)) ?? false);
}
