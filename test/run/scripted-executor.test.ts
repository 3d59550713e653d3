/** `ChildProcesses` with children that do whatever is worst for their parent. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ChildProcesses } from '../../src/run/child-processes.ts';
import { scratchFolder } from '../build/rig.ts';
import { executorContract } from './executor-contract.ts';
import { processesBelow, skipWithoutProc, stillRunning } from './processes.ts';

const folder = scratchFolder();
const entry = join(folder, 'child.mjs');
process.env.NODE_OPTIONS = '--max-old-space-size=64'; // so that a child has soon filled its memory

interface Job {
  readonly act: string;
  readonly parts: readonly number[];
  readonly begunFile?: string;
  readonly deafFile?: string;
}

writeFileSync(
  entry,
  `import { spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
const acts = {
  answer: ({ parts }) => process.send({ ok: true, value: parts.map((part) => 'part ' + part) }),
  hang: ({ begunFile, deafFile }) => {
    process.on('SIGTERM', () => setInterval(() => appendFileSync(deafFile, Date.now() + '\\n'), 50));
    spawn('sh', ['-c', 'trap "" TERM; sleep 300 & sleep 300; sleep 300'], { stdio: 'ignore' });
    writeFileSync(begunFile, '');
    setInterval(() => {}, 1000);
  },
  die: () => process.exit(7),
  killed: () => process.kill(process.pid, 'SIGKILL'),
  fill: () => { for (const all = []; ; ) all.push(new Array(1e5).fill(all.length)); },
  silence: () => process.disconnect(),
  late: () => process.on('SIGTERM', () => process.send({ ok: true, value: ['too late'] })),
  leave: ({ begunFile }) => {
    const left = spawn('sleep', ['300'], { stdio: 'ignore' });
    writeFileSync(begunFile, String(left.pid));
    process.send({ ok: true, value: ['left'] });
  },
  pause: () => setTimeout(() => process.send({ ok: true, value: ['paused'] }), 6000),
  nothing: () => process.send(null),
  word: () => process.send('done'),
  shapeless: () => process.send({ ok: true }),
  reasonless: () => process.send({ ok: false, failure: 'no' }),
};
process.on('message', (job) => acts[job.act](job));
process.on('disconnect', () => process.exit());
`,
);

const job = (act: string): Job => ({ act, parts: [1] });
let hung = 0;

executorContract<Job, string[]>({
  name: 'of child processes, with children that misbehave',
  open: (atOnce) => new ChildProcesses<Job, string[]>(atOnce, entry),
  job: (...parts) => ({ act: 'answer', parts }),
  partsOf: (answer) => answer,
  hanging: () => {
    const name = join(folder, `hung-${++hung}`);
    const files = { begunFile: `${name}.begun`, deafFile: `${name}.deaf` };
    return { job: { ...job('hang'), ...files }, ...files };
  },
  mishaps: [
    { what: 'in which a child ends', job: job('die'), reason: 'worker-crashed' },
    { what: 'in which a child is killed by the system', job: job('killed'), reason: 'out-of-memory' },
    { what: 'in which a child fills its memory', job: job('fill'), reason: 'out-of-memory' },
    { what: 'in which a child turns its back on its parent', job: job('silence'), reason: 'worker-crashed' },
    ...['nothing', 'word', 'shapeless', 'reasonless'].map((act) => ({
      what: `that is answered by rubbish (${act})`,
      job: job(act),
      reason: 'worker-crashed' as const,
    })),
    {
      what: 'that cannot be sent',
      job: { ...job('answer'), callback: () => {} } as Job,
      reason: 'bug',
    },
  ],
});

describe('children that misbehave', { skip: skipWithoutProc, timeout: 60_000 }, () => {
  const PATIENT = { timeoutSeconds: 60, signal: new AbortController().signal };

  async function using(module: string, body: (executor: ChildProcesses<Job, string[]>) => Promise<void>) {
    const executor = new ChildProcesses<Job, string[]>(1, module);
    try {
      await body(executor);
    } finally {
      await executor.close();
    }
  }

  it('are not used again when they answer after their limit: they are about to be killed', () =>
    using(entry, async (executor) => {
      await executor.run(job('answer'), PATIENT);
      const late = await executor.run(job('late'), { ...PATIENT, timeoutSeconds: 0.5 });
      assert.deepEqual(late, { ok: false, failure: { reason: 'timeout', limitSeconds: 0.5 } });
      assert.deepEqual(await executor.run(job('pause'), PATIENT), { ok: true, value: ['paused'] });
    }));

  it('take what they have started along when they die between two jobs', () =>
    using(entry, async (executor) => {
      const begunFile = join(folder, 'left');
      await executor.run({ ...job('leave'), begunFile }, PATIENT);
      const [child] = processesBelow();
      process.kill(child, 'SIGKILL');
      assert.deepEqual(await stillRunning([child, Number(readFileSync(begunFile, 'utf8'))]), []);
    }));

  it('that cannot even be started fail the job', () =>
    using('no\0path', async (executor) => {
      const result = await executor.run(job('answer'), PATIENT);
      assert.equal(!result.ok && result.failure.reason, 'bug');
    }));
});
