/**
 * Checks the stages of a pipeline file, puts them in order and fills in their parameters. Knows nothing of profiles or of what a
 * stage does.
 */
import type { Failure } from '../failure.ts';
import { topologicalOrder } from '../graph/order.ts';
import { err, ok, type Result } from '../result.ts';
import { didYouMean } from './did-you-mean.ts';
import { mergeValues, type Values } from './merge.ts';
import { checkOwnStages, ownStageOf } from './own-stages.ts';
import { STAGE_NAMES, type StageDeclaration, type StageName } from './pipeline.ts';
import { checkPlaceholders } from './placeholders.ts';
import { PROFILE_SECTIONS } from './profile-schema.ts';
import type { SetOption } from './set-option.ts';
import { asList, builtInOf, type DeclaredStages, type StageEntry } from './stage-entry.ts';
import { type Complain, checkValue, type SchemaName, withDefaults } from './validate.ts';
import type { YamlSource } from './yaml-source.ts';

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

/** `projectFolder` is what paths of own stages are relative to. */
export function resolveStages(
  stages: DeclaredStages,
  source: YamlSource,
  sets: readonly SetOption[],
  projectFolder: string,
): Result<StageDeclaration[]> {
  const problem =
    checkNames(stages, source) ??
    checkNeeds(stages, source) ??
    checkOwnStages(stages, source) ??
    checkParameters(stages, source) ??
    checkUses(stages, source);
  if (problem) return err(problem);
  const needs = new Map(Object.entries(stages).map(([name, stage]) => [name, asList(stage.needs)]));
  const ordering = topologicalOrder(needs);
  if (!ordering.ok) {
    const message = `stages need each other in a circle: ${ordering.cycle.join(' → ')}`;
    return err(source.complain(['stages', ordering.cycle[0], 'needs'], 'value', message));
  }
  const missing = checkUpstream(stages, source, needs);
  if (missing) return err(missing);
  const declared: StageDeclaration[] = [];
  for (const name of ordering.order) {
    const stage = declareStage(name, stages[name], source, sets, projectFolder);
    if (!stage.ok) return stage;
    declared.push(stage.value);
  }
  return ok(declared);
}

/** `--set NAME.key=…` must be able to tell a stage from a section of a profile. */
function checkNames(stages: DeclaredStages, source: YamlSource): Failure | null {
  const sections: readonly string[] = PROFILE_SECTIONS;
  const clash = Object.keys(stages).find((name) => sections.includes(name) || !/^[^.=\s]+$/.test(name));
  if (clash === undefined) return null;
  const why = sections.includes(clash) ? 'is a section of profiles' : 'has a dot, an equals sign or a space in it';
  return source.complain(['stages', clash], 'key', `the stage name "${clash}" ${why}`, 'give it another name');
}

function checkParameters(stages: DeclaredStages, source: YamlSource): Failure | null {
  for (const [name, entry] of Object.entries(stages)) {
    const uses = builtInOf(entry);
    const problem = uses ? checkValue(parametersSchema(uses), entry.with ?? {}, complainOf(source, name)) : null;
    if (problem) return problem;
  }
  return null;
}

const parametersSchema = (uses: StageName): SchemaName => `${uses}Parameters`;

function checkNeeds(stages: DeclaredStages, source: YamlSource): Failure | null {
  const names = Object.keys(stages);
  for (const [name, stage] of Object.entries(stages)) {
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

function checkUses(stages: DeclaredStages, source: YamlSource): Failure | null {
  const seen = new Map<StageName, string>();
  for (const [name, entry] of Object.entries(stages)) {
    const uses = builtInOf(entry);
    if (uses === null) continue;
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
  stages: DeclaredStages,
  source: YamlSource,
  needs: ReadonlyMap<string, readonly string[]>,
): Failure | null {
  const reaches = (name: string): Set<StageName | null> =>
    new Set((needs.get(name) ?? []).flatMap((need) => [builtInOf(stages[need]), ...reaches(need)]));
  for (const [name, entry] of Object.entries(stages)) {
    const uses = builtInOf(entry);
    if (uses === null) continue;
    const upstream = reaches(name);
    const missing = REQUIRED_UPSTREAM[uses].find((required) => !upstream.has(required));
    if (missing)
      return source.complain(['stages', name], 'key', `stage "${name}" must need the stage that uses "${missing}"`);
  }
  return null;
}

function declareStage(
  name: string,
  entry: StageEntry,
  source: YamlSource,
  sets: readonly SetOption[],
  projectFolder: string,
): Result<StageDeclaration> {
  const mine = sets.filter((set) => set.owner === 'stage' && set.group === name);
  const merged = mine.reduce<Values>((values, set) => mergeValues(values, { [set.key]: set.value }), entry.with ?? {});
  const uses = builtInOf(entry);
  const declared = { name, needs: asList(entry.needs), each: asList(entry.each), ...limitsOf(entry) };
  if (uses === null) {
    const stage = { ...declared, ...ownStageOf(entry, projectFolder), parameters: merged };
    const place: Complain = (path, at, message, hint) => source.complain(['stages', name, ...path], at, message, hint);
    const complain = mine.length === 0 ? place : complainOfSets(mine);
    const problem = stage.work.kind === 'command' ? checkPlaceholders(stage.work, stage, complain) : null;
    return problem ? err(problem) : ok(stage);
  }
  const complain = mine.length === 0 ? complainOf(source, name) : complainOfSets(mine);
  const parameters = withDefaults<Values>(parametersSchema(uses), merged, complain);
  if (!parameters.ok) return parameters;
  const disorder = uses === 'select' ? durationDisorder(parameters.value, complain) : null;
  return disorder ? err(disorder) : ok({ ...declared, uses, parameters: parameters.value });
}

const limitsOf = ({ timeout, retries, jobs }: StageEntry) => ({
  timeoutSeconds: secondsOf(timeout),
  retries: retries ?? 0,
  jobs: jobs ?? null,
});

const complainOf =
  (source: YamlSource, stage: string): Complain =>
  (path, at, message, hint) =>
    source.complain(['stages', stage, 'with', ...path], at, message, hint);

const complainOfSets =
  (sets: readonly SetOption[]): Complain =>
  (_path, _at, message, hint) => ({
    reason: 'usage',
    message: `${sets.map(({ text }) => `--set ${text}`).join(' ')}: ${message}`,
    ...(hint ? { hint } : {}),
  });

function durationDisorder(values: Values, complain: Complain): Failure | null {
  const { min_duration_seconds: shortest, max_duration_seconds: longest } = values;
  if (Number(shortest) <= Number(longest)) return null;
  const message = `min_duration_seconds (${shortest}) is above max_duration_seconds (${longest})`;
  return complain(['min_duration_seconds'], 'value', message);
}

const secondsOf = (timeout: string | undefined): number =>
  timeout === undefined ? DEFAULT_TIMEOUT_SECONDS : Number.parseInt(timeout, 10) * UNIT_SECONDS[timeout.slice(-1)];
