import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileDigest, ownership } from '../../src/export/ownership.ts';
import { recoverLedger } from '../../src/export/recover-ledger.ts';
import { stampOf } from '../../src/export/stamp.ts';
import { emptyLedger } from '../../src/plan/ledger.ts';
import { digestOf, entryOf, manifestOf, treeWith } from './tree.ts';

const [A, B, C] = ['a', 'b', 'c'].map((name) => `by_source/one/pads/${name}.wav`);

/** Two textures that the manifest names, and one that nobody knows. */
const tree = (): string =>
  treeWith({
    [A]: 'texture a',
    [B]: 'texture b',
    [C]: 'mine',
    'manifest.json': manifestOf({ [A]: 'texture a', [B]: 'texture b' }),
  });

describe('ownership', () => {
  it('goes by the ledger first, whatever became of the file since', () => {
    const folder = tree();
    const { isOurs } = ownership(folder, { [C]: entryOf(folder, C, 'as it was') });
    assert.equal(isOurs(C), true);
  });

  it('without a ledger takes for ours what has the digest that the manifest names', () => {
    const folder = tree();
    writeFileSync(join(folder, B), 'edited');
    const { isOurs } = ownership(folder, {});
    assert.deepEqual([A, B, C].map(isOurs), [true, false, false]);
  });

  it('takes documents at the top of a tree for ours where there is a manifest of ours, and nowhere else', () => {
    const folder = tree();
    assert.deepEqual(['catalog.csv', 'sub/catalog.csv'].map(ownership(folder, {}).isOurs), [true, false]);
    for (const text of ['not json', '[]', '{"version":2,"textures":[]}']) {
      writeFileSync(join(folder, 'manifest.json'), text);
      assert.deepEqual(['catalog.csv', A].map(ownership(folder, {}).isOurs), [false, false], text);
    }
    rmSync(join(folder, 'manifest.json'));
    assert.deepEqual(['catalog.csv', A].map(ownership(folder, {}).isOurs), [false, false]);
  });

  it('reads the manifest once, and only when it is asked for', () => {
    const folder = tree();
    const { isOurs } = ownership(folder, { [C]: entryOf(folder, C, 'mine') });
    rmSync(join(folder, 'manifest.json'));
    assert.equal(isOurs(C), true);
    assert.equal(isOurs(A), false, 'asked for only now');
    const other = tree();
    const before = ownership(other, {});
    assert.equal(before.isOurs(A), true);
    rmSync(join(other, 'manifest.json'));
    assert.equal(before.isOurs(B), true, 'known already');
  });

  it('tells files by the SHA-256 of all their bytes', () => {
    const folder = tree();
    assert.equal(fileDigest(join(folder, A)), digestOf('texture a'));
  });
});

describe('recoverLedger', () => {
  it('knows of files that are as the manifest says, as orphans, and of nothing else', () => {
    const folder = tree();
    writeFileSync(join(folder, B), 'edited');
    const { sizeBytes, mtimeNs } = entryOf(folder, A, 'texture a');
    assert.deepEqual(recoverLedger(folder, 'dark'), {
      ...emptyLedger(folder, 'dark'),
      files: { [A]: { contentDigest: '', fileDigest: digestOf('texture a'), sizeBytes, mtimeNs, isOrphan: true } },
    });
  });

  it('knows nothing of what is gone, is a folder or a link, or where there is no manifest', () => {
    const folder = tree();
    rmSync(join(folder, A));
    symlinkSync(join(folder, B), join(folder, A));
    rmSync(join(folder, B));
    mkdirSync(join(folder, B));
    assert.deepEqual(recoverLedger(folder, 'dark').files, {});
    assert.deepEqual(recoverLedger(treeWith({}), 'dark').files, {});
  });
});

describe('stampOf', () => {
  it('says what is there, without following links, and null where nothing is', () => {
    const folder = tree();
    symlinkSync(A, join(folder, 'link'));
    const seen = [A, 'by_source', 'link'].map((path) => stampOf(join(folder, path)));
    assert.deepEqual(
      seen.map((stamp) => [stamp?.isFile, stamp?.isFolder]),
      [
        [true, false],
        [false, true],
        [false, false],
      ],
    );
    assert.equal(seen[0]?.sizeBytes, 'texture a'.length);
    assert.match(seen[0]?.mtimeNs ?? '', /^\d{19}$/);
    assert.equal(stampOf(join(folder, 'none')), null);
  });
});
