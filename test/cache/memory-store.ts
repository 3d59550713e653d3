/** A store that forgets when the process ends, and whose memory can be made to fail. Results are kept sealed, as on disk. */
import { writeFileSync } from 'node:fs';
import { sha256 } from '../../src/cache/digest.ts';
import { seal, unseal } from '../../src/cache/sealed-text.ts';
import type { ActionResult, CacheStore } from '../../src/cache/store.ts';
import { actionKey } from '../../src/plan/fingerprint.ts';

type Bytes = Map<string, Buffer>;

export class MemoryStore implements CacheStore {
  readonly objects: Bytes = new Map();
  readonly results: Bytes = new Map();

  readAction<Value>(key: string): ActionResult<Value> | null {
    const unsealed = unseal(this.results.get(key)?.toString('utf8') ?? '');
    if (unsealed.state !== 'whole') return null;
    const { fingerprint = [], ...rest } = unsealed.content as Partial<ActionResult<Value>>;
    return actionKey(fingerprint) === key ? ({ fingerprint, ...rest } as ActionResult<Value>) : null;
  }

  hasAction(key: string): boolean {
    return this.results.has(key);
  }

  writeAction(key: string, result: ActionResult): void {
    this.results.set(key, Buffer.from(seal(result)));
  }

  objectSize(digest: string): number | null {
    return this.objects.get(digest)?.length ?? null;
  }

  readObject(digest: string): Uint8Array | null {
    const bytes = this.objects.get(digest);
    return bytes !== undefined && sha256(bytes) === digest ? Uint8Array.from(bytes) : null;
  }

  writeObject(bytes: Uint8Array): string {
    const digest = sha256(bytes);
    this.objects.set(digest, Buffer.from(bytes));
    return digest;
  }

  copyObject(digest: string, path: string): void {
    const bytes = this.objects.get(digest);
    if (bytes === undefined) throw new Error(`there is no object ${digest}`);
    writeFileSync(path, bytes);
  }
}
