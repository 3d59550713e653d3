/**
 * Reads a project from disk: `pipeline.yaml` and `profiles/` of its folder, and the built-in ones where it has none of its own.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { resolvePipeline } from '../pipeline/resolve-pipeline.ts';
import type { ProfileLibrary } from '../pipeline/resolve-profile.ts';
import { parseYamlSource, type YamlSource } from '../pipeline/yaml-source.ts';
import { err, ok, type Result } from '../result.ts';
import { projectFiles } from './project-files.ts';

export interface ProjectOptions {
  readonly directory?: string;
  readonly library?: string;
  readonly export?: string;
  readonly cache?: string;
  readonly profile?: readonly string[];
  readonly set?: readonly string[];
}

export function loadProject(options: ProjectOptions): Result<Pipeline> {
  const { projectFolder, pipeline, profiles } = projectFiles(options.directory);
  if (!statSync(projectFolder, { throwIfNoEntry: false })?.isDirectory()) {
    return err({
      reason: 'file-missing',
      path: projectFolder,
      what: 'the project folder',
      hint: '-C DIR names the folder of pipeline.yaml',
    });
  }
  const source = readYaml(pipeline);
  if (!source.ok) return source;
  const { library, export: exportFolder, cache, profile, set } = options;
  const resolved = resolvePipeline({
    source: source.value,
    profiles: profileLibrary(profiles),
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
function withRealFolders(pipeline: Pipeline): Pipeline {
  const [libraryFolder, exportFolder, cacheFolder] = [
    pipeline.libraryFolder,
    pipeline.exportFolder,
    pipeline.cacheFolder,
  ].map((named) => ({ named, real: realFolder(named) }));
  return {
    ...pipeline,
    libraryFolder: libraryFolder.real,
    exportFolder: exportFolder.real,
    cacheFolder: cacheFolder.real,
    links: [libraryFolder, exportFolder, cacheFolder],
  };
}

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

function profileLibrary(paths: ReadonlyMap<string, string>): ProfileLibrary {
  const load = (name: string): Result<YamlSource | null> => {
    const path = paths.get(name);
    return path === undefined ? ok(null) : readYaml(path);
  };
  return { names: [...paths.keys()].sort(), load };
}
