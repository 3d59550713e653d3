import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type LibraryScan, scanLibrary } from '../../src/library/scan.ts';
import { scratchFolder } from './scratch.ts';

const isLinux = process.platform === 'linux';
const folder = scratchFolder();
let count = 0;

function library(paths: readonly string[]): string {
  const root = join(folder, `library-${count++}`);
  mkdirSync(root);
  for (const path of paths) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), 'x');
  }
  return root;
}

const scan = (root: string, excludePaths: readonly string[] = []): Promise<LibraryScan> =>
  scanLibrary(root, { extensions: ['wav', '.FLAC'], skipDirs: ['venv', '.git'], excludePaths });
const paths = (scanned: LibraryScan): string[] => scanned.files.map((file) => file.relPath);
const reasons = (scanned: LibraryScan): string[] =>
  scanned.diagnostics.map(({ relPath, reason }) => `${relPath}: ${reason}`);

describe('scanLibrary', () => {
  it('finds extensions in any case, below any name, sorted by code units', async () => {
    const root = library([
      'b.wav',
      'a/[Disc 1]/x.WAV',
      'Z.Flac',
      '-n.wav',
      'é.wav',
      '😀.wav',
      'a/no.txt',
      '.wav',
      'a(b)!.wav',
    ]);
    assert.deepEqual(paths(await scan(root)), [
      '-n.wav',
      'Z.Flac',
      'a(b)!.wav',
      'a/[Disc 1]/x.WAV',
      'b.wav',
      'é.wav',
      '😀.wav',
    ]);
  });

  it('leaves out skipped, excluded and hidden folders', async () => {
    const root = library(['ok/export/a.wav', 'export/a.wav', 'x/VENV/a.wav', 'venv/a.wav', '.hidden/a.wav', '.h.wav']);
    assert.deepEqual(paths(await scan(root, [join(root, 'export'), join(root, 'absent')])), ['ok/export/a.wav']);
  });

  it('says what stat says', async () => {
    const root = library(['a.wav']);
    const [file] = (await scan(root)).files;
    assert.equal(file.sizeBytes, 1);
    assert.equal(typeof file.mtimeNs, 'bigint');
    assert.equal(typeof file.inode, 'bigint');
  });

  it('loses no name that a glob would not match or a string not open', {
    skip: !isLinux && 'needs a file system of bytes',
  }, async () => {
    const root = library(['new\nline.wav', 'real\uFFFDname.wav', 'back\\slash.wav', 'ab\rc/x.wav']);
    const damaged = Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]);
    mkdirSync(damaged);
    writeFileSync(Buffer.concat([damaged, Buffer.from('/in.wav')]), 'x');
    writeFileSync(Buffer.concat([Buffer.from(`${root}/b`), Buffer.from([0xff]), Buffer.from('.wav')]), 'x');
    const scanned = await scan(root);
    const expected = [
      'ab\rc/x.wav',
      'b\\xFF.wav',
      'back\\slash.wav',
      'caf\\xE9/in.wav',
      'new\nline.wav',
      'real\uFFFDname.wav',
    ];
    assert.deepEqual(paths(scanned), expected);
    assert.ok(Buffer.isBuffer(scanned.files[1].absolutePath));
    assert.equal(typeof scanned.files[4].absolutePath, 'string');
  });

  it('follows links once and loops never', {
    skip: process.platform === 'win32' && 'needs symbolic links',
  }, async () => {
    const root = library(['a/x.wav']);
    const outside = library(['o.wav']);
    for (const [target, name] of [
      ['.', 'self'],
      ['..', 'up'],
      ['a', 'again'],
      ['/', 'everything'],
      [outside, 'outside'],
      [join(outside, 'o.wav'), 'other.wav'],
      ['a/x.wav', 'twin.wav'],
      ['nowhere', 'broken.wav'],
      ['loop.wav', 'loop.wav'],
    ]) {
      symlinkSync(target, join(root, name));
    }
    symlinkSync(root, join(outside, 'back'));
    const scanned = await scan(root);
    assert.deepEqual(paths(scanned), ['a/x.wav', 'other.wav']);
    assert.deepEqual(reasons(scanned), [
      'again: a link to a folder that is listed already',
      'broken.wav: cannot be read: ENOENT',
      'everything: a link to a folder that holds the library',
      'loop.wav: a symbolic link that leads back to itself',
      'outside/back: a link to a folder that is listed already',
      'self: a link to a folder that is listed already',
      'up: a link to a folder that holds the library',
    ]);
  });

  it('reports what has the name of audio and is no file, and does not hang on it', {
    skip: !isLinux && 'needs mkfifo',
  }, async () => {
    const root = library(['folder.wav/in.wav']);
    execFileSync('mkfifo', [join(root, 'fifo.wav')]);
    symlinkSync('/dev/zero', join(root, 'zero.wav'));
    const scanned = await scan(root);
    assert.deepEqual(paths(scanned), ['folder.wav/in.wav']);
    assert.deepEqual(reasons(scanned), [
      'fifo.wav: no regular file',
      'folder.wav: a folder, not a file',
      'zero.wav: no regular file',
    ]);
  });

  it('answers a missing folder with a diagnostic', async () => {
    const scanned = await scan(join(folder, 'absent'));
    assert.deepEqual(scanned, {
      files: [],
      folders: [],
      diagnostics: [{ relPath: '', reason: 'cannot be read: ENOENT', isUnreadable: true }],
      isPlain: false,
    });
  });

  it('tells the folders that it listed, and whether names and stamps decided all', async () => {
    const root = join(folder, 'plain');
    mkdirSync(join(root, 'inner/venv'), { recursive: true });
    writeFileSync(join(root, 'inner/one.wav'), '');
    const plain = await scan(root);
    assert.deepEqual(plain.folders.map(({ relPath }) => relPath).sort(), ['', 'inner']);
    assert.equal(plain.folders[0].mtimeNs, statSync(root, { bigint: true }).mtimeNs);
    assert.equal(plain.isPlain, true);
    symlinkSync(join(root, 'inner/one.wav'), join(root, 'link.wav'));
    assert.equal((await scan(root)).isPlain, false);
  });
});
