/**
 * Storms of changes under a watch: afterwards the export is what a clean build makes, with two builds at most. GRAINMILL_STORMS makes it longer,
 * GRAINMILL_STORM_SEED starts it elsewhere.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '../../src/dsp/random.ts';
import { Project, treeOf } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import { WatchRun } from './rig.ts';

const STORMS = Number(process.env.GRAINMILL_STORMS ?? 10);
const FIRST_SEED = Number(process.env.GRAINMILL_STORM_SEED ?? 1);
const NAMES = ['a.wav', 'b.wav', 'sub/a.wav', 'sub/c.wav', 'sub/deep/d.wav'];
const MANY = 12;
/** Without events each takes several looks, seconds apart. */
const POLLED_STORMS = Math.ceil(STORMS / 5);
/** Nothing is taken out of the export here: a hint is all that could come, and comes at once. */
const SHORT_REST_MS = 1200;

interface Place {
  readonly project: Project;
  readonly watch: WatchRun;
  readonly random: Random;
}

type Gust = (place: Place) => unknown;

const someSong = (random: Random): Buffer => song(1 + random.integer(5));

function pathOf({ project, random }: Place): string {
  const path = join(project.library, random.pick(NAMES));
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

const GUSTS: Readonly<Record<string, Gust>> = {
  create: (place) => writeFileSync(pathOf(place), someSong(place.random)),
  remove: (place) => rmSync(pathOf(place), { force: true }),
  rename: (place) => {
    const [from, to] = [pathOf(place), pathOf(place)];
    if (existsSync(from)) renameSync(from, to);
  },
  replace: (place) => {
    const path = pathOf(place);
    writeFileSync(`${path}.part`, someSong(place.random));
    renameSync(`${path}.part`, path);
  },
  /** Comes in pieces; its head promises all of it from the start. Once deleted or replaced it ends, as nothing of it would be a change any more. */
  slowCopy: async (place) => {
    const bytes = someSong(place.random);
    const file = await open(pathOf(place), 'w');
    for (let at = 0; at < bytes.length && (await file.stat()).nlink > 0; at += 15_000) {
      await file.write(bytes.subarray(at, at + 15_000));
      await wait(place.random.between(100, 900));
    }
    await file.close();
  },
  moveFolder: ({ project }) => {
    const [here, there] = ['many', 'moved/many'].map((name) => join(project.library, name));
    mkdirSync(join(project.library, 'moved'), { recursive: true });
    if (existsSync(here)) renameSync(here, there);
    else if (existsSync(there)) renameSync(there, here);
  },
  removeFolder: ({ project, random }) =>
    rmSync(join(project.library, random.pick(['sub', 'sub/deep'])), { recursive: true, force: true }),
};

const randomOf = (seed: number): Random =>
  new Random(createHash('sha256').update(String(seed)).digest('hex').slice(0, 32));

async function storm(place: Place): Promise<string[]> {
  const history: string[] = [];
  const slow: unknown[] = [];
  for (let count = 3 + place.random.integer(6); count > 0; count--) {
    const name = place.random.pick(Object.keys(GUSTS));
    history.push(name);
    slow.push(GUSTS[name](place));
    await wait(place.random.between(0, 400));
  }
  await Promise.all(slow);
  return history;
}

/** A file that is there when the build begins goes while it runs. */
async function removeWhileBuilding({ project, watch }: Place): Promise<void> {
  const before = watch.builds;
  const path = project.source('fleeting.wav', song(9));
  await watch.until(() => watch.builds > before, 'building');
  rmSync(path);
}

function library(): Project {
  const project = new Project();
  project.source('base.wav', song(1));
  for (let n = 0; n < MANY; n++) project.source(`many/${n}.wav`, song(2 + (n % 4)));
  return project;
}

/** Takes the export and the library as they are now; the next storm may come while the clean build runs. */
async function comparison(project: Project, message: string): Promise<void> {
  const made = treeOf(project.export);
  const twin = project.twin();
  await twin.built();
  assert.deepEqual(made, treeOf(twin.export), message);
  rmSync(twin.folder, { recursive: true });
}

/** Where no event tells, a file that comes last shows that the watch has seen the storm. */
async function isSeen({ project, watch }: Place, seed: number): Promise<void> {
  project.source(`last ${seed}.wav`, song(100 + seed)); // no other has it, so that it is no duplicate
  await watch.until(() => existsSync(join(project.export, `by_source/last_${seed}`)), `seen storm ${seed}`);
}

test(`${POLLED_STORMS} storms that no event tells of each end like a clean build, after two builds at most`, async (t) => {
  const project = library();
  const watch = new WatchRun(project, ['--prune', '--poll']);
  await watch.buildsAgain(0);
  for (let seed = FIRST_SEED; seed < FIRST_SEED + POLLED_STORMS; seed++) {
    const place = { project, watch, random: randomOf(seed) };
    const before = watch.builds;
    const message = `polled seed ${seed}: ${(await storm(place)).join(', ')}`;
    await isSeen(place, seed);
    await watch.rests(SHORT_REST_MS);
    t.diagnostic(`${message}: ${watch.builds - before} builds`);
    assert.ok(watch.builds - before <= 2, `${message}: ${watch.builds - before} builds`);
    await comparison(project, message);
  }
  assert.equal((await watch.stop()).code, 130, watch.stderr);
});

test(`${STORMS} storms from seed ${FIRST_SEED} on each end like a clean build, after two builds at most`, async (t) => {
  const project = library();
  const watch = new WatchRun(project, ['--prune']);
  await watch.buildsAgain(0);
  let isLikeClean = Promise.resolve();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + STORMS; seed++) {
    const random = randomOf(seed);
    const before = watch.builds;
    const history = await storm({ project, watch, random });
    if (seed % 5 === 0) {
      await removeWhileBuilding({ project, watch, random });
      history.push('removeWhileBuilding');
    }
    await watch.rests(SHORT_REST_MS);
    const message = `seed ${seed}: ${history.join(', ')}`;
    t.diagnostic(`${message}: ${watch.builds - before} builds`);
    assert.ok(watch.builds - before <= 2, `${message}: ${watch.builds - before} builds`);
    await isLikeClean;
    isLikeClean = comparison(project, message);
  }
  await isLikeClean;
  assert.equal((await watch.stop()).code, 130, watch.stderr);
});
