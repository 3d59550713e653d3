/** The sources of the program as the architecture test sees them: what each imports, and its words without comments and text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  /** Path of a source file of ours, or the name of a package. */
  readonly target: string;
  readonly isType: boolean;
  /** Loaded when it is needed, not at the start. */
  readonly isLazy: boolean;
}

export interface Source {
  readonly path: string;
  readonly text: string;
  /** Without comments and the text of strings. */
  readonly code: string;
  readonly imports: readonly Import[];
}

export const FOLDERS = ['src', 'stages', 'demo', 'scripts', 'test'];

export function importsOf(path: string, text: string): Import[] {
  const code = text.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '');
  const statements = [
    ...code.matchAll(/^(?:import|export)\s+(type\s)?((?:[\w*{},\s]|type )*?)\s*from\s*'([^']+)'/gm),
    ...code.matchAll(/^import\s+()()'([^']+)'/gm),
    ...code.matchAll(/\b()()import\('([^']+)'\)/g),
  ];
  return statements.map(([statement, typeOnly, names, target]) => {
    const named = /^\{(.*)\}$/s
      .exec(names.trim())?.[1]
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const isType =
      typeOnly !== undefined && typeOnly !== '' ? true : (named?.every((name) => name.startsWith('type ')) ?? false);
    return {
      target: target.startsWith('.') ? posix.join(posix.dirname(path), target) : target,
      isType,
      isLazy: statement.startsWith('import('),
    };
  });
}

const withoutText = (text: string): string =>
  text
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/\/\/.*$/gm, '');

function read(path: string): Source {
  const text = readFileSync(join(packageFolder, path), 'utf8');
  return { path, text, code: withoutText(text), imports: importsOf(path, text) };
}

export const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(packageFolder, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.(ts|mjs|cts)$/.test(path) && !path.includes('/node_modules/'))
    .sort()
    .map(read),
);
export const byPath = new Map(sources.map((source) => [source.path, source]));
export const below = (...folders: string[]): Source[] =>
  sources.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
export const product = below('src/', 'stages/', 'demo/');

export const isNode = ({ target }: Import): boolean => target.startsWith('node:');
export const isBelow = (target: string, folders: readonly string[]): boolean =>
  folders.some((folder) => target.startsWith(folder));

/** `file → import`, for each import that breaks the rule. */
export const offences = (files: readonly Source[], breaks: (one: Import, from: Source) => boolean): string[] =>
  files.flatMap((from) =>
    from.imports.filter((one) => breaks(one, from)).map(({ target }) => `${from.path} → ${target}`),
  );

/** `file: word`, for each line of code that has the word. */
export const mentions = (files: readonly Source[], word: RegExp, except: readonly string[] = []): string[] =>
  files.flatMap(({ path, code }) =>
    except.includes(path)
      ? []
      : code
          .split('\n')
          .filter((line) => word.test(line))
          .map((line) => `${path}: ${line.trim()}`),
  );

/** Everything that may run once `start` is loaded. */
export const loadedBy = (start: Source): Source[] => reachedBy(start, ({ isType }) => !isType);

/** What runs when `start` is loaded. */
export const loadedAtOnceBy = (start: Source): Source[] => reachedBy(start, ({ isType, isLazy }) => !isType && !isLazy);

function reachedBy(start: Source, follows: (one: Import) => boolean): Source[] {
  const seen = new Set<Source>();
  const visit = (source: Source | undefined): void => {
    if (!source || seen.has(source)) return;
    seen.add(source);
    for (const one of source.imports) if (follows(one)) visit(byPath.get(one.target));
  };
  visit(start);
  return [...seen];
}
