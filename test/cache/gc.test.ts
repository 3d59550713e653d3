/** What `cache gc` removes and keeps. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sha256 } from '../../src/cache/digest.ts';
import { collectGarbage } from '../../src/cache/gc.ts';
import { listIndexes, writeIndex } from '../../src/cache/index-file.ts';
import { cacheLayout } from '../../src/cache/layout.ts';
import { recordRun } from '../../src/cache/runs.ts';
import { verifyCache } from '../../src/cache/verify.ts';
import type { SummaryEvent } from '../../src/event.ts';
import { actionKey, type Fingerprint } from '../../src/plan/fingerprint.ts';
import { hearingFingerprint, hearingKey } from '../../src/plan/hearing.ts';
import { emptyLedger, type Ledger } from '../../src/plan/ledger.ts';
import { trackOf } from '../plan/tracks.ts';
import { filled } from './filled.ts';
import { damageFile, filesBelow, scratchFolder } from './scratch.ts';

type Filled = ReturnType<typeof filled>;

const NAME = 'export-0000000000000001';

const ledgerWith = (key: string, treeFolder = '/export', catalogKeys: readonly string[] = []): Ledger => {
  const track = trackOf('a');
  return {
    ...emptyLedger(treeFolder, 'balanced'),
    catalogKeys,
    tracks: { [track.id]: { track, kinds: { pads: key }, errors: {} } },
  };
};

/** Which of the three results are there. */
const left = ({ store, entries }: Filled): boolean[] => entries.map(({ key }) => store.hasAction(key));

/** A build that began in that minute. */
function ran(root: string, minute: number, folder: string, dropped: readonly string[] = []): void {
  const startedAt = new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString();
  recordRun(
    root,
    {
      startedAt,
      profiles: ['balanced', 'dark'],
      export: folder,
      stages: {},
      summary: {} as SummaryEvent,
      failures: [],
    },
    dropped,
  );
}

/** The first result is needed; the builds before needed the second, and before that the third. */
function withHistory(): Filled {
  const cache = filled();
  const [a, b, c] = cache.entries.map(({ key }) => key);
  writeIndex(cache.root, NAME, ledgerWith(a));
  ran(cache.root, 1, '/export');
  ran(cache.root, 2, '/export', [c]);
  ran(cache.root, 3, '/export', [b]);
  return cache;
}

