/**
 * What the code of the pipeline's own stages is today: the digests that stand in their fingerprints, and the files that must not change while
 * they run. Reads the disk; runs nothing.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, delimiter, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Failure } from '../../failure.ts';
import { isOwn, type OwnStage, type Pipeline } from '../../pipeline/pipeline.ts';
import type { Fingerprint } from '../../plan/fingerprint.ts';
import { err, ok, type Result } from '../../result.ts';
import { type DigestMemory, digestOfFile } from './file-digest.ts';
import { type Guard, guardOf } from './guard.ts';
import { importClosure } from './import-closure.ts';

export interface OwnCode {
  readonly lines: Fingerprint;
  readonly guards: readonly Guard[];
  /** The program of a command, absolute; null for a module. */
  readonly program: string | null;
}

export type OwnCodes = ReadonlyMap<OwnStage, OwnCode>;

/** Of every own stage, or what is missing. */
export async function readOwnCodes(pipeline: Pipeline, memory: DigestMemory): Promise<Result<OwnCodes, Failure>> {
  const codes = new Map<OwnStage, OwnCode>();
  for (const stage of pipeline.stages.filter(isOwn)) {
    const work =
      stage.work.kind === 'module' ? await moduleCode(stage.work.path) : programCode(stage, pipeline, memory);
    if (!work.ok) return work;
    const inputs = inputCode(stage, pipeline, memory);
    if (!inputs.ok) return inputs;
    codes.set(stage, {
      lines: [...work.value.lines, ...inputs.value.lines],
      guards: [...work.value.guards, ...inputs.value.guards],
      program: work.value.program,
    });
  }
  return ok(codes);
}

async function moduleCode(path: string): Promise<Result<OwnCode, Failure>> {
  const closure = await importClosure(path);
  if (!closure.ok) return closure;
  const lines: Fingerprint = closure.value.parts.map(([name, digest]) => [`module ${name}`, digest]);
  return ok({ lines, guards: closure.value.guards, program: null });
}

function programCode(stage: OwnStage, pipeline: Pipeline, memory: DigestMemory): Result<OwnCode, Failure> {
  const path = findProgram(stage.title, pipeline.projectFolder);
  const guard = path === null ? null : guardOf(path);
  const digest = path === null ? null : digestOfFile(path, memory);
  if (path === null || guard === null || digest === null)
    return err({
      reason: 'file-missing',
      path: stage.title,
      what: `the program of stage "${stage.name}"`,
      hint: 'install it, or name it by its path',
    });
  return ok({ lines: [[`program ${basename(path)}`, digest]], guards: [guard], program: path });
}

/** As a shell finds it: by its path, or in the folders of PATH. */
function findProgram(name: string, projectFolder: string): string | null {
  if (name.includes('/') || name.includes(sep)) return isAbsolute(name) ? name : join(projectFolder, name);
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = folders.map((folder) => join(folder, name));
  const isProgram = (path: string): boolean =>
    existsSync(path) && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
  return places.find(isProgram) ?? null;
}

function inputCode(stage: OwnStage, { projectFolder }: Pipeline, memory: DigestMemory): Result<OwnCode, Failure> {
  const lines: [string, string][] = [];
  const guards: Guard[] = [];
  for (const path of new Set([...stage.inputs, ...filesNamedIn(stage, projectFolder)])) {
    const guard = guardOf(path);
    const digest = digestOfFile(path, memory);
    if (guard === null || digest === null)
      return err({ reason: 'file-missing', path, what: `an input of stage "${stage.name}", as a file,` });
    guards.push(guard);
    lines.push([`reads ${relative(projectFolder, path).split(sep).join('/')}`, digest]);
  }
  return ok({ lines, guards, program: null });
}

/** Arguments that are files of the project, like the script that a command runs, are read by it. */
function filesNamedIn({ work }: OwnStage, projectFolder: string): string[] {
  const args = work.kind === 'command' ? work.argv.slice(1) : [];
  return args
    .map((part) => resolve(projectFolder, part))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
}
