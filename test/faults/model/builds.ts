/** Builds and what only looks, each held to what holds of any: no crash, nothing made twice, nothing of somebody's touched. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheLayout } from '../../../src/cache/layout.ts';
import { openDiskStore } from '../../../src/cache/store.ts';
import { storedFiles } from '../../../src/cache/walk.ts';
import type { BuildEvent } from '../../../src/event.ts';
import { type Run, treeOf } from '../../build/rig.ts';
import type { Mishap } from './mishap.ts';
import { CONTENTS } from './project.ts';
import type { Step } from './steps.ts';
import { OTHER_EXPORT, type World } from './world.ts';

const KINDS = 4;

interface WholeResults {
  readonly render: ReadonlySet<string>;
  readonly own: ReadonlySet<string>;
}

/** Keys of all results that the cache has with everything that they made. */
function wholeResults(cache: string): WholeResults {
  const store = openDiskStore(cache);
  const whole = { render: new Set<string>(), own: new Set<string>() };
  for (const { name } of storedFiles(cacheLayout(cache).actions)) {
    const result = store.readAction(name);
    if (result === null || !(result.stage in whole)) continue;
    const isWhole = result.objects.every((digest) => store.readObject(digest) !== null);
    if (isWhole) whole[result.stage as keyof typeof whole].add(name);
  }
  return whole;
}

const newIn = (after: ReadonlySet<string>, before: ReadonlySet<string>): number =>
  [...after].filter((key) => !before.has(key)).length;

/** Of whatever a build told before it ended, or was ended in the middle of a line. */
function ranIn({ stdout }: Run): { render: number; own: number } {
  const events = stdout.split('\n').flatMap((line): BuildEvent[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
  // Profiles that read the same values share what one of them ran: the others are told with no time of their own.
  const ran = events.flatMap((event) =>
    event.event === 'action' && event.status === 'ran' && event.elapsedMs > 0 ? [event] : [],
  );
  const own = ran.filter(({ stage }) => ['turned', 'listed', 'copied'].includes(stage));
  return { render: ran.filter(({ stage }) => stage === 'render').length, own: own.length };
}

const isForced = (args: readonly string[]): boolean => args.includes('--force');

/** Runs `act`, and fails when one of its builds made what the cache had whole, or what differs in nothing that is heard. */
async function nothingTwice(world: World, args: readonly string[], act: () => Promise<readonly Run[]>): Promise<void> {
  const { site, project } = world;
  await site.isQuiet();
  const before = wholeResults(project.cache);
  world.noteHeard(args);
  const runs = await act();
  await site.isQuiet();
  world.noteHeard(args);
  const after = wholeResults(project.cache);
  for (const key of after.render) world.rendered.add(key);
  const most = world.heard.size * KINDS;
  assert.ok(world.rendered.size <= most, `${world.rendered.size} different renders of ${most}`);
  if (isForced(args)) return;
  for (const stage of ['render', 'own'] as const) {
    const ran = runs.reduce((sum, run) => sum + ranIn(run)[stage], 0);
    assert.ok(ran <= newIn(after[stage], before[stage]), `${stage}: ${ran} ran, but the cache had some of that whole`);
  }
}

function isTold({ code, signal, stderr }: Run, codes: readonly number[]): void {
  assert.ok(signal === null && code !== null && codes.includes(code), `exit ${code} ${signal}\n${stderr}`);
  assert.doesNotMatch(stderr, /\.js:\d+|bug in grainmill/);
  if (code !== 0 && code < 130) assert.notEqual(stderr, '', `exit ${code} without a word`);
}

/** What somebody put into the export is there. */
export function keepsAdded({ project, added }: World): void {
  for (const [path, text] of added) assert.equal(readFileSync(join(project.folder, path), 'utf8'), text, path);
}

const command = (args: readonly string[]): string[] => ['build', '--json', '--jobs', '1', '--allow-commands', ...args];

export async function built(world: World, args: readonly string[] = []): Promise<Run> {
  const runs: Run[] = [];
  await nothingTwice(world, args, async () => {
    runs.push(await world.project.run(command(args), { env: world.environment() }));
    return runs;
  });
  keepsAdded(world);
  return runs[0];
}

const FAILED = [0, 1, 2];

/** Those in the exports; a killed build leaves its own. */
const temporaryFolders = ({ project }: World): string[] =>
  [project.export, join(project.folder, OTHER_EXPORT)]
    .map((folder) => join(folder, '.grainmill-tmp'))
    .filter((path) => existsSync(path));

export const BUILD = {
  build: async (world: World, { args }: Extract<Step, { do: 'build' }>) => {
    const run = await built(world, args);
    isTold(run, FAILED);
    // Where it did not end well, the export may hold what its documents do not tell.
    world.isSettled &&= run.code === 0;
  },
  hurt: async (world: World, { args, mishap }: Extract<Step, { do: 'hurt' }>) => {
    world.isSettled = false;
    const before = temporaryFolders(world);
    await nothingTwice(world, args, async () => {
      const run = await world.project.run(command(args), { env: world.environment(mishap) });
      // Before it can heed them, any signal ends it at once.
      if (run.signal === null || !mishap.effect.startsWith(run.signal)) isTold(run, [...FAILED, ...codesAfter(mishap)]);
      if (run.code !== null && run.code > 128) assert.deepEqual(temporaryFolders(world), before);
      return [run];
    });
    keepsAdded(world);
  },
  together: async (world: World, step: Extract<Step, { do: 'together' }>) => {
    world.isSettled = false;
    const { project } = world;
    const start = (args: readonly string[]) => project.run(args, { env: world.environment() });
    const first = command(step.args);
    const beside = async (): Promise<Run[]> => {
      if (step.and === 'edit') project.source('1.wav', CONTENTS.three);
      if (step.and === 'build') return [await start(command([]))];
      if (step.and === 'build elsewhere') return [await start(command(['--export', OTHER_EXPORT]))];
      if (step.and === 'gc') return [await start(['cache', 'gc'])];
      return step.and === 'look' ? [await start(['status', '--json'])] : [];
    };
    const both = async (): Promise<Run[]> => (await Promise.all([start(first).then((run) => [run]), beside()])).flat();
    const isApart = (step.and === 'build elsewhere') !== step.args.includes(OTHER_EXPORT);
    // Builds of two exports know nothing of what the other is about to make.
    const args = isApart ? ['--force', ...step.args] : step.args;
    await nothingTwice(world, args, async () => {
      const runs = await both();
      for (const run of runs) isTold(run, FAILED);
      return runs;
    });
    keepsAdded(world);
  },
  look: async (world: World, { args }: Extract<Step, { do: 'look' }>) => {
    const { project, site } = world;
    await site.isQuiet();
    const before = treeOf(project.folder);
    isTold(await project.run(args, { env: world.environment() }), [...FAILED, 3, 4]);
    assert.deepEqual(treeOf(project.folder), before, `${args.join(' ')} left something behind`);
  },
} as const;

const codesAfter = ({ effect }: Mishap): number[] => (effect === 'SIGINT' ? [130] : effect === 'SIGTERM' ? [143] : []);
