/**
 * Builds under strace: which system calls touch the project, and what becomes of a build in which the Nth of one goes wrong. The process that builds
 * and the one that carries out its jobs are traced apart, as strace counts the calls of each thread on its own.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ended, MAIN, type Run } from '../build/rig.ts';
import type { Site } from './site.ts';

export type Who = 'build' | 'job';

/** What strace injects: `signal=KILL`, or `error=` and the name of one. */
export type Effect = 'signal=KILL' | `error=${string}`;

export interface Point {
  readonly who: Who;
  readonly call: string;
  readonly nth: number;
}

/** Whatever makes, changes, reads or removes a file or folder; names of other machines' systems as well. */
const CALLS = [
  ...['openat', 'read', 'pread64', 'getdents64', 'write', 'pwrite64', 'fsync', 'fdatasync', 'ftruncate'],
  ...['rename', 'renameat', 'renameat2', 'mkdir', 'mkdirat', 'unlink', 'unlinkat', 'rmdir', 'link', 'linkat'],
  ...['copy_file_range', 'sendfile'],
];
/** A build takes a second; one that hangs fails. */
const LONGEST_MS = 60_000;

/** Every call of `who` that touches the project in a build from nothing. */
export async function pointsOf(site: Site, who: Who): Promise<Point[]> {
  const { log } = await traced(site, who, []);
  const { folder } = site.project;
  /** By call, then thread: whether the Nth touched the project. */
  const touches = new Map<string, Map<string, boolean[]>>();
  for (const line of log.split('\n')) {
    const [, thread, call] = /^(\d+) +([a-z0-9_]+)\(/.exec(line) ?? [];
    if (thread === undefined || call === undefined) continue;
    const threads = touches.get(call) ?? new Map<string, boolean[]>();
    touches.set(call, threads);
    threads.set(thread, [...(threads.get(thread) ?? []), isIn(folder, line)]);
  }
  return [...touches].flatMap(([call, threads]) =>
    onlyInProject([...threads.values()]).map((nth) => ({ who, call, nth })),
  );
}

const isIn = (folder: string, line: string): boolean => line.includes(`${folder}/`) || line.includes(`${folder}.tmp/`);

/** The N, from 1, at which no thread is elsewhere: what goes wrong there while Node itself starts tells nothing of the program. */
function onlyInProject(threads: readonly (readonly boolean[])[]): number[] {
  const most = Math.max(...threads.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) => index + 1).filter((nth) =>
    threads.every((touches) => touches[nth - 1] ?? true),
  );
}

export interface Injected {
  readonly run: Run;
  /** Whether it hit the project: calls of Node's own make the count differ a little from run to run. */
  readonly happened: boolean;
}

export async function injected(site: Site, { who, call, nth }: Point, effect: Effect): Promise<Injected> {
  const { log, run } = await traced(site, who, ['-e', `inject=${call}:${effect}:when=${nth}`]);
  const hit = log.split('\n').find((line) => line.includes('(INJECTED)') && isIn(site.project.folder, line));
  return { run, happened: effect === 'signal=KILL' ? log.includes('killed by SIGKILL') : hit !== undefined };
}

async function traced(site: Site, who: Who, inject: readonly string[]): Promise<{ run: Run; log: string }> {
  const { folder } = site.project;
  const logFile = `${folder}.log`;
  const strace = [
    'strace',
    '-f',
    '-y',
    '-o',
    logFile,
    '-e',
    `trace=${CALLS.map((call) => `?${call}`).join()}`,
    ...inject,
  ];
  const build = [process.execPath, MAIN, 'build', '--jobs', '1'];
  const [program, ...args] = who === 'build' ? [...strace, '-b', 'execve', ...build] : build;
  const env = { ...process.env, NO_COLOR: '1', ...site.env, ...(who === 'job' ? jobsUnder(strace, folder) : {}) };
  const child = spawn(program, args, { cwd: folder, env, timeout: LONGEST_MS, killSignal: 'SIGKILL' });
  const run = await ended(child);
  const log = readFileSync(logFile, 'utf8');
  for (const ending of ['log', 'sh', 'mjs']) rmSync(`${folder}.${ending}`, { force: true });
  return { run, log };
}

/** The build forks what it takes for its own program, and that is strace. */
function jobsUnder(strace: readonly string[], folder: string): NodeJS.ProcessEnv {
  const quoted = [...strace, process.execPath].map((word) => `'${word}'`).join(' ');
  writeFileSync(`${folder}.sh`, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  writeFileSync(`${folder}.mjs`, `process.execPath = ${JSON.stringify(`${folder}.sh`)};\n`);
  return { NODE_OPTIONS: `--import ${folder}.mjs` };
}
