/**
 * Wall time of a cold build, a no-op, one changed track and a changed profile, over libraries of small tracks with one small texture a kind.
 * Usage: npm run bench:incremental -- 50 1000 [10000]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { Random } from '../dist/src/dsp/random.js';
import { encodeWav } from '../dist/src/texture/wav.js';
import { printTable } from './measure.mjs';

$.verbose = false;
const main = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const sizes = process.argv.slice(2).map(Number);
if (sizes.length === 0) sizes.push(50, 1000);

const PROFILE = `pads: { count: 1, min_duration_seconds: 0.5, max_duration_seconds: 0.6 }
swells: { count: 1, min_duration_seconds: 1, max_duration_seconds: 1 }
clouds: { count: 1, duration_seconds: 1 }
hiss: { loop_count: 1, flicker_count: 0, loop_duration_seconds: 0.5, low_hz: 1000 }
output: { sample_rate_hz: 8000, bit_depth: 16, channels: 1 }
`;

/** Two seconds of a chord with noise, another for each number. */
function writeTrack(folder, number) {
  const random = new Random(number.toString(16).padStart(32, '5'));
  const plane = new Float32Array(16_000);
  const hz = 110 * 2 ** ((number % 24) / 12);
  for (let n = 0; n < plane.length; n++) {
    const t = (2 * Math.PI * hz * n) / 8000;
    plane[n] = 0.2 * Math.sin(t) + 0.1 * Math.sin(1.5 * t) + 0.02 * random.normal();
  }
  writeFileSync(
    join(folder, `track ${String(number).padStart(6, '0')}.wav`),
    encodeWav({ channels: [plane], sampleRateHz: 8000, bitDepth: 16, loop: null, rootNote: null }),
  );
}

async function timed(project, ...extra) {
  const started = performance.now();
  const { stdout } = await $`node ${main} build -C ${project} --set select.min_duration_seconds=1 --json ${extra}`;
  const summary = JSON.parse(stdout.trim().split('\n').at(-1));
  return { seconds: (performance.now() - started) / 1000, summary };
}

async function bench(size) {
  const project = mkdtempSync(join(tmpdir(), 'grainmill-bench-'));
  const library = join(project, 'library');
  mkdirSync(library);
  mkdirSync(join(project, 'profiles'));
  writeFileSync(join(project, 'profiles/balanced.yaml'), PROFILE);
  for (let number = 0; number < size; number++) writeTrack(library, number);
  const cold = await timed(project);
  await new Promise((resolve) => setTimeout(resolve, 2100)); // files younger than 2 s are hashed again
  await timed(project);
  const noop = await timed(project);
  writeTrack(library, size + 1);
  rmSync(join(library, 'track 000000.wav'));
  const change = await timed(project);
  const profile = await timed(project, '--set', 'clouds.overlap_ratio=0.6');
  const back = await timed(project);
  rmSync(project, { recursive: true });
  const row = (name, { seconds, summary }) => [
    name,
    size,
    seconds.toFixed(2),
    ((1000 * seconds) / summary.actions).toFixed(2),
    summary.rendered,
    (seconds / noop.seconds).toFixed(1),
  ];
  return [
    row('cold', cold),
    row('no-op', noop),
    row('one track changed', change),
    row('clouds changed', profile),
    row('profile back', back),
  ];
}

const rows = [];
for (const size of sizes) rows.push(...(await bench(size)));
const bare = performance.now();
await $`node -e 0`;
rows.push(['bare node', '', ((performance.now() - bare) / 1000).toFixed(2), '', '', '']);
printTable(['build', 'tracks', 'seconds', 'ms an action', 'rendered', '÷ no-op'], rows);
