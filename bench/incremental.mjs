/**
 * What building costs when little or nothing is to be done, over libraries of small tracks: a cold build, a no-op, one changed track, a changed value and
 * the way back. Beside it ninja and make, where they are installed, on as many files, and what no runner can do without: starting Node and asking for the
 * stat of each source. Usage: npm run bench:incremental -- [--one-texture] [--only-no-op] [SIZE…]
 */
import { rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { printTable } from './measure.mjs';
import { otherRunners } from './other-runners.mjs';
import { smallProject, trackPath, writeTrack } from './small-library.mjs';

$.quiet = true;
const main = fileURLToPath(new URL('../dist/bundle/grainmill/main.js', import.meta.url));
const isOption = (text) => text.startsWith('--');
const options = process.argv.slice(2).filter(isOption);
const sizes = process.argv.slice(2).filter((text) => !isOption(text));
if (sizes.length === 0) sizes.push(50, 1000);
/** Files younger than this are hashed again. */
const YOUNG_MS = 2100;

/** Tells what the process itself took, its children apart. */
const METER = `process.on('exit', () => {
  if (process.argv.includes('worker')) return;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write('\\nmeter ' + JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 }));
});`;
const metered = `--import=data:text/javascript,${encodeURIComponent(METER)}`;

async function timed(project, ...extra) {
  const started = performance.now();
  const command = [main, 'build', '-C', project, '--set', 'select.min_duration_seconds=1', '--json', ...extra];
  const { stdout, stderr } = await $`node ${metered} ${command}`;
  const seconds = (performance.now() - started) / 1000;
  const meter = JSON.parse(stderr.slice(stderr.lastIndexOf('meter ') + 6));
  return { seconds, ...meter, summary: JSON.parse(stdout.trim().split('\n').at(-1)) };
}

/** The better of three: others use the machine, too. */
async function best(project, ...extra) {
  const runs = [];
  for (let turn = 0; turn < 3; turn++) runs.push(await timed(project, ...extra));
  return runs.sort((a, b) => a.seconds - b.seconds)[0];
}

const settled = () => new Promise((resolve) => setTimeout(resolve, YOUNG_MS));

function bareStats(library, tracks) {
  const started = performance.now();
  for (let number = 1; number < tracks; number++) statSync(trackPath(library, number));
  return (performance.now() - started) / 1000;
}

async function builds(tracks) {
  const { folder, library } = smallProject(tracks, options.includes('--one-texture') ? 'one' : 'all');
  const rows = { cold: await timed(folder) };
  await settled();
  await timed(folder);
  rows['no-op'] = await best(folder);
  if (!options.includes('--only-no-op')) {
    writeTrack(library, tracks + 1);
    rmSync(trackPath(library, 0));
    rows['one track changed'] = await timed(folder);
    rows['pads changed'] = await timed(folder, '--set', 'pads.target_lufs=-19');
    rows['profile back'] = await timed(folder);
  }
  const stats = bareStats(library, tracks);
  rmSync(folder, { recursive: true });
  return { rows, stats };
}

async function bench(tracks) {
  const { rows, stats } = await builds(tracks);
  const noOp = rows['no-op'];
  const others = otherRunners(tracks, noOp.summary.actions > 3 * tracks ? 4 : 1);
  const row = (name, { seconds, cpuMs, peakMb, summary }) => [
    name,
    tracks,
    seconds.toFixed(2),
    (seconds / noOp.seconds).toFixed(1),
    (cpuMs / 1000).toFixed(2),
    (cpuMs / summary.actions).toFixed(2),
    peakMb.toFixed(0),
    summary.rendered,
  ];
  const plain = (name, seconds) => [
    name,
    tracks,
    seconds.toFixed(2),
    (seconds / noOp.seconds).toFixed(1),
    '',
    '',
    '',
    '',
  ];
  const beside = others.flatMap(({ name, seconds }) =>
    seconds === null
      ? [[`${name} is not installed`, '', '', '', '', '', '', '']]
      : [plain(`${name}: no-op`, seconds.noOp), plain(`${name}: one changed`, seconds.change)],
  );
  const table = [...Object.entries(rows).map(([name, run]) => row(name, run)), plain('bare stats', stats), ...beside];
  return { tracks, table, peakMb: noOp.peakMb };
}

const benches = [];
for (const size of sizes) benches.push(await bench(Number(size)));
const started = performance.now();
await $`node -e 0`;
const bareNode = ['bare node', '', ((performance.now() - started) / 1000).toFixed(2), '', '', '', '', ''];
const header = [
  'build',
  'tracks',
  'seconds',
  '÷ no-op',
  'own CPU s',
  'own CPU ms an action',
  'own peak MB',
  'rendered',
];
printTable(header, [...benches.flatMap(({ table }) => table), bareNode]);
for (const [index, { tracks, peakMb }] of benches.entries()) {
  const before = benches[index - 1];
  if (before === undefined || before.tracks === tracks) continue;
  const bytes = (2 ** 20 * (peakMb - before.peakMb)) / (tracks - before.tracks);
  console.log(`a no-op takes ${bytes.toFixed(0)} bytes a track more with ${tracks} tracks than with ${before.tracks}`);
}
