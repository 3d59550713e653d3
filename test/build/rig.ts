/**
 * A project in a temporary folder and the real command line on it: builds as child processes, their events, and export trees compared
 * byte for byte. Knows nothing of how a build works.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ActionEvent, BuildEvent, SummaryEvent } from '../../src/event.ts';

/** What users run. */
export const MAIN = fileURLToPath(new URL('../../bundle/grainmill/main.js', import.meta.url));

/** One short texture of each kind, so that a build of a short track is a fraction of a second. */
export const TINY_PROFILE = `
output: { sample_rate_hz: 11025, bit_depth: 16, channels: 1 }
pads: { count: 1, min_duration_seconds: 0.5, max_duration_seconds: 0.8, crossfade_seconds: 0.1, max_flatness_ratio: 1, max_onset_rate_hz: 20 }
swells: { count: 1, min_duration_seconds: 1, max_duration_seconds: 1.2 }
clouds: { count: 1, duration_seconds: 1, min_grain_ms: 20, max_grain_ms: 60 }
hiss: { loop_count: 1, flicker_count: 0, low_hz: 1000, high_hz: 5000, loop_duration_seconds: 0.5, synthetic_when_missing: true }
`;

/** Many long swells: with a track of minutes, a job of many seconds. */
export const SLOW_PROFILE = `
output: { sample_rate_hz: 11025, bit_depth: 16, channels: 1 }
swells: { count: 40, min_duration_seconds: 20, max_duration_seconds: 30 }
`;

const PIPELINE = `version: 1
profile: tiny
export: ./out
stages:
  discover: { uses: discover }
  catalog:  { uses: catalog,  needs: discover, each: file }
  select:   { uses: select,   needs: catalog, with: { min_duration_seconds: 1 } }
  render:   { uses: render,   needs: select, each: [track, kind], timeout: 1m }
  collect:  { uses: collect,  needs: [select, render] }
`;

export interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BuildRun extends Run {
  readonly events: readonly BuildEvent[];
  readonly actions: readonly ActionEvent[];
  readonly warnings: readonly string[];
  /** Fails the test when the build ended without one. */
  readonly summary: SummaryEvent;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** A program, with its arguments, to run the command line under. */
  readonly under?: readonly string[];
}

/** Removed at the end of the test file. */
export function scratchFolder(parent: string = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'grainmill-build-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the command line; the child leads a process group of its own. */
export function start(folder: string, args: readonly string[], options: RunOptions = {}): ChildProcess {
  const [program, ...rest] = [...(options.under ?? []), process.execPath, MAIN, ...args];
  return spawn(program, rest, {
    cwd: folder,
    detached: true,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function ended(child: ChildProcess): Promise<Run> {
  const read = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data: Buffer) => {
    read.stdout += data.toString('utf8');
  });
  child.stderr?.on('data', (data: Buffer) => {
    read.stderr += data.toString('utf8');
  });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, ...read })));
}

/** Resolves when the first render of a build with `--json` is done. */
export const firstRender = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.stdout?.on('data', (data: Buffer) => {
      if (data.includes('"stage":"render"')) resolve();
    });
  });

export function asBuild(run: Run): BuildRun {
  const events = run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as BuildEvent);
  return {
    ...run,
    events,
    actions: events.filter((event) => event.event === 'action'),
    warnings: run.stderr.split('\n').filter((line) => line.startsWith('warning: ')),
    get summary() {
      const last = events.at(-1);
      if (last?.event !== 'summary') assert.fail(`no summary: exit ${run.code} ${run.signal}\n${run.stderr}`);
      return last;
    },
  };
}

export class Project {
  readonly folder: string;

  constructor(folder: string = scratchFolder()) {
    this.folder = folder;
    mkdirSync(join(folder, 'profiles'), { recursive: true });
    mkdirSync(this.library);
    this.writeProfile('tiny', TINY_PROFILE);
    writeFileSync(join(folder, 'pipeline.yaml'), PIPELINE);
  }

  get library(): string {
    return join(this.folder, 'library');
  }

  get export(): string {
    return join(this.folder, 'out');
  }

  get cache(): string {
    return join(this.folder, 'cache');
  }

  writeProfile(name: string, yaml: string): void {
    writeFileSync(join(this.folder, 'profiles', `${name}.yaml`), yaml);
  }

  /** Writes a file beside `pipeline.yaml`. */
  projectFile(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  /** Writes a file of the library and returns its path. */
  source(relPath: string, bytes: Uint8Array | string): string {
    const path = join(this.library, relPath);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return path;
  }

  run(args: readonly string[], options?: RunOptions): Promise<Run> {
    return ended(this.start(args, options));
  }

  start(args: readonly string[], options?: RunOptions): ChildProcess {
    return start(this.folder, args, options);
  }

  async build(args: readonly string[] = [], options?: RunOptions): Promise<BuildRun> {
    return asBuild(await this.run(['build', '--json', ...args], options));
  }

  /** Builds and fails the test unless all went well. */
  async built(args: readonly string[] = []): Promise<SummaryEvent> {
    const run = await this.build(args);
    assert.equal(run.code, 0, `exit ${run.code} ${run.signal}\n${run.stderr}`);
    return run.summary;
  }

  /** The same library, pipeline and profiles in another place, never built. */
  twin(): Project {
    const twin = new Project();
    rmSync(twin.library, { recursive: true });
    for (const name of readdirSync(this.folder).filter((one) => !['cache', 'out'].includes(one))) {
      cpSync(join(this.folder, name), join(twin.folder, name), {
        recursive: true,
        preserveTimestamps: true,
        verbatimSymlinks: true,
      });
    }
    return twin;
  }

  /** Fails the test unless the export is what a build from nothing makes of the same inputs. */
  async isLikeCleanBuild(args: readonly string[] = []): Promise<void> {
    const twin = this.twin();
    await twin.built(args);
    assert.deepEqual(treeOf(this.export), treeOf(twin.export));
  }
}

const TIMESTAMP = /^"timestamp": ".*",$/m;

/** Every file below `folder` with the digest of its bytes; the timestamp of `batch_results.json` counts for nothing. */
export function treeOf(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (entry.isDirectory()) continue;
    if (!entry.isFile()) files[name] = 'no regular file';
    else files[name] = digestOf(entry.name, readFileSync(path));
  }
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const digestOf = (name: string, bytes: Buffer): string =>
  createHash('sha256')
    .update(name === 'batch_results.json' ? bytes.toString('utf8').replace(TIMESTAMP, '') : bytes)
    .digest('hex');

/** `slug/kind` of the render actions, sorted. */
export const rendersOf = (actions: readonly ActionEvent[], status: ActionEvent['status'] = 'ran'): string[] =>
  actions
    .filter((action) => action.stage === 'render' && action.status === status)
    .map(({ track, kind }) => `${track}/${kind}`)
    .sort();

/** Path → inode, size and mtime of everything below the folder, folders included. */
export function stampsOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { ino, size, mtimeNs } = statSync(path, { bigint: true });
      return [path, `${ino} ${size} ${mtimeNs}`];
    }),
  );
}
