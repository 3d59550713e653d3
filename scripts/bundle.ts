/**
 * Puts what a process of grainmill runs, packages and all, into a few files (`dist/bundle/grainmill`): reading some 250 modules one by one takes
 * longer than most of what they do (docs/decisions/0015). What is imported only when it is needed stays in files of its own. Part of `npm run build`.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packageFolder = fileURLToPath(new URL('../../', import.meta.url));
/** As deep in the package as `src/cli`, so that modules find its files from here as from there. */
const target = 'dist/bundle/grainmill';

/** Packages that are CommonJS ask for modules of Node by `require`. */
const REQUIRE = `import { createRequire as createBundleRequire } from 'node:module';
const require = createBundleRequire(import.meta.url);`;

rmSync(`${packageFolder}${target}`, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: packageFolder,
  entryPoints: {
    main: 'dist/src/cli/main.js',
    start: 'dist/src/cli/start.js',
    'worker-entry': 'dist/src/run/worker-entry.js',
    'own-worker-entry': 'dist/src/run/own/own-worker-entry.js',
  },
  outdir: target,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  banner: { js: REQUIRE },
  metafile: true,
  logLevel: 'warning',
});

/** The folder of each package of which something is in the bundle, below the package. */
const packages = new Set(
  Object.keys(metafile.inputs).flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
);

/** What its authors ask to be passed on with it. */
function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(`${packageFolder}${folder}/package.json`, 'utf8'));
  const texts = readdirSync(`${packageFolder}${folder}`)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(`${packageFolder}${folder}/${file}`, 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}

const notices = [...packages].sort().filter((folder) => existsSync(`${packageFolder}${folder}/package.json`));
writeFileSync(`${packageFolder}${target}/NOTICES.txt`, `${notices.map(noticeOf).join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
