/**
 * Seeds faults into planning, cache, locks, standing records and the writing of exports, one at a time, and asks the tests of each whether they notice.
 * Prints those that no test noticed, and the share that was caught.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { API } from 'typescript/unstable/sync';
import { EQUIVALENTS } from './equivalents.ts';
import { type Mutant, mutantsOf } from './mutate.ts';
import { type Fate, isCaught, type TestKind, tryMutant } from './trial.ts';
import { packageFolder, Workplace } from './workplace.ts';

const PLACES = [
  'src/cache/',
  'src/export/ownership.ts',
  'src/export/recover-ledger.ts',
  'src/export/remove-stale.ts',
  'src/export/stamp.ts',
  'src/graph/',
  'src/plan/',
  'src/run/lock.ts',
  'src/standing/',
];

const HELP = `npm run test:mutants -- [options]
  --sample N    so many of all mutants (all)
  --seed S      of the choice (1)
  --only PATH   only files whose path begins so
  --at-once N   workplaces (2)
  --units       without the tests that build in child processes
  --list        only list the mutants`;

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    'at-once': { type: 'string', default: '2' },
    units: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Every mutant of every file that is chosen. */
function allMutants(): Mutant[] {
  const files = readdirSync(join(packageFolder, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => `src/${name}`)
    .filter((path) => path.endsWith('.ts') && PLACES.some((place) => path.startsWith(place)))
    .filter((path) => path.startsWith(values.only))
    .sort();
  const api = new API({ cwd: packageFolder });
  const snapshot = api.updateSnapshot({ openProject: join(packageFolder, 'tsconfig.json') });
  const [project] = snapshot.getProjects();
  const mutants = files.flatMap((path) => mutantsOf(project, path, join(packageFolder, path)));
  api.close();
  return mutants;
}

/** `count` of `all`, the same for the same seed (Park and Miller, 1988), in an order that has nothing to do with where they are. */
function drawn(all: readonly Mutant[], count: number, seed: number): Mutant[] {
  let state = (seed % 2_147_483_646) + 1;
  const keyed = all.map((mutant) => {
    state = (state * 48_271) % 2_147_483_647;
    return { mutant, key: state };
  });
  const chosen = keyed.sort((a, b) => a.key - b.key).slice(0, count);
  return chosen.map(({ mutant }) => mutant);
}

const isEquivalent = ({ path, lineText, what }: Mutant): boolean =>
  EQUIVALENTS.some((one) => one.path === path && lineText.startsWith(one.lineBegins) && one.what === what);

const told = ({ path, line, what, lineText }: Mutant): string => `${path}:${line}: ${what}: ${lineText}`;

type Fates = Map<Mutant, Fate>;

/** With the tests of units first, as they are soon done; only what survives those is worth whole builds. Notes in `fates` what is known. */
async function tryAll(mutants: readonly Mutant[], workplaces: readonly Workplace[], fates: Fates): Promise<void> {
  const kinds: readonly TestKind[] = values.units ? ['units'] : ['units', 'builds'];
  for (const by of kinds) {
    const waiting = mutants.filter((mutant) => (fates.get(mutant) ?? 'survived') === 'survived').values();
    await Promise.all(
      workplaces.map(async (workplace) => {
        for (const mutant of waiting) {
          const fate = await tryMutant(mutant, workplace, by);
          fates.set(mutant, fate);
          if (fate === 'survived') console.log(`survived the ${by}: ${told(mutant)}`);
        }
      }),
    );
  }
}

function tellShare(fates: Fates): void {
  const count = (fate: Fate): number => [...fates.values()].filter((one) => one === fate).length;
  const [caught, survived] = [count('caught'), count('survived')];
  const share = ((100 * caught) / (caught + survived)).toFixed(1);
  console.log(
    `tried ${fates.size}, no program ${count('no program')}, survived ${survived}, caught ${caught}: ${share} %`,
  );
}

async function main(): Promise<void> {
  const all = allMutants();
  const chosen = drawn(all, Number(values.sample), Number(values.seed));
  const mutants = chosen.filter((mutant) => !isEquivalent(mutant));
  if (values.list) return console.log(chosen.map(told).join('\n'));
  const equivalent = chosen.length - mutants.length;
  console.log(`${all.length} mutants, ${chosen.length} with seed ${values.seed}, ${equivalent} of those equivalent`);
  const workplaces = Array.from({ length: Number(values['at-once']) }, () => new Workplace());
  const fates: Fates = new Map();
  process.on('exit', () => {
    for (const workplace of workplaces) workplace.remove();
    tellShare(fates);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  const paths = [...new Set(mutants.map(({ path }) => path))];
  if (await isCaught(paths, workplaces[0], 'units')) return console.log('the tests of units fail without any fault');
  await tryAll(mutants, workplaces, fates);
}

if (values.help) console.log(HELP);
else await main();
