/**
 * Makes the values of a profile for a track: built-in defaults < `extends` chain < profile < `overrides` < `--set`, defaults filled
 * in last so that they never mask a parent. Knows nothing of the disk: sources are handed in.
 */
import objectHash from 'object-hash';
import type { Failure } from '../failure.ts';
import { matchesGlob } from '../library/pattern.ts';
import { err, ok, type Result } from '../result.ts';
import { didYouMean } from './did-you-mean.ts';
import { mergeValues, type Values } from './merge.ts';
import { type Layer, orderProblem } from './order-of-bounds.ts';
import type { Override, ResolvedProfile } from './pipeline.ts';
import type { Profile } from './profile.ts';
import type { SetOption } from './set-option.ts';
import { type Complain, checkValue, withDefaults } from './validate.ts';
import type { YamlSource } from './yaml-source.ts';

/** An override that knows where it stands in the pipeline file. */
export interface PlacedOverride extends Override {
  readonly complain: Complain;
}

/** Where profiles come from. `load` gives null for a name that has no file. */
export interface ProfileLibrary {
  readonly names: readonly string[];
  readonly load: (name: string) => Result<YamlSource | null>;
}

/** The chain of a profile, parents first. */
function loadChain(
  name: string,
  library: ProfileLibrary,
  above: readonly string[],
  complainMissing: (hint?: string) => Failure,
): Result<Layer[]> {
  const loaded = library.load(name);
  if (!loaded.ok) return loaded;
  const source = loaded.value;
  if (!source) return err(complainMissing(didYouMean(name, library.names)));
  const content = source.value ?? {};
  const problem = checkValue('profile', content, source.complain);
  if (problem) return err(problem);
  const { extends: parent, description: _, ...own } = content as Values & { extends?: string };
  const layer: Layer = { values: own, complain: source.complain };
  if (parent === undefined) return ok([layer]);
  if ([...above, name].includes(parent)) {
    return err(
      source.complain(
        ['extends'],
        'value',
        `profiles extend each other in a circle: ${[...above, name, parent].join(' → ')}`,
      ),
    );
  }
  const missing = (hint?: string) => source.complain(['extends'], 'value', `there is no profile "${parent}"`, hint);
  const chain = loadChain(parent, library, [...above, name], missing);
  return chain.ok ? ok([...chain.value, layer]) : chain;
}

/** All layers as one profile with its defaults; `complain` is for values that no single layer is to blame for. */
function finish(layers: readonly Layer[], complain: Complain): Result<Profile> {
  const values = layers.reduce<Values>((below, layer) => mergeValues(below, layer.values), {});
  const finished = withDefaults<Profile>('profile', values, complain);
  if (!finished.ok) return finished;
  const problem = orderProblem(finished.value, layers);
  return problem ? err(problem) : finished;
}

const setValues = (sets: readonly SetOption[]): Values =>
  sets.reduce<Values>((values, set) => mergeValues(values, { [set.group]: { [set.key]: set.value } }), {});

export interface ProfileRequest {
  readonly name: string;
  readonly library: ProfileLibrary;
  readonly overrides: readonly PlacedOverride[];
  readonly sets: readonly SetOption[];
  /** Complaints about the name itself, and about values no single file is to blame for. */
  readonly complainName: (hint?: string) => Failure;
}

/**
 * Resolves a profile. The base, each override alone and all together are checked at once, so that a wrong value stops before any
 * work; a mixture that only some track meets is checked when it is met.
 */
export function resolveProfile(request: ProfileRequest): Result<ResolvedProfile> {
  const chain = loadChain(request.name, request.library, [], request.complainName);
  if (!chain.ok) return chain;
  const sets = request.sets.filter(({ owner }) => owner === 'profile');
  const texts = sets.map(({ text }) => ` --set ${text}`);
  const laidOn = `${request.overrides.length > 0 ? ' with overrides' : ''}${texts.join('')}`;
  const complain: Complain = (_path, _at, message, hint) => ({
    reason: 'configuration-invalid',
    message: `profile ${request.name}${laidOn}: ${message}`,
    ...(hint ? { hint } : {}),
  });
  const fromCommandLine: Layer = { values: setValues(sets), complain };
  const combine = (overrides: readonly PlacedOverride[]) =>
    finish(
      [...chain.value, ...overrides.map(({ set, complain }) => ({ values: set, complain })), fromCommandLine],
      complain,
    );
  for (const overrides of [...request.overrides.map((one) => [one]), request.overrides]) {
    const checked = combine(overrides);
    if (!checked.ok) return checked;
  }
  const base = combine([]);
  if (!base.ok) return base;
  return ok({
    name: request.name,
    base: base.value,
    baseDigest: objectHash(base.value, { algorithm: 'sha256' }),
    valuesFor: memoise(request.overrides, combine),
  });
}

/** Tracks that meet the same overrides share one object. */
function memoise(
  overrides: readonly PlacedOverride[],
  combine: (matching: readonly PlacedOverride[]) => Result<Profile>,
): ResolvedProfile['valuesFor'] {
  const known = new Map<string, Result<Profile>>();
  return (relPath, slug) => {
    const matching = overrides.filter(({ match }) => matchesGlob(relPath, match) || matchesGlob(slug, match));
    const id = matching.map((one) => overrides.indexOf(one)).join(',');
    const values = known.get(id) ?? combine(matching);
    known.set(id, values);
    return values;
  };
}
