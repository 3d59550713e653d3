/**
 * CPU and wall time of the first look at a library, nothing of it known yet (scan, identify, tags, catalog, selection), beside only reading and hashing every file of
 * it. Usage: npm run bench:first-look -- DIR
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDiskStore } from '../dist/src/cache/store.js';
import { loadProject } from '../dist/src/cli/load-project.js';
import { lookOnly } from '../dist/src/run/examine.js';
import { surveyLibrary } from '../dist/src/run/survey.js';
import { cpuSeconds, printTable } from './measure.mjs';

const library = process.argv[2];
if (library === undefined) throw new Error('name a folder of music');
const files = readdirSync(library, { recursive: true, encoding: 'utf8' })
  .map((name) => join(library, name))
  .filter((path) => statSync(path).isFile());

async function measured(run) {
  const started = performance.now();
  const { value, seconds } = await cpuSeconds(run);
  return { value, cpu: seconds, wall: (performance.now() - started) / 1000 };
}

const hashAll = async () => {
  for (const path of files) createHash('sha256').update(readFileSync(path)).digest('hex');
};

/** `remember`: whether results are kept in a cache, as a build does. */
async function look(remember) {
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-bench-'));
  const loaded = loadProject({ library, cache: join(folder, 'cache'), export: join(folder, 'export') });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  const store = openDiskStore(loaded.value.cacheFolder);
  const run = await measured(() =>
    surveyLibrary({ ...lookOnly(store), pipeline: loaded.value, remember, lastBuildTracks: 0 }),
  );
  rmSync(folder, { recursive: true });
  if (!run.value.ok) throw new Error(JSON.stringify(run.value.failure));
  return run;
}

await hashAll(); // into the system's cache
const hashing = await measured(hashAll);
const looking = await look(false);
const keeping = await look(true);
const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0);
console.log(`${files.length} files, ${(bytes / 1e6).toFixed(0)} MB, ${keeping.value.value.catalog.length} tracks`);
const row = (name, { cpu, wall }) => [
  name,
  cpu.toFixed(2),
  (cpu / hashing.cpu).toFixed(2),
  wall.toFixed(2),
  (wall / hashing.wall).toFixed(2),
];
printTable(
  ['', 'CPU s', '÷ hashing', 'wall s', '÷ hashing'],
  [row('hashing', hashing), row('first look', looking), row('the same, results kept', keeping)],
);
