/**
 * Builds unless the bundle is newer than everything it is made of, folders included: a second `npm start` has nothing to compile. Plain JavaScript,
 * since it runs where nothing was compiled yet.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('../', import.meta.url));
const SOURCES = ['demo', 'schema', 'scripts', 'src', 'stages'];
const FILES = ['package-lock.json', 'package.json', 'tsconfig.json'];
/** What a run writes beside the sources of the demo. */
const isMadeByRuns = (path) => path.startsWith('demo/library');

const mtimeMs = (path) => statSync(`${packageFolder}${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const below = (folder) => [
  folder,
  ...readdirSync(`${packageFolder}${folder}`, { recursive: true }).map((name) => `${folder}/${name}`),
];

const builtMs = mtimeMs('dist/bundle/grainmill/main.js');
const paths = [...FILES, ...SOURCES.flatMap(below)].filter((path) => !isMadeByRuns(path));
if (paths.some((path) => mtimeMs(path) >= builtMs))
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: packageFolder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