describe('collectGarbage', () => {
  it('keeps what the ledgers need and removes the rest', () => {
    const cache = filled();
    const { root, store, entries, shared } = cache;
    writeIndex(root, NAME, ledgerWith(entries[0].key));
    writeIndex(root, 'export-0000000000000002', ledgerWith('gone', '/other', [entries[1].key]));
    const { removed, needed, spared, isBlind } = collectGarbage(root, {});
    assert.deepEqual([removed.files, needed.files, spared.files, isBlind], [2, 5, 0, false]);
    assert.deepEqual(left(cache), [true, true, false]);
    assert.deepEqual(
      [shared, ...entries.map(({ own }) => own)].map((digest) => store.objectSize(digest) !== null),
      [true, true, true, false],
    );
    assert.deepEqual(verifyCache(root, false).damaged, []);
    assert.equal(collectGarbage(root, {}).removed.files, 0);
  });

  it('keeps what was finished for a build that stopped before it collected', () => {
    const cache = filled();
    writeIndex(cache.root, NAME, { ...emptyLedger('/export', 'balanced'), reserved: [cache.entries[2].key] });
    collectGarbage(cache.root, {});
    assert.deepEqual(left(cache), [false, false, true]);
  });

  it('counts the bytes it frees and keeps', () => {
    const { root } = filled();
    writeIndex(root, NAME, emptyLedger('/export', 'balanced'));
    const { removed, needed } = collectGarbage(root, {});
    assert.ok(removed.bytes > 'sharedonly aonly bonly c'.length);
    assert.equal(needed.bytes, 0);
    assert.deepEqual(
      filesBelow(root).filter((path) => !path.includes('index')),
      [],
    );
  });

  it('keeps the results of a first build that was killed before it had a ledger', () => {
    const { root } = filled();
    const { temporary } = cacheLayout(root);
    writeFileSync(join(temporary, 'half.123.0'), 'half a file');
    const { removed, needed, isBlind } = collectGarbage(root, { keepRuns: 1, maxBytes: 0 });
    assert.deepEqual([removed.files, needed.files, isBlind], [1, 7, true]);
    assert.deepEqual(readdirSync(temporary), []);
    assert.equal(verifyCache(root, false).results, 3);
  });

  it('keeps what was heard of a track as long as a texture of it is needed, and no longer', () => {
    const { root, store } = filled();
    const keptOf = (payload: string) => {
      const render: Fingerprint = [
        ['kind', 'pads'],
        ['source audio', payload],
      ];
      const objects = [store.writeObject(Buffer.from(`heard of ${payload}`))];
      store.writeAction(hearingKey(render), {
        stage: 'hear',
        fingerprint: hearingFingerprint(render),
        objects,
        value: null,
      });
      store.writeAction(actionKey(render), { stage: 'render', fingerprint: render, objects: [], value: null });
      return { render: actionKey(render), heard: hearingKey(render), object: objects[0] };
    };
    const [needed, unneeded] = [keptOf('one'), keptOf('two')];
    writeIndex(root, NAME, ledgerWith(needed.render));
    collectGarbage(root, {});
    const isThere = ({ render, heard, object }: typeof needed): boolean[] => [
      store.hasAction(render),
      store.hasAction(heard),
      store.objectSize(object) !== null,
    ];
    assert.deepEqual([isThere(needed), isThere(unneeded)], [Array(3).fill(true), Array(3).fill(false)]);
  });

  it('forgets no export whose folder cannot be looked at', () => {
    const { root, entries } = filled();
    const folder = `/${'x'.repeat(300)}`;
    writeIndex(root, NAME, ledgerWith(entries[0].key, folder));
    ran(root, 1, '/another');
    assert.deepEqual(collectGarbage(root, { keepRuns: 1 }).forgotten, []);
    assert.deepEqual(listIndexes(root, 'export'), [NAME]);
  });

  it('clears what killed builds left', () => {
    const { root, entries } = filled();
    writeIndex(root, NAME, ledgerWith(entries[0].key));
    const { temporary } = cacheLayout(root);
    writeFileSync(join(temporary, 'half.123.0'), 'half a file');
    collectGarbage(root, {});
    assert.deepEqual(readdirSync(temporary), []);
  });

  const FOREIGN = JSON.stringify({ format: 99, value: {} });
  const unreadable = {
    damaged: (path: string) => damageFile(path, (bytes) => bytes.subarray(0, 9)),
    'of another version': (path: string) => writeFileSync(path, `${sha256(FOREIGN)}\n${FOREIGN}\n`),
  };
  for (const [what, spoil] of Object.entries(unreadable)) {
    it(`removes nothing but leftovers while a ledger that is ${what} hides what it needs`, () => {
      const { root, entries } = filled();
      writeIndex(root, NAME, ledgerWith(entries[0].key));
      spoil(join(cacheLayout(root).index, `${NAME}.json`));
      writeFileSync(join(cacheLayout(root).temporary, 'half.123.0'), 'half a file');
      const { removed, isBlind } = collectGarbage(root, { maxBytes: 0 });
      assert.deepEqual([removed.files, isBlind, verifyCache(root, false).results], [1, true, 3]);
    });
  }
});

