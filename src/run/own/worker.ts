/**
 * The child process in which own stages run: takes jobs one at a time, reads the inputs from the store, lets the stage work, stores what it
 * made. What the stage does wrong is a failure of that action and of nothing else.
 */
import { openDiskStore } from '../../cache/store.ts';
import type { Failure } from '../../failure.ts';
import type { OwnResult } from '../../plan/own-actions.ts';
import { err, ok, type Result } from '../../result.ts';
import { serveParent } from '../serve-parent.ts';
import { failureOf } from '../system-failure.ts';
import { runCommand } from './command-work.ts';
import { endWithParent } from './end-with-parent.ts';
import { changedGuard } from './guard.ts';
import type { NamedBytes, OwnJob } from './job.ts';
import { runModule } from './module-work.ts';

/** What a stage does may block this process for ever: a thread watches over it. */
export function serveOwnJobs(): void {
  endWithParent();
  serveParent(carryOut);
}

async function carryOut(job: OwnJob): Promise<Result<OwnResult, Failure>> {
  const store = openDiskStore(job.cacheFolder);
  try {
    const inputs: NamedBytes[] = [];
    for (const { name, objectDigest } of job.inputs) {
      const bytes = store.readObject(objectDigest);
      if (bytes === null) return err({ reason: 'object-damaged', digest: objectDigest });
      inputs.push({ name, bytes });
    }
    const made = await attempt(job, inputs);
    const changed = changedGuard(job.guards);
    if (changed !== null) return err({ reason: 'source-changed', path: changed.path });
    if (!made.ok) return made;
    const files = made.value.map(({ name, bytes }) => ({
      name,
      objectDigest: store.writeObject(bytes),
      sizeBytes: bytes.length,
    }));
    return ok({ files });
  } catch (error) {
    return err(failureOf(error, job.cacheFolder));
  }
}

/** Names of files that every file system takes, and that need no thought on any. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9]+)+$/;
const LONGEST_NAME = 100;

async function attempt(job: OwnJob, inputs: readonly NamedBytes[]): Promise<Result<NamedBytes[], Failure>> {
  const failed = (detail: string): Result<NamedBytes[], Failure> =>
    err({ reason: 'stage-failed', stage: job.stage, detail });
  try {
    const { work } = job;
    const made = work.kind === 'module' ? await runModule(work.path, job, inputs) : await runCommand(work, job, inputs);
    const bad = made.find(({ name }) => !FILE_NAME.test(name) || name.length > LONGEST_NAME);
    if (bad)
      return failed(`it gave a file the name ${JSON.stringify(bad.name)}; letters, digits, _ and - and an ending`);
    const names = made.map(({ name }) => name.toLowerCase());
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    return twice === undefined ? ok(made) : failed(`it gave two files the name ${twice}`);
  } catch (error) {
    return failed(told(error));
  }
}

const OWN_FOLDER = new URL('../', import.meta.url).href;
const LONGEST_DETAIL = 2000;

/** What was thrown, whatever it is, without our own part of the way there. */
function told(error: unknown): string {
  const { stack, message } = (typeof error === 'object' && error !== null ? error : {}) as {
    stack?: unknown;
    message?: unknown;
  };
  const text =
    [stack, message].find((one) => typeof one === 'string') ??
    (typeof error === 'object' ? 'an object that says nothing' : String(error));
  const lines = String(text)
    .split('\n')
    .filter((line) => !line.includes(OWN_FOLDER) && !/^ +at .*\bnode:internal/.test(line));
  return lines.join('\n').slice(0, LONGEST_DETAIL);
}
