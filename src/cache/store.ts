/**
 * The content-addressed store: objects by the digest of their bytes, action results by their action key. `CacheStore` is what the run
 * knows; `openDiskStore` is the one on disk. An action result is written after the objects it names, so whatever can be read
 * is complete. Knows nothing of stages or textures.
 */
import { constants, copyFileSync, statSync } from 'node:fs';
import { actionKey, type Fingerprint } from '../plan/fingerprint.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { sha256 } from './digest.ts';
import { actionPath, type CacheLayout, cacheLayout, objectPath } from './layout.ts';
import { readIfPresent } from './read-if-present.ts';
import { seal, unseal } from './sealed-text.ts';

/** What an action left behind. `objects` are the digests its value refers to. */
export interface ActionResult<Value = unknown> {
  readonly stage: string;
  readonly fingerprint: Fingerprint;
  readonly objects: readonly string[];
  readonly value: Value;
}

export interface CacheStore {
  /** Null when there is none, or when what is there is damaged or of another format. */
  readAction<Value>(key: string): ActionResult<Value> | null;
  /** Whether there is a result file; a damaged one shows when it is read. */
  hasAction(key: string): boolean;
  writeAction(key: string, result: ActionResult): void;
  /** Size in bytes, or null when absent. Says nothing of the content: readers verify what they read. */
  objectSize(digest: string): number | null;
  /** The bytes, verified against the digest; null when absent or damaged. */
  readObject(digest: string): Uint8Array | null;
  /** Stores and returns the SHA-256 in hex. Storing what is there already costs no write. */
  writeObject(bytes: Uint8Array): string;
  /** Puts a copy of an object at `path`, sharing its blocks where the file system can; never a hard link. */
  copyObject(digest: string, path: string): void;
}

/** Null when the text is damaged, of another format, or the result of another action than `key`. */
function decodeActionResult<Value>(text: string, key: string): ActionResult<Value> | null {
  const unsealed = unseal(text);
  if (unsealed.state !== 'whole') return null;
  const result = unsealed.content as ActionResult<Value>;
  // Sealed and whole, and yet another file of the cache that came here, such as a ledger.
  if (!Array.isArray(result.fingerprint)) return null;
  return actionKey(result.fingerprint) === key ? result : null;
}

class DiskStore implements CacheStore {
  readonly #layout: CacheLayout;

  constructor(layout: CacheLayout) {
    this.#layout = layout;
  }

  readAction<Value>(key: string): ActionResult<Value> | null {
    const text = readIfPresent(actionPath(this.#layout, key));
    return text === null ? null : decodeActionResult<Value>(text.toString('utf8'), key);
  }

  hasAction(key: string): boolean {
    return statSync(actionPath(this.#layout, key), { throwIfNoEntry: false }) !== undefined;
  }

  writeAction(key: string, result: ActionResult): void {
    writeFileAtomically(actionPath(this.#layout, key), seal(result), this.#layout.temporary);
  }

  objectSize(digest: string): number | null {
    return statSync(objectPath(this.#layout, digest), { throwIfNoEntry: false })?.size ?? null;
  }

  readObject(digest: string): Uint8Array | null {
    const bytes = readIfPresent(objectPath(this.#layout, digest));
    return bytes !== null && sha256(bytes) === digest ? bytes : null;
  }

  writeObject(bytes: Uint8Array): string {
    const digest = sha256(bytes);
    // A damaged object of the right size would be kept by a mere look at its size, so the content decides.
    if (this.objectSize(digest) !== bytes.length || this.readObject(digest) === null) {
      writeFileAtomically(objectPath(this.#layout, digest), bytes, this.#layout.temporary);
    }
    return digest;
  }

  copyObject(digest: string, path: string): void {
    copyFileSync(objectPath(this.#layout, digest), path, constants.COPYFILE_FICLONE);
  }
}

/** The store in `root`, which is made when something is first written. */
export const openDiskStore = (root: string): CacheStore => new DiskStore(cacheLayout(root));
