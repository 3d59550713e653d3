import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { inScratchFolder } from '../../src/cache/scratch.ts';
import { scratchFolder } from './scratch.ts';

/** Leaves work behind in the folder, and says where that was. */
async function leavingWork(folder: string): Promise<string> {
  assert.deepEqual(readdirSync(folder), []);
  mkdirSync(join(folder, 'below'));
  writeFileSync(join(folder, 'below/half'), 'half a file');
  return folder;
}

describe('inScratchFolder', () => {
  it('works in an empty folder where gc would look, which is gone afterwards with all that is in it', async () => {
    const root = join(scratchFolder(), 'cache');
    const folder = await inScratchFolder(root, leavingWork);
    assert.equal(dirname(folder), join(root, 'tmp'));
    assert.equal(existsSync(folder), false);
    assert.deepEqual(readdirSync(join(root, 'tmp')), []);
  });

  it('removes it when the work fails, and lets the failure through', async () => {
    const root = scratchFolder();
    const failing = async (folder: string): Promise<never> => {
      await leavingWork(folder);
      throw new Error('no room');
    };
    await assert.rejects(inScratchFolder(root, failing), /no room/);
    assert.deepEqual(readdirSync(join(root, 'tmp')), []);
  });

  it('does not mind work that has cleaned up itself', async () => {
    const root = scratchFolder();
    await inScratchFolder(root, async (folder) => rmSync(folder, { recursive: true }));
    assert.deepEqual(readdirSync(join(root, 'tmp')), []);
  });

  it('is another folder for each of those who work at once', async () => {
    const root = scratchFolder();
    const folders = await Promise.all([1, 2, 3].map(() => inScratchFolder(root, leavingWork)));
    assert.equal(new Set(folders).size, 3);
  });
});
