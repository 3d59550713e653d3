/** Builds that are answered from the standing record: they say what a build that looks at everything says, and never when something changed. */
import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { forgetStanding } from '../../src/cache/standing-file.ts';
import { stands } from '../../src/standing/look.ts';
import { decodeRecord, encodeRecord, type StandingRecord } from '../../src/standing/record.ts';
import { type BuildRun, Project } from './rig.ts';
import { song } from './sounds.ts';

/** Longer than anything that was written may be too young to be trusted. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2100));

const recordPaths = ({ cache }: Project): string[] =>
  readdirSync(join(cache, 'index'))
    .filter((name) => name.startsWith('standing-'))
    .map((name) => join(cache, 'index', name));

function recordsOf(project: Project): StandingRecord[] {
  return recordPaths(project).map((path) => {
    const record = decodeRecord(readFileSync(path));
    assert.ok(record, path);
    return record;
  });
}

/** Two tracks, one of them in a folder of its own, built, with a record that stands. */
async function standingProject(args: readonly string[] = []): Promise<Project> {
  const project = new Project();
  const one = project.source('one.wav', song(1));
  utimesSync(one, 1_000_000_000, 1_000_000_000);
  project.source('more/two.wav', song(2));
  project.writeProfile('other', 'extends: tiny\nclouds: { overlap_ratio: 0.5 }\n');
  await settled();
  await project.built(args);
  await project.built(args);
  assert.ok(recordsOf(project).some(stands), 'a record that stands');
  return project;
}

/** All that a build says but its time. */
const said = ({ code, events, stderr }: BuildRun) => ({
  code,
  stderr,
  events: events.map((event) => ('elapsedMs' in event ? { ...event, elapsedMs: 0 } : event)),
});

describe('a build with nothing to do', () => {
  it('says from its record what it says without one, as events and as text, and is kept among the runs', async () => {
    for (const args of [[], ['--only', 'one*'], ['--profile', 'tiny', '--profile', 'other'], ['--jobs', '1']]) {
      const project = await standingProject(args);
      const short = await project.build(args);
      const shortText = await project.run(['build', ...args]);
      const runs = readdirSync(join(project.cache, 'runs')).length;
      forgetStanding(project.cache);
      assert.deepEqual(said(short), said(await project.build(args)));
      forgetStanding(project.cache);
      const longText = await project.run(['build', ...args]);
      const timeless = (text: string): string => text.replace(/\([0-9.]+ m?s\)/, '');
      assert.equal(timeless(shortText.stdout), timeless(longText.stdout));
      assert.equal(timeless(shortText.stderr), timeless(longText.stderr));
      assert.equal(readdirSync(join(project.cache, 'runs')).length, runs + 2);
    }
  });

  it('exits with 1 for rejections where --strict asks for it', async () => {
    const project = new Project();
    project.source('one.wav', song(1));
    project.source('short.wav', song(2, 0.3));
    await settled();
    await project.built();
    assert.ok(recordsOf(project).some(stands));
    const strict = await project.build(['--strict']);
    assert.equal(strict.code, 1);
    assert.match(strict.stderr, /^--strict: 1 file rejected/m);
    assert.equal((await project.build()).code, 0);
  });
});

type Change = (project: Project) => unknown;

/** Takes away the first file below `folder`, at any depth. */
function removeOneFile(folder: string): void {
  const entry = readdirSync(folder, { recursive: true, withFileTypes: true }).find((one) => one.isFile());
  assert.ok(entry);
  rmSync(join(entry.parentPath, entry.name));
}

