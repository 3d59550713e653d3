/** The executor that tests use in the place of child processes keeps what an executor promises. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../build/rig.ts';
import { executorContract } from './executor-contract.ts';
import { InProcess } from './in-process.ts';

const folder = scratchFolder();
let hung = 0;

type Job = readonly number[] | { readonly begunFile: string } | 'throw';

function carryOut(job: Job): string[] | Promise<string[]> {
  if (job === 'throw') throw new Error('no');
  if (!('begunFile' in job)) return job.map((part) => `part ${part}`);
  writeFileSync(job.begunFile, '');
  return new Promise(() => {});
}

executorContract<Job, string[]>({
  name: 'within the process of a test',
  open: () => new InProcess(carryOut),
  job: (...parts) => parts,
  partsOf: (answer) => answer,
  hanging: () => {
    const begunFile = join(folder, `hung-${++hung}`);
    return { job: { begunFile }, begunFile, deafFile: null };
  },
  mishaps: [{ what: 'that throws', job: 'throw', reason: 'bug' }],
});
