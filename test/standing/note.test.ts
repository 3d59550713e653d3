import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, realpathSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { indexPath, writeIndex } from '../../src/cache/index-file.ts';
import { openDiskStore } from '../../src/cache/store.ts';
import type { SummaryEvent } from '../../src/event.ts';
import { stampOf } from '../../src/library/file-stamp.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { readStanding, stands } from '../../src/standing/look.ts';
import { type FinishedBuild, noteStanding } from '../../src/standing/note.ts';
import { scratchFolder } from '../cache/scratch.ts';
import { resolveText, valueIn } from '../pipeline/project.ts';

const REQUEST = 'f'.repeat(64);
const LEDGER = 'export-0000000000000001';
const SUMMARY: SummaryEvent = {
  event: 'summary',
  tracks: 2,
  rejected: 1,
  actions: 9,
  ran: 3,
  rendered: 3,
  restored: 2,
  upToDate: 4,
  failed: 0,
  skipped: 0,
  textures: 12,
  bytesWritten: 1000,
  elapsedMs: 77,
};

/** A build that went well, with one file in the library, one folder in the export and an ffmpeg. */
function finished() {
  const folder = realpathSync(scratchFolder());
  const [library, tree, cache] = ['library', 'out', 'cache'].map((name) => join(folder, name));
  for (const one of [library, join(tree, 'pads')]) mkdirSync(one, { recursive: true });
  writeFileSync(join(library, 'a.wav'), 'sound');
  const ffmpeg = join(folder, 'ffmpeg');
  writeFileSync(ffmpeg, 'a program');
  writeIndex(cache, LEDGER, {});
  openDiskStore(cache).writeObject(Buffer.from('texture'));
  const pipeline: Pipeline = {
    ...valueIn(resolveText({})),
    libraryFolder: library,
    exportFolder: tree,
    cacheFolder: cache,
    links: [],
  };
  const build = {
    pipeline,
    version: '1.2.3',
    trees: [{ folder: tree, ledgerName: LEDGER }],
    vouched: ['', 'a.wav'].map((relPath) => ({
      relPath,
      ...stampOf(lstatSync(join(library, relPath), { bigint: true })),
    })),
    folders: [{ pads: String(lstatSync(join(tree, 'pads'), { bigint: true }).mtimeNs), gone: '' }],
    ffmpegTried: [ffmpeg, join(folder, 'nowhere')],
    rejectedFiles: 1,
    summary: SUMMARY,
    stages: { render: { ran: 3, restored: 2, upToDate: 4, failed: 0, skipped: 0, elapsedMs: 70 } },
  } as unknown as FinishedBuild;
  return { folder, library, tree, cache, ffmpeg, build };
}

const recordOf = ({ cache, build }: ReturnType<typeof finished>, changed: Partial<FinishedBuild> = {}) => {
  noteStanding(REQUEST, { ...build, ...changed });
  return readStanding(cache, REQUEST);
};

describe('noteStanding', () => {
  it('keeps a record that stands until one of the things changes that the build looked at', () => {
    type Site = ReturnType<typeof finished>;
    const changes: Record<string, (site: Site) => void> = {
      'a file of the library': ({ library }) => writeFileSync(join(library, 'a.wav'), 'other sound'),
      'what is in the library': ({ library }) => writeFileSync(join(library, 'b.wav'), ''),
      'a folder of the export': ({ tree }) => writeFileSync(join(tree, 'pads/x.wav'), ''),
      'a folder of the export that was not there': ({ tree }) => mkdirSync(join(tree, 'gone')),
      'the ledger': ({ cache }) => writeIndex(cache, LEDGER, {}),
      'the objects': ({ cache }) => openDiskStore(cache).writeObject(Buffer.from('another')),
      ffmpeg: ({ ffmpeg }) => writeFileSync(ffmpeg, 'another program'),
      'an ffmpeg where none was': ({ folder }) => writeFileSync(join(folder, 'nowhere'), ''),
    };
    for (const [what, change] of Object.entries(changes)) {
      const site = finished();
      const record = recordOf(site);
      assert.ok(record !== null && stands(record), what);
      change(site);
      assert.equal(stands(record), false, what);
    }
  });

  it('looks at nothing else', () => {
    const site = finished();
    const record = recordOf(site);
    writeFileSync(join(site.folder, 'notes.txt'), '');
    writeIndex(site.cache, 'snapshot-0000000000000001', {});
    utimesSync(join(site.tree), 1, 1);
    assert.ok(record !== null && stands(record));
  });

  it('watches the program that a link leads to, and where the link leads', () => {
    const site = finished();
    const link = join(site.folder, 'linked');
    symlinkSync(site.ffmpeg, link);
    const record = recordOf(site, { ffmpegTried: [link] });
    assert.deepEqual(record?.links, [{ named: link, real: site.ffmpeg }]);
    assert.ok(record !== null && stands(record));
    writeFileSync(site.ffmpeg, 'another program');
    assert.equal(stands(record), false);
  });

  it('answers as the same build would with nothing to do', () => {
    const { build, library, tree } = finished();
    const site = finished();
    const answer = recordOf(site)?.answer;
    const { elapsedMs: _, ...counts } = SUMMARY;
    assert.deepEqual(answer?.summary, { ...counts, ran: 0, rendered: 0, restored: 0, upToDate: 9, bytesWritten: 0 });
    assert.deepEqual(answer?.stages, {
      render: { ran: 0, restored: 0, upToDate: 9, failed: 0, skipped: 0, elapsedMs: 0 },
    });
    assert.deepEqual(answer?.plan, {
      event: 'plan',
      tracks: 2,
      rejected: 1,
      staleActions: 0,
      staleTracks: 0,
      forecastBytes: 0,
    });
    assert.deepEqual(answer?.start, {
      event: 'start',
      schemaVersion: 1,
      version: '1.2.3',
      library: site.library,
      export: site.tree,
      profiles: build.pipeline.profiles.map(({ name }) => name),
      dryRun: false,
    });
    assert.notEqual(library, tree);
  });

  it('keeps nothing where no stamps vouch for the library or for a tree, or a stage is somebody’s own', () => {
    for (const changed of [
      () => ({ vouched: null }),
      () => ({ folders: [] }),
      ({ build }: ReturnType<typeof finished>) => ({
        pipeline: {
          ...build.pipeline,
          stages: [...build.pipeline.stages, { ...build.pipeline.stages[0], uses: null }],
        },
      }),
    ]) {
      const site = finished();
      assert.equal(recordOf(site, changed(site) as Partial<FinishedBuild>), null);
    }
  });

  it('names the ledger as the cache has it', () => {
    const site = finished();
    const [group] = recordOf(site)?.groups ?? [];
    assert.equal(join(group.folder, group.names[0]), indexPath(site.cache, LEDGER));
  });
});
