/**
 * The collect action of one tree: brings the export in line with what the tree now holds and writes the ledger. An unchanged tree is recognised by its
 * collect key and its folders' mtimes, without reading a result.
 */
import { join } from 'node:path';
import { COLLECT_VERSION, type CollectInput, documents, renderVerdicts, textureFiles } from '../../stages/collect.ts';
import { writeIndex } from '../cache/index-file.ts';
import { type CacheStore, readIfPresent, sha256 } from '../cache/store.ts';
import type { TreeTrack } from '../document/tree.ts';
import { folderStamps, removeStale } from '../export/remove-stale.ts';
import { stampOf } from '../export/stamp.ts';
import { removeTemporaryFolder, writeDocuments, writeTextures } from '../export/write-tree.ts';
import type { Failure } from '../failure.ts';
import type { Ledger, LedgerTrack } from '../plan/ledger.ts';
import type { KindResult } from '../texture/record.ts';
import type { Survey } from './survey.ts';
import type { Tree } from './trees.ts';

export interface FinishInput {
  readonly tree: Tree;
  readonly tracks: Readonly<Record<string, LedgerTrack>>;
  readonly survey: Survey;
  readonly store: CacheStore;
  readonly cacheFolder: string;
  readonly force: boolean;
  readonly now: () => Date;
}

export interface Finished {
  readonly status: 'up-to-date' | 'ran' | 'restored';
  readonly reason: string;
  readonly textures: number;
  readonly bytesWritten: number;
  readonly failures: readonly Failure[];
  readonly warnings: readonly string[];
  /** Keys whose result or objects the cache no longer has whole. */
  readonly incomplete: readonly string[];
  readonly verdicts: number;
}

export const selectKeyOf = (survey: Survey): string => sha256(JSON.stringify([survey.catalog, survey.selection]));

/** Digest of everything collect makes the tree from. */
export function collectKeyOf(tree: Tree, tracks: Readonly<Record<string, LedgerTrack>>, survey: Survey): string {
  const entries = Object.values(tracks).sort((a, b) => (a.track.id < b.track.id ? -1 : 1));
  const naming = tree.profile.valuesFor('', '');
  return sha256(
    JSON.stringify([
      COLLECT_VERSION,
      tree.profile.name,
      naming.ok ? naming.value.naming : null,
      entries,
      survey.catalog,
      survey.selection,
      survey.rejected,
    ]),
  );
}

/** Whether the tree is as it was left and would be made the same again. */
export function isTreeUpToDate(tree: Tree, collectKey: string): boolean {
  const { folders } = tree.ledger;
  return (
    tree.ledger.collectKey === collectKey &&
    Object.entries(folders).every(([folder, mtimeNs]) => stampOf(join(tree.folder, folder))?.mtimeNs === mtimeNs)
  );
}

export function finishTree(input: FinishInput): Finished {
  const { tree, tracks, survey } = input;
  const collectKey = collectKeyOf(tree, tracks, survey);
  if (!input.force && isTreeUpToDate(tree, collectKey)) {
    const { textures, verdicts } = tree.ledger;
    return {
      status: 'up-to-date',
      reason: '',
      textures,
      bytesWritten: 0,
      failures: [],
      warnings: [],
      incomplete: [],
      verdicts,
    };
  }
  const read = readResults(tracks, input.store);
  if (read.incomplete.length > 0) return nothingWritten(read.incomplete);
  const collected = collectInput(input, read.tracks);
  return writeTree(input, collected, collectKey);
}

const nothingWritten = (incomplete: readonly string[]): Finished => ({
  status: 'ran',
  reason: '',
  textures: 0,
  bytesWritten: 0,
  failures: [],
  warnings: [],
  incomplete,
  verdicts: 0,
});

function readResults(tracks: Readonly<Record<string, LedgerTrack>>, store: CacheStore) {
  const incomplete: string[] = [];
  const read = Object.values(tracks).map(({ track, kinds, errors }): TreeTrack => {
    const results = Object.entries(kinds).flatMap(([kind, key]) => {
      const result = store.readAction<KindResult>(key);
      if (result === null) incomplete.push(key);
      return result === null ? [] : [[kind, result.value] as const];
    });
    return { track, results: Object.fromEntries(results), errors };
  });
  return { tracks: read, incomplete };
}

