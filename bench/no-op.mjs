/**
 * What a build with nothing to do takes in a library too large to render for a benchmark: every track is a file of its own, and all get the texture that was rendered for
 * the first. Then CPU and peak memory of that first build by process, of a look at everything, and of no-ops. Usage: npm run bench:no-op -- [TRACKS]; TMPDIR=/dev/shm
 * leaves the disk out of it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { buildSurroundings } from '../dist/src/cli/build-surroundings.js';
import { loadProject } from '../dist/src/cli/load-project.js';
import { STAGE_NAMES } from '../dist/src/pipeline/pipeline.js';
import { WHOLE } from '../dist/src/plan/scope.js';
import { build } from '../dist/src/run/build.js';
import { ChildProcesses } from '../dist/src/run/child-processes.js';
import { cpuSeconds, printTable } from './measure.mjs';
import { smallProject, trackPath } from './small-library.mjs';

$.quiet = true;
const tracks = Number(process.argv[2] ?? 100_000);
const main = fileURLToPath(new URL('../dist/bundle/grainmill/main.js', import.meta.url));
const MIN_DURATION = 'select.min_duration_seconds=1';
/** Within the samples of a track. */
const NUMBER_AT = 2000;
/** Files younger than this are hashed again. */
const YOUNG_MS = 2100;

const { folder, library } = smallProject(1, 'one');
const bytes = readFileSync(trackPath(library, 0));
for (let number = 1; number < tracks; number++) {
  bytes.writeInt32LE(number, NUMBER_AT);
  writeFileSync(trackPath(library, number), bytes);
}
await new Promise((resolve) => setTimeout(resolve, YOUNG_MS));

/** Renders the first track, and answers the same for all others. */
function sameForAll(atOnce) {
  const renders = new ChildProcesses(atOnce);
  let first = null;
  const run = async (job, options) => {
    first ??= renders.run(job, options);
    const answer = await first;
    if (!answer.ok) return answer;
    const { payloadDigest } = job.identity;
    const value = answer.value.map((result) => ({
      ...result,
      textures: result.textures.map((texture) => ({ ...texture, payloadDigest })),
    }));
    return { ok: true, value };
  };
  return { run, prepare: () => {}, close: () => renders.close() };
}

async function firstBuild() {
  const loaded = loadProject({ directory: folder, profile: [], set: [MIN_DURATION] });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.failure));
  const request = { scope: WHOLE, targets: new Set(STAGE_NAMES), jobs: 2, force: new Set(), request: null };
  const flags = { failFast: false, prune: false, allowCommands: false, dryRun: false };
  const surroundings = {
    emit: () => {},
    signal: new AbortController().signal,
    openExecutor: sameForAll,
  };
  const world = { ...buildSurroundings(), ...surroundings };
  const { value, seconds } = await cpuSeconds(() => build(loaded.value, { ...request, ...flags }, world));
  if (!value.ok) throw new Error(JSON.stringify(value.failure));
  return { cpuSeconds: seconds, peakMb: process.resourceUsage().maxRSS / 1024, summary: value.value.summary };
}

/** Tells what a process itself took. */
const METER = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write('\\nmeter ' + JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1024 }));
});`;

async function laterBuild() {
  const metered = `--import=data:text/javascript,${encodeURIComponent(METER)}`;
  const { stdout, stderr } = await $`node ${metered} ${main} build -C ${folder} --set ${MIN_DURATION} --json`;
  const meter = JSON.parse(stderr.slice(stderr.lastIndexOf('meter ') + 6));
  return { ...meter, summary: JSON.parse(stdout.trim().split('\n').at(-1)) };
}

const rows = [['first build', await firstBuild()]];
for (const name of ['a look at everything', 'no-op', 'no-op', 'no-op']) rows.push([name, await laterBuild()]);
rmSync(folder, { recursive: true });
printTable(
  ['build', 'tracks', 'actions', 'ran', 'CPU s', 'ms an action', 'peak MB'],
  rows.map(([name, { cpuSeconds: cpu, peakMb, summary }]) => [
    name,
    summary.tracks,
    summary.actions,
    summary.ran,
    cpu.toFixed(2),
    ((1000 * cpu) / summary.actions).toFixed(3),
    peakMb.toFixed(0),
  ]),
);
