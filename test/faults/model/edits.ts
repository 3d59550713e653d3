/** Edits of library, profiles, pipeline, stages and export, as somebody makes them between two builds. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CONTENTS, FOLDER } from './project.ts';
import type { Step } from './steps.ts';
import { pickFile, type World } from './world.ts';

type Of<Name extends Step['do']> = Extract<Step, { do: Name }>;

/** What somebody put where a texture was. */
export const SOMEBODYS = 'something else';

export const EDIT = {
  write: ({ project }: World, { path, content, keepsDate }: Of<'write'>) => {
    const file = join(project.library, path);
    const before = statSync(file, { throwIfNoEntry: false });
    project.source(path, CONTENTS[content]);
    if (keepsDate && before !== undefined) utimesSync(file, before.atime, before.mtime);
  },
  remove: ({ project }: World, { path }: Of<'remove'>) => rmSync(join(project.library, path), { force: true }),
  rename: ({ project }: World, { from, to }: Of<'rename'>) => {
    const [source, target] = [from, to].map((path) => join(project.library, path));
    if (existsSync(source)) move(source, target);
  },
  touch: ({ project }: World, { path }: Of<'touch'>) => {
    const file = join(project.library, path);
    if (existsSync(file)) utimesSync(file, new Date(), new Date());
  },
  'move folder': ({ project }: World) => {
    const [from, to] = [FOLDER.from, FOLDER.to].map((name) => join(project.library, name));
    const [source, target] = existsSync(from) ? [from, to] : [to, from];
    if (existsSync(source) && !existsSync(target)) renameSync(source, target);
  },
  'empty library': ({ project }: World) => {
    rmSync(project.library, { recursive: true });
    mkdirSync(project.library);
  },
  profile: (world: World, step: Of<'profile'>) => {
    world.profiles[step.name] = step.as;
    world.writeAll();
  },
  pipeline: (world: World, step: Of<'pipeline'>) => {
    world.pipeline = { ...world.pipeline, ...step.set };
    world.writeAll();
  },
  module: (world: World, step: Of<'module'>) => {
    world.module = step.as;
    world.writeAll();
  },
  part: (world: World, step: Of<'part'>) => {
    world.part = step.as;
    world.writeAll();
  },
  'lose file': (world: World, { salt }: Of<'lose file'>) => {
    const path = pickOurs(world, salt);
    if (path !== null) rmSync(path);
  },
  'replace file': (world: World, { salt }: Of<'replace file'>) => {
    const path = pickOurs(world, salt);
    if (path === null) return;
    writeFileSync(`${path}.new`, SOMEBODYS);
    renameSync(`${path}.new`, path);
  },
  /** Beside a file of ours. */
  'add file': (world: World, { salt }: Of<'add file'>) => {
    const beside = pickFile(world.project.export, salt, (path) => !isTemporary(path));
    if (beside === null) return;
    const path = join(dirname(beside), `mine ${salt}.wav`);
    writeFileSync(path, SOMEBODYS);
    world.added.set(relative(world.project.folder, path), SOMEBODYS);
  },
  'lose export': (world: World) => {
    rmSync(world.project.export, { recursive: true, force: true });
    world.added.clear();
  },
} as const;

const isTemporary = (path: string): boolean => path.includes('.grainmill-tmp');

/** A file below `by_source` that somebody did not add. */
const pickOurs = ({ project, added }: World, salt: number): string | null =>
  pickFile(
    project.export,
    salt,
    (path) => path.includes('/by_source/') && !isTemporary(path) && !added.has(relative(project.folder, path)),
  );

function move(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  const bytes = readFileSync(source);
  if (existsSync(target)) writeFileSync(target, bytes);
  else renameSync(source, target);
  if (existsSync(source) && source !== target) rmSync(source);
}
