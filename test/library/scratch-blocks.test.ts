import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ScratchBlocks } from '../../src/library/scratch-blocks.ts';
import { scratchFolder } from './scratch.ts';

const skip = process.platform === 'win32' && 'no nameless files here';
const block = (seed: number): Float32Array[] =>
  [0, 1].map((c) => Float32Array.from({ length: 64 }, (_, i) => seed + c / 2 + i));
const BYTES = 2 * 64 * 4;
const empty = (): Float32Array[] => [new Float32Array(64), new Float32Array(64)];

describe('scratch blocks', { skip }, () => {
  const folder = scratchFolder();
  const before = process.env.TMPDIR;
  after(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });

  it('give back every block, in any order, as it was written last', () => {
    process.env.TMPDIR = folder;
    const blocks = new ScratchBlocks(BYTES, 100 * BYTES);
    for (const number of [7, 0, 3, 7]) assert.ok(blocks.write(number, block(number)));
    assert.ok(blocks.write(3, block(33)));
    for (const [number, seed] of [
      [3, 33],
      [7, 7],
      [0, 0],
    ]) {
      const read = empty();
      blocks.read(number, read);
      assert.deepEqual(read, block(seed));
    }
    assert.ok(!blocks.has(1));
    assert.throws(() => blocks.read(1, empty()), RangeError);
    blocks.close();
  });

  it('take no more than they may, and say so', () => {
    const blocks = new ScratchBlocks(BYTES, 2.5 * BYTES);
    assert.deepEqual(
      [1, 2, 3, 1].map((number) => blocks.write(number, block(number))),
      [true, true, false, true],
    );
    blocks.close();
  });

  it('leave nothing in the folder for temporary files, and no open file when they are closed', () => {
    process.env.TMPDIR = folder;
    const open = () =>
      process.platform === 'linux'
        ? readdirSync('/proc/self/fd')
            .map(target)
            .filter((path) => path.includes('grainmill-audio'))
        : [];
    const blocks = new ScratchBlocks(BYTES, 10 * BYTES);
    blocks.write(1, block(1));
    assert.deepEqual(readdirSync(folder), []);
    if (process.platform === 'linux') assert.equal(open().length, 1);
    blocks.close();
    assert.deepEqual(open(), []);
    assert.ok(!blocks.write(1, block(1)), 'closed is closed');
  });

  it('do without where no file can be made', () => {
    process.env.TMPDIR = join(folder, 'nowhere');
    const blocks = new ScratchBlocks(BYTES, 10 * BYTES);
    assert.ok(!blocks.write(1, block(1)));
    mkdirSync(join(folder, 'nowhere'));
    assert.ok(!blocks.write(1, block(1)), 'it is tried once');
    blocks.close();
  });
});

function target(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}
