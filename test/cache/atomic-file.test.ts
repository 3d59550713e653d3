import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { writeFileAtomically } from '../../src/cache/atomic-file.ts';
import { filesBelow, scratchFolder } from './scratch.ts';

describe('writeFileAtomically', () => {
  it('writes text and bytes, making the folders on the way', () => {
    const folder = scratchFolder();
    writeFileAtomically(join(folder, 'a/b/c.txt'), 'é\n', join(folder, 'tmp'));
    writeFileAtomically(join(folder, 'a/b/d.bin'), Uint8Array.from([0, 255]), join(folder, 'tmp'));
    assert.equal(readFileSync(join(folder, 'a/b/c.txt'), 'utf8'), 'é\n');
    assert.deepEqual([...readFileSync(join(folder, 'a/b/d.bin'))], [0, 255]);
    assert.deepEqual(filesBelow(folder), ['a/b/c.txt', 'a/b/d.bin']);
  });

  it('replaces what is there', () => {
    const folder = scratchFolder();
    const path = join(folder, 'file');
    for (const text of ['one', 'two', '']) {
      writeFileAtomically(path, text, join(folder, 'tmp'));
      assert.equal(readFileSync(path, 'utf8'), text);
    }
  });

  it('leaves nothing behind and the old file as it was when it fails', () => {
    const folder = scratchFolder();
    const temporary = join(folder, 'tmp');
    writeFileSync(join(folder, 'file'), 'a file where a folder should be');
    assert.throws(() => writeFileAtomically(join(folder, 'file/below'), 'x', temporary), { code: /ENOTDIR|EEXIST/ });
    mkdirSync(join(folder, 'folder/full'), { recursive: true });
    assert.throws(() => writeFileAtomically(join(folder, 'folder'), 'x', temporary), {
      code: /EISDIR|ENOTEMPTY|EEXIST|EPERM/,
    });
    assert.deepEqual(readdirSync(temporary), []);
    assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'a file where a folder should be');
    assert.ok(existsSync(join(folder, 'folder/full')));
  });

  it('is not stopped by what a killed build of the same process id left, as happens in containers', () => {
    const folder = scratchFolder();
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    for (let serial = 0; serial < 200; serial++)
      writeFileSync(join(temporary, `file.${process.pid}.${serial}`), 'half');
    writeFileAtomically(join(folder, 'file'), 'whole', temporary);
    assert.equal(readFileSync(join(folder, 'file'), 'utf8'), 'whole');
  });

  it('copes with the longest names', () => {
    const folder = scratchFolder();
    const path = join(folder, 'n'.repeat(255));
    writeFileAtomically(path, 'x', join(folder, 'tmp'));
    assert.ok(existsSync(path));
  });
});
