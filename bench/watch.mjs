/**
 * CPU that `grainmill watch` takes while nothing happens, over small files in many folders: user and system time of its process, read from /proc (Linux).
 * Usage: npm run bench:watch -- [FILES] [SECONDS]
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { encodeWav } from '../dist/src/texture/wav.js';
import { printTable } from './measure.mjs';

const main = fileURLToPath(new URL('../dist/bundle/grainmill/main.js', import.meta.url));
const [files = 10_000, seconds = 60] = process.argv.slice(2).map(Number);
const FILES_A_FOLDER = 20;
const TICKS_A_SECOND = 100;

/** A tenth of a second of a tone, another for each number: whoever watches looks at the file, never at its sound. */
function track(number) {
  const plane = Float32Array.from({ length: 800 }, (_, n) => 0.2 * Math.sin(n * (0.1 + number * 1e-5)));
  return encodeWav({ channels: [plane], sampleRateHz: 8000, bitDepth: 16, loop: null, rootNote: null });
}

function writeLibrary(folder) {
  for (let number = 0; number < files; number++) {
    const album = join(folder, `album ${Math.floor(number / FILES_A_FOLDER)}`);
    mkdirSync(album, { recursive: true });
    writeFileSync(join(album, `${number}.wav`), track(number));
  }
}

function cpuSecondsOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

const megabytesOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** Resolves when the watch is idle and has been for some seconds. */
async function idle(child) {
  let last = '';
  child.stdout.on('data', (data) => {
    last = data.toString().trim().split('\n').at(-1);
  });
  while (!last.includes('"state":"idle"')) await wait(100);
  await wait(5000);
}

async function measured(project, name, ...args) {
  const child = spawn(process.execPath, [main, 'watch', '--json', ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await idle(child);
  const [beforeSeconds, startedMs] = [cpuSecondsOf(child.pid), performance.now()];
  await wait(seconds * 1000);
  const share = (cpuSecondsOf(child.pid) - beforeSeconds) / ((performance.now() - startedMs) / 1000);
  const row = [name, files, `${(100 * share).toFixed(2)} %`, megabytesOf(child.pid).toFixed(0)];
  child.kill('SIGINT');
  await new Promise((resolve) => child.on('close', resolve));
  return row;
}

const project = mkdtempSync(join(tmpdir(), 'grainmill-bench-'));
writeLibrary(join(project, 'library'));
const rows = [await measured(project, 'events'), await measured(project, 'polling', '--poll')];
rmSync(project, { recursive: true });
printTable(['watch', 'files', 'CPU of a core', 'MB'], rows);
