import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { failed } from '../../src/library/audio.ts';
import { identifyAudio } from '../../src/library/identify.ts';
import { type FoundFile, scanLibrary } from '../../src/library/scan.ts';
import { type Snapshot, type SnapshotMemo, takeSnapshot } from '../../src/library/snapshot.ts';
import { noise16, wav16 } from './audio-bytes.ts';
import { scratchFolder } from './scratch.ts';

const folder = scratchFolder();
writeFileSync(join(folder, 'a.wav'), wav16(noise16(100)));
writeFileSync(join(folder, 'b.wav'), 'no audio at all');

const found = async (): Promise<readonly FoundFile[]> =>
  (await scanLibrary(folder, { extensions: ['wav'], skipDirs: [], excludePaths: [] })).files;

/** As seen by a clock that is `aheadMs` ahead of the files. */
const take = async (memo: SnapshotMemo | null, aheadMs: number, files?: readonly FoundFile[]): Promise<Snapshot> =>
  takeSnapshot(files ?? (await found()), memo, {
    nowMs: () => Date.now() + aheadMs,
    concurrency: 2,
    identify: identifyAudio,
  });

const verdicts = (snapshot: Snapshot): string[] =>
  snapshot.entries.map((entry) =>
    'identity' in entry ? 'identity' : 'rejection' in entry ? entry.rejection.rule : entry.failure.reason,
  );

/** As the cache keeps it. */
const stored = (snapshot: Snapshot): SnapshotMemo => JSON.parse(JSON.stringify(snapshot.memo)) as SnapshotMemo;

describe('takeSnapshot', () => {
  it('hashes what it does not know and recalls what it does, rejections too', async () => {
    const first = await take(null, 60_000);
    assert.deepEqual(verdicts(first), ['identity', 'not-audio']);
    assert.equal(first.hashedFiles, 2);
    assert.equal(first.hashedBytes, 44 + 200 + 15);
    const second = await take(stored(first), 60_000);
    assert.equal(second.hashedFiles, 0);
    assert.deepEqual(second.entries, first.entries);
    assert.deepEqual(stored(second), stored(first));
  });

  it('hashes again what was too young, or lay in the future, when it was hashed', async () => {
    assert.equal((await take(stored(await take(null, 0)), 60_000)).hashedFiles, 2);
    assert.equal((await take(stored(await take(null, -3_600_000)), 60_000)).hashedFiles, 2);
  });

  it('notices an edit of the same size with the old mtime put back', async () => {
    const memo = stored(await take(null, 60_000));
    const path = join(folder, 'a.wav');
    const [file] = await found();
    const bytes = wav16(noise16(100));
    bytes[60] ^= 1;
    writeFileSync(path, bytes);
    utimesSync(path, Number(file.mtimeNs) / 1e9, Number(file.mtimeNs) / 1e9);
    const again = await take(memo, 60_000);
    assert.equal(again.hashedFiles, 1);
    const [entry] = again.entries;
    assert.ok('identity' in entry && entry.identity.payloadDigest !== memo.files['a.wav'].identity?.payloadDigest);
  });

  it('finds a file again that changed after it was found', async () => {
    const files = (await found()).map((file) => ({ ...file, mtimeNs: 1n }));
    const snapshot = await take(null, 60_000, files);
    assert.deepEqual(verdicts(snapshot), ['identity', 'not-audio']);
    assert.ok(snapshot.entries[0].file.mtimeNs > 1n);
  });

  it('never memoises a failure of the environment', async () => {
    const snapshot = await takeSnapshot(await found(), null, {
      nowMs: () => Date.now() + 60_000,
      concurrency: 1,
      identify: () => Promise.resolve(failed({ reason: 'io', operation: 'read', path: 'x', code: 'EIO' })),
    });
    assert.deepEqual(verdicts(snapshot), ['io', 'io']);
    assert.deepEqual(snapshot.memo.files, Object.create(null));
  });

  it('forgets files that are gone, and is not fooled by the name __proto__', async () => {
    const [file] = await found();
    const snapshot = await take(null, 60_000, [{ ...file, relPath: '__proto__' }]);
    assert.deepEqual(Object.keys(snapshot.memo.files), ['__proto__']);
    assert.equal((await take(stored(snapshot), 60_000, [{ ...file, relPath: '__proto__' }])).hashedFiles, 0);
    assert.deepEqual(Object.keys((await take(stored(snapshot), 60_000, [])).memo.files), []);
  });
});
