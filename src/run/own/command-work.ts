/**
 * Lets a command make files of files: in a folder of its own, without a shell, with an environment of a few names. It is a child of the worker
 * and in its process group, so it ends when the worker is ended.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedBytes, OwnJob } from './job.ts';
import { stemOf } from './module-work.ts';

const PASSED_ENVIRONMENT = ['PATH', 'HOME', 'SystemRoot', 'PATHEXT'];
const KEPT_OUTPUT_CHARACTERS = 4000;

type CommandWork = Extract<OwnJob['work'], { kind: 'command' }>;

/** Throws an `Error` that says what the command did wrong, with the end of what it said. */
export async function runCommand(work: CommandWork, job: OwnJob, inputs: readonly NamedBytes[]): Promise<NamedBytes[]> {
  const folder = job.scratchFolder;
  const inputPaths = inputs.map(({ name }) => join(folder, 'in', name));
  for (const name of ['in', 'out']) mkdirSync(join(folder, name));
  for (const [index, { bytes }] of inputs.entries()) writeFileSync(inputPaths[index], bytes);
  const outputs = work.outputs.map((pattern) => expandName(pattern, job, inputs));
  const outputPaths = outputs.map((name) => join(folder, 'out', name));
  const args = work.argv.slice(1).flatMap((part) => expandArgument(part, job, { inputPaths, outputPaths, inputs }));
  await spawned(job.program ?? work.argv[0], args, folder, job.projectFolder);
  return outputs.map((name, index) => ({ name, bytes: readOutput(outputPaths[index], name) }));
}

interface Places {
  readonly inputPaths: readonly string[];
  readonly outputPaths: readonly string[];
  readonly inputs: readonly NamedBytes[];
}

/** `{inputs}` and `{outputs}` become as many arguments as there are files; everything else stays one. */
function expandArgument(part: string, job: OwnJob, { inputPaths, outputPaths, inputs }: Places): readonly string[] {
  if (part === '{inputs}') return inputPaths;
  if (part === '{outputs}') return outputPaths;
  const named = part.replaceAll('{input}', inputPaths[0]).replaceAll('{output}', outputPaths[0]);
  return [expandName(named, job, inputs)];
}

const expandName = (pattern: string, job: OwnJob, inputs: readonly NamedBytes[]): string =>
  pattern
    .replaceAll('{name}', stemOf(inputs[0].name))
    .replace(/\{with\.([\w.-]+)\}/g, (_, key: string) => String(job.parameters[key]));

function spawned(program: string, args: readonly string[], folder: string, projectFolder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: projectFolder,
      env: environment(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        said = (said + text.toString('utf8')).slice(-KEPT_OUTPUT_CHARACTERS);
      });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error([signal === null ? `exit code ${code}` : `ended by ${signal}`, said.trim()].join('\n').trim()),
        );
    });
  });
}

const environment = (folder: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(PASSED_ENVIRONMENT.flatMap((name) => (name in process.env ? [[name, process.env[name]]] : []))),
  LC_ALL: 'C.UTF-8',
  TMPDIR: folder,
  TEMP: folder,
});

function readOutput(path: string, name: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new Error(`it ended well and wrote no ${name} (${code})`);
  }
}
