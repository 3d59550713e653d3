/** Which tests a mutant is tried with: first those of units that import its file, all in one process; then builds by child processes, one by one. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { packageFolder } from './workplace.ts';

const UNITS = ['cache/', 'export/', 'graph/', 'pipeline/', 'plan/', 'standing/', 'run/lock', 'run/cache-use'];

/** The likeliest to notice first. */
const BUILDS: readonly (readonly [path: string, tests: readonly string[]])[] = [
  ['src/plan/own-actions', ['own-stages', 'own-edges']],
  ['src/plan/', ['explain', 'scopes', 'archive', 'no-op', 'curation']],
  ['src/cache/', ['cache', 'gc', 'hearing', 'disks']],
  ['src/standing/', ['standing']],
  ['src/export/', ['archive', 'mishaps', 'edits']],
  ['src/run/lock', ['side-by-side', 'interruption']],
];

const testFolder = join(packageFolder, 'dist/test');

const importsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/(?:from|import) ?\(?["'](\.[^"']+\.js)["']/g)].map(([, target]) =>
    normalize(join(dirname(path), target)),
  );

function closureOf(path: string, known = new Set<string>()): Set<string> {
  if (known.has(path)) return known;
  known.add(path);
  for (const target of importsOf(path)) closureOf(target, known);
  return known;
}

const unitTests = readdirSync(testFolder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.js') && UNITS.some((part) => name.startsWith(part)))
  .sort()
  .map((name) => ({ name, closure: closureOf(join(testFolder, name)) }));

/** Paths below `dist/test`; of the units first the test that has the name of the file. */
export function testsFor(path: string): { readonly units: readonly string[]; readonly builds: readonly string[] } {
  const compiled = join(packageFolder, 'dist', path.replace(/\.ts$/, '.js'));
  const units = unitTests.filter(({ closure }) => closure.has(compiled)).map(({ name }) => name);
  const own = `/${basename(compiled, '.js')}.test.js`;
  units.sort((a, b) => Number(b.endsWith(own)) - Number(a.endsWith(own)));
  const builds = BUILDS.find(([part]) => path.startsWith(part))?.[1] ?? [];
  return { units, builds: builds.map((name) => `build/${name}.test.js`) };
}
