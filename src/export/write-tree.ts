/**
 * Makes an export tree equal to what collect asked for: writes what is missing or different, keeps what is right, removes what is ours and no longer
 * wanted, touches nothing else. What is right is told by the ledger and the folders' mtimes.
 *
 * One file, though a long one: textures and documents are claimed, compared and placed by the same few rules.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TreeDocument, TreeFile } from '../../stages/collect.ts';
import { sha256 } from '../cache/digest.ts';
import type { CacheStore } from '../cache/store.ts';
import type { Failure } from '../failure.ts';
import type { Ledger, LedgerFile } from '../plan/ledger.ts';
import { assemble } from './assemble.ts';
import { leadsInside } from './inside.ts';
import { fileDigest, type Ownership, ownership } from './ownership.ts';
import { exportedDigest, placeDocument, placeObject, TEMPORARY_FOLDER } from './place-file.ts';
import { stampOf } from './stamp.ts';

export interface WriteRequest {
  readonly treeFolder: string;
  readonly ledger: Ledger;
  readonly store: CacheStore;
  /** From `ledgerChecker`. */
  readonly isAsLedgerSays: (path: string) => boolean;
  /** Called before the first byte is written with what is about to be ours, so that a killed build knows its own leftovers. */
  readonly claim: (files: Record<string, LedgerFile>) => void;
  /** Ends the writing between two files. */
  readonly signal: AbortSignal;
}

export interface Written {
  readonly files: Record<string, LedgerFile>;
  /** Paths below the tree of what was missing or other. */
  readonly written: readonly string[];
  readonly bytesWritten: number;
  /** Objects the store should have and has not, or has damaged. */
  readonly missingObjects: readonly string[];
  readonly failures: readonly Failure[];
}

export const contentDigestOf = (file: TreeFile): string => sha256(`${file.objectDigest}\n${JSON.stringify(file.info)}`);

export interface LedgerChecker {
  readonly isAsLedgerSays: (path: string) => boolean;
  /** Whether a folder was looked at and had the mtime that the ledger has. */
  readonly wasClean: (folder: string) => boolean;
}

/**
 * Whether the file on disk is the one the ledger describes. Folders whose mtime is as we left it when one of their files is first asked for need no
 * look inside; `compareAll` reads every file instead.
 */
export function ledgerChecker(treeFolder: string, ledger: Ledger, compareAll: boolean): LedgerChecker {
  const seen = new Map<string, boolean>();
  const isClean = (folder: string): boolean => {
    const known = seen.get(folder);
    if (known !== undefined) return known;
    const mtimeNs = ledger.folders[folder];
    const is = mtimeNs !== undefined && stampOf(join(treeFolder, folder))?.mtimeNs === mtimeNs;
    seen.set(folder, is);
    return is;
  };
  const isAsLedgerSays = (path: string): boolean => {
    const entry = ledger.files[path];
    if (!entry) return false;
    if (!compareAll && isClean(dirname(path))) return true;
    const stamp = stampOf(join(treeFolder, path));
    if (!stamp?.isFile || stamp.sizeBytes !== entry.sizeBytes) return false;
    return compareAll ? fileDigest(join(treeFolder, path)) === entry.fileDigest : stamp.mtimeNs === entry.mtimeNs;
  };
  return { isAsLedgerSays, wasClean: (folder) => seen.get(folder) ?? false };
}

const CLAIMED: LedgerFile = { contentDigest: '', fileDigest: '', sizeBytes: -1, mtimeNs: '' };

/** Lets signals and timers have their turn: writing a large tree takes minutes. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const nothingYet = () => ({
  written: [] as string[],
  bytesWritten: 0,
  missingObjects: [] as string[],
  failures: [] as Failure[],
});

export type TreeLook = Pick<WriteRequest, 'ledger' | 'isAsLedgerSays'>;

/** Those of the wanted texture files that are not known to be right: each is taken from the store, and written where it is other. */
export const filesInDoubt = ({ ledger, isAsLedgerSays }: TreeLook, wanted: readonly TreeFile[]): TreeFile[] =>
  wanted.filter((file) => {
    const entry = ledger.files[file.path];
    return entry?.contentDigest !== contentDigestOf(file) || !isAsLedgerSays(file.path);
  });

/** Paths of our files that are missing or other than the ledger says. Reads those whose stamps leave a doubt, or all. */
export function changedFiles(treeFolder: string, { ledger, isAsLedgerSays }: TreeLook): string[] {
  const isRight = (path: string, { fileDigest: digest }: LedgerFile): boolean =>
    isAsLedgerSays(path) || isFileOf(join(treeFolder, path), digest);
  return Object.entries(ledger.files)
    .filter(([path, file]) => !file.isOrphan && !isRight(path, file))
    .map(([path]) => path);
}

const isFileOf = (path: string, digest: string): boolean =>
  (stampOf(path)?.isFile ?? false) && fileDigest(path) === digest;

