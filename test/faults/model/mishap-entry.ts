/** Loaded by a process before its program: lets one of its calls to the file system go wrong, as `MISHAP` in its environment says. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { MISHAP, type Mishap } from './mishap.ts';

type Call = (...args: unknown[]) => unknown;
type Calls = Record<string, Call>;

const SYNC = [
  ...['openSync', 'readFileSync', 'readdirSync', 'writeSync', 'writeFileSync', 'fsyncSync', 'renameSync', 'mkdirSync'],
  ...['mkdtempSync', 'rmSync', 'rmdirSync', 'copyFileSync'],
];
const NEEDS_ROOM = /^(write|mkdir|mkdtemp|copyFile|fsync)/;

const told = process.env[MISHAP];
const { who, effect, call, folder } = JSON.parse(told ?? 'null') as Mishap & { readonly folder: string };
const isJob = process.argv.at(-1) === 'worker';

const opened = new Set<unknown>();
let calls = 0;

const isInProject = (what: unknown): boolean =>
  typeof what === 'number' ? opened.has(what) : String(what).startsWith(folder);

function failed(code: 'EIO' | 'ENOSPC', name: string, target: unknown): never {
  const syscall = name.replace(/Sync$/, '').toLowerCase();
  const message = code === 'EIO' ? 'i/o error' : 'no space left on device';
  const where = typeof target === 'number' ? {} : { path: target };
  throw Object.assign(new Error(`${code}: ${message}, ${syscall}`), { code, syscall, ...where });
}

function hurt(name: string, args: readonly unknown[], original: Call): void {
  if (effect === 'ENOSPC' && calls >= call && NEEDS_ROOM.test(name)) failed(effect, name, args[0]);
  if (calls !== call || effect === 'ENOSPC') return;
  if (effect === 'EIO') failed(effect, name, args[0]);
  const [target, content] = args;
  if (effect.startsWith('SIGKILL') && name.startsWith('write') && content !== undefined)
    original(target, Buffer.from(content as Uint8Array).subarray(0, Buffer.byteLength(content as Uint8Array) >> 1));
  const [signal, group] = effect.split(' of the ') as [NodeJS.Signals, string | undefined];
  process.kill(group === undefined ? process.pid : -process.pid, signal);
}

function replace(object: Calls, name: string): void {
  const original = object[name].bind(object);
  object[name] = (...args) => {
    if (isInProject(args[0])) {
      calls++;
      hurt(name, args, original);
    }
    const result = original(...args);
    if (name === 'openSync' && isInProject(args[0])) opened.add(result);
    return result;
  };
}

if (isJob === (who === 'job')) {
  for (const name of SYNC) replace(fs as unknown as Calls, name);
  for (const name of ['open', 'readFile', 'readdir']) replace(fs.promises as unknown as Calls, name);
  syncBuiltinESMExports();
}
