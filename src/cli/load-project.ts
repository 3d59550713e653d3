/**
 * Reads a project from disk: `pipeline.yaml` and `profiles/` of its folder, and the built-in ones where it has none of its own.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { resolvePipeline } from '../pipeline/resolve-pipeline.ts';
import type { ProfileLibrary } from '../pipeline/resolve-profile.ts';
import { parseYamlSource, type YamlSource } from '../pipeline/yaml-source.ts';
import { err, ok, type Result } from '../result.ts';
import { PACKAGE_FOLDER } from './package-folder.ts';

export interface ProjectOptions {
  readonly directory?: string;
  readonly library?: string;
  readonly export?: string;
  readonly cache?: string;
  readonly profile?: readonly string[];
  readonly set?: readonly string[];
}

export function loadProject(options: ProjectOptions): Result<Pipeline> {
  const projectFolder = resolve(options.directory ?? '.');
  if (!statSync(projectFolder, { throwIfNoEntry: false })?.isDirectory()) {
    return err({
      reason: 'file-missing',
      path: projectFolder,
      what: 'the project folder',
      hint: '-C DIR names the folder of pipeline.yaml',
    });
  }
  const own = join(projectFolder, 'pipeline.yaml');
  const source = readYaml(existsSync(own) ? own : join(PACKAGE_FOLDER, 'pipeline.yaml'));
  if (!source.ok) return source;
  const { library, export: exportFolder, cache, profile, set } = options;
  const resolved = resolvePipeline({
    source: source.value,
    profiles: profileLibrary([join(projectFolder, 'profiles'), join(PACKAGE_FOLDER, 'profiles')]),
    projectFolder,
    workingFolder: process.cwd(),
    homeFolder: homedir(),
    profileNames: profile ?? [],
    sets: set ?? [],
    ...(library === undefined ? {} : { library }),
    ...(exportFolder === undefined ? {} : { export: exportFolder }),
    ...(cache === undefined ? {} : { cache }),
  });
  return resolved.ok ? ok(withRealFolders(resolved.value)) : resolved;
}

/** Locks and ledgers go by these paths: one export is one, whatever links lead to it. */
const withRealFolders = (pipeline: Pipeline): Pipeline => ({
  ...pipeline,
  libraryFolder: realFolder(pipeline.libraryFolder),
  exportFolder: realFolder(pipeline.exportFolder),
  cacheFolder: realFolder(pipeline.cacheFolder),
});

/** The real path of as much of `path` as exists, and the rest as it is. */
function realFolder(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(realFolder(parent), basename(path));
}

function readYaml(path: string): Result<YamlSource> {
  const shown = relative(process.cwd(), path);
  const name = shown.startsWith('..') ? path : shown;
  try {
    return parseYamlSource(name, readFileSync(path, 'utf8'));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return err({ reason: 'usage', message: `${name} cannot be read (${code})`, hint: 'it must be a text file' });
  }
}

/** Profiles of the project come before built-in ones of the same name. */
function profileLibrary(folders: readonly string[]): ProfileLibrary {
  const paths = new Map<string, string>();
  for (const folder of [...folders].reverse()) {
    for (const name of statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : []) {
      if (name.endsWith('.yaml')) paths.set(name.slice(0, -'.yaml'.length), join(folder, name));
    }
  }
  const load = (name: string): Result<YamlSource | null> => {
    const path = paths.get(name);
    return path === undefined ? ok(null) : readYaml(path);
  };
  return { names: [...paths.keys()].sort(), load };
}
