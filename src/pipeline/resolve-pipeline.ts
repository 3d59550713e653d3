/**
 * Turns the text of `pipeline.yaml`, the profiles and the command line into a `Pipeline`, or into the first thing that is wrong with
 * them. Pure over values: paths are joined, files are not opened.
 */
import { isAbsolute, join, resolve } from 'node:path';
import type { Failure } from '../failure.ts';
import { topologicalOrder } from '../graph/order.ts';
import { err, ok, type Result } from '../result.ts';
import { didYouMean } from './did-you-mean.ts';
import { expandDottedNames, mergeValues, type Values } from './merge.ts';
import {
  type DiscoverParameters,
  type Override,
  type Pipeline,
  type ResolvedProfile,
  type SelectParameters,
  STAGE_NAMES,
  type StageDeclaration,
  type StageName,
} from './pipeline.ts';
import { type ProfileLibrary, resolveProfile } from './resolve-profile.ts';
import { parseSetOption, type SetOption } from './set-option.ts';
import { type Complain, checkValue, type SchemaName, withDefaults } from './validate.ts';
import type { YamlSource } from './yaml-source.ts';

/** What the command line adds; paths are relative to `workingFolder`, those of the file to `projectFolder`. */
export interface PipelineRequest {
  readonly source: YamlSource;
  readonly profiles: ProfileLibrary;
  readonly projectFolder: string;
  readonly workingFolder: string;
  readonly library?: string;
  readonly export?: string;
  readonly cache?: string;
  readonly profileNames: readonly string[];
  readonly sets: readonly string[];
}

interface PipelineFile {
  readonly library?: string;
  readonly export?: string;
  readonly profile?: string | readonly string[];
  readonly overrides?: readonly Override[];
  readonly stages: Readonly<Record<string, StageEntry>>;
}
interface StageEntry {
  readonly uses: StageName;
  readonly with?: Values;
  readonly needs?: string | readonly string[];
  readonly each?: string | readonly string[];
  readonly timeout?: string;
}

/** Which stage must be upstream of which, whatever they are called. */
const REQUIRED_UPSTREAM: Readonly<Record<StageName, readonly StageName[]>> = {
  discover: [],
  catalog: ['discover'],
  select: ['catalog'],
  render: ['select'],
  collect: ['select', 'render'],
};

const DEFAULT_TIMEOUT_SECONDS = 300;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

const asList = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

export function resolvePipeline(request: PipelineRequest): Result<Pipeline> {
  const { source } = request;
  const problem = checkValue('pipeline', source.value, source.complain);
  if (problem) return err(problem);
  const file = source.value as PipelineFile;
  const sets = parseSets(request.sets, Object.keys(file.stages));
  if (!sets.ok) return sets;
  const stages = resolveStages(file, source, sets.value);
  if (!stages.ok) return stages;
  const profiles = resolveProfiles(request, file, sets.value);
  if (!profiles.ok) return profiles;
  return ok({
    projectFolder: request.projectFolder,
    ...folders(request, file),
    profiles: profiles.value,
    stages: stages.value,
    discover: parametersOf<DiscoverParameters>(stages.value, 'discover'),
    select: parametersOf<SelectParameters>(stages.value, 'select'),
  });
}

function folders(request: PipelineRequest, file: PipelineFile) {
  const place = (fromCommandLine: string | undefined, fromFile: string): string =>
    fromCommandLine === undefined
      ? absolute(request.projectFolder, fromFile)
      : resolve(request.workingFolder, fromCommandLine);
  return {
    libraryFolder: place(request.library, file.library ?? './library'),
    exportFolder: place(request.export, file.export ?? './export/tr8s'),
    cacheFolder: place(request.cache, './cache'),
  };
}

const absolute = (base: string, path: string): string => (isAbsolute(path) ? path : join(base, path));

function parseSets(texts: readonly string[], stageNames: readonly string[]): Result<SetOption[]> {
  const sets: SetOption[] = [];
  for (const text of texts) {
    const set = parseSetOption(text, stageNames);
    if (!set.ok) return set;
    sets.push(set.value);
  }
  return ok(sets);
}

function resolveStages(file: PipelineFile, source: YamlSource, sets: readonly SetOption[]): Result<StageDeclaration[]> {
  const problem = checkParameters(file, source) ?? checkNeeds(file, source) ?? checkUses(file, source);
  if (problem) return err(problem);
  const needs = new Map(Object.entries(file.stages).map(([name, stage]) => [name, asList(stage.needs)]));
  const ordering = topologicalOrder(needs);
  if (!ordering.ok) {
    const message = `stages need each other in a circle: ${ordering.cycle.join(' → ')}`;
    return err(source.complain(['stages', ordering.cycle[0], 'needs'], 'value', message));
  }
  const missing = checkUpstream(file, source, needs);
  if (missing) return err(missing);
  const declared: StageDeclaration[] = [];
  for (const name of ordering.order) {
    const stage = declareStage(name, file.stages[name], sets);
    if (!stage.ok) return stage;
    declared.push(stage.value);
  }
  return ok(declared);
}

function checkParameters(file: PipelineFile, source: YamlSource): Failure | null {
  for (const [name, entry] of Object.entries(file.stages)) {
    const complain: Complain = (path, at, message, hint) =>
      source.complain(['stages', name, 'with', ...path], at, message, hint);
    const problem = checkValue(parametersSchema(entry.uses), entry.with ?? {}, complain);
    if (problem) return problem;
  }
  return null;
}

