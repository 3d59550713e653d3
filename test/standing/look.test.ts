import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { forgetStanding, writeStandingFile } from '../../src/cache/standing-file.ts';
import { figuresOf, readStanding, stands } from '../../src/standing/look.ts';
import { encodeRecord, type StandingRecord } from '../../src/standing/record.ts';
import { scratchFolder } from '../cache/scratch.ts';
import { RECORD } from './standing.ts';

const NAMES = ['', 'a.wav', 'b.wav', 'sub', 'absent.wav'];

/** A folder with two files and another folder, and a record that watches all of it, with and without what is said of one name. */
function watchedFolder(figures: 1 | 4) {
  const folder = realpathSync(scratchFolder());
  mkdirSync(join(folder, 'sub'));
  for (const name of ['a.wav', 'b.wav']) {
    writeFileSync(join(folder, name), 'sound');
    utimesSync(join(folder, name), 1_000_000, 1_000_000);
  }
  const stamps = BigUint64Array.from(NAMES.flatMap((name) => figuresOf(join(folder, name), figures)));
  const record: StandingRecord = { ...RECORD, links: [], groups: [{ folder, figures, names: NAMES, stamps }] };
  return { folder, record };
}

describe('what a path has in the way of figures', () => {
  it('is its mtime alone, or size, mtime, ctime and inode, and zeros where nothing is', () => {
    const { folder } = watchedFolder(4);
    const path = join(folder, 'a.wav');
    const { size, mtimeNs, ctimeNs, ino } = lstatSync(path, { bigint: true });
    assert.deepEqual(figuresOf(path, 1), [mtimeNs]);
    assert.deepEqual(figuresOf(path, 4), [size, mtimeNs, ctimeNs, ino]);
    assert.deepEqual(figuresOf(join(folder, 'absent.wav'), 1), [0n]);
    assert.deepEqual(figuresOf(join(folder, 'absent.wav'), 4), [0n, 0n, 0n, 0n]);
  });
});

describe('a record', () => {
  for (const figures of [1, 4] as const) {
    it(`stands while nothing that it watches changes (${figures})`, () => {
      const { record } = watchedFolder(figures);
      assert.equal(stands(record), true);
      assert.equal(stands(record), true, 'and looking changes nothing');
    });

    it(`falls with any one of its figures (${figures})`, () => {
      const { record } = watchedFolder(figures);
      const [group] = record.groups;
      for (let at = 0; at < group.stamps.length; at++) {
        const stamps = group.stamps.map((stamp, index) => (index === at ? stamp + 1n : stamp));
        assert.equal(stands({ ...record, groups: [{ ...group, stamps }] }), false, `figure ${at}`);
      }
    });

    it(`falls when a file comes, goes or is touched (${figures})`, () => {
      const changes: readonly ((folder: string) => void)[] = [
        (folder) => writeFileSync(join(folder, 'absent.wav'), ''),
        (folder) => rmSync(join(folder, 'a.wav')),
        (folder) => utimesSync(join(folder, 'b.wav'), 2_000_000, 2_000_000),
        (folder) => renameSync(join(folder, 'sub'), join(folder, 'other')),
        (folder) => rmSync(folder, { recursive: true }),
      ];
      for (const [index, change] of changes.entries()) {
        const { folder, record } = watchedFolder(figures);
        change(folder);
        assert.equal(stands(record), false, `change ${index}`);
      }
    });
  }

  it('falls when one of several groups does', () => {
    const [one, other] = [watchedFolder(4), watchedFolder(1)];
    const record = { ...RECORD, links: [], groups: [...one.record.groups, ...other.record.groups] };
    assert.equal(stands(record), true);
    writeFileSync(join(other.folder, 'new.wav'), '');
    assert.equal(stands(record), false);
  });

  it('falls when a link leads elsewhere, nowhere, or is none any more', () => {
    const { folder, record } = watchedFolder(4);
    const place = scratchFolder();
    const named = join(place, 'link');
    const linked: StandingRecord = { ...record, links: [{ named, real: folder }] };
    symlinkSync(folder, named);
    assert.equal(stands(linked), true);
    for (const target of [place, join(place, 'nowhere')]) {
      rmSync(named);
      symlinkSync(target, named);
      assert.equal(stands(linked), false, target);
    }
    rmSync(named);
    assert.equal(stands(linked), false);
  });

  it('falls where a file is in the place of a folder', () => {
    const { folder, record } = watchedFolder(4);
    const [group] = record.groups;
    const below = { ...group, folder: join(folder, 'a.wav') };
    assert.equal(stands({ ...record, groups: [below] }), false);
  });
});

describe('finding a record', () => {
  it('gives the one of the request, and null where there is none, it is damaged, or the request only begins alike', () => {
    const cache = scratchFolder();
    const { request } = RECORD;
    assert.equal(readStanding(cache, request), null);
    writeStandingFile(cache, request, encodeRecord(RECORD));
    assert.deepEqual(readStanding(cache, request), RECORD);
    assert.equal(readStanding(cache, `${request.slice(0, -1)}0`), null);
    assert.equal(readStanding(cache, '0'.repeat(64)), null);
    writeStandingFile(cache, request, encodeRecord(RECORD).subarray(1));
    assert.equal(readStanding(cache, request), null);
  });

  it('gives null where the cache cannot be read', () => {
    const cache = scratchFolder();
    mkdirSync(join(cache, 'index', `standing-${RECORD.request.slice(0, 16)}`), { recursive: true });
    assert.equal(readStanding(cache, RECORD.request), null);
  });

  it('gives null for all of them once they were to be forgotten, and leaves the rest of the index', () => {
    const cache = scratchFolder();
    const other = '0'.repeat(64);
    for (const request of [RECORD.request, other])
      writeStandingFile(cache, request, encodeRecord({ ...RECORD, request }));
    writeFileSync(join(cache, 'index/export-1.json'), '');
    forgetStanding(cache);
    assert.deepEqual([readStanding(cache, RECORD.request), readStanding(cache, other)], [null, null]);
    assert.equal(lstatSync(join(cache, 'index/export-1.json')).size, 0);
  });
});
