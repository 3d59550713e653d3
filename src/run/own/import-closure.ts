/**
 * Everything a module is made of: its own text, that of every file it imports or requires, and the manifests of the packages. Two modules with one
 * closure do the same. Knows nothing of stages.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
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

/** `entry` is an absolute path; links are followed, as the language does. */
export async function importClosure(entry: string): Promise<Result<ImportClosure, Failure>> {
  await init;
  const first = realPath(entry);
  if (first === null) return err(missingModule(entry, entry));
  const nameOf = (path: string): string => relative(dirname(first), path).split(sep).join('/');
  // Two modules may import each other: which of them was asked for is told by its name.
  const parts = new Map<string, string>([['entry', basename(first)]]);
  const guards = new Map<string, Guard>();
  const waiting = [{ path: first, from: first }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, from } = next;
    if (guards.has(path)) continue;
    const guard = guardOf(path);
    const text = textOf(path);
    if (guard === null || text === null) return err(missingModule(path, from));
    guards.set(path, guard);
    parts.set(nameOf(path), sha256(text));
    const read = importsOf(text, path);
    if (!read.ok) return read;
    for (const specifier of read.value.filter((one) => !isBuiltin(one) && !one.startsWith('data:'))) {
      const found = resolved(specifier, path);
      if (found === null) return err(missingModule(specifier, path));
      if (found.kind === 'file') waiting.push({ path: found.path, from: path });
      else
        for (const manifest of packageManifests(found.path))
          parts.set(nameOf(manifest), sha256(textOf(manifest) ?? ''));
    }
  }
  return ok({ parts: [...parts].sort(([a], [b]) => (a < b ? -1 : 1)), guards: [...guards.values()] });
}

function realPath(path: string): string | null {
  return existsSync(path) ? realpathSync(path) : null;
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

/** Literal `require` calls: of CommonJS files, and of modules that make a `require` of their own. */
const required = (text: string): string[] =>
  Array.from(text.matchAll(/\brequire\s*\(\s*(['"])([^'"\n]+)\1\s*\)/g), ([, , specifier]) => specifier);

function importsOf(text: string, path: string): Result<readonly string[], Failure> {
  if (!/\.[cm]?js$/.test(path)) return ok([]);
  try {
    const [imports] = parse(text, path);
    const computed = imports.find(isComputed);
    return computed === undefined
      ? ok([...imports.flatMap(({ specifier }) => specifier ?? []), ...required(text)])
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

type Resolved = { readonly kind: 'file' | 'package'; readonly path: string };

/** What a specifier means: a file (of the project, `./x`, `file:`), or the manifest of a package. Null when it is not there. */
function resolved(specifier: string, from: string): Resolved | null {
  const place = placeOf(specifier, from);
  if (place !== null) {
    const path = REQUIRED_ENDINGS.map((ending) => place + ending).find(isRegular);
    return path === undefined ? null : { kind: 'file', path: realpathSync(path) };
  }
  const manifest = packageManifest(packageName(specifier), dirname(from));
  return manifest === null ? null : { kind: 'package', path: manifest };
}

/** `require` needs no ending. */
const REQUIRED_ENDINGS = ['', '.js', '.json', '.cjs', '/index.js'];

const isRegular = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The path that a relative, absolute or `file:` specifier names; null for a package. */
function placeOf(specifier: string, from: string): string | null {
  if (!/^(\.{0,2}\/|file:)/.test(specifier)) return null;
  try {
    return fileURLToPath(new URL(specifier, pathToFileURL(from)));
  } catch {
    return resolve(dirname(from), specifier); // no URL: a name with a lone percent sign, which `require` takes
  }
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** The nearest `node_modules/<package>/package.json`: it has the version. */
function packageManifest(name: string, folder: string): string | null {
  const path = join(folder, 'node_modules', name, 'package.json');
  if (existsSync(path)) return realpathSync(path);
  return folder === dirname(folder) ? null : packageManifest(name, dirname(folder));
}

/** That manifest and those of all packages that it depends on, as far as they are installed. */
function packageManifests(manifest: string): Set<string> {
  const found = new Set<string>();
  const waiting = [manifest];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const folder = dirname(next);
    waiting.push(...dependenciesOf(next).flatMap((name) => packageManifest(name, folder) ?? []));
  }
  return found;
}

function dependenciesOf(manifest: string): string[] {
  try {
    const { dependencies = {} } = JSON.parse(textOf(manifest) ?? '{}') as { dependencies?: object };
    return Object.keys(dependencies);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
