/**
 * Turns the text of `pipeline.yaml`, the profiles and the command line into a `Pipeline`, or into the first thing that is wrong with
 * them. Pure over values: paths are joined, files are not opened.
 */
import { isAbsolute, join, resolve } from 'node:path';
import type { Failure } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';
import { expandDottedNames, type Values } from './merge.ts';
import type {
  DiscoverParameters,
  Override,
  Pipeline,
  ResolvedProfile,
  SelectParameters,
  StageDeclaration,
  StageName,
} from './pipeline.ts';
import { type PlacedOverride, type ProfileLibrary, resolveProfile } from './resolve-profile.ts';
import { resolveStages } from './resolve-stages.ts';
import { parseSetOption, type SetOption } from './set-option.ts';
import { asList, type DeclaredStages } from './stage-entry.ts';
import { type Complain, checkValue } from './validate.ts';
import type { ValuePath, YamlSource } from './yaml-source.ts';

/** What the command line adds; paths are relative to `workingFolder`, those of the file to `projectFolder`. */
export interface PipelineRequest {
  readonly source: YamlSource;
  readonly profiles: ProfileLibrary;
  readonly projectFolder: string;
  readonly workingFolder: string;
  readonly homeFolder: string;
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
  readonly stages: DeclaredStages;
}
export function resolvePipeline(request: PipelineRequest): Result<Pipeline> {
  const { source } = request;
  const problem = checkValue('pipeline', source.value, source.complain);
  if (problem) return err(problem);
  const file = source.value as PipelineFile;
  const sets = parseSets(request.sets, Object.keys(file.stages));
  if (!sets.ok) return sets;
  const stages = resolveStages(file.stages, source, sets.value, request.projectFolder);
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
    fromCommandLine === undefined ? absolute(request, fromFile) : resolve(request.workingFolder, fromCommandLine);
  return {
    libraryFolder: place(request.library, file.library ?? './library'),
    exportFolder: place(request.export, file.export ?? './export/tr8s'),
    cacheFolder: place(request.cache, './cache'),
    links: [],
  };
}

/** `~/` is the home folder, as in a shell; anything else that is not absolute lies below the project. */
const absolute = ({ projectFolder, homeFolder }: PipelineRequest, path: string): string => {
  if (path === '~' || path.startsWith('~/')) return join(homeFolder, path.slice(1));
  return isAbsolute(path) ? path : join(projectFolder, path);
};

function parseSets(texts: readonly string[], stageNames: readonly string[]): Result<SetOption[]> {
  const sets: SetOption[] = [];
  for (const text of texts) {
    const set = parseSetOption(text, stageNames);
    if (!set.ok) return set;
    sets.push(set.value);
  }
  return ok(sets);
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
    const complainName = nameComplaint(request, path, `there is no profile "${name}"`);
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name) || name === 'by_source')
      return err(complainName('letters, digits, _ and - only'));
    if (names.indexOf(name) !== index) return err(nameComplaint(request, path, `profile "${name}" is listed twice`)());
    const profile = resolveProfile({ name, library: request.profiles, overrides: overrides.value, sets, complainName });
    if (!profile.ok) return profile;
    resolved.push(profile.value);
  }
  return ok(resolved);
}

function nameComplaint(
  request: PipelineRequest,
  path: (string | number)[],
  message: string,
): (hint?: string) => Failure {
  if (request.profileNames.length === 0) return (hint) => request.source.complain(path, 'value', message, hint);
  return (hint) => ({ reason: 'usage', message: `--profile: ${message}`, ...(hint ? { hint } : {}) });
}

function resolveOverrides(file: PipelineFile, source: YamlSource): Result<PlacedOverride[]> {
  const overrides: PlacedOverride[] = [];
  for (const [index, { match, set }] of (file.overrides ?? []).entries()) {
    const values = expandDottedNames(set);
    const complain: Complain = (path, at, message, hint) =>
      source.complain(['overrides', index, 'set', ...asWritten(path, set)], at, message, hint);
    const heading = ['extends', 'description'].find((key) => key in values);
    const problem = heading
      ? complain([heading], 'key', `an override cannot set "${heading}"`, 'it takes sections and values of a profile')
      : checkValue('profile', values, complain);
    if (problem) return err(problem);
    overrides.push({ match, set: values, complain });
  }
  return ok(overrides);
}

/** `clouds.overlap_ratio` may stand in the file as one dotted key. */
function asWritten(path: ValuePath, set: Values): ValuePath {
  const dotted = path.slice(0, 2).join('.');
  return path.length > 1 && dotted in set ? [dotted, ...path.slice(2)] : path;
}
