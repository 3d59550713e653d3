/**
 * Blocks of samples in a file that has no name: what no longer fits into memory and would cost more to decode again than to read. The file is
 * gone when its owner is, however that ends. Knows nothing of what the blocks are.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Plane = Int16Array | Float32Array;

export class ScratchBlocks {
  readonly #mostBlocks: number;
  readonly #blockBytes: number;
  /** Where in the file each block is, by its number. */
  readonly #places = new Map<number, number>();
  /** Null before the first block, and again when there is no use in trying. */
  #file: number | null = null;
  #isUsable: boolean;

  /** Every block has `blockBytes`; no more are taken than fit into `mostBytes`. */
  constructor(blockBytes: number, mostBytes: number) {
    this.#blockBytes = blockBytes;
    this.#mostBlocks = Math.floor(mostBytes / blockBytes);
    // Windows removes no file that is open.
    this.#isUsable = process.platform !== 'win32';
  }

  /** False where there is no room for it: the caller has to do without. */
  write(number: number, planes: readonly Plane[]): boolean {
    if (!this.#isUsable || (!this.#places.has(number) && this.#places.size >= this.#mostBlocks)) return false;
    const place = this.#places.get(number) ?? this.#places.size;
    try {
      this.#file ??= openNameless();
      writeAll(this.#file, planes, place * this.#blockBytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      this.#isUsable = false; // a full or read-only disk: decoding again is dearer, and as right
      return false;
    }
    this.#places.set(number, place);
    return true;
  }

  has(number: number): boolean {
    return this.#places.has(number);
  }

  /** Fills `planes` with the block of that number, which must be there. Throws the system's error. */
  read(number: number, planes: readonly Plane[]): void {
    const place = this.#places.get(number);
    if (place === undefined || this.#file === null) throw new RangeError(`block ${number} was not written`);
    let at = place * this.#blockBytes;
    for (const plane of planes) {
      const bytes = new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength);
      for (let done = 0; done < bytes.length; ) {
        const count = readSync(this.#file, bytes, done, bytes.length - done, at + done);
        if (count === 0) throw new RangeError(`block ${number} is cut short`);
        done += count;
      }
      at += bytes.length;
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    this.#places.clear();
    this.#isUsable = false;
  }
}

function openNameless(): number {
  const path = join(tmpdir(), `grainmill-audio-${randomBytes(8).toString('hex')}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}

function writeAll(file: number, planes: readonly Plane[], position: number): void {
  let at = position;
  for (const plane of planes) {
    const bytes = new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, at + done);
    at += bytes.length;
  }
}
