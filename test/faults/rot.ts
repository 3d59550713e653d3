/** Bit-rot: files of the cache that are no longer what was written, found by `verify` or by the build that reads them. */
import assert from 'node:assert/strict';
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/dsp/random.ts';
import { type Case, type Effort, type Fault, needsLinux, randomOf } from './fault.ts';
import { cleanTree, Site, type Tree } from './site.ts';

type Damage = (path: string, files: readonly string[], random: Random) => void;

export const DAMAGES = {
  flip: (path, _, random) => {
    const bytes = readFileSync(path);
    bytes[random.integer(bytes.length)] ^= 1 << random.integer(8);
    writeFileSync(path, bytes);
  },
  truncate: (path, _, random) => truncateSync(path, random.integer(readFileSync(path).length)),
  zero: (path, _, random) => {
    const { length } = readFileSync(path);
    const from = random.integer(length);
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(length - from), 0, length - from, from);
    closeSync(file);
  },
  swap: (path, files, random) => {
    const other = random.pick(files);
    renameSync(path, `${path}.aside`);
    if (other !== path) renameSync(other, path);
    renameSync(`${path}.aside`, other);
  },
  lose: (path) => rmSync(path),
} as const satisfies Readonly<Record<string, Damage>>;

const MOST_DAMAGED = 4;

function filesOf(cache: string): string[] {
  return ['actions', 'objects', 'index'].flatMap((name) =>
    readdirSync(join(cache, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(),
  );
}

async function rotten(folder: string, clean: Tree, random: Random, isRepaired: boolean): Promise<void> {
  const site = new Site(folder);
  assert.equal((await site.build()).code, 0);
  const { cache, export: tree } = site.project;
  for (let left = 1 + random.integer(MOST_DAMAGED); left > 0; left--) {
    const files = filesOf(cache);
    DAMAGES[random.pick(Object.keys(DAMAGES) as (keyof typeof DAMAGES)[])](random.pick(files), files, random);
  }
  const repair = () => site.project.run(['cache', 'verify', '--repair'], { env: site.env });
  if (isRepaired) assert.equal((await repair()).code, 0);
  rmSync(join(tree, 'by_source'), { recursive: true });
  if (!isRepaired) {
    // What nothing had to be read from is damaged still.
    const run = await site.build();
    assert.equal(run.code, 0, run.stderr);
    assert.equal((await repair()).code, 0);
  }
  await site.recovers(clean);
  site.remove();
}

async function cases(folder: string, { seed, rounds }: Effort): Promise<Case[]> {
  const clean = await cleanTree(folder);
  return Array.from({ length: rounds }, (_, index) => ({
    name: `${index + 1}: ${index % 2 === 0 ? 'repaired by verify' : 'found on reading'}`,
    run: async () => {
      await rotten(folder, clean, randomOf(seed, `rot ${index}`), index % 2 === 0);
      return true;
    },
  }));
}

export const ROT: Fault = { name: 'bit-rot in the cache', missing: needsLinux, cases };
