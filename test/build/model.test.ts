/**
 * The master property: any sequence of edits, partial builds, kills, damage and cleaning, then one whole build, is equal to a clean build.
 * GRAINMILL_MODEL_RUNS makes the search longer, GRAINMILL_MODEL_SEED starts it elsewhere.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '../../src/dsp/random.ts';
import { infoChunk } from '../library/audio-bytes.ts';
import { ended, Project } from './rig.ts';
import { song } from './sounds.ts';

const RUNS = Number(process.env.GRAINMILL_MODEL_RUNS ?? 1);
const FIRST_SEED = Number(process.env.GRAINMILL_MODEL_SEED ?? 1);
const STEPS = 7;
const NAMES = ['a.wav', 'b.wav', 'sub/a.wav', 'sub/c.wav'];

/** A texture that somebody replaced stays when it is no longer wanted, and is in the way when it is wanted again. */
const SOMEBODYS = 'something else';

type Step = (project: Project, random: Random) => unknown;

const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : [];

const pickFile = (folder: string, random: Random): string | null => {
  const files = filesBelow(folder);
  return files.length === 0 ? null : random.pick(files);
};

async function buildSome(project: Project, args: readonly string[]): Promise<void> {
  const { code, stderr } = await project.run(['build', '--jobs', '2', ...args]);
  assert.ok(code === 0 || code === 1 || code === 2, `${code}: ${stderr}`);
  assert.doesNotMatch(stderr, /bug in grainmill|\.js:\d+/);
}

const STEP: Readonly<Record<string, Step>> = {
  write: (project, random) => project.source(random.pick(NAMES), song(1 + random.integer(4))),
  tag: (project, random) => {
    const extra = infoChunk(random.pick(['one', 'two']));
    project.source(random.pick(NAMES), song(1 + random.integer(4), 2, [extra]));
  },
  remove: (project, random) => rmSync(join(project.library, random.pick(NAMES)), { force: true }),
  rename: (project, random) => {
    const from = pickFile(project.library, random);
    if (from === null) return;
    const bytes = readFileSync(from);
    rmSync(from);
    project.source(random.pick(NAMES), bytes);
  },
  build: (project) => buildSome(project, []),
  prune: (project) => buildSome(project, ['--prune']),
  only: (project, random) => buildSome(project, ['--only', random.pick(['a*', 'sub/*', '*b*'])]),
  kind: (project, random) => buildSome(project, ['--kind', random.pick(['pads', 'hiss', 'clouds'])]),
  window: (project, random) => buildSome(project, ['--count', '1', '--start-index', String(random.integer(2))]),
  stage: (project, random) => buildSome(project, [random.pick(['catalog', 'render', 'collect'])]),
  values: (project) => buildSome(project, ['--set', 'random.seed=3']),
  names: (project) => buildSome(project, ['--set', 'naming.include=[brightness]']),
  kill: async (project, random) => {
    const child = project.start(['build']);
    const end = ended(child);
    await wait(random.between(250, 900));
    child.kill('SIGKILL');
    await end;
  },
  collectGarbage: (project) => project.run(['cache', 'gc']),
  /** The ledger goes with the cache, and with it the knowledge of what to remove: so nothing may change in between. */
  clear: async (project) => {
    await buildSome(project, ['--prune']);
    await project.run(['cache', 'clear']);
    await buildSome(project, []);
  },
  damage: (project, random) => {
    const path = pickFile(join(project.cache, random.pick(['objects', 'actions'])), random);
    if (path !== null) truncateSync(path, readFileSync(path).length >> 1);
  },
  loseOutput: (project, random) => {
    const path = pickFile(project.export, random);
    if (path !== null) rmSync(path);
  },
  replaceOutput: (project, random) => {
    const path = pickFile(join(project.export, 'by_source'), random);
    if (path === null) return;
    writeFileSync(`${path}.new`, SOMEBODYS);
    renameSync(`${path}.new`, path);
  },
  loseExport: (project) => rmSync(project.export, { recursive: true, force: true }),
};

test('whatever happened before, a whole build ends like a clean one', async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    const random = new Random(seed.toString(16).padStart(32, '7'));
    const project = new Project();
    const history: string[] = [];
    STEP.write(project, random);
    for (let step = 0; step < STEPS; step++) {
      const name = random.pick(Object.keys(STEP));
      history.push(name);
      await STEP[name](project, random);
    }
    const message = `seed ${seed}: ${history.join(', ')}`;
    if (filesBelow(project.library).length === 0) project.source('a.wav', song(1));
    for (const path of filesBelow(project.export)) if (readFileSync(path, 'utf8') === SOMEBODYS) rmSync(path);
    const last = await project.build(['--prune']);
    assert.equal(last.code, 0, `${message}\n${last.stderr}`);
    await project.isLikeCleanBuild().catch((error: Error) => assert.fail(`${message}\n${error.message}`));
    const again = await project.build();
    assert.equal(again.summary.ran + again.summary.restored, 0, `${message}: nothing left to do`);
  }
});
