/**
 * Everything a module is made of: its own text, that of every file it imports, and name and version of the packages. Two modules with one
 * closure do the same. Knows nothing of stages.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Import, init, parse } from 'es-module-lexer';
import { sha256 } from '../../cache/digest.ts';
import type { Failure } from '../../failure.ts';
import { err, ok, type Result } from '../../result.ts';
import { type Guard, guardOf } from './guard.ts';

export interface ImportClosure {
  /** By name, with digest; names of files are relative to the folder of the entry, so that a moved project is the same. */
  readonly parts: readonly (readonly [name: string, digest: string])[];
  readonly guards: readonly Guard[];
}

/** `entry` is an absolute path. */
export async function importClosure(entry: string): Promise<Result<ImportClosure, Failure>> {
  await init;
  const parts = new Map<string, string>();
  const waiting = [{ path: entry, from: entry }];
  const guards = new Map<string, Guard>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, from } = next;
    if (guards.has(path)) continue;
    const guard = guardOf(path);
    const text = textOf(path);
    if (guard === null || text === null) return err(missingModule(path, from));
    guards.set(path, guard);
    parts.set(relative(dirname(entry), path).split(sep).join('/'), sha256(text));
    const read = importsOf(text, path);
    if (!read.ok) return read;
    for (const specifier of read.value) {
      if (isBuiltin(specifier)) continue;
      const file = fileOf(specifier, path);
      if (file !== null) waiting.push({ path: file, from: path });
      else {
        const manifest = packageManifest(specifier, path);
        if (manifest === null) return err(missingModule(specifier, path));
        parts.set(`package ${packageName(specifier)}`, sha256(manifest));
      }
    }
  }
  return ok({ parts: [...parts].sort(([a], [b]) => (a < b ? -1 : 1)), guards: [...guards.values()] });
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return null;
  }
}

const missingModule = (what: string, from: string): Failure => ({
  reason: 'file-missing',
  path: what,
  what: what === from ? 'the module of a stage' : `what ${from} imports`,
  hint: 'paths are relative to the file that names them; packages are installed beside it',
});

function importsOf(text: string, path: string): Result<readonly string[], Failure> {
  if (!/\.m?js$/.test(path)) return ok([]);
  try {
    const [imports] = parse(text, path);
    const computed = imports.find(isComputed);
    return computed === undefined
      ? ok(imports.flatMap(({ specifier }) => specifier ?? []))
      : err(complain(text, path, computed.importStart, COMPUTED));
  } catch (error) {
    const { message, idx = 0 } = error as Error & { idx?: number };
    return err(complain(text, path, idx, { message: `this is no JavaScript module: ${message.split('\n')[0]}` }));
  }
}

const isComputed = (one: Import): boolean => one.type === 'dynamic' && (one.specifier === undefined || one.glob);

const COMPUTED = {
  message: 'what is imported here is not known before the module runs',
  hint: 'write its name as text: a stage is made again when anything changes that it imports',
};

function complain(text: string, file: string, at: number, words: { message: string; hint?: string }): Failure {
  const before = text.slice(0, at).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  const position = { file, line: before.length, column };
  return { reason: 'configuration-invalid', ...words, position, lineText: text.split('\n')[before.length - 1] };
}

/** The file that a relative, absolute or `file:` specifier means; null for a package. */
function fileOf(specifier: string, from: string): string | null {
  if (specifier.startsWith('file:')) return fileURLToPath(specifier);
  return /^\.{0,2}\//.test(specifier) ? resolve(dirname(from), decodeURI(specifier.replace(/[?#].*$/, ''))) : null;
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** The text of the nearest `node_modules/<package>/package.json`: it has the version. */
function packageManifest(specifier: string, from: string): string | null {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', packageName(specifier), 'package.json');
    if (existsSync(path)) return textOf(path);
    if (folder === dirname(folder)) return null;
  }
}
