/** Limits and conditions of the machine that a build works under: clocks that are wrong, few open files, little memory, deaf decoders, terminals. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { PIPELINE, projectWith } from '../build/own-projects.ts';
import { asBuild, type BuildRun, ended, MAIN, Project, rendersOf } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import { riff, riffChunk, wavFormat } from '../library/audio-bytes.ts';

const BUILD = [process.execPath, MAIN, 'build', '--json', '--jobs', '1'];
const has = (program: string): boolean => !spawnSync(program, ['--version']).error;

/** A build by way of another program, such as `faketime`. */
const through = (
  project: Project,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess =>
  spawn(program, args, { cwd: project.folder, env: { ...process.env, NO_COLOR: '1', ...env }, detached: true });

async function built(child: ChildProcess): Promise<BuildRun> {
  const run = asBuild(await ended(child));
  assert.equal(run.code, 0, run.stderr);
  return run;
}

/** Two tracks of one kind's worth of work. */
function small(): Project {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed, 1.2));
  return project;
}

const gone = async (isThere: () => boolean): Promise<boolean> => {
  for (let tries = 0; tries < 100 && isThere(); tries++) await wait(20);
  return !isThere();
};

function isAlive(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('a clock that is years wrong, and set right in between, costs nothing and hides no edit', {
  skip: !has('faketime') && 'needs faketime',
}, async () => {
  const project = small();
  const at = (clock: string) =>
    // What runs evenly is left alone: timers are no matter of the date.
    built(through(project, 'faketime', ['-f', clock, ...BUILD], { FAKETIME_DONT_FAKE_MONOTONIC: '1' }));
  assert.equal((await at('+12y')).summary.rendered, 8);
  assert.equal((await project.built()).ran, 0);
  for (const [clock, seed] of [
    ['-20y', 3],
    ['+12y', 4],
    ['+0', 5],
  ] as const) {
    project.source('2.wav', song(seed, 1.2));
    assert.deepEqual(rendersOf((await at(clock)).actions).length, 4, clock);
    assert.equal((await at(clock)).summary.ran, 0, clock);
  }
  await project.isLikeCleanBuild();
});

test('files from the future are like any other, and an edit that keeps their date is noticed', async () => {
  const project = small();
  const future = new Date('2099-01-01');
  const dated = (seed: number): void => utimesSync(project.source('1.wav', song(seed, 1.2)), future, future);
  dated(1);
  await project.built();
  assert.equal((await project.built()).ran, 0);
  dated(6);
  assert.equal((await project.built()).rendered, 4);
  await project.isLikeCleanBuild();
});

test('a worker that runs out of memory is named, and the rest goes on', async () => {
  const hoard = `export default ({ inputs: [{ stem }] }) => {
  for (const kept = []; stem.startsWith('hiss'); ) kept.push(Array.from({ length: 1000 }, (_, index) => [index]));
  return [{ name: stem + '.txt', bytes: 'fine' }];
};\n`;
  const project = projectWith(PIPELINE('  made: { uses: ./hoard.mjs, needs: render }', 'made'), { 'hoard.mjs': hoard });
  const run = await project.build(['--kind', 'hiss', '--kind', 'pads'], {
    env: { NODE_OPTIONS: '--max-old-space-size=64' },
  });
  assert.equal(run.code, 1, run.stderr);
  const failed = run.actions.filter(({ status }) => status === 'failed');
  assert.deepEqual(
    failed.map(({ stage, failure }) => [stage, failure?.reason]),
    [
      ['made', 'out-of-memory'],
      ['made', 'out-of-memory'],
    ],
  );
  assert.match(run.stderr, /memory/);
  assert.equal(run.actions.filter(({ stage, status }) => stage === 'made' && status === 'ran').length, 2);
});

/** Two seconds of µ-law, which the program leaves to ffmpeg. */
const MU_LAW = riff([wavFormat(7, 1, 8000, 8), riffChunk('data', Buffer.alloc(16_000, 0x55))]);

/** Says its version, and does nothing else but to start a child as deaf as itself. Both note their ids. */
function deafDecoder(project: Project): { path: string; pids: () => number[] } {
  const path = join(project.folder, 'ffmpeg.sh');
  const note = join(project.folder, 'pids.txt');
  const deaf = `#!/bin/sh
if [ "$1" = -version ]; then echo ffmpeg version deaf; exit; fi
trap '' TERM INT
( trap '' TERM INT; sleep 300 & echo $! >> '${note}'; wait; sleep 300 ) &
echo $$ $! >> '${note}'
wait; sleep 300
`;
  writeFileSync(path, deaf, { mode: 0o755 });
  const pids = () => (existsSync(note) ? readFileSync(note, 'utf8').split(/\s+/).filter(Boolean).map(Number) : []);
  return { path, pids };
}

const isLinux = process.platform === 'linux';

test('a decoder that is deaf and has children is gone when its time is up, and when the build is killed', {
  skip: !isLinux,
}, async () => {
  const project = small();
  project.source('deaf.wav', MU_LAW);
  const pipeline = join(project.folder, 'pipeline.yaml');
  writeFileSync(pipeline, readFileSync(pipeline, 'utf8').replace('timeout: 1m', 'timeout: 2s'));
  const { path, pids } = deafDecoder(project);
  const env = { GRAINMILL_FFMPEG: path };
  const run = await project.build(['--jobs', '2'], { env });
  assert.equal(run.code, 1, run.stderr);
  assert.equal(run.actions.filter(({ failure }) => failure?.reason === 'timeout').length, 4);
  assert.equal(run.summary.rendered, 8);
  assert.equal(pids().length, 3);
  assert.ok(await gone(() => pids().some(isAlive)), 'after its time');
  const killed = project.start(['build', '--jobs', '1'], { env });
  const end = ended(killed);
  assert.ok(await gone(() => pids().length < 6));
  killed.kill('SIGKILL');
  await end;
  assert.ok(await gone(() => pids().some(isAlive)), 'after the build was killed');
});

test('one interrupt at a terminal or two end with 130 and no orphan, deaf as a decoder may be', {
  skip: (!isLinux && 'needs Linux') || (!has('script') && 'needs script'),
}, async () => {
  for (const interrupts of [1, 2]) {
    const project = small();
    project.source('0deaf.wav', MU_LAW);
    const { path, pids } = deafDecoder(project);
    const command = BUILD.map((word) => `'${word}'`).join(' ');
    const terminal = through(project, 'script', ['-qefc', command, '/dev/null'], { GRAINMILL_FFMPEG: path });
    const end = ended(terminal);
    assert.ok(await gone(() => pids().length < 3), 'begun');
    for (let left = interrupts; left > 0; left--) {
      terminal.stdin?.write('\x03');
      await wait(100);
    }
    const { code } = await end;
    assert.equal(code, 130);
    assert.ok(await gone(() => pids().some(isAlive)), `${interrupts} interrupts`);
  }
});
