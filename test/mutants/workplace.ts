/**
 * A copy of the built package for mutants to be tried in. What tests start as a child are not the bundle but the modules that it is made of, so that a
 * mutant needs no bundling: only its own file is compiled.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import type { Mutant } from './mutate.ts';

export const packageFolder = fileURLToPath(new URL('../../../', import.meta.url));

const LEFT_OUT = ['.git', 'node_modules', 'dist', 'export'];
const STARTED: Readonly<Record<string, string>> = {
  main: 'cli/main',
  start: 'cli/start',
  'worker-entry': 'run/worker-entry',
  'own-worker-entry': 'run/own/own-worker-entry',
};

export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'grainmill-mutants-'));

  constructor() {
    for (const name of readdirSync(packageFolder).filter((one) => !LEFT_OUT.includes(one)))
      cpSync(join(packageFolder, name), join(this.folder, name), { recursive: true });
    const isBundle = (path: string): boolean => path.startsWith(join(packageFolder, 'dist/bundle'));
    cpSync(join(packageFolder, 'dist'), join(this.folder, 'dist'), {
      recursive: true,
      filter: (path) => !isBundle(path),
    });
    symlinkSync(join(packageFolder, 'node_modules'), join(this.folder, 'node_modules'));
    const bundle = join(this.folder, 'dist/bundle/grainmill');
    mkdirSync(bundle, { recursive: true });
    for (const [name, module] of Object.entries(STARTED))
      writeFileSync(join(bundle, `${name}.js`), `import '../../src/${module}.js';\n`);
  }

  /** Seeds the fault. False when there is no program in what comes of it. */
  seed({ path, start, end, replacement }: Mutant): boolean {
    const text = readFileSync(join(packageFolder, path), 'utf8');
    try {
      writeFileSync(this.#compiled(path), compile(text.slice(0, start) + replacement + text.slice(end)));
      return true;
    } catch {
      return false;
    }
  }

  heal({ path }: Mutant): void {
    cpSync(join(packageFolder, 'dist', path.replace(/\.ts$/, '.js')), this.#compiled(path));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #compiled(path: string): string {
    return join(this.folder, 'dist', path.replace(/\.ts$/, '.js'));
  }
}

/** As `tsc` compiles it, but without a look at the types. */
function compile(text: string): string {
  const { code } = transformSync(text, {
    loader: 'ts',
    target: 'es2023',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    logLevel: 'silent',
  });
  return code.replace(/((?:from |import\(|import )["']\.[^"']*)\.ts(["'])/g, '$1.js$2');
}
