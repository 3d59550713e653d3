/** A library of many files where a process may have no more than 64 open. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { asBuild, ended, MAIN, treeOf } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import { type Case, type Effort, type Fault, needsLinux } from './fault.ts';
import { Site } from './site.ts';

/** 10,200 in the long suite. */
const FILES_A_ROUND = 170;
const FILES_A_FOLDER = 500;
const MOST_OPEN = 64;

async function many(folder: string, files: number): Promise<void> {
  const site = new Site(folder);
  const { project } = site;
  const short = song(3, 0.05);
  for (let index = 0; index < files; index++)
    project.source(`${Math.floor(index / FILES_A_FOLDER)}/short ${index}.wav`, short);
  const limited = ['-c', `ulimit -n ${MOST_OPEN}; exec "$0" "$@"`, process.execPath, MAIN, 'build', '--json'];
  const env = { ...process.env, NO_COLOR: '1', ...site.env };
  const run = asBuild(await ended(spawn('sh', limited, { cwd: project.folder, env })));
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.summary.rejected, files);
  assert.equal((await site.build(['--export', 'roomy'])).summary.rendered, 0);
  site.isClean(treeOf(join(project.folder, 'roomy')));
  site.remove();
}

const cases = async (folder: string, { rounds }: Effort): Promise<Case[]> => {
  const files = rounds * FILES_A_ROUND;
  const run = async (): Promise<boolean> => {
    await many(folder, files);
    return true;
  };
  return [{ name: `${files} files`, run }];
};

export const OPEN_FILES: Fault = { name: 'many files, few open', missing: needsLinux, cases };
