/**
 * Removes what no last build needs: results that no ledger names (and what was heard of tracks for none of those), objects that no kept result
 * names, leftovers of killed builds. Where asked, results of builds before stay, as many as have room.
 */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hearingKey } from '../plan/hearing.ts';
import { keysOfLedger, type Ledger } from '../plan/ledger.ts';
import { indexName, indexPath, listIndexes, readIndex } from './index-file.ts';
import { cacheLayout } from './layout.ts';
import { memoPath } from './memo-file.ts';
import { type Candidate, newestThatFit, type Retention } from './retention.ts';
import { type RunRecord, runsWithDropped } from './runs.ts';
import { type CacheStore, openDiskStore } from './store.ts';
import { filesIn, type StoredFile, storedFiles } from './walk.ts';

export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

export interface Collected {
  /** What the last build of each export needs. */
  readonly needed: Amount;
  /** Of builds before. */
  readonly spared: Amount;
  readonly removed: Amount;
  /** Folders of exports that are gone: nothing is kept for them any more. */
  readonly forgotten: readonly string[];
  /** What is needed is not known, as a ledger is lost, damaged or of another version: only leftovers were removed. */
  readonly isBlind: boolean;
}

interface NamedLedger {
  readonly name: string;
  readonly ledger: Ledger | null;
}

interface Files {
  readonly results: ReadonlyMap<string, StoredFile>;
  readonly objects: ReadonlyMap<string, StoredFile>;
}

/** The caller has the cache to itself, so nothing can begin to need what is removed. */
export function collectGarbage(root: string, retention: Retention): Collected {
  const { actions, objects, temporary } = cacheLayout(root);
  const files: Files = { results: byName(actions), objects: byName(objects) };
  const leftovers = filesIn(temporary).map((path) => ({
    path,
    sizeBytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
  }));
  const ledgers = listIndexes(root, 'export').map((name): NamedLedger => ({ name, ledger: readIndex(root, name) }));
  // What a damaged, foreign or lost ledger needs is not known, so all of it may be; so may the results of a first build that was killed.
  if (ledgers.length === 0 || ledgers.some(({ ledger }) => ledger === null)) {
    remove(leftovers);
    const needed = amountOf([...files.results.values(), ...files.objects.values()]);
    return { needed, spared: amountOf([]), removed: amountOf(leftovers), forgotten: [], isBlind: true };
  }
  const forgotten = ledgers.filter(({ ledger }) => ledger !== null && isForgotten(ledger, root, retention));
  const store = openDiskStore(root);
  const keys = ledgers
    .filter((one) => !forgotten.includes(one))
    .flatMap(({ ledger }) => (ledger === null ? [] : keysOfLedger(ledger)));
  const needed = filesOf(keys, files, store);
  const spared = new Set(sparedFiles(root, retention, files, store, needed));
  const all = [...files.results.values(), ...files.objects.values()];
  const unneeded = [...all.filter((file) => !needed.has(file) && !spared.has(file)), ...leftovers];
  remove(unneeded);
  // Last, so that a clean-up that was killed is carried on by the next one.
  remove(forgotten.flatMap(({ name, ledger }) => [{ path: indexPath(root, name) }, ...memosOf(root, ledger)]));
  return {
    needed: amountOf([...needed]),
    spared: amountOf([...spared]),
    removed: amountOf(unneeded),
    forgotten: forgotten.flatMap(({ ledger }) => ledger?.treeFolder ?? []),
    isBlind: false,
  };
}

const memosOf = (root: string, ledger: Ledger | null): { path: string }[] =>
  ledger === null ? [] : [{ path: memoPath(root, indexName('parts', ledger.treeFolder)) }];

const byName = (folder: string): Map<string, StoredFile> =>
  new Map(Array.from(storedFiles(folder), (file) => [file.name, file]));

function remove(files: readonly { readonly path: string }[]): void {
  for (const { path } of files) rmSync(path, { recursive: true, force: true });
}

const amountOf = (files: readonly { readonly sizeBytes: number }[]): Amount => ({
  files: files.length,
  bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
});

/** Its folder is gone, and none of the last builds that results are kept for was of it. Nothing is forgotten that nobody asked to. */
function isForgotten({ treeFolder }: Ledger, root: string, { keepRuns }: Retention): boolean {
  if (keepRuns === undefined || isThere(treeFolder)) return false;
  const runs = [...runsWithDropped(root)].slice(0, keepRuns);
  return runs.length === keepRuns && runs.every(({ run }) => !treesOf(run).includes(treeFolder));
}

const treesOf = ({ export: folder, profiles }: RunRecord): string[] =>
  profiles.map((name, index) => (index === 0 ? folder : join(folder, name)));

/** A folder that cannot be looked at may be there. */
function isThere(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** The files of results, with their objects and with what was heard of the tracks of textures: needed as long as a texture is that was made from it. */
function filesOf(keys: Iterable<string>, { results, objects }: Files, store: CacheStore): Set<StoredFile> {
  const found = new Set<StoredFile>();
  const add = (file: StoredFile | undefined): void => {
    if (file !== undefined) found.add(file);
  };
  const addResult = (key: string): void => {
    const result = store.readAction(key);
    add(results.get(key));
    for (const digest of result?.objects ?? []) add(objects.get(digest));
    if (result?.stage === 'render') addResult(hearingKey(result.fingerprint));
  };
  for (const key of new Set(keys)) addResult(key);
  return found;
}

/** What is kept beyond what is needed. */
function sparedFiles(
  root: string,
  retention: Retention,
  files: Files,
  store: CacheStore,
  needed: ReadonlySet<StoredFile>,
): StoredFile[] {
  const { keepRuns, maxBytes } = retention;
  if (keepRuns === undefined && maxBytes === undefined) return [];
  const neededAt = new Map<string, number>();
  for (const [index, { run, dropped }] of [...runsWithDropped(root)].entries()) {
    if (keepRuns !== undefined && index >= keepRuns - 1) break;
    for (const key of dropped) if (!neededAt.has(key)) neededAt.set(key, Date.parse(run.startedAt));
  }
  const keys = [...(keepRuns === undefined ? files.results.keys() : neededAt.keys())];
  const readable = keys.filter((key) => store.readAction(key) !== null);
  const candidates = readable.map((key): Candidate<StoredFile> => {
    const own = filesOf([key], files, store);
    const writtenMs = files.results.get(key)?.mtimeMs ?? 0;
    return { files: [...own].filter((file) => !needed.has(file)), neededAtMs: neededAt.get(key) ?? writtenMs };
  });
  return newestThatFit(
    candidates,
    maxBytes === undefined ? Number.POSITIVE_INFINITY : maxBytes - amountOf([...needed]).bytes,
  );
}
