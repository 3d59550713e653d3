/**
 * Peak memory of one job, with and without V8's helper threads (as one job runs, and as jobs that fill the machine do): of the files named, or of a
 * synthesised track of 5 and of 60 minutes as WAV, FLAC and MP3. Usage: npm run bench:memory -- [FILE…]
 */

import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { $ } from 'zx';
import { printTable } from './measure.mjs';

$.verbose = false;
const RATE_HZ = 44_100;
/** What children are started with (`run/child-processes.ts`). */
const HEAP = ['--max-semi-space-size=2', '--initial-old-space-size=32'];

/** Slow chords with noise, written as it is made. */
async function writeWav(path, minutes) {
  const frames = minutes * 60 * RATE_HZ;
  const out = createWriteStream(path);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0).toString();
  header.writeUInt32LE(36 + frames * 4, 4);
  header.write('WAVEfmt ', 8);
  for (const [value, at] of [
    [16, 16],
    [RATE_HZ, 24],
    [RATE_HZ * 4, 28],
    [frames * 4, 40],
  ])
    header.writeUInt32LE(value, at);
  for (const [value, at] of [
    [1, 20],
    [2, 22],
    [4, 32],
    [16, 34],
  ])
    header.writeUInt16LE(value, at);
  header.write('data', 36);
  out.write(header);
  for (let second = 0; second < minutes * 60; second++) {
    const block = Buffer.alloc(RATE_HZ * 4);
    const hz = 110 * 2 ** ([0, 3, 7, 5][Math.floor(second / 8) % 4] / 12);
    for (let n = 0; n < RATE_HZ; n++) {
      const t = (2 * Math.PI * hz * (second * RATE_HZ + n)) / RATE_HZ;
      const tone = 0.2 * Math.sin(t) + 0.1 * Math.sin(2.5 * t);
      block.writeInt16LE(Math.round(32767 * (tone + 0.04 * (Math.random() - 0.5))), n * 4);
      block.writeInt16LE(Math.round(32767 * (tone + 0.04 * (Math.random() - 0.5))), n * 4 + 2);
    }
    if (!out.write(block)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

const folder = mkdtempSync(join(tmpdir(), 'grainmill-memory-'));
const job = fileURLToPath(new URL('./one-job.mjs', import.meta.url));

/** The same music in all formats that this ffmpeg writes. */
async function synthesised(minutes) {
  const wav = join(folder, `${minutes}.wav`);
  await writeWav(wav, minutes);
  const paths = [wav];
  for (const format of ['flac', 'mp3']) {
    const path = join(folder, `${minutes}.${format}`);
    const { exitCode } = await $`ffmpeg -nostdin -v error -y -i ${wav} ${path}`.nothrow();
    if (exitCode === 0) paths.push(path);
  }
  return paths;
}

const named = process.argv.slice(2);
const paths = named.length > 0 ? named : [...(await synthesised(5)), ...(await synthesised(60))];
const rows = [];
for (const path of paths) {
  for (const [helpers, flags] of [
    ['with', HEAP],
    ['without', [...HEAP, '--single-threaded']],
  ]) {
    const { maxRssMb, cpuSeconds, textures, minutes } = JSON.parse((await $`node ${flags} ${job} ${path}`).stdout);
    const [cpu, peak] = [cpuSeconds.toFixed(1), maxRssMb.toFixed(0)];
    rows.push([path.split('/').at(-1), minutes.toFixed(1), helpers, textures, cpu, peak]);
  }
}
rmSync(folder, { recursive: true });
printTable(['track', 'minutes', 'helpers', 'textures', 'CPU s', 'peak MB'], rows);
