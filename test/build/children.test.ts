/** The processes that carry jobs out: whatever they do, none outlives its job's limit, an interrupt or the build. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ChildProcesses } from '../../src/run/child-processes.ts';
import type { RenderJob } from '../../src/run/executor.ts';
import { scratchFolder } from './rig.ts';

const folder = scratchFolder();
const skip = process.platform === 'win32';

/** A worker's entry module with this body. */
function entry(name: string, body: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, body);
  return path;
}

const JOB: RenderJob = {
  track: 'one',
  source: { path: '/nowhere', base64: false },
  identity: {
    payloadDigest: '00',
    tagDigest: '00',
    format: {
      container: 'wav',
      codec: 'pcm-s16le',
      sampleRateHz: 8000,
      channels: 1,
      bitDepth: 16,
      frames: 8,
      durationSeconds: 1,
    },
    warnings: [],
  },
  stamp: { sizeBytes: 0, mtimeNs: 0n, ctimeNs: 0n, inode: 0n },
  cacheFolder: folder,
  ffmpeg: null,
  hearing: [],
  hearAgain: false,
  requests: [],
};
const PATIENT = { timeoutSeconds: 60, signal: new AbortController().signal };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Deaf to SIGTERM, with a child that is deaf as well; both note their ids. */
const DEAF = `
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
process.on('SIGTERM', () => {});
process.on('message', () => {
  const child = spawn('sh', ['-c', 'trap "" TERM; sleep 60 & wait; sleep 60']);
  writeFileSync(${JSON.stringify(join(folder, 'pids'))}, process.pid + ' ' + child.pid);
});
setInterval(() => {}, 1000);
`;

test('a child that ignores SIGTERM is gone a second after an interrupt, with everything it started', {
  skip,
}, async () => {
  const executor = new ChildProcesses(1, entry('deaf', DEAF));
  const stop = new AbortController();
  const running = executor.run(JOB, { timeoutSeconds: 60, signal: stop.signal });
  let pids: number[] = [];
  while (pids.length < 2) {
    await wait(20);
    try {
      pids = readFileSync(join(folder, 'pids'), 'utf8').split(' ').map(Number);
    } catch {
      pids = []; // not begun yet
    }
  }
  const startedMs = Date.now();
  stop.abort();
  const result = await running;
  await executor.close();
  assert.equal(!result.ok && result.failure.reason, 'interrupted');
  assert.ok(Date.now() - startedMs < 2000, `${Date.now() - startedMs} ms`);
  await wait(50);
  assert.deepEqual(pids.filter(isAlive), []);
});

test('a job past its limit is a timeout, one whose child dies a crash, and the next job gets a new child', {
  skip,
}, async () => {
  const body = `
let jobs = 0;
process.on('message', ({ track }) => {
  if (track === 'hang') return;
  if (track === 'crash') { console.error('words before the end'); process.exit(7); }
  if (track === 'memory') { console.error('FATAL ERROR: JavaScript heap out of memory'); process.abort(); }
  process.send({ ok: true, value: [String(++jobs), String(process.pid)] });
  if (track === 'then-die') setTimeout(() => process.exit(0), 50);
});`;
  const executor = new ChildProcesses(1, entry('moody', body));
  const ask = (track: string, timeoutSeconds = 60) => executor.run({ ...JOB, track }, { ...PATIENT, timeoutSeconds });
  const failureOf = async (track: string, timeoutSeconds?: number) => {
    const result = await ask(track, timeoutSeconds);
    assert.ok(!result.ok);
    return result.failure;
  };
  assert.deepEqual(await failureOf('hang', 0.3), { reason: 'timeout', limitSeconds: 0.3 });
  const crash = await failureOf('crash');
  assert.equal(crash.reason === 'worker-crashed' && crash.exitCode, 7);
  assert.match(crash.reason === 'worker-crashed' ? crash.detail : '', /words before the end/);
  assert.equal((await failureOf('memory')).reason, 'out-of-memory');
  const first = await ask('fine');
  const second = await ask('then-die');
  assert.ok(first.ok && second.ok);
  assert.deepEqual([first.value[0], second.value[0]], ['1', '2'], 'children are used again');
  await wait(200);
  const third = await ask('fine');
  assert.ok(third.ok, 'a child that died while it waited costs no job');
  await executor.close();
});

test('children have helper threads only while they leave cores idle', async () => {
  const path = entry('flags', "process.on('message', () => process.send({ ok: true, value: process.execArgv }));");
  const flagsOf = async (atOnce: number) => {
    const executor = new ChildProcesses(atOnce, path);
    const result = await executor.run(JOB, PATIENT);
    await executor.close();
    return result.ok ? result.value.map(String) : assert.fail(JSON.stringify(result));
  };
  const heap = ['--max-semi-space-size=2', '--initial-old-space-size=32'];
  const always = [...process.execArgv, ...heap, '--max-inlined-bytecode-size-cumulative=300'];
  assert.deepEqual(await flagsOf(availableParallelism()), [...always, '--single-threaded']);
  assert.deepEqual(await flagsOf(availableParallelism() - 1), always);
});

test('a limit of more days than a timer takes is no limit of a moment', { skip }, async () => {
  const executor = new ChildProcesses(
    1,
    entry('slow', `process.on('message', () => setTimeout(() => process.send({ ok: true, value: [] }), 300));`),
  );
  const answer = await executor.run(JOB, { timeoutSeconds: 600 * 3600, signal: new AbortController().signal });
  await executor.close();
  assert.deepEqual(answer, { ok: true, value: [] });
});
