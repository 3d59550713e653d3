/**
 * What a second job brings: a whole build with one job and with two, in new folders. Wall time, CPU of all processes, how many cores that kept busy,
 * and how much faster than one job it was. Usage: npm run bench:jobs -- DIR [JOBS…]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { printTable } from './measure.mjs';

$.verbose = false;
const [library, ...asked] = process.argv.slice(2);
if (!library) throw new Error('usage: npm run bench:jobs -- DIR [JOBS…]');
const main = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));

async function built(jobs) {
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-jobs-'));
  const places = ['--library', library, '--export', join(folder, 'export'), '--cache', join(folder, 'cache')];
  const command = [process.execPath, main, 'build', '--quiet', '--jobs', jobs, ...places];
  const { stderr } = await $`bash -c ${`TIMEFORMAT='%R %U %S'; time "$@"`} build ${command}`;
  rmSync(folder, { recursive: true });
  const [wall, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { jobs, wall, cpu: user + system };
}

const runs = [];
for (const jobs of asked.length > 0 ? asked.map(Number) : [1, 2]) runs.push(await built(jobs));
printTable(
  ['jobs', 'wall s', 'CPU s', 'CPU ÷ wall', '× the first'],
  runs.map(({ jobs, wall, cpu }) => [
    jobs,
    wall.toFixed(1),
    cpu.toFixed(1),
    (cpu / wall).toFixed(2),
    (runs[0].wall / wall).toFixed(2),
  ]),
);
console.log(`${availableParallelism()} cores; load ${loadavg()[0].toFixed(1)} at the end`);
