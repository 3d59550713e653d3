/** A project in which much can change, the changes, and what can be asked of a build of it. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildCommandOptions } from '../../src/cli/build-command.ts';
import { infoChunk } from '../library/audio-bytes.ts';
import { PIPELINE, REVERSE } from './own-projects.ts';
import { Project, TINY_PROFILE } from './rig.ts';
import { song } from './sounds.ts';

/** Chooses one of several. */
export type Dice = <T>(items: readonly T[]) => T;
type Change = (project: Project, dice: Dice) => void;

const NAMES = ['a.wav', 'b.wav', 'sub/a.wav', 'sub/c.wav'];
const SEEDS = [1, 2, 3, 4];

const LIST = (remark: string) =>
  `export default ({ inputs }) => [{ name: 'contents.txt', bytes: inputs.map(({ name }) => name).join('\\n') + '${remark}' }];\n`;

const SUFFIX = (suffix: string) => `export const suffix = '${suffix}';\n`;

const STAGES = (tag: string, hasTwin: boolean) => `
  turned: { uses: ./turn.mjs, needs: render, with: { tag: "${tag}" } }
  listed: { uses: ./list.mjs, needs: [render, turned], each: track }
  ${hasTwin ? `again: { uses: ./turn.mjs, needs: render, with: { tag: "${tag}" } }` : ''}`;

const pipeline = ({ tag = '', hasTwin = false, rest = '' }) =>
  PIPELINE(STAGES(tag, hasTwin), hasTwin ? 'turned, listed, again' : 'turned, listed') + rest;

/** Two tracks, two profiles of the same values, two stages of its own, of which one takes what the other makes. */
export function changeable(): Project {
  const project = new Project();
  project.source('a.wav', song(1));
  project.source('sub/c.wav', song(2));
  project.writeProfile('other', TINY_PROFILE);
  project.projectFile('turn.mjs', REVERSE);
  project.projectFile('list.mjs', LIST(''));
  project.projectFile('parts/name.js', SUFFIX('_turned'));
  project.projectFile('package.json', '{ "type": "module" }');
  project.projectFile('pipeline.yaml', pipeline({}));
  return project;
}

const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : [];

function onFile(folder: string, dice: Dice, change: (path: string) => void): void {
  const files = filesBelow(folder);
  if (files.length > 0) change(dice(files));
}

const inCache =
  (part: string, change: (path: string) => void): Change =>
  (project, dice) =>
    onFile(join(project.cache, part), dice, change);

const halve = (path: string): void => truncateSync(path, readFileSync(path).length >> 1);

const VALUES = [
  ['max_grain_ms: 60', 'max_grain_ms: 50'],
  ['flicker_count: 0', 'flicker_count: 1'],
  ['loop_count: 1', 'loop_count: 0'],
  ['max_duration_seconds: 0.8', 'max_duration_seconds: 0.7'],
  ['bit_depth: 16', 'bit_depth: 24'],
  ['', ''],
] as const;

const changed = ([from, to]: (typeof VALUES)[number]): string => TINY_PROFILE.replace(from, to);

export const CHANGES: Readonly<Record<string, Change>> = {
  write: (project, dice) => project.source(dice(NAMES), song(dice(SEEDS))),
  tag: (project, dice) => project.source(dice(NAMES), song(dice(SEEDS), 2, [infoChunk(dice(['one', 'two']))])),
  short: (project, dice) => project.source(dice(NAMES), song(5, 0.5)),
  remove: (project, dice) => rmSync(join(project.library, dice(NAMES)), { force: true }),
  rename: (project, dice) =>
    onFile(project.library, dice, (from) => {
      const to = join(project.library, dice(NAMES));
      mkdirSync(dirname(to), { recursive: true });
      renameSync(from, to);
    }),
  copy: (project, dice) =>
    onFile(project.library, dice, (from) => {
      const to = join(project.library, dice(NAMES));
      mkdirSync(dirname(to), { recursive: true });
      if (to !== from) copyFileSync(from, to);
    }),
  value: (project, dice) => project.writeProfile(dice(['tiny', 'other']), changed(dice(VALUES))),
  stageText: (project, dice) => project.projectFile('turn.mjs', `// ${dice(['', 'a remark', 'another'])}\n${REVERSE}`),
  stageModule: (project, dice) => project.projectFile('parts/name.js', SUFFIX(dice(['_turned', '_back']))),
  lastStage: (project, dice) => project.projectFile('list.mjs', LIST(dice(['', '.', '..']))),
  pipeline: (project, dice) => {
    const tag = dice(['', 'x']);
    const hasTwin = dice([true, false]);
    const rest = dice(['', '', 'overrides:\n  - { match: "a*", set: { clouds.overlap_ratio: 0.5 } }\n']);
    project.projectFile('pipeline.yaml', pipeline({ tag, hasTwin, rest }));
  },
  loseResult: inCache('actions', (path) => rmSync(path)),
  damageResult: inCache('actions', halve),
  loseObject: inCache('objects', (path) => rmSync(path)),
  damageObject: inCache('objects', halve),
  loseIndex: inCache('index', (path) => rmSync(path)),
  loseCache: (project) => rmSync(project.cache, { recursive: true, force: true }),
  loseOutput: (project, dice) => onFile(project.export, dice, (path) => rmSync(path)),
  changeOutput: (project, dice) =>
    onFile(project.export, dice, (path) => {
      rmSync(path);
      writeFileSync(path, 'something else');
    }),
  touchOutput: (project, dice) =>
    onFile(project.export, dice, (path) => {
      writeFileSync(`${path}.new`, readFileSync(path));
      renameSync(`${path}.new`, path);
      utimesSync(path, 1, 1);
    }),
  loseExport: (project) => rmSync(project.export, { recursive: true, force: true }),
  nothing: () => {},
};

export interface Asked extends Partial<BuildCommandOptions> {
  readonly stages?: readonly string[];
}

const BOTH = ['tiny', 'other'];

export const ASKED: Readonly<Record<string, Asked>> = {
  all: {},
  both: { profile: BOTH },
  bothAgain: { profile: BOTH, force: 'turned' },
  one: { only: ['a*'] },
  kind: { kind: ['pads'] },
  first: { count: 1 },
  second: { count: 1, startIndex: 1, profile: BOTH },
  catalog: { stages: ['catalog'] },
  render: { stages: ['render'] },
  turned: { stages: ['turned'] },
  listed: { stages: ['listed'], profile: BOTH },
  set: { set: ['clouds.overlap_ratio=0.6'] },
  forced: { force: true },
  forcedRender: { force: 'render', only: ['*a*'] },
  forcedCatalog: { force: 'catalog' },
  forcedCollect: { force: 'collect' },
  pruned: { prune: true },
};
