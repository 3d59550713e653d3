/**
 * Stages of the user's own: checks what only they can have, and what only built-in ones can. Knows nothing of what they do.
 */
import { isAbsolute, join, normalize } from 'node:path';
import type { Failure } from '../failure.ts';
import { didYouMean } from './did-you-mean.ts';
import type { OwnStage } from './pipeline.ts';
import { STAGE_NAMES } from './pipeline.ts';
import { asList, builtInOf, type DeclaredStages, type StageEntry } from './stage-entry.ts';
import type { YamlSource } from './yaml-source.ts';

const isModule = (uses: string): boolean => /^\.{1,2}\/.+\.m?js$/.test(uses);

/** The first thing wrong with what each stage is, or null. */
export function checkOwnStages(stages: DeclaredStages, source: YamlSource): Failure | null {
  for (const [name, entry] of Object.entries(stages)) {
    const problem = checkWork(name, entry, source) ?? checkKeys(name, entry, source);
    if (problem) return problem;
    if (builtInOf(entry) !== null) continue;
    const own =
      checkName(name, source) ??
      checkPlace(name, entry, source) ??
      checkUnit(name, entry, source) ??
      checkUpstream(name, stages, source);
    if (own) return own;
  }
  return null;
}

function checkWork(name: string, { uses, run }: StageEntry, source: YamlSource): Failure | null {
  if (uses !== undefined && run !== undefined)
    return source.complain(['stages', name, 'run'], 'key', `stage "${name}" has both "uses" and "run"`);
  if (uses === undefined && run === undefined)
    return source.complain(['stages', name], 'value', `stage "${name}" lacks the key "uses" (or "run")`);
  if (uses === undefined || STAGE_NAMES.some((known) => known === uses) || isModule(uses)) return null;
  const hint = /[/.]/.test(uses) ? 'a module is named like ./my-stage.js' : didYouMean(uses, STAGE_NAMES);
  return source.complain(['stages', name, 'uses'], 'value', `stages.${name}.uses is "${uses}"`, hint);
}

/** Which keys mean nothing to a stage. An option that does nothing is worse than none. */
function checkKeys(name: string, entry: StageEntry, source: YamlSource): Failure | null {
  const uses = builtInOf(entry);
  const isCommand = entry.run !== undefined;
  const meaningless = (['outputs', 'inputs', 'timeout', 'retries', 'jobs'] as const).find((key) => {
    if (entry[key] === undefined) return false;
    if (key === 'outputs') return !isCommand;
    return key === 'inputs' ? uses !== null : uses !== null && uses !== 'render';
  });
  if (meaningless !== undefined)
    return source.complain(['stages', name, meaningless], 'key', `"${meaningless}" means nothing to stage "${name}"`);
  if (!isCommand || entry.outputs !== undefined) return null;
  const hint = 'name the files that it writes, like [{name}_slow.wav]';
  return source.complain(['stages', name], 'key', `the command of stage "${name}" has no "outputs"`, hint);
}

/** It names a folder beside those of the kinds (whose names are sections of profiles, and refused as such), and a stage in events. */
function checkName(name: string, source: YamlSource): Failure | null {
  const complain = (why: string): Failure =>
    source.complain(['stages', name], 'key', `the stage name "${name}" ${why}`, 'give it another name');
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name)) return complain('names a folder: a to z, 0 to 9, _ and - only');
  return STAGE_NAMES.some((known) => known === name) ? complain('belongs to the built-in stage') : null;
}

/** A module runs with all rights of who builds: it belongs to the project that names it. */
function checkPlace(name: string, { uses }: StageEntry, source: YamlSource): Failure | null {
  if (uses === undefined || !normalize(uses).startsWith('..')) return null;
  const message = `stages.${name}.uses is "${uses}", which lies outside of the project`;
  return source.complain(['stages', name, 'uses'], 'value', message, 'put the module beside pipeline.yaml');
}

function checkUnit(name: string, entry: StageEntry, source: YamlSource): Failure | null {
  const each = asList(entry.each);
  if (each.length === 0 || (each.length === 1 && ['file', 'track'].includes(each[0]))) return null;
  const message = `stages.${name}.each is ${JSON.stringify(entry.each)}`;
  return source.complain(['stages', name, 'each'], 'value', message, 'known here: file, track');
}

/** It takes files: textures, or what other own stages made of them. */
function checkUpstream(name: string, stages: DeclaredStages, source: YamlSource): Failure | null {
  const needs = asList(stages[name].needs);
  const givesFiles = (need: string): boolean => ['render', null].includes(builtInOf(stages[need]));
  const twice = needs.find((need, index) => needs.indexOf(need) !== index);
  if (twice !== undefined)
    return source.complain(['stages', name, 'needs'], 'value', `stage "${name}" needs "${twice}" twice`);
  const fileless = needs.find((need) => !givesFiles(need));
  if (needs.length > 0 && fileless === undefined) return null;
  const what = fileless === undefined ? 'nothing' : `"${fileless}", which makes no files`;
  const hint = 'it takes textures (of the stage that uses render) or what another stage of your own made of them';
  return source.complain(['stages', name], 'key', `stage "${name}" needs ${what}`, hint);
}

/** What `entry`, having passed the checks, is to do. */
export function ownStageOf(
  { uses, run = [], outputs = [], inputs = [], each }: StageEntry,
  projectFolder: string,
): Pick<OwnStage, 'uses' | 'work' | 'title' | 'unit' | 'inputs'> {
  const place = (path: string): string => (isAbsolute(path) ? path : join(projectFolder, path));
  return {
    uses: null,
    title: uses ?? run[0],
    work: uses === undefined ? { kind: 'command', argv: run, outputs } : { kind: 'module', path: place(uses) },
    unit: asList(each).at(0) === 'track' ? 'track' : 'file',
    inputs: inputs.map(place),
  };
}