const parametersSchema = (uses: StageName): SchemaName => `${uses}Parameters`;

function checkNeeds(file: PipelineFile, source: YamlSource): Failure | null {
  const names = Object.keys(file.stages);
  for (const [name, stage] of Object.entries(file.stages)) {
    for (const [index, need] of asList(stage.needs).entries()) {
      if (names.includes(need)) continue;
      const path = typeof stage.needs === 'string' ? ['stages', name, 'needs'] : ['stages', name, 'needs', index];
      return source.complain(
        path,
        'value',
        `stage "${name}" needs "${need}", which is not declared`,
        didYouMean(need, names),
      );
    }
  }
  return null;
}

function checkUses(file: PipelineFile, source: YamlSource): Failure | null {
  const seen = new Map<StageName, string>();
  for (const [name, { uses }] of Object.entries(file.stages)) {
    const other = seen.get(uses);
    if (other !== undefined)
      return source.complain(['stages', name, 'uses'], 'value', `"${uses}" is used by "${other}" already`);
    seen.set(uses, name);
  }
  const missing = STAGE_NAMES.find((uses) => !seen.has(uses));
  return missing
    ? source.complain(['stages'], 'key', `no stage uses "${missing}"`, `add "${missing}: { uses: ${missing} }"`)
    : null;
}

function checkUpstream(
  file: PipelineFile,
  source: YamlSource,
  needs: ReadonlyMap<string, readonly string[]>,
): Failure | null {
  const reaches = (name: string): Set<StageName> =>
    new Set((needs.get(name) ?? []).flatMap((need) => [file.stages[need].uses, ...reaches(need)]));
  for (const [name, { uses }] of Object.entries(file.stages)) {
    const upstream = reaches(name);
    const missing = REQUIRED_UPSTREAM[uses].find((required) => !upstream.has(required));
    if (missing)
      return source.complain(['stages', name], 'key', `stage "${name}" must need the stage that uses "${missing}"`);
  }
  return null;
}

function declareStage(name: string, entry: StageEntry, sets: readonly SetOption[]): Result<StageDeclaration> {
  const mine = sets.filter((set) => set.owner === 'stage' && set.group === name);
  const merged = mine.reduce<Values>((values, set) => mergeValues(values, { [set.key]: set.value }), entry.with ?? {});
  const complain: Complain = (_path, _at, message, hint) => ({
    reason: 'usage',
    message: `--set ${mine.map((set) => set.text).join(' ')}: ${message}`,
    ...(hint ? { hint } : {}),
  });
  const parameters = withDefaults<Values>(parametersSchema(entry.uses), merged, complain);
  if (!parameters.ok) return parameters;
  const timeoutSeconds = entry.timeout
    ? Number.parseInt(entry.timeout, 10) * UNIT_SECONDS[entry.timeout.slice(-1)]
    : DEFAULT_TIMEOUT_SECONDS;
  return ok({
    name,
    uses: entry.uses,
    needs: asList(entry.needs),
    each: asList(entry.each),
    parameters: parameters.value,
    timeoutSeconds,
  });
}

const parametersOf = <T>(stages: readonly StageDeclaration[], uses: StageName): T =>
  stages.find((stage) => stage.uses === uses)?.parameters as T;

function resolveProfiles(
  request: PipelineRequest,
  file: PipelineFile,
  sets: readonly SetOption[],
): Result<ResolvedProfile[]> {
  const overrides = resolveOverrides(file, request.source);
  if (!overrides.ok) return overrides;
  const names = request.profileNames.length > 0 ? request.profileNames : asList(file.profile ?? 'balanced');
  if (names.length === 0) return err(request.source.complain(['profile'], 'value', 'the list of profiles is empty'));
  const resolved: ResolvedProfile[] = [];
  for (const [index, name] of names.entries()) {
    const path = Array.isArray(file.profile) ? ['profile', index] : ['profile'];
    const complainName = nameComplaint(request, path, name);
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name) || name === 'by_source')
      return err(complainName('letters, digits, _ and - only'));
    if (names.indexOf(name) !== index) return err(complainName('it is listed twice'));
    const profile = resolveProfile({ name, library: request.profiles, overrides: overrides.value, sets, complainName });
    if (!profile.ok) return profile;
    resolved.push(profile.value);
  }
  return ok(resolved);
}

function nameComplaint(request: PipelineRequest, path: (string | number)[], name: string): (hint?: string) => Failure {
  const message = `there is no profile "${name}"`;
  if (request.profileNames.length === 0) return (hint) => request.source.complain(path, 'value', message, hint);
  return (hint) => ({ reason: 'usage', message: `--profile: ${message}`, ...(hint ? { hint } : {}) });
}

function resolveOverrides(file: PipelineFile, source: YamlSource): Result<Override[]> {
  const overrides: Override[] = [];
  for (const [index, { match, set }] of (file.overrides ?? []).entries()) {
    const values = expandDottedNames(set);
    const problem = checkValue('profile', values, (path, at, message, hint) =>
      source.complain(['overrides', index, 'set', ...path], at, message, hint),
    );
    if (problem) return err(problem);
    overrides.push({ match, set: values });
  }
  return ok(overrides);
}
