/** A project to which steps happen, and what the test has to know of it to say what must come of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../../src/dsp/random.ts';
import { randomOf } from '../fault.ts';
import { Site } from '../site.ts';
import { MISHAP, type Mishap } from './mishap.ts';
import {
  CONTENTS,
  FIRST_PIPELINE,
  heardIn,
  LIST,
  MODULES,
  PARTS,
  type PipelineValues,
  PROFILES,
  pipelineText,
} from './project.ts';

export const OTHER_EXPORT = 'elsewhere';

export class World {
  readonly site: Site;
  pipeline: PipelineValues = FIRST_PIPELINE;
  module: keyof typeof MODULES = 'whole';
  part: keyof typeof PARTS = 'turned';
  readonly profiles: Record<'tiny' | 'other', keyof typeof PROFILES> = { tiny: 'plain', other: 'more pads' };
  /** By path below the project: files that somebody put into the export, which nobody may touch. */
  readonly added = new Map<string, string>();
  /** Whether something in the cache may be damaged that no build had to read. */
  isDamaged = false;
  /** Everything in the export is told by its own documents, so that the ledger can be lost without a loss. */
  isSettled = false;
  /** `what is heard, with which values`: for each, no more than one action a kind is ever needed. */
  readonly heard = new Set<string>();
  /** Keys of all renders that the cache ever had. */
  readonly rendered = new Set<string>();

  /** Whether the clock of its builds is so far ahead that every file has its stamp for long. */
  readonly #isRested: boolean;

  constructor(parent: string, isRested: boolean) {
    this.site = new Site(parent);
    this.#isRested = isRested;
    this.project.source('1.wav', CONTENTS.one);
    this.project.source('2.wav', CONTENTS.two);
    this.project.projectFile('list.mjs', LIST);
    this.writeAll();
  }

  get project() {
    return this.site.project;
  }

  /** Of its builds, one of which a mishap may befall. */
  environment(mishap: Mishap | null = null): NodeJS.ProcessEnv {
    const { folder } = this.project;
    const entries = [...(this.#isRested ? ['clock-entry'] : []), ...(mishap === null ? [] : ['mishap-entry'])];
    return {
      ...this.site.env,
      NODE_OPTIONS: entries.map((name) => `--import ${new URL(`./${name}.js`, import.meta.url).href}`).join(' '),
      ...(mishap === null ? {} : { [MISHAP]: JSON.stringify({ ...mishap, folder }) }),
    };
  }

  writeAll(): void {
    for (const name of ['tiny', 'other'] as const) this.project.writeProfile(name, PROFILES[this.profiles[name]]);
    this.project.projectFile('pipeline.yaml', pipelineText(this.pipeline));
    this.project.projectFile('turn.mjs', MODULES[this.module]);
    this.project.projectFile('part.mjs', PARTS[this.part]);
  }

  /** Notes what a build with `args` may have to hear. */
  noteHeard(args: readonly string[]): void {
    const values = JSON.stringify([this.profiles, this.pipeline.overridden, args.filter((one) => one.includes('='))]);
    for (const path of filesBelow(this.project.library)) {
      const bytes = readFileSync(path);
      const content = names(CONTENTS).find((name) => CONTENTS[name].equals(bytes));
      if (content === undefined) throw new TypeError(`who wrote ${path}?`);
      for (const profile of names(this.profiles)) this.heard.add(`${heardIn(content)} ${profile} ${values}`);
    }
  }
}

export const names = <T extends object>(of: T): (keyof T)[] => Object.keys(of) as (keyof T)[];

/** Absolute paths, sorted. */
export const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : [];

/** One of the files below `folder` that `is` right; null when there is none. */
export function pickFile(folder: string, salt: number, is: (path: string) => boolean = () => true): string | null {
  const files = filesBelow(folder).filter(is);
  return files.length === 0 ? null : randomBy(salt).pick(files);
}

export const randomBy = (salt: number): Random => randomOf(salt, 'step');
