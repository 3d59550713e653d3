/** `grainmill init DIR`: a project to start from, with a pipeline and a profile to edit. Never overwrites anything. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Outcome } from '../outcome.ts';
import { PACKAGE_FOLDER } from './package-folder.ts';

export interface InitCommandOptions {
  readonly library?: string;
}

const DEFAULT_LIBRARY = './library';

const PROFILE = `# yaml-language-server: $schema=../schema/profile.schema.json
description: How textures are to sound here.
extends: balanced
# What stands here goes before what \`balanced\` says. Every value, with unit, range and default: docs/profiles.md of grainmill.
# pads: { count: 6 }
# clouds: { overlap_ratio: 0.6 }
`;

const IGNORING = '.gitignore';
const IGNORED = '/cache/*\n/export/\n';

export async function initCommand(directory: string, { library }: InitCommandOptions): Promise<Outcome> {
  const folder = resolve(directory);
  const files = filesOf(library);
  // Whoever has one has it for more than this.
  if (existsSync(join(folder, IGNORING))) files.delete(IGNORING);
  const taken = [...files.keys()].find((path) => existsSync(join(folder, path)));
  if (taken !== undefined) {
    const message = `${join(folder, taken)} is there already, and nothing is overwritten`;
    const hint = 'name a folder that is empty or not there yet';
    return { outcome: 'refused', failure: { reason: 'usage', message, hint } };
  }
  if (library === undefined) mkdirSync(join(folder, DEFAULT_LIBRARY), { recursive: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { flag: 'wx' });
  }
  return { outcome: 'initialised', folder, emptyLibrary: library === undefined ? join(folder, DEFAULT_LIBRARY) : null };
}

function filesOf(library: string | undefined): Map<string, string> {
  const built = (path: string): string => readFileSync(join(PACKAGE_FOLDER, path), 'utf8');
  const music = library === undefined ? DEFAULT_LIBRARY : resolve(library);
  const pipeline = built('pipeline.yaml')
    .replace(/^library:.*$/m, () => `library: ${stringify(music, { lineWidth: 0 }).trimEnd()}`)
    .replace(/^profile: balanced( +# )profiles\/balanced\.yaml/m, 'profile: mine    $1profiles/mine.yaml');
  return new Map([
    ['pipeline.yaml', pipeline],
    ['profiles/mine.yaml', PROFILE],
    ...['schema/pipeline.schema.json', 'schema/profile.schema.json'].map((path) => [path, built(path)] as const),
    [IGNORING, IGNORED],
  ]);
}
