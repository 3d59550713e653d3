/** A cache folder for one test file, removed at the end. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-cache-'));
  folders.push(folder);
  return folder;
}

/** Paths of all regular files below `folder`, with `/`, sorted. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();

/** What may happen to a file on a disk that fails. */
export const DAMAGES: readonly (readonly [name: string, damage: (bytes: Buffer) => Buffer])[] = [
  ['a flipped bit', (bytes) => flip(bytes, Math.floor(bytes.length / 2))],
  ['a flipped first bit', (bytes) => flip(bytes, 0)],
  ['truncation', (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2))],
  ['emptiness', () => Buffer.alloc(0)],
  ['zeros', (bytes) => Buffer.alloc(bytes.length)],
  ['more behind it', (bytes) => Buffer.concat([bytes, Buffer.from('x')])],
];

function flip(bytes: Buffer, at: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[at] ^= 1;
  return flipped;
}

export const damageFile = (path: string, damage: (bytes: Buffer) => Buffer): void =>
  writeFileSync(path, damage(readFileSync(path)));