describe('collectGarbage with runs to keep', () => {
  it('keeps what so many of the last builds needed', () => {
    for (const [keepRuns, expected] of [
      [1, [true, false, false]],
      [2, [true, true, false]],
      [3, [true, true, true]],
      [9, [true, true, true]],
    ] as const) {
      const cache = withHistory();
      const { spared } = collectGarbage(cache.root, { keepRuns });
      assert.deepEqual(left(cache), expected, `${keepRuns} runs`);
      assert.equal(spared.files, 2 * (expected.filter(Boolean).length - 1));
      assert.deepEqual(verifyCache(cache.root, false).damaged, []);
    }
  });

  it('forgets an export that is gone and that none of them was of, and nothing else', () => {
    const there = scratchFolder();
    const gone = join(there, 'gone');
    const exported = (folder: string, keepRuns: number | undefined, builds: readonly string[]) => {
      const cache = filled();
      writeIndex(cache.root, NAME, ledgerWith(cache.entries[0].key, folder));
      writeIndex(cache.root, 'export-0000000000000002', ledgerWith(cache.entries[1].key, there));
      for (const [minute, tree] of builds.entries()) ran(cache.root, minute, tree);
      const { forgotten } = collectGarbage(cache.root, keepRuns === undefined ? {} : { keepRuns });
      const isKept = left(cache)[0];
      assert.deepEqual(forgotten, isKept ? [] : [folder]);
      assert.equal(listIndexes(cache.root, 'export').length, isKept ? 2 : 1);
      return isKept;
    };
    assert.equal(exported(gone, 2, [gone, there, there]), false);
    assert.equal(exported(gone, 3, [gone, there, there]), true, 'one of the last three was of it');
    assert.equal(exported(gone, 4, [there, there, there]), true, 'the builds on record do not go back so far');
    assert.equal(exported(gone, undefined, [gone, there, there]), true, 'nobody asked for it');
    assert.equal(exported(there, 2, ['/other', '/other']), true, 'its folder is there');
    assert.equal(exported(join(gone, 'dark'), 2, [gone, there]), true, 'the second profile of one of them was it');
    assert.equal(exported(join(gone, 'bright'), 2, [gone, there]), false, 'a profile that is not built any more');
    mkdirSync(gone);
    assert.equal(exported(gone, 2, ['/other', '/other']), true, 'its folder is back');
  });
});

describe('collectGarbage with a size', () => {
  const sizeOf = ({ root }: Filled): number =>
    filesBelow(root)
      .filter((path) => /^(objects|actions)/.test(path))
      .reduce((sum, path) => sum + statSync(join(root, path)).size, 0);

  it('removes the oldest first, and no more than it must', () => {
    const whole = withHistory();
    const all = sizeOf(whole);
    assert.equal(collectGarbage(whole.root, { maxBytes: all }).removed.files, 0);
    assert.equal(collectGarbage(whole.root, { maxBytes: all - 1 }).removed.files, 2);
    assert.deepEqual(left(whole), [true, true, false]);
    const rest = sizeOf(whole);
    assert.equal(collectGarbage(whole.root, { maxBytes: rest }).removed.files, 0);
    collectGarbage(whole.root, { maxBytes: rest - 1 });
    assert.deepEqual(left(whole), [true, false, false]);
  });

  it('goes by the time of making where no build needed a result', () => {
    const cache = filled();
    const [a, b, c] = cache.entries;
    writeIndex(cache.root, NAME, ledgerWith(a.key));
    utimesSync(b.resultFile, 1000, 1000);
    utimesSync(c.resultFile, 2000, 2000);
    collectGarbage(cache.root, { maxBytes: sizeOf(cache) - 1 });
    assert.deepEqual(left(cache), [true, false, true]);
  });

  it('never goes below what the last builds need, and tells how much that is', () => {
    const cache = withHistory();
    const { needed, spared } = collectGarbage(cache.root, { maxBytes: 0, keepRuns: 9 });
    assert.deepEqual(left(cache), [true, false, false]);
    assert.deepEqual([needed.files, needed.bytes, spared.files], [3, sizeOf(cache), 0]);
  });

  it('keeps within the size only what the last builds needed, where their number is given', () => {
    const cache = withHistory();
    collectGarbage(cache.root, { maxBytes: sizeOf(cache), keepRuns: 2 });
    assert.deepEqual(left(cache), [true, true, false]);
  });

  it('keeps no result that cannot be read', () => {
    const cache = withHistory();
    damageFile(cache.entries[1].resultFile, (bytes) => bytes.subarray(1));
    rmSync(cache.entries[2].resultFile);
    collectGarbage(cache.root, { maxBytes: 1e9 });
    assert.deepEqual(left(cache), [true, false, false]);
    assert.equal(verifyCache(cache.root, false).objects, 2);
  });
});
