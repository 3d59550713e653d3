import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { contentFolders, readStandingFile, writeStandingFile } from '../../src/cache/standing-file.ts';
import { scratchFolder } from './scratch.ts';

const requestOf = (number: number): string => String(number).padEnd(64, '0');

describe('files of standing records', () => {
  it('are read back under their request, and null under any other', () => {
    const root = scratchFolder();
    assert.equal(readStandingFile(root, requestOf(1)), null);
    writeStandingFile(root, requestOf(1), Buffer.from('one'));
    writeStandingFile(root, requestOf(2), Buffer.from('two'));
    assert.equal(String(readStandingFile(root, requestOf(1))), 'one');
    assert.equal(String(readStandingFile(root, requestOf(2))), 'two');
    assert.equal(readStandingFile(root, requestOf(3)), null);
  });

  it('are eight: the oldest goes for the ninth, and whatever else is in the index stays', () => {
    const root = scratchFolder();
    mkdirSync(join(root, 'index'));
    writeFileSync(join(root, 'index/export-1.json'), '');
    for (let number = 1; number <= 9; number++) {
      writeStandingFile(root, requestOf(number), Buffer.from('x'));
      const path = join(root, 'index', `standing-${requestOf(number).slice(0, 16)}`);
      // The second is the oldest of all.
      if (number < 9) utimesSync(path, 1000 + (number === 2 ? 0 : number), 1000 + (number === 2 ? 0 : number));
    }
    const left = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((number) => readStandingFile(root, requestOf(number)) !== null);
    assert.deepEqual(left, [1, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(readdirSync(join(root, 'index')).length, 9);
  });
});

describe('contentFolders', () => {
  it('names the folders of results and objects, and those in them, from the cache on', () => {
    const root = scratchFolder();
    for (const folder of ['actions/ab', 'actions/cd', 'objects/ef', 'index', 'tmp', 'runs'])
      mkdirSync(join(root, folder), { recursive: true });
    assert.deepEqual(contentFolders(root), ['actions', 'actions/ab', 'actions/cd', 'objects', 'objects/ef']);
    assert.deepEqual(contentFolders(scratchFolder()), ['actions', 'objects'], 'also where there are none yet');
  });
});
