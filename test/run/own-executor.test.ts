/** The executor of own stages keeps what an executor promises, with modules and commands that misbehave. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDiskStore } from '../../src/cache/store.ts';
import type { OwnResult } from '../../src/plan/own-actions.ts';
import type { OwnJob } from '../../src/run/own/job.ts';
import { openOwnExecutor } from '../../src/run/own/run-own.ts';
import { scratchFolder } from '../build/rig.ts';
import { executorContract } from './executor-contract.ts';

const folder = scratchFolder();
const store = openDiskStore(join(folder, 'cache'));
process.env.NODE_OPTIONS = '--max-old-space-size=64'; // so that a module has soon filled its memory

const module = join(folder, 'stage.mjs');
writeFileSync(
  module,
  `import { spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
const acts = {
  turn: ({ inputs }) => inputs.map(({ name, bytes }) => ({ name: 'turned_' + name, bytes: bytes.toReversed() })),
  hang: ({ parameters: { begunFile, deafFile } }) => {
    process.on('SIGTERM', () => setInterval(() => appendFileSync(deafFile, Date.now() + '\\n'), 50));
    spawn('sh', ['-c', 'trap "" TERM; sleep 300 & sleep 300; sleep 300'], { stdio: 'ignore' });
    writeFileSync(begunFile, '');
    return new Promise(() => {});
  },
  throw: () => { throw new Error('no'); },
  end: () => process.exit(0),
  killed: () => process.kill(process.pid, 'SIGKILL'),
  fill: () => { for (const all = []; ; ) all.push(new Array(1e5).fill(all.length)); },
  babble: () => 'what is no list of files',
};
export default (task) => acts[task.parameters.act](task);
`,
);

const inputOf = (part: number) => {
  const bytes = Buffer.from(`the bytes of part ${part}`);
  return { name: `part${part}.txt`, objectDigest: store.writeObject(bytes), sizeBytes: bytes.length };
};

const jobOf = (changed: Partial<OwnJob>): OwnJob => ({
  stage: 'made',
  work: { kind: 'module', path: module },
  unit: 'track',
  parameters: { act: 'turn' },
  program: null,
  inputs: [inputOf(1)],
  guards: [],
  cacheFolder: join(folder, 'cache'),
  projectFolder: folder,
  scratchFolder: mkdtempSync(join(folder, 'work-')),
  ...changed,
});
const act = (name: string, parameters: Record<string, string> = {}) =>
  jobOf({ parameters: { act: name, ...parameters } });
const LOST = { ...inputOf(1), objectDigest: '0'.repeat(64) };
const WORLD = { open: openOwnExecutor, partsOf: ({ files }: OwnResult) => files };
let hung = 0;

executorContract<OwnJob, OwnResult>({
  ...WORLD,
  name: 'of own stages that are modules',
  job: (...parts) => jobOf({ inputs: parts.map(inputOf) }),
  hanging: () => {
    const name = join(folder, `hung-${++hung}`);
    const files = { begunFile: `${name}.begun`, deafFile: `${name}.deaf` };
    return { job: act('hang', files), ...files };
  },
  mishaps: [
    { what: 'whose module throws', job: act('throw'), reason: 'stage-failed' },
    { what: 'whose module ends the process', job: act('end'), reason: 'worker-crashed' },
    { what: 'whose process is killed', job: act('killed'), reason: 'out-of-memory' },
    { what: 'whose module fills the memory', job: act('fill'), reason: 'out-of-memory' },
    { what: 'whose module gives what is no file', job: act('babble'), reason: 'stage-failed' },
    { what: 'whose input is lost', job: jobOf({ inputs: [LOST] }), reason: 'object-damaged' },
    {
      what: 'whose module was edited meanwhile',
      job: jobOf({ guards: [{ path: module, stamp: 'of another time' }] }),
      reason: 'source-changed',
    },
  ],
});

const shell = (script: string, changed: Partial<OwnJob> = {}): OwnJob =>
  jobOf({
    work: { kind: 'command', argv: ['sh', '-c', script, 'sh', '{inputs}', '{outputs}'], outputs: ['one.txt'] },
    ...changed,
  });
const OUTPUTS = ['one.txt', 'two.txt', 'three.txt'];
/** Half of the arguments are what it takes, the others where it puts that. */
const TURN = 'n=$(($# / 2)); for i in $(seq $n); do eval "rev < \\$$i > \\$$((n + i))"; done';
/** The files of a command have names of their own, so that only their content tells what was asked for. */
const contentsOf = ({ files }: OwnResult) => files.map(({ objectDigest }) => objectDigest);

executorContract<OwnJob, OwnResult>({
  ...WORLD,
  name: 'of own stages that are commands',
  partsOf: contentsOf,
  job: (...parts) =>
    shell(TURN, {
      inputs: parts.map(inputOf),
      work: {
        kind: 'command',
        argv: ['sh', '-c', TURN, 'sh', '{inputs}', '{outputs}'],
        outputs: OUTPUTS.slice(0, parts.length),
      },
    }),
  hanging: () => {
    const begunFile = join(folder, `hung-${++hung}`);
    const script = `trap "" TERM INT; sleep 300 & echo > '${begunFile}'; sleep 300; sleep 300`;
    return { job: shell(script), begunFile, deafFile: null };
  },
  mishaps: [
    { what: 'whose command fails', job: shell('exit 3'), reason: 'stage-failed' },
    { what: 'whose command writes nothing', job: shell('exit 0'), reason: 'stage-failed' },
    { what: 'whose command is not there', job: shell('', { program: '/nowhere/program' }), reason: 'stage-failed' },
    { what: 'whose command ends the process', job: shell('kill -TERM $PPID; sleep 300'), reason: 'worker-crashed' },
    { what: 'whose command kills the process', job: shell('kill -KILL $PPID; sleep 300'), reason: 'out-of-memory' },
  ],
});
