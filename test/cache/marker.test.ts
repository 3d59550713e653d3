import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cacheKind, markCache, otherFormat } from '../../src/cache/marker.ts';
import { openForWriting } from '../../src/cache/writable.ts';
import { CACHE_FORMAT } from '../../src/plan/fingerprint.ts';
import { scratchFolder } from './scratch.ts';

const formatFile = (root: string): string => join(root, 'format');
const markOf = (root: string): string => readFileSync(formatFile(root), 'utf8');

describe('the mark of a cache', () => {
  it('makes a cache of a folder that is not there yet, or has nothing but its README', () => {
    const root = join(scratchFolder(), 'not/there');
    const empty = scratchFolder();
    for (const name of ['README.md', '.gitignore', '.gitkeep']) writeFileSync(join(empty, name), '');
    for (const folder of [root, empty]) {
      assert.equal(cacheKind(folder), 'fresh');
      assert.equal(otherFormat(folder), null);
      markCache(folder);
      assert.equal(cacheKind(folder), 'ours');
      assert.equal(markOf(folder), `${CACHE_FORMAT}\n`);
      assert.equal(otherFormat(folder), null);
    }
  });

  it('is never set on what is somebody else’s: a folder with other files, or a file', () => {
    const root = scratchFolder();
    writeFileSync(join(root, 'README.md'), '');
    writeFileSync(join(root, 'thesis.txt'), '');
    assert.equal(cacheKind(root), 'foreign');
    markCache(root);
    assert.deepEqual(readdirSync(root).sort(), ['README.md', 'thesis.txt']);
    assert.equal(cacheKind(join(root, 'thesis.txt')), 'foreign');
    assert.equal(cacheKind(join(root, 'thesis.txt/below')), 'foreign');
  });

  it('tells of another format until it is set anew', () => {
    const root = scratchFolder();
    for (const other of [CACHE_FORMAT + 1, 0, 417]) {
      writeFileSync(formatFile(root), `${other}\n`);
      assert.equal(cacheKind(root), 'ours');
      assert.equal(otherFormat(root), other);
      markCache(root);
      assert.equal(otherFormat(root), null);
      assert.equal(markOf(root), `${CACHE_FORMAT}\n`);
    }
  });

  it('that a kill left empty or half written tells of no format, and is mended', () => {
    const root = scratchFolder();
    for (const text of ['', '41', '\n', 'x1\n', '1x\n']) {
      writeFileSync(formatFile(root), text);
      assert.equal(otherFormat(root), null, text);
      markCache(root);
      assert.equal(markOf(root), `${CACHE_FORMAT}\n`);
    }
  });

  it('is set by trying whether anything can be written, which leaves nothing else behind', () => {
    const root = join(scratchFolder(), 'cache');
    assert.equal(openForWriting(root), true);
    assert.deepEqual(readdirSync(root).sort(), ['format', 'tmp']);
    assert.deepEqual(readdirSync(join(root, 'tmp')), []);
    assert.equal(openForWriting(root), true, 'again');
    const occupied = join(scratchFolder(), 'occupied');
    mkdirSync(occupied);
    writeFileSync(join(occupied, 'tmp'), 'a file in the way');
    assert.throws(() => openForWriting(occupied));
  });
});
