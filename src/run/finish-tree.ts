/**
 * The collect action of one tree: brings the export in line with what the tree now holds and writes the ledger. An unchanged tree is recognised by its
 * collect key and its folders' mtimes, without reading a result.
 *
 * One file, though a long one: the order of what is written (claims, files, documents, ledger) is what keeps an export whole, and is read in one place.
 */
import { join } from 'node:path';
import { type CollectInput, documents, projection, RESULTS_PATH, results, treeFiles } from '../../stages/collect.ts';
import { writeIndex } from '../cache/index-file.ts';
import { readIfPresent } from '../cache/read-if-present.ts';
import type { CacheStore } from '../cache/store.ts';
import type { Projection } from '../document/projection.ts';
import { makeDurable } from '../export/durable.ts';
import { folderStamps, removeStale } from '../export/remove-stale.ts';
import { removeTemporaryFolder, type WriteRequest, writeDocuments, writeTextures } from '../export/write-tree.ts';
import type { Failure } from '../failure.ts';
import { droppedKeys, keysOfTrack, type Ledger, type LedgerTrack } from '../plan/ledger.ts';
import { collectInput, readResults } from './collect-input.ts';
import { type DecidedCollect, decideCollect } from './decide-collect.ts';
import { lostObjects } from './lost-objects.ts';
import type { Survey } from './survey.ts';
import { asSystemFailure } from './system-failure.ts';
import type { Tree } from './trees.ts';
import { type SeenFolders, selectKeyOf } from './up-to-date.ts';

export interface FinishInput {
  readonly tree: Tree;
  readonly tracks: Readonly<Record<string, LedgerTrack>>;
  readonly survey: Survey;
  readonly store: CacheStore;
  readonly cacheFolder: string;
  readonly force: boolean;
  readonly prune: boolean;
  readonly now: () => Date;
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
  const { tree, tracks, survey } = input;
  const decided = decideCollect(tree, tracks, input);
  if (decided.decision === 'up-to-date') {
    const { textures, verdicts } = tree.ledger;
    return { ...nothingWritten([]), status: 'up-to-date', textures, verdicts, folders: decided.folders };
  }
  const read = readResults(tracks, input.store);
  if (read.incomplete.length > 0) return nothingWritten(read.incomplete);
  const collected = collectInput(tree, survey, read.tracks);
  const projected = projection(collected);
  // What is written before a hole is found leaves the tree between two states.
  const look = { treeFolder: tree.folder, ledger: tree.ledger, compareAll: input.force };
  const lost = lostObjects(look, projected, input.store);
  if (lost.length > 0) return nothingWritten(keysHolding(lost, tracks, input.store));
  try {
    return await writeTree(input, collected, projected, decided);
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

async function writeTree(
  input: FinishInput,
  collected: CollectInput,
  projected: Projection,
  { key: collectKey, decision, reason: why }: DecidedCollect,
): Promise<Finished> {
  const { tree, store } = input;
  const request = writeRequest(input);
  const files = treeFiles(projected);
  const textures = await writeTextures(request, files);
  if (input.signal.aborted) return { ...nothingWritten([]), status: 'skipped', reason: 'the build was stopped' };
  if (textures.missingObjects.length > 0)
    return nothingWritten(keysHolding(textures.missingObjects, input.tracks, store));
  const digests = new Map(Object.entries(textures.files).map(([path, file]) => [path, file.fileDigest]));
  const orphans = input.prune ? {} : orphansOf(tree.ledger.files, new Set(files.map(({ path }) => path)));
  const left = new Map(Object.entries(orphans).map(([path, file]) => [path, file.fileDigest]));
  const texts = writeDocuments(
    request,
    documents(collected, projected, digests, left, timestampOf(input, collected, projected)),
  );
  const wanted = new Set([...files.map(({ path }) => path), ...Object.keys(texts.files)]);
  const removal = removeStale(tree.folder, tree.ledger.files, new Set([...wanted, ...Object.keys(orphans)]));
  removeTemporaryFolder(tree.folder); // before the folders' stamps are taken
  const failures = [...textures.failures, ...texts.failures];
  const verdicts = collected.rejected.length - input.survey.rejected.length;
  const made = { ...textures.files, ...texts.files };
  await makeDurable(tree.folder, made, tree.ledger.files, removal.removed);
  const ledger = ledgerOf(input, { ...orphans, ...made });
  const settledKey = failures.length === 0 ? collectKey : '';
  saveLedger(input, { ...ledger, collectKey: settledKey, textures: texturesIn(textures.files, projected), verdicts });
  const written = textures.written.length + texts.written.length;
  const touched = written + removal.removed.length;
  return {
    status: decision === 'stale' ? 'ran' : touched > 0 ? 'restored' : 'up-to-date',
    reason: `${why}: ${written} files written, ${removal.removed.length} removed${leftOutText(projected)}`,
    textures: texturesIn(textures.files, projected),
    bytesWritten: textures.bytesWritten + texts.bytesWritten,
    written: textures.written.map((path) => join(tree.folder, path)),
    failures,
    warnings: [...orphanWarnings(orphans), ...removal.kept.map(changedWarning)],
    incomplete: [],
    verdicts,
    folders: ledger.folders,
    dropped: droppedKeys(tree.ledger, ledger),
  };
}

/** Files of own stages are no textures. */
const texturesIn = (files: Ledger['files'], { exported }: Projection): number =>
  exported.filter(({ path }) => path in files).length;

const leftOutText = ({ leftOut }: Projection): string =>
  leftOut.length === 0 ? '' : `, ${leftOut.length} left out for their grade`;

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
function writeRequest(input: FinishInput): WriteRequest {
  const { tree, store, signal } = input;
  let claimed = tree.ledger.files;
  const claim = (more: Ledger['files']): void => {
    claimed = { ...claimed, ...more };
    saveLedger(input, { ...tree.ledger, collectKey: '', files: claimed });
  };
  return { treeFolder: tree.folder, ledger: tree.ledger, store, compareAll: input.force, claim, signal };
}

function ledgerOf(input: FinishInput, files: Ledger['files']): Omit<Ledger, 'collectKey' | 'textures' | 'verdicts'> {
  const { tree, tracks, survey } = input;
  return {
    treeFolder: tree.folder,
    profile: tree.profile.name,
    tracks,
    selectKey: selectKeyOf(survey),
    catalogKeys: survey.catalogActions.map(({ key }) => key),
    reserved: [],
    files,
    folders: folderStamps(tree.folder, Object.keys(files)),
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

/** `batch_results.json` keeps its timestamp when nothing else in it changed. */
function timestampOf({ tree, now }: FinishInput, collected: CollectInput, projected: Projection): string {
  const present = readIfPresent(join(tree.folder, RESULTS_PATH))?.toString('utf8') ?? '';
  const before = /"timestamp": "([0-9TZ:.-]+)"/.exec(present)?.[1];
  const isSame = before !== undefined && results(collected, projected, before) === present;
  return isSame ? before : now().toISOString();
}
