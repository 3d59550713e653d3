/** Where the files of a project are that say what is to be done: its pipeline and its profiles, or the built-in ones. Reads none of them. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PACKAGE_FOLDER } from './package-folder.ts';

export interface ProjectFiles {
  readonly projectFolder: string;
  readonly pipeline: string;
  /** By name. Profiles of the project come before built-in ones of the same name. */
  readonly profiles: ReadonlyMap<string, string>;
}

/** `directory` is what `-C` says. Nothing of it need exist. */
export function projectFiles(directory = '.'): ProjectFiles {
  const projectFolder = resolve(directory);
  const own = join(projectFolder, 'pipeline.yaml');
  return {
    projectFolder,
    pipeline: existsSync(own) ? own : join(PACKAGE_FOLDER, 'pipeline.yaml'),
    profiles: new Map([...yamlFiles(join(PACKAGE_FOLDER, 'profiles')), ...yamlFiles(join(projectFolder, 'profiles'))]),
  };
}

function yamlFiles(folder: string): [string, string][] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.map((name) => [name.slice(0, -'.yaml'.length), join(folder, name)]);
}
