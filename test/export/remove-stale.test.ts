import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { folderStamps, removeStale } from '../../src/export/remove-stale.ts';
import type { LedgerFile } from '../../src/plan/ledger.ts';
import { entryOf, redate, treeWith } from './tree.ts';

const [A, B] = ['by_source/one/pads/a.wav', 'by_source/one/hiss/b.wav'];
const FILES = { [A]: 'texture a', [B]: 'texture b' };

/** A tree of ours with two files, and the ledger's word of them. */
function ours() {
  const folder = treeWith(FILES);
  const before: Record<string, LedgerFile> = Object.fromEntries(
    Object.entries(FILES).map(([path, text]) => [path, entryOf(folder, path, text)]),
  );
  return { folder, before };
}

const remove = ({ folder, before }: ReturnType<typeof ours>, wanted: readonly string[] = []) =>
  removeStale(folder, before, new Set(wanted));

describe('removeStale', () => {
  it('removes what is no longer wanted with the folders that this empties, and leaves what is wanted', () => {
    const tree = ours();
    assert.deepEqual(remove(tree, [B]), { removed: [A], kept: [] });
    assert.deepEqual(readdirSync(join(tree.folder, 'by_source/one')), ['hiss']);
    assert.deepEqual(readdirSync(join(tree.folder, 'by_source/one/hiss')), ['b.wav']);
    assert.deepEqual(remove(tree), { removed: [B], kept: [] }, 'what is gone is no news');
    assert.deepEqual(readdirSync(tree.folder), [], 'the tree itself stays');
  });

  it('leaves folders in which somebody else has files', () => {
    const tree = ours();
    writeFileSync(join(tree.folder, 'by_source/one/notes.txt'), '');
    assert.deepEqual(remove(tree).removed, [A, B]);
    assert.deepEqual(readdirSync(join(tree.folder, 'by_source/one')), ['notes.txt']);
  });

  it('says nothing of files and folders that are gone already', () => {
    const tree = ours();
    rmSync(join(tree.folder, 'by_source/one/pads'), { recursive: true });
    assert.deepEqual(remove(tree), { removed: [B], kept: [] });
    assert.equal(existsSync(join(tree.folder, 'by_source')), false);
  });

  it('goes on up from a folder that somebody has removed already', () => {
    const tree = ours();
    const { folder, before } = tree;
    before['by_source/two/pads/c.wav'] = before[A];
    rmSync(join(folder, B));
    mkdirSync(join(folder, 'by_source/two'));
    assert.deepEqual(remove(tree).removed, [A]);
    assert.deepEqual(readdirSync(join(folder, 'by_source')).sort(), ['one', 'two']);
  });

  it('keeps what was edited since, whether that shows in the length or not', () => {
    for (const [text, what] of [
      ['texture A', 'of the same length'],
      ['longer than a texture', 'of another length'],
    ]) {
      const tree = ours();
      writeFileSync(join(tree.folder, A), text);
      redate(tree.folder, A);
      assert.deepEqual(remove(tree, [B]), { removed: [], kept: [A] }, what);
      assert.equal(existsSync(join(tree.folder, A)), true);
    }
  });

  it('keeps what has the date and another length', () => {
    const tree = ours();
    tree.before[A] = { ...tree.before[A], sizeBytes: 1 };
    assert.deepEqual(remove(tree, [B]).kept, [A]);
  });

  it('takes for ours what has another date and the same bytes, as in a copied tree', () => {
    const tree = ours();
    redate(tree.folder, A);
    assert.deepEqual(remove(tree, [B]), { removed: [A], kept: [] });
  });

  it('does not read what has the length and the date that we left it with', () => {
    const tree = ours();
    tree.before[A] = { ...tree.before[A], fileDigest: 'of bytes that it never had' };
    assert.deepEqual(remove(tree, [B]).removed, [A]);
  });

  it('removes what a killed build had claimed before it could tell its length', () => {
    const tree = ours();
    tree.before[A] = { ...tree.before[A], sizeBytes: -1, mtimeNs: '', fileDigest: '' };
    assert.deepEqual(remove(tree, [B]).removed, [A]);
  });

  it('takes an empty file that was edited for no such claim', () => {
    const tree = ours();
    writeFileSync(join(tree.folder, A), 'edited');
    tree.before[A] = { ...tree.before[A], sizeBytes: 0 };
    assert.deepEqual(remove(tree, [B]).kept, [A]);
  });

  it('follows no link out of the tree, and removes no folder in the place of a file', () => {
    const outside = treeWith({ 'a.wav': 'texture a' });
    const tree = ours();
    rmSync(join(tree.folder, 'by_source/one/pads'), { recursive: true });
    symlinkSync(outside, join(tree.folder, 'by_source/one/pads'));
    rmSync(join(tree.folder, B));
    mkdirSync(join(tree.folder, B));
    assert.deepEqual(remove(tree), { removed: [], kept: [A, B] });
    assert.deepEqual(readdirSync(outside), ['a.wav']);
  });
});

describe('folderStamps', () => {
  it('has the mtime of each folder once, and nothing for one that is not there', () => {
    const { folder } = ours();
    const mtimeNs = (path: string): string => String(statSync(join(folder, path), { bigint: true }).mtimeNs);
    const paths = [A, B, 'by_source/one/pads/other.wav', 'none/c.wav', 'index.html'];
    assert.deepEqual(
      folderStamps(folder, paths, () => undefined),
      {
        'by_source/one/pads': mtimeNs('by_source/one/pads'),
        'by_source/one/hiss': mtimeNs('by_source/one/hiss'),
        none: '',
        '.': mtimeNs('.'),
      },
    );
    assert.equal(
      folderStamps(folder, [A, B], (name) => (name.endsWith('pads') ? '7' : undefined))['by_source/one/pads'],
      '7',
    );
  });
});