const CHANGES: Readonly<Record<string, Change>> = {
  'an edit of the same size with the old time': (project) => {
    const path = join(project.library, 'one.wav');
    const bytes = readFileSync(path);
    bytes[bytes.length - 100] ^= 0x40;
    writeFileSync(path, bytes);
    utimesSync(path, 1_000_000_000, 1_000_000_000);
  },
  'a new track': (project) => project.source('more/three.wav', song(3)),
  'a track in a new folder': (project) => project.source('a/b/three.wav', song(3)),
  'a track that is gone': (project) => rmSync(join(project.library, 'more/two.wav')),
  'a folder renamed': (project) => renameSync(join(project.library, 'more'), join(project.library, 'drafts')),
  'a texture deleted': (project) => removeOneFile(join(project.export, 'by_source/one/pads')),
  'a folder of textures deleted': (project) => rmSync(join(project.export, 'by_source/one/pads'), { recursive: true }),
  'a document deleted': (project) => rmSync(join(project.export, 'manifest.csv')),
  'the export deleted': (project) => rmSync(project.export, { recursive: true }),
  'a result taken out of the cache': (project) => removeOneFile(join(project.cache, 'actions')),
  'the cache cleared': (project) => project.run(['cache', 'clear']),
  'a profile edited': (project) =>
    project.writeProfile(
      'tiny',
      readFileSync(join(project.folder, 'profiles/tiny.yaml'), 'utf8').replace(
        'clouds: { count: 1',
        'clouds: { count: 2',
      ),
    ),
  'the pipeline edited': (project) => {
    const path = join(project.folder, 'pipeline.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('min_duration_seconds: 1', 'min_duration_seconds: 1000'));
  },
  'another build of the same export': (project) => project.built(['--set', 'clouds.overlap_ratio=0.4']),
  'a profile of its own for a built-in one': (project) => project.writeProfile('balanced', 'clouds: { count: 1 }\n'),
  'a ledger taken out of the cache': (project) => {
    const index = join(project.cache, 'index');
    for (const name of readdirSync(index).filter((one) => one.startsWith('export-'))) rmSync(join(index, name));
  },
};

describe('a record never stands', { concurrency: 8 }, () => {
  for (const [name, change] of Object.entries(CHANGES)) {
    it(`after ${name}, where a look at everything finds something to do`, async () => {
      const project = await standingProject();
      await change(project);
      const frozen = await project.build(['--frozen']);
      const next = await project.build();
      assert.equal(next.summary.ran + next.summary.restored > 0, frozen.code === 3, JSON.stringify(next.summary));
      if (frozen.code === 0) return;
      forgetStanding(project.cache);
      assert.equal((await project.build(['--frozen'])).code, 0, 'all of it was done');
    });
  }

  it('after a link to the library leads to another one', async () => {
    const project = new Project();
    project.source('one.wav', song(1));
    const [first, second] = ['first', 'second'].map((name) => join(project.folder, name));
    renameSync(project.library, first);
    mkdirSync(second);
    writeFileSync(join(second, 'two.wav'), song(2));
    symlinkSync(first, project.library);
    await settled();
    await project.built();
    assert.ok(recordsOf(project).some(stands));
    rmSync(project.library);
    symlinkSync(second, project.library);
    assert.equal((await project.built()).rendered, 4);
  });

  it('for a library with links, nor for a file or folder from the future', async () => {
    const linked = new Project();
    linked.source('one.wav', song(1));
    symlinkSync(join(linked.library, 'one.wav'), join(linked.library, 'link.wav'));
    const [file, folder] = [new Project(), new Project()];
    for (const project of [file, folder]) project.source('one.wav', song(1));
    utimesSync(join(file.library, 'one.wav'), 4_000_000_000, 4_000_000_000);
    utimesSync(folder.library, 4_000_000_000, 4_000_000_000);
    await settled();
    for (const project of [linked, file, folder]) {
      await project.built();
      assert.deepEqual(recordPaths(project), []);
    }
  });

  it('for a build that warned, and the warning comes again', async () => {
    const project = await standingProject();
    forgetStanding(project.cache);
    for (const name of ['three', 'four']) project.source(`${name}.wav`, song(name.length));
    await project.built();
    for (const name of ['more/two', 'three', 'four']) rmSync(join(project.library, `${name}.wav`));
    await settled();
    const warned = await project.build();
    assert.match(warned.warnings.join(), /stay until --prune/);
    assert.deepEqual((await project.build()).warnings, warned.warnings);
  });
});

describe('a standing record', () => {
  const record: StandingRecord = {
    request: 'ab'.repeat(32),
    answer: {
      start: {
        event: 'start',
        schemaVersion: 1,
        version: '1',
        library: '/l',
        export: '/e',
        profiles: ['p'],
        dryRun: false,
      },
      plan: { event: 'plan', tracks: 1, rejected: 0, staleActions: 0, staleTracks: 0, forecastBytes: 0 },
      summary: {
        event: 'summary',
        tracks: 1,
        rejected: 0,
        actions: 2,
        ran: 0,
        restored: 0,
        upToDate: 2,
        failed: 0,
        skipped: 0,
        rendered: 0,
        bytesWritten: 0,
        textures: 3,
      },
      stages: {},
    },
    links: [{ named: '/a', real: '/b' }],
    groups: [
      {
        folder: '/l',
        figures: 4,
        names: ['', 'ü/one.wav'],
        stamps: BigUint64Array.of(1n, 2n, 3n, 4n, 5n, 6n, 7n, 2n ** 64n - 1n),
      },
      { folder: '/none', figures: 4, names: [], stamps: new BigUint64Array() },
      { folder: '/e', figures: 1, names: ['by_source/one/pads'], stamps: BigUint64Array.of(8n) },
    ],
  };

  it('is read as it was written', () => {
    assert.deepEqual(decodeRecord(encodeRecord(record)), record);
  });

  it('is none when a byte is changed or missing', () => {
    const bytes = encodeRecord(record);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] ^= 1;
      assert.equal(decodeRecord(damaged), null);
    }
    for (const length of [0, 7, 39, 40, bytes.length - 1]) assert.equal(decodeRecord(bytes.subarray(0, length)), null);
  });
});