function collectInput({ tree, survey }: FinishInput, tracks: readonly TreeTrack[]): CollectInput {
  const values = tree.profile.valuesFor('', '');
  if (!values.ok) throw new TypeError('a profile that was resolved is valid without overrides');
  const verdicts = renderVerdicts(tracks, 'render');
  return {
    profile: tree.profile.name,
    naming: values.value.naming,
    catalog: survey.catalog,
    selected: survey.selection.selected,
    rejected: [...survey.rejected, ...verdicts],
    tracks,
  };
}

function writeTree(input: FinishInput, collected: CollectInput, collectKey: string): Finished {
  const { tree, store, cacheFolder } = input;
  const files = textureFiles(collected);
  const saveLedger = (ledger: Ledger): void => writeIndex(cacheFolder, tree.ledgerName, ledger);
  const request = {
    treeFolder: tree.folder,
    ledger: tree.ledger,
    store,
    compareAll: input.force,
    claim: (claimed: Ledger['files']) => saveLedger({ ...tree.ledger, collectKey: '', files: claimed }),
  };
  const textures = writeTextures(request, files);
  if (textures.missingObjects.length > 0)
    return nothingWritten(keysHolding(textures.missingObjects, input.tracks, store));
  const digests = new Map(Object.entries(textures.files).map(([path, file]) => [path, file.fileDigest]));
  const texts = writeDocuments(request, documentsWithSteadyTime(input, collected, digests));
  const written = { ...textures.files, ...texts.files };
  const removal = removeStale(
    tree.folder,
    tree.ledger.files,
    new Set([...files.map(({ path }) => path), ...Object.keys(texts.files)]),
  );
  removeTemporaryFolder(tree.folder);
  const failures = [...textures.failures, ...texts.failures];
  const verdicts = collected.rejected.length - input.survey.rejected.length;
  saveLedger({
    treeFolder: tree.folder,
    profile: tree.profile.name,
    collectKey: failures.length === 0 ? collectKey : '',
    tracks: input.tracks,
    selectKey: selectKeyOf(input.survey),
    catalogKeys: input.survey.catalogActions.map(({ key }) => key),
    files: written,
    folders: folderStamps(tree.folder, Object.keys(written)),
    textures: files.length,
    verdicts,
  });
  const touched = textures.written + texts.written + removal.removed.length;
  return {
    status: tree.ledger.collectKey !== collectKey ? 'ran' : touched > 0 ? 'restored' : 'up-to-date',
    reason: `${textures.written + texts.written} files written, ${removal.removed.length} removed`,
    textures: files.length,
    bytesWritten: textures.bytesWritten + texts.bytesWritten,
    failures,
    warnings: removal.kept.map(
      (path) => `${path} was changed since it was made and is no longer wanted: left as it is`,
    ),
    incomplete: [],
    verdicts,
  };
}

/** Which actions of the tree refer to the objects. */
function keysHolding(
  objects: readonly string[],
  tracks: Readonly<Record<string, LedgerTrack>>,
  store: CacheStore,
): string[] {
  const missing = new Set(objects);
  const keys = Object.values(tracks).flatMap(({ kinds }) => Object.values(kinds));
  return keys.filter((key) => store.readAction(key)?.objects.some((digest) => missing.has(digest)) ?? false);
}

/** `batch_results.json` keeps its timestamp when nothing else in it changed. */
function documentsWithSteadyTime(input: FinishInput, collected: CollectInput, digests: ReadonlyMap<string, string>) {
  const present = readIfPresent(join(input.tree.folder, 'batch_results.json'))?.toString('utf8') ?? '';
  const timestamp = /"timestamp": "([0-9TZ:.-]+)"/.exec(present)?.[1];
  const steady = timestamp === undefined ? null : documents(collected, digests, timestamp);
  const isSame = steady?.some(({ path, text }) => path === 'batch_results.json' && text === present) ?? false;
  return isSame && steady !== null ? steady : documents(collected, digests, input.now().toISOString());
}
