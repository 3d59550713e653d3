/**
 * What can happen to a project, as plain data: drawn by seed, made shorter when it fails, and written down in a test when it did once. Knows nothing of
 * how any of it is done.
 */
import fc from 'fast-check';
import { EFFECTS, type Mishap } from './mishap.ts';
import { CONTENTS, MODULES, PARTS, PATHS, PIPELINES, type PipelineValues, PROFILES } from './project.ts';

/** What a build is asked for, and what it may meet. */
const BUILDS: readonly (readonly string[])[] = [
  [],
  ['--prune'],
  ['--only', '1*'],
  ['--only', 'sub/*'],
  ['--prune', '--only', '*2*'],
  ['--kind', 'pads'],
  ['--kind', 'hiss', '--kind', 'clouds', '--only', 'sub/*'],
  ['--count', '1'],
  ['--count', '1', '--start-index', '1'],
  ['--count', '1', '--prune'],
  ['catalog'],
  ['render'],
  ['collect'],
  ['--set', 'random.seed=3'],
  ['--set', 'naming.include=[brightness]'],
  ['--set', 'pads.count=0'],
  ['--set', 'select.min_duration_seconds=1.5'],
  ['--force'],
  ['--force', 'catalog'],
  ['--force', 'render', '--only', '1*'],
  ['--force', 'collect'],
  ['--profile', 'other'],
  ['--profile', 'other', '--profile', 'tiny'],
  ['--export', 'elsewhere'],
  ['--fail-fast'],
  ['--strict'],
];

/** What only looks. */
const LOOKS: readonly (readonly string[])[] = [
  ['build', '--dry-run', '--json'],
  ['build', '--dry-run', '--explain', '--prune'],
  ['build', '--frozen'],
  ['build', '--frozen', '--kind', 'pads'],
  ['status'],
  ['status', '--runs'],
  ['explain', '1'],
  ['explain', '1_pad01'],
  ['graph', '--format', 'html'],
  ['check'],
  ['report', 'quality'],
  ['cache', 'stats'],
  ['cache', 'verify'],
];

export const COLLECTIONS: readonly (readonly string[])[] = [
  [],
  ['--keep-runs', '1'],
  ['--keep-runs', '3'],
  ['--max-size', '100k'],
  ['--max-size', '0', '--keep-runs', '2'],
];

/** Of a file of the cache. */
const DAMAGES = ['flip', 'truncate', 'zero', 'swap', 'lose'] as const;
/** Parts of the cache of which any file may be damaged at any time. */
const RESULTS = ['actions', 'objects', 'runs', 'tmp'] as const;

type Path = (typeof PATHS)[number];
type Content = keyof typeof CONTENTS;

export type Step =
  | { readonly do: 'write'; readonly path: Path; readonly content: Content; readonly keepsDate: boolean }
  | { readonly do: 'remove'; readonly path: Path }
  | { readonly do: 'rename'; readonly from: Path; readonly to: Path }
  | { readonly do: 'touch'; readonly path: Path }
  | { readonly do: 'move folder' }
  | { readonly do: 'empty library' }
  | { readonly do: 'profile'; readonly name: 'tiny' | 'other'; readonly as: keyof typeof PROFILES }
  | { readonly do: 'pipeline'; readonly set: Partial<PipelineValues> }
  | { readonly do: 'module'; readonly as: keyof typeof MODULES }
  | { readonly do: 'part'; readonly as: keyof typeof PARTS }
  | { readonly do: 'build'; readonly args: readonly string[] }
  | { readonly do: 'hurt'; readonly args: readonly string[]; readonly mishap: Mishap }
  | { readonly do: 'together'; readonly args: readonly string[]; readonly and: Beside }
  | { readonly do: 'look'; readonly args: readonly string[] }
  | { readonly do: 'gc'; readonly args: readonly string[] }
  | { readonly do: 'repair' }
  | {
      readonly do: 'damage';
      readonly what: (typeof DAMAGES)[number];
      readonly where: (typeof RESULTS)[number];
      readonly salt: number;
    }
  | { readonly do: 'damage index'; readonly what: (typeof DAMAGES)[number]; readonly salt: number }
  | { readonly do: 'clear' }
  | { readonly do: 'upgrade' }
  | { readonly do: 'lose file' | 'replace file' | 'add file'; readonly salt: number }
  | { readonly do: 'lose document'; readonly salt: number }
  | { readonly do: 'lose export' };

/** What goes on beside a build. */
type Beside = 'build' | 'build elsewhere' | 'gc' | 'edit' | 'look';

const path = fc.constantFrom(...PATHS);
const salt = fc.nat({ max: 99 });
const args = fc.constantFrom(...BUILDS);
const oneOf = <T extends object>(all: T) => fc.constantFrom(...(Object.keys(all) as (keyof T)[]));
const step = <Name extends Step['do'], T extends object>(name: Name, what: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record({ do: fc.constant(name), ...what } as {
    do: fc.Arbitrary<Name>;
  } & typeof what) as unknown as fc.Arbitrary<Step>;

const mishap: fc.Arbitrary<Mishap> = fc.record({
  who: fc.constantFrom('build', 'build', 'build', 'job'),
  effect: fc.constantFrom(...EFFECTS),
  call: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 350 })),
});

const EDITS = [
  step('write', { path, content: oneOf(CONTENTS), keepsDate: fc.boolean() }),
  step('write', { path, content: oneOf(CONTENTS), keepsDate: fc.boolean() }),
  step('remove', { path }),
  step('rename', { from: path, to: path }),
  step('rename', { from: path, to: path }),
  fc.oneof(step('touch', { path }), step('move folder', {}), step('empty library', {})),
  step('profile', { name: fc.constantFrom('tiny', 'other'), as: oneOf(PROFILES) }),
  step('pipeline', { set: fc.constantFrom(...PIPELINES) }),
  step('pipeline', { set: fc.constantFrom(...PIPELINES) }),
  fc.oneof(step('module', { as: oneOf(MODULES) }), step('part', { as: oneOf(PARTS) })),
];

const ACTS = [
  step('build', { args }),
  step('build', { args }),
  step('build', { args: fc.constant([]) }),
  step('hurt', { args: fc.oneof(fc.constant([]), args), mishap }),
  step('hurt', { args: fc.oneof(fc.constant([]), args), mishap }),
  step('together', { args, and: fc.constantFrom<Beside>('build', 'build elsewhere', 'gc', 'edit', 'look') }),
  step('look', { args: fc.constantFrom(...LOOKS) }),
];

const LOSSES = [
  step('gc', { args: fc.constantFrom(...COLLECTIONS) }),
  fc.oneof(step('repair', {}), step('clear', {}), step('upgrade', {})),
  step('damage', { what: fc.constantFrom(...DAMAGES), where: fc.constantFrom(...RESULTS), salt }),
  step('damage index', { what: fc.constantFrom(...DAMAGES), salt }),
  fc.oneof(step('lose file', { salt }), step('replace file', { salt }), step('lose document', { salt })),
  fc.oneof(step('lose export', {}), step('add file', { salt })),
];

const MOST_STEPS = 12;

export interface Sequence {
  /** Whether every file is old enough for its stamp to be believed. */
  readonly isRested: boolean;
  readonly steps: readonly Step[];
  readonly salt: number;
}

/** Of any length, so that it can be made shorter. */
export const sequences: fc.Arbitrary<Sequence> = fc.noBias(
  fc.record({
    isRested: fc.boolean(),
    steps: fc.array(fc.oneof(...EDITS, ...ACTS, ...LOSSES), { minLength: 1, maxLength: MOST_STEPS, size: 'max' }),
    salt,
  }),
);