/** Writes the texture files; documents follow, since they tell the digests of these. */
export async function writeTextures(request: WriteRequest, wanted: readonly TreeFile[]): Promise<Written> {
  const { treeFolder, ledger } = request;
  const toWrite = filesInDoubt(request, wanted);
  const inDoubt = new Set(toWrite.map(({ path }) => path));
  const files: Record<string, LedgerFile> = {};
  for (const { path } of wanted) if (!inDoubt.has(path)) files[path] = ledger.files[path];
  const owner = ownership(treeFolder, ledger.files);
  if (toWrite.length > 0)
    prepare(
      request,
      toWrite.map((file) => file.path),
      owner,
    );
  const outcome = nothingYet();
  for (const file of toWrite) {
    await breathe();
    if (request.signal.aborted) break;
    const object = request.store.readObject(file.objectDigest);
    if (object === null) {
      outcome.missingObjects.push(file.objectDigest);
      continue;
    }
    const target = exportedDigest(object, file.info);
    const state = stateOfTarget(treeFolder, file.path, target.digest, owner);
    if (state === 'foreign') {
      outcome.failures.push({ reason: 'export-occupied', path: join(treeFolder, file.path) });
      continue;
    }
    if (state === 'to-write') {
      placeObject(treeFolder, file, request.store, object.length);
      outcome.written.push(file.path);
      outcome.bytesWritten += target.sizeBytes;
    }
    const mtimeNs = stampOf(join(treeFolder, file.path))?.mtimeNs ?? '';
    files[file.path] = {
      contentDigest: contentDigestOf(file),
      fileDigest: target.digest,
      sizeBytes: target.sizeBytes,
      mtimeNs,
    };
  }
  return { files, ...outcome };
}

/** Claims what is about to be written where nothing of somebody's lies, and clears what a killed build left. */
function prepare({ treeFolder, claim }: WriteRequest, paths: readonly string[], owner: Ownership): void {
  mkdirSync(treeFolder, { recursive: true });
  removeTemporaryFolder(treeFolder);
  const ours = paths.filter((path) => isFreeOrOurs(treeFolder, path, owner));
  if (ours.length === 0) return;
  claim(Object.fromEntries(ours.map((path) => [path, CLAIMED])));
}

type TargetState = 'to-write' | 'right-already' | 'foreign';

function stateOfTarget(treeFolder: string, path: string, digest: string, owner: Ownership): TargetState {
  if (!leadsInside(treeFolder, path)) return 'foreign';
  const absolutePath = join(treeFolder, path);
  const stamp = stampOf(absolutePath);
  if (stamp === null) return 'to-write';
  if (stamp.isFile && fileDigest(absolutePath) === digest) return 'right-already';
  return stamp.isFile && owner.isOurs(path) ? 'to-write' : 'foreign';
}

/** A document as it now lies in the tree. */
export interface WrittenDocument {
  /** SHA-256 of the file. */
  readonly digest: string;
  /** Of its parts, as `assemble` has them. */
  readonly ranges: Uint32Array;
}

export interface WrittenDocuments extends Written {
  /** By path; without those that could not be written. */
  readonly documents: ReadonlyMap<string, WrittenDocument>;
}

export function writeDocuments(request: WriteRequest, wanted: readonly TreeDocument[]): WrittenDocuments {
  const { treeFolder, ledger, isAsLedgerSays } = request;
  const owner = ownership(treeFolder, ledger.files);
  const documents = new Map<string, WrittenDocument>();
  const files: Record<string, LedgerFile> = {};
  const outcome = nothingYet();
  const owners = wanted.map(({ path }) => isFreeOrOurs(treeFolder, path, owner));
  // What the ledger has of these is ours already, and the folder they are in shows when a killed build had begun to replace them.
  prepare(
    request,
    wanted.map(({ path }) => path).filter((path) => !Object.hasOwn(ledger.files, path)),
    owner,
  );
  for (const [index, { path, write }] of wanted.entries()) {
    if (!owners[index]) {
      outcome.failures.push({ reason: 'export-occupied', path: join(treeFolder, path) });
      continue;
    }
    const { bytes, ranges } = assemble(write, ledger.files[path]?.sizeBytes ?? 0);
    const digest = sha256(bytes);
    const isKnown = ledger.files[path]?.contentDigest === digest && isAsLedgerSays(path);
    if (!isKnown && !isFileOf(join(treeFolder, path), digest)) {
      placeDocument(treeFolder, path, bytes);
      outcome.written.push(path);
      outcome.bytesWritten += bytes.length;
    }
    files[path] = {
      contentDigest: digest,
      fileDigest: digest,
      sizeBytes: bytes.length,
      mtimeNs: stampOf(join(treeFolder, path))?.mtimeNs ?? '',
    };
    documents.set(path, { digest, ranges });
  }
  return { files, ...outcome, documents };
}

function isFreeOrOurs(treeFolder: string, path: string, owner: Ownership): boolean {
  const stamp = stampOf(join(treeFolder, path));
  return stamp === null || (stamp.isFile && owner.isOurs(path));
}

export const removeTemporaryFolder = (treeFolder: string): void =>
  rmSync(join(treeFolder, TEMPORARY_FOLDER), { recursive: true, force: true });
